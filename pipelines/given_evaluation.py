"""Measure how well wrong links of lists are found, and how few right ones are accused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from harvester.arxiv_index import ArxivIndex
from harvester.given_identifiers import Given, compare_given
from harvester.identifiers import identifier_of_url
from harvester.matching import resolve
from harvester.model import Identifier, Query
from pipelines.evaluation_cases import URL, Pair, labelled_rows


@dataclass(frozen=True, slots=True)
class GivenCase:
    """An entry with the id that stands in it, and whether that id is wrong."""

    written: str
    authors: tuple[str, ...]
    linked: Identifier
    wrong: bool
    links: tuple[str, ...]
    note: str


def load_given(path: Path) -> tuple[GivenCase, ...]:
    """Load entries whose id is known to be wrong; those without an arXiv id are left out."""
    cases = []
    for row in labelled_rows(path):
        linked = row.get("linked_id")
        if not linked or row["category"] == "malformed_id":
            continue
        entry = str(row.get("entry") or "")
        cases.append(
            GivenCase(
                written=str(row.get("written") or ""),
                authors=(),
                linked=Identifier("arxiv", str(linked)),
                wrong=True,
                links=tuple(url for url in URL.findall(entry) if not identifier_of_url(url)),
                note=f"{row['category']}: {row.get('note') or ''}",
            )
        )
    return tuple(cases)


def run_given(
    wrong: Iterable[GivenCase], pairs: Iterable[Pair], index: ArxivIndex
) -> tuple[Counter[Given], Counter[Given], list[tuple[str, str]]]:
    """Compare ids that stand in lists: known wrong ones, right ones, and the false alarms."""
    found: Counter[Given] = Counter()
    for case in wrong:
        known = index.by_identifier(case.linked)
        if known is not None:
            query = Query(case.written, authors=case.authors, links=case.links)
            found[compare_given(query, known, resolve(query, index.candidates(query)))] += 1
    kept: Counter[Given] = Counter()
    alarms = []
    for pair in pairs:
        known = index.by_identifier(pair.true)
        if known is None:
            continue
        query = pair.query("title")
        said = compare_given(query, known, resolve(query, index.candidates(query)))
        kept[said] += 1
        if said is Given.OTHER:
            alarms.append((pair.written[:90], known.title))
    return found, kept, alarms


def render_given(
    wrong: Sequence[GivenCase], pairs: Sequence[Pair], index: ArxivIndex
) -> Iterator[str]:
    """Wrong links as Markdown: how many known ones are found, how many right ones are accused."""
    found, kept, alarms = run_given(wrong, pairs, index)
    yield "| ids that stand in lists | entries | " + " | ".join(Given) + " |"
    yield "|---|--:|" + "--:|" * len(Given)
    for name, counts in (("known wrong", found), ("right", kept)):
        of = counts.total()
        cells = " | ".join(f"{counts[said] / max(of, 1):.1%}" for said in Given)
        yield f"| {name} | {of:,} | {cells} |"
    yield ""
    yield from (f"- accused: “{written}” links “{known}”" for written, known in alarms[:5])
