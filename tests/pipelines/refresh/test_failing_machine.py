"""A full disk and a clock that was set back: one plain line, and nothing lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.errors import BadInput
from harvester.network.client import CachedRecord, HttpClient
from harvester.network.service_rule import ServiceRule
from pipelines.refresh.run import refresh
from pipelines.robustness.machine import largest_file
from pipelines.settings import load_settings
from tests.paths import ROOT
from tests.pipelines.runs import digests, harvest
from tests.pipelines.small_world import SmallWorld, entry, papers

ON_A_SMALL_DISK = """
set -e
mkdir -p "$1/disk"
mount -t tmpfs -o size="$2" tmpfs "$1/disk"
cp -r "$1/workspace/." "$1/disk"
cd "$1/disk"
"$3" -m pipelines refresh > "$1/printed" 2>&1 || echo "exit $?" >> "$1/printed"
rm -rf cache
cp -r . "$1/after"
"""


def refreshed(folder: Path) -> SmallWorld:
    facts = papers(4)
    small = SmallWorld(folder, facts)
    small.write(*map(entry, facts))
    small.refresh()
    return small


@pytest.mark.parametrize("size", [0, 300, 5_000, 12_500])
def test_a_write_that_the_disk_refuses_loses_nothing(tmp_path: Path, size: int) -> None:
    small = refreshed(tmp_path / "small")
    wanted = digests(small.folder, "cache/", "data/reports")
    kept = {name: code for name, code in wanted.items() if name.endswith("list.md")}
    for gone in (("cache", "data/papers"), ("cache",)):  # as on the first night, then on another
        for name in gone:
            shutil.rmtree(small.folder / name)
        with small.served(), largest_file(size):
            code, printed = harvest(small.folder, "refresh")
        assert code == 2, printed
        assert len(printed.strip().splitlines()) == 1, printed
        assert "Traceback" not in printed
        now = digests(small.folder, "cache/", "data/reports")
        assert kept.items() <= now.items()
        assert not list(small.folder.rglob(".pending"))
        small.refresh()
        settings = "harvester.toml"
        healed = digests(small.folder, "cache/", "data/reports", settings)
        assert healed == {k: v for k, v in wanted.items() if k != settings}


def test_a_full_file_system_is_told_in_one_line(tmp_path: Path) -> None:
    small = refreshed(tmp_path / "workspace")
    before = digests(small.folder, "cache/", "harvester.toml")
    shutil.rmtree(small.folder / "cache")
    command = ["unshare", "-rm", "sh", "-c", ON_A_SMALL_DISK, "sh", str(tmp_path), "120k"]
    with small.served():
        done = subprocess.run(
            [*command, sys.executable],
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
    if not (tmp_path / "printed").exists():
        pytest.skip(f"no file system of its own can be mounted here: {done.stderr.strip()}")
    printed = (tmp_path / "printed").read_text("utf-8")
    assert "disk is full" in printed or "No space left on device" in printed
    assert printed.endswith("exit 2\n")
    assert len(printed.splitlines()) == 2
    assert digests(tmp_path / "after", "harvester.toml") == before


def test_a_clock_400_days_back_stops_the_run(tmp_path: Path) -> None:
    small = refreshed(tmp_path)
    before = digests(tmp_path, "harvester.toml")
    early = datetime.now(UTC) - timedelta(days=400)
    with small.served(), pytest.raises(BadInput, match=r"the clock says .*set the clock right"):
        refresh(load_settings(tmp_path), now=lambda: early)
    assert digests(tmp_path, "harvester.toml") == before


def test_records_of_a_later_day_are_not_fresh(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    rules = {"svc": ServiceRule("svc")}
    with HttpClient(tmp_path, rules, now=lambda: now, locks=tmp_path) as client:
        for key, days in (("sound", 0), ("later", 400)):
            at = (now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
            client.store_records("svc", [CachedRecord(key, at, "http://x", "body")])
        assert [r.key for r in client.load_records("svc", ["later", "sound"])] == ["sound"]
