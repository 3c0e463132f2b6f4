"""The forms one name is written in: full, with initials, family name first or alone."""

from __future__ import annotations

import re
from enum import Enum

from harvester.model import PersonName


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
