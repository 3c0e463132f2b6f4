"""Papers as candidates: what services say of one, in the form in which mentions are compared."""

from __future__ import annotations

from collections.abc import Mapping

from harvester.model import Candidate, FieldData, Identifier, Paper, Reading


def candidate_of_reading(reading: Reading) -> Candidate | None:
    """Return what a source says of a paper; None where it says no title."""
    fields = dict(reading.fields)
    return _candidate(reading.identifier, fields) if fields.get("title") else None


def candidate_of_paper(paper: Paper) -> Candidate | None:
    """Return what the services, not the list, say of a paper; None where they said no title."""
    title = paper.chosen("title")
    if title is None or title.source == "list":
        return None
    fields = {name: chosen.value for name, chosen in paper.fields}
    return _candidate(paper.preferred_id, fields)


def _candidate(identifier: Identifier, fields: Mapping[str, FieldData]) -> Candidate:
    authors = fields.get("authors")
    return Candidate(
        identifier=identifier,
        title=str(fields["title"]),
        authors=tuple(map(str, authors)) if isinstance(authors, tuple) else (),
        submitted=_text(fields, "submitted") or None,
        abstract=_text(fields, "abstract"),
        comment=_text(fields, "comment"),
        doi=_text(fields, "doi") or None,
        journal_ref=_text(fields, "journal_ref"),
        former_title=_text(fields, "former_title"),
    )


def _text(fields: Mapping[str, FieldData], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""
