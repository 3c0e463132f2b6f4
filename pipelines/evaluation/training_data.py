"""What the certainty model is fitted on: real entries, and titles made of records.

Each mention is asked with its record in the index and with it left out. Half of all mentions whose
record is there need no model (their title is simply the same) and are left out of the fitting.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import click

from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import SnapshotRecord, read_ahead
from harvester.matching.acceptance import but_for_name
from harvester.matching.certainty import nearest
from harvester.matching.certainty_features import feature_rows
from harvester.matching.evidence import Evidence, gather
from harvester.matching.resolve import dated
from harvester.model import Identifier, Query
from harvester.values.dates import parse_date
from harvester.values.identifiers import arxiv_month
from harvester.values.text import title_words
from pipelines.evaluation.cases import MODES, Pair, load_pairs
from pipelines.evaluation.end_to_end.reading import read_labelled
from pipelines.evaluation.perturbations import KINDS, draw_kinds, written_as
from pipelines.evaluation.world import read_abstracts

_CUTS = (1, 3, 3, 3, 99)
_DESCRIBED, _SENTENCES_TOLD, _WORDS_TOLD = 0.4, 0.4, 0.6
_WITH_PLACEHOLDER, _WRONG_MONTH = 0.4, 0.3
LIST_MODES = ("list", "list, no month", "list, another month")
"""What the list itself gives: as it stands, without the placeholder's month, with a wrong one."""
_WRONG_MONTHS = (-3, -2, -1, 1, 1, 2, 3, 6)


@dataclass(frozen=True, slots=True)
class Weighing:
    """The candidates of one mention as rows of numbers, and which of them are meant.

    `fold` is the group of a real entry's list, None for an invented mention; `plain` tells that no
    model is needed because a candidate's title is the same or lacks a name only.
    """

    kind: str
    mode: str
    fold: int | None
    present: bool
    plain: bool
    rows: list[list[float]]
    meant: list[bool]


def _plain(evidence: Evidence) -> bool:
    return evidence.title.equal or evidence.title.spelled or but_for_name(evidence.title)


def _settled(evidence: Evidence) -> bool:
    return evidence.title.versions_differ or _plain(evidence)


def weighings_of(
    query: Query,
    meant: Collection[Identifier],
    index: ArxivIndex,
    asked: tuple[str, str, int | None],
) -> Iterator[Weighing]:
    """Ask `index` with the records that are `meant` and without; `asked`: kind, mode, fold."""
    asking = dated(query)
    for present in (True, False):
        candidates = index.candidates(query, without=() if present else meant)
        gathered = [gather(asking, one) for one in candidates]
        chosen = [gathered[at] for at in nearest(gathered)]
        right = [one.candidate.identifier in meant for one in chosen]
        plain = any(_plain(one) and one.candidate.identifier in meant for one in chosen)
        rows = zip(chosen, feature_rows(chosen), right, strict=True)
        kept = [(row, yes) for one, row, yes in rows if not _settled(one)]
        numbers, labels = [row for row, _ in kept], [yes for _, yes in kept]
        yield Weighing(*asked, present, plain, numbers, labels)


def queries_of(pair: Pair) -> Iterator[tuple[str, Query]]:
    """Ask a real entry with all kinds of evidence, and with one or all of its authors."""
    for mode in MODES:
        yield mode, pair.query(mode)
    for cut in (1, 99):
        yield f"{cut} authors", replace(pair.query("title"), authors=pair.authors[:cut])


