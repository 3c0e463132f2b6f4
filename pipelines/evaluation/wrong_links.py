"""Measure how well wrong links of lists are found, and how few right ones are accused."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from harvester.arxiv_index.search import ArxivIndex
from harvester.lists import parse
from harvester.matching.existing_identifiers import LinkVerdict, compare_identifier
from harvester.matching.resolve import query_of, resolve
from harvester.model import Candidate, Identifier, Mention, MentionKind, Query
from harvester.values.identifiers import normalize_arxiv
from pipelines.evaluation.cases import labelled_rows

_TARGET_FOUND = 0.9
_TARGET_ACCUSED = 0.002


@dataclass(frozen=True, slots=True)
class GivenCase:
    """An entry as our parser reads it, the id that stands in it, and the right one.

    `record` is what the id is known to lead to where the index does not hold it; `malformed`: the
    link to arXiv can be no paper, which needs no comparison.
    """

    query: Query
    linked: Identifier
    right: Identifier | None
    record: Candidate | None = None
    malformed: bool = False


@dataclass(frozen=True, slots=True)
class GivenOutcome:
    """What was said of one case, and which paper was named as the right one."""

    case: GivenCase
    says: LinkVerdict
    named: Identifier | None
    held: bool


def load_given(path: Path) -> tuple[GivenCase, ...]:
    """Load entries with an arXiv id that stands in them; those without one are left out."""
    rows = (row for row in labelled_rows(path) if row.get("linked_id"))
    return tuple(_case(row) for row in rows)


def _case(row: dict[str, object]) -> GivenCase:
    linked = Identifier("arxiv", str(row["linked_id"]))
    right = row.get("correct_id") or row.get("true_id")
    title = row.get("linked_title")
    mention = _mention_of(str(row.get("entry") or ""), linked)
    return GivenCase(
        query=query_of(mention) if mention else Query(str(row.get("written") or "")),
        linked=linked,
        right=Identifier("arxiv", str(right)) if right else None,
        record=Candidate(linked, str(title), (), authors_complete=False) if title else None,
        malformed=normalize_arxiv(linked.value) is None,
    )


def _mention_of(entry: str, linked: Identifier) -> Mention | None:
    """Return what the parser makes of an entry cut out of its list; None where it needs the list.

    A row of a table without its header is such a case.
    """
    mentions = [
        one
        for one in parse(f"{textwrap.dedent(entry)}\n", "README.md").mentions
        if one.kind is MentionKind.PAPER
    ]
    linking = [one for one in mentions if linked in one.identifiers]
    return next(iter(linking or mentions), None)


def run_given(
    cases: Sequence[GivenCase], index: ArxivIndex, without_record: bool = False
) -> list[GivenOutcome]:
    """Compare the ids that stand in entries, as if the index lacked them where asked so."""
    outcomes = []
    for case in cases:
        left_out = {case.linked} if without_record else set()
        verdict = resolve(case.query, index.candidates(case.query, without=left_out))
        record = None if without_record else index.by_identifier(case.linked) or case.record
        says = compare_identifier(case.query, case.linked, record, verdict)
        if case.malformed:
            says = LinkVerdict.OTHER
        outcomes.append(GivenOutcome(case, says, verdict.identifier, record is not None))
    return outcomes


def render_given(
    wrong: Sequence[GivenCase], right: Sequence[GivenCase], index: ArxivIndex
) -> Iterator[str]:
    """Wrong links as Markdown: how many known ones are found, how many right ones are accused."""
    accused = run_given(wrong, index)
    kept = [one for one in run_given(right, index) if one.held]
    unheld = run_given([one.case for one in kept], index, without_record=True)
    yield "| ids that stand in lists | entries | " + " | ".join(LinkVerdict) + " |"
    yield "|---|--:|" + "--:|" * len(LinkVerdict)
    yield from _row("known wrong, its paper known", [one for one in accused if one.held])
    yield from _row("known wrong, its paper unknown", [one for one in accused if not one.held])
    yield from _row("right", kept)
    yield from _row("right, its record left out of the index", unheld)
    yield ""
    others = [one for one in accused if one.says is LinkVerdict.OTHER]
    named = sum(one.named == one.case.right for one in others)
    share = len(others) / max(len(accused), 1)
    yield (
        f"Found {len(others)} of {len(accused)} known wrong links: {share:.1%} "
        f"({_target(share >= _TARGET_FOUND, f'at least {_TARGET_FOUND:.0%}')}); "
        f"the right paper is named for {named} of them."
    )
    yield ""
    for name, outcomes in (("right links", kept), ("right links without their record", unheld)):
        alarms = [one for one in outcomes if one.says is LinkVerdict.OTHER]
        share = len(alarms) / max(len(outcomes), 1)
        met = _target(share <= _TARGET_ACCUSED, f"at most {_TARGET_ACCUSED:.1%}")
        yield f"- accused {len(alarms)} of {len(outcomes):,} {name}: {share:.2%} ({met})"
        yield from (f"  - “{one.case.query.title[:90]}” ({one.case.linked})" for one in alarms[:5])


def _target(met: bool, wanted: str) -> str:
    return f"target {wanted}, {'met' if met else 'missed'}"


def _row(name: str, outcomes: Sequence[GivenOutcome]) -> Iterator[str]:
    if outcomes:
        counts = [sum(one.says is verdict for one in outcomes) for verdict in LinkVerdict]
        cells = " | ".join(f"{count / len(outcomes):.1%}" for count in counts)
        yield f"| {name} | {len(outcomes):,} | {cells} |"
