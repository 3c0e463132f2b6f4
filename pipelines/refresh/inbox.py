"""What waits for a person: `inbox/waiting.json`, and the rows that every command shows of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.dataset.entries import Entry
from harvester.dataset.ignored import lets_be
from harvester.errors import BadInput
from harvester.model import Candidate, Decision, Mention, Strength
from harvester.reports import Choice, Waiting
from harvester.values.identifiers import parse_identifier
from pipelines.refresh.edits.corrections import PlannedEdit

if TYPE_CHECKING:  # it brings every source, which a report of what is on disk does not ask
    from pipelines.refresh.lookup.resolve import Resolved

INBOX = "inbox/waiting.json"
_OPEN_IDENTIFIER = frozenset({"placeholder-id", "missing-id"})


def format_inbox(resolved: Iterable[Resolved], proposed: Iterable[PlannedEdit]) -> bytes:
    """Return the canonical file: each ambiguous entry with its candidates, each proposed edit."""
    by_hand = [
        {"name": plan.entry, "field": plan.field, "line": plan.line, "text": plan.edit.text}
        for plan in proposed
    ]
    value = {"ambiguous": ambiguous_rows(resolved), "proposed_edits": by_hand}
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8")


def ambiguous_rows(resolved: Iterable[Resolved]) -> list[dict[str, Any]]:
    """Return the ambiguous entries as `waiting.json` keeps them."""
    return [
        {
            "name": answer.entry.mention.name,
            "title": _title(answer.entry.mention),
            "reason": str(answer.verdict.reason),
            "candidates": [
                {
                    "identifier": str(one.candidate.identifier),
                    "title": one.candidate.title,
                    "authors": list(one.candidate.authors),
                    "submitted": one.candidate.submitted,
                    "verdict": one.strength,
                    "reason": str(one.reason),
                }
                for one in answer.verdict.judged
            ],
        }
        for answer in resolved
        if answer.verdict and answer.verdict.strength is Strength.AMBIGUOUS
    ]


def load_ambiguous(folder: Path) -> list[dict[str, Any]]:
    """Read the ambiguous entries of the last run; none without a file.

    Raises BadInput for a damaged file.
    """
    path = folder / INBOX
    if not path.exists():
        return []
    try:
        rows = json.loads(path.read_bytes())["ambiguous"]
        return [row for row in rows if isinstance(row, dict)]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadInput(f"{path}: damaged ({error}); remove it, the next run writes it") from error


def waiting_rows(
    rows: Iterable[dict[str, Any]], entries: Sequence[Entry], decisions: Sequence[Decision]
) -> tuple[Waiting, ...]:
    """Return the rows whose entries are still open, each at its present place in the list.

    Those whose missing identifier people let be are left out.
    """
    open_entries: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        identifiers = (*entry.identifiers, *(entry.paper.identifiers if entry.paper else ()))
        is_known = any(identifier.scheme == "arxiv" for identifier in identifiers)
        if not is_known and not lets_be(decisions, entry.mention, _OPEN_IDENTIFIER):
            key = entry.mention.name, _title(entry.mention)
            open_entries.setdefault(key, []).append(entry)
    waiting = []
    for row in rows:
        standing = open_entries.get((str(row.get("name")), str(row.get("title"))), [])
        if standing:
            waiting.append(_waiting(standing.pop(0).mention, row))
    return tuple(waiting)


def _waiting(mention: Mention, row: dict[str, Any]) -> Waiting:
    tag = mention.date or mention.event
    return Waiting(
        mention.name,
        mention.line,
        _title(mention) or mention.name,
        ", ".join(author.text for author in mention.authors),
        tag.text if tag else "",
        str(row.get("reason", "")),
        tuple(choice for one in row.get("candidates", ()) if (choice := _choice(one))),
    )


def _choice(row: dict[str, Any]) -> Choice | None:
    identifier = parse_identifier(str(row.get("identifier")))
    if identifier is None:
        return None
    authors = tuple(map(str, row.get("authors", ())))
    submitted = row.get("submitted")
    candidate = Candidate(identifier, str(row.get("title")), authors, True, submitted or None)
    return Choice(candidate, Strength(str(row.get("verdict"))), str(row.get("reason")))


def _title(mention: Mention) -> str:
    return mention.title.text if mention.title else ""
