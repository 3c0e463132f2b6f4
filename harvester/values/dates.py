"""Dates as lists and titles tell them: tags such as "[Jun 2025]", "CVPR'25", "arXiv 25.3"; pure."""

from __future__ import annotations

import re
from functools import lru_cache

from harvester.values.text import VENUES, YEAR

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ],
        start=1,
    )
    for name in names.split()
}
MONTH_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_IDENTIFIER = re.compile(
    r"\barXiv:\d{4}(?:\.\d{4,5}(?:v\d+)?)?(?!\d)|(?<![\d.])\d{4}\.\d{4,5}(?:v\d+)?(?![\d.])",
    re.IGNORECASE,
)
_ISO_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-./年](0?[1-9]|1[0-2])(?!\d)")
_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)")
_SHORT_DATE = re.compile(r"(?<=[A-Za-z])[- ]([12]\d)\.(0?[1-9]|1[0-2])(?![.\d])")
_DATE_BESIDE = re.compile(
    rf"(?<![A-Za-z])(?:{VENUES})[ ,]*{YEAR}"
    r"|(?<!\d)(?:19|20)\d\d[./-]\d\d?(?!\d)|\((?:19|20)\d\d\)"
)
_BESIDE = 40
_FULL_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"(?:['’]|(?<=[A-Za-z])[- ]?)([0-3]\d)(?!\d)")
_MONTH_WORD = re.compile(r"[A-Za-z]{3,9}")


@lru_cache(maxsize=4096)
def parse_date(text: str) -> tuple[int | None, int | None]:
    """Return year and month named in a tag; None for what it does not say.

    >>> parse_date("[Jun 2025]"), parse_date("2023.12.21"), parse_date("CVPR'25")
    ((2025, 6), (2023, 12), (2025, None))
    >>> parse_date("arXiv 25.3")
    (2025, 3)
    """
    text = _IDENTIFIER.sub(" ", text)
    if dated := _ISO_DATE.search(text) or _COMPACT_DATE.search(text):
        return int(dated[1]), int(dated[2])
    if short_date := _SHORT_DATE.search(text):
        return 2000 + int(short_date[1]), int(short_date[2])
    words = (word.lower() for word in _MONTH_WORD.findall(text))
    month = next((_MONTHS[word] for word in words if word in _MONTHS), None)
    if full := _FULL_YEAR.search(text):
        return int(full[1]), month
    short = _SHORT_YEAR.search(text)
    return (2000 + int(short[1]) if short else None), month


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_OPEN_RANGE = re.compile(
    r"\b(?:before|since|until|till|after|from|pre|post|early|and)\b", re.IGNORECASE
)
_FEW_WORDS = 3


def date_of_heading(heading: str) -> tuple[int | None, int | None]:
    """Read the date of what stands below a heading; both None where it names a range of years.

    >>> date_of_heading("Top Papers of the Week (November 3 - November 9) - 2025")
    (2025, 11)
    >>> [date_of_heading(text) for text in ("ICCV 2023", "Before 2020", "Top 2000 papers of all")]
    [(2023, None), (None, None), (None, None)]
    """
    if len(set(_YEAR.findall(heading))) != 1 or _OPEN_RANGE.search(heading):
        return None, None
    year, month = parse_date(heading)
    if year is None or str(year) not in heading:
        return None, None
    return (year, month) if month or len(heading.split()) <= _FEW_WORDS else (None, None)


def date_beside(title: str, text: str) -> tuple[int | None, int | None]:
    """Return year and month of a venue or date right before or after `title` in `text`.

    >>> date_beside("Foo: A Bar", "(arXiv 2024.07) Foo: A Bar [paper]")
    (2024, 7)
    """
    at = text.find(title)
    if at < 0 or not title:
        return None, None
    after = at + len(title)
    parent_source = _DATE_BESIDE.search(f"{text[:at][-_BESIDE:]} {text[after : after + _BESIDE]}")
    return parse_date(parent_source[0]) if parent_source else (None, None)
