"""Which paper does a mention mean? Right, or silent.

`judge` looks at one candidate, `resolve` at all of them: one that stands alone is accepted, two
that could both be meant stay `ambiguous`, and where chance explains the likeness the answer is
`none`. `given_identifiers` asks the same of an identifier that already stands in the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from harvester.matching.acceptance import Reason, decide_by_model, decide_by_rule, same_team
from harvester.matching.certainty import Trees, certainties
from harvester.matching.evidence import Evidence, evidence_pairs, gather
from harvester.matching.title_comparison import COINED_BITS, TitleComparison
from harvester.matching.titles import read_written_title
from harvester.model import Candidate, Mention, Query, RankedCandidate, Strength, Verdict
from harvester.values.dates import date_beside, date_of_heading, parse_date
from harvester.values.text import strip_markup

__all__ = ["Reason", "evidence_line", "judge", "query_of", "resolve"]


def query_of(mention: Mention) -> Query:
    """Collect what `mention` offers for finding its paper."""
    dates = " ".join(part.text for part in (mention.date, mention.event) if part)
    year, month = parse_date(dates)
    if year is None:
        year, month = _undated(mention)
    hints = (placeholder.hint for placeholder in mention.placeholders if placeholder.hint)
    return Query(
        title=mention.title_or_name,
        name=mention.name,
        authors=tuple(author.text for author in mention.authors),
        et_al=mention.et_al,
        year=year,
        month=month,
        event=mention.event.text if mention.event else "",
        hint=next(hints, None),
        given=mention.identifiers,
        links=tuple(link.url for link in mention.links),
        description=strip_markup(mention.description),
    )


def _undated(mention: Mention) -> tuple[int | None, int | None]:
    """Return the date beside the title, else that of the nearest dated heading above."""
    title = mention.title_or_name
    beside = date_beside(read_written_title(title).text, title)
    above = map(date_of_heading, reversed(mention.section))
    return beside if beside[0] else next((one for one in above if one[0]), (None, None))


def evidence_line(verdict: Verdict) -> str:
    """Return the evidence as one line: "title equal, 3 of 3 authors, April 2025"."""
    return ", ".join(words for _, words in verdict.evidence)


def judge(query: Query, candidate: Candidate) -> RankedCandidate:
    """Compare `query` with one candidate, as if it stood alone."""
    (weighed,) = _weigh_all(query, (candidate,))
    return RankedCandidate(candidate, weighed.strength, weighed.reason)


_NEARER = 0.15


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


def _weigh_all(
    query: Query, candidates: Iterable[Candidate], trees: Trees | None = None
) -> list[_Weighed]:
    query = dated(query)
    gathered = [gather(query, one) for one in candidates]
    settled = [decide_by_rule(one) for one in gathered]
    sure = certainties(
        gathered, {at for at, verdict in enumerate(settled) if verdict is None}, trees
    )
    return [
        _Weighed(one, *(settled[at] or decide_by_model(one, sure.get(at, 0.0))))
        for at, one in enumerate(gathered)
    ]


def dated(query: Query) -> Query:
    """Take the date that stands beside the title where nothing else dates the entry."""
    if query.year is not None:
        return query
    year, month = date_beside(read_written_title(query.title).text, query.title)
    return replace(query, year=year, month=month) if year else query


_ORDER = {Strength.EXACT: 0, Strength.STRONG: 1, Strength.AMBIGUOUS: 2, Strength.DIFFERENT: 3}
_SHOWN = 5


def resolve(query: Query, candidates: Iterable[Candidate], trees: Trees | None = None) -> Verdict:
    """Choose among `candidates`, which may come from an index or from any search service.

    `trees` takes the place of the certainty model that ships.
    """
    distinct = {one.identifier: one for one in candidates}.values()
    weighed = sorted(_weigh_all(query, distinct, trees), key=_Weighed.rank)
    judged = tuple(
        RankedCandidate(row.evidence.candidate, row.strength, row.reason)
        for row in weighed[:_SHOWN]
    )
    if not weighed or weighed[0].strength is Strength.DIFFERENT:
        reason = weighed[0].reason if weighed and weighed[0].certainty > 0 else Reason.NO_CANDIDATE
        return Verdict(Strength.NONE, reason, None, (), judged, 0.0)
    best = weighed[0]
    evidence = evidence_pairs(best.evidence)
    if best.strength is Strength.AMBIGUOUS:
        return Verdict(Strength.AMBIGUOUS, best.reason, None, evidence, judged, best.certainty)
    if any(_rivals(best, row) for row in weighed[1:]):
        return Verdict(Strength.AMBIGUOUS, Reason.SEVERAL_FIT, None, evidence, judged, 0.5)
    identifier = best.evidence.candidate.identifier
    return Verdict(best.strength, best.reason, identifier, evidence, judged, best.certainty)


def _rivals(best: _Weighed, other: _Weighed) -> bool:
    """Tell whether `other` could be meant as well: nothing sets the better one clearly apart."""
    if _contests(best.evidence, other.evidence):
        return True
    if other.strength is Strength.DIFFERENT or other.evidence.second < best.evidence.second:
        return False
    named = best.evidence.title.head_only and other.evidence.title.head_only
    if other.strength is not best.strength and not named:
        return False
    if best.evidence.title.equal and not other.evidence.title.equal:
        return False
    if same_team(best.evidence) and _nearer(best.evidence.title, other.evidence.title):
        return False
    return other.certainty >= 0.5 * best.certainty


def _contests(best: Evidence, other: Evidence) -> bool:
    """Tell whether the placeholder's month speaks for `other`, which bears the same coined name."""
    return (
        best.hint_apart not in {None, 0}
        and other.hint_apart == 0
        and best.second <= other.second
        and bool(other.record.head)
        and other.record.head == best.record.head
        and other.title.head_bits >= COINED_BITS
    )


def _nearer(one: TitleComparison, other: TitleComparison) -> bool:
    return one.cover_both - other.cover_both >= _NEARER
