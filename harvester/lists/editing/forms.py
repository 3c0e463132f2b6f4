"""The forms one name is written in: full, with initials, family name first or alone."""

from __future__ import annotations

import re
from enum import Enum

from harvester.lists.editing.style import MarkupContext, escape, plain
from harvester.model import PersonName
from harvester.values.dates import MONTH_NAMES

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
        matches = list(pattern.finditer(written))
        if len(matches) > 1:
            return None
        if matches:
            then = year if pattern is _YEAR else _fill(matches[0], year, month, day)
            return (
                None
                if then is None
                else written[: matches[0].start()] + then + written[matches[0].end() :]
            )
    return None


def _fill(match: re.Match[str], year: str, month: str | None, day: str | None) -> str | None:
    parts = match.groupdict()
    if month is None or (parts.get("day") and day is None):
        return None
    if not parts["year"] and _YEAR.search(match.string):
        return None
    then = [(match.start("year"), match.end("year"), year[-len(parts["year"] or "") :])]
    if not parts["year"]:
        then = []
    if name := parts.get("name"):
        then.append((match.start("name"), match.end("name"), _month_like(name, int(month))))
    else:
        then.append((match.start("month"), match.end("month"), _digits_like(parts["month"], month)))
    if parts.get("day") and day:
        then.append((match.start("day"), match.end("day"), _digits_like(parts["day"], day)))
    if day and (ordinal := _ORDINAL.match(parts.get("comma") or "")):
        start = match.start("comma")
        then.append((start, start + 2, _ordinal_like(ordinal[0], int(day))))
    text = match.string
    pieces: list[str] = []
    position = match.start()
    for start, end, new in sorted(then):
        pieces += (text[position:start], new)
        position = end
    return "".join(pieces) + text[position : match.end()]


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


_WRAPPED = re.compile(
    r"(?P<open>(?:\*\*|__|[*_`\"“]|<[A-Za-z][^<>]*>|\s)*)(?P<core>.*?)"
    r"(?P<dot>\.?)(?P<close>(?:\*\*|__|[*_`\"”]|</[A-Za-z]+>|\s)*)(?P<last>\.?)",
    re.DOTALL,
)
_NO_DOT = (".", "?", "!")


def rewrite_title(now: str, shown: str, name: str, title: str, place: MarkupContext) -> str | None:
    """Return `title` as `now` writes the title `shown`; None where markup would be lost.

    >>> rewrite_title("**Nick**: Old Words.", "Nick: Old Words.", "Nick", "New: Words", Place.LINE)
    '**New**: Words.'
    """
    wrapped = _WRAPPED.fullmatch(now)
    if wrapped is None:
        return None
    core, text = " ".join(wrapped["core"].split()), shown.rstrip(".").strip('"“”*_ ')
    dotted = (wrapped["dot"] or wrapped["last"]) and not title.endswith(_NO_DOT)
    close = (
        (wrapped["dot"] if dotted else "") + wrapped["close"] + (wrapped["last"] if dotted else "")
    )
    if core in (text, escape(text, place)) or plain(core) == plain(text):
        return wrapped["open"] + escape(title, place) + close
    return _by_nickname(now, name, title, place)


def _by_nickname(now: str, name: str, title: str, place: MarkupContext) -> str | None:
    """The nickname in its own markup, then the rest: `**Nick**: Title`."""
    shape = re.fullmatch(
        rf"(?P<open>[\W_]*?){re.escape(escape(name, place))}(?P<between>\W*[:：]\W*?)"
        r"(?P<rest>\w.*?)(?P<close>[*_`]*\.?[*_`]*)",
        now,
        re.DOTALL,
    )
    before, colon, after = title.partition(":")
    if shape is None or not colon or re.search(r"[*_`<>\[\]]", shape["rest"]):
        return None
    close = shape["close"].replace(".", "") if title.endswith(_NO_DOT) else shape["close"]
    return (
        shape["open"]
        + escape(before, place)
        + shape["between"]
        + escape(after, place).lstrip()
        + close
    )


class NameForm(Enum):
    """How one name is written."""

    FULL = "Given Family"
    INITIALS = "G. Family"
    COMMA_FULL = "Family, Given"
    COMMA_INITIALS = "Family, G."
    FAMILY_INITIALS = "Family G"
    FAMILY = "Family"


def form_of(name: str) -> NameForm:
    """Tell how `name` is written.

    >>> [form_of(name).value for name in ("Yang Yue", "Y. Zhao", "Oord, A. v. d.", "Meng")]
    ['Given Family', 'G. Family', 'Family, G.', 'Family']
    """
    _, comma, given = (part.strip() for part in name.partition(","))
    if comma and given:
        return NameForm.COMMA_INITIALS if _is_initials(given) else NameForm.COMMA_FULL
    words = name.split()
    if len(words) < 2:
        return NameForm.FAMILY
    if _is_initials(" ".join(words[:-1])):
        return NameForm.INITIALS
    if words[-1].isupper() and len(words[-1].replace(".", "")) <= 3 and not words[0].isupper():
        return NameForm.FAMILY_INITIALS
    return NameForm.FULL


def _is_initials(text: str) -> bool:
    parts = [part for part in re.split(r"[ .-]+", text) if part]
    return bool(parts) and all(
        len(part) == 1 or (part.isupper() and len(part) <= 3) for part in parts
    )


def format_name(person: PersonName, form: NameForm, dotted: bool = True) -> str:
    """Write `person` in `form`; a group, or a name of one part, stays whole.

    >>> format_name(PersonName("Liu", "Qing-Hui M."), NameForm.INITIALS)
    'Q.-H. M. Liu'
    """
    if person.literal or not person.family or not person.given:
        return str(person).strip()
    if form is NameForm.FAMILY:
        return person.family
    if form is NameForm.FULL:
        return f"{person.given} {person.family}"
    if form is NameForm.COMMA_FULL:
        return f"{person.family}, {person.given}"
    letters = initials(person.given, dotted)
    if form is NameForm.INITIALS:
        return f"{letters} {person.family}"
    if form is NameForm.COMMA_INITIALS:
        return f"{person.family}, {letters}"
    return f"{person.family} {letters.replace(' ', '')}"


def initials(given: str, dotted: bool = True) -> str:
    """Return the initials of given names: "Qing-Hui M." becomes "Q.-H. M.".

    >>> initials("Rudra P.K."), initials("Ming Hui", dotted=False)
    ('R. P. K.', 'M H')
    """
    dot = "." if dotted else ""
    words = given.replace(".", ". ").split()
    return " ".join(
        "-".join(part[0].upper() + dot for part in word.strip(".").split("-") if part)
        for word in words
        if word.strip(".-")
    )
