"""What asks in the benchmark, each in a process of its own, and the sandbox in another.

    python -m tests.benchmarks.network_clients {source,single,whole} FOLDER NUMBER FACTOR

The last line printed is JSON: things found, seconds, peak memory in MiB.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

REPOSITORIES = 1_000
SINGLES = 40
"""How many ids the one-at-a-time script is given; it would need hours for all."""
TOKEN = "made-up-token"


class SandboxProcess:
    """The sandbox in a process of its own, over the packaged world and made-up repositories.

    It lays `ids-N.txt` and `list-N.md` into `folder` for each of `numbers`.
    """

    def __init__(self, folder: Path, numbers: Sequence[int], factor: float) -> None:
        context = get_context("spawn")
        self._here, there = context.Pipe()
        target, arguments = _serve, (there, folder, tuple(numbers), factor)
        self._process = context.Process(target=target, args=arguments, daemon=True)
        self._process.start()
        self.endpoints: dict[str, str] = self._here.recv()

    def begin(self) -> None:
        """Forget the requests until now, and let the spacing pass."""
        self._here.send("begin")
        self._here.recv()

    def figures(self) -> dict[str, int]:
        """Return the requests by service, and how many were too early or overlapping."""
        self._here.send("figures")
        figures: dict[str, int] = self._here.recv()
        return figures

    def stop(self) -> None:
        """End the process."""
        self._here.send("stop")
        self._process.join()


def _serve(pipe: Connection, folder: Path, numbers: Sequence[int], factor: float) -> None:
    from harvester.sandbox import RepositoryFacts, SandboxServer, World, load_world

    papers = load_world().papers
    for number in numbers:
        chosen = papers[:number]
        (folder / f"ids-{number}.txt").write_text("\n".join(paper.id for paper in chosen))
        (folder / f"list-{number}.md").write_text(_list_of(chosen), encoding="utf-8")
    repositories = [RepositoryFacts(f"o/r{n}", n + 1, stars=n) for n in range(REPOSITORIES)]
    world = World(papers, tuple(repositories))
    with SandboxServer(world=world, time_factor=factor) as sandbox:
        pipe.send(sandbox.endpoints)
        while (answer := pipe.recv()) != "stop":
            if answer == "begin":
                sandbox.log.clear()
                time.sleep(sandbox.log.spacing["arxiv"])
                pipe.send(None)
            else:
                log = sandbox.log
                counts = {"too early": log.too_early, "overlapping": log.overlapping}
                pipe.send({**log.by_service, **counts})


def _list_of(papers: Sequence[Any]) -> str:
    lines = ["# Awesome", "", "## Papers", ""]
    for place, paper in enumerate(papers):
        code = f" [[Github](https://github.com/o/r{place})]" if place < REPOSITORIES else ""
        lines += [
            f"**{paper.title}.** [{paper.submitted[:4]}]<br>",
            f"*{', '.join(paper.authors[:3])}, et al.*<br>",
            f"[[PDF](https://arxiv.org/abs/{paper.id})]{code}",
            "",
        ]
    return "\n".join(lines)


def run_client(kind: str, folder: Path, number: int, factor: float) -> dict[str, Any]:
    """Run one of the clients below in its own process and return what it printed."""
    command = [sys.executable, "-m", "tests.benchmarks.network_clients", kind]
    arguments = [str(folder), str(number), str(factor)]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True)
    by_name: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return by_name


def run_refresh(folder: Path, number: int, endpoints: dict[str, str], factor: float) -> Any:
    """Run `harvester refresh` as a person does, in a workspace that stays for a second run."""
    root = folder / f"workspace-{number}"
    if not root.exists():
        (root / "data").mkdir(parents=True)
        text = (folder / f"list-{number}.md").read_text(encoding="utf-8")
        (root / "data" / "list.md").write_text(text, encoding="utf-8")
        lines = [f'{name} = "{address}"' for name, address in endpoints.items()]
        head = f'list = "data/list.md"\ntime_factor = {factor}\n\n[endpoints]'
        (root / "harvester.toml").write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    locks = folder / "locks"
    environment = {**os.environ, "HARVESTER_SHARED_FOLDER": str(locks), "GITHUB_TOKEN": TOKEN}
    command = [sys.executable, "-m", "pipelines", "refresh", "--json"]
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    answer = sum(source["found"] for source in json.loads(printed)["sources"].values())
    peak = used.ru_maxrss / 1024
    cpu = used.ru_utime + used.ru_stime
    return {"found": answer, "seconds": seconds, "peak": peak, "cpu": cpu}


@contextmanager
def _package_client(endpoint: str, factor: float) -> Iterator[Any]:
    """Give the package's own client with its defaults, its delay shortened like all others."""
    import arxiv  # type: ignore[import-untyped] # it ships no type marker

    client = arxiv.Client()
    client.delay_seconds = client.delay_seconds * factor
    client.query_url_format = endpoint + "?{}"
    yield client


def ask_source(endpoint: str, ids: Sequence[str], folder: Path, factor: float) -> int:
    """Ask our own source through the door; nothing of the answers is kept in memory."""
    from harvester.model import Found, Identifier
    from harvester.network.client import HttpClient
    from harvester.sources import SERVICE_RULES
    from harvester.sources.arxiv.atom import ArxivSource

    wanted = [Identifier("arxiv", value) for value in ids]
    with HttpClient(
        folder / f"cache-{len(ids)}", SERVICE_RULES, time_factor=factor, locks=folder
    ) as client:
        lookups = ArxivSource(endpoint).lookup(wanted, client)
        return sum(isinstance(lookup, Found) for _, lookup in lookups)


def ask_single(endpoint: str, ids: Sequence[str], _folder: Path, factor: float) -> int:
    """One Search for each id, as in the package's README."""
    import arxiv

    with _package_client(endpoint, factor) as client:
        return sum(1 for v in ids for _ in client.results(arxiv.Search(id_list=[v])))


def ask_whole(endpoint: str, ids: Sequence[str], _folder: Path, factor: float) -> int:
    """One Search with all ids; an error is raised as the package raises it."""
    import arxiv

    with _package_client(endpoint, factor) as client:
        return sum(1 for _ in client.results(arxiv.Search(id_list=list(ids))))


def _peak() -> float:
    """Return the most memory that this program used; what it was started from does not count."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii")
        return int(text.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, IndexError):
        return float("nan")


def main() -> None:
    """Be one of the clients; the endpoint comes in the environment."""
    logging.disable(logging.WARNING)
    kind, folder, number, factor = sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    ids = (folder / f"ids-{number}.txt").read_text(encoding="ascii").split()
    ask = {"source": ask_source, "single": ask_single, "whole": ask_whole}[kind]
    error = ""
    count = 0
    started = time.perf_counter()
    try:
        chosen = ids[:SINGLES] if kind == "single" else ids
        count = ask(os.environ["HARVESTER_ENDPOINT_ARXIV"], chosen, folder, float(factor))
    except Exception as raised:  # noqa: BLE001 - what the package raises is a result
        error = f"{type(raised).__name__}: {str(raised)[:60]}"
    seconds = time.perf_counter() - started
    print(json.dumps({"found": count, "seconds": seconds, "peak": _peak(), "error": error}))


if __name__ == "__main__":
    main()
