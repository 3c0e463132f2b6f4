"""What is shown to a person where no answer is sure: the likeliest papers, first of all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from harvester.matching.acceptance import Reason
from harvester.matching.certainty import closeness
from harvester.matching.evidence import Evidence, evidence_pairs, gather
from harvester.matching.resolve import dated
from harvester.matching.title_comparison import COINED_BITS
from harvester.matching.titles import word_bits
from harvester.model import Candidate, Query, RankedCandidate, Strength, Verdict

_SHOWN = 5
_FIRST = 3
_LEAST_BITS = 8.0
_LEAST_COVER = 0.2
_LEAST_OF_MONTH = 0.75
"""Of 33 labelled entries whose paper is suggested for its month, 29 reach 0.7 and 25 reach 0.8; of
1,393 whose paper is not in the index 767 and 463 do."""


def with_suggestions(query: Query, verdict: Verdict, others: Iterable[Candidate] = ()) -> Verdict:
    """Put papers that a second witness speaks for among those shown for an open entry.

    The witness is the placeholder's month, a repository of the entry that names the paper, or its
    coined name.
    `others` are candidates beside those of `verdict`. An entry for which nothing was shown is
    `ambiguous` with them, never answered; a verdict that answers is returned as it is.
    """
    if verdict.identifier is not None:
        return verdict
    query = dated(query)
    judged = [one.candidate for one in verdict.judged]
    candidates = {one.identifier: one for one in (*judged, *others)}.values()
    witnessed = [one for one in (gather(query, each) for each in candidates) if _witnessed(one)]
    nearest = sorted(witnessed, key=closeness, reverse=True)[:_FIRST]
    silent = verdict.strength is not Strength.AMBIGUOUS
    first = verdict.judged[:_FIRST]
    shown_already = not silent and any(
        each.candidate.identifier == one.candidate.identifier for each in first for one in nearest
    )
    if not nearest or shown_already:
        return verdict
    suggested = [
        RankedCandidate(one.candidate, Strength.AMBIGUOUS, _reason(one)) for one in nearest
    ]
    kept = () if silent else verdict.judged[:1]
    ranked = {one.candidate.identifier: one for one in (*kept, *suggested, *verdict.judged)}
    shown = tuple(ranked.values())[:_SHOWN]
    if not silent:
        return replace(verdict, judged=shown)
    evidence = evidence_pairs(nearest[0])
    return Verdict(Strength.AMBIGUOUS, _reason(nearest[0]), None, evidence, shown, 0.0)


def _witnessed(evidence: Evidence) -> bool:
    """Tell whether month or repository speak for a candidate, and something of its title too.

    A coined name that is written somewhere in the entry's title is enough.
    """
    if evidence.named_place is not None or evidence.named_title or _coined_name_written(evidence):
        return True
    title = evidence.title
    alike = title.shared_bits >= _LEAST_BITS and title.cover_written >= _LEAST_COVER
    described = title.description_cover >= _LEAST_COVER and title.description_bits >= _LEAST_BITS
    people = evidence.authors.agreeing > 0
    near = closeness(evidence) >= _LEAST_OF_MONTH
    return evidence.hint_apart == 0 and near and (alike or described or people)


def _coined_name_written(evidence: Evidence) -> bool:
    head = evidence.record.head
    return (
        len(head) == 1 and word_bits(head[0]) >= COINED_BITS and head[0] in evidence.written.words
    )


def _reason(evidence: Evidence) -> Reason:
    named = evidence.named_place is not None or evidence.named_title
    if named:
        return Reason.NAMED_AMONG_OTHERS
    return Reason.OF_THE_MONTH if evidence.hint_apart == 0 else Reason.WEAK_EVIDENCE
