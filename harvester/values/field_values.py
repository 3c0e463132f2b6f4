"""What can be done with one value of a field: clean it, tell whether two say the same, read it.

All pure. A cleaner is idempotent and answers None for a value that says nothing.
A key is equal for two values that say the same; it is never shown to people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable
from functools import cache, lru_cache

from harvester.model import FieldData, PersonName
from harvester.values.person_names import same_person
from harvester.values.text import title_key as text_title_key
from harvester.values.text import title_words
from harvester.values.venues import VenueKind, known_venues, parse_venue

_ET_AL = "et al."
_CUT = re.compile(r"et\W*al\W*")


def clean_line(text: str) -> str:
    """Return `text` on one line: composed, without control characters and outer or double space."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text)
    spaced = "".join(" " if character.isspace() else character for character in composed)
    kept = "".join(" " if _is_control(character) else character for character in spaced)
    return " ".join(kept.split())


def _is_control(character: str) -> bool:
    # Cs: half a surrogate pair, which no file can hold; Cc: NUL, escapes of terminals.
    return unicodedata.category(character) in {"Cc", "Cs"}


def clean_text(value: FieldData) -> FieldData | None:
    """Clean a title, a comment, a name."""
    return (clean_line(value) or None) if isinstance(value, str) else None


def clean_paragraphs(value: FieldData) -> FieldData | None:
    """Clean an abstract: line breaks inside a paragraph go, empty lines between paragraphs stay."""
    if not isinstance(value, str):
        return None
    paragraphs = (clean_line(part) for part in re.split(r"\n[ \t\r]*\n", value))
    return "\n\n".join(part for part in paragraphs if part) or None


def clean_names(value: FieldData) -> FieldData | None:
    """Clean a tuple of person names; plain strings become literal names, empty ones go."""
    if not isinstance(value, tuple):
        return None
    names = (_clean_name(name) for name in value)
    return tuple(name for name in names if str(name)) or None


@lru_cache(maxsize=4096)
def _clean_name(name: PersonName | str) -> PersonName:
    if isinstance(name, str):
        return PersonName(literal=clean_line(name))
    clean = PersonName(
        clean_line(name.family),
        clean_line(name.given),
        clean_line(name.literal),
        tuple(text for part in name.affiliations if (text := clean_line(part))),
    )
    return name if name == clean else clean


def clean_words(value: FieldData) -> FieldData | None:
    """Clean a tuple of strings; repeated and empty ones go, the order stays."""
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, tuple):
        return None
    words = (clean_line(str(word)) for word in value)
    return tuple(dict.fromkeys(word for word in words if word)) or None


