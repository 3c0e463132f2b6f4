"""The words of the domain: frozen values, no I/O, no clock.

A list file holds `Mention`s.
A source answers a question about one `Identifier` with a `Lookup`.
A `Found` answer is read into `Statement`s; merging ranks them into the `statements` of a `Paper`.
Two datasets compared give `Change`s; list and dataset compared give `Problem`s.
"""

from __future__ import annotations

from harvester.model.findings import (
    Cause,
    Change,
    Decision,
    DecisionKind,
    Problem,
    Severity,
)
from harvester.model.identifier import PAPER_SCHEMES, Identifier
from harvester.model.lookups import Failed, Found, Lookup, NotFound, Reading, Record, SourceCount
from harvester.model.mentions import (
    Cell,
    Edit,
    EntryForm,
    Link,
    LinkRole,
    Mention,
    MentionKind,
    Placeholder,
    Span,
    Written,
)
from harvester.model.papers import (
    Alternative,
    Dataset,
    FieldData,
    FieldValue,
    ListedDataset,
    Paper,
    PersonName,
    Relation,
    RepositoryState,
    Resolution,
    Statement,
    Version,
)
from harvester.model.problem_kinds import PROBLEM_KINDS, ProblemKind
from harvester.model.verdicts import Candidate, Query, RankedCandidate, Strength, Verdict

__all__ = [
    "PAPER_SCHEMES",
    "PROBLEM_KINDS",
    "Alternative",
    "Candidate",
    "Cause",
    "Cell",
    "Change",
    "Dataset",
    "Decision",
    "DecisionKind",
    "Edit",
    "EntryForm",
    "Failed",
    "FieldData",
    "FieldValue",
    "Found",
    "Identifier",
    "Link",
    "LinkRole",
    "ListedDataset",
    "Lookup",
    "Mention",
    "MentionKind",
    "NotFound",
    "Paper",
    "PersonName",
    "Placeholder",
    "Problem",
    "ProblemKind",
    "Query",
    "RankedCandidate",
    "Reading",
    "Record",
    "Relation",
    "RepositoryState",
    "Resolution",
    "Severity",
    "SourceCount",
    "Span",
    "Statement",
    "Strength",
    "Verdict",
    "Version",
    "Written",
]
