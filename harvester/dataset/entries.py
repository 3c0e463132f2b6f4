"""Tie each mention of the list to the paper of the dataset it speaks of. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from harvester.dataset.identity_decisions import NO_DECISION, IdentityDecisions
from harvester.matching.existing_identifiers import are_other_titles, foreign_identifiers
from harvester.matching.query import candidate_of_paper
from harvester.matching.resolve import query_of
from harvester.model import (
    Dataset,
    Decision,
    Identifier,
    Mention,
    Paper,
    Query,
    Resolution,
    Span,
)
from harvester.values.fields import DECISION, LIST

_TELLING_WORDS = 5
_WORDS_ALONE, _WORDS_BESIDE_PEOPLE = 4, 3


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that stands for itself, and the id of the paper it means.

    `identifiers` are those of works that stand in it and no person denied, arXiv first; `query` is
    what it offers for finding its paper; `denied` are identifiers that a person denied, `decision`
    is the word by which its paper is settled.
    `references` are back references and rows of other tables that name the entry; `section` the
    headings above it, less the title of the whole list.
    """

    mention: Mention
    paper_id: Identifier
    paper: Paper | None
    identifiers: tuple[Identifier, ...]
    query: Query
    denied: frozenset[Identifier] = frozenset()
    decision: Decision | None = None
    references: tuple[Mention, ...] = ()
    section: tuple[str, ...] = ()


_SIGNS = re.compile(r"[^\w]+")


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Return `text` as a short name of letters, digits and hyphens, in any script."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _SIGNS.sub("-", folded).strip("-_")[:80] or "untitled"


def written_identifiers(mention: Mention) -> tuple[Identifier, ...]:
    """Return the identifiers of works that stand in the entry, arXiv first."""
    own = [identifier for identifier in mention.identifiers if identifier.is_paper]
    return tuple(sorted(dict.fromkeys(own), key=lambda identifier: identifier.rank))


def provisional_id(mention: Mention) -> Identifier:
    """Return the id of an entry that no service knows yet: a slug of what the list calls it."""
    return Identifier("local", slug(mention.title_or_name))


def title_depth(mentions: Iterable[Mention]) -> int:
    """Return 1 where every entry stands below one same heading, the title of the list, else 0."""
    return int(len({mention.section[:1] for mention in mentions}) == 1)


def paper_entries(
    mentions: Iterable[Mention], dataset: Dataset, decisions: Sequence[Decision] = ()
) -> tuple[Entry, ...]:
    """Return the paper entries of a list in their order, each with the id of its paper.

    A paper is found by an identifier, else by the title that the list gave it before, or that a
    service gives it: so an entry whose placeholder was resolved last night is known today. What a
    person denied leads nowhere.
    """
    mentions = tuple(mentions)
    title = title_depth(mentions)
    references: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.refers_to:
            references.setdefault(mention.refers_to, []).append(mention)
    chosen = [m for m in mentions if m.is_paper_entry]
    written = [written_identifiers(mention) for mention in chosen]
    provisional = _provisional_ids(
        mention for mention, given in zip(chosen, written, strict=True) if not given
    )
    words = IdentityDecisions(decisions)
    by_identifier, by_title = dataset.index(), _papers_by_title(dataset.papers)
    entries = []
    for mention, linked in zip(chosen, written, strict=True):
        given = linked
        fallback = given[0] if given else provisional[mention.span]
        query = query_of(mention)
        owners = {i: by_identifier[str(i)] for i in given if str(i) in by_identifier}
        paper, foreign = _meant(query, owners)
        given = tuple(one for one in given if one not in foreign)
        if paper is None and not given:
            paper = by_identifier.get(str(fallback)) or _paper_by_title(mention, by_title)
        entry = Entry(
            mention,
            paper.id if paper else fallback,
            paper,
            given,
            query,
            references=tuple(references.get(mention.name, ())),
            section=mention.section[title:],
        )
        entries.append(_with_decisions(entry, words) if decisions else entry)
    return _parted(entries, by_title)


def _meant(
    query: Query, owners: Mapping[Identifier, Paper]
) -> tuple[Paper | None, frozenset[Identifier]]:
    """Return the paper of an entry whose identifiers lead to `owners`, and the foreign ones.

    Of several papers it is the one that has the entry's title; identifiers of others are foreign.
    """
    records = {one: candidate_of_paper(paper) for one, paper in owners.items()}
    foreign = foreign_identifiers(query, {i: r for i, r in records.items() if r is not None})
    own = (paper for one, paper in owners.items() if one not in foreign)
    return next(own, None), foreign


