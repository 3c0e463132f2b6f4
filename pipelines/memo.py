"""Keep what a command found under the digest of everything it was found from.

The digest is over the bytes of list and dataset, the settings, the month and the program itself;
so another input asks anew, and nothing stale is ever shown. A memo is one file in the cache folder:
a new one takes the place of the old one. Without it, or where it is damaged, the answer is worked
out again and is the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import harvester
import pipelines
from harvester.files import write_atomically
from pipelines.files_beside import files_beside
from pipelines.settings import Settings

FOLDER = "memos"
_ABSENCES = "absences.json"
"""As in `harvester.dataset.run_facts`, which loads more than a kept answer needs."""
_SKIPPED = frozenset({"__pycache__", ".git"})


class Memo:
    """Keep one JSON value in a file, with the key that it belongs to."""

    def __init__(self, settings: Settings, name: str) -> None:
        self._path = settings.cache_folder / FOLDER / f"{name}.json"
        self._may_write = settings.cache_folder.is_dir()

    def recall(self, key: str) -> Any:
        """Return the value that was kept under `key`; None without one, or where it is damaged."""
        try:
            head, _, body = self._path.read_bytes().partition(b"\n")
            return json.loads(body) if head == _head(key, body) else None
        except (OSError, ValueError, RecursionError):
            return None

    def keep(self, key: str, value: object) -> None:
        """Keep a value in place of the one before.

        Only a workspace that has a cache gets a memo; where it cannot be written, there is none.
        """
        if self._may_write:
            body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
            with suppress(OSError):
                write_atomically(self._path, _head(key, body) + b"\n" + body)


def _head(key: str, body: bytes) -> bytes:
    return f"{key} {hashlib.sha256(body).hexdigest()}".encode()


def digest_of_workspace(settings: Settings, day: str) -> str:
    """Return the digest of all that is known on `day` without asking anybody.

    Checks are told the month, and what arXiv lacked for the first time on that day; so the digest
    is that of other days of the month where nothing else changed.

    Empty where that cannot be told: a local index is asked, the list links files of the cache
    folder, or a file cannot be read.
    """
    digest = hashlib.sha256(_program())
    try:
        if settings.uses_index or _links_into_cache(settings):
            return ""
        places = [settings.root, settings.list_path, settings.dataset_folder]
        _add(digest, repr((settings, [str(place.resolve()) for place in places])).encode())
        _add(digest, (day if _lacked_first_on(day, settings) else day[:7]).encode())
        _add(digest, settings.list_path.read_bytes())
        for path in files_below(settings.dataset_folder):
            _add(digest, os.fsencode(path))
            _add(digest, path.read_bytes())
        _add(digest, repr(_names_beside(settings)).encode("utf-8", "surrogatepass"))
    except OSError:
        return ""
    return digest.hexdigest()


def digest_of_files(paths: Iterable[Path]) -> str:
    """Return the digest of names and bytes of files. Raises: OSError."""
    digest = hashlib.sha256()
    for path in paths:
        _add(digest, os.fsencode(path))
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every file below a folder, in a fixed order."""
    if folder.is_dir():
        for place, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED)
            yield from (Path(place, name) for name in sorted(names))


def _add(digest: Any, part: bytes) -> None:
    """Add a part with its length, so that no two sequences of parts look alike."""
    digest.update(b"%d\n" % len(part))
    digest.update(part)


@cache
def _program() -> bytes:
    """Return the digest of the program: its files, Python, and what is installed beside it."""
    folders = [Path(package.__path__[0]) for package in (harvester, pipelines)]
    files = digest_of_files(path for folder in folders for path in files_below(folder))
    installed = sorted(
        name
        for place in {*sys.path}
        if place and Path(place).is_dir()
        for name in os.listdir(place)  # noqa: PTH208 - names alone
        if name.endswith(".dist-info")
    )
    return repr((files, sys.version, installed)).encode()


def _lacked_first_on(day: str, settings: Settings) -> bool:
    path = settings.dataset_folder / _ABSENCES
    return path.exists() and day.encode() in path.read_bytes()


def _names_beside(settings: Settings) -> list[str] | None:
    """Return what lies beside the list, but for what runs write into the cache folder."""
    names = files_beside(settings.list_path)
    inside = _cache_beside(settings)
    if names is None or not inside:
        return sorted(names) if names is not None else None
    return sorted(name for name in names if not f"{name}/".startswith(f"{inside}/"))


def _cache_beside(settings: Settings) -> str:
    """Return the cache folder's path below the list's folder, empty where it lies elsewhere."""
    folder, place = settings.list_path.resolve().parent, settings.cache_folder.resolve()
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else ""


def _links_into_cache(settings: Settings) -> bool:
    inside = _cache_beside(settings)
    if not inside:
        return False
    text = settings.list_path.read_bytes()
    return re.search(rb"(?<![\w-])" + re.escape(inside.encode()) + rb"[/\\]", text) is not None
