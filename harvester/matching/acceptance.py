"""When is the evidence for one candidate enough? Thresholds, and the order in which they count."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from harvester.matching.abstracts import short_names
from harvester.matching.certainty_features import is_coined_in_form, name_rarity
from harvester.matching.evidence import TOLD_BY_ABSTRACT, Evidence
from harvester.matching.special_titles import is_part_title
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
    NAMED_BY_REPOSITORY = "the entry's own repository names this paper"
    SAME_BUT_NAME = "same title but for a name before the colon, too long and rare for chance"
    TITLE_BEGINNING = "the title is cut short, what is left is too rare for chance"
    TITLE_TOLD = "the entry tells the whole title"
    TOLD_BY_ABSTRACT = "the entry tells what this paper's abstract says"
    NAME_OF_THE_MONTH = "this coined name, in the placeholder's month"
    SMALL_WORDS = "same title but for small words"
    TITLES_ALIKE = "titles alike beyond chance"
    SEVERAL_FIT = "several papers fit"
    COMMON_TITLE = "the title alone is too common to be sure"
    WEAK_EVIDENCE = "alike, but not beyond chance"
    OF_THE_MONTH = "of the placeholder's month and of the same matter, no more"
    NAMED_AMONG_OTHERS = "the entry's own repository names this paper, under another title"
    AUTHORS_DIFFER = "the authors are other people"
    VERSIONS_DIFFER = "another version or number of it"
    TITLE_DIFFERS = "another title"
    NO_CANDIDATE = "nothing like it was found"


# Read off the table that `make fit` prints, for lists that were held out: the certainty from which
# on about one of a thousand mentions whose record is not there is answered. The more independent
# witnesses beside the title, the less the title must prove.
_SURE = 0.97
_SURE_BY_NAME = 0.99
_SURE_WITH_WITNESS = (_SURE, 0.9, 0.8, 0.6)
_SURE_AGAINST_MONTH = 0.993
_NEVER = 2.0
_SURE_OF_OTHER_TAIL = 0.97
_OTHER_TAIL_RATIO = 0.8
_NAMED = 0.3
_LIKELY = 0.5
POSSIBLE = 0.2
_WORTH_SHOWING = 0.02
_SHORT_TITLE = 3
_SAME_TITLE_BITS, _SAME_NAME_BITS = 20.0, 13.0
_TELLING_BITS = 30.0
_OTHER_TIME = 48
_DROPPED_BITS = 25.0
_HEAD_BITS = 28.0
_RARE_NAME = 3.3
_TOLD_ALONE, _TOLD_OF_NAMED = 60.0, 25.0
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
    if _named_by_repository(evidence, sure):
        return Strength.STRONG, Reason.NAMED_BY_REPOSITORY, max(sure, 0.97)
    if (told := _told(evidence)) and not authors.none_agree:
        return Strength.STRONG, told, max(sure, _SURE)
    part = None if authors.none_agree else part_of_title(title)
    if (
        part
        and (sure >= _LIKELY or part is Reason.SAME_BUT_NAME)
        and not _only_begun(evidence, part)
    ):
        return Strength.STRONG, part, max(sure, 0.97)
    if _known_by_name(evidence) and sure >= _LIKELY:
        return Strength.STRONG, Reason.TITLE_AND_AUTHORS, max(sure, _SURE_WITH_WITNESS[1])
    swapped = (title.one_word_swapped or title.variant) and not evidence.second
    if sure >= _needed(evidence) and not swapped and not _goes_on(evidence):
        return Strength.STRONG, _reason(evidence, authors.agreeing > 0), sure
    if sure >= _WORTH_SHOWING:
        return Strength.AMBIGUOUS, Reason.WEAK_EVIDENCE, sure
    return Strength.DIFFERENT, Reason.TITLE_DIFFERS, sure


def _named_by_repository(evidence: Evidence, sure: float) -> bool:
    """Tell whether the entry's repository names this paper alone, and something else says so too.

    A repository can serve a later paper, or another one that the entry builds on.
    """
    month = evidence.query.month is not None and abs(evidence.months_apart or 0) <= 1
    dated = evidence.hint_apart == 0 or (month and evidence.months_apart is not None)
    people = evidence.authors.agreeing > 0
    agrees = dated or people or sure >= _NAMED or evidence.listed_title_named
    return evidence.named_alone and agrees


def _told(evidence: Evidence) -> Reason | None:
    """Name what stands for a title: the abstract told, or a rare name in its month.

    A placeholder of another month contradicts all but a long agreement; a title behind the name
    has to speak for itself.
    """
    title, bits, hint = evidence.title, evidence.abstract_bits, evidence.hint_apart
    name = evidence.name_given or title.same_head or title.name_told
    if _another_title(title):
        return None
    if bits >= _TOLD_ALONE and (name or hint == 0 or evidence.second > 1):
        return Reason.TOLD_BY_ABSTRACT
    if hint != 0:
        return None
    if bits >= (_TOLD_OF_NAMED if name else TOLD_BY_ABSTRACT):
        return Reason.TOLD_BY_ABSTRACT
    names = short_names(evidence.query.name, evidence.written) if name else ()
    rare = max(map(name_rarity, names), default=0.0) >= _RARE_NAME
    return Reason.NAME_OF_THE_MONTH if rare and not title.written.tail else None


def _only_begun(evidence: Evidence, part: Reason) -> bool:
    """Tell a title that is the beginning of a known one and no more: it needs a second witness.

    A name whose description tells the rest needs that the placeholder's month does not contradict.
    """
    if part is Reason.TITLE_TOLD and evidence.title.head_only:
        return evidence.hint_apart not in {None, 0} and not evidence.second
    if part is not Reason.TITLE_BEGINNING:
        return False
    near = evidence.query.month is not None and evidence.months_apart in {-1, 1}
    return evidence.hint_apart not in {None, 0} or evidence.second - near <= 0


def _goes_on(evidence: Evidence) -> bool:
    """Tell whether the known title goes on where the written one ends, and nothing else agrees."""
    title = evidence.title
    longer = len(title.record.letters) > len(title.written.letters)
    return title.prefix and longer and not title.head_only and not evidence.second


def _known_by_name(evidence: Evidence) -> bool:
    """Tell whether an entry gives a coined name only, and with it the team or the sole author."""
    title, authors = evidence.title, evidence.authors
    if not title.name_told or evidence.written.tail:
        return False
    full = authors.written == 1 and len(name_words(evidence.query.authors[0])) >= 2
    return same_team(evidence) or (full and authors.agreeing == 1 and authors.first_agrees)


def _needed(evidence: Evidence) -> float:
    """Return the certainty that is enough beside so many witnesses."""
    needed = _SURE_WITH_WITNESS[min(evidence.second, len(_SURE_WITH_WITNESS) - 1)]
    if evidence.title.head_only and len(evidence.written.words) <= _NAME_WORDS:
        needed = needed if evidence.second else _SURE_BY_NAME
    if evidence.hint_apart not in {None, 0} and not evidence.second:
        needed = max(needed, _NEVER if evidence.title.head_only else _SURE_AGAINST_MONTH)
    if _another_tail(evidence) and not evidence.authors.agreeing:
        needed = max(needed, _SURE_OF_OTHER_TAIL)
    return needed


def _another_tail(evidence: Evidence) -> bool:
    """Tell whether the same name stands before the colon and something else after it."""
    title = evidence.title
    tails = title.same_head and bool(title.written.tail and title.record.tail)
    return tails and title.best_ratio < _OTHER_TAIL_RATIO


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


def _needed_alone(title: TitleComparison) -> float:
    """Return the bits that a title needs to be of one paper only, whoever wrote it.

    Two or three usual words are the title of many works.
    """
    if any(map(is_coined_in_form, title.record.text.split())):
        return _SAME_NAME_BITS
    return _SAME_TITLE_BITS if len(title.record.words) > _SHORT_TITLE else _TELLING_BITS


def _weigh_same_title(evidence: Evidence) -> Weight:
    title, authors = evidence.title, evidence.authors
    agree = authors.agreeing > 0 and authors.agreeing * 3 >= authors.written * 2
    if agree or (evidence.second and not authors.none_agree):
        return Strength.EXACT, Reason.SAME_TITLE_AND_MORE, 1.0
    if authors.none_agree:
        return Strength.AMBIGUOUS, Reason.AUTHORS_DIFFER, 0.3
    apart = evidence.months_apart is not None and abs(evidence.months_apart) >= _OTHER_TIME
    if apart and title.shared_bits < _TELLING_BITS:
        return Strength.AMBIGUOUS, Reason.COMMON_TITLE, 0.3
    if title.shared_bits >= _needed_alone(title) and not is_part_title(title.record.text):
        return (Strength.EXACT if title.equal else Strength.STRONG), Reason.SAME_TITLE, 0.99
    return Strength.AMBIGUOUS, Reason.COMMON_TITLE, 0.6
