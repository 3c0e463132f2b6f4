"""Papers as candidates: what services say of one, in the form in which mentions are compared."""

from __future__ import annotations

from collections.abc import Mapping

from harvester.model import Candidate, FieldData, Identifier, Paper, Reading


def candidate_of_reading(reading: Reading) -> Candidate | None:
    """Return what a source says of a paper; None where it says no title."""
    said = dict(reading.fields)
    return _candidate(reading.identifier, said) if said.get("title") else None


def candidate_of_paper(paper: Paper) -> Candidate | None:
    """Return what the services, not the list, say of a paper; None where they said no title."""
    title = paper.chosen("title")
    if title is None or title.source == "list":
        return None
    known = {name: chosen.value for name, chosen in paper.fields}
    on_arxiv = (one for one in paper.identifiers if one.scheme == "arxiv")
    return _candidate(next(on_arxiv, paper.id), known)


def _candidate(identifier: Identifier, said: Mapping[str, FieldData]) -> Candidate:
    authors = said.get("authors")
    return Candidate(
        identifier=identifier,
        title=str(said["title"]),
        authors=tuple(map(str, authors)) if isinstance(authors, tuple) else (),
        submitted=_text(said, "submitted") or None,
        abstract=_text(said, "abstract"),
        comment=_text(said, "comment"),
        doi=_text(said, "doi") or None,
        journal_ref=_text(said, "journal_ref"),
    )


def _text(said: Mapping[str, FieldData], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""
