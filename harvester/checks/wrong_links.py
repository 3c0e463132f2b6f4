"""Identifiers that lead elsewhere: to another paper, to none, or not where the entry says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from harvester.checks.inputs import CheckInput, known_authors, known_text
from harvester.matching.existing_identifiers import LinkVerdict, compare_identifier
from harvester.matching.resolve import query_of, resolve
from harvester.matching.title_comparison import compare_titles
from harvester.matching.titles import read_title, read_written_title
from harvester.model import (
    Candidate,
    Identifier,
    Link,
    LinkRole,
    Mention,
    MentionKind,
    Paper,
    Problem,
    Query,
    Severity,
    Verdict,
)
from harvester.values.identifiers import normalize_arxiv, url_of
from harvester.values.person_names import compare_authors

_ARXIV_PAGE = re.compile(r"^/(?:abs|pdf)/(?P<id>[^/?#]*\d[^/?#]*)")
_RARE_TITLE_BITS = 25.0
_ALIKE_RATIO = 0.6
_ALIKE_COVER = 0.35
_SHOWN = re.compile(r"(?:\barxiv[-: ]|(?<!/)\babs/)\s?(\d{4}\.\d{4,5})(?!\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Accused:
    """An identifier that leads to another paper; `record` None: only the right one is known.

    `neighbour` is the entry that the paper belongs to, where that is the evidence.
    """

    mention: Mention
    query: Query
    identifier: Identifier
    record: Candidate | None
    source: str
    right: Identifier | None
    neighbour: Mention | None = None


def check_wrong_links(given: CheckInput) -> Iterator[Problem]:
    """Report identifiers that lead to another paper, say which, and the right one if it is known.

    Reports too what a badge or text shows and the link does not, and ids that arXiv cannot know.
    """
    accused = list(_accused(given))
    standing = _standing(given)
    for one in accused:
        yield _wrong_link(given, one, accused, standing)
    for mention, _ in given.mentions:
        if mention.kind is MentionKind.PAPER and mention.refers_to is None:
            yield from _check_shown(given, mention)
            yield from _check_dead(given, mention)


def _accused(given: CheckInput) -> Iterator[_Accused]:
    records = _records(given)
    entries = _entries_by_title(given)
    owners = {read_title(record.title).key: record for record, _ in records.values()}
    for mention, _ in given.mentions:
        if mention.kind is not MentionKind.PAPER or mention.refers_to or mention.title is None:
            continue
        doubtful = list(_doubtful(mention, mention.title.text, records))
        if not doubtful:
            continue
        query = query_of(mention)
        found = given.verdicts.get(mention.span)
        if found is None or found.identifier is None:
            found = _within_the_list(query, owners) or found
        for identifier, record, source in doubtful:
            if record is None and found is None:
                continue
            says = compare_identifier(query, identifier, record, found)
            doubted = says in {LinkVerdict.OTHER, LinkVerdict.UNSURE}
            neighbour = _entry_of(record, mention, entries) if doubted else None
            if says is LinkVerdict.OTHER or neighbour:
                right = found.identifier if found else None
                if record is None and right in mention.identifiers:
                    continue  # the entry names the right one too
                yield _Accused(mention, query, identifier, record, source, right, neighbour)


def _doubtful(
    mention: Mention, title: str, records: Mapping[Identifier, tuple[Candidate, str]]
) -> Iterator[tuple[Identifier, Candidate | None, str]]:
    """Yield the identifiers whose record has another title, or that have none but are arXiv's."""
    for identifier in dict.fromkeys(mention.identifiers):
        record, source = records.get(identifier, (None, ""))
        unknown = record is None and identifier.scheme == "arxiv"
        if unknown or (record is not None and not _is_alike(title, record.title)):
            yield identifier, record, source


def _records(given: CheckInput) -> dict[Identifier, tuple[Candidate, str]]:
    """Return what is known of each linked identifier, from the dataset or the local index."""
    known = {one: (record, "arxiv-snapshot") for one, record in given.records.items()}
    for mention, paper in given.mentions:
        if paper is None or mention.refers_to is not None:
            continue
        own = {paper.id, *paper.identifiers}
        linked = next((one for one in mention.identifiers if one in own), None)
        title, source = known_text(paper, "title")
        if linked and title:
            known[linked] = (_candidate(linked, title, paper), source)
    return known


def _entries_by_title(given: CheckInput) -> dict[str, Mention]:
    return {
        read_written_title(mention.title.text).key: mention
        for mention, _ in given.mentions
        if mention.kind is MentionKind.PAPER and mention.title and not mention.refers_to
    }


def _entry_of(
    record: Candidate | None, mention: Mention, entries: Mapping[str, Mention]
) -> Mention | None:
    """Return the other entry that has the very title of `record`, unlike this one's.

    Where it links the same record, both may mean it: by its former and by its new title.
    """
    if record is None or mention.title is None:
        return None
    title = read_title(record.title)
    other = entries.get(title.key)
    if other is None or other is mention or record.identifier in other.identifiers:
        return None
    compared = compare_titles(read_written_title(mention.title.text), title)
    unlike = compared.ratio < _ALIKE_RATIO and compared.cover_written < _ALIKE_COVER
    return other if unlike and title.weight >= _RARE_TITLE_BITS else None


