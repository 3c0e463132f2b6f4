"""Does an identifier that stands in the list lead to the paper that its entry speaks of?"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from harvester.matching.acceptance import POSSIBLE, part_of_title
from harvester.matching.certainty import certainty
from harvester.matching.evidence import evidence_pairs, gather
from harvester.matching.resolve import judge
from harvester.matching.title_comparison import COINED_BITS, TitleComparison
from harvester.matching.titles import read_title, read_written_title, word_bits
from harvester.model import Candidate, Identifier, Query, RankedCandidate, Strength, Verdict
from harvester.values.identifiers import arxiv_month

_RENAMED_RATIO = 0.8
_ALIKE_RATIO = 0.6
_ALIKE_COVER = 0.6
_RARE_TITLE_BITS = 25.0
_LONG_TITLE_BITS = 45.0
_LONG_TITLE_WORDS = 6
_NO_COVER = 0.02


class LinkVerdict(StrEnum):
    """What an identifier that stands in the list leads to."""

    SAME = "same"
    TITLE_CHANGED = "title_changed"
    OTHER = "other"
    UNSURE = "unsure"


_WORDS = {
    LinkVerdict.SAME: "the id leads to this paper",
    LinkVerdict.TITLE_CHANGED: "the id leads to this paper under another title",
    LinkVerdict.OTHER: "the id leads to another paper",
    LinkVerdict.UNSURE: "the id may lead to another paper",
}
_STRENGTHS = {
    LinkVerdict.SAME: Strength.STRONG,
    LinkVerdict.TITLE_CHANGED: Strength.STRONG,
    LinkVerdict.OTHER: Strength.DIFFERENT,
    LinkVerdict.UNSURE: Strength.AMBIGUOUS,
}
_KEPT = frozenset({Strength.EXACT, Strength.STRONG})
_GRAVEST_FIRST = (
    LinkVerdict.OTHER,
    LinkVerdict.UNSURE,
    LinkVerdict.TITLE_CHANGED,
    LinkVerdict.SAME,
)


def verdict_on_given(
    query: Query, given: Mapping[Identifier, Candidate | None], found: Verdict
) -> Verdict:
    """Return the verdict on an entry that has identifiers, each with the record it leads to.

    It keeps an identifier that leads to the entry's paper, whatever `found`, the verdict without
    it, says; `different` where one leads to another paper, with the right one if it was found;
    `ambiguous` where no record is known and `found` is another paper; else `found` itself. The
    gravest answer counts.
    """
    said = {one: compare_identifier(query, one, record, found) for one, record in given.items()}
    told = [what for one, what in said.items() if given[one]]
    if not told and found.identifier is not None and found.identifier not in given:
        told = [what for one, what in said.items() if one.scheme == "arxiv"]
    worst = next((what for what in _GRAVEST_FIRST if what in told), None)
    if worst is None:
        return found
    meant = next((r for one, r in given.items() if r and said[one] is worst), None)
    strength = _STRENGTHS[worst]
    if meant and worst is LinkVerdict.SAME and judge(query, meant).strength is Strength.EXACT:
        strength = Strength.EXACT
    others = tuple(one for one in found.judged if one.candidate.identifier not in said)
    judged = (RankedCandidate(meant, strength, _WORDS[worst]), *others) if meant else others
    evidence = evidence_pairs(gather(query, meant)) if meant else found.evidence
    if meant and worst is not LinkVerdict.SAME:
        evidence = (*evidence, ("leads to", f"{meant.identifier} is “{meant.title}”"))
    kept = meant.identifier if meant and strength in _KEPT else None
    elsewhere = found.identifier if worst is LinkVerdict.OTHER else None
    return Verdict(strength, _WORDS[worst], kept or elsewhere, evidence, judged, found.certainty)


def compare_identifier(
    query: Query, identifier: Identifier, record: Candidate | None, found: Verdict | None
) -> LinkVerdict:
    """Tell whether `identifier` leads to the entry's paper; `record` is what is known of it."""
    if record is None:
        return compare_unheld(query, identifier, found)
    return compare_link(query, record, found)


