"""One spacing and one connection per service, over all processes of the machine."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from harvester.http import Ask, Door, ServiceRule
from harvester.politeness import shared_folder
from tests.loopback import Loopback, Reply

SPACING = 0.15
PROGRAM = """
import sys
from pathlib import Path
from harvester.http import Ask, Door, ServiceRule
rules = {"svc": ServiceRule("svc", spacing=float(sys.argv[3]))}
with Door(Path(sys.argv[2]), rules, locks=Path(sys.argv[2]).parent) as door:
    for number in range(5):
        door.ask(Ask("svc", "GET", f"{sys.argv[1]}/{number}"))
"""


def gaps(server: Loopback) -> list[float]:
    moments = sorted(request.arrived for request in server.asked)
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
    assert min(gaps(server)) >= SPACING * 0.98


def test_a_killed_process_leaves_no_lock_and_the_next_keeps_its_distance(tmp_path: Path) -> None:
    with Loopback(lambda _: Reply("good", delay=0.3)).running() as server:
        command = [sys.executable, "-c", PROGRAM, server.url, str(tmp_path / "one"), "0.5"]
        process = subprocess.Popen(command)
        while not server.asked:
            time.sleep(0.01)
        process.kill()
        process.wait()
        rules = {"svc": ServiceRule("svc", spacing=0.5)}
        with Door(tmp_path / "two", rules, locks=tmp_path) as door:
            door.ask(Ask("svc", "GET", server.url))
    assert min(gaps(server)) >= 0.49


def test_time_factor_scales_the_spacing_and_the_wall_time_stays_at_the_floor(
    tmp_path: Path,
) -> None:
    rules = {"svc": ServiceRule("svc", spacing=3.0)}
    with (
        Loopback(lambda _: Reply("good")).running() as server,
        Door(tmp_path, rules, time_factor=0.05, locks=tmp_path) as door,
    ):
        began = time.monotonic()
        for number in range(11):
            door.ask(Ask("svc", "GET", f"{server.url}/{number}"))
        spent = time.monotonic() - began
    assert min(gaps(server)) >= 0.15 * 0.98
    assert spent <= 10 * 0.15 * 1.05 + 0.2


def test_shared_folder_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_SHARED_FOLDER", str(tmp_path / "x"))
    assert shared_folder().is_relative_to(tmp_path / "x")
