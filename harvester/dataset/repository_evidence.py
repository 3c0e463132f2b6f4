"""Whose code a repository holds: the authors', somebody else's, or what the list alone says. Pure.

A repository is a paper's own where its record, its landing page or a person on Hugging Face names
it, or where the owner's README bears the paper's title or names its id first. A README that says
of itself that it is unofficial names the paper too, and is third-party code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from harvester.model import FieldData, Identifier, Paper, Reading, Relation
from harvester.values.field_values import texts_of
from harvester.values.fields import LIST
from harvester.values.identifiers import identifier_of_url
from harvester.values.text import normalize_title

CODE = "IsSupplementedBy"
THIRD_PARTY = "IsReferencedBy"
"""DataCite's words for a paper's own code, and for code of others that names the paper."""
_NAMED_BY = {
    "landing-pages": "its landing page links it",
    "huggingface": "a person named it on Hugging Face",
    "datacite": "arXiv's comment or abstract names it",
    "arxiv": "arXiv's comment or abstract names it",
    "arxiv-oai": "arXiv's comment or abstract names it",
}
_TITLE_WORDS = 4
_PAPERS = frozenset({"arxiv", "doi", "github"})


class CodeStanding(StrEnum):
    """Tell whose code a repository holds."""

    OFFICIAL = "official"
    THIRD_PARTY = "third-party"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class CodeEvidence:
    """One repository of a paper, whose code it holds, and what says so."""

    repository: str
    standing: CodeStanding
    evidence: str


def code_evidence(paper: Paper) -> tuple[CodeEvidence, ...]:
    """Return the repositories of a paper with their standing, sorted by name."""
    by_name: dict[str, list[Relation]] = {}
    for relation in paper.relations:
        if relation.target.scheme == "github":
            by_name.setdefault(relation.target.value, []).append(relation)
    return tuple(_judge(name, by_name[name]) for name in sorted(by_name))


def _judge(name: str, relations: Iterable[Relation]) -> CodeEvidence:
    said = {(one.kind, one.source) for one in relations}
    named = [words for source, words in _NAMED_BY.items() if (CODE, source) in said]
    if named:
        return CodeEvidence(name, CodeStanding.OFFICIAL, named[0])
    others = sorted(source for kind, source in said if kind == CODE and source != LIST)
    if (THIRD_PARTY, "github") in said:
        words = "its README calls itself unofficial"
        return CodeEvidence(name, CodeStanding.THIRD_PARTY, words)
    if others:
        return CodeEvidence(name, CodeStanding.OFFICIAL, "its README names the paper")
    return CodeEvidence(name, CodeStanding.STATED, "the list alone links it")


def with_repository_evidence(
    papers: Iterable[Paper], readings: Mapping[Identifier, Reading], source: str
) -> tuple[Paper, ...]:
    """Return `papers` with what their repositories say, as relations of `source`, the code host.

    What was said of a repository that was not read today stays.
    """
    return tuple(_with_evidence(paper, readings, source) for paper in papers)


def _with_evidence(paper: Paper, readings: Mapping[Identifier, Reading], source: str) -> Paper:
    targets = dict.fromkeys(one.target for one in paper.relations if one.target.scheme == "github")
    read = {target: dict(readings[target].fields) for target in targets if target in readings}
    if not read:
        return paper
    said = [relation for relation in paper.relations if relation.source == source]
    others = [relation for relation in paper.relations if relation.source != source]
    new = [
        relation
        for target, fields in read.items()
        for relation in _said_of(paper, target, fields, others, source)
    ]
    whole = read.keys() == set(targets)
    kept = [
        one
        for one in said
        if (one.target.scheme == "github" and not _is_renewed(one.target, read))
        or (one.target.scheme != "github" and not whole)
    ]
    together = dict.fromkeys((*others, *kept, *new))
    ordered = sorted(together, key=lambda one: (one.kind, str(one.target), one.source))
    return replace(paper, relations=tuple(ordered))


def _is_renewed(target: Identifier, read: Mapping[Identifier, Mapping[str, FieldData]]) -> bool:
    return target in read and bool(read[target].get("readme_read"))


def _said_of(
    paper: Paper,
    target: Identifier,
    fields: Mapping[str, FieldData],
    others: Iterable[Relation],
    source: str,
) -> Iterator[Relation]:
    names = _names_paper(paper, fields)
    vouched = any(
        one.target == target and one.kind == CODE and one.source != LIST for one in others
    )
    if names and fields.get("unofficial") and not vouched:
        yield Relation(THIRD_PARTY, target, source)
        return
    if names:
        yield Relation(CODE, target, source)
    page = str(fields.get("homepage") or "")
    if (names or vouched) and _is_page(page):
        yield Relation(CODE, Identifier("url", page), source)


def _names_paper(paper: Paper, fields: Mapping[str, FieldData]) -> bool:
    """Tell whether a README bears the paper's title, or names its id before all others."""
    ids = {str(one) for one in (paper.id, *paper.identifiers)}
    first = next(iter(texts_of(fields.get("readme_identifiers"))), "")
    title = normalize_title(str(paper.value("title") or ""))
    titles = [normalize_title(one) for one in texts_of(fields.get("readme_titles"))]
    whole = len(title.split()) >= _TITLE_WORDS
    bears = any(title == one or (whole and f" {title} " in f" {one} ") for one in titles)
    return first in ids or (bool(title) and bears)


def _is_page(address: str) -> bool:
    """Tell whether an address can be a project's page: no paper's own, no repository."""
    web = address.startswith(("https://", "http://")) and address.isprintable()
    known = identifier_of_url(address) if web and " " not in address else None
    return web and " " not in address and (known is None or known.scheme not in _PAPERS)
