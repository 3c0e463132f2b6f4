"""What each claim of an entry should say instead; who says so, and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from harvester.dataset.entries import Entry
from harvester.dataset.publication import publication_of
from harvester.lists import ListDocument
from harvester.lists.editing.additions import by_hand, remove_entry
from harvester.lists.editing.corrections import (
    correct_authors,
    correct_date,
    correct_title,
    fill_placeholder,
    replace_identifier,
)
from harvester.lists.editing.links import add_code_link
from harvester.lists.editing.table_cells import set_stars
from harvester.lists.editing.venues import name_venue, split_year
from harvester.lists.edits import Correction, HandEdit
from harvester.model import (
    Edit,
    Identifier,
    LinkRole,
    Mention,
    Paper,
    PersonName,
    Placeholder,
    Problem,
    RepositoryState,
    Resolution,
    Severity,
    Statement,
)
from harvester.values.fields import DECISION, LIST
from harvester.values.identifiers import arxiv_month
from pipelines.refresh.edits.entry_evidence import (
    is_fillable,
    is_renamed,
    is_undisputed,
    means_paper,
    names_nobody_new,
)

_STARS = re.compile(r"\bstars?\b|⭐|🌟|★", re.IGNORECASE)
_NO_PAPER = Identifier("local", "-")


@dataclass(frozen=True, slots=True)
class PlannedEdit:
    """One correction of `entry`'s `field` (a claim of `[policy]`): from whom, and how sure.

    `value` is the upstream value that the edit writes; `decided` where a person asked for it;
    `asks` where the list may be right beside it, so that policy cannot let it be made unasked.
    """

    entry: str
    field: str
    line: int
    before: str
    edit: Edit | HandEdit
    source: str
    sure: str = ""
    paper: Identifier = _NO_PAPER
    value: str = ""
    decided: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True)
class CorrectionInput:
    """Hold what corrections are made from; `problems` say which claims are surely not so."""

    document: ListDocument
    mentions: Sequence[tuple[Mention, Paper | None]]
    problems: Mapping[tuple[str, str], Sequence[Problem]]
    repositories: Mapping[str, RepositoryState]

    def problem(self, mention: Mention, *codes: str) -> Problem | None:
        """Return the problem of this very entry with one of `codes`."""
        first = self.document.line_of(mention.span.start)
        last = self.document.line_of(max(mention.span.start, mention.span.end - 1))
        named = (one for code in codes for one in self.problems.get((code, mention.name), ()))
        return next((problem for problem in named if first <= problem.line <= last), None)


def problems_by_subject(
    problems: Iterable[Problem],
) -> dict[tuple[str, str], list[Problem]]:
    """Map code and subject to the problems that have both."""
    by_subject: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        by_subject.setdefault((problem.code, problem.subject), []).append(problem)
    return by_subject


def corrections_of_entry(correction_input: CorrectionInput, entry: Entry) -> Iterator[PlannedEdit]:
    """Yield what the paper of `entry` says against its claims."""
    paper = entry.paper
    if paper is None:
        return
    if removal := list(_removal(correction_input, entry, paper)):
        yield from removal
        return
    yield from _identifiers(correction_input.document, entry, paper)
    yield from _authors(correction_input.document, entry, paper)
    yield from _title(correction_input, entry, paper)
    yield from _date(correction_input, entry, paper)
    yield from _event(correction_input, entry, paper)
    yield from _code(correction_input, entry, paper)


@dataclass(frozen=True, slots=True)
class _Correction:
    """What a correction writes, and why."""

    field: str
    edit: Correction
    value: str
    source: str
    sure: str
    why: str
    decided: bool = False
    asks: bool = False


def _plan(document: ListDocument, entry: Entry, _correction: _Correction) -> Iterator[PlannedEdit]:
    edit, mention = _correction.edit, entry.mention
    if edit is None:
        return
    if isinstance(edit, Edit) and not document.can_write(edit):
        edit = by_hand(document, edit)
    if isinstance(edit, HandEdit):
        before, line = "", edit.line
    else:
        before = document.text_of(edit.span)
        line = document.line_of(edit.span.start)
        edit = Edit(edit.span, edit.text, _correction.why or edit.why)
    yield PlannedEdit(
        mention.name,
        _correction.field,
        line,
        before,
        edit,
        _correction.source,
        _correction.sure,
        entry.paper_id,
        _correction.value,
        _correction.decided,
        _correction.asks,
    )


def _identifiers(document: ListDocument, entry: Entry, paper: Paper) -> Iterator[PlannedEdit]:
    mention, resolution = entry.mention, paper.resolution
    identifier = paper.preferred_id
    for placeholder in mention.placeholders if is_fillable(entry, paper) else ():
        accepts = placeholder.accepts(identifier) and _is_of_month(placeholder, mention, identifier)
        if resolution is None or not accepts:
            continue
        edit = fill_placeholder(document, mention, placeholder, identifier)
        evidence = _evidence(resolution)
        sure = f"{resolution.strength}: {evidence}"
        why = f"resolved to {resolution.identifier}: {evidence}"
        yield from _plan(
            document,
            entry,
            _Correction(
                "identifier", edit, str(identifier), "arxiv", sure, why, bool(entry.decision)
            ),
        )
    yield from _denied(document, entry, paper)


def _is_of_month(placeholder: Placeholder, mention: Mention, identifier: Identifier) -> bool:
    """Tell whether a placeholder is the paper's: of several months only the one it came out in."""
    months = {place.hint for place in mention.placeholders if place.hint}
    single = len(months) < 2 or identifier.scheme != "arxiv"
    return single or placeholder.hint in (None, arxiv_month(identifier.value))


