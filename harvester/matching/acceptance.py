"""When is the evidence for one candidate enough? Thresholds, and the order in which they count."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from harvester.matching.evidence import Evidence
from harvester.matching.title_comparison import TitleComparison
from harvester.model import Strength
from harvester.values.person_names import name_words


class Reason(StrEnum):
    """Why a verdict is what it is."""

    SAME_DOI = "the entry links this paper's DOI"
    SAME_TITLE_AND_MORE = "same title, and authors, date or link agree"
    SAME_TITLE = "same title, too long and rare for chance"
    TITLE_AND_AUTHORS = "titles alike, same authors"
    TITLE_AND_LINK = "titles alike, same code or project page"
    SAME_BUT_NAME = "same title but for a name before the colon, too long and rare for chance"
    TITLE_BEGINNING = "the title is cut short, what is left is too rare for chance"
    TITLE_TOLD = "the entry tells the whole title"
    SMALL_WORDS = "same title but for small words"
    TITLES_ALIKE = "titles alike beyond chance"
    SEVERAL_FIT = "several papers fit"
    COMMON_TITLE = "the title alone is too common to be sure"
    WEAK_EVIDENCE = "alike, but not beyond chance"
    AUTHORS_DIFFER = "the authors are other people"
    VERSIONS_DIFFER = "another version or number of it"
    TITLE_DIFFERS = "another title"
    NO_CANDIDATE = "nothing like it was found"


# Read off `make evaluate` and the table that `make fit` prints, for lists that were held out: the
# certainty from which on one to four of a thousand mentions whose record is not there are
# answered. A name alone is borne by other papers too often; a title of three to five words is
# rarely begun by another paper's, as a name is; and the more independent witnesses, the less each
# must prove.
_SURE = 0.96
_SURE_BY_NAME = 0.99
_SURE_OF_SHORT = 0.93
_SHORT = range(3, 6)
_SURE_WITH_AUTHORS = 0.88
_SURE_WITH_DATE = 0.8
_SURE_WITH_AUTHOR_AND_DATE = 0.75
_SURE_WITH_TEAM_AND_DATE = 0.65
_MORE_WITHOUT_MONTH = 0.1
_LIKELY = 0.5
POSSIBLE = 0.2
_SAME_TITLE_BITS = 13.0
_DROPPED_BITS = 25.0
_HEAD_BITS = 28.0
_PREFIX_BITS = 35.0
_TOLD_BITS = 48.0
_TOLD_COVER = 0.72
_NAME_WORDS = 2
_SMALL_WORD_BITS = 4.0
_WHOLE_TITLE_WORDS = 4
_LITTLE_COVER = 0.25
_LITTLE_RATIO = 0.6
_SMALL_WORDS_BITS = 45.0


Weight: TypeAlias = tuple[Strength, Reason, float]
"""How strong the evidence for one candidate is on its own, why, and the certainty."""


def decide_by_rule(evidence: Evidence) -> Weight | None:
    """Return the weight of evidence that needs no word of the certainty model; None for other."""
    title, authors = evidence.title, evidence.authors
    if evidence.same_doi and not _another_title(title):
        return Strength.EXACT, Reason.SAME_DOI, 1.0
    if title.versions_differ:
        return Strength.DIFFERENT, Reason.VERSIONS_DIFFER, 0.0
    if title.equal or title.spelled:
        return _weigh_same_title(evidence)
    if authors.none_agree and authors.written >= 2:
        return Strength.DIFFERENT, Reason.AUTHORS_DIFFER, 0.0
    return None


def _another_title(title: TitleComparison) -> bool:
    """Tell whether a whole title stands there that has little in common with the known one."""
    words = [word for word in title.written.words if word.isascii()]
    whole = len(words) >= _WHOLE_TITLE_WORDS and not title.same_head
    return whole and title.cover_both < _LITTLE_COVER and title.ratio < _LITTLE_RATIO


def decide_by_model(evidence: Evidence, sure: float) -> Weight:
    """Return the weight of evidence that is not settled; `sure` is the certainty model's word."""
    title, authors = evidence.title, evidence.authors
    if evidence.same_link and (title.shared_bits >= 15 or evidence.nickname_told):
        return Strength.STRONG, Reason.TITLE_AND_LINK, max(sure, 0.97)
    if _strange(evidence):
        strength = Strength.AMBIGUOUS if sure >= POSSIBLE else Strength.DIFFERENT
        return strength, Reason.AUTHORS_DIFFER, min(sure, 0.5)
    part = None if authors.none_agree else part_of_title(title)
    if part and (sure >= _LIKELY or part is Reason.SAME_BUT_NAME):
        return Strength.STRONG, part, max(sure, 0.97)
    whole = evidence.candidate.authors_complete
    agree = authors.agreeing > 0 and not (whole and authors.strangers)
    if _known_by_name(evidence) and sure >= _LIKELY:
        return Strength.STRONG, Reason.TITLE_AND_AUTHORS, max(sure, _SURE_WITH_AUTHORS)
    if sure >= _needed(evidence, agree):
        return Strength.STRONG, _reason(evidence, agree), sure
    if sure >= POSSIBLE:
        return Strength.AMBIGUOUS, Reason.WEAK_EVIDENCE, sure
    return Strength.DIFFERENT, Reason.TITLE_DIFFERS, sure