def compare_link(query: Query, candidate: Candidate, found: Verdict | None = None) -> LinkVerdict:
    """Tell whether an identifier in the list leads to the paper that its entry speaks of.

    `found` is what `resolve` says of the same query: a title that belongs to another record is the
    best proof of a wrong link, since papers change their titles more often than lists err.
    Without it, and without authors, a title that is merely different stays `unsure`.
    """
    evidence = gather(query, candidate)
    title, authors = evidence.title, evidence.authors
    if title.equal or evidence.same_doi or (title.spelled and not title.versions_differ):
        return (
            LinkVerdict.UNSURE if authors.none_agree and authors.written >= 3 else LinkVerdict.SAME
        )
    elsewhere = _stands_elsewhere(candidate, found)
    short = part_of_title(title) or (title.head_only and title.head_bits >= COINED_BITS)
    if short and not (title.versions_differ or elsewhere or authors.none_agree):
        return LinkVerdict.SAME
    kin = evidence.same_link or (title.same_head and title.head_bits >= COINED_BITS)
    near = kin or title.ratio >= _RENAMED_RATIO
    if not near and _owner_of_title(query, candidate, found):
        return LinkVerdict.OTHER
    if authors.agreeing > 0 and authors.agreeing * 2 >= authors.written:
        return LinkVerdict.TITLE_CHANGED if not elsewhere else LinkVerdict.UNSURE
    if elsewhere:
        return LinkVerdict.OTHER if _is_unlike(title) and not kin else LinkVerdict.UNSURE
    if authors.none_agree and authors.written >= 2 and not kin and title.ratio < _RENAMED_RATIO:
        return LinkVerdict.OTHER
    if not kin and not authors.agreeing and _has_nothing_of(query, title):
        return LinkVerdict.OTHER
    likely = kin or certainty(evidence) >= POSSIBLE or title.ratio >= _RENAMED_RATIO
    return LinkVerdict.TITLE_CHANGED if likely and not title.versions_differ else LinkVerdict.UNSURE


def compare_unheld(query: Query, identifier: Identifier, found: Verdict | None) -> LinkVerdict:
    """Tell the same of an identifier whose record is not at hand.

    Only the very title of another record, a rare one, speaks against it, unless the entry's date
    speaks for it: some papers stand on arXiv twice, and some titles are given to two papers.
    """
    if found is None or found.identifier in {None, identifier} or identifier.scheme != "arxiv":
        return LinkVerdict.UNSURE  # a DOI may be another name of the paper that was found
    owner = found.judged[0].candidate
    # Read as a known title: a name before the colon that only one of them has tells them apart.
    written, known = read_title(query.title), read_title(owner.title)
    same = written.canonical == known.canonical and known.weight >= _RARE_TITLE_BITS
    return (
        LinkVerdict.OTHER
        if same and not _is_nearer_in_time(query, identifier, owner)
        else LinkVerdict.UNSURE
    )


def _stands_elsewhere(candidate: Candidate, found: Verdict | None) -> bool:
    return found is not None and found.identifier not in {None, candidate.identifier}


def _is_unlike(title: TitleComparison) -> bool:
    return title.ratio < _ALIKE_RATIO and title.cover_written < _ALIKE_COVER


def _has_nothing_of(query: Query, title: TitleComparison) -> bool:
    """Tell whether no word of a long title is found in the known one: new titles keep some."""
    written = read_written_title(query.title)
    words = {word for word in written.words if word.isascii()}
    long = len(written.text.split()) >= _LONG_TITLE_WORDS
    rare = sum(map(word_bits, words)) >= _LONG_TITLE_BITS
    return long and rare and title.cover_written <= _NO_COVER and title.ratio < _ALIKE_RATIO


def _owner_of_title(query: Query, candidate: Candidate, found: Verdict | None) -> Candidate | None:
    """Return another record that has the very title of the entry, a rare one, whoever wrote it."""
    for one in found.judged if found else ():
        title = gather(query, one.candidate).title
        rare = title.shared_bits >= _RARE_TITLE_BITS
        if title.equal and rare and one.candidate.identifier != candidate.identifier:
            return one.candidate
    return None


def _is_nearer_in_time(query: Query, identifier: Identifier, other: Candidate) -> bool:
    """Tell whether the entry is dated when `identifier` was given out, and `other` was not."""
    if query.year is None or {identifier.scheme, other.identifier.scheme} != {"arxiv"}:
        return False
    near = [
        abs(12 * (query.year - int(month[:4])) + (query.month or 0) - int(month[5:])) <= 1
        if query.month
        else query.year == int(month[:4])
        for month in (arxiv_month(identifier.value), arxiv_month(other.identifier.value))
    ]
    return near == [True, False]
