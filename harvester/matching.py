"""Which paper does a mention mean? Right, or silent.

`judge` looks at one candidate, `resolve` at all of them: one that stands alone is accepted, two that
could both be meant stay `ambiguous`, and where nothing explains the likeness but chance the answer
is `none`. `compare_given` asks the same of an identifier that already stands in the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from harvester.certainty import certainty
from harvester.evidence import Evidence, evidence_pairs, gather
from harvester.model import Candidate, Judged, Mention, Query, Strength, Verdict
from harvester.normalize import parse_date

__all__ = ["Given", "Reason", "compare_given", "evidence_line", "judge", "query_of", "resolve"]


class Reason(StrEnum):
    """Why a verdict is what it is."""

    SAME_DOI = "the entry links this paper's DOI"
    SAME_TITLE_AND_MORE = "same title, and authors, date or link agree"
    SAME_TITLE = "same title, too long and rare for chance"
    TITLE_AND_AUTHORS = "titles alike, same authors"
    TITLE_AND_LINK = "titles alike, same code or project page"
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


_SURE = 0.93
_SURE_WITH_AUTHORS = 0.9
_POSSIBLE = 0.25
_SAME_TITLE_BITS = 18.0


def _weigh(evidence: Evidence) -> tuple[Strength, Reason, float]:
    title, authors = evidence.title, evidence.authors
    if evidence.same_doi:
        return Strength.EXACT, Reason.SAME_DOI, 1.0
    if title.versions_differ:
        return Strength.DIFFERENT, Reason.VERSIONS_DIFFER, 0.0
    if authors.none_agree and authors.written >= 2:
        return Strength.DIFFERENT, Reason.AUTHORS_DIFFER, 0.0
    if title.equal or title.spelled:
        return _weigh_same_title(evidence)
    sure = certainty(evidence)
    if evidence.same_link and (title.shared_bits >= 15 or evidence.nickname_told):
        return Strength.STRONG, Reason.TITLE_AND_LINK, max(sure, 0.97)
    agree = authors.agreeing > 0 and not authors.strangers
    if sure >= (_SURE_WITH_AUTHORS if agree else _SURE):
        return Strength.STRONG, Reason.TITLE_AND_AUTHORS if agree else Reason.TITLES_ALIKE, sure
    if sure >= _POSSIBLE:
        return Strength.AMBIGUOUS, Reason.WEAK_EVIDENCE, sure
    return Strength.DIFFERENT, Reason.TITLE_DIFFERS, sure


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


_ORDER = {Strength.EXACT: 0, Strength.STRONG: 1, Strength.AMBIGUOUS: 2, Strength.DIFFERENT: 3}
_SHOWN = 5


def resolve(query: Query, candidates: Iterable[Candidate]) -> Verdict:
    """Choose among `candidates`, which may come from an index or from any search service."""
    weighed = [(gathered, *_weigh(gathered)) for gathered in (gather(query, one) for one in candidates)]
    weighed.sort(key=lambda row: (_ORDER[row[1]], -row[3], -row[0].title.ratio))
    judged = tuple(Judged(row[0].candidate, row[1], row[2]) for row in weighed[:_SHOWN])
    accepted = [row for row in weighed if row[1] in {Strength.EXACT, Strength.STRONG}]
    if not accepted:
        possible = [row for row in weighed if row[1] is Strength.AMBIGUOUS]
        if possible:
            best = possible[0]
            return Verdict(Strength.AMBIGUOUS, best[2], None, evidence_pairs(best[0]), judged, best[3])
        return Verdict(Strength.NONE, Reason.NO_CANDIDATE, None, (), judged, 0.0)
    best = accepted[0]
    rivals = [row for row in accepted[1:] if row[1] is best[1]]
    if rivals:
        return Verdict(
            Strength.AMBIGUOUS, Reason.SEVERAL_FIT, None, evidence_pairs(best[0]), judged, 0.5
        )
    return Verdict(
        best[1], best[2], best[0].candidate.identifier, evidence_pairs(best[0]), judged, best[3]
    )


def compare_given(query: Query, candidate: Candidate) -> Given:
    """Tell whether an identifier in the list leads to the paper that its entry speaks of."""
    evidence = gather(query, candidate)
    title, authors = evidence.title, evidence.authors
    if title.equal or title.spelled or evidence.same_doi:
        return Given.OTHER if authors.none_agree and authors.written >= 3 else Given.SAME
    if title.cover_written >= 0.8 or title.cover_known >= 0.8:
        return Given.SAME if title.ratio > 0.8 else Given.TITLE_CHANGED
    if authors.agreeing > 0 and authors.agreeing * 2 >= authors.written:
        return Given.TITLE_CHANGED
    if evidence.same_link or title.same_head or title.shared_bits >= 30:
        return Given.TITLE_CHANGED
    if authors.none_agree or title.shared_bits < 12:
        return Given.OTHER
    return Given.UNSURE
