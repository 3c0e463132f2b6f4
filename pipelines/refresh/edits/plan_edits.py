"""Which corrections the list needs, and which of them policy and people's words let be made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from harvester.dataset.decisions import subject_key
from harvester.dataset.entries import Entry
from harvester.dataset.run_facts import HARVESTER, PERSON, AnsweredValue
from harvester.model import Decision, DecisionKind, Edit
from harvester.values.fields import Policy
from pipelines.refresh.edits.corrections import (
    CorrectionInput,
    PlannedEdit,
    corrections_of_entry,
    star_corrections,
)


@dataclass(frozen=True, slots=True)
class EditRules:
    """Hold policy by claim, the upstream values that the list answers, and people's decisions."""

    policy: Mapping[str, Policy]
    answered: tuple[AnsweredValue, ...] = ()
    propose_only: bool = False
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedEdits:
    """`applied` go into the file; `proposed` and what must be done by hand go into the report.

    `kept` a person decided against.
    """

    applied: tuple[PlannedEdit, ...] = ()
    proposed: tuple[PlannedEdit, ...] = ()
    kept: tuple[PlannedEdit, ...] = ()

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
    kept: list[PlannedEdit] = []
    answers = _answers_by_subject(rules.decisions)
    for correction in (*plans, *star_corrections(correction_input)):
        answer = None if correction.decided else _answer_to(correction, answers)
        if answer is DecisionKind.KEEP:
            kept.append(correction)
            continue
        plan = replace(correction, decided=True) if answer else correction
        policy = _policy_of(plan, rules, answered.get((plan.paper, plan.field)))
        makes_edit = isinstance(plan.edit, Edit) and not _meets(plan.edit, applied)
        if policy is Policy.APPLY and makes_edit:
            applied.append(plan)
        elif policy is not Policy.NEVER:
            proposed.append(plan)
    return PlannedEdits(tuple(applied), tuple(proposed), tuple(kept))


_Answers = Mapping[tuple[str, str], Sequence[Decision]]


def _answers_by_subject(decisions: Iterable[Decision]) -> _Answers:
    """Return by subject and claim what people answered to proposals, latest first."""
    answers: dict[tuple[str, str], list[Decision]] = {}
    for decision in sorted(decisions, key=attrgetter("when"), reverse=True):
        if decision.kind in (DecisionKind.ACCEPT, DecisionKind.KEEP):
            key = subject_key(decision.subject), decision.field
            answers.setdefault(key, []).append(decision)
    return answers


def _answer_to(plan: PlannedEdit, answers: _Answers) -> DecisionKind | None:
    """Return whether a person accepted this very correction or keeps what stands there.

    An answer holds for the upstream value that it answers; one about a count for every count.
    """
    subjects = (subject_key(plan.entry), str(plan.paper))
    for decision in (d for name in subjects for d in answers.get((name, plan.field), ())):
        accepts = decision.kind is DecisionKind.ACCEPT
        about = {decision.value} if accepts else {decision.answers or plan.value}
        if plan.field == "stars" or plan.value in about:
            return decision.kind
    return None


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
