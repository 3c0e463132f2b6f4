"""Real lists as a fleet: a workspace for each, and a world in which their papers exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import SnapshotRecord
from harvester.errors import BadInput
from harvester.lists import ListDocument, load_list, parse
from harvester.matching.resolve import query_of
from harvester.model import Mention
from harvester.sandbox import PaperFacts, World
from harvester.sandbox.world import made_up_repository

_ENDINGS = frozenset({".md", ".yaml", ".yml", ".csv", ".json", ".bib", ".rst"})
_LIKELY = 10
_NO_AUTHORS = ("A. Author",)


@dataclass(frozen=True, slots=True)
class RealList:
    """One list file: a name of its own, the file, what it says."""

    name: str
    path: Path
    document: ListDocument

    @property
    def identifiers(self) -> frozenset[str]:
        """The ids of arXiv that its entries name."""
        named = (one for mention in self.document.mentions for one in mention.identifiers)
        return frozenset(one.value for one in named if one.scheme == "arxiv")


def load_real_lists(folder: Path) -> Iterator[RealList]:
    """Give every file below `folder` that is a list in which entries name papers of arXiv.

    Raises:
        BadInput: there is no such file.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder}: no such folder; give one with a folder for each repository")
    for path in sorted(folder.rglob("*")):
        if path.suffix not in _ENDINGS or not path.is_file() or not path.stat().st_size:
            continue
        try:
            document = parse(load_list(path), path.name)
        except BadInput:  # a page that is no list
            continue
        name = re.sub(r"[^\w-]+", "-", str(path.relative_to(folder)))
        one = RealList(name, path, document)
        if one.identifiers and any(mention.is_paper_entry for mention in document.mentions):
            yield one


def world_of(
    lists: Sequence[RealList], records: Iterable[SnapshotRecord], index: ArxivIndex | None = None
) -> World:
    """Return a world with the papers and repositories that the lists name.

    Papers are those of `records`; what these lack is made of the entry that names it. With an
    index, the papers that entries without an id may mean exist too.
    """
    wanted = frozenset().union(*(one.identifiers for one in lists), _candidates(lists, index))
    papers = {one.identifier: _facts(one) for one in records if one.identifier in wanted}
    repositories: dict[str, str] = {}
    for mention in (mention for one in lists for mention in one.document.mentions):
        for link in mention.links:
            if link.identifier and link.identifier.scheme == "github":
                repositories.setdefault(link.identifier.value.lower(), link.identifier.value)
        for identifier in mention.identifiers:
            if identifier.scheme == "arxiv" and identifier.value not in papers:
                papers[identifier.value] = _of_entry(identifier.value, mention)
    numbered = {one.id: one for one in map(made_up_repository, repositories.values())}
    return World(tuple(papers.values()), tuple(numbered.values()))


def _candidates(lists: Sequence[RealList], index: ArxivIndex | None) -> frozenset[str]:
    mentions = (mention for one in lists for mention in one.document.mentions)
    queries = [query_of(mention) for mention in mentions if mention.is_paper_entry]
    found = (index.candidates(query) for query in queries) if index else ()
    return frozenset(one.identifier.value for candidates in found for one in candidates[:_LIKELY])


def _facts(record: SnapshotRecord) -> PaperFacts:
    return PaperFacts(
        id=record.identifier,
        title=record.title,
        authors=tuple(record.authors.split("; ")) if record.authors else _NO_AUTHORS,
        categories=tuple((record.categories or "cs.LG").split()),
        submitted=_whole_day(record.submitted or "", record.identifier),
        dois=tuple((record.doi or "").split()[:1]),
    )


def _of_entry(identifier: str, mention: Mention) -> PaperFacts:
    title, day = mention.title_or_name or identifier, _whole_day("", identifier)
    authors = tuple(author.text for author in mention.authors) or _NO_AUTHORS
    return PaperFacts(identifier, title, authors, ("cs.LG",), day)


def _whole_day(day: str, identifier: str) -> str:
    """Return a day of the month in which arXiv numbered the paper where none is known."""
    if len(day) == len("2024-01-01"):
        return day
    digits = re.sub(r"^[^/]*/", "", identifier)[:4]
    year = int(digits[:2]) if digits.isdigit() else 20
    month = int(digits[2:4]) if digits.isdigit() and 1 <= int(digits[2:4]) <= 12 else 1
    return f"{1900 + year if year > 90 else 2000 + year}-{month:02}-15"


def write_workspaces(lists: Sequence[RealList], root: Path, endpoints: Mapping[str, str]) -> Path:
    """Write a workspace for each list and the file of the fleet; return the file."""
    ends = "\n".join(f'{name} = "{url}"' for name, url in endpoints.items())
    shared = f"time_factor = 0\n[endpoints]\n{ends}\n"
    tables = [shared]
    for one in lists:
        folder = root / one.name
        folder.mkdir(parents=True)
        (folder / one.path.name).write_bytes(one.path.read_bytes())
        settings = f'list = "{one.path.name}"\n{shared}'
        (folder / "harvester.toml").write_text(settings, encoding="utf-8")
        tables.append(f'[[lists]]\nfolder = "{one.name}"\n')
    path = root / "lists.toml"
    path.write_text("\n".join(tables), encoding="utf-8")
    return path
