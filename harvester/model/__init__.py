"""The words of the domain: frozen values, no I/O, no clock.

A list file holds `Mention`s.
A source answers a question about one `Identifier` with a `Lookup`.
A `Found` answer is read into `Observation`s; merging makes the `FieldValue`s of a `Paper` of them.
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
    Observation,
    Paper,
    PersonName,
    Relation,
    RepositoryState,
    Resolution,
    Version,
)
from harvester.model.verdicts import Candidate, Query, RankedCandidate, Strength, Verdict

__all__ = [
    "PAPER_SCHEMES",
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
    "Lookup",
    "Mention",
    "MentionKind",
    "NotFound",
    "Observation",
    "Paper",
    "PersonName",
    "Placeholder",
    "Problem",
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
    "Strength",
    "Verdict",
    "Version",
    "Written",
]
