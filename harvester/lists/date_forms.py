"""Dates in a list's own form: read the form, write another date in it."""

from __future__ import annotations

import re

from harvester.date_tags import MONTH_NAMES

_NAMES = "|".join(
    sorted({*MONTH_NAMES, *(month[:3] for month in MONTH_NAMES), "Sept"}, key=len, reverse=True)
)
_NAMED = re.compile(
    rf"(?<![A-Za-z])(?P<name>{_NAMES})(?P<dot>\.?)(?P<gap>[\s,'’/-]{{0,3}})"
    rf"(?:(?P<day>\d{{1,2}})(?P<comma>(?:st|nd|rd|th)?[\s,]{{1,2}}))?(?P<year>(?:19|20)\d\d|\d\d)?(?!\d)",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d|\d\d)(?P<one>[-./年])(?P<month>\d{1,2})"
    r"(?:(?P<two>[-./月])(?P<day>\d{1,2}))?(?!\d)"
)
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?P<comma>(?:st|nd|rd|th)?[\s,-]{{1,2}})(?P<name>{_NAMES})(?P<dot>\.?)"
    rf"(?P<gap>[\s,'’-]{{1,3}})(?P<year>(?:19|20)\d\d|\d\d)(?!\d)",
    re.IGNORECASE,
)
_YEAR_NAMED = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<gap>[\s,./-]{{1,2}})(?P<name>{_NAMES})(?P<dot>\.?)(?![\w-])",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?i)st|nd|rd|th")
_RUN = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)")
_MONTH_FIRST = re.compile(r"(?<!\d)(?P<month>\d{1,2})(?P<one>[-./])(?P<year>(?:19|20)\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?:T.*)?")


def rewrite_date(written: str, date: str) -> str | None:
    """Return `written` with ISO `date` in the form its own date has; None where that cannot be.

    >>> rewrite_date("[Jun 2025]", "2025-09-03"), rewrite_date("2023/05", "2024-11")
    ('[Sep 2025]', '2024/11')
    >>> rewrite_date("**`arXiv 25.08`**", "2025-07-01"), rewrite_date("soon", "2025")
    ('**`arXiv 25.07`**', None)
    """
    wanted = _ISO.fullmatch(date)
    if wanted is None:
        return None
    year, month, day = wanted["year"], wanted["month"], wanted["day"]
    for pattern in (_NUMBERS, _RUN, _MONTH_FIRST, _DAY_FIRST, _YEAR_NAMED, _NAMED, _YEAR):
        found = list(pattern.finditer(written))
        if len(found) > 1:
            return None
        if found:
            then = year if pattern is _YEAR else _fill(found[0], year, month, day)
            return (
                None
                if then is None
                else written[: found[0].start()] + then + written[found[0].end() :]
            )
    return None


def _fill(found: re.Match[str], year: str, month: str | None, day: str | None) -> str | None:
    parts = found.groupdict()
    if month is None or (parts.get("day") and day is None):
        return None
    if not parts["year"] and _YEAR.search(found.string):
        return None
    then = [(found.start("year"), found.end("year"), year[-len(parts["year"] or "") :])]
    if not parts["year"]:
        then = []
    if name := parts.get("name"):
        then.append((found.start("name"), found.end("name"), _month_like(name, int(month))))
    else:
        then.append((found.start("month"), found.end("month"), _digits_like(parts["month"], month)))
    if parts.get("day") and day:
        then.append((found.start("day"), found.end("day"), _digits_like(parts["day"], day)))
    if day and (ordinal := _ORDINAL.match(parts.get("comma") or "")):
        start = found.start("comma")
        then.append((start, start + 2, _ordinal_like(ordinal[0], int(day))))
    text = found.string
    pieces: list[str] = []
    position = found.start()
    for start, end, new in sorted(then):
        pieces += (text[position:start], new)
        position = end
    return "".join(pieces) + text[position : found.end()]


def _month_like(name: str, month: int) -> str:
    """The month's name, long or short, in the case `name` has; "May" says nothing: short."""
    full = MONTH_NAMES[month - 1]
    long = len(name) > 4 or (len(name) == 4 and name.lower() != "sept")
    text = full if long else full[:3]
    return text.upper() if name.isupper() else text.lower() if name.islower() else text


def _ordinal_like(now: str, day: int) -> str:
    then = "th" if 10 < day % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return then.upper() if now.isupper() else then


def _digits_like(now: str, then: str) -> str:
    return then if len(now) == 2 else str(int(then))
