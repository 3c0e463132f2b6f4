"""Does an identifier that stands in the list lead to the paper that its entry speaks of?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from harvester.matching.acceptance import POSSIBLE, part_of_title
from harvester.matching.certainty import certainty
from harvester.matching.evidence import Evidence, evidence_pairs, gather
from harvester.matching.languages import same_language
from harvester.matching.resolve import judge
from harvester.matching.title_comparison import COINED_BITS, TitleComparison, compare_titles
from harvester.matching.titles import Title, read_title, read_written_title, word_bits
from harvester.model import Candidate, Identifier, Query, RankedCandidate, Strength, Verdict
from harvester.values.identifiers import arxiv_month
from harvester.values.text import title_words

_RENAMED_RATIO = 0.8
_RENAMED_TAIL = 0.85
_RENAMED_CERTAINTY = 0.5
_CONTAINED_COVER = 0.75
_CONTAINED_RATIO = 0.5
_COMMON_COVER = 0.25
_NICKNAME_WORDS = 3
_NICKNAME_BITS = 30.0
_TITLE_BITS = 22.0
_TELLING_WORDS = 5
_TITLE_WORDS = 4
_BEFORE_IT_WAS_WRITTEN = 12
_ALIKE_RATIO = 0.6
_ALIKE_COVER = 0.6
_RARE_TITLE_BITS = 25.0
_LONG_TITLE_BITS = 45.0
_LONG_TITLE_WORDS = 6
_NO_COVER = 0.02
_TOLD_BY_ABSTRACT = 0.7
_WORK_WORDS = re.compile(r"^\s*(?:the|an?)\s+|\s+(?:paper|article|preprint)\s*$", re.IGNORECASE)
"""What people put around a nickname: "The DreamBooth paper"."""


class LinkVerdict(StrEnum):
    """What an identifier that stands in the list leads to."""

    SAME = "same"
    TITLE_CHANGED = "title_changed"
    OTHER = "other"
    UNSURE = "unsure"


class TitleStance(StrEnum):
    """What the title of an entry says of the record that a link leads to."""

    AGREES = "agrees"
    AKIN = "akin"
    SILENT = "silent"
    DISPUTES = "disputes"


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
    query: Query, given: Mapping[Identifier, Candidate | None], verdict: Verdict
) -> Verdict:
    """Return the verdict on an entry that has identifiers, each with the record it leads to.

    It keeps an identifier that leads to the entry's paper, whatever `verdict`, the verdict without
    it, says; `different` where one leads to another paper, with the right one if it was found;
    `ambiguous` where no record is known and `verdict` is another paper; else `verdict` itself. The
    gravest answer counts.
    """
    verdicts = {
        one: compare_identifier(query, one, record, verdict) for one, record in given.items()
    }
    counted = [what for one, what in verdicts.items() if given[one]]
    if not counted and verdict.identifier is not None and verdict.identifier not in given:
        counted = [what for one, what in verdicts.items() if one.scheme == "arxiv"]
    worst = next((what for what in _GRAVEST_FIRST if what in counted), None)
    if worst is None:
        return verdict
    meant = next((r for one, r in given.items() if r and verdicts[one] is worst), None)
    strength = _STRENGTHS[worst]
    if meant and worst is LinkVerdict.SAME and judge(query, meant).strength is Strength.EXACT:
        strength = Strength.EXACT
    others = tuple(one for one in verdict.judged if one.candidate.identifier not in verdicts)
    judged = (RankedCandidate(meant, strength, _WORDS[worst]), *others) if meant else others
    evidence = evidence_pairs(gather(query, meant)) if meant else verdict.evidence
    if meant and worst is not LinkVerdict.SAME:
        evidence = (*evidence, ("leads to", f"{meant.identifier} is “{meant.title}”"))
    kept = meant.identifier if meant and strength in _KEPT else None
    elsewhere = verdict.identifier if worst is LinkVerdict.OTHER else None
    return Verdict(strength, _WORDS[worst], kept or elsewhere, evidence, judged, verdict.certainty)


def compare_identifier(
    query: Query, identifier: Identifier, record: Candidate | None, verdict: Verdict | None
) -> LinkVerdict:
    """Tell whether `identifier` leads to the entry's paper; `record` is what is known of it."""
    if record is None:
        return compare_unheld(query, identifier, verdict)
    return compare_link(query, record, verdict)


