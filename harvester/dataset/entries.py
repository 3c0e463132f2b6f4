"""Tie each mention of the list to the paper of the dataset it speaks of. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harvester.model import Dataset, Identifier, Mention, MentionKind, Paper

_TELLING_WORDS = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that stands for itself, and the id of the paper it means."""

    mention: Mention
    paper_id: Identifier
    known: Paper | None = None


def slug(text: str) -> str:
    """Return `text` as a short name of letters, digits and hyphens, in any script."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w]+", "-", folded).strip("-_")[:80] or "untitled"


def written_identifiers(mention: Mention) -> tuple[Identifier, ...]:
    """Return the identifiers of works that stand in the entry, arXiv first."""
    own = [known for known in mention.identifiers if known.is_paper]
    return tuple(sorted(dict.fromkeys(own), key=lambda known: known.rank))


def provisional_id(mention: Mention) -> Identifier:
    """Return the id of an entry that no service knows yet: a slug of what the list calls it."""
    return Identifier("local", slug(mention.title.text if mention.title else mention.name))


def paper_entries(mentions: Iterable[Mention], dataset: Dataset) -> tuple[Entry, ...]:
    """Return the paper entries of a list in their order, each with the id of its paper.

    A paper is found by an identifier, else by the title that the list gave it before, or that a
    service gives it: so an entry whose placeholder was resolved last night is known today.
    """
    by_identifier = dataset.index()
    by_title = _papers_by_title(dataset.papers)
    entries = []
    for mention in mentions:
        if mention.kind is not MentionKind.PAPER or mention.refers_to:
            continue
        given = written_identifiers(mention)
        known = next((by_identifier[str(i)] for i in given if str(i) in by_identifier), None)
        if known is None and not given:
            known = by_title.get(provisional_id(mention).value)
        fallback = given[0] if given else provisional_id(mention)
        entries.append(Entry(mention, known.id if known else fallback, known))
    return tuple(entries)


def _papers_by_title(papers: Iterable[Paper]) -> dict[str, Paper]:
    found: dict[str, Paper] = {}
    told: dict[str, Paper] = {}
    for paper in papers:
        for seen in paper.observations:
            if seen.source == "list" and seen.field in {"title", "name"}:
                found.setdefault(slug(str(seen.value)), paper)
            elif seen.field == "title" and slug(str(seen.value)).count("-") >= _TELLING_WORDS - 1:
                told.setdefault(slug(str(seen.value)), paper)
    return {**told, **found}


def mentions_with_papers(
    mentions: Sequence[Mention], entries: Iterable[Entry], papers: Mapping[str, Paper]
) -> tuple[tuple[Mention, Paper | None], ...]:
    """Pair every mention with the paper it speaks of, back references and table rows by name."""
    own = {entry.mention.span: papers.get(str(entry.paper_id)) for entry in entries}
    named = {entry.mention.name: papers.get(str(entry.paper_id)) for entry in entries}
    return tuple(
        (mention, named.get(mention.refers_to) if mention.refers_to else own.get(mention.span))
        for mention in mentions
    )
