"""One spacing and one connection per service, over all processes of the machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from subprocess import PIPE

import pytest

from harvester.errors import BadInput
from harvester.model import Failed, Identifier
from harvester.network.client import HttpClient, Request, Response, ServiceRule
from harvester.network.rate_limiter import shared_folder
from harvester.sandbox import PaperFacts, SandboxServer
from harvester.sources import SERVICE_RULES
from harvester.sources.arxiv.atom import ArxivSource
from tests.loopback import Loopback, ReceivedRequest, Reply

SPACING = 0.15
PROGRAM = """
import sys
from pathlib import Path
from harvester.network.client import HttpClient, Request, ServiceRule
rules = {"svc": ServiceRule("svc", spacing=float(sys.argv[3]))}
with HttpClient(Path(sys.argv[2]), rules, locks=Path(sys.argv[2]).parent) as client:
    for number in range(5):
        client.fetch(Request("svc", "GET", f"{sys.argv[1]}/{number}"))
"""


def gaps(asked: Sequence[ReceivedRequest]) -> list[float]:
    """Return the seconds between arrivals as noted; those of one that is noted late err.

    What holds of all of them is therefore asked of their median.
    """
    moments = sorted(request.arrived for request in asked)
    return [after - before for before, after in pairwise(moments)]


def test_two_processes_share_one_lane(tmp_path: Path) -> None:
    with Loopback(lambda _: Reply("good", delay=0.03)).running() as server:
        folders = [str(tmp_path / name) for name in ("one", "two")]
        started = [
            subprocess.Popen([sys.executable, "-c", PROGRAM, server.url, folder, str(SPACING)])
            for folder in folders
        ]
        assert [process.wait(60) for process in started] == [0, 0]
    assert len(server.asked) == 10
    assert server.overlaps == 0
    assert median(gaps(server.asked)) >= SPACING * 0.98


def test_a_killed_process_leaves_no_lock_and_the_next_keeps_its_distance(tmp_path: Path) -> None:
    with Loopback(lambda _: Reply("good", delay=0.3)).running() as server:
        command = [sys.executable, "-c", PROGRAM, server.url, str(tmp_path / "one"), "1.0"]
        process = subprocess.Popen(command)
        while not server.asked:
            time.sleep(0.01)
        process.kill()
        process.wait()
        rules = {"svc": ServiceRule("svc", spacing=1.0)}
        with HttpClient(tmp_path / "two", rules, locks=tmp_path) as client:
            client.fetch(Request("svc", "GET", server.url))
    assert min(gaps(server.asked)) >= 0.5  # half of it: a busy machine may note the first one late


def test_time_factor_scales_the_spacing(tmp_path: Path) -> None:
    rules = {"svc": ServiceRule("svc", spacing=3.0)}
    with (
        Loopback(lambda _: Reply("good")).running() as server,
        HttpClient(tmp_path, rules, time_factor=0.05, locks=tmp_path) as client,
    ):
        for number in range(6):
            client.fetch(Request("svc", "GET", f"{server.url}/{number}"))
    assert median(gaps(server.asked)) >= 0.15 * 0.98


RESOLVERS = """
import sys
from pathlib import Path
from harvester.network.client import HttpClient, Request, ServiceRule
rules = {
    "arx": ServiceRule("arx", spacing=float(sys.argv[3]), hosts=("localhost",)),
    "links": ServiceRule("links", spacing=0.0),
}
port = sys.argv[1].rpartition(":")[2]
with HttpClient(Path(sys.argv[2]), rules, locks=Path(sys.argv[2]).parent) as client:
    for number in range(2):
        client.fetch(Request("arx", "GET", f"{sys.argv[1]}/{number}"))  # an endpoint set apart
        client.fetch(Request("links", "GET", f"http://localhost:{port}/{number}"))
        client.fetch(Request("links", "GET", f"{sys.argv[1]}/to/{number}"))