def _candidate(identifier: Identifier, title: str, paper: Paper) -> Candidate:
    names = tuple(str(person) for person in known_authors(paper)[0])
    submitted = known_text(paper, "submitted")[0] or None
    return Candidate(identifier, title, names, True, submitted)


def _within_the_list(query: Query, owners: Mapping[str, Candidate]) -> Verdict | None:
    """Resolve among the papers of the list: the right one of a swapped link is its neighbour."""
    owner = owners.get(read_written_title(query.title).key)
    return resolve(query, (owner,)) if owner else None


def _is_alike(written: str, known: str) -> bool:
    compared = compare_titles(read_written_title(written), read_title(known))
    return compared.equal or compared.spelled or compared.dropped or compared.head_only


def _standing(given: CheckInput) -> dict[Identifier, Mention]:
    """Return the first entry at which each identifier stands."""
    first: dict[Identifier, Mention] = {}
    for mention, _ in given.mentions:
        if mention.kind is MentionKind.PAPER and mention.refers_to is None:
            for identifier in mention.identifiers:
                first.setdefault(identifier, mention)
    return first


def _wrong_link(
    given: CheckInput,
    one: _Accused,
    accused: list[_Accused],
    standing: Mapping[Identifier, Mention],
) -> Problem:
    title = one.query.title
    known = (
        f"{one.identifier} is “{one.record.title}”" if one.record else f"“{title}” is {one.right}"
    )
    said = (f"{one.identifier} is “{title}”", known, one.source or "arxiv-snapshot")
    witness = one.right or one.query.authors or one.neighbour
    sure = one.record is not None and bool(witness)
    severity = Severity.ERROR if sure else Severity.WARNING
    fix = _fix(one, accused, standing)
    return given.problem("wrong-link", severity, one.mention, said, fix)


def _fix(one: _Accused, accused: list[_Accused], standing: Mapping[Identifier, Mention]) -> str:
    if one.record and compare_authors(one.query.authors, one.record.authors, True).agreeing:
        return "the authors are those of the link, the title is not: correct one of them"
    if one.right is None:
        others = (a.mention for a in accused if a.right == one.identifier)
        if other := one.neighbour or next(others, None):
            return f"perhaps the link of {_where(other)}, whose paper this id is"
        return "the link leads to another paper; look up the right one and replace it"
    fix = f"the link leads to another paper; this one is {url_of(one.right)}"
    there = standing.get(one.right)
    if there is None or there is one.mention:
        return fix
    swapped = any(a.mention is there and a.right == one.identifier for a in accused)
    where = _where(there)
    return f"exchange the link with that of {where}" if swapped else f"{fix}, as at {where}"


def _where(mention: Mention) -> str:
    return f"“{mention.name}” (line {mention.line})"


def _check_shown(given: CheckInput, mention: Mention) -> Iterator[Problem]:
    """Compare the one id that a badge or the text shows with the one that is linked."""
    text = given.document.text[mention.span.start : mention.span.end]
    shown = {one for found in _SHOWN.findall(text) if (one := normalize_arxiv(found))}
    targets = (link.identifier for link in mention.links)
    linked = {one.value for one in targets if one is not None and one.scheme == "arxiv"}
    odd = shown - linked
    if len(linked) != 1 or len(odd) != 1 or shown & linked:
        return
    (seen,), (led,) = odd, linked
    said = (f"shows arXiv {seen}", f"links arXiv {led}", "this list")
    fix = "show and link the same paper"
    yield given.problem("wrong-link", Severity.WARNING, mention, said, fix)


def _check_dead(given: CheckInput, mention: Mention) -> Iterator[Problem]:
    """Report links to arXiv pages that cannot be, or that arXiv says it does not have."""
    found = given.verdicts.get(mention.span)
    right = f"this paper is {url_of(found.identifier)}" if found and found.identifier else ""
    placed = [place.span for place in mention.placeholders]
    for link in mention.links:
        inside = any(span.start < link.span.end and link.span.start < span.end for span in placed)
        if link.identifier is not None and link.identifier in given.absent:
            known = given.absent[link.identifier]
        elif (malformed := malformed_arxiv(link)) and not inside:
            known = f"{malformed} is no arXiv identifier"
        else:
            continue
        line = given.document.line_of(link.span.start)
        fix = right or "look up the paper and replace the link"
        yield given.problem(
            "dead-link", Severity.ERROR, mention, (f"links {link.url}", known, "arxiv"), fix, line
        )


def malformed_arxiv(link: Link) -> str:
    """Return what stands in place of an id in a link to arXiv; empty where all is well."""
    if link.identifier is not None or link.role in (LinkRole.BADGE, LinkRole.IMAGE):
        return ""
    try:
        parts = urlsplit(link.url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    page = _ARXIV_PAGE.match(parts.path)
    return page["id"] if page and (host == "arxiv.org" or host.endswith(".arxiv.org")) else ""