def list_queries(pair: Pair, query: Query) -> Iterator[tuple[str, Query]]:
    """Ask with what the list gives; people write a wrong month into a third of placeholders."""
    drawn = crc32(pair.true.value.encode())
    as_it_stands, without, other = LIST_MODES
    if drawn % 3 or query.hint is None:
        yield as_it_stands, query
    else:
        yield other, replace(query, hint=moved(query.hint, _WRONG_MONTHS[drawn // 3 % 8]))
    if query.hint is not None:
        yield without, replace(query, hint=None)


def retold(abstract: str, rng: random.Random) -> str:
    """Return some words of some sentences of an abstract, as a list that describes a paper."""
    kept = [one for one in abstract.split(". ") if rng.random() < _SENTENCES_TOLD]
    return " ".join(word for one in kept for word in one.split() if rng.random() < _WORDS_TOLD)


def moved(hint: str, months: int) -> str:
    """Return a month moved by so many months.

    >>> moved("2024-12", 2)
    '2025-02'
    """
    count = 12 * int(hint[:4]) + int(hint[5:7]) - 1 + months
    return f"{count // 12}-{count % 12 + 1:02}"


def invented_query(written: str, record: SnapshotRecord, rng: random.Random) -> tuple[str, Query]:
    """Say of a record what lists say: some authors, its date or an event's."""
    mode = rng.choice(("title", "title", *MODES))
    authors = tuple(record.authors.split("; ")) if record.authors else ()
    year, month = parse_date(record.submitted or "")
    if year and rng.random() < 0.5:
        year, month = year + (rng.random() < 0.5), None
    with_date = mode == "all" or "date" in mode
    hint = None
    if rng.random() < _WITH_PLACEHOLDER:
        hint = arxiv_month(record.identifier)
        if rng.random() < _WRONG_MONTH:
            hint = moved(hint, rng.choice(_WRONG_MONTHS))
    return mode, Query(
        title=written,
        authors=authors[: rng.choice(_CUTS)] if mode == "all" or "authors" in mode else (),
        et_al=True,
        year=year if with_date else None,
        month=month if with_date else None,
        hint=hint,
    )


def draw_records(
    corpus: Path, years: Counter[str], count: int, half: int
) -> list[tuple[SnapshotRecord, frozenset[Identifier]]]:
    """Draw records of the years that lists speak of, each with the ids that bear its title.

    The models are fitted on one `half` of the corpus and measured on the other.
    """
    rng = random.Random(half)  # noqa: S311 -- a fixed draw, no secret
    by_year: dict[str, list[SnapshotRecord]] = {}
    by_title: dict[str, set[Identifier]] = {}
    with read_ahead(corpus) as records:
        for record in filter(None, records):
            key = "".join(title_words(record.title))
            by_title.setdefault(key, set()).add(Identifier("arxiv", record.identifier))
            year = record.identifier[:2]
            field = record.categories or "cs"
            mine = crc32(record.identifier.encode()) % 2 == half
            if mine and year in years and field.startswith(("cs", "stat", "eess")):
                by_year.setdefault(year, []).append(record)
    drawn: list[SnapshotRecord] = []
    for year, share in sorted(years.items()):
        wanted = count * share // years.total()
        drawn += rng.sample(by_year.get(year, []), min(wanted, len(by_year.get(year, []))))
    return [(one, frozenset(by_title["".join(title_words(one.title))])) for one in drawn]


def invented_mentions(
    corpus: Path, pairs: Collection[Pair], count: int, half: int
) -> Iterator[tuple[str, str, Query, frozenset[Identifier], str]]:
    """Make (kind, mode, query, ids meant, title) in the shares in which lists write titles."""
    rng = random.Random(half)  # noqa: S311 -- a fixed draw, no secret
    years = Counter(pair.true.value[:2] for pair in pairs)
    shares = Counter(pair.match for pair in pairs if pair.match in KINDS)
    drawn = draw_records(corpus, years, count, half)
    for (record, meant), kind in zip(drawn, draw_kinds(shares, len(drawn), rng), strict=True):
        mode, query = invented_query(written_as(kind, record.title, rng), record, rng)
        yield kind, mode, query, meant, record.title


Invented = tuple[str, str, Query, frozenset[Identifier], str]


def described(mentions: Sequence[Invented], abstracts: Iterable[tuple[str, str]]) -> list[Invented]:
    """Give some of the mentions whose abstract is known a description made of it."""
    rng = random.Random(3)  # noqa: S311 -- a fixed draw, no secret
    wanted = {one.value for _, _, _, meant, _ in mentions for one in meant}
    texts = {name: text for name, text in abstracts if name in wanted}
    rows = []
    for kind, mode, query, meant, title in mentions:
        known = [texts[one.value] for one in sorted(meant) if one.value in texts]
        told = retold(known[0], rng) if known and rng.random() < _DESCRIBED else ""
        rows.append((kind, mode, replace(query, description=told), meant, title))
    return rows


def gather_material(
    corpus: Path, pairs: Path, path: Path, lists: Path, invented: int
) -> list[Weighing]:
    """Gather all rows; takes some minutes."""
    index = ArxivIndex(path)
    held = [pair for pair in load_pairs(pairs) if index.by_identifier(pair.true)]
    weighings: list[Weighing] = []
    with click.progressbar(held, label="real entries") as shown:
        for pair in shown:
            meant = {pair.true, *pair.twins}
            for mode, query in queries_of(pair):
                weighings += weighings_of(query, meant, index, (pair.match, mode, pair.fold))
    for entry in read_labelled(held, lists, index):
        for mode, query in list_queries(entry.pair, entry.query) if entry.query else ():
            kinds = (entry.pair.match, mode, entry.pair.fold)
            weighings += weighings_of(query, entry.pair.meant, index, kinds)
    mentions = described(
        list(invented_mentions(corpus, held, invented, half=0)),
        read_abstracts(corpus.with_name("abstracts.jsonl.xz")),
    )
    with click.progressbar(mentions, label="invented titles") as shown_too:
        for kind, mode, query, ids, _ in shown_too:
            weighings += weighings_of(query, ids, index, (kind, mode, None))
    return weighings
