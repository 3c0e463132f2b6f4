"""What a list says about itself: template text nobody filled in, a date that nobody keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from harvester.checks.inputs import CheckInput
from harvester.lists.markdown.parser import COMMENT_LINE
from harvester.model import Mention, Problem, Severity
from harvester.values.dates import MONTH_NAMES, parse_date
from harvester.values.identifiers import arxiv_month

_TEMPLATE = re.compile(
    r"\bYour (?:Full )?(?:Name|Username|E-?mail|Affiliation|Organi[sz]ation|Repository|Repo"
    r"|Project)\b"
    r"|\bYOUR[_-][A-Z][A-Z_-]*[A-Z]\b|\byour[_-](?:user-?name|name|repo|org|email|project)\b"
    r"|<your[ _-][a-z _-]{2,30}>|\bYourName\b|\bLorem ipsum\b|\bREPLACE[_ -]?ME\b"
    r"|\bINSERT_[A-Z_]+\b"
)
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(?P<text>.*)$")
_HOW_TO = re.compile(r"contribut|template|format|submit|how to add|贡献|投稿|模板", re.IGNORECASE)
_FENCE = re.compile(
    r"^ {0,3}(?P<mark>`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=mark)[`~]*[ \t]*$|\Z)",
    re.MULTILINE | re.DOTALL,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_INLINE_CODE = re.compile(r"(?<!`)`[^`\n]+`(?!`)")
_UPDATED = re.compile(
    r"last[\s_%20-]{0,4}(?:updated?|modified)(?P<rest>[^\n<>\"')\]]{1,60})", re.IGNORECASE
)


def check_wording(check_input: CheckInput) -> Iterator[Problem]:
    """Report template text and a date of last update that the entries contradict."""
    yield from _check_template(check_input)
    yield from _check_stale(check_input)


def without_code(text: str) -> str:
    """Return `text` with code and what readers do not see blanked out, every offset kept."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\r\n]", " ", match[0])

    return without_comments(_INLINE_CODE.sub(blank, _FENCE.sub(blank, text)))


def without_comments(text: str) -> str:
    """Return `text` with HTML and Markdown comments blanked out, every offset kept."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\r\n]", " ", match[0])

    return COMMENT_LINE.sub(blank, _COMMENT.sub(blank, text))


def _check_template(check_input: CheckInput) -> Iterator[Problem]:
    how_to, offset = False, 0
    for line in without_comments(check_input.document.text).splitlines(keepends=True):
        if heading := _HEADING.match(line.rstrip()):
            how_to = _HOW_TO.search(heading["text"]) is not None
        if not how_to:
            for words in dict.fromkeys(match[0] for match in _TEMPLATE.finditer(line)):
                yield _template(check_input, words, line.strip(), offset)
        offset += len(line)


def _template(check_input: CheckInput, words: str, line: str, offset: int) -> Problem:
    return Problem(
        code="template-text",
        severity=Severity.WARNING,
        path=check_input.path,
        line=check_input.document.line_of(offset),
        subject=words,
        claimed=line[:200],
        known=f"“{words}” was never filled in",
        source="this list",
        fix=f"write what belongs there instead of “{words}”",
    )


def _check_stale(check_input: CheckInput) -> Iterator[Problem]:
    newest = _newest_entry(check_input)
    if newest is None:
        return
    (year, month), mention, words = newest
    seen: set[int] = set()
    for match in _UPDATED.finditer(check_input.document.text):
        rest = unquote(match["rest"]).replace("_", " ")
        said_year, said_month = parse_date(rest)
        line = check_input.document.line_of(match.start())
        if said_year is None or (said_year, said_month or 12) >= (year, month) or line in seen:
            continue
        seen.add(line)
        shown = f"{MONTH_NAMES[said_month - 1]} {said_year}" if said_month else str(said_year)
        yield Problem(
            code="stale-badge",
            severity=Severity.WARNING,
            path=check_input.path,
            line=line,
            subject="last update",
            claimed=f"last update {shown}",
            known=f"“{mention.name}” (line {mention.line}) is {words}",
            source="this list",
            fix=f"write {MONTH_NAMES[month - 1]} {year} or later, or use a badge that keeps itself",
        )


def _newest_entry(check_input: CheckInput) -> tuple[tuple[int, int], Mention, str] | None:
    newest: tuple[tuple[int, int], Mention, str] | None = None
    for mention, _ in check_input.mentions:
        for date, words in _months(mention):
            if (newest is None or date > newest[0]) and not _after(date, check_input.month):
                newest = (date, mention, words)
    return newest


def _after(date: tuple[int, int], month: str) -> bool:
    return bool(month) and f"{date[0]:04}-{date[1]:02}" > month


def _months(mention: Mention) -> Iterator[tuple[tuple[int, int], str]]:
    if mention.date:
        year, month = parse_date(mention.date.text)
        if year and month:
            yield (year, month), f"dated {mention.date.text}"
    for identifier in mention.identifiers:
        if identifier.scheme == "arxiv":
            year_text, _, month_text = arxiv_month(identifier.value).partition("-")
            yield (int(year_text), int(month_text)), f"{identifier}"
