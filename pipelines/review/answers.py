"""From what people wrote to decisions: ticked boxes, commands in comments, correction forms."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from harvester.dataset.decisions import append_decision, subject_key
from harvester.errors import BadInput
from harvester.model import Decision, DecisionKind
from harvester.values.fields import CLAIM_NAMES, FIELDS
from pipelines.review.boxes import answers_in
from pipelines.review.questions import Question

TRUSTED = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_COMMAND = re.compile(r"^\s*/harvester\s+(?P<words>.+?)\s*$", re.MULTILINE)
_ADD = re.compile(
    r"^[ \t]*/harvester[ \t]+(?:add|section[ \t]+(?P<section>\S.*?))[ \t]*\r?$", re.MULTILINE
)
_HEADING = re.compile(r"^###[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_HOW = (
    '/harvester same "ENTRY" arxiv:ID, different "ENTRY" arxiv:ID, keep FIELD "ENTRY", '
    'accept FIELD "ENTRY" "VALUE" or ignore CODE "ENTRY", each with: because REASON; '
    "below the form of a new paper: /harvester add or /harvester section NAME"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, before it is written: the keys of a decision, and why."""

    decision: Mapping[str, str]
    reason: str = ""


def parse_command(words: str) -> Answer:
    """Read one command: `ignore dead-link "EchoWorld" because the page is back`.

    Raises:
        BadInput: it is not understood; the message says how to write it.
    """
    verb, _, reason = words.partition(" because ")
    try:
        parts = shlex.split(verb)
    except ValueError as error:
        raise BadInput(f"{verb!r:.80}: {error}; write {_HOW}") from error
    match parts:
        case [("same" | "different") as kind, subject, value]:
            return Answer({"kind": kind, "subject": subject, "value": value}, reason)
        case ["keep", field, subject]:
            keep = {"kind": "keep", "subject": subject, "value": "", "field": field}
            return Answer(keep, reason)
        case ["accept", field, subject, value]:
            accept = {"kind": "accept", "subject": subject, "value": value, "field": field}
            return Answer(accept, reason)
        case ["ignore", code, subject]:
            return Answer({"kind": "ignore", "subject": subject, "value": code}, reason)
    raise BadInput(f"{words!r:.80} is not understood; write {_HOW}")


def answers_of_body(body: str) -> tuple[Answer, ...]:
    """Return the answers of a body: ticked boxes, `/harvester` lines, a filled correction form."""
    body = body.replace("\r\n", "\n")
    ticked = [Answer(decision, "ticked in the pull request") for decision in answers_in(body)]
    commands = [parse_command(match["words"]) for match in _COMMAND.finditer(body)]
    return (*ticked, *commands, *_correction(body))


def _correction(body: str) -> Iterator[Answer]:
    pieces = _HEADING.split(body)[1:]
    form = {k.strip().casefold(): v.strip() for k, v in zip(pieces[::2], pieces[1::2], strict=True)}
    entry, field, value = (form.get(k, "") for k in ("entry", "field", "what is right"))
    if entry and value and field in FIELDS.keys() | CLAIM_NAMES:
        decision = {"kind": "accept", "subject": entry, "value": value, "field": field}
        yield Answer(decision, form.get("how do you know", ""))


@dataclass(frozen=True, slots=True)
class EventText:
    """What a workflow's event brings: a text, who wrote it, and why it is not heard, if so.

    `form` is the filled form of a new paper, as a person of the repository wants it added.
    """

    body: str
    who: str
    refusal: str = ""
    form: str = ""


def read_event(path: Path) -> EventText:
    """Read a workflow's event file; only people of the repository are heard.

    Of a pull request only the body is read, which nobody but they can edit when a workflow opened
    it. Other events bring nothing.
    """
    event = json.loads(path.read_bytes() or b"{}")
    who = str((event.get("sender") or {}).get("login", ""))
    if isinstance(comment := event.get("comment"), dict):
        return _with_form(_heard(comment, who), event.get("issue"))
    if isinstance(issue := event.get("issue"), dict):
        heard = _heard(issue, who)
        return replace(heard, form=heard.body if is_paper_form(heard.body) else "")
    pull = event.get("pull_request")
    if isinstance(pull, dict):
        return _of_pull(event, pull, who)
    return EventText("", who)