def compare_link(query: Query, candidate: Candidate, verdict: Verdict | None = None) -> LinkVerdict:
    """Tell whether an identifier in the list leads to the paper that its entry speaks of.

    `verdict` is what `resolve` says of the same query: a title that belongs to another record is
    the best proof of a wrong link, since papers change their titles more often than lists err.
    Without it a title that is merely different stays `unsure`, whoever the authors are: a group
    writes many papers, and an entry can be made up of true names.
    """
    evidence = gather(query, candidate)
    title, authors = evidence.title, evidence.authors
    stance = title_stance(evidence)
    doi = evidence.same_doi and stance is not TitleStance.DISPUTES
    if title.equal or doi or (title.spelled and not title.versions_differ):
        if authors.none_agree and authors.written >= 3:
            return LinkVerdict.UNSURE
        return LinkVerdict.TITLE_CHANGED if evidence.is_former_title else LinkVerdict.SAME
    elsewhere = _stands_elsewhere(candidate, verdict)
    if _is_short(title) and not (title.versions_differ or elsewhere or authors.none_agree):
        return LinkVerdict.SAME
    kin = _is_kin(evidence)
    near = kin or title.ratio >= _RENAMED_RATIO
    if not near and _owner_of_title(query, candidate, verdict):
        return LinkVerdict.OTHER
    if authors.agreeing > 0 and authors.agreeing * 2 >= authors.written:
        doubtful = elsewhere or (bool(authors.strangers) and stance is TitleStance.SILENT)
        disputed = doubtful or stance is TitleStance.DISPUTES
        return LinkVerdict.UNSURE if disputed else LinkVerdict.TITLE_CHANGED
    if elsewhere:
        return LinkVerdict.OTHER if _is_unlike(title) and not kin else LinkVerdict.UNSURE
    if authors.none_agree and authors.written >= 2:
        return LinkVerdict.UNSURE if near else LinkVerdict.OTHER
    if not kin and not authors.agreeing and _has_nothing_of(query, title):
        return LinkVerdict.OTHER
    renamed = near or (certainty(evidence) >= POSSIBLE and stance is not TitleStance.DISPUTES)
    changed = renamed and not title.versions_differ
    return LinkVerdict.TITLE_CHANGED if changed else LinkVerdict.UNSURE


def title_stance(evidence: Evidence) -> TitleStance:
    """Tell what the written title, for itself, says of the record.

    A nickname and a title in another script or language say nothing. Of 1,782 true links of public
    lists 2 in 100 are disputed (papers that got another name), of links exchanged within a section
    98.
    """
    title = evidence.title
    if title.equal or title.dropped or title.told or _is_short(title):
        return TitleStance.AGREES
    if title.spelled and not title.versions_differ:
        return TitleStance.AGREES
    contained = max(title.cover_written, title.cover_known) >= _CONTAINED_COVER
    if (
        _is_kin(evidence)
        or title.ratio >= _RENAMED_RATIO
        or title.best_ratio >= _RENAMED_TAIL
        or (contained and title.ratio >= _CONTAINED_RATIO)
        or title.cover_both >= _COMMON_COVER
    ):
        return TitleStance.AKIN
    if _is_silent(evidence):
        return TitleStance.SILENT
    akin = certainty(evidence) >= _RENAMED_CERTAINTY or _is_told_by_abstract(evidence)
    return TitleStance.AKIN if akin else TitleStance.DISPUTES


def _is_told_by_abstract(evidence: Evidence) -> bool:
    """Tell whether the abstract says what the entry calls the paper: lists paraphrase titles.

    True of 5 in 12 right links of public lists that titles dispute, and of 6 in 839 links
    exchanged within a section.
    """
    record, bits = evidence.candidate, evidence.written.bits
    told = frozenset(Title(f"{record.title} {record.abstract}").canonical)
    covered = sum(weight for word, weight in bits.items() if word in told)
    return bool(record.abstract) and covered >= _TOLD_BY_ABSTRACT * evidence.written.weight


def foreign_identifiers(
    query: Query, records: Mapping[Identifier, Candidate]
) -> frozenset[Identifier]:
    """Return those of an entry's identifiers that lead elsewhere while another is its paper's.

    `records` is what is known of each; an entry of which none is surely the paper's has none.
    """
    if len({record.identifier for record in records.values()}) < 2:
        return frozenset()
    says = {one: compare_link(query, record) for one, record in records.items()}
    own = [records[one] for one, what in says.items() if what is LinkVerdict.SAME]
    if not own:
        return frozenset()
    others = (one for one, what in says.items() if what is not LinkVerdict.SAME)
    return frozenset(one for one in others if not _shares_title(records[one], own))


def _shares_title(record: Candidate, others: Sequence[Candidate]) -> bool:
    """Tell whether a record is one of `others` under a title that was hardly changed."""
    compared = (compare_titles(read_title(record.title), read_title(o.title)) for o in others)
    return any(
        one.equal or one.spelled or one.dropped or one.cover_both >= _ALIKE_COVER
        for one in compared
    )


def are_other_titles(one: str, other: str) -> bool:
    """Tell whether two entries are written as two works: long titles with little in common."""
    first, second = read_written_title(one), read_written_title(other)
    if min(len(first.words), len(second.words)) < _TITLE_WORDS:
        return False
    if "://" in first.text or "://" in second.text:
        return False  # a bare address stands where the title should
    compared = compare_titles(first, second)
    alike = compared.equal or compared.spelled or compared.dropped or compared.prefix
    return (
        not alike and compared.best_ratio < _ALIKE_RATIO and compared.cover_written < _ALIKE_COVER
    )


