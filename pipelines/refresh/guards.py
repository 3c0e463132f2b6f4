"""Nothing shrinks silently: what stops a run before anything is written, unless it is accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from harvester.dataset.paper_json import fault_of
from harvester.errors import BadInput
from harvester.model import Paper
from harvester.values.fields import LIST
from pipelines.failures import ShrinkError
from pipelines.refresh.outcome import Outcome
from pipelines.refresh.workspace import Workspace

_SHOWN = 5
_FEW = 2
"""So many may always go: a person took an entry or two out of the list."""
_SHARE = 0.1
_MOSTLY = 0.5
_CLOCK_ERROR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Loss:
    """What would be lost: the `guard` that stops it, and in plain words what it is."""

    guard: str
    words: str


def refuse_losses(outcome: Outcome, accepted: Iterable[str]) -> Outcome:
    """Return `outcome` as it may be written; what is lost must be among `accepted`.

    Raises:
        BadInput: a name among `accepted` is no guard.
        ShrinkError: something would be lost that nobody accepted.
    """
    names = tuple(accepted)
    for name in names:
        if name not in GUARDS:
            raise BadInput(f"--accept-shrink {name!r:.40}: allowed are {', '.join(GUARDS)}")
    losses = [
        loss for name, guard in GUARDS.items() if name not in names for loss in guard(outcome)
    ]
    if losses:
        words = "; ".join(loss.words for loss in losses)
        flags = " ".join(f"--accept-shrink {name}" for name in {loss.guard: 0 for loss in losses})
        raise ShrinkError(f"nothing was written: {words}. If that is right: {flags}")
    return keep_readable(outcome) if "schema" in names else outcome


def refuse_early_clock(workspace: Workspace, day: str) -> None:
    """Refuse a run on `day` (ISO) where the dataset holds answers of a later one.

    Its answers would be dated before those they replace.

    Raises:
        BadInput: the clock was set back by more than a day.
    """
    statements = (one for paper in workspace.dataset.papers for one in paper.statements)
    days = [statement.since for statement in statements]
    days += [row.day for row in workspace.metrics]
    days += [absence.since for absence in workspace.absences]
    newest = max(days, default="")
    if newest > (date.fromisoformat(day) + _CLOCK_ERROR).isoformat():
        raise BadInput(
            f"the clock says {day}, but {workspace.settings.dataset_folder} holds answers of "
            f"{newest}: set the clock right and run again; nothing was written"
        )


def _too_many(lost: int, of: int) -> bool:
    return lost > _FEW and lost > _SHARE * of


def _papers(outcome: Outcome) -> Iterator[Loss]:
    before = outcome.workspace.dataset
    kept = outcome.dataset.index()
    gone = [paper for paper in before.papers if not _survives(paper, kept)]
    if _too_many(len(gone), len(before.papers)):
        names = [str(paper.value("name") or paper.id) for paper in gone[:_SHOWN]]
        more = f" and {len(gone) - _SHOWN} more" if len(gone) > _SHOWN else ""
        yield Loss(
            "papers",
            f"{len(gone)} of {len(before.papers)} papers have no entry in the list any more "
            f"({', '.join(names)}{more})",
        )


def _survives(paper: Paper, kept: Mapping[str, Paper]) -> bool:
    return any(str(one) in kept for one in (paper.id, *paper.identifiers))


def _pairs(outcome: Outcome) -> Iterator[tuple[Paper, Paper]]:
    """Yield each paper that is there before and after, in both states."""
    after = {paper.id: paper for paper in outcome.dataset.papers}
    for paper in outcome.workspace.dataset.papers:
        if (now := after.get(paper.id)) is not None and now is not paper:
            yield paper, now


def _told_fields(paper: Paper) -> set[str]:
    return {name for name, chosen in paper.fields if chosen.source != LIST}


def _fields(outcome: Outcome) -> Iterator[Loss]:
    before = sum(len(_told_fields(paper)) for paper in outcome.workspace.dataset.papers)
    lost = [
        (str(old.value("name") or old.id), sorted(_told_fields(old) - {n for n, _ in new.fields}))
        for old, new in _pairs(outcome)
    ]
    count = sum(len(fields) for _, fields in lost)
    if _too_many(count, before):
        names = [f"{name}: {', '.join(fields)}" for name, fields in lost if fields][:_SHOWN]
        yield Loss("fields", f"{count} of {before} known values would go ({'; '.join(names)})")


def _count_authors(paper: Paper) -> int:
    value = paper.value("authors")
    return len(value) if isinstance(value, tuple) else 0


def _authors(outcome: Outcome) -> Iterator[Loss]:
    shorter = [
        str(old.value("name") or old.id)
        for old, new in _pairs(outcome)
        if _count_authors(new) < _count_authors(old)
        and new.chosen("authors") is not None
        and not _by_person(new)
    ]
    if _too_many(len(shorter), len(outcome.workspace.dataset.papers)):
        names = ", ".join(shorter[:_SHOWN])
        yield Loss("authors", f"{len(shorter)} papers would lose authors ({names} …)")


def _by_person(paper: Paper) -> bool:
    chosen = paper.chosen("authors")
    return chosen is not None and chosen.source in {"decision", LIST}


def _coverage(outcome: Outcome) -> Iterator[Loss]:
    """Stop where papers that a service described would be known from the list alone."""
    dark = [
        str(old.value("name") or old.id)
        for old, new in _pairs(outcome)
        if _told_fields(old) and not _told_fields(new)
    ]
    if _too_many(len(dark), len(outcome.workspace.dataset.papers)):
        names = ", ".join(dark[:_SHOWN])
        yield Loss("coverage", f"nothing would be known any more of {len(dark)} papers ({names} …)")


def _sources(outcome: Outcome) -> Iterator[Loss]:
    """Stop where of most papers nobody could be asked: there is nothing to write."""
    papers = outcome.unanswered
    if papers.failed > _MOSTLY * papers.asked and not outcome.options.offline:
        failed = sorted(name for name, count in outcome.counts.items() if count.failed)
        words = f"could not be asked about {papers.failed} of {papers.asked} papers"
        yield Loss("sources", f"{', '.join(failed)} {words}")


def _unreadable(outcome: Outcome) -> Iterator[tuple[Paper, str]]:
    """Yield each new or changed paper whose file would break the schema, and why."""
    before = {paper.id: paper for paper in outcome.workspace.dataset.papers}
    for paper in outcome.dataset.papers:
        if before.get(paper.id) is not paper and (fault := fault_of(paper)):
            yield paper, fault


def _schema(outcome: Outcome) -> Iterator[Loss]:
    """Stop where a file would be written that the next run could not read."""
    faults = [f"{paper.value('name') or paper.id}: {why}" for paper, why in _unreadable(outcome)]
    if faults:
        shown = "; ".join(faults[:_SHOWN])
        yield Loss(
            "schema",
            f"{len(faults)} papers would break the dataset's schema and stay out ({shown})",
        )


def keep_readable(outcome: Outcome) -> Outcome:
    """Return `outcome` with the papers that would break the schema as they were before."""
    broken = {paper.id for paper, _ in _unreadable(outcome)}
    before = [paper for paper in outcome.workspace.dataset.papers if paper.id in broken]
    papers = [paper for paper in outcome.dataset.papers if paper.id not in broken]
    ordered = tuple(sorted((*papers, *before), key=lambda paper: paper.id))
    return replace(outcome, dataset=replace(outcome.dataset, papers=ordered))


def _edits(outcome: Outcome) -> Iterator[Loss]:
    """Stop where an edited list reads otherwise than the edits meant."""
    before, after = outcome.workspace.document.mentions, outcome.document.mentions
    removed = sum(plan.field == "entry" for plan in outcome.edits.applied)
    if removed == 0 and len(before) != len(after):
        yield Loss(
            "edits",
            f"the edited list would read as {len(after)} entries and rows instead of {len(before)}",
        )
    for plan in outcome.unsettled:
        yield Loss(
            "edits",
            f"line {plan.line}: the correction of {plan.field} of {plan.entry} did not hold",
        )


GUARDS: Mapping[str, Callable[[Outcome], Iterator[Loss]]] = {
    "papers": _papers,
    "fields": _fields,
    "authors": _authors,
    "coverage": _coverage,
    "sources": _sources,
    "schema": _schema,
    "edits": _edits,
}
"""The guards by the name under which each is refused."""
