"""What is different between two datasets, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from harvester.dataset.entries import renamed_papers
from harvester.model import (
    Cause,
    Change,
    Dataset,
    FieldData,
    Identifier,
    Paper,
    RepositoryState,
    Statement,
    Version,
)
from harvester.values.fields import DECISION

LIST = "list"
_METRIC_COLUMNS = tuple(
    column.name for column in fields(RepositoryState) if column.name not in {"repository", "day"}
)


def compare(before: Dataset, after: Dataset) -> tuple[Change, ...]:
    """Return every difference, sorted by paper and field.

    A paper that is new or gone makes one change of the field "paper" (value: its name); a new one
    whose identifier was found makes one more of "identifiers". A paper known on both sides, also
    under a retired id, makes one change per field whose value differs, and for "identifiers",
    "versions" and "relations", whose values are tuples of text.
    """
    old, changes = _by_present_id(before, after), list[Change]()
    for paper in after.papers:
        former = old.pop(paper.id, None)
        changes.extend(_added(paper) if former is None else _differences(former, paper))
    changes.extend(_whole(paper, "removed") for paper in old.values())
    return tuple(sorted(changes, key=lambda change: (change.paper, change.field)))


def _by_present_id(before: Dataset, after: Dataset) -> dict[Identifier, Paper]:
    """Map the old papers by the id that they have now; of merged ones the surviving one counts.

    A paper without an identifier that has one now is found by what the list calls it.
    """
    present = {str(paper.id): paper.id for paper in after.papers}
    moved = dict(after.redirects)
    moved |= {str(old): str(new) for old, new in renamed_papers(before, after).items()}
    by_identifier: dict[Identifier, Paper] = {}
    for paper in before.papers:
        curie = str(paper.id)
        here = present.get(moved.get(curie, curie), paper.id)
        if here not in by_identifier or here == paper.id:
            by_identifier[here] = paper
    return by_identifier


def _name(paper: Paper) -> str:
    return str(paper.value("name") or paper.value("title") or paper.id)


def _added(paper: Paper) -> Iterator[Change]:
    yield _whole(paper, "added")
    if paper.resolution:
        identifiers = _curies(paper.identifiers)
        yield _change(paper, "identifiers", None, identifiers, "resolution", Cause.RESOLVED)


def _whole(paper: Paper, kind: str) -> Change:
    name = _name(paper)
    sources = {seen.source for seen in paper.statements}
    before, after = (None, name) if kind == "added" else (name, None)
    cause = Cause.LIST_EDITED if LIST in sources or not sources else Cause.SOURCE_CHANGED
    source = LIST if cause is Cause.LIST_EDITED else min(sources)
    return Change(paper.id, name, "paper", kind, before, after, source, cause)


def _differences(old: Paper, new: Paper) -> Iterator[Change]:
    names = {name for name, _ in old.fields} | {name for name, _ in new.fields}
    for name in sorted(names):
        before, after = old.value(name), new.value(name)
        if not _identical(before, after):
            chosen = new.chosen(name) or old.chosen(name)
            source = chosen.source if chosen else ""
            yield _change(new, name, before, after, source, _cause(old, new, name))
    yield from _structural(old, new)


def _identical(one: FieldData | None, two: FieldData | None) -> bool:
    return type(one) is type(two) and one == two  # True is not 1 here


def _structural(old: Paper, new: Paper) -> Iterator[Change]:
    """Compare what is no field: identifiers, versions, relations."""
    resolved = old.resolution != new.resolution and new.resolution is not None
    cause = Cause.RESOLVED if resolved else Cause.SOURCE_CHANGED
    source = "resolution" if resolved else ""
    for name, before, after in (
        ("identifiers", _curies(old.identifiers), _curies(new.identifiers)),
        ("versions", _versions(old.versions), _versions(new.versions)),
        ("relations", _relations(old), _relations(new)),
    ):
        if before != after:
            sources = {r.source for r in (*old.relations, *new.relations)}
            said_by = min(sources, default="") if name == "relations" and not resolved else source
            yield _change(new, name, before or None, after or None, said_by, cause)


def _curies(identifiers: Iterable[Identifier]) -> tuple[str, ...]:
    return tuple(sorted({str(identifier) for identifier in identifiers}))


def _versions(versions: Iterable[Version]) -> tuple[str, ...]:
    return tuple(sorted({_version_text(version) for version in versions}))


def _version_text(version: Version) -> str:
    number = f"v{version.number}" if version.number else ""
    parts = (version.stage, str(version.identifier), number, version.issued or "")
    return " ".join(part for part in parts if part)


def _relations(paper: Paper) -> tuple[str, ...]:
    return tuple(sorted({f"{relation.kind} {relation.target}" for relation in paper.relations}))


def _change(
    paper: Paper,
    field: str,
    before: FieldData | None,
    after: FieldData | None,
    source: str,
    cause: Cause,
) -> Change:
    kind = "added" if before is None else "removed" if after is None else "changed"
    return Change(paper.id, _name(paper), field, kind, before, after, source, cause)


def _cause(old: Paper, new: Paper, field: str) -> Cause:
    """Work out why the value of `field` differs, from what was said about it on both sides.

    A person's word explains most; then what nobody said differently must be a rule; then the list;
    then an identifier found since, which made a source speak of this paper for the first time.
    """
    chosen = (old.chosen(field), new.chosen(field))
    if any(side and side.source == DECISION for side in chosen):
        return Cause.DECISION
    differing = _statements(old, field) ^ _statements(new, field)
    if not differing:
        return Cause.RULE_CHANGED
    if all(source == LIST for source, *_ in differing):
        return Cause.LIST_EDITED
    if new.resolution and (not old.resolution or _found(old) != _found(new)):
        return Cause.RESOLVED
    return Cause.SOURCE_CHANGED


def _found(paper: Paper) -> Identifier | None:
    return paper.resolution.identifier if paper.resolution else None


def _statements(paper: Paper, field: str) -> set[tuple[str, str, FieldData]]:
    return {_statement(seen) for seen in paper.statements if seen.field == field}


def _statement(statement: Statement) -> tuple[str, str, FieldData]:
    return statement.source, type(statement.value).__name__, statement.value


def compare_metrics(
    before: Iterable[RepositoryState], after: Iterable[RepositoryState]
) -> tuple[Change, ...]:
    """Return what is different between the last rows of each repository, one change per column."""
    old, new = _last_rows(before), _last_rows(after)
    return tuple(
        change
        for key in sorted(new)
        for change in _metric_changes(old.get(key), new[key])
        if key not in old or old[key] != new[key]
    )


def _last_rows(rows: Iterable[RepositoryState]) -> dict[str, RepositoryState]:
    return {row.repository.lower(): row for row in sorted(rows, key=lambda row: row.day)}


def _metric_changes(old: RepositoryState | None, new: RepositoryState) -> Iterator[Change]:
    identifier = Identifier("github", new.repository)
    for column in _METRIC_COLUMNS:
        before = _cell(old, column)
        after = _cell(new, column)
        if not _identical(before, after):
            kind = "added" if before is None else "removed" if after is None else "changed"
            yield Change(
                identifier,
                new.repository,
                column,
                kind,
                before,
                after,
                "github",
                Cause.SOURCE_CHANGED,
            )


def _cell(row: RepositoryState | None, column: str) -> str | int | bool | None:
    value: str | int | bool | None = getattr(row, column, None)
    return None if value == "" else value
