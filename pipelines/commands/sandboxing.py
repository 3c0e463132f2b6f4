"""`sandbox`: the services on loopback."""

from __future__ import annotations

import click


@click.command()
@click.option("--port", default=8765, show_default=True, help="0 takes any free port.")
@click.option("--faults", default="", help="What goes wrong, for example arxiv=429,github=quota.")
@click.option(
    "--time-factor", default=0.01, show_default=True, help="Scales the spacing it asks for."
)
def sandbox(port: int, faults: str, time_factor: float) -> None:
    """Serve arXiv, DataCite and GitHub on loopback, until Ctrl-C.

    Facts are of real papers; abstracts and counts are made up and say so.
    """
    from harvester.sandbox.faults import parse_faults
    from harvester.sandbox.server import serve_forever

    serve_forever(port=port, faults=parse_faults(faults), time_factor=time_factor)
