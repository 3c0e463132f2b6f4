"""What is printed, for a terminal and for the log of a workflow: text of lists does nothing there.

A terminal obeys control characters; GitHub's runner obeys `::command::` at the start of a line and
`##[command]` anywhere in it.
"""

from __future__ import annotations

import json
import re

import click

_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?")
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_COMMAND = re.compile(r"(?m)^(\s*:)(?=:)|(##)(?=\[)")
_BREAK = "\u200b"


def harmless(text: str) -> str:
    r"""Return `text` without control and direction characters, and with no command a log obeys.

    >>> harmless("a\x1b[31mred\u202e\n::error::x") == "ared\n:\u200b:error::x"
    True
    """
    text = _HIDDEN.sub("", _SEQUENCE.sub("", text.replace("\r\n", "\n")))
    return _COMMAND.sub(lambda match: match[0] + _BREAK, text)


def say(text: str, *, err: bool = False) -> None:
    """Print lines for a person."""
    click.echo(harmless(text), err=err)


def say_json(value: object, indent: int | None = None) -> None:
    """Print one JSON value for a program; what a terminal would obey is written as an escape."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    text = text.replace("##[", r"#\u0023[")
    # no hidden character is printable, and most answers are printable as a whole
    click.echo(text if text.isprintable() else _HIDDEN.sub(_escaped, text))


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match[0]).strip('"')