def clean_number(value: object) -> int | None:
    """Keep a whole number; a boolean is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def clean_flag(value: object) -> bool | None:
    """Keep a boolean; False is a statement, not an empty value."""
    return value if isinstance(value, bool) else None


def version_number(value: object) -> int:
    """Return the number of a version; 0 of any other value."""
    return value if isinstance(value, int) else 0


def texts_of(value: object) -> tuple[str, ...]:
    """Return the parts of a value that holds several; none of any other value."""
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def clean_any(value: FieldData) -> FieldData | None:
    """Clean the value of a field that has no row of its own."""
    if isinstance(value, str):
        return clean_paragraphs(value)
    if isinstance(value, tuple):
        named = any(isinstance(part, PersonName) for part in value)
        return clean_names(value) if named else clean_words(value)
    return value


def exact_key(value: FieldData) -> Hashable:
    """Tell values apart exactly; True and 1 are two values."""
    return type(value).__name__, value


def title_key(value: FieldData) -> Hashable:
    """Compare titles as matching does: by their words run together.

    >>> title_key("X-WIN: Building  World Models") == title_key("X–Win – building world models")
    True
    >>> title_key("β-VAE") == title_key("Beta-VAE")
    True
    """
    text = str(value)
    return text_title_key(title_words(text)) or text


def text_key(value: FieldData) -> Hashable:
    """Ignore case and spacing."""
    return " ".join(str(value).casefold().split())


def names_key(value: FieldData) -> Hashable:
    """Return the names as they print, without case; a last name "et al." says that they go on.

    The printed form is used because sources split names differently; affiliations do not matter.
    """
    if not isinstance(value, tuple):
        return value
    names = tuple(" ".join(str(name).casefold().split()) for name in value)
    return (*names[:-1], _ET_AL) if names and _CUT.fullmatch(names[-1]) else names


def words_key(value: FieldData) -> Hashable:
    """Compare as sets, without case."""
    if not isinstance(value, tuple):
        return text_key(value)
    return frozenset(str(word).casefold() for word in value)


def same(chosen: Hashable, other: Hashable) -> bool:
    """Two values agree only when their keys are equal."""
    return chosen == other


def same_as_far_as_known(chosen: Hashable, other: Hashable) -> bool:
    """Partial dates agree with the dates they are a part of: 2025-04 with 2025-04-18."""
    one, two = str(chosen), str(other)
    return one == two or one.startswith(f"{two}-") or two.startswith(f"{one}-")


_LEFT_OUT_OF_CUT_NAMES = frozenset({"a", "an", "and", "for", "in", "of", "on", "the"})


def venue_key(value: FieldData) -> Hashable:
    """Return short name, year and kind of the venue that a text names, else the text's key.

    >>> venue_key("Proc. IEEE/CVF CVPR 2025") == venue_key("[CVPR'25]")
    True
    """
    venue = parse_venue(str(value))
    name = _words_of_name(str(value))
    if venue is None and "." in str(value):
        journals = {short for whole, short in _journals() if _is_cut(name, whole)}
        if len(journals) == 1:
            return journals.pop().lower(), 0, False
    if venue is None:
        return name or title_key(value)
    return venue.short.lower(), (venue.year or 0) % 100, venue.kind is VenueKind.WORKSHOP


def same_venue(chosen: Hashable, other: Hashable) -> bool:
    """Return whether two venue keys mean one venue; an unknown year contradicts none.

    A journal whose name is cut is the one of the whole name: "IBM J. Res. Dev.".
    """
    if isinstance(chosen, str) and isinstance(other, str):
        same = chosen.replace(" ", "") == other.replace(" ", "")
        return same or _is_cut(chosen, other) or _is_cut(other, chosen)
    if not isinstance(chosen, tuple) or not isinstance(other, tuple):
        return chosen == other
    one, two = chosen[1], other[1]
    return chosen[::2] == other[::2] and (one == two or not one or not two)


def _words_of_name(text: str) -> str:
    return " ".join(word for word in title_words(text) if word not in _LEFT_OUT_OF_CUT_NAMES)


@cache
def _journals() -> frozenset[tuple[str, str]]:
    """Return the journals of the table: the words of the whole name, the short name."""
    journals = (one for one in known_venues().values() if one.kind is VenueKind.JOURNAL)
    return frozenset((_words_of_name(one.name), one.short) for one in journals)


def _is_cut(short: str, long: str) -> bool:
    """Return whether the words of one name begin those of the other, one for one."""
    cut, whole = short.split(), long.split()
    return len(cut) == len(whole) > 1 and all(map(str.startswith, whole, cut))


def same_people(chosen: Hashable, other: Hashable) -> bool:
    """Tell whether two keys of `names_key` name the same people in the same order.

    Names that end in "et al." agree with every list that begins so; others must be whole.
    """
    if not isinstance(chosen, tuple) or not isinstance(other, tuple):
        return chosen == other
    for cut, whole in ((other, chosen), (chosen, other)):
        if cut[-1:] == (_ET_AL,):
            names = cut[:-1]
            return bool(names) and _pairwise_same(names, whole[: len(names)])
    return _pairwise_same(chosen, other)


def _pairwise_same(names: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return len(names) == len(others) and all(map(same_person, names, others))


def contains(chosen: Hashable, other: Hashable) -> bool:
    """A part of a set does not contradict the set."""
    if isinstance(chosen, frozenset) and isinstance(other, frozenset):
        return other <= chosen
    return chosen == other


def parse_names(text: str) -> FieldData | None:
    """Read "Yang Yue; Ho, Ann; {World Labs}" as people write it; braces keep a name whole."""
    return tuple(_parse_name(part) for part in text.split(";") if part.strip(" {}")) or None


def _parse_name(text: str) -> PersonName:
    text = text.strip()
    if text.startswith("{"):
        return PersonName(literal=text.strip("{} "))
    if "," in text:
        family, _, given = text.partition(",")
        return PersonName(family.strip(), given.strip())
    given, _, family = text.rpartition(" ")
    return PersonName(family.strip(), given.strip())


def parse_words(text: str) -> FieldData | None:
    """Read "cs.CV; cs.LG"."""
    return tuple(part.strip() for part in text.split(";") if part.strip()) or None


def parse_number(text: str) -> FieldData | None:
    """Read a whole number."""
    return int(text) if re.fullmatch(r"\d{1,15}", text.strip(), re.ASCII) else None


def parse_flag(text: str) -> FieldData | None:
    """Read true or false."""
    return {"true": True, "false": False}.get(text.strip().lower())


def parse_date(text: str) -> FieldData | None:
    """Read an ISO date, possibly partial: 2024, 2024-03, 2024-03-05."""
    date = re.fullmatch(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", text.strip())
    return date[0] if date and date[0].isascii() else None


def parse_text(text: str) -> FieldData | None:
    """Read any text that is not empty."""
    return text if text.strip() else None
