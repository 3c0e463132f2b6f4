"""Identifiers that lead to another paper than the one their entry speaks of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from harvester.checks.inputs import CheckInput
from harvester.lists.claims.vocabulary import PAPER_LABEL, is_role_label
from harvester.matching.evidence import has_former_title
from harvester.matching.existing_identifiers import (
    LinkVerdict,
    compare_identifier,
    is_disputed,
)
from harvester.matching.query import candidate_of_paper
from harvester.matching.resolve import query_of, resolve
from harvester.matching.title_comparison import compare_titles
from harvester.matching.titles import read_title, read_written_title
from harvester.model import (
    Candidate,
    Identifier,
    Mention,
    Paper,
    Problem,
    Query,
    Severity,
    Span,
    Verdict,
)
from harvester.values.identifiers import url_of
from harvester.values.person_names import compare_authors
from harvester.values.text import normalize_title

_RARE_TITLE_BITS = 25.0
_ALIKE_RATIO = 0.6
_ALIKE_COVER = 0.35
Known = Mapping[Identifier, tuple[Candidate, str]]
"""What is known of each identifier, and who says so."""


@dataclass(frozen=True, slots=True)
class WrongLink:
    """An identifier that leads to another paper; `record` None: only the right one is known.

    `certain` tells that more than the title speaks against it; `right` is the record that the
    entry means; `neighbour` the entry that the linked paper belongs to, where that is known.
    """

    mention: Mention
    query: Query
    identifier: Identifier
    record: Candidate | None
    source: str
    certain: bool
    right: Candidate | None
    neighbour: Mention | None = None


def find_wrong_links(check_input: CheckInput) -> tuple[WrongLink, ...]:
    """Return the identifiers whose records the title and people of their entries dispute."""
    records = _known(check_input)
    entries = _titled_entries(check_input)
    owners: dict[str, Candidate] = {}
    for identifier in sorted(records, key=lambda one: (one.rank, one)):
        owner = records[identifier][0]
        owners.setdefault(read_title(owner.title).key, owner)
    labels = Counter(
        normalize_title(link.label) for mention, _ in check_input.mentions for link in mention.links
    )
    wrong_links: list[WrongLink] = []
    for mention, _ in check_input.mentions:
        if not mention.is_paper_entry or mention.title is None:
            continue
        doubtful = list(_doubtful(mention, mention.title.text, records, labels))
        if not doubtful:
            continue
        query = query_of(mention)
        verdict = check_input.verdicts.get(mention.span)
        if verdict is None or verdict.identifier is None:
            verdict = _within_the_list(query, owners) or verdict
        for identifier, record, source in doubtful:
            one = _judge(mention, query, (identifier, record, source), verdict, entries)
            if one is not None:
                wrong_links.append(one)
    return tuple(wrong_links)


def _judge(
    mention: Mention,
    query: Query,
    doubt: tuple[Identifier, Candidate | None, str],
    verdict: Verdict | None,
    entries: _Entries,
) -> WrongLink | None:
    identifier, record, source = doubt
    if record is None and verdict is None:
        return None
    says = compare_identifier(query, identifier, record, verdict)
    right = _right(verdict)
    if record is None:
        named = right is not None and right.identifier in mention.identifiers
        if says is not LinkVerdict.OTHER or named:
            return None  # nothing speaks against it, or the entry names the right one too
        return WrongLink(mention, query, identifier, None, source, False, right)
    neighbour = _entry_of(record, mention, entries)
    unlike = neighbour is not None and _is_unlike(mention, record)
    elsewhere = neighbour is not None and identifier not in entries.names[neighbour.span]
    disputed = is_disputed(query, record, says)
    if not disputed and not (says is LinkVerdict.UNSURE and unlike and elsewhere):
        return None
    certain = says is LinkVerdict.OTHER or elsewhere
    return WrongLink(mention, query, identifier, record, source, certain, right, neighbour)


def _right(verdict: Verdict | None) -> Candidate | None:
    """Return the record that resolution names, if it names one."""
    if verdict is None or verdict.identifier is None:
        return None
    judged = (one.candidate for one in verdict.judged)
    named = (one for one in judged if one.identifier == verdict.identifier)
    return next(named, Candidate(verdict.identifier, ""))


def _doubtful(
    mention: Mention, title: str, records: Known, labels: Mapping[str, int]
) -> Iterator[tuple[Identifier, Candidate | None, str]]:
    """Yield the identifiers whose record has another title, or that have none but are arXiv's."""
    fitting = [
        one for one in mention.identifiers if one in records and _is_alike(title, records[one][0])
    ]
    for identifier in dict.fromkeys(mention.identifiers):
        record, source = records.get(identifier, (None, ""))
        if identifier in fitting or (fitting and _says_more(mention, identifier, labels)):
            continue
        if record is not None or identifier.scheme == "arxiv":
            yield identifier, record, source


