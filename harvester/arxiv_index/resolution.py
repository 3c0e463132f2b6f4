"""Resolve a query against the local index: answer it, or show what it may mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from harvester.arxiv_index.plans import Plan, run_plan
from harvester.arxiv_index.search import ArxivIndex
from harvester.matching.certainty import Trees
from harvester.matching.resolve import resolve
from harvester.matching.suggestions import with_suggestions
from harvester.model import Candidate, Identifier, Query, Verdict


def resolve_in(
    index: ArxivIndex,
    query: Query,
    without: Collection[Identifier] = (),
    trees: Trees | None = None,
    more: Iterable[Candidate] = (),
) -> Verdict:
    """Return the verdict on `query`; where it is open, with the likeliest papers of its month.

    `without` leaves records out, `more` are candidates beside those of the index, `trees` takes
    the place of the certainty model that ships.
    """
    return run_plan(resolution_plan(index, query, without, trees, more), index.answer)


def resolution_plan(
    index: ArxivIndex,
    query: Query,
    without: Collection[Identifier] = (),
    trees: Trees | None = None,
    more: Iterable[Candidate] = (),
) -> Plan[Verdict]:
    """Return the plan of `resolve_in`."""
    candidates = yield from index.candidates_plan(query, without)
    verdict = resolve(query, (*more, *candidates), trees)
    if verdict.identifier is not None:
        return verdict
    suggested = yield from index.month_plan(query, without)
    return with_suggestions(query, verdict, suggested)