def _denied(document: ListDocument, entry: Entry, paper: Paper) -> Iterator[PlannedEdit]:
    """Replace an identifier that a person denied, where the right one is known."""
    mention, resolution = entry.mention, paper.resolution
    for old in sorted(entry.denied.intersection(mention.identifiers)):
        made: tuple[Edit | HandEdit, ...] = ()
        if resolution is not None:
            made = replace_identifier(document, mention, old, resolution.identifier)
        why = f"a person decided that this entry is not {old}"
        for edit in made or (HandEdit(mention.line, "the right link, or a placeholder", why),):
            value = str(resolution.identifier) if resolution else ""
            yield from _plan(
                document,
                entry,
                _Correction("identifier", edit, value, DECISION, "decided", why, True),
            )


def _authors(document: ListDocument, entry: Entry, paper: Paper) -> Iterator[PlannedEdit]:
    chosen = paper.chosen("authors")
    if not entry.mention.authors or chosen is None or chosen.source == LIST:
        return
    values = chosen.value if isinstance(chosen.value, tuple) else ()
    names = [name for name in values if isinstance(name, PersonName)]
    edit = correct_authors(document, entry.mention, names)
    if edit is not None and (_decided(chosen) or means_paper(entry, paper)):
        correction = _of_field("authors", edit, "; ".join(map(str, names)), chosen)
        asks = names_nobody_new(entry.mention, names) and not _decided(chosen)
        yield from _plan(document, entry, replace(correction, asks=asks))


def _title(correction_input: CorrectionInput, entry: Entry, paper: Paper) -> Iterator[PlannedEdit]:
    chosen = paper.chosen("title")
    if chosen is None or chosen.source == LIST:
        return
    differs = _surely(correction_input.problem(entry.mention, "title-differs")) and is_renamed(
        entry, paper
    )
    if _decided(chosen) or differs:
        edit = correct_title(correction_input.document, entry.mention, str(chosen.value))
        _correction = _of_field("title", edit, str(chosen.value), chosen)
        yield from _plan(correction_input.document, entry, _correction)


def _date(correction_input: CorrectionInput, entry: Entry, paper: Paper) -> Iterator[PlannedEdit]:
    problem = correction_input.problem(entry.mention, "date-differs")
    known = publication_of(paper) if problem else None
    is_edition = problem is not None and known is not None and known.label in problem.fix
    vouched = problem is not None and means_paper(entry, paper)
    if is_edition and known is not None and (vouched or is_undisputed(entry, paper)):
        edit = correct_date(correction_input.document, entry.mention, known.year)
        sure = "title and people agree" if vouched else "its link says so"
        why, asks = f"the year of {known.label}", not (vouched and _surely(problem))
        made = _Correction("date", edit, known.year, known.source, sure, why, asks=asks)
        yield from _plan(correction_input.document, entry, made)
        return
    for name in ("submitted", "issued"):
        chosen = paper.chosen(name)
        if chosen is None or chosen.source == LIST:
            continue
        differs = name == "submitted" and _surely(problem) and not is_edition
        if _decided(chosen) or (differs and vouched):
            edit = correct_date(correction_input.document, entry.mention, str(chosen.value))
            _correction = _of_field("date", edit, str(chosen.value), chosen)
            yield from _plan(correction_input.document, entry, _correction)
            return