def _says_more(mention: Mention, identifier: Identifier, labels: Mapping[str, int]) -> bool:
    """Tell whether the label of a second link is its own: it names a work beside the entry's.

    "Paper" and "arXiv" name none, however rare they are in a list.
    """
    own = [link for link in mention.links if link.identifier == identifier]
    return not own or any(
        link.label
        and labels[normalize_title(link.label)] <= 1
        and not (PAPER_LABEL.search(link.label) and is_role_label(link.label))
        for link in own
    )


def _known(check_input: CheckInput) -> dict[Identifier, tuple[Candidate, str]]:
    """Return what is known of identifiers, from the local index or the dataset."""
    records = {one: (record, "arxiv-snapshot") for one, record in check_input.records.items()}
    owners: dict[Identifier, Paper] = {}
    for paper in check_input.known:
        _add(records, owners, _names(paper), paper)
    for mention, entry_paper in check_input.mentions:
        if entry_paper is not None and mention.refers_to is None:
            own = _names(entry_paper)
            linked = next((one for one in mention.identifiers if one in own), None)
            if linked is not None and owners.get(linked) is not entry_paper:
                _add(records, owners, (linked,), entry_paper)
    return records


def linked_records(check_input: CheckInput) -> frozenset[Identifier]:
    """Return the identifiers of which it is known what they lead to."""
    return frozenset(_known(check_input))


def _names(paper: Paper) -> tuple[Identifier, ...]:
    """Return the identifiers that surely are the paper's: of two of one scheme only its id."""
    every = dict.fromkeys((paper.id, *paper.identifiers))
    schemes = Counter(one.scheme for one in every)
    return tuple(one for one in every if one == paper.id or schemes[one.scheme] == 1)


def _add(
    records: dict[Identifier, tuple[Candidate, str]],
    owners: dict[Identifier, Paper],
    identifiers: Iterable[Identifier],
    paper: Paper,
) -> None:
    """Add what is known of `paper` by its `identifiers`; `owners` tell whose each record is."""
    record, title = candidate_of_paper(paper), paper.chosen("title")
    if record is None or title is None:
        return
    for identifier in identifiers:
        records[identifier] = (replace(record, identifier=identifier), title.source)
        owners[identifier] = paper


@dataclass(frozen=True, slots=True)
class _Entries:
    """The entries by their titles, and by their spans all identifiers of their papers."""

    by_title: Mapping[str, Mention]
    names: Mapping[Span, frozenset[Identifier]]


def _titled_entries(check_input: CheckInput) -> _Entries:
    titled = [(m, paper) for m, paper in check_input.mentions if m.is_paper_entry and m.title]
    return _Entries(
        {read_written_title(mention.title_or_name).key: mention for mention, _ in titled},
        {
            mention.span: frozenset((*mention.identifiers, *(paper.identifiers if paper else ())))
            for mention, paper in titled
        },
    )


def _entry_of(record: Candidate, mention: Mention, entries: _Entries) -> Mention | None:
    """Return the other entry that has the very title of `record`, a rare one."""
    title = read_title(record.title)
    other = entries.by_title.get(title.key)
    return other if other is not mention and title.weight >= _RARE_TITLE_BITS else None


def _is_unlike(mention: Mention, record: Candidate) -> bool:
    written = read_written_title(mention.title_or_name)
    compared = compare_titles(written, read_title(record.title))
    return compared.ratio < _ALIKE_RATIO and compared.cover_written < _ALIKE_COVER


def _within_the_list(query: Query, owners: Mapping[str, Candidate]) -> Verdict | None:
    """Resolve among the papers of the dataset: the right one of a swapped link is a neighbour."""
    owner = owners.get(read_written_title(query.title).key)
    return resolve(query, (owner,)) if owner else None


