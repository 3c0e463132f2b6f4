"""Read and write data/: one canonical file per paper, all of them or none.

`papers/<id>.json` holds a paper, `datasets/<slug>.json` a dataset that the list names,
`redirects.json` the ids that were retired by a merge; `.gitattributes` marks what is generated.
A reader never sees half a commit, and writes only to finish what a killed run left.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from harvester.dataset.paper_json import (
    DamagedPaperError,
    format_dataset,
    format_paper,
    format_redirects,
    parse_dataset,
    parse_paper,
    parse_redirects,
)
from harvester.errors import BadInput
from harvester.files import PENDING, commit, recover
from harvester.model import Dataset, Identifier, ListedDataset, Paper

__all__ = ["Dataset", "check_canonical", "file_name", "load_dataset", "write_dataset"]

PAPERS = "papers"
DATASETS = "datasets"
REDIRECTS = "redirects.json"
ATTRIBUTES = ".gitattributes"
_LOG = logging.getLogger(__name__)
_GENERATED = b"""\
# Written by harvester: folded in pull requests.
papers/*.json linguist-generated
datasets/*.json linguist-generated
metrics.csv linguist-generated
inbox/** linguist-generated
reports/** linguist-generated
"""
_ATTEMPTS = 50


def file_name(identifier: Identifier) -> str:
    """Return the file name of a paper: readable, and no two ids share one on any file system.

    >>> file_name(Identifier("arxiv", "2504.13065")), file_name(Identifier("arxiv", "math/0611800"))
    ('arxiv_2504.13065.json', 'arxiv_math_0611800.json')
    """
    curie = str(identifier)
    stem = re.sub(r"[^a-z0-9.-]", "_", f"{identifier.scheme}_{identifier.value}".lower())
    plain = f"{identifier.scheme}_{identifier.value.replace('/', '_')}"
    # Where the name no longer tells the id exactly, a digest of the id keeps it apart.
    if stem != plain or "_" in identifier.value or len(stem) > 100:
        digest = hashlib.sha256(curie.encode("utf-8", "replace")).hexdigest()[:12]
        stem = f"{stem[:100]}~{digest}"
    return f"{stem}.json"


def load_dataset(folder: Path) -> Dataset:
    """Read the dataset in `folder`, empty where there is none; first finish a killed commit.

    Raises:
        BadInput: a file is damaged or does not belong there, or other runs keep writing.
    """
    for _ in range(_ATTEMPTS):
        recover(folder)
        before = _state(folder)
        dataset = _read(folder)
        if before == _state(folder) and not (folder / PENDING).exists():
            announce_migration(folder)
            return dataset
    raise BadInput(f"{folder}: other runs keep writing here; wait for them to end, then try again")


def announce_migration(folder: Path) -> None:
    """Say once, for all files, that the next write brings them into today's format."""
    first = next(iter(_files(folder / PAPERS)), None)
    if first is not None and b'"observations":' in first.read_bytes():
        _LOG.warning("%s: papers are in an older format; the next refresh rewrites them", folder)


def _state(folder: Path) -> tuple[int, ...]:
    """Return what every rename into the dataset changes: so a reader sees it was disturbed."""
    places = (folder, folder / PAPERS, folder / DATASETS)
    return tuple(place.stat().st_mtime_ns if place.exists() else 0 for place in places)


def _read(folder: Path) -> Dataset:
    papers = tuple(sorted(map(_read_paper, _files(folder / PAPERS)), key=lambda paper: paper.id))
    records = tuple(map(_read_dataset, _files(folder / DATASETS)))
    dataset = Dataset(papers, _read_redirects(folder / REDIRECTS), records)
    _check_redirects(dataset, folder / REDIRECTS)
    return dataset


def _files(place: Path) -> list[Path]:
    """Return the JSON files by name; hidden files and other kinds are not ours to judge."""
    if not place.exists():
        return []
    if not place.is_dir():
        raise BadInput(f"{place}: is not a folder; move it away")
    return sorted(
        path for path in place.iterdir() if path.suffix == ".json" and path.name[0] != "."
    )


def _read_paper(path: Path) -> Paper:
    repair = "restore it from git or remove it"
    try:
        paper = parse_paper(path.read_bytes())
    except DamagedPaperError as error:
        raise BadInput(f"{path}: damaged: {error}; {repair}") from error
    except FileNotFoundError:
        raise BadInput(f"{path}: was removed while it was read; try again") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); {repair}") from error
    if path.name != file_name(paper.id):
        raise BadInput(
            f"{path}: holds {paper.id}, which belongs into {file_name(paper.id)}; {repair}"
        )
    return paper


def _read_dataset(path: Path) -> ListedDataset:
    try:
        record = parse_dataset(path.read_bytes())
    except DamagedPaperError as error:
        raise BadInput(f"{path}: damaged: {error}; restore it from git or remove it") from error
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); try again") from error
    if path.name != dataset_file_name(record.slug):
        raise BadInput(f"{path}: holds {record.slug}; rename it to {record.slug}.json")
    return record


def dataset_file_name(slug: str) -> str:
    """Return the file name of a dataset; a slug of other letters than a to z gets a digest.

    >>> dataset_file_name("mimic-cxr")
    'mimic-cxr.json'
    """
    if re.fullmatch(r"[a-z0-9-]{1,80}", slug):
        return f"{slug}.json"
    digest = hashlib.sha256(slug.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{re.sub('[^a-z0-9-]', '_', slug)[:80]}~{digest}.json"


def _read_redirects(path: Path) -> tuple[tuple[str, str], ...]:
    if not path.exists():
        return ()
    try:
        return parse_redirects(path.read_bytes())
    except DamagedPaperError as error:
        raise BadInput(f"{path}: damaged: {error}; restore it from git") from error


def _check_redirects(dataset: Dataset, path: Path) -> None:
    ids = {str(paper.id) for paper in dataset.papers}
    for old, new in dataset.redirects:
        if old in ids or new not in ids:
            wrong = "is still a paper" if old in ids else f"leads to {new}, which is no paper"
            raise BadInput(f"{path}: {old} {wrong}; restore data/ from git or remove the line")


def write_dataset(
    folder: Path, dataset: Dataset, also: Mapping[str, bytes | None] | None = None
) -> tuple[Path, ...]:
    """Make `folder` hold exactly `dataset`, all or nothing; return the paths that changed.

    `also` are further files of the folder (metrics.csv) that belong to the same commit.
    Papers that are not in `dataset` any more are removed; unchanged files are not touched.

    Raises ValueError where two papers have one id; nothing is written then.
    """
    papers = {f"{PAPERS}/{file_name(paper.id)}": paper for paper in dataset.papers}
    if len(papers) != len(dataset.papers):
        raise ValueError("two papers of the dataset have the same id")
    files: dict[str, bytes | None] = {
        f"{DATASETS}/{path.name}": None for path in _files(folder / DATASETS)
    }
    files.update(
        (f"{DATASETS}/{dataset_file_name(one.slug)}", format_dataset(one))
        for one in dataset.datasets
    )
    if dataset.papers and not (folder / ATTRIBUTES).exists():  # else people may have changed it
        files[ATTRIBUTES] = _GENERATED
    files[REDIRECTS] = format_redirects(dataset.redirects) if dataset.redirects else None
    files.update(also or {})
    _check_redirects(dataset, folder / REDIRECTS)
    recover(folder)  # what is compared is what the commit will find
    names = (f"{PAPERS}/{path.name}" for path in _files(folder / PAPERS))
    files.update((name, None) for name in names if name not in papers)
    return commit(folder, _Contents(files, dict(_changed_papers(folder, papers))))


class _Contents(Mapping[str, bytes | None]):
    """The contents of a commit; papers are formatted when asked for: thousands are too much."""

    def __init__(self, files: Mapping[str, bytes | None], papers: Mapping[str, Paper]) -> None:
        self._files, self._papers = files, papers

    def __getitem__(self, relative: str) -> bytes | None:
        if relative in self._papers:
            return format_paper(self._papers[relative])
        return self._files[relative]

    def __iter__(self) -> Iterator[str]:
        return chain(self._files, self._papers)

    def __len__(self) -> int:
        return len(self._files) + len(self._papers)


def _changed_papers(folder: Path, papers: Mapping[str, Paper]) -> Iterator[tuple[str, Paper]]:
    """Yield the papers that are to be written.

    Never write what the next run could not read: what is to be written is read first.
    """
    for relative, paper in papers.items():
        path, content = folder / relative, format_paper(paper)
        if path.exists() and path.read_bytes() == content:
            continue
        if f"{PAPERS}/{file_name(parse_paper(content).id)}" != relative:
            raise ValueError(f"{relative} would hold {paper.id}")
        yield relative, paper


def check_canonical(folder: Path) -> tuple[Path, ...]:
    """Return the files of the dataset whose bytes are not their own canonical serialisation."""
    dataset = load_dataset(folder)
    wrong = [
        folder / PAPERS / file_name(paper.id)
        for paper in dataset.papers
        if (folder / PAPERS / file_name(paper.id)).read_bytes() != format_paper(paper)
    ]
    for record in dataset.datasets:
        path = folder / DATASETS / dataset_file_name(record.slug)
        if path.read_bytes() != format_dataset(record):
            wrong.append(path)
    redirects = folder / REDIRECTS
    if redirects.exists() and redirects.read_bytes() != format_redirects(dataset.redirects):
        wrong.append(redirects)
    return tuple(wrong)
