"""Answers as checkboxes: each carries its decision in a comment that no text can end or forge."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_BOX = re.compile(
    r"^\s*- \[(?P<tick>[ xX])\] .*<!-- harvester:answer (?P<answer>\{.*\}) -->\s*$", re.MULTILINE
)


def encode_answer(decision: Mapping[str, str]) -> str:
    """Return a decision as JSON that cannot end the comment it stands in, nor call anybody."""
    text = json.dumps(decision, ensure_ascii=True, sort_keys=True)
    return re.sub(r"[-<>@#]", lambda mark: f"\\u{ord(mark[0]):04x}", text)


def answers_in(text: str) -> tuple[dict[str, str], ...]:
    """Return the decisions of the ticked boxes of a body, in their order."""
    answers = []
    for box in _BOX.finditer(text.replace("\r\n", "\n")):
        try:
            answer = json.loads(box["answer"])
        except ValueError:
            continue
        if box["tick"] != " " and isinstance(answer, dict):
            answers.append({str(key): str(value) for key, value in answer.items()})
    return tuple(answers)


def ticked_in(text: str) -> frozenset[str]:
    """Return the encoded answers of the ticked boxes of a body."""
    return frozenset(encode_answer(answer) for answer in answers_in(text))