def is_disputed(query: Query, record: Candidate, says: LinkVerdict) -> bool:
    """Tell whether an entry speaks against the record that its link leads to.

    By a title of its own, or by people who did not write it and a title that is not the same.
    """
    if says is not LinkVerdict.UNSURE:
        return says is LinkVerdict.OTHER
    evidence = gather(query, record)
    stance, authors = title_stance(evidence), evidence.authors
    invented = authors.none_agree and authors.written >= 2
    return stance is TitleStance.DISPUTES or (invented and stance is not TitleStance.AGREES)


def vouches_for(query: Query, record: Candidate) -> bool:
    """Tell whether title and people of an entry say that it means `record`, whatever it links.

    Where none of the people written wrote it, a title too long for chance and a second witness
    that is no link to the paper must say so: the month, or a page that the paper itself names.
    """
    evidence = gather(query, record)
    title, authors = evidence.title, evidence.authors
    if title_stance(evidence) is not TitleStance.AGREES or title.versions_differ:
        return False
    if evidence.months_apart is not None and evidence.months_apart < -_BEFORE_IT_WAS_WRITTEN:
        return False
    if authors.none_agree:
        long = title.equal and len(title_words(query.title)) >= _TELLING_WORDS
        month = query.month is not None and evidence.months_apart in {-1, 0, 1}
        return long and (month or evidence.hint_apart == 0 or bool(evidence.same_link))
    return authors.agreeing * 2 >= authors.written


def compare_unheld(query: Query, identifier: Identifier, verdict: Verdict | None) -> LinkVerdict:
    """Tell the same of an identifier whose record is not at hand.

    Only the very title of another record, a rare one, speaks against it, unless the entry's date
    speaks for it: some papers stand on arXiv twice, and some titles are given to two papers. So
    does a slip of the pen: one digit other than in the identifier of the paper that was found.
    """
    if verdict is None or verdict.identifier is None or identifier.scheme != "arxiv":
        return LinkVerdict.UNSURE  # a DOI may be another name of the paper that was found
    if verdict.identifier == identifier:
        return LinkVerdict.UNSURE
    if _is_slip(identifier.value, verdict.identifier.value):
        return LinkVerdict.OTHER
    owner = verdict.judged[0].candidate
    # Read as a known title: a name before the colon that only one of them has tells them apart.
    written, other = read_title(query.title), read_title(owner.title)
    same = written.canonical == other.canonical and other.weight >= _RARE_TITLE_BITS
    return (
        LinkVerdict.OTHER
        if same and not _is_nearer_in_time(query, identifier, owner)
        else LinkVerdict.UNSURE
    )


def _is_slip(value: str, other: str) -> bool:
    """Tell whether two identifiers differ in one digit, or in the order of two neighbours."""
    apart = [at for at, (one, two) in enumerate(zip(value, other, strict=False)) if one != two]
    if len(value) != len(other) or not 1 <= len(apart) <= 2:
        return False
    first, last = apart[0], apart[-1]
    swapped = value[first : last + 1] == other[first : last + 1][::-1] and last - first == 1
    return len(apart) == 1 or swapped


def _is_short(title: TitleComparison) -> bool:
    """Tell whether a part of the known title stands there that is too rare for chance."""
    coined = title.head_only and title.head_bits >= COINED_BITS
    return coined or part_of_title(title) is not None


def _is_kin(evidence: Evidence) -> bool:
    """Tell whether a coined name or a page of its own ties the entry to the record."""
    title = evidence.title
    return bool(evidence.same_link) or (title.same_head and title.head_bits >= COINED_BITS)


def _is_silent(evidence: Evidence) -> bool:
    """Tell whether the entry writes no title that could be compared: a nickname, other letters."""
    written, record = evidence.written, evidence.record
    if not same_language(written.text, record.text):
        return True
    name = title_words(_WORK_WORDS.sub("", evidence.query.name))
    named = 0 < len(name) <= _NICKNAME_WORDS and set(name) <= set(record.words)
    head = "".join(record.head)
    short = len(written.words) <= _NICKNAME_WORDS and written.weight < _NICKNAME_BITS
    coined = bool(head) and sum(map(word_bits, record.head)) >= COINED_BITS and head in written.key
    unclaimed = written.is_coined_name or written.weight < _TITLE_BITS
    return named or coined or short or unclaimed


def _stands_elsewhere(candidate: Candidate, verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.identifier not in {None, candidate.identifier}


def _is_unlike(title: TitleComparison) -> bool:
    return title.ratio < _ALIKE_RATIO and title.cover_written < _ALIKE_COVER


def _has_nothing_of(query: Query, title: TitleComparison) -> bool:
    """Tell whether no word of a long title is found in the known one: new titles keep some."""
    written = read_written_title(query.title)
    words = {word for word in written.words if word.isascii()}
    long = len(written.text.split()) >= _LONG_TITLE_WORDS
    rare = sum(map(word_bits, words)) >= _LONG_TITLE_BITS
    return long and rare and title.cover_written <= _NO_COVER and title.ratio < _ALIKE_RATIO


def _owner_of_title(
    query: Query, candidate: Candidate, verdict: Verdict | None
) -> Candidate | None:
    """Return another record that has the very title of the entry, a rare one, whoever wrote it."""
    for one in verdict.judged if verdict else ():
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
