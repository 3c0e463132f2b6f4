"""Which paper does a mention mean? Right, or silent.

`judge` looks at one candidate, `resolve` at all of them: one that stands alone is accepted, two
that could both be meant stay `ambiguous`, and where chance explains the likeness the answer is
`none`. `compare_given` asks the same of an identifier that already stands in the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from harvester.certainty import certainty
from harvester.evidence import Evidence, evidence_pairs, gather
from harvester.model import Candidate, Judged, Mention, Query, Strength, Verdict
from harvester.normalize import parse_date
from harvester.title_comparison import COINED_BITS, TitleComparison

__all__ = ["Given", "Reason", "compare_given", "evidence_line", "judge", "query_of", "resolve"]


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


class Given(StrEnum):
    """What an identifier that stands in the list leads to."""

    SAME = "same"
    TITLE_CHANGED = "title_changed"
    OTHER = "other"
    UNSURE = "unsure"


def query_of(mention: Mention) -> Query:
    """Collect what `mention` offers for finding its paper."""
    said = " ".join(part.text for part in (mention.date, mention.event) if part)
    year, month = parse_date(said)
    hints = (placeholder.hint for placeholder in mention.placeholders if placeholder.hint)
    return Query(
        title=mention.title.text if mention.title else mention.name,
        name=mention.name,
        authors=tuple(author.text for author in mention.authors),
        et_al=mention.et_al,
        year=year,
        month=month,
        event=mention.event.text if mention.event else "",
        hint=next(hints, None),
        given=mention.identifiers,
        links=tuple(link.url for link in mention.links),
    )


def evidence_line(verdict: Verdict) -> str:
    """Return the evidence as one line: "title equal, 3 of 3 authors, April 2025"."""
    return ", ".join(words for _, words in verdict.evidence)


def judge(query: Query, candidate: Candidate) -> Judged:
    """Compare `query` with one candidate, as if it stood alone."""
    strength, reason, _ = _weigh(gather(query, candidate))
    return Judged(candidate, strength, reason)


# Thresholds read off the labelled entries with the right record absent (`make evaluate`).
_SURE = 0.955
_SURE_WITH_A_WORD_REPLACED = 0.985
_SURE_WITH_AUTHORS = 0.96
_POSSIBLE = 0.2
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
_NEARER = 0.15
_RENAMED_RATIO = 0.8


def _weigh(evidence: Evidence) -> tuple[Strength, Reason, float]:
    title, authors = evidence.title, evidence.authors
    if evidence.same_doi:
        return Strength.EXACT, Reason.SAME_DOI, 1.0
    team = _same_team(evidence)
    if team and title.name_told and not (title.equal or title.spelled):
        return Strength.STRONG, Reason.TITLE_AND_AUTHORS, max(certainty(evidence), 0.97)
    if title.versions_differ:
        return Strength.DIFFERENT, Reason.VERSIONS_DIFFER, 0.0
    if title.equal or title.spelled:
        return _weigh_same_title(evidence)
    if authors.none_agree and authors.written >= 2:
        return Strength.DIFFERENT, Reason.AUTHORS_DIFFER, 0.0
    sure = certainty(evidence)
    if evidence.same_link and (title.shared_bits >= 15 or evidence.nickname_told):
        return Strength.STRONG, Reason.TITLE_AND_LINK, max(sure, 0.97)
    if _strange(evidence):
        strength = Strength.AMBIGUOUS if sure >= _POSSIBLE else Strength.DIFFERENT
        return strength, Reason.AUTHORS_DIFFER, min(sure, 0.5)
    if not authors.none_agree and (part := _part_of_title(title)):
        return Strength.STRONG, part, max(sure, 0.97)
    if team and _team_title(title):
        return Strength.STRONG, Reason.TITLE_AND_AUTHORS, max(sure, 0.97)
    agree = authors.agreeing > 0 and not authors.strangers
    replaced = min(title.lost_written, title.lost_known) >= _REPLACED_BITS
    needed = _SURE_WITH_A_WORD_REPLACED if replaced and not title.same_head else _SURE
    if sure >= (_SURE_WITH_AUTHORS if agree else needed):
        return Strength.STRONG, Reason.TITLE_AND_AUTHORS if agree else Reason.TITLES_ALIKE, sure
    if sure >= _POSSIBLE:
        return Strength.AMBIGUOUS, Reason.WEAK_EVIDENCE, sure
    return Strength.DIFFERENT, Reason.TITLE_DIFFERS, sure


def _same_team(evidence: Evidence) -> bool:
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
    return whole and authors.written >= 2 and 3 * len(authors.strangers) >= authors.written


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


def _part_of_title(title: TitleComparison) -> Reason | None:
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


@dataclass(frozen=True, slots=True)
class _Weighed:
    evidence: Evidence
    strength: Strength
    reason: Reason
    certainty: float

    def rank(self) -> tuple[int, bool, int, float, float, float]:
        """Sort the likeliest first."""
        title = self.evidence.title
        more = self.evidence.second
        likeness = -self.certainty, -title.cover_both, -title.ratio
        return _ORDER[self.strength], not title.equal, -more, *likeness


def _weighed(query: Query, candidate: Candidate) -> _Weighed:
    evidence = gather(query, candidate)
    return _Weighed(evidence, *_weigh(evidence))


_ORDER = {Strength.EXACT: 0, Strength.STRONG: 1, Strength.AMBIGUOUS: 2, Strength.DIFFERENT: 3}
_SHOWN = 5


def resolve(query: Query, candidates: Iterable[Candidate]) -> Verdict:
    """Choose among `candidates`, which may come from an index or from any search service."""
    weighed = sorted((_weighed(query, one) for one in candidates), key=_Weighed.rank)
    judged = tuple(
        Judged(row.evidence.candidate, row.strength, row.reason) for row in weighed[:_SHOWN]
    )
    if not weighed or weighed[0].strength is Strength.DIFFERENT:
        reason = weighed[0].reason if weighed and weighed[0].certainty > 0 else Reason.NO_CANDIDATE
        return Verdict(Strength.NONE, reason, None, (), judged, 0.0)
    best = weighed[0]
    told = evidence_pairs(best.evidence)
    if best.strength is Strength.AMBIGUOUS:
        return Verdict(Strength.AMBIGUOUS, best.reason, None, told, judged, best.certainty)
    accepted = [row for row in weighed if row.strength in {Strength.EXACT, Strength.STRONG}]
    if any(_rivals(best, row) for row in accepted[1:]):
        return Verdict(Strength.AMBIGUOUS, Reason.SEVERAL_FIT, None, told, judged, 0.5)
    identifier = best.evidence.candidate.identifier
    return Verdict(best.strength, best.reason, identifier, told, judged, best.certainty)


def _rivals(best: _Weighed, other: _Weighed) -> bool:
    """Tell whether `other` could be meant as well: nothing sets the better one clearly apart."""
    if other.strength is not best.strength or other.evidence.second < best.evidence.second:
        return False
    if best.evidence.title.equal and not other.evidence.title.equal:
        return False
    if _same_team(best.evidence) and _nearer(best.evidence.title, other.evidence.title):
        return False
    return other.certainty >= 0.5 * best.certainty


def _nearer(one: TitleComparison, other: TitleComparison) -> bool:
    return one.cover_both - other.cover_both >= _NEARER


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
    short = _part_of_title(title) or (title.head_only and title.head_bits >= COINED_BITS)
    if short and not (title.versions_differ or elsewhere or authors.none_agree):
        return Given.SAME
    if authors.agreeing > 0 and authors.agreeing * 2 >= authors.written:
        return Given.TITLE_CHANGED if not elsewhere else Given.UNSURE
    kin = evidence.same_link or (title.same_head and title.head_bits >= COINED_BITS)
    if elsewhere:
        return Given.UNSURE if kin else Given.OTHER
    if authors.none_agree and authors.written >= 2 and not kin and title.ratio < _RENAMED_RATIO:
        return Given.OTHER
    likely = kin or certainty(evidence) >= _POSSIBLE or title.ratio >= _RENAMED_RATIO
    return Given.TITLE_CHANGED if likely and not title.versions_differ else Given.UNSURE


def _stands_elsewhere(candidate: Candidate, found: Verdict | None) -> bool:
    return found is not None and found.identifier not in {None, candidate.identifier}
