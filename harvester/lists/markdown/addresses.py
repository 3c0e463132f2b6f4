"""Addresses in running text: bare URLs, and targets of links that Markdown does not read."""

from __future__ import annotations

import re

LONGEST_TARGET = 4000
DEEPEST_PARENTHESES = 32
_SPACE = re.compile(r"[ \t]*(?:\r?\n[ \t>]*)?")
_ANGLE = re.compile(r"<([^<>\r\n]*)>")
_STEP = re.compile(r"\\.|[^\s()\\]+|[()]")
_TITLE = re.compile(r"\s+(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\))")
_DAMAGED = re.compile(r"(?:https?://|www\.)[^()\r\n<>\[\]|]*(?=\))")
_CLOSERS = {")": "(", "]": "[", "}": "{"}


def match_target(text: str, start: int, end: int) -> tuple[int, int, int] | None:
    """Match a link's target at `text[start] == "("`, also one with blanks in its URL.

    Returns where the URL starts and ends, and where the construct ends after the `)`; None where
    it is no target. The URL may be empty, stand in `<>`, hold balanced parentheses.
    """
    end = min(end, start + LONGEST_TARGET)
    position = _skip(text, start + 1, end)
    if angle := _ANGLE.match(text, position, end):
        url_start, url_end = angle.span(1)
        position = angle.end()
    else:
        url_start = position
        url_end = position = _balanced(text, position, end)
    if title := _TITLE.match(text, position, end):
        position = title.end()
    position = _skip(text, position, end)
    if position < end and text[position] == ")":
        return url_start, url_end, position + 1
    if damaged := _DAMAGED.match(text, url_start, end):
        return url_start, url_start + len(damaged[0].rstrip()), damaged.end() + 1
    return None


def _skip(text: str, position: int, end: int) -> int:
    blank = _SPACE.match(text, position, end)
    return blank.end() if blank else position


def _balanced(text: str, position: int, end: int) -> int:
    depth = 0
    while step := _STEP.match(text, position, end):
        if step[0] == "(":
            depth += 1
            if depth > DEEPEST_PARENTHESES:
                break
        elif step[0] == ")":
            if depth == 0:
                break
            depth -= 1
        position = step.end()
    return position


def trim_url(text: str, start: int, end: int) -> int:
    """Return where the bare URL `text[start:end]` ends less the punctuation of the sentence."""
    surplus: dict[str, int] = {}
    while end > start:
        last = text[end - 1]
        if last in _CLOSERS:
            if last not in surplus:
                opener = _CLOSERS[last]
                surplus[last] = text.count(last, start, end) - text.count(opener, start, end)
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        elif last not in ".,;:!?*_~'\"":
            break
        end -= 1
    return end
