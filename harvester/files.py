"""Write files so that a kill at any instruction leaves each of them, and each set, whole.

One file: written beside, flushed to the disk, then put in place by one rename.

A set of files (`commit`), in this order:

1. the new contents are written under `.pending/`;
2. `.pending/.journal.json`, which names them, is put in place by one rename: the commit point;
3. each new file is renamed to its place, each dropped file is removed;
4. the journal and `.pending/` are removed.

Killed before 2, the next start throws `.pending/` away: the old set. Killed after 2, the next
start does 3 and 4 again: the new set. Both are done by `recover`, under a lock on the folder
itself, which the system releases when a process dies and which leaves no file behind.
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from harvester.errors import BadInput

PENDING = ".pending"
_JOURNAL = ".journal.json"
_RELATIVE = re.compile(
    r"\.gitattributes|(?:[A-Za-z0-9_~-][A-Za-z0-9_.~-]*/)?[A-Za-z0-9_~-][A-Za-z0-9_.~-]*"
)


def write_atomically(path: Path, content: bytes) -> bool:
    """Make `path` hold `content`; return False, and touch nothing, where it already does.

    A link stays a link: what it leads to is written. Permissions stay as they were.
    """
    if _holds(path, content):
        return False
    path = path.resolve() if path.is_symlink() else path
    path.parent.mkdir(parents=True, exist_ok=True)
    staged_beside = path.with_name(f".{path.name}.new")
    try:
        _write_flushed(staged_beside, content)
        _put(staged_beside, path)
    except OSError:
        staged_beside.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)
    return True


def move_atomically(written: Path, path: Path) -> bool:
    """Put a `written` file in the place of `path`; return False where that has the same content.

    For files that are large. Both lie in one folder; the permissions stay as they were.
    """
    if path.exists() and filecmp.cmp(written, path, shallow=False):
        written.unlink()
        return False
    _flush(written)
    _put(written, path)
    _flush_folder(path.parent)
    return True


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except FileNotFoundError:
        return False


def _put(new: Path, place: Path) -> None:
    if place.exists():
        shutil.copymode(place, new)
    new.replace(place)


def _write_flushed(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_all(paths: Sequence[Path]) -> None:
    """Flush many files at once: the system then writes its journal once for several of them."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(_flush, paths))


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make renames in `folder` survive a power cut, where the system can flush a folder."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _exclusive(folder: Path) -> Iterator[None]:
    """Wait for, then hold, the only right to commit to or to recover `folder`."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def commit(folder: Path, files: Mapping[str, bytes | None]) -> tuple[Path, ...]:
    """Write all of `files` (path inside `folder` -> content, None to remove) or none of them.

    Files that hold their content already are not touched. Returns the paths that changed, sorted.
    Contents are asked for one at a time and not held, so `files` may make them anew each time.
    """
    for relative in files:
        _check_relative(relative, folder)
    folder.mkdir(parents=True, exist_ok=True)
    with _exclusive(folder):
        _recover_locked(folder)
        changed = [name for name in sorted(files) if _differs(folder, name, files[name])]
        if changed:
            _stage_whole(folder, changed, files)
            _finish(folder)
    return tuple(folder / name for name in changed)


def _differs(folder: Path, relative: str, content: bytes | None) -> bool:
    path = folder / relative
    return path.exists() if content is None else not _holds(path, content)


def _check_relative(relative: str, folder: Path) -> None:
    """Refuse a path that could lead out of the folder, wherever its text came from."""
    if not _RELATIVE.fullmatch(relative) or relative.startswith(PENDING):
        raise BadInput(f"{folder}: {relative!r} is not a file name that belongs there; remove it")


def _stage_whole(folder: Path, changed: Sequence[str], files: Mapping[str, bytes | None]) -> None:
    """Stage all of `changed`; where the disk is full, give back the room it took."""
    try:
        _stage(folder, changed, files)
    except OSError:
        if not (folder / PENDING / _JOURNAL).exists():
            shutil.rmtree(folder / PENDING, ignore_errors=True)
        raise


def _stage(folder: Path, changed: Sequence[str], files: Mapping[str, bytes | None]) -> None:
    pending = folder / PENDING
    pending.mkdir()
    written = dict[str, None]()
    for relative in changed:
        content = files[relative]
        if content is not None:
            staged = pending / relative
            staged.parent.mkdir(exist_ok=True)
            staged.write_bytes(content)
            written[relative] = None
    _flush_all([pending / name for name in written])
    for staged_in in sorted({(pending / relative).parent for relative in changed} - {pending}):
        if staged_in.exists():
            _flush_folder(staged_in)
    plan = {
        name: {"before": _digest(folder / name), "remove": name not in written} for name in changed
    }
    _write_flushed(pending / f"{_JOURNAL}.new", json.dumps(plan).encode())
    _flush_folder(pending)
    (pending / f"{_JOURNAL}.new").replace(pending / _JOURNAL)
    _flush_folder(pending)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file's content, empty where there is no file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _finish(folder: Path) -> None:
    """Carry out the journal; safe to begin again after a kill at any line of it.

    A file that is not any more what it was when the commit was made was changed by a person after
    the kill: their words stay.
    """
    pending = folder / PENDING
    plan = _read_journal(folder)
    for relative, (before, remove) in plan.items():
        staged, place = pending / relative, folder / relative
        if _digest(place) != before:
            continue  # a person's, or put in place before the kill
        if remove:
            place.unlink(missing_ok=True)
        elif staged.exists():
            place.parent.mkdir(exist_ok=True)
            _put(staged, place)
    for parent in sorted({(folder / relative).parent for relative in plan}):
        if parent.exists():
            _flush_folder(parent)
    (pending / _JOURNAL).unlink()
    shutil.rmtree(pending)


def _read_journal(folder: Path) -> dict[str, tuple[str, bool]]:
    journal = folder / PENDING / _JOURNAL
    try:
        raw = json.loads(journal.read_bytes())
        plan = {str(name): (str(d["before"]), bool(d["remove"])) for name, d in raw.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{journal}: an interrupted write cannot be finished because its journal is damaged; "
            f"look at {folder / PENDING}, then remove it"
        ) from error
    for relative in plan:
        _check_relative(relative, folder)
    return plan


def recover(folder: Path) -> None:
    """Finish or discard what a killed run left in `folder`; else write nothing."""
    if (folder / PENDING).exists():
        with _exclusive(folder):
            _recover_locked(folder)


def _recover_locked(folder: Path) -> None:
    pending = folder / PENDING
    if (pending / _JOURNAL).exists():
        _finish(folder)
    elif pending.exists():
        shutil.rmtree(pending)
