"""`index`: the local index of arXiv's metadata."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

import click

from harvester.arxiv_index import ArxivIndex
from harvester.errors import BadInput
from harvester.index_build import build_index
from pipelines.progress import shown_count
from pipelines.settings import load_settings


@click.group()
def index() -> None:
    """The local index of arXiv: with it, resolving costs no request."""


@index.command()
@click.argument("file", type=click.Path(path_type=Path))
def build(file: Path) -> None:
    """Build the index from arXiv's metadata snapshot (JSON lines; plain, .gz, .xz, .bz2 or .zip).

    \b
    Example: harvester index build arxiv-metadata-oai-snapshot.json.zip
    """
    path = load_settings(Path()).index_path
    with shown_count("records") as tick, _open_snapshot(file) as lines:
        try:
            total = build_index(lines, path, tick, datetime.now(UTC).isoformat(timespec="seconds"))
        except (lzma.LZMAError, gzip.BadGzipFile, EOFError, zipfile.BadZipFile) as error:
            raise BadInput(f"{file}: damaged archive ({error}); download it again") from error
    click.echo(f"{total:,} papers indexed in {path}")


@contextmanager
def _open_snapshot(file: Path) -> Iterator[IO[bytes]]:
    if not file.is_file():
        raise BadInput(f"{file}: there is no such file; give arXiv's metadata snapshot")
    if file.suffix == ".zip":
        try:
            with zipfile.ZipFile(file) as archive, archive.open(archive.namelist()[0]) as member:
                yield member
        except (zipfile.BadZipFile, IndexError) as error:
            raise BadInput(f"{file}: not a readable zip file; download it again") from error
        return
    with _open_plain(file) as lines:
        yield lines


def _open_plain(file: Path) -> IO[bytes]:
    match file.suffix:
        case ".gz":
            return cast("IO[bytes]", gzip.open(file, "rb"))
        case ".xz":
            return cast("IO[bytes]", lzma.open(file, "rb"))
        case ".bz2":
            return cast("IO[bytes]", bz2.open(file, "rb"))
        case _:
            return file.open("rb")


@index.command()
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
def status(as_json: bool) -> None:
    """Say how many papers the index holds, how old and how large it is."""
    path = load_settings(Path()).index_path
    if not path.exists():
        raise BadInput(f"{path}: there is no index yet; run: harvester index build FILE")
    held = ArxivIndex(path)
    known = held.status()
    held.close()
    facts = {name: getattr(known, name) for name in type(known).__dataclass_fields__}
    if as_json:
        click.echo(json.dumps(facts))
    else:
        click.echo("\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in facts.items()))
