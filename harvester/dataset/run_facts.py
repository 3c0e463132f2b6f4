"""What only a run can know, kept beside the papers: absent identifiers and answered values.

`absences.json` holds what a source said of ids that it does not have; `answered.json` the upstream
value that an entry was corrected to, or that a person wrote something else against;
`decided.json` the subjects of decisions that meant something once, and so are no misspelling
after their entry left; `removed.json` the papers that left the dataset, which a feed reader wants
to hear of. All are JSON arrays with one object per line, sorted, so that `check` and
`report` see what `refresh` saw.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from harvester.dataset.entries import renamed_papers
from harvester.errors import BadInput
from harvester.model import Dataset, Identifier, Paper
from harvester.values.identifiers import parse_identifier

ABSENCES = "absences.json"
ANSWERED = "answered.json"
DECIDED = "decided.json"
REMOVED = "removed.json"
PERSON = "person"
HARVESTER = "harvester"


@dataclass(frozen=True, slots=True, order=True)
class Absence:
    """`source` said for `reason` that it does not have `identifier`; first on `since` (ISO)."""

    identifier: Identifier
    source: str
    reason: str
    since: str


@dataclass(frozen=True, slots=True, order=True)
class AnsweredValue:
    """The upstream `value` of a `claim` about `paper` that the list answers already.

    `by` is "harvester" where the list was corrected to it, "person" where a person, who had it
    before their eyes, wrote something else.
    """

    paper: Identifier
    claim: str
    value: str
    by: str


@dataclass(frozen=True, slots=True, order=True)
class Removal:
    """`paper` of that `title` left the dataset on `day` (ISO), because its entry left the list."""

    paper: Identifier
    title: str
    day: str


def renew_removals(
    removals: Iterable[Removal], before: Dataset, after: Dataset, day: str
) -> tuple[Removal, ...]:
    """Return the papers that are gone now.

    One that came back is not, nor one that was merged, nor one that has an identifier now.
    """
    present = {paper.id for paper in after.papers}.union(renamed_papers(before, after))
    merged = {old for old, _ in after.redirects}
    gone = {one.paper: one for one in removals}
    for paper in before.papers:
        gone.setdefault(paper.id, Removal(paper.id, _title(paper), day))
    return tuple(
        sorted(
            one
            for one in gone.values()
            if one.paper not in present and str(one.paper) not in merged
        )
    )


def _title(paper: Paper) -> str:
    chosen = paper.chosen("title") or paper.chosen("name")
    return str(chosen.value) if chosen else str(paper.id)


def renew_absences(
    before: Iterable[Absence],
    absent: Mapping[str, Mapping[Identifier, str]],
    identifiers: Iterable[Identifier],
    listed: Iterable[Identifier],
    day: str,
) -> tuple[Absence, ...]:
    """Return what is absent now: what was not asked stays, what was found or unlisted goes."""
    kept = {(one.identifier, one.source): one for one in before}
    for source, reasons in absent.items():
        for identifier, reason in reasons.items():
            old = kept.get((identifier, source))
            since = old.since if old and old.reason == reason else day
            kept[identifier, source] = Absence(identifier, source, reason, since)
    present, standing = frozenset(identifiers), frozenset(listed)
    return tuple(
        sorted(
            one
            for one in kept.values()
            if one.identifier in standing and one.identifier not in present
        )
    )


def load_absences(folder: Path) -> tuple[Absence, ...]:
    """Read `absences.json`; empty without one. Raises BadInput where it is damaged."""
    rows = _load(folder / ABSENCES, ("identifier", "source", "reason", "since"))
    return tuple(
        Absence(_identifier(row["identifier"], folder / ABSENCES), *list(row.values())[1:])
        for row in rows
    )


def load_answered(folder: Path) -> tuple[AnsweredValue, ...]:
    """Read `answered.json`; empty without one. Raises BadInput where it is damaged."""
    rows = _load(folder / ANSWERED, ("paper", "claim", "value", "by"))
    return tuple(
        AnsweredValue(_identifier(row["paper"], folder / ANSWERED), *list(row.values())[1:])
        for row in rows
    )


def load_removals(folder: Path) -> tuple[Removal, ...]:
    """Read `removed.json`; empty without one. Raises BadInput where it is damaged."""
    rows = _load(folder / REMOVED, ("paper", "title", "day"))
    return tuple(
        Removal(_identifier(row["paper"], folder / REMOVED), row["title"], row["day"])
        for row in rows
    )


def load_decided(folder: Path) -> frozenset[str]:
    """Read `decided.json`; empty without one. Raises BadInput where it is damaged."""
    return frozenset(row["subject"] for row in _load(folder / DECIDED, ("subject",)))


def _load(path: Path, keys: tuple[str, ...]) -> list[dict[str, str]]:
    if not path.exists():
        return []
    repair = "restore it from git or remove it"
    try:
        rows = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: not JSON ({error}); {repair}") from error
    if not isinstance(rows, list):
        raise BadInput(f"{path}: must be a JSON array; {repair}")
    return [_row(row, keys, path) for row in rows]


def _row(row: Any, keys: tuple[str, ...], path: Path) -> dict[str, str]:
    if not isinstance(row, dict) or set(row) != set(keys):
        raise BadInput(f"{path}: each row needs the keys {', '.join(keys)}; restore it from git")
    if not all(isinstance(value, str) for value in row.values()):
        raise BadInput(f"{path}: every value must be text; restore it from git")
    return {key: row[key] for key in keys}


def _identifier(text: str, path: Path) -> Identifier:
    scheme, colon, value = text.partition(":")
    if scheme == "local" and value:
        return Identifier(scheme, value)
    identifier = parse_identifier(text)
    if identifier is None or not colon:
        raise BadInput(f"{path}: {text!r:.60} is no identifier; restore it from git")
    return identifier


def format_absences(rows: Iterable[Absence]) -> bytes | None:
    """Return the canonical file of `rows`, sorted; None where there are none."""
    return _format({**asdict(row), "identifier": str(row.identifier)} for row in sorted(rows))


def format_answered(rows: Iterable[AnsweredValue]) -> bytes | None:
    """Return the canonical file of `rows`, sorted; None where there are none."""
    return _format({**asdict(row), "paper": str(row.paper)} for row in sorted(rows))


def format_removals(rows: Iterable[Removal]) -> bytes | None:
    """Return the canonical file of `rows`, sorted; None where there are none."""
    return _format({**asdict(row), "paper": str(row.paper)} for row in sorted(rows))


def format_decided(subjects: Iterable[str]) -> bytes | None:
    """Return the canonical file of `subjects`, sorted; None where there are none."""
    return _format({"subject": subject} for subject in sorted(set(subjects)))


def _format(rows: Iterable[dict[str, Any]]) -> bytes | None:
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode("utf-8", "replace") if lines else None
