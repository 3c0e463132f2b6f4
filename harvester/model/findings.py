"""What a run tells people, and what people tell it: changes, problems, decisions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from harvester.model.identifier import Identifier
from harvester.model.papers import FieldData


class DecisionKind(StrEnum):
    """What a person can decide."""

    SAME = "same"
    DIFFERENT = "different"
    KEEP = "keep"
    ACCEPT = "accept"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word about `subject`; always wins.

    `subject` is a paper's CURIE, a mention's name, or for `ignore` also `section: NAME` or `list`;
    `answers` the upstream value that was answered, empty for any: a new value asks again.
    """

    kind: DecisionKind
    subject: str
    value: str
    reason: str
    who: str
    when: str
    field: str = ""
    answers: str = ""


class Cause(StrEnum):
    """Why a value changed."""

    SOURCE_CHANGED = "source changed"
    RESOLVED = "resolved"
    DECISION = "decision"
    LIST_EDITED = "list edited"
    RULE_CHANGED = "rule changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two datasets; `kind` is added, removed or changed."""

    paper: Identifier
    name: str
    field: str
    kind: str
    before: FieldData | None
    after: FieldData | None
    source: str
    cause: Cause


class Severity(StrEnum):
    """How urgent a problem is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the list says that is not so, or not so everywhere. Codes: design of `check`."""

    code: str
    severity: Severity
    path: str
    line: int
    subject: str
    claimed: str
    known: str
    source: str
    fix: str = ""
