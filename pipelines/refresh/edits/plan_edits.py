"""Which corrections the list needs, and which of them policy and people's words let be made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harvester.dataset.entries import Entry
from harvester.dataset.run_facts import HARVESTER, PERSON, AnsweredValue
from harvester.model import Edit
from harvester.values.fields import Policy
from pipelines.refresh.edits.corrections import (
    CorrectionInput,
    PlannedEdit,
    corrections_of_entry,
    star_corrections,
)


@dataclass(frozen=True, slots=True)
class EditRules:
    """Hold policy by claim, and the upstream values that the list answers already."""

    policy: Mapping[str, Policy]
    answered: tuple[AnsweredValue, ...] = ()
    propose_only: bool = False


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
    correction_input: CorrectionInput, entries: Sequence[Entry], rules: EditRules
) -> PlannedEdits:
    """Plan every correction of the list that the dataset vouches for."""
    answered = {(row.paper, row.claim): row for row in rules.answered}
    plans = [plan for entry in entries for plan in corrections_of_entry(correction_input, entry)]
    applied: list[PlannedEdit] = []
    proposed: list[PlannedEdit] = []
    for plan in (*plans, *star_corrections(correction_input)):
        policy = _policy_of(plan, rules, answered.get((plan.paper, plan.field)))
        makes_edit = isinstance(plan.edit, Edit) and not _meets(plan.edit, applied)
        if policy is Policy.APPLY and makes_edit:
            applied.append(plan)
        elif policy is not Policy.NEVER:
            proposed.append(plan)
    return PlannedEdits(tuple(applied), tuple(proposed))


def _policy_of(plan: PlannedEdit, rules: EditRules, answer: AnsweredValue | None) -> Policy:
    """Return what may be done with `plan`.

    A decision wins. Upstream is followed once per value: what a person wrote against that very
    value stays, and against another value it is asked about.
    """
    policy = rules.policy[plan.field]
    if plan.decided:
        policy = Policy.APPLY
    elif answer and policy is not Policy.NEVER:
        same = answer.value == plan.value
        if answer.by == PERSON:
            policy = Policy.NEVER if same else Policy.PROPOSE
        elif same:
            policy = Policy.PROPOSE
    asks = (rules.propose_only or (plan.asks and not plan.decided)) and policy is Policy.APPLY
    return Policy.PROPOSE if asks else policy


def _meets(edit: Edit, others: Iterable[PlannedEdit]) -> bool:
    return any(
        isinstance(other.edit, Edit)
        and edit.span.start <= other.edit.span.end
        and other.edit.span.start <= edit.span.end
        for other in others
    )


def answered_by_edits(
    before: Iterable[AnsweredValue], applied: Iterable[PlannedEdit]
) -> tuple[AnsweredValue, ...]:
    """Return `before` with the values that the list was corrected to."""
    rows = {(row.paper, row.claim): row for row in before}
    for plan in applied:
        if plan.value and not plan.decided:
            key = plan.paper, plan.field
            rows[key] = AnsweredValue(plan.paper, plan.field, plan.value, HARVESTER)
    return tuple(sorted(rows.values()))
