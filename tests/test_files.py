"""One file whole, a set of files whole: also when killed, also beside a reader."""

from __future__ import annotations

import hashlib
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from harvester.dataset.store import check_canonical, load_dataset
from harvester.errors import BadInput
from harvester.files import PENDING, commit, move_atomically, recover, write_atomically
from harvester.model import Dataset
from tests.paper_strategies import made_paper
from tests.paths import ROOT


def made(*numbers: int, title: str = "") -> Dataset:
    fields = {"title": title} if title else {}
    return Dataset(tuple(made_paper(number, **fields) for number in sorted(numbers)))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_equal_bytes_leave_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "report.md"
    assert write_atomically(path, b"one")
    before = path.stat()
    assert not write_atomically(path, b"one")
    after = path.stat()  # reading it may have changed the time of access
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert write_atomically(path, b"two")
    assert contents(tmp_path) == {"deep/report.md": b"two"}


def test_a_file_moves_into_place_where_it_differs(tmp_path: Path) -> None:
    path, written = tmp_path / "a.sqlite", tmp_path / ".a.building"
    for content, moves in ((b"one", True), (b"one", False), (b"two", True)):
        before = path.stat().st_ino if path.exists() else None
        written.write_bytes(content)
        assert move_atomically(written, path) is moves
        assert (path.stat().st_ino != before) is moves
        assert contents(tmp_path) == {"a.sqlite": content}


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/b/c", ".hidden", "a/../b", "", "x\n"])
def test_a_commit_never_leaves_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="not a file name"):
        commit(tmp_path, {name: b"x"})
    assert contents(tmp_path) == {}


def test_a_damaged_journal_is_named(tmp_path: Path) -> None:
    commit(tmp_path, {"a": b"1"})
    (tmp_path / PENDING).mkdir()
    (tmp_path / PENDING / ".journal.json").write_text('{"../x": {"before": "", "remove": false}}')
    with pytest.raises(BadInput, match="not a file name"):
        load_dataset(tmp_path)
    (tmp_path / PENDING / ".journal.json").write_text("{")
    with pytest.raises(BadInput, match="journal is damaged"):
        load_dataset(tmp_path)


def test_links_and_permissions_stay(tmp_path: Path) -> None:
    target, link = tmp_path / "README.md", tmp_path / "data" / "list.md"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.parent.mkdir()
    link.symlink_to(target)
    assert write_atomically(link, b"new")
    assert link.is_symlink()
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (b"new", 0o640)
    commit(tmp_path, {"README.md": b"newer"})
    assert target.stat().st_mode & 0o777 == 0o640


def test_what_a_person_wrote_after_the_kill_stays(tmp_path: Path) -> None:
    commit(tmp_path, {"list.md": b"before", "a": b"1", "gone": b"x", "kept": b"x"})
    (tmp_path / "list.md").write_bytes(b"before")
    plan = {
        name: {"before": hashlib.sha256(content).hexdigest(), "remove": name in {"gone", "kept"}}
        for name, content in (("list.md", b"before"), ("a", b"1"), ("gone", b"x"), ("kept", b"x"))
    }
    (tmp_path / PENDING).mkdir()
    (tmp_path / PENDING / "list.md").write_bytes(b"edited by the run")
    (tmp_path / PENDING / "a").write_bytes(b"2")
    (tmp_path / PENDING / ".journal.json").write_text(json.dumps(plan))
    (tmp_path / "list.md").write_bytes(b"edited by a person")
    (tmp_path / "kept").write_bytes(b"edited by a person")
    recover(tmp_path)
    assert contents(tmp_path) == {
        "list.md": b"edited by a person",
        "kept": b"edited by a person",
        "a": b"2",
    }


STOPPER = """
import os, shutil, sys
from pathlib import Path
from harvester import files
from harvester.dataset.store import load_dataset, write_dataset
from harvester.model import Dataset
from tests.paper_strategies import made_paper

old = Dataset(tuple(made_paper(n) for n in (1, 2, 3)))
new = Dataset((made_paper(1), made_paper(2, title="New"), made_paper(4, title="New")))

def write_until(stop_at, folder):
    lines = 0
    def trace(frame, event, _):
        nonlocal lines
        if frame.f_code.co_filename != files.__file__:
            return None
        lines += event == "line"
        if lines == stop_at:
            os._exit(9)
        return trace
    sys.settrace(trace)
    write_dataset(folder, new)
    os._exit(0)

seen = []
write_dataset(Path(sys.argv[1]) / "old", old)
for stop_at in range(1, 10_000):
    folder = Path(sys.argv[1]) / str(stop_at)
    shutil.copytree(Path(sys.argv[1]) / "old", folder)
    child = os.fork()
    if not child:
        write_until(stop_at, folder)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    loaded = load_dataset(folder)
    assert loaded in (old, new), stop_at
    assert not (folder / files.PENDING).exists()
    seen.append("new" if loaded == new else "old")
    if stop_at % 7 == 0:
        write_dataset(folder, new)
        assert load_dataset(folder) == new
    shutil.rmtree(folder)
    if code == 0:
        break
assert seen == sorted(seen, reverse=True), "once committed, always committed"
print(seen.count("old"), seen.count("new"))
"""


def test_stopped_at_every_line_the_set_is_old_or_new(tmp_path: Path) -> None:
    """A child process ends, without any cleaning up, before each line of files.py in turn."""
    ended = subprocess.run(
        [sys.executable, "-c", STOPPER, str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    old, new = map(int, ended.stdout.split())
    assert old > 50
    assert new > 20


WRITER = """
import itertools, sys
from pathlib import Path
from harvester.dataset.store import write_dataset
from harvester.model import Dataset
from tests.paper_strategies import made_paper
sets = [
    Dataset(tuple(made_paper(n, title=f"Set {s}") for n in range(1 + s, 41 + s))) for s in range(2)
]
write_dataset(Path(sys.argv[1]), sets[1])  # a slow machine may be killed before the next one
print("ready", flush=True)
for number in itertools.count():
    write_dataset(Path(sys.argv[1]), sets[number % 2])
"""


def test_killed_at_random_moments_the_dataset_is_whole(tmp_path: Path) -> None:
    chance = random.Random(20261123)
    kills = unfinished = 0
    while kills < 8 or unfinished < 2:  # the time limit ends it where no kill hits a commit
        kills += 1
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(0.01 + chance.random() * 0.15)
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        unfinished += (tmp_path / PENDING).exists()
        dataset = load_dataset(tmp_path)
        titles = {paper.value("title") for paper in dataset.papers}
        first = int(dataset.papers[0].id.value[-5:])
        assert titles == {f"Set {first - 1}"}
        assert len(dataset.papers) == 40
        assert check_canonical(tmp_path) == ()
        assert {path.name for path in tmp_path.iterdir()} == {".gitattributes", "papers"}


def test_a_reader_beside_a_writer_never_sees_half_a_commit(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    ) as writer:
        try:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            seen: Counter[str] = Counter()
            while len(seen) < 2 or seen.total() < 20:
                try:
                    dataset = load_dataset(tmp_path)
                except BadInput as error:
                    assert "wait" in str(error) or "try again" in str(error)  # noqa: PT017 - honest refusal is one of two right answers
                    continue
                titles = {paper.value("title") for paper in dataset.papers}
                assert len(titles) <= 1
                assert len(dataset.papers) in (0, 40)
                seen.update(map(str, titles))
        finally:
            writer.kill()
