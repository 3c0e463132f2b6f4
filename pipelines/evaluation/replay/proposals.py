"""What Harvester would propose for one entry, with what is known of papers today."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from harvester.arxiv_index.resolution import resolve_in
from harvester.arxiv_index.search import ArxivIndex
from harvester.matching.existing_identifiers import verdict_on_given
from harvester.matching.resolve import query_of
from harvester.model import Candidate, Identifier, LinkRole, Mention, Strength
from harvester.values.person_names import compare_authors
from harvester.values.text import title_words
from pipelines.evaluation.replay.material import Venue, WorldToday, title_letters

_PREPRINT = re.compile(r"arxiv|preprint|openreview|under review|corr\b", re.IGNORECASE)
_HABIT = 8
_ALIKE = 70.0
_NAME_WORDS = 2
_KEPT = (Strength.EXACT, Strength.STRONG)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change that would be proposed for an entry; `value` as text that can be compared."""

    kind: str
    title: str
    line: int
    value: str


def propose_for_entry(mention: Mention, index: ArxivIndex, world: WorldToday) -> Iterator[Proposal]:
    """Give what would be proposed for one entry: ids, venue, code, authors."""
    given = [one for one in mention.identifiers if one.scheme == "arxiv"]
    query = query_of(mention)
    verdict = resolve_in(index, query)
    title, line = mention.title_or_name, mention.line
    if given:
        records = {one: index.by_identifier(one) for one in given}
        on_given = verdict_on_given(query, records, verdict)
        if on_given.strength is Strength.DIFFERENT and on_given.identifier:
            yield Proposal("wrong id", title, line, on_given.identifier.value)
        if on_given.strength is Strength.DIFFERENT:
            meant = index.by_identifier(on_given.identifier) if on_given.identifier else None
        else:
            meant = next(filter(None, records.values()), None)
    else:
        meant = index.by_identifier(verdict.identifier) if verdict.identifier else None
        if meant is not None and verdict.strength in _KEPT:
            kind = "placeholder" if mention.placeholders else "missing id"
            yield Proposal(kind, title, line, meant.identifier.value)
    yield from _venues(mention, meant, world)
    yield from _code(mention, meant, world)
    if meant is not None:
        yield from _authors(mention, meant)


def _keys(mention: Mention, meant: Candidate | None) -> tuple[str, ...]:
    titles = (mention.title_or_name, *((meant.title,) if meant else ()))
    return tuple(dict.fromkeys(map(title_letters, titles)))


def _venues(mention: Mention, meant: Candidate | None, world: WorldToday) -> Iterator[Proposal]:
    """Propose a published venue where the entry names a preprint server, or no venue at all.

    A paper of the same title by other people, or with another arXiv id, is another paper.
    """
    written = mention.event.text if mention.event else ""
    people = meant.authors if meant else tuple(author.text for author in mention.authors)
    named = [venue for key in _keys(mention, meant) for venue in world.venues.get(key, ())]
    ids = {meant.identifier.value} if meant else set()
    ids |= {one.value for one in mention.identifiers if one.scheme == "arxiv"}
    published = {
        one
        for one in named
        if not compare_authors(people, one.authors, et_al=True).none_agree
        and (not ids or not one.arxiv or one.arxiv in ids)
    }
    if len({venue.name for venue in published}) == 1 and (not written or _PREPRINT.search(written)):
        venue: Venue = max(published, key=lambda one: one.year)
        kind = "preprint to venue" if written else "venue added"
        yield Proposal(kind, mention.title_or_name, mention.line, f"{venue.name} {venue.year}")


def _code(mention: Mention, meant: Candidate | None, world: WorldToday) -> Iterator[Proposal]:
    """Propose a repository that the venue's site or the abstract names, where none is linked."""
    if any(link.role is LinkRole.CODE for link in mention.links):
        return
    if any(one.scheme == "github" for one in mention.identifiers):
        return
    keys = _keys(mention, meant) + ((f"arxiv:{meant.identifier.value}",) if meant else ())
    repositories = {one for key in keys for one in world.code.get(key, ())}
    if len(repositories) == 1:
        yield Proposal("code", mention.title_or_name, mention.line, repositories.pop())


def _authors(mention: Mention, meant: Candidate) -> Iterator[Proposal]:
    """Propose the record's authors where a full line of authors names other people.

    A line that names all of them and more is left: records of the snapshot leave people out.
    Nor is one that gives a second family name where the record has one.
    """
    written = tuple(author.text for author in mention.authors)
    if not written or not meant.authors_complete or not meant.authors:
        return
    compared = compare_authors(written, meant.authors, mention.et_al)
    left_out = [one for one in compared.left_out if not _goes_on(one, compared.strangers)]
    strangers = [one for one in compared.strangers if not _goes_on(one, compared.left_out)]
    if left_out and (strangers or (not compared.cut and len(written) > 1)):
        value = ", ".join(meant.authors)
        yield Proposal("authors", mention.title_or_name, mention.line, value)


def propose_duplicates(mentions: Iterable[Mention]) -> Iterator[Proposal]:
    """Propose to look at entries of a list that have an arXiv id or a whole title in common.

    Entries under one id with unlike titles are no duplicates: one of their ids is wrong; those of
    one title under two ids have a wrong title or id. Nor are those of two sections that have
    several papers in common: such a list names them twice on purpose.
    """
    pairs = list(_same_papers(mentions))
    habits = Counter(frozenset((one.section, other.section)) for one, other in pairs)
    for one, other in pairs:
        apart = one.section != other.section
        if not apart or habits[frozenset((one.section, other.section))] < _HABIT:
            yield Proposal("duplicate", other.title_or_name, other.line, str(one.line))


def _goes_on(name: str, others: Iterable[str]) -> bool:
    """Tell whether one of other names begins with `name`, or the other way round."""
    words = " ".join(title_words(name)) + " "
    longer = (" ".join(title_words(other)) + " " for other in others)
    return any(one.startswith(words) or words.startswith(one) for one in longer)


def _same_papers(mentions: Iterable[Mention]) -> Iterator[tuple[Mention, Mention]]:
    first: dict[str, Mention] = {}
    for mention in mentions:
        if not mention.is_paper_entry:
            continue
        keys: list[str] = [str(one) for one in mention.identifiers if one.scheme == "arxiv"]
        if mention.title is not None and len(mention.title.text.split()) > 3:
            keys.append(title_letters(mention.title.text))
        for key in keys:
            before = first.setdefault(key, mention)
            if before is not mention and _alike(before, mention) and _one_id(before, mention):
                yield before, mention
                break


def _one_id(one: Mention, other: Mention) -> bool:
    ids = [{each for each in of.identifiers if each.scheme == "arxiv"} for of in (one, other)]
    return not all(ids) or not ids[0].isdisjoint(ids[1])


def _alike(one: Mention, other: Mention) -> bool:
    """Tell whether two entries may have one title: alike, or the name of the other's paper."""
    titles = one.title_or_name, other.title_or_name
    ratio = fuzz.partial_ratio(*map(title_letters, titles))
    return ratio >= _ALIKE or min(len(title.split()) for title in titles) <= _NAME_WORDS


def is_identifier(value: str, identifiers: Iterable[str]) -> bool:
    """Tell whether an arXiv id is one of those written, whatever its version."""
    return Identifier("arxiv", value).value in {one.split("v")[0] for one in identifiers}
