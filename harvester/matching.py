"""Which paper does a mention mean? Right, or silent.

`judge` looks at one candidate, `resolve` at all of them: one that stands alone is accepted, two
that could both be meant stay `ambiguous`, and where chance explains the likeness the answer is
`none`. `compare_given` asks the same of an identifier that already stands in the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from harvester.acceptance import POSSIBLE, Reason, part_of_title, same_team, weigh
from harvester.certainty import certainty
from harvester.evidence import Evidence, evidence_pairs, gather
from harvester.model import Candidate, Judged, Mention, Query, Strength, Verdict
from harvester.normalize import parse_date
from harvester.title_comparison import COINED_BITS, TitleComparison

__all__ = ["Given", "Reason", "compare_given", "evidence_line", "judge", "query_of", "resolve"]


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
    strength, reason, _ = weigh(gather(query, candidate))
    return Judged(candidate, strength, reason)


_NEARER = 0.15
_RENAMED_RATIO = 0.8


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
    return _Weighed(evidence, *weigh(evidence))


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
    if same_team(best.evidence) and _nearer(best.evidence.title, other.evidence.title):
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
