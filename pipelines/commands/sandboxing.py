"""`sandbox`: the services on loopback."""

from __future__ import annotations

import re
from pathlib import Path

import click

from harvester.errors import BadInput

_HOSTED = re.compile(r"(?P<name>[\w.-]+/[\w.-]+)=(?P<folder>.+)")


@click.command()
@click.option("--port", default=8765, show_default=True, help="0 takes any free port.")
@click.option("--faults", default="", help="What goes wrong, for example arxiv=429,github=quota.")
@click.option(
    "--time-factor", default=0.01, show_default=True, help="Scales the spacing it asks for."
)
@click.option(
    "--host",
    "hosted",
    multiple=True,
    metavar="OWNER/NAME=FOLDER",
    help="Serve a bare git repository as one of GitHub's, with pull requests and issues.",
)
def sandbox(port: int, faults: str, time_factor: float, hosted: tuple[str, ...]) -> None:
    """Serve arXiv, DataCite, GitHub and others on loopback, until Ctrl-C.

    Facts are of real papers; abstracts and counts are made up and say so.

    \b
    Examples:
      harvester sandbox
      harvester sandbox --port 8765 --host ana/my-list=../my-list.git
    """
    from harvester.sandbox.faults import parse_faults
    from harvester.sandbox.server import serve_forever

    repositories = dict(map(_hosted_repository, hosted))
    plan = parse_faults(faults)
    serve_forever(port=port, faults=plan, time_factor=time_factor, hosted=repositories)


def _hosted_repository(words: str) -> tuple[str, Path]:
    match = _HOSTED.fullmatch(words)
    if match is None:
        raise BadInput(f"--host is {words!r:.80}; it must look like ana/my-list=../my-list.git")
    folder = Path(match["folder"])
    if not (folder / "objects").is_dir():
        raise BadInput(f"{folder} is no bare git repository; make one with git init --bare")
    return match["name"], folder