def _known_by_name(evidence: Evidence) -> bool:
    """Tell whether an entry gives a coined name only, and with it the team or the sole author."""
    title, authors = evidence.title, evidence.authors
    if not title.name_told or evidence.written.tail:
        return False
    full = authors.written == 1 and len(name_words(evidence.query.authors[0])) >= 2
    return same_team(evidence) or (full and authors.agreeing == 1 and authors.first_agrees)


def _needed(evidence: Evidence, agree: bool) -> float:
    """Return the certainty that is enough for the kinds of evidence at hand."""
    dated = evidence.months_apart is not None
    if agree and dated:
        team = evidence.authors.agreeing > 1
        more = 0.0 if evidence.query.month else _MORE_WITHOUT_MONTH
        return (_SURE_WITH_TEAM_AND_DATE if team else _SURE_WITH_AUTHOR_AND_DATE) + more
    if agree:
        return _SURE_WITH_AUTHORS
    if dated:
        return _SURE_WITH_DATE
    words = len(evidence.written.words)
    if words in _SHORT:
        return _SURE_OF_SHORT
    alone = evidence.title.head_only and not evidence.second
    return _SURE_BY_NAME if alone and words <= _NAME_WORDS else _SURE


def _reason(evidence: Evidence, agree: bool) -> Reason:
    if agree:
        return Reason.TITLE_AND_AUTHORS
    title = evidence.title
    return Reason.TITLE_BEGINNING if title.head_only or title.prefix else Reason.TITLES_ALIKE


def but_for_name(title: TitleComparison) -> bool:
    """Tell whether the titles are the same but for a name before the colon of one of them."""
    return title.shared_bits >= _DROPPED_BITS and title.dropped


def same_team(evidence: Evidence) -> bool:
    """Tell whether the written authors, at least two, are the candidate's first in their order.

    A date does not speak against it: a list often dates a paper by its journal, years later.
    """
    authors = evidence.authors
    return (
        authors.agreeing >= 2
        and not authors.strangers
        and authors.first_agrees
        and authors.in_order
    )


def _strange(evidence: Evidence) -> bool:
    """Tell whether a third of the written authors or more are strangers to the candidate."""
    authors = evidence.authors
    whole = evidence.candidate.authors_complete and authors.known > 0
    return whole and authors.written > 0 and 3 * len(authors.strangers) >= authors.written


def part_of_title(title: TitleComparison) -> Reason | None:
    """Name the way in which a part of the title, too rare for chance, is the same."""
    bits = title.shared_bits
    if but_for_name(title):
        return Reason.SAME_BUT_NAME
    if (title.head_only and bits >= _HEAD_BITS) or (title.prefix and bits >= _PREFIX_BITS):
        return Reason.TITLE_BEGINNING
    if max(title.lost_written, title.lost_known) <= _SMALL_WORD_BITS and title.ratio >= 0.9:
        return Reason.SMALL_WORDS if bits >= _SMALL_WORDS_BITS else None
    if bits >= _TOLD_BITS and title.told:
        return Reason.TITLE_TOLD
    if (
        title.head_only
        and title.description_cover >= _TOLD_COVER
        and title.description_bits >= _PREFIX_BITS
    ):
        return Reason.TITLE_TOLD
    return None


def _weigh_same_title(evidence: Evidence) -> Weight:
    title, authors = evidence.title, evidence.authors
    agree = authors.agreeing > 0 and authors.agreeing * 3 >= authors.written * 2
    if agree or (evidence.second and not authors.none_agree):
        return Strength.EXACT, Reason.SAME_TITLE_AND_MORE, 1.0
    if authors.none_agree:
        return Strength.AMBIGUOUS, Reason.AUTHORS_DIFFER, 0.3
    if title.shared_bits >= _SAME_TITLE_BITS:
        return (Strength.EXACT if title.equal else Strength.STRONG), Reason.SAME_TITLE, 0.99
    return Strength.AMBIGUOUS, Reason.COMMON_TITLE, 0.6