def _event(correction_input: CorrectionInput, entry: Entry, paper: Paper) -> Iterator[PlannedEdit]:
    """Name the venue in the list's own form; what can be true beside the list is asked about."""
    document, mention, chosen = (
        correction_input.document,
        entry.mention,
        paper.chosen("event_title"),
    )
    if chosen is not None and _decided(chosen):
        name, year = split_year(str(chosen.value))
        made = _of_field(
            "event", name_venue(document, mention, name, year), str(chosen.value), chosen
        )
        yield from _plan(document, entry, made)
        return
    problem = correction_input.problem(mention, "published-since", "venue-differs")
    known = publication_of(paper) if problem else None
    if problem is None or known is None:
        return
    vouched = means_paper(entry, paper)
    if not (vouched or is_undisputed(entry, paper)):
        return
    edit = name_venue(document, mention, known.name, known.year)
    sure = "title and people agree" if vouched else "its link says so"
    why = f"published: {known.label}"
    doubtful = problem.code == "venue-differs" and not _surely(problem)
    asks = known.is_compiled or doubtful or not vouched
    value = f"{known.name} {known.year}".strip()
    made = _Correction("event", edit, value, known.source, sure, why, asks=asks)
    yield from _plan(document, entry, made)


def _code(correction_input: CorrectionInput, entry: Entry, paper: Paper) -> Iterator[PlannedEdit]:
    """Add the repository that the paper itself names, where the entry links no code."""
    chosen = paper.chosen("code")
    if chosen is not None and _decided(chosen) and isinstance(chosen.value, tuple):
        for name in chosen.value[:1]:
            target = Identifier("github", str(name).removeprefix("github:"))
            edit = add_code_link(correction_input.document, entry.mention, target)
            made = _of_field("code", edit, str(target), chosen)
            yield from _plan(correction_input.document, entry, made)
        return
    if correction_input.problem(entry.mention, "code-released") is None:
        return
    coded = any(link.role is LinkRole.CODE and link.url for link in entry.mention.links)
    if coded or not means_paper(entry, paper):
        return
    for relation in paper.relations:
        target, state = (
            relation.target,
            correction_input.repositories.get(relation.target.value.lower()),
        )
        there = state is None or (state.state == "found" and not state.coming_soon)
        if target.scheme == "github" and relation.kind == "IsSupplementedBy" and there:
            edit = add_code_link(correction_input.document, entry.mention, target)
            sure, why = "the paper names it", f"the code is at {target}"
            made = _Correction("code", edit, str(target), relation.source, sure, why)
            yield from _plan(correction_input.document, entry, made)
            return


def _removal(
    correction_input: CorrectionInput, entry: Entry, paper: Paper
) -> Iterator[PlannedEdit]:
    problem = correction_input.problem(entry.mention, "withdrawn", "retracted")
    if problem is None or not means_paper(entry, paper):
        return
    for edit in remove_entry(correction_input.document, entry.mention):
        made = _Correction("entry", edit, problem.code, problem.source, problem.known, problem.fix)
        yield from _plan(correction_input.document, entry, made)


def star_corrections(correction_input: CorrectionInput) -> Iterator[PlannedEdit]:
    """Yield the star counts in table cells that the repository of the row has left behind."""
    for mention, _ in correction_input.mentions:
        cells = [cell for cell in mention.cells if _STARS.search(cell.header)]
        names = {
            link.identifier.value.lower()
            for link in mention.links
            if link.identifier and link.identifier.scheme == "github"
        }
        state = correction_input.repositories.get(next(iter(names))) if len(names) == 1 else None
        if state is None or state.stars is None:
            continue
        for cell in cells:
            edit = set_stars(correction_input.document, mention, cell, state.stars)
            if isinstance(edit, Edit) and correction_input.document.can_write(edit):
                before = correction_input.document.text_of(edit.span)
                line = correction_input.document.line_of(edit.span.start)
                repository = Identifier("github", state.repository)
                name, sure = mention.refers_to or mention.name, "counted by its host"
                yield PlannedEdit(name, "stars", line, before, edit, "github", sure, repository)


def _of_field(field: str, edit: Correction, value: str, chosen: Statement) -> _Correction:
    decided = _decided(chosen)
    sure = "decided" if decided else "title and people agree"
    return _Correction(
        field, edit, value, chosen.source, sure, f"{field} as {chosen.source} has it", decided
    )


def _decided(chosen: Statement) -> bool:
    return chosen.source == DECISION


def _surely(problem: Problem | None) -> bool:
    return problem is not None and problem.severity is not Severity.INFO


def _evidence(resolution: Resolution) -> str:
    return ", ".join(words for _, words in resolution.evidence) or resolution.reason