def _is_alike(written: str, record: Candidate) -> bool:
    title = read_written_title(written)
    compared = compare_titles(title, read_title(record.title))
    alike = compared.equal or compared.spelled or compared.dropped or compared.head_only
    return alike or has_former_title(title, record.former_title)


def without_disputed(check_input: CheckInput, wrong: Iterable[WrongLink]) -> CheckInput:
    """Return `check_input` with nothing known of papers that only a wrong link ties to an entry."""
    disputed = frozenset((one.mention.span, one.identifier) for one in wrong)
    foreign = {one.mention.span: read_title(one.record.title).key for one in wrong if one.record}
    named = {one.mention.name: foreign.get(one.mention.span) for one in wrong}
    spoken = tuple(
        (
            _without_event(mention, {one for span, one in disputed if span == mention.span}),
            None
            if _is_of(paper, named.get(mention.refers_to or "") or foreign.get(mention.span))
            else paper,
        )
        for mention, paper in check_input.mentions
    )
    return replace(check_input, mentions=spoken, disputed=disputed)


def _without_event(mention: Mention, foreign: Collection[Identifier]) -> Mention:
    """Return a mention without the venue that the label of a foreign link names."""
    event = mention.event
    links = (link for link in mention.links if link.identifier in foreign)
    named = event is not None and any(link.whole.contains(event.span) for link in links)
    return replace(mention, event=None) if named else mention


def _is_of(paper: Paper | None, title: str | None) -> bool:
    """Tell whether what is known of `paper` is the record that has `title`."""
    record = candidate_of_paper(paper) if paper and title else None
    return record is not None and read_title(record.title).key == title


def check_wrong_links(check_input: CheckInput, wrong: Sequence[WrongLink]) -> Iterator[Problem]:
    """Report the wrong links of a list: where each leads, and the right one if it is known."""
    standing = _standing(check_input)
    for one in wrong:
        known = (
            f"{one.identifier} is “{one.record.title}”"
            if one.record
            else f"“{one.query.title}” is {one.right.identifier if one.right else 'another paper'}"
        )
        gone = check_input.absent.get(one.identifier, "")
        known += f"; {one.identifier}: {gone}" if gone and not one.record else ""
        claimed = f"{one.identifier} is “{one.query.title}”"
        from_index = one.right is None or one.right.identifier in check_input.records
        claim = (claimed, known, one.source or ("arxiv-snapshot" if from_index else "dataset"))
        witness = one.right or one.query.authors or one.neighbour
        sure = bool(witness) and (bool(gone) or (one.record is not None and one.certain))
        severity = Severity.ERROR if sure else Severity.WARNING
        fix = _fix(one, wrong, standing)
        yield check_input.problem("wrong-link", severity, one.mention, claim, fix)


def _standing(check_input: CheckInput) -> dict[Identifier, Mention]:
    """Return the first entry at which each identifier stands."""
    first: dict[Identifier, Mention] = {}
    for mention, _ in check_input.mentions:
        if mention.is_paper_entry:
            for identifier in mention.identifiers:
                first.setdefault(identifier, mention)
    return first


def _fix(one: WrongLink, wrong: Sequence[WrongLink], standing: Mapping[Identifier, Mention]) -> str:
    right = one.right.identifier if one.right else None
    if _authors_are_of(one, one.record) and not _authors_are_of(one, one.right):
        return "the authors are those of the link, the title is not: correct one of them"
    if right in one.mention.identifiers:
        return "take this second link out: the entry links its own paper beside it"
    if right is None:
        swapped_with = (
            a.mention for a in wrong if a.right and a.right.identifier == one.identifier
        )
        if other := one.neighbour or next(swapped_with, None):
            return f"perhaps the link of {_where(other)}, whose paper this id is"
        return "the link leads to another paper; look up the right one and replace it"
    fix = f"the link leads to another paper; this one is {url_of(right)}"
    there = standing.get(right)
    if there is None or there is one.mention:
        return fix
    swapped = any(
        a.mention is there and a.right and a.right.identifier == one.identifier for a in wrong
    )
    where = _where(there)
    return f"exchange the link with that of {where}" if swapped else f"{fix}, as at {where}"


def _authors_are_of(one: WrongLink, record: Candidate | None) -> bool:
    if record is None:
        return False
    compared = compare_authors(one.query.authors, record.authors, True)
    return compared.agreeing > 0 and not compared.strangers


def _where(mention: Mention) -> str:
    return f"“{mention.name}” (line {mention.line})"