def _heard(section: dict[str, Any], who: str) -> EventText:
    association = str(section.get("author_association", "NONE"))
    writer = str((section.get("user") or {}).get("login", ""))
    if association not in TRUSTED:
        return EventText("", who, f"{writer} is {association}, not of this repository")
    return EventText(str(section.get("body") or ""), writer)


def _with_form(comment: EventText, issue: object) -> EventText:
    """Return a comment that wants the paper of its issue added, with the form that says so.

    `/harvester section NAME` confirms a section, `/harvester add` adds what the form says.
    """
    wanted = _ADD.search(comment.body.replace("\r\n", "\n"))
    if wanted is None:
        return comment
    form = str(issue.get("body") or "") if isinstance(issue, dict) else ""
    if not is_paper_form(form):
        return replace(comment, refusal="its issue holds no form for a new paper", body="")
    section = f"### Section\n\n{wanted['section'].strip()}\n\n" if wanted["section"] else ""
    return replace(comment, body=_ADD.sub("", comment.body), form=section + form)


def _of_pull(event: dict[str, Any], pull: dict[str, Any], who: str) -> EventText:
    here = str((event.get("repository") or {}).get("full_name"))
    head = str(((pull.get("head") or {}).get("repo") or {}).get("full_name"))
    if (event.get("sender") or {}).get("type") != "User":
        return EventText("", who, "a program edited it, nobody answered")
    if (pull.get("user") or {}).get("type") != "Bot" or head != here:
        return EventText("", who, "the pull request is not one of Harvester's")
    return EventText(str(pull.get("body") or ""), who)


def is_paper_form(body: str) -> bool:
    """Tell whether `body` is the filled form for a new paper, which `harvester add` reads."""
    labels = {label.strip().casefold() for label in _HEADING.findall(body.replace("\r\n", "\n"))}
    return "paper" in labels and "entry" not in labels


def decisions_of(
    answers: Iterable[Answer], who: str, when: str, questions: Iterable[Question] = ()
) -> Iterator[Decision]:
    """Give the decisions of `answers`, each with the upstream value that its question showed.

    Raises BadInput for an answer of no known kind.
    """
    upstream = {}
    for question in questions:
        for option in question.options:
            decision = dict(option.decision)
            upstream[_key(decision)] = decision.get("answers", question.known)
    for answer in answers:
        fields = answer.decision
        if fields.get("kind") not in set(DecisionKind):
            raise BadInput(f"{fields.get('kind')!r:.40} is no answer; write {_HOW}")
        kind = DecisionKind(fields["kind"])
        upstream_value = fields.get("answers", upstream.get(_key(fields), ""))
        identity = kind in {DecisionKind.SAME, DecisionKind.DIFFERENT}
        values = fields.get("value", "").split("; ") if identity else [fields.get("value", "")]
        for value in values:
            yield Decision(
                kind=kind,
                subject=fields.get("subject", ""),
                value=value,
                reason=answer.reason or "answered without a reason",
                who=who or "somebody",
                when=when,
                field=fields.get("field", ""),
                answers="" if identity else upstream_value,
            )


def _key(decision: Mapping[str, str]) -> tuple[str, ...]:
    subject = subject_key(decision.get("subject", ""))
    return (decision.get("kind", ""), subject, decision.get("value", ""), decision.get("field", ""))


def is_answered(question: Question, decisions: Iterable[Decision]) -> bool:
    """Tell whether people answered `question`, with the upstream value that it shows."""
    subject = subject_key(question.entry)
    values = {"", question.known, *(dict(o.decision).get("answers", "") for o in question.options)}
    for one in decisions:
        if subject_key(one.subject) != subject or one.answers not in values:
            continue
        if question.topic == "problem" and (one.kind, one.value) == ("ignore", question.asked):
            return True
        made = {_key(dict(option.decision))[0::3] for option in question.options}
        if question.topic != "identifier" and one.field and (one.kind.value, one.field) in made:
            return True
        if question.topic == "identifier" and one.kind is DecisionKind.SAME:
            return True
    return False


def record(folder: Path, decisions: Iterable[Decision], present: Iterable[Decision]) -> int:
    """Add the decisions that are not there yet, one line each; return how many."""
    there = {_said(one) for one in present}
    added = 0
    for decision in decisions:
        if _said(decision) not in there:
            append_decision(folder, decision)
            there.add(_said(decision))
            added += 1
    return added


def _said(one: Decision) -> tuple[str, ...]:
    return (one.kind, subject_key(one.subject), one.value, one.field, one.answers)
