"""Does an identifier that stands in the list lead to the paper that its entry speaks of?"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from harvester.acceptance import POSSIBLE, part_of_title
from harvester.certainty import certainty
from harvester.evidence import evidence_pairs, gather
from harvester.matching import judge
from harvester.model import Candidate, Judged, Query, Strength, Verdict
from harvester.title_comparison import COINED_BITS

_RENAMED_RATIO = 0.8


class Given(StrEnum):
    """What an identifier that stands in the list leads to."""

    SAME = "same"
    TITLE_CHANGED = "title_changed"
    OTHER = "other"
    UNSURE = "unsure"


_WORDS = {
    Given.SAME: "the id leads to this paper",
    Given.TITLE_CHANGED: "the id leads to this paper under another title",
    Given.OTHER: "the id leads to another paper",
    Given.UNSURE: "the id may lead to another paper",
}
_STRENGTHS = {
    Given.SAME: Strength.STRONG,
    Given.TITLE_CHANGED: Strength.STRONG,
    Given.OTHER: Strength.DIFFERENT,
    Given.UNSURE: Strength.AMBIGUOUS,
}
_GRAVEST_FIRST = (Given.OTHER, Given.UNSURE, Given.TITLE_CHANGED, Given.SAME)


def verdict_on_given(query: Query, given: Sequence[Candidate], found: Verdict) -> Verdict:
    """Return the verdict on an entry that has identifiers, which lead to the records `given`.

    It keeps an identifier that leads to the entry's paper, whatever `found`, the verdict without
    it, says; `different` where one leads to another paper, with the right one if it was found; and
    `found` itself where no record is known. The gravest answer counts.
    """
    said = {one.identifier: compare_given(query, one, found) for one in given}
    worst = next((what for what in _GRAVEST_FIRST if what in said.values()), None)
    if worst is None:
        return found
    meant = next(one for one in given if said[one.identifier] is worst)
    strength = _STRENGTHS[worst]
    if worst is Given.SAME and judge(query, meant).strength is Strength.EXACT:
        strength = Strength.EXACT
    others = tuple(one for one in found.judged if one.candidate.identifier not in said)
    judged = (Judged(meant, strength, _WORDS[worst]), *others)
    told = evidence_pairs(gather(query, meant))
    kept = meant.identifier if strength in {Strength.EXACT, Strength.STRONG} else None
    elsewhere = found.identifier if worst is Given.OTHER else None
    return Verdict(strength, _WORDS[worst], kept or elsewhere, told, judged, found.certainty)


def compare_given(query: Query, candidate: Candidate, found: Verdict | None = None) -> Given:
    """Tell whether an identifier in the list leads to the paper that its entry speaks of.

    `found` is what `resolve` says of the same query: a title that belongs to another record is the
    best proof of a wrong link, since papers change their titles more often than lists err.
    Without it, and without authors, a title that is merely different stays `unsure`.
    """
    evidence = gather(query, candidate)
    title, authors = evidence.title, evidence.authors
    if title.equal or evidence.same_doi or (title.spelled and not title.versions_differ):
        return Given.UNSURE if authors.none_agree and authors.written >= 3 else Given.SAME
    elsewhere = _stands_elsewhere(candidate, found)
    short = part_of_title(title) or (title.head_only and title.head_bits >= COINED_BITS)
    if short and not (title.versions_differ or elsewhere or authors.none_agree):
        return Given.SAME
    if authors.agreeing > 0 and authors.agreeing * 2 >= authors.written:
        return Given.TITLE_CHANGED if not elsewhere else Given.UNSURE
    kin = evidence.same_link or (title.same_head and title.head_bits >= COINED_BITS)
    if elsewhere:
        return Given.UNSURE if kin else Given.OTHER
    if authors.none_agree and authors.written >= 2 and not kin and title.ratio < _RENAMED_RATIO:
        return Given.OTHER
    likely = kin or certainty(evidence) >= POSSIBLE or title.ratio >= _RENAMED_RATIO
    return Given.TITLE_CHANGED if likely and not title.versions_differ else Given.UNSURE


def _stands_elsewhere(candidate: Candidate, found: Verdict | None) -> bool:
    return found is not None and found.identifier not in {None, candidate.identifier}