"""


def test_hosts_of_one_service_share_its_limits_whoever_asks(
    tmp_path: Path,
) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        if request.path.startswith("/to/"):
            return Reply("", 302, {"Location": f"http://localhost:{server.port}/moved"})
        return Reply("good", delay=0.02)

    with Loopback(answer).running() as server:
        started = [
            subprocess.Popen(
                [sys.executable, "-c", RESOLVERS, server.url, str(tmp_path / name), str(SPACING)]
            )
            for name in ("one", "two")
        ]
        assert [process.wait(60) for process in started] == [0, 0]
    spaced = [request for request in server.asked if not request.path.startswith("/to/")]
    assert len(spaced) == 8  # the redirect to another service is not followed
    assert median(gaps(spaced)) >= SPACING * 0.98


@pytest.mark.parametrize(
    "host", ["arxiv.org", "export.arxiv.org", "oaipmh.arxiv.org", "rss.arxiv.org", "www.arxiv.org"]
)
def test_all_hosts_of_arxiv_are_arxivs(host: str) -> None:
    owners = [rule.name for rule in SERVICE_RULES.values() if rule.owns(host)]
    assert owners == ["arxiv"]
    assert not SERVICE_RULES["arxiv"].owns(f"{host}.example")
    assert not SERVICE_RULES["arxiv"].owns("notarxiv.org")


def test_an_open_circuit_holds_for_who_asks_the_same_hosts_under_another_name(
    tmp_path: Path,
) -> None:
    rules = {
        "arx": ServiceRule("arx", spacing=0.0, hosts=("localhost",), refused=frozenset({403})),
        "links": ServiceRule("links", spacing=0.0),
    }
    with (
        Loopback(lambda _: Reply("Access denied", 403)).running() as server,
        HttpClient(tmp_path, rules, locks=tmp_path) as client,
    ):
        local = f"http://localhost:{server.port}"
        client.fetch(Request("links", "GET", f"{local}/1"))
        refused = client.fetch(Request("arx", "GET", f"{local}/2"))
        assert refused == Failed("arx: left alone for this run after: access refused (status 403)")
    assert len(server.asked) == 1


def test_two_processes_take_turns(tmp_path: Path) -> None:
    program = PROGRAM.replace("range(5)", "range(20)").replace(
        "    for", '    print("ready", flush=True)\n    sys.stdin.readline()\n    for'
    )
    with Loopback(lambda _: Reply("good", delay=0.01)).running() as server:
        started = []
        for name in ("one", "two"):
            arguments = [f"{server.url}/{name}", str(tmp_path / name), "0.05"]
            command = [sys.executable, "-c", program, *arguments]
            process = subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True)
            started.append(process)
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in started:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in started:
            process.communicate(timeout=60)
        assert [process.returncode for process in started] == [0, 0]
    came = [request.path.split("/")[1] for request in server.asked]
    assert len(came) == 40
    assert sum(before != after for before, after in pairwise(came)) >= 4


def test_so_many_at_once_as_the_rule_allows_over_threads_and_processes(tmp_path: Path) -> None:
    program = PROGRAM.replace("spacing=float(sys.argv[3])", "spacing=0.0, concurrency=2").replace(
        'client.fetch(Request("svc", "GET", f"{sys.argv[1]}/{number}"))',
        "Thread(target=client.fetch, args=[Request('svc', 'GET', f'{sys.argv[1]}/{number}')])"
        ".start()",
    )
    program = program.replace("import sys", "import sys\nfrom threading import Thread")
    program += """
    import threading
    for thread in threading.enumerate()[1:]:
        thread.join()
"""
    with Loopback(lambda _: Reply("good", delay=0.1)).running() as server:
        started = [
            subprocess.Popen([sys.executable, "-c", program, server.url, str(tmp_path / name), "0"])
            for name in ("one", "two")
        ]
        assert [process.wait(60) for process in started] == [0, 0]
    assert len(server.asked) == 10
    assert server.most == 2


def test_batches_are_as_large_as_the_rule_says(tmp_path: Path) -> None:
    papers = [
        PaperFacts(f"2401.0000{n}", f"Title {n}", ("A. B",), ("cs.CV",), "2024-01-01")
        for n in range(1, 6)
    ]
    rules = {"arxiv": replace(SERVICE_RULES["arxiv"], batch=2)}
    with (
        SandboxServer(papers, (), polite=False) as server,
        HttpClient(tmp_path / "c", rules, time_factor=0.001, locks=tmp_path) as client,
    ):
        wanted = [Identifier("arxiv", paper.id) for paper in papers]
        lookup = list(ArxivSource(server.endpoints["arxiv"]).lookup(wanted, client))
        assert len(lookup) == 5
        assert server.log.by_service == {"arxiv": 3}


def test_a_clock_set_back_costs_one_spacing_at_most(tmp_path: Path) -> None:
    rules = {"svc": ServiceRule("svc", spacing=0.1)}
    with (
        Loopback(lambda _: Reply("good")).running() as server,
        HttpClient(tmp_path, rules, locks=tmp_path) as client,
    ):
        client.fetch(Request("svc", "GET", f"{server.url}/1"))
        ahead = time.time() + 3600
        os.utime(tmp_path / "svc.last", (ahead, ahead))
        assert isinstance(client.fetch(Request("svc", "GET", f"{server.url}/2")), Response)


def test_locks_that_cannot_be_written_are_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "harvester-politeness").write_text("a file in its place")
    monkeypatch.setenv("HARVESTER_SHARED_FOLDER", str(tmp_path))
    with pytest.raises(BadInput, match="HARVESTER_SHARED_FOLDER"):
        HttpClient(tmp_path / "cache", {})


def test_shared_folder_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_SHARED_FOLDER", str(tmp_path / "x"))
    assert shared_folder().is_relative_to(tmp_path / "x")
