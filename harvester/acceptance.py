"""When is the evidence for one candidate enough? Thresholds, and the order in which they count."""

from __future__ import annotations

from enum import StrEnum

from harvester.certainty import certainty
from harvester.evidence import Evidence
from harvester.model import Strength
from harvester.person_names import name_words
from harvester.title_comparison import COINED_BITS, TitleComparison


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
    NAME_AND_MORE = "same name, and authors, date or link agree"
    SEVERAL_FIT = "several papers fit"
    COMMON_TITLE = "the title alone is too common to be sure"
    WEAK_EVIDENCE = "alike, but not beyond chance"
    AUTHORS_DIFFER = "the authors are other people"
    VERSIONS_DIFFER = "another version or number of it"
    TITLE_DIFFERS = "another title"
    NO_CANDIDATE = "nothing like it was found"


# Thresholds read off the labelled entries with the right record absent (`make evaluate`).
_SURE = 0.955
_SURE_WITH_A_WORD_REPLACED = 0.985
_SURE_WITH_AUTHORS = 0.96
POSSIBLE = 0.2
_SAME_TITLE_BITS = 13.0
_DROPPED_BITS = 25.0
_HEAD_BITS = 28.0
_REPLACED_BITS = 6.0
_PREFIX_BITS = 35.0
_TOLD_BITS = 48.0
_TOLD_COVER = 0.72
_SMALL_WORD_BITS = 4.0
_SMALL_WORDS_BITS = 45.0
_TEAM_COVER = 0.75
_TEAM_LOST = 8.0
_TEAM_RUN = 10.0
_TEAM_RATIO = 0.85


def weigh(evidence: Evidence) -> tuple[Strength, Reason, float]:
    """Return how strong the evidence is on its own, why, and the certainty."""
    title, authors = evidence.title, evidence.authors
    if evidence.same_doi:
        return Strength.EXACT, Reason.SAME_DOI, 1.0
    same = title.equal or title.spelled
    known_by_name = title.name_told and (same_team(evidence) or _sole_author(evidence))
    if known_by_name and not same:
        return Strength.STRONG, Reason.TITLE_AND_AUTHORS, max(certainty(evidence), 0.97)
    if title.versions_differ:
        return Strength.DIFFERENT, Reason.VERSIONS_DIFFER, 0.0
    if same:
        return _weigh_same_title(evidence)
    if authors.none_agree and authors.written >= 2:
        return Strength.DIFFERENT, Reason.AUTHORS_DIFFER, 0.0
    return _weigh_like_title(evidence, certainty(evidence))


def _weigh_like_title(evidence: Evidence, sure: float) -> tuple[Strength, Reason, float]:
    title, authors = evidence.title, evidence.authors
    if evidence.same_link and (title.shared_bits >= 15 or evidence.nickname_told):
        return Strength.STRONG, Reason.TITLE_AND_LINK, max(sure, 0.97)
    if same_team(evidence) and _team_title(title):
        return Strength.STRONG, Reason.TITLE_AND_AUTHORS, max(sure, 0.97)
    if _strange(evidence):
        strength = Strength.AMBIGUOUS if sure >= POSSIBLE else Strength.DIFFERENT
        return strength, Reason.AUTHORS_DIFFER, min(sure, 0.5)
    if not authors.none_agree and (part := part_of_title(title)):
        return Strength.STRONG, part, max(sure, 0.97)
    agree = authors.agreeing > 0 and not authors.strangers
    replaced = min(title.lost_written, title.lost_known) >= _REPLACED_BITS
    needed = _SURE_WITH_A_WORD_REPLACED if replaced and not title.same_head else _SURE
    if sure >= (_SURE_WITH_AUTHORS if agree else needed):
        return Strength.STRONG, Reason.TITLE_AND_AUTHORS if agree else Reason.TITLES_ALIKE, sure
    if sure >= POSSIBLE:
        return Strength.AMBIGUOUS, Reason.WEAK_EVIDENCE, sure
    return Strength.DIFFERENT, Reason.TITLE_DIFFERS, sure


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


def _sole_author(evidence: Evidence) -> bool:
    """Tell whether the entry names one author only, in full, and it is the candidate's first."""
    authors = evidence.authors
    full = authors.written == 1 and len(name_words(evidence.query.authors[0])) >= 2
    return full and authors.agreeing == 1 and authors.first_agrees


def _strange(evidence: Evidence) -> bool:
    """Tell whether a third of the written authors or more are strangers to the candidate."""
    authors = evidence.authors
    whole = evidence.candidate.authors_complete and authors.known > 0
    return whole and authors.written > 0 and 3 * len(authors.strangers) >= authors.written


def _team_title(title: TitleComparison) -> bool:
    """Tell whether the title is near enough not to be another paper of the same authors.

    Thresholds read off other papers of the same first authors, with the right record absent.
    """
    covered = title.cover_written >= _TEAM_COVER and title.lost_written <= _TEAM_LOST
    covers = title.cover_known >= _TEAM_COVER and title.lost_known <= _TEAM_LOST
    named = title.same_head and title.head_bits >= COINED_BITS
    part = title.dropped or title.subtitle or title.head_only
    return (
        named
        or part
        or covered
        or (covers and title.run_bits >= _TEAM_RUN)
        or title.best_ratio >= _TEAM_RATIO
    )


def part_of_title(title: TitleComparison) -> Reason | None:
    """Name the way in which a part of the title, too rare for chance, is the same."""
    bits = title.shared_bits
    if title.dropped and bits >= _DROPPED_BITS:
        return Reason.SAME_BUT_NAME
    if (title.head_only and bits >= _HEAD_BITS) or (title.prefix and bits >= _PREFIX_BITS):
        return Reason.TITLE_BEGINNING
    if max(title.lost_written, title.lost_known) <= _SMALL_WORD_BITS and title.ratio >= 0.9:
        return Reason.SMALL_WORDS if bits >= _SMALL_WORDS_BITS else None
    if title.told and bits >= _TOLD_BITS:
        return Reason.TITLE_TOLD
    if title.head_only and title.told_cover >= _TOLD_COVER and title.told_bits >= _PREFIX_BITS:
        return Reason.TITLE_TOLD
    return None


def _weigh_same_title(evidence: Evidence) -> tuple[Strength, Reason, float]:
    title, authors = evidence.title, evidence.authors
    agree = authors.agreeing > 0 and authors.agreeing * 3 >= authors.written * 2
    if agree or (evidence.second and not authors.none_agree):
        return Strength.EXACT, Reason.SAME_TITLE_AND_MORE, 1.0
    if authors.none_agree:
        return Strength.AMBIGUOUS, Reason.AUTHORS_DIFFER, 0.3
    if title.shared_bits >= _SAME_TITLE_BITS:
        return (Strength.EXACT if title.equal else Strength.STRONG), Reason.SAME_TITLE, 0.99
    return Strength.AMBIGUOUS, Reason.COMMON_TITLE, 0.6
