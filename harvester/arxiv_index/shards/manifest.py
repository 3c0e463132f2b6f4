"""The manifest of an index in shards: what belongs together; without it nothing is read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from harvester.arxiv_index import MANIFEST_NAME
from harvester.arxiv_index.terms import FORMAT
from harvester.errors import BadInput
from harvester.files import write_atomically
from harvester.structuring import structure

LAYOUT = "1"
"""Of the files in shards and of the manifest itself."""


@dataclass(frozen=True, slots=True)
class PartFile:
    """One file of an index in shards: its size in bytes, its SHA-256, how many records it holds."""

    name: str
    records: int
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Hold what an index in shards is made of; `folder` is that of its files."""

    layout: str
    format: str
    records: int
    built_at: str
    folder: str
    sizes: PartFile
    shards: tuple[PartFile, ...]

    @property
    def digest(self) -> str:
        """Return one digest of all files."""
        parts = "".join(one.digest for one in (self.sizes, *self.shards))
        return hashlib.sha256(parts.encode()).hexdigest()


def part_of(path: Path, records: int) -> PartFile:
    """Describe a finished file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return PartFile(path.name, records, path.stat().st_size, digest)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put the manifest in place: from then on its files are the index."""
    text = json.dumps(asdict(manifest), indent=1) + "\n"
    write_atomically(folder / MANIFEST_NAME, text.encode())


def load_manifest(folder: Path, *, whole: bool = False) -> Manifest:
    """Read the manifest and look at its files; `whole` reads every byte of them.

    Raises:
        BadInput: a file is missing, damaged, or of another version; the line names it.
    """
    path = folder / MANIFEST_NAME
    try:
        raw = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise BadInput(
            f"{folder}: no whole index here; run: harvester index build FILE --shards N"
        ) from None
    except ValueError as error:
        raise BadInput(f"{path}: damaged ({error}); build the index again") from error
    version = (raw.get("layout"), raw.get("format")) if isinstance(raw, dict) else None
    if version != (LAYOUT, FORMAT):
        raise BadInput(f"{path}: made by another version; build the index again")
    manifest = structure(raw, Manifest, str(path))
    for part in (manifest.sizes, *manifest.shards):
        _check(folder / manifest.folder / part.name, part, whole)
    return manifest


def _check(path: Path, part: PartFile, whole: bool) -> None:
    if not path.is_file():
        raise BadInput(f"{path}: this shard is missing; build the index again")
    if path.stat().st_size != part.size:
        raise BadInput(f"{path}: damaged or of another build (its size differs); build it again")
    if whole and part_of(path, part.records) != part:
        raise BadInput(f"{path}: damaged (its digest differs); build the index again")
