"""Measure what becomes of real placeholders: resolved, wrongly, or left as they are."""

from __future__ import annotations

import csv
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from harvester.arxiv_index.resolution import resolve_in
from harvester.arxiv_index.search import ArxivIndex
from harvester.errors import BadInput
from harvester.lists import parse
from harvester.matching.resolve import query_of
from harvester.model import Identifier, MentionKind, Query, Verdict

_GROUPS = (
    ("known, by its title", True, False),
    ("known, by its nickname alone", True, True),
    ("no paper is known", False, False),
    ("suspected to be invented", False, True),
)


@dataclass(frozen=True, slots=True)
class PlaceholderCase:
    """An entry with a placeholder, and the paper it means where somebody found it.

    `doubtful`: where a paper is known, its nickname alone led to it; else the title is suspected
    to be invented.
    """

    query: Query
    meant: Identifier | None
    doubtful: bool


def load_placeholders(path: Path) -> tuple[PlaceholderCase, ...]:
    """Load real placeholders (tab-separated, with a header); BadInput where they are not there."""
    if not path.is_file():
        raise BadInput(f"{path}: the labelled material is not here; name it with --pairs")
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(_case(row) for row in csv.DictReader(lines, delimiter="\t"))


def _case(row: dict[str, str]) -> PlaceholderCase:
    meant = row["resolved_id"].strip()
    doubtful = "invented" in row["kind"] or row["resolved_by"].startswith("corpus_nickname_unique")
    return PlaceholderCase(_query(row), Identifier("arxiv", meant) if meant else None, doubtful)


def _query(row: dict[str, str]) -> Query:
    """Read the entry with our own parser; a piece of a page that is no entry gives its title."""
    context = textwrap.dedent(row["context"].replace("\\n", "\n"))
    mentions = parse(f"{context}\n", "README.md").mentions
    papers = [one for one in mentions if one.kind is MentionKind.PAPER]
    held = [one for one in papers if one.placeholders] or papers
    return query_of(held[0]) if held else Query(row["claimed_title"])


def run_placeholders(
    cases: Sequence[PlaceholderCase], index: ArxivIndex
) -> list[tuple[PlaceholderCase, Verdict]]:
    """Resolve each case whose paper, if it is known, the index holds."""
    return [
        (case, resolve_in(index, case.query))
        for case in cases
        if case.meant is None or index.by_identifier(case.meant)
    ]


def render_placeholders(cases: Sequence[PlaceholderCase], index: ArxivIndex) -> Iterator[str]:
    """Real placeholders as Markdown; answers that nobody has checked are listed."""
    outcomes = run_placeholders(cases, index)
    yield "| real placeholders | entries | right | wrong | left | answered, not checked |"
    yield "|---|--:|--:|--:|--:|--:|"
    for name, is_indexed, doubtful in _GROUPS:
        group = [
            (case, verdict.identifier)
            for case, verdict in outcomes
            if (case.meant is not None, case.doubtful) == (is_indexed, doubtful)
        ]
        right = sum(is_indexed and got == case.meant for case, got in group)
        left = sum(got is None for _, got in group)
        other = len(group) - right - left
        wrong, unchecked = (other, 0) if is_indexed else (0, other)
        yield f"| {name} | {len(group)} | {right} | {wrong} | {left} | {unchecked} |"
    yield ""
    for case, verdict in outcomes:
        if case.meant is None and verdict.identifier is not None:
            title = verdict.judged[0].candidate.title
            yield f"- “{case.query.title[:90]}” → {verdict.identifier} “{title[:90]}”"
