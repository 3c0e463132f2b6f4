"""Join records of one paper: the preprint and its published form, an id and its DOI. Pure.

A shared identifier alone joins nothing: titles must agree, and no person may have denied it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from harvester.dataset.entries import Entry
from harvester.matching.existing_identifiers import compare_link, is_disputed
from harvester.matching.query import candidate_of_paper
from harvester.matching.title_comparison import compare_titles
from harvester.matching.titles import read_written_title
from harvester.model import Dataset, Identifier, Paper
from harvester.values.fields import LIST
from harvester.values.identifiers import equivalent_identifiers
from harvester.values.person_names import compare_authors

_ALIKE = 0.6


def same_papers(
    papers: Iterable[Paper],
    entries: Mapping[Identifier, Sequence[Entry]],
    stored: Collection[Identifier] = (),
) -> dict[Identifier, Identifier]:
    """Map the ids of papers that are another of `papers` to the id of that one.

    `entries` are those of the list by the id of their paper. Two papers are one where they share
    an identifier, titles and people agree and no person denied either the other's identifiers. An
    id that is `stored` stays, of several the one that tells most of its paper, arXiv's first.
    """
    ordered = sorted(papers, key=lambda paper: (paper.id not in stored, paper.id.rank, paper.id))
    owners: dict[Identifier, list[Paper]] = {}
    roots: dict[Identifier, Paper] = {}
    for paper in ordered:
        root = paper
        rivals = (owner for name in _names(paper) for owner in owners.get(name, ()))
        for owner in {rival.id: rival for rival in rivals}.values():
            other = roots[owner.id]
            if other is root or not _is_one_paper(owner, paper, entries):
                continue
            if root is paper:
                root = other
            elif _is_one_paper(root, other, entries):  # `paper` ties two that shared nothing
                root, other = sorted((root, other), key=ordered.index)
                roots.update((key, root) for key, one in roots.items() if one is other)
        roots[paper.id] = root
        for name in _names(paper):
            owners.setdefault(name, []).append(paper)
    return {key: root.id for key, root in roots.items() if key != root.id}


def _names(paper: Paper) -> tuple[Identifier, ...]:
    written = (one for one in (paper.id, *paper.identifiers) if one.is_paper)
    return tuple(dict.fromkeys(one for name in written for one in equivalent_identifiers(name)))


def _is_one_paper(
    first: Paper, second: Paper, entries: Mapping[Identifier, Sequence[Entry]]
) -> bool:
    for one, other in ((first, second), (second, first)):
        denied = {name for entry in entries.get(one.id, ()) for name in entry.denied}
        if denied.intersection(_names(other)):
            return False
    if _people_differ(first, second):
        return False
    titles, others = _service_titles(first), _service_titles(second)
    if titles and others:
        return any(_alike(one, other) for one in titles for other in others)
    described, listed = (first, second) if titles else (second, first)
    record = candidate_of_paper(described)
    queries = [entry.query for entry in entries.get(listed.id, ())]
    if record is None or not (titles or others):
        return _lists_agree(entries.get(first.id, ()), entries.get(second.id, ()))
    return bool(queries) and not any(
        is_disputed(query, record, compare_link(query, record)) for query in queries
    )


def _people_differ(first: Paper, second: Paper) -> bool:
    """Tell whether the services name authors of both, and no author of one wrote the other."""
    authors, others = _service_authors(first), _service_authors(second)
    return compare_authors(authors, others, False).none_agree


def _service_authors(paper: Paper) -> tuple[str, ...]:
    chosen = (s for s in paper.statements if s.field == "authors" and s.source != LIST)
    value = next((statement.value for statement in chosen), ())
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def _lists_agree(entries: Sequence[Entry], others: Sequence[Entry]) -> bool:
    titles = [entry.query.title for entry in entries]
    return any(_alike(one, other.query.title) for one in titles for other in others)


def _service_titles(paper: Paper) -> tuple[str, ...]:
    titles = (one for one in paper.statements if one.field == "title" and one.source != LIST)
    return tuple(dict.fromkeys(str(one.value) for one in titles))


def _alike(one: str, other: str) -> bool:
    compared = compare_titles(read_written_title(one), read_written_title(other))
    if compared.versions_differ:
        return False
    same = compared.equal or compared.spelled or compared.dropped
    return same or (compared.best_ratio >= _ALIKE and compared.cover_both >= _ALIKE)


def joined_paper(paper: Paper, others: Iterable[Paper]) -> Paper:
    """Return `paper` with what only `others`, records of the same paper, hold."""
    identifiers, statements = [*paper.identifiers], [*paper.statements]
    versions, relations = [*paper.versions], [*paper.relations]
    for other in others:
        identifiers += (other.id, *other.identifiers)
        held = {(one.field, one.source) for one in statements}
        statements += (
            one
            for one in other.statements
            if one.source != LIST and (one.field, one.source) not in held
        )
        versions += other.versions
        relations += other.relations
    named = (one for one in dict.fromkeys(identifiers) if one.scheme != "local")
    return replace(
        paper,
        identifiers=tuple(named) or paper.identifiers,
        statements=tuple(statements),
        versions=tuple(dict.fromkeys(versions)),
        relations=tuple(dict.fromkeys(relations)),
    )


def redirects_after(before: Dataset, papers: Iterable[Paper]) -> tuple[tuple[str, str], ...]:
    """Return the retired ids of `before` and of its papers that became others of `papers`.

    An id whose paper left the list leads nowhere and goes.
    """
    papers = tuple(papers)
    kept = {str(paper.id) for paper in papers}
    owners = Dataset(papers).index()
    leads = {str(old.id): str(old.id) for old in before.papers if old.id.is_paper}
    leads |= dict(before.redirects)
    targets = {
        old: str(owners[new].id) for old, new in leads.items() if old not in kept and new in owners
    }
    return tuple(sorted(targets.items()))
