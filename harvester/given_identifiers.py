"""Does an identifier that stands in the list lead to the paper that its entry speaks of?"""

from __future__ import annotations

from enum import StrEnum

from harvester.acceptance import POSSIBLE, part_of_title
from harvester.certainty import certainty
from harvester.evidence import gather
from harvester.model import Candidate, Query, Verdict
from harvester.title_comparison import COINED_BITS

_RENAMED_RATIO = 0.8


class Given(StrEnum):
    """What an identifier that stands in the list leads to."""

    SAME = "same"
    TITLE_CHANGED = "title_changed"
    OTHER = "other"
    UNSURE = "unsure"


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
