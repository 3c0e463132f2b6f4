"""What is printed, for a terminal and for the log of a workflow: text of lists does nothing there.

A terminal obeys control characters; GitHub's runner obeys `::command::` at the start of a line and
`##[command]` anywhere in it.
"""

from __future__ import annotations

import json
import re

import click

from harvester.values.text import CONTROLS, HIDDEN

_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?")
_UNSEEN = re.compile(f"(?![\t\n])[{CONTROLS}{HIDDEN}]")
_COMMAND = re.compile(r"(?m)^(\s*:)(?=:)|(##)(?=\[)")
_BREAK = "\u200b"


def harmless(text: str) -> str:
    r"""Return `text` without control and direction characters, and with no command a log obeys.

    >>> harmless("a\x1b[31mred\u202e\n::error::x") == "ared\n:\u200b:error::x"
    True
    """
    text = _UNSEEN.sub("", _SEQUENCE.sub("", text.replace("\r\n", "\n")))
    return _COMMAND.sub(lambda match: match[0] + _BREAK, text)


def say(text: str, *, err: bool = False) -> None:
    """Print lines for a person."""
    click.echo(harmless(text), err=err)


def say_json(value: object, indent: int | None = None) -> None:
    """Print one JSON value for a program; what a terminal would obey is written as an escape."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    text = text.replace("##[", r"#\u0023[")
    # no hidden character is printable, and most answers are printable as a whole
    click.echo(text if text.isprintable() else _UNSEEN.sub(_escaped, text))


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match[0]).strip('"')
