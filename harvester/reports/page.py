"""The report as a page: one headline, sections by urgency, rows. Every form is made from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from harvester.model import Change, FieldData, Identifier, PersonName, Problem, Severity
from harvester.reports.inputs import EntryFacts, ReportInput, ResolvedEntry, ShownEdit, Waiting
from harvester.values.identifiers import parse_identifier, url_of

SECTIONS = (
    ("decide", "Needs your decision", "Harvester will not guess here; tell it which is right."),
    ("fixed", "Fixed for you", "Done already, in the list or the dataset; look over it and merge."),
    ("contradicts", "Contradictions in the list", "Said here, and said otherwise elsewhere."),
    ("code", "Code released, moved or dead", "What became of the repositories of these papers."),
    ("versions", "New versions and publications", "Papers that were revised or published since."),
    ("learned", "Also new in the dataset", "Changed at a source, or known for the first time."),
    ("stars", "Stars", "How the repositories grow."),
)  # fmt: skip
"""Key, title and one sentence of each section."""

TOPIC_OF_CODE = {
    "wrong-link": "decide",
    "withdrawn": "decide",
    "retracted": "decide",
    "code-released": "code",
    "repository-moved": "code",
    "repository-archived": "code",
    "repository-gone": "code",
    "published-since": "versions",
    "new-version": "versions",
}
"""The section of a problem; every other code is a contradiction."""

TOPIC_OF_FIELD = {
    "version": "versions",
    "updated": "versions",
    "issued": "versions",
    "doi": "versions",
    "journal_ref": "versions",
    "container_title": "versions",
    "event_title": "versions",
    "withdrawn": "decide",
    "archived": "code",
    "moved_to": "code",
    "coming_soon": "code",
    "repository": "code",
}
"""The section of a changed field; every other field is only learned."""

FIELD_OF_CODE = {
    "placeholder-id": "identifier",
    "missing-id": "identifier",
    "wrong-link": "identifier",
    "authors-differ": "authors",
    "title-differs": "title",
    "date-differs": "date",
    "published-since": "event",
    "venue-differs": "event",
    "code-released": "code",
    "repository-moved": "repository",
    "withdrawn": "entry",
    "retracted": "entry",
    "badge-differs": "stars",
}
"""The field that a problem is about: an edit of it puts the problem right."""


_FIXED = {
    "identifier": ("identifier filled in", "identifiers filled in"),
    "authors": ("author line corrected", "author lines corrected"),
    "title": ("title corrected", "titles corrected"),
    "date": ("date corrected", "dates corrected"),
    "event": ("venue named", "venues named"),
    "entry": ("withdrawn paper taken out", "withdrawn papers taken out"),
    "code": ("code link added", "code links added"),
    "stars": ("star count updated", "star counts updated"),
}


def headline(given: ReportInput, problems: Sequence[Problem]) -> str:
    """Say what happened and what is to do.

    >>> headline(ReportInput("list.md", "2026-01-01"), ())
    'Nothing changed, nothing to do.'
    """
    parts = [*_fixed(given), *_waiting(given, problems), *_to_look_at(problems)]
    parts = parts or list(_learned(given))
    line = ", ".join(parts) or "nothing changed, nothing to do"
    failed = [name for name, count in given.sources if count.failed]
    if failed:
        line += f"; {', '.join(failed)} could not be asked about everything"
    return line[0].upper() + line[1:] + "."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _fixed(given: ReportInput) -> Iterator[str]:
    applied = [edit for edit in given.edits if edit.applied]
    placeholders = {one.entry for one in given.resolutions if one.placeholder}
    filled = [e for e in applied if e.field == "identifier" and e.entry in placeholders]
    if filled:
        yield _count(len(filled), "placeholder id filled", "placeholder ids filled")
    fields = Counter(edit.field for edit in applied if edit not in filled)
    for name, number in fields.items():
        one, many = _FIXED.get(name, (f"{name} corrected", f"{name} values corrected"))
        yield _count(number, one, many)


def _waiting(given: ReportInput, problems: Sequence[Problem]) -> Iterator[str]:
    waiting = len(given.waiting) + sum(not edit.applied for edit in given.edits)
    waiting += sum(TOPIC_OF_CODE.get(problem.code) == "decide" for problem in problems)
    if waiting:
        yield _count(waiting, "decision waits for you", "decisions wait for you")


def _to_look_at(problems: Sequence[Problem]) -> Iterator[str]:
    topics = Counter(TOPIC_OF_CODE.get(problem.code, "contradicts") for problem in problems)
    if number := topics["contradicts"]:
        yield _count(number, "contradiction to look at", "contradictions to look at")
    if number := topics["code"]:
        yield _count(number, "note on code", "notes on code")
    if number := topics["versions"]:
        yield _count(number, "paper published or revised", "papers published or revised")


def _learned(given: ReportInput) -> Iterator[str]:
    papers = {c.paper for c in given.changes if TOPIC_OF_FIELD.get(c.field) != "decide"}
    if papers:
        yield _count(
            len(papers), "paper with news in the dataset", "papers with news in the dataset"
        )
    grown = sum(one.before != one.after for one in given.stars)
    if grown:
        yield _count(grown, "star count moved", "star counts moved")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of a report: entry, field, before → after, who says so, since when, how sure."""

    entry: str
    field: str
    before: str
    after: str
    who: str
    who_url: str = ""
    since: str = ""
    sure: str = ""
    line: int | None = None
    fix: str = ""
    severity: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one urgency; `lead` says in one sentence what to do with them."""

    key: str
    title: str
    lead: str
    rows: tuple[ReportRow, ...] = ()
    waiting: tuple[Waiting, ...] = ()

    @property
    def size(self) -> int:
        """How many things stand in the section."""
        return len(self.rows) + len(self.waiting)


@dataclass(frozen=True, slots=True)
class Page:
    """What every form of the report shows."""

    given: ReportInput
    headline: str
    sections: tuple[Section, ...] = field(default=())


def build_page(given: ReportInput) -> Page:
    """Arrange a report: sections by urgency, empty ones left out."""
    rows: dict[str, list[ReportRow]] = {key: [] for key, _, _ in SECTIONS}
    facts = {one.entry: one for one in given.entries}
    for edit in given.edits:
        rows["fixed" if edit.applied else "decide"].append(_edit_row(edit, given, facts))
    told = {(edit.entry, edit.field) for edit in given.edits if edit.applied}
    for resolved in given.resolutions:
        if (resolved.entry, "identifier") not in told:
            rows["fixed"].append(_resolved_row(resolved, facts))
    for problem in open_problems(given):
        rows[TOPIC_OF_CODE.get(problem.code, "contradicts")].append(_problem_row(problem, facts))
    new: dict[Identifier, list[Change]] = {c.paper: [] for c in given.changes if _first_told(c)}
    for change in given.changes:
        if change.paper in new:
            new[change.paper].append(change)
    for paper in sorted(new):
        rows["learned"].append(_new_paper_row(new[paper], given))
    for change in given.changes:
        if change.paper not in new:
            rows[TOPIC_OF_FIELD.get(change.field, "learned")].append(_change_row(change, given.day))
    sections = (
        Section(
            key, title, lead, tuple(_ordered(rows[key])), given.waiting if key == "decide" else ()
        )
        for key, title, lead in SECTIONS
    )
    kept = tuple(one for one in sections if one.size or (one.key == "stars" and given.stars))
    return Page(given, headline(given, open_problems(given)), kept)


def open_problems(given: ReportInput) -> tuple[Problem, ...]:
    """Return the problems that no edit has put right or proposes to."""
    fixed = {(edit.entry, edit.field) for edit in given.edits}
    return tuple(
        problem
        for problem in given.problems
        if (problem.subject, FIELD_OF_CODE.get(problem.code)) not in fixed
    )


_URGENCY = {"error": 0, "warning": 1, "": 2, "info": 3}


def _ordered(rows: list[ReportRow]) -> list[ReportRow]:
    return sorted(rows, key=lambda row: (_URGENCY.get(row.severity, 2), row.line or 0))


def _page_of(entry: str, facts: dict[str, EntryFacts]) -> Identifier | None:
    found = facts.get(entry)
    return found.identifier if found else None


def _edit_row(edit: ShownEdit, given: ReportInput, facts: dict[str, EntryFacts]) -> ReportRow:
    proof = next((one for one in given.resolutions if one.entry == edit.entry), None)
    why, sure = edit.why, edit.sure
    if edit.field == "identifier" and proof:
        why, sure = proof.evidence, proof.strength.value
    page = proof.identifier if proof else _page_of(edit.entry, facts)
    known = facts.get(edit.entry)
    return ReportRow(
        entry=edit.entry,
        field=edit.field,
        before=edit.before,
        after=edit.after,
        who=edit.source or (str(page) if page else "this list"),
        who_url=url_of(page) if page else "",
        since=(known.since(edit.field) or known.since("title")) if known else "",
        sure=sure or "stated by the source",
        line=edit.line,
        fix=why,
        code="edit" if edit.applied else "proposal",
    )


def _resolved_row(resolved: ResolvedEntry, facts: dict[str, EntryFacts]) -> ReportRow:
    known = facts.get(resolved.entry)
    return ReportRow(
        entry=resolved.entry,
        field="identifier",
        before=resolved.placeholder or "no identifier",
        after=str(resolved.identifier),
        who=str(resolved.identifier),
        who_url=url_of(resolved.identifier),
        since=known.since("title") if known else "",
        sure=resolved.strength.value,
        line=resolved.line,
        fix=resolved.evidence,
        code="resolved",
    )


_SEEN = {"this list": "stands in the list", "files of the repository": "looked there"}


def _problem_row(problem: Problem, facts: dict[str, EntryFacts]) -> ReportRow:
    name = FIELD_OF_CODE.get(problem.code, problem.code)
    page = _page_of(problem.subject, facts)
    known = facts.get(problem.subject)
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
        since="" if in_list or known is None else known.since(name),
        sure=_SEEN[problem.source] if in_list else _sure(problem),
        line=problem.line,
        fix=problem.fix,
        severity=problem.severity.value,
        code=problem.code,
    )


def _repository_in(text: str) -> Identifier | None:
    _, colon, rest = text.partition("github:")
    return parse_identifier(f"github:{rest.split()[0].rstrip(',;')}") if colon and rest else None


def _sure(problem: Problem) -> str:
    return "a hint" if problem.severity is Severity.INFO else "stated by the source"


def _first_told(change: Change) -> bool:
    return change.kind == "added" and change.field in ("title", "paper")


def _new_paper_row(changes: Sequence[Change], given: ReportInput) -> ReportRow:
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
        since=given.day,
        sure=first.cause.value,
        code="added",
    )


def _change_row(change: Change, day: str) -> ReportRow:
    return ReportRow(
        entry=change.name or str(change.paper),
        field=change.field.replace("_", " "),
        before=words_of(change.before),
        after=words_of(change.after),
        who=change.source,
        who_url=url_of(change.paper),
        since=day,
        sure=change.cause.value,
        code=change.kind,
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