def _parted(entries: Sequence[Entry], by_title: Mapping[str, Sequence[Paper]]) -> tuple[Entry, ...]:
    """Take entries apart that share one link and are written as two works: one paper is not both.

    The link stays with the entry whose title its record has, else with the first. What arXiv says
    of an id of its own settles that by itself.
    """
    first: dict[Identifier, Entry] = {}
    shared: dict[Identifier, list[Entry]] = {}
    for entry in entries:
        if entry.identifiers and entry.paper_id.scheme not in {"arxiv", "local"}:
            shared.setdefault(entry.paper_id, []).append(entry)
    for paper_id, users in shared.items():
        record = candidate_of_paper(users[0].paper) if users[0].paper else None
        title = record.title if record else ""
        fitting = (one for one in users if not are_other_titles(one.query.title, title))
        first[paper_id] = next(fitting, users[0]) if title else users[0]
    return tuple(_apart_from(first.get(one.paper_id, one), one, by_title) for one in entries)


def _apart_from(first: Entry, entry: Entry, by_title: Mapping[str, Sequence[Paper]]) -> Entry:
    if first is entry or entry.decision or len(entry.identifiers) > 1:
        return entry
    if not are_other_titles(first.query.title, entry.query.title):
        return entry
    own = provisional_id(entry.mention)
    paper = _paper_by_title(entry.mention, by_title)
    if paper is not None and entry.paper_id in (paper.id, *paper.identifiers):
        paper = None
    query = replace(entry.query, given=())
    return replace(
        entry, paper_id=paper.id if paper else own, paper=paper, identifiers=(), query=query
    )


def _with_decisions(entry: Entry, words: IdentityDecisions) -> Entry:
    """Tie `entry` to no paper that carries an identifier which a person denied it."""
    mention, paper = entry.mention, entry.paper
    carried = (*entry.identifiers, *(paper.identifiers if paper else ()))
    word = words.about((str(entry.paper_id), mention.name, *map(str, entry.identifiers)), carried)
    if word is NO_DECISION:
        return entry
    given = tuple(one for one in entry.identifiers if one not in word.denied)
    query = replace(entry.query, given=tuple(i for i in entry.query.given if i not in word.denied))
    if paper and word.denied.intersection((paper.id, *paper.identifiers)):
        paper = None
    fallback = given[0] if given else provisional_id(mention)
    paper_id = paper.id if paper else fallback
    return Entry(
        mention,
        paper_id,
        paper,
        given,
        query,
        word.denied,
        word.same,
        entry.references,
        entry.section,
    )


def _provisional_ids(mentions: Iterable[Mention]) -> dict[Span, Identifier]:
    """Return the ids of entries without one; equal titles of different works get different ids."""
    placed = list(mentions)
    works: dict[Identifier, set[str]] = {}
    for mention in placed:
        works.setdefault(provisional_id(mention), set()).add(_work_key(mention))
    ids = {}
    for mention in placed:
        plain = provisional_id(mention)
        if len(works[plain]) > 1:
            digest = hashlib.sha256(_work_key(mention).encode("utf-8", "replace")).hexdigest()[:8]
            plain = Identifier("local", f"{plain.value}-{digest}")
        ids[mention.span] = plain
    return ids


def _work_key(mention: Mention) -> str:
    """Return what tells entries of equal titles apart: their authors and placeholders."""
    authors = (slug(author.text) for author in mention.authors)
    return "\n".join([*authors, *sorted(one.text for one in mention.placeholders)])


def _papers_by_title(papers: Iterable[Paper]) -> dict[str, list[Paper]]:
    """Map slugs to the papers that the list calls so, else to those that a service does."""
    listed: dict[str, list[Paper]] = {}
    described: dict[str, list[Paper]] = {}
    for paper in papers:
        own, others = set[str](), set[str]()
        for seen in paper.statements:
            if seen.source == LIST and seen.field in {"title", "name"}:
                own.add(slug(str(seen.value)))
            elif seen.field == "title":
                others.add(slug(str(seen.value)))
        for key in own:
            listed.setdefault(key, []).append(paper)
        for key in others:
            if key.count("-") >= _TELLING_WORDS - 1:
                described.setdefault(key, []).append(paper)
    return {**described, **listed}


