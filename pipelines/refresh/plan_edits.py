"""Which corrections the list needs, and which of them policy lets be made without a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from harvester.dataset.entries import Entry
from harvester.lists import ListDocument
from harvester.lists.editing.corrections import correct_authors, fill_placeholder
from harvester.lists.edits import HandEdit
from harvester.matching.existing_identifiers import compare_link, is_disputed, vouches_for
from harvester.matching.query import candidate_of_paper
from harvester.matching.resolve import query_of
from harvester.model import Edit, Identifier, Paper, PersonName, Resolution


@dataclass(frozen=True, slots=True)
class PlannedEdit:
    """One correction of `entry`'s `field`: from whom, and how sure."""

    entry: str
    field: str
    line: int
    before: str
    edit: Edit | HandEdit
    source: str
    sure: str = ""


@dataclass(frozen=True, slots=True)
class PlannedEdits:
    """`applied` go into the file; `proposed` and what must be done by hand go into the report."""

    applied: tuple[PlannedEdit, ...] = ()
    proposed: tuple[PlannedEdit, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The changes of the text that policy lets be made."""
        return tuple(plan.edit for plan in self.applied if isinstance(plan.edit, Edit))


def plan_edits(
    document: ListDocument,
    entries: Sequence[Entry],
    papers: Mapping[str, Paper],
    policy: Mapping[str, str],
) -> PlannedEdits:
    """Plan every correction of the list that the dataset vouches for."""
    applied: list[PlannedEdit] = []
    proposed: list[PlannedEdit] = []
    for entry in entries:
        paper = papers.get(str(entry.paper_id))
        for plan in _corrections(document, entry, paper) if paper else ():
            rule = policy[plan.field]
            if rule == "apply" and isinstance(plan.edit, Edit):
                applied.append(plan)
            elif rule != "never":
                proposed.append(plan)
    return PlannedEdits(tuple(applied), tuple(proposed))


def _corrections(document: ListDocument, entry: Entry, paper: Paper) -> Iterator[PlannedEdit]:
    mention, resolution = entry.mention, paper.resolution
    for placeholder in mention.placeholders if _fillable(entry, paper) else ():
        if not placeholder.accepts(_arxiv(paper)):
            continue
        edit = fill_placeholder(document, mention, placeholder, _arxiv(paper))
        if edit is not None and resolution is not None:
            sure = f"{resolution.strength}: {_evidence(resolution)}"
            why = f"resolved to {resolution.identifier}: {_evidence(resolution)}"
            yield _plan(document, entry, "identifier", edit, "arxiv", sure, why)
    chosen = paper.chosen("authors")
    if not mention.authors or chosen is None or chosen.source in {"list", "decision"}:
        return
    authors = chosen.value if isinstance(chosen.value, tuple) else ()
    names = [name for name in authors if isinstance(name, PersonName)]
    edit = correct_authors(document, mention, names)
    if edit is not None and _vouched_for(entry, paper):
        why = f"authors as {chosen.source} has them"
        yield _plan(document, entry, "authors", edit, chosen.source, "title and people agree", why)


def _plan(
    document: ListDocument,
    entry: Entry,
    field: str,
    edit: Edit | HandEdit,
    source: str,
    sure: str,
    why: str,
) -> PlannedEdit:
    if isinstance(edit, HandEdit):
        return PlannedEdit(entry.mention.name, field, edit.line, "", edit, source, sure)
    before = document.text[edit.span.start : edit.span.end]
    line = document.line_of(edit.span.start)
    explained = Edit(edit.span, edit.text, why)
    return PlannedEdit(entry.mention.name, field, line, before, explained, source, sure)


def _evidence(resolution: Resolution) -> str:
    return ", ".join(words for _, words in resolution.evidence) or resolution.reason


def _arxiv(paper: Paper) -> Identifier:
    found = [known for known in paper.identifiers if known.scheme == "arxiv"]
    return found[0] if found else paper.id


def _vouched_for(entry: Entry, paper: Paper) -> bool:
    """Tell whether title and people of the entry, not its link alone, say that it means `paper`."""
    record = candidate_of_paper(paper)
    return record is not None and vouches_for(query_of(entry.mention), record)


def _fillable(entry: Entry, paper: Paper) -> bool:
    """Tell whether a placeholder may get the id of `paper`: a person's word, or no contradiction.

    Entries can share a paper by a link that is wrong; what was resolved for one is not the other's.
    """
    if paper.resolution is None or paper.resolution.reason == "decision":
        return paper.resolution is not None
    record, query = candidate_of_paper(paper), query_of(entry.mention)
    return record is None or not is_disputed(query, record, compare_link(query, record))
