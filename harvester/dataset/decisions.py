"""What people decided: data/decisions/*.jsonl, one JSON object per line, only ever added to.

`same` and `different` say whether the mention or paper `subject` is the work with the identifier
`value`; `ignore` lets the problem with the code `value` be, of an entry, a section or the list;
`keep` and `accept` fix the `field` of a paper to `value` (`keep` with an empty value keeps
what the list says). On a claim that is no field (`date`, `event`, `stars`, `entry`) and on `code`
they answer the correction that was proposed with that value. The latest word on a field counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from harvester.dataset.assembly.merging import field_values
from harvester.errors import BadInput
from harvester.files import write_atomically
from harvester.model import Dataset, Decision, DecisionKind, Paper
from harvester.structuring import structure
from harvester.values.fields import CLAIM_NAMES, DECISION, FIELDS, Form, rule_of
from harvester.values.identifiers import parse_identifier

DEFAULT_FILE = "decisions.jsonl"
_REQUIRED = ("kind", "subject", "value", "reason", "who", "when")
_CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")
_WHEN = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_ABOUT_VALUES = (DecisionKind.KEEP, DecisionKind.ACCEPT)
_CLAIMS_ALONE = sorted(CLAIM_NAMES - FIELDS.keys())
"""What an entry claims that is no field of a paper: its correction is accepted or not."""
_EXAMPLES = {
    Form.DATE: "a date such as 2024-03-05, 2024-03 or 2024",
    Form.NUMBER: "a whole number",
    Form.FLAG: "true or false",
    Form.NAMES: "names such as Yang Yue; Gao Huang",
    Form.WORDS: "words such as cs.CV; cs.LG",
}


def load_decisions(folder: Path) -> tuple[Decision, ...]:
    """Read every decision of `folder`: files by name, lines in order; none without a folder.

    BadInput names the file, the line, the key and what is allowed.
    """
    if not folder.exists():
        return ()
    return tuple(
        decision for path in sorted(folder.glob("*.jsonl")) for decision in _load_file(path)
    )


def _load_file(path: Path) -> list[Decision]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    lines = enumerate(text.split("\n"), start=1)
    return [parse_decision(line, f"{path}:{number}") for number, line in lines if line.strip()]


def parse_decision(line: str, where: str) -> Decision:
    """Read one line of a file of decisions; `where` begins each message.

    Raises:
        BadInput: the line is no JSON object, or a key or value of it is not allowed.
    """
    try:
        raw = json.loads(line, object_pairs_hook=lambda pairs: _unrepeated(pairs, where))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{where}: not one JSON object ({error}); correct the line") from error
    decision = structure(raw, Decision, where)
    _check_values(decision, where)
    return decision


def _unrepeated(pairs: list[tuple[str, Any]], where: str) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise BadInput(f"{where}: the key {key!r:.40} stands twice; remove one")
    return dict(pairs)


def _refuse(where: str, key: str, value: object, allowed: str) -> None:
    raise BadInput(f"{where}: {key} is {value!r:.60}; it must be {allowed}")


def _check_values(decision: Decision, where: str) -> None:
    for key in ("subject", "reason", "who"):
        if not getattr(decision, key).strip():
            _refuse(where, key, getattr(decision, key), "filled")
    if not _WHEN.fullmatch(decision.when):
        _refuse(where, "when", decision.when, "an ISO date or time such as 2026-11-23T09:30:00Z")
    if decision.kind in _ABOUT_VALUES:
        _check_field(decision, where)
    elif decision.kind is DecisionKind.IGNORE:
        if not _CODE.fullmatch(decision.value):
            _refuse(where, "value", decision.value, "a problem's code such as dead-link")
        if decision.field:
            _refuse(where, "field", decision.field, "left out for ignore")
    elif decision.field:
        _refuse(where, "field", decision.field, f"left out for {decision.kind}")
    elif parse_identifier(decision.value) is None:
        _refuse(where, "value", decision.value, "an identifier such as arxiv:2504.13065")


def _check_field(decision: Decision, where: str) -> None:
    if decision.field not in FIELDS.keys() | CLAIM_NAMES:
        _refuse(where, "field", decision.field, f"one of {', '.join((*FIELDS, *_CLAIMS_ALONE))}")
    if decision.kind is DecisionKind.KEEP and not decision.value.strip():
        return
    if decision.field in _CLAIMS_ALONE:
        if not decision.value.strip():
            _refuse(where, "value", decision.value, "the proposed value")
        return
    rule = FIELDS[decision.field]
    if rule.parse(decision.value) is None:
        _refuse(where, "value", decision.value, _EXAMPLES.get(rule.form, "text that is not empty"))


def append_decision(folder: Path, decision: Decision, file: str = DEFAULT_FILE) -> Path:
    """Add one line to `file` in `folder`, whole or not at all; BadInput if it could not be read."""
    path = folder / file
    shown = {key: value for key, value in asdict(decision).items() if key in _REQUIRED or value}
    line = json.dumps(shown, ensure_ascii=False, sort_keys=True)
    parse_decision(line, "the decision")
    before = path.read_bytes() if path.exists() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    write_atomically(path, before + f"{line}\n".encode())
    return path


def place_of(folder: Path, decision: Decision) -> str:
    """Return the file and the line on which `decision` stands last, as `file:line`."""
    place = str(folder)
    for path in sorted(folder.glob("*.jsonl")):
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
        for number, line in enumerate(lines, start=1):
            if line.strip() and parse_decision(line, str(path)) == decision:
                place = f"{path}:{number}"
    return place


def decisions_for(decisions: Iterable[Decision], paper: Paper) -> tuple[Decision, ...]:
    """Return the decisions about `paper`, named by one of its identifiers or by its name."""
    subjects = _subjects(paper)
    return tuple(decision for decision in decisions if subject_key(decision.subject) in subjects)


def subject_key(subject: str) -> str:
    """Return what makes two spellings of a subject equal: a CURIE, or a name without case."""
    identifier = parse_identifier(subject)
    return str(identifier) if identifier else " ".join(subject.casefold().split())


def _subjects(paper: Paper) -> set[str]:
    names = {str(value) for value in (paper.value("name"), paper.value("title")) if value}
    curies = {str(identifier) for identifier in (paper.id, *paper.identifiers)}
    return curies | {subject_key(name) for name in names}


def find_unused(
    decisions: Sequence[Decision], dataset: Dataset, names: Iterable[str] = ()
) -> tuple[tuple[Decision, str], ...]:
    """Return decisions that change nothing, each with why; `names` are those of the mentions.

    They are reported and not removed: the file is people's.
    """
    papers: dict[str, Paper] = {}
    for paper in dataset.papers:
        papers.update(dict.fromkeys(_subjects(paper), paper))
    for curie, paper in dataset.index().items():
        papers.setdefault(curie, paper)
    mentioned = {subject_key(name) for name in names}
    reasons = (_why_unused(decisions, at, papers, mentioned) for at in range(len(decisions)))
    return tuple((d, why) for d, why in zip(decisions, reasons, strict=True) if why)


def _why_unused(
    decisions: Sequence[Decision], at: int, papers: dict[str, Paper], mentioned: set[str]
) -> str:
    decision = decisions[at]
    if decision.kind is DecisionKind.IGNORE:
        return ""  # told by `ignored.unused_ignores`, which sees the problems
    subject = subject_key(decision.subject)
    paper = papers.get(subject)
    if paper is None:
        return "" if subject in mentioned else f"no paper and no entry is {decision.subject!r:.80}"
    if decision.kind not in _ABOUT_VALUES:
        return ""
    if any(_overrides(later, decision, papers) for later in _after(decisions, at)):
        return "a later decision on the same field counts"
    if decision.field in _CLAIMS_ALONE:
        return ""
    chosen = paper.chosen(decision.field)
    if chosen is None or chosen.source != DECISION:
        return f"nothing is known that it could decide about {decision.field}"
    if decision.kind is DecisionKind.ACCEPT and decision.answers:
        return ""  # it took what upstream said, so that both agree is its effect
    values = dict(field_values(paper.statements))[decision.field]
    if values.supported_by and not values.alternatives and _says(paper, decision):
        return f"all sources say the same now: {', '.join(values.supported_by)}"
    return ""


def _says(paper: Paper, decision: Decision) -> bool:
    """Tell whether a service, and not only the list, says exactly what was decided."""
    return any(
        seen.field == decision.field
        and seen.source not in {"list", DECISION}
        and rule_of(seen.field).normalize(seen.value) == paper.value(decision.field)
        for seen in paper.statements
    )


def _after(decisions: Sequence[Decision], at: int) -> list[Decision]:
    """Return the decisions that come after the one at `at`: by time, then by line."""
    this = (decisions[at].when, at)
    return [d for place, d in enumerate(decisions) if (d.when, place) > this]


def _overrides(later: Decision, decision: Decision, papers: dict[str, Paper]) -> bool:
    same_field = later.field == decision.field and later.kind in _ABOUT_VALUES
    paper = papers.get(subject_key(decision.subject))
    return same_field and papers.get(subject_key(later.subject)) is paper