def renamed_papers(before: Dataset, after: Dataset) -> dict[Identifier, Identifier]:
    """Map ids of `before` to those that the papers of the same name in the list have now.

    A paper is named by its title until an identifier of it is known, and again when a person
    denied that one: neither makes it another paper.
    """
    old, new = ({paper.id: paper for paper in each.papers} for each in (before, after))
    gone = [paper for paper in before.papers if paper.id not in new]
    come = [paper for paper in after.papers if paper.id not in old]
    renamed: dict[Identifier, Identifier] = {}
    for papers, others, is_forward in ((gone, come, True), (come, gone, False)):
        by_title = _papers_by_title(others) if papers else {}
        for paper in (one for one in papers if one.id.scheme == "local"):
            namesakes = by_title.get(paper.id.value, ())
            if len(namesakes) == 1:
                ids = (paper.id, namesakes[0].id)
                renamed.update([ids if is_forward else ids[::-1]])
    return renamed


def _paper_by_title(mention: Mention, papers: Mapping[str, Sequence[Paper]]) -> Paper | None:
    """Return the one paper that the list gave this title; of several that with its placeholder."""
    namesakes = papers.get(provisional_id(mention).value, ())
    if len(namesakes) < 2:
        return namesakes[0] if namesakes else None
    texts = {placeholder.text for placeholder in mention.placeholders}
    namesakes = [p for p in namesakes if p.resolution and p.resolution.placeholder in texts]
    return namesakes[0] if len(namesakes) == 1 else None


def renew_entries(
    entries: Iterable[Entry],
    papers: Sequence[Paper],
    resolutions: Mapping[Identifier, Resolution],
) -> tuple[Entry, ...]:
    """Return `entries`, each with its paper as it is among `papers` now."""
    index = Dataset(tuple(papers)).index()
    renewed = []
    for entry in entries:
        resolution = resolutions.get(entry.paper_id)
        resolved = (resolution.identifier,) if resolution else ()
        keys = (entry.paper_id, *resolved, *entry.identifiers)
        paper = next((index[str(key)] for key in keys if str(key) in index), None)
        renewed.append(replace(entry, paper_id=paper.id, paper=paper) if paper else entry)
    return tuple(renewed)


def still_named(
    before: Iterable[Paper], now: Iterable[Paper], mentions: Iterable[Mention]
) -> tuple[Paper, ...]:
    """Return papers of `before` that an entry names and that are not among `now`.

    By a title that the entry bears and no paper of `now`, or by an identifier that the entry links
    and that is no paper's of `now`: the record of a link that leads elsewhere.
    """
    now, linked = tuple(now), [(written_identifiers(one), one) for one in mentions]
    written = {identifier for identifiers, _ in linked for identifier in identifiers}
    for paper in now:
        written.difference_update((paper.id, *paper.identifiers))
    titles = {provisional_id(one).value for own, one in linked if own and tells_title(one)}
    for paper in now:
        titles -= _told_titles(paper)
    return tuple(paper for paper in before if paper.id in written or titles & _told_titles(paper))


def tells_title(mention: Mention) -> bool:
    """Tell whether an entry bears a title long enough to be one work's alone."""
    words = provisional_id(mention).value.count("-") + 1
    return words >= (_WORDS_BESIDE_PEOPLE if mention.authors else _WORDS_ALONE)


def _told_titles(paper: Paper) -> set[str]:
    titles = (one for one in paper.statements if one.field == "title")
    return {slug(str(one.value)) for one in titles if one.source not in {LIST, DECISION}}


def mentions_with_papers(
    mentions: Sequence[Mention], entries: Iterable[Entry]
) -> tuple[tuple[Mention, Paper | None], ...]:
    """Pair every mention with the paper it speaks of, back references and table rows by name.

    A name that two entries of different papers share names neither of them.
    """
    own, named = dict[Span, Paper | None](), dict[str, Paper | None]()
    for entry in entries:
        own[entry.mention.span] = entry.paper
        name = entry.mention.name
        same = name not in named or named[name] == entry.paper
        named[name] = entry.paper if same else None
    return tuple(
        (mention, named.get(mention.refers_to) if mention.refers_to else own.get(mention.span))
        for mention in mentions
    )
