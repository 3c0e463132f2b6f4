"""Which corrections the list needs, and which of them policy lets be made without a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harvester.lists import ListDocument
from harvester.lists.corrections import correct_authors, fill_placeholder
from harvester.lists.edits import HandEdit
from harvester.matching import Given, compare_given, evidence_line, query_of
from harvester.model import Candidate, Edit, Identifier, Paper, PersonName, Verdict
from pipelines.entries import Entry


@dataclass(frozen=True, slots=True)
class PlannedEdits:
    """`applied` go into the file; `proposed` and `by_hand` go into the report."""

    applied: tuple[Edit, ...] = ()
    proposed: tuple[Edit, ...] = ()
    by_hand: tuple[HandEdit, ...] = ()


def plan_edits(
    document: ListDocument,
    entries: Sequence[Entry],
    papers: Mapping[str, Paper],
    policy: Mapping[str, str],
) -> PlannedEdits:
    """Plan every correction of the list that the dataset vouches for."""
    applied: list[Edit] = []
    proposed: list[Edit] = []
    by_hand: list[HandEdit] = []
    for entry in entries:
        paper = papers.get(str(entry.paper_id))
        if paper is None:
            continue
        for field, correction in _corrections(document, entry, paper):
            rule = policy[field]
            if rule == "never" or correction is None:
                continue
            if isinstance(correction, HandEdit):
                by_hand.append(correction)
            else:
                (applied if rule == "apply" else proposed).append(correction)
    return PlannedEdits(tuple(applied), tuple(proposed), tuple(by_hand))


def _corrections(
    document: ListDocument, entry: Entry, paper: Paper
) -> Iterable[tuple[str, Edit | HandEdit | None]]:
    mention = entry.mention
    arxiv = _arxiv(paper)
    for placeholder in mention.placeholders if paper.resolution and arxiv else ():
        edit = fill_placeholder(document, mention, placeholder, arxiv)
        yield "identifier", _explained(edit, paper)
    authors = paper.value("authors")
    if mention.authors and isinstance(authors, tuple) and _leads_to_it(entry, paper):
        names = tuple(name for name in authors if isinstance(name, PersonName))
        chosen = paper.chosen("authors")
        if chosen and chosen.source not in {"list", "decision"}:
            edit = correct_authors(document, mention, names)
            yield "authors", _because(edit, f"{mention.name}: authors as {chosen.source} has them")


def _arxiv(paper: Paper) -> Identifier:
    found = [known for known in paper.identifiers if known.scheme == "arxiv"]
    return found[0] if found else paper.id


def _leads_to_it(entry: Entry, paper: Paper) -> bool:
    """Authors are only corrected where the link surely leads to the entry's own paper."""
    candidate = candidate_of(paper)
    if candidate is None:
        return False
    return compare_given(query_of(entry.mention), candidate) in {Given.SAME, Given.TITLE_CHANGED}


def candidate_of(paper: Paper) -> Candidate | None:
    """Return what the services, not the list, say of a paper; None where they said no title."""
    title = paper.chosen("title")
    if title is None or title.source == "list":
        return None
    authors = paper.value("authors")
    names = authors if isinstance(authors, tuple) else ()
    return Candidate(
        identifier=_arxiv(paper),
        title=str(title.value),
        authors=tuple(str(name) for name in names),
        submitted=_text(paper, "submitted"),
        abstract=_text(paper, "abstract") or "",
        comment=_text(paper, "comment") or "",
        doi=_text(paper, "doi"),
        journal_ref=_text(paper, "journal_ref") or "",
    )


def _text(paper: Paper, name: str) -> str | None:
    value = paper.value(name)
    return value if isinstance(value, str) else None


def _explained(edit: Edit | HandEdit | None, paper: Paper) -> Edit | HandEdit | None:
    resolution = paper.resolution
    if resolution is None:
        return edit
    evidence = evidence_line(
        Verdict(resolution.strength, resolution.reason, evidence=resolution.evidence)
    )
    return _because(edit, f"resolved to {resolution.identifier}: {evidence}")


def _because(edit: Edit | HandEdit | None, why: str) -> Edit | HandEdit | None:
    return Edit(edit.span, edit.text, why) if isinstance(edit, Edit) else edit
