"""The rows of a report: one correction, problem or change each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from harvester.model import Change, FieldData, Identifier, PersonName, Problem, Severity
from harvester.reports.inputs import AnswerWay, EntryFacts, ReportInput, ResolvedEntry, ShownEdit
from harvester.reports.lanes import FIELD_OF_CODE
from harvester.values.identifiers import parse_identifier, url_of


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of a report: entry, field, before → after, who says so, how sure, how to answer.

    `since` is the day from which the source says so, `open_since` the day on which this row was
    shown first, `also` are further (entry, line) with the same cause, `follows` the fields whose
    differences have the same cause.
    """

    entry: str
    field: str
    before: str
    after: str
    who: str
    who_url: str = ""
    since: str = ""
    sure: str = ""
    line: int | None = None
    why: str = ""
    severity: str = ""
    code: str = ""
    section: str = ""
    open_since: str = ""
    also: tuple[tuple[str, int], ...] = ()
    follows: tuple[str, ...] = ()
    answers: tuple[AnswerWay, ...] = ()

    @property
    def key(self) -> str:
        """What names the row as long as it says the same: twelve hexadecimal digits."""
        parts = "\n".join((self.code, self.entry, self.field, self.after))
        return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:12]

    @property
    def mark(self) -> str:
        """One sign for how sure: ● stated or equal, ◐ strong, ○ a hint."""
        if self.severity == "info" or self.sure == "a hint":
            return "○"
        return "◐" if self.sure in ("strong", "ambiguous") else "●"


def _page_of(entry: str, facts: dict[str, EntryFacts]) -> Identifier | None:
    entry_facts = facts.get(entry)
    return entry_facts.identifier if entry_facts else None


def edit_row(edit: ShownEdit, report_input: ReportInput, facts: dict[str, EntryFacts]) -> ReportRow:
    """Return the row of a correction that was made or is proposed."""
    proof = next((one for one in report_input.resolutions if one.entry == edit.entry), None)
    why, sure = edit.why, edit.sure
    if edit.field == "identifier" and proof:
        why, sure = proof.evidence, proof.strength.value
    page = proof.identifier if proof else _page_of(edit.entry, facts)
    entry_facts = facts.get(edit.entry)
    return ReportRow(
        entry=edit.entry,
        field=edit.field,
        before=edit.before,
        after=edit.after,
        who=edit.source or (str(page) if page else "this list"),
        who_url=url_of(page) if page else "",
        since=(entry_facts.since(edit.field) or entry_facts.since("title")) if entry_facts else "",
        sure=sure or "stated by the source",
        line=edit.line,
        why=why,
        code="edit" if edit.applied else "proposal",
        section=entry_facts.section if entry_facts else "",
    )


def resolved_row(resolved: ResolvedEntry, facts: dict[str, EntryFacts]) -> ReportRow:
    """Return the row of an identifier that the dataset knows and the list does not show."""
    entry_facts = facts.get(resolved.entry)
    return ReportRow(
        entry=resolved.entry,
        field="identifier",
        before=resolved.placeholder or "no identifier",
        after=str(resolved.identifier),
        who=str(resolved.identifier),
        who_url=url_of(resolved.identifier),
        since=entry_facts.since("title") if entry_facts else "",
        sure=resolved.strength.value,
        line=resolved.line,
        why=resolved.evidence,
        code="resolved",
        section=entry_facts.section if entry_facts else "",
    )


_SEEN = {"this list": "stands in the list", "files of the repository": "looked there"}


def problem_row(problem: Problem, facts: dict[str, EntryFacts]) -> ReportRow:
    """Return the row of a problem."""
    name = FIELD_OF_CODE.get(problem.code, problem.code)
    page = _page_of(problem.subject, facts)
    entry_facts = facts.get(problem.subject)
    in_list = problem.source in _SEEN
    on_host = problem.source.endswith("github")
    if on_host and (repository := _repository_in(problem.known) or _repository_in(problem.claimed)):
        page = repository
    return ReportRow(
        entry=problem.subject,
        field=problem.code.replace("-", " "),
        before=problem.claimed,
        after=problem.known,
        who=problem.source,
        who_url=url_of(page) if page and not in_list else "",
        since="" if in_list or entry_facts is None else entry_facts.since(name),
        sure=_SEEN[problem.source] if in_list else _sure(problem),
        line=problem.line,
        why=problem.fix,
        severity=problem.severity.value,
        code=problem.code,
        section=entry_facts.section if entry_facts else "",
    )


def _repository_in(text: str) -> Identifier | None:
    _, colon, rest = text.partition("github:")
    return parse_identifier(f"github:{rest.split()[0].rstrip(',;')}") if colon and rest else None


def _sure(problem: Problem) -> str:
    return "a hint" if problem.severity is Severity.INFO else "stated by the source"


def is_new_paper(change: Change) -> bool:
    """Tell whether a change adds a whole paper."""
    return change.kind == "added" and change.field in ("title", "paper")


def new_paper_row(changes: Sequence[Change], report_input: ReportInput) -> ReportRow:
    """Say in one row that a paper is known for the first time, with the fields that are."""
    first = changes[0]
    named = next((change.name for change in changes if change.name), str(first.paper))
    fields = [change.field.replace("_", " ") for change in changes if change.field != "paper"]
    return ReportRow(
        entry=named,
        field="new in the dataset",
        before="",
        after=", ".join([str(first.paper), *dict.fromkeys(fields)]),
        who=", ".join(sorted({change.source for change in changes if change.source})),
        who_url=url_of(first.paper),
        since=report_input.day,
        sure=first.cause.value,
        code="added",
    )


def change_row(change: Change, day: str) -> ReportRow:
    """Return the row of a changed field."""
    return ReportRow(
        entry=change.name or str(change.paper),
        field=change.field.replace("_", " "),
        before=words_of(change.before),
        after=words_of(change.after),
        who=change.source,
        who_url=url_of(change.paper),
        since=day,
        sure=change.cause.value,
        code="removed" if change.field == "paper" else change.kind,
    )


def words_of(value: FieldData | None) -> str:
    """Return a field's value as a person reads it; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(str(one) if isinstance(one, PersonName) else one for one in value)
    return str(value)
