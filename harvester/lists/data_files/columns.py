"""What the fields of a data file hold, told by their values where their names are not known."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from harvester.lists.claims.author_names import read_authors, sound_like_names
from harvester.lists.claims.date_forms import DATE
from harvester.lists.claims.leads import VENUE
from harvester.lists.claims.links import identifier_of
from harvester.lists.data_files.records import TITLES, Claim, DataRecord
from harvester.model import Span
from harvester.values.identifiers import parse_identifier

_MOST = 0.6
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORDS = re.compile(r"[^\W\d_][\w'’-]*")
_FEWEST_WORDS = 3
_MOST_WORDS = 30


def with_known_fields(records: Sequence[DataRecord]) -> Sequence[DataRecord]:
    """Rename fields by what they hold, in a file none of whose records names its title.

    The title is the field of several words that differ most from record to record and are
    neither links, dates, venues nor people.
    """
    if not records or any(claim.field in TITLES for one in records for claim in one.claims):
        return records
    values: dict[str, list[str]] = defaultdict(list)
    for record in records:
        for name in dict.fromkeys(one.field for one in record.claims):
            joined = ", ".join(one.value for one in record.claims if one.field == name)
            values[name].append(joined)
    meanings = _meanings({name: held for name, held in values.items() if held}, len(records))
    if "title" not in meanings.values():
        return records
    return [
        one._replace(
            claims=tuple(
                claim._replace(field=meanings.get(claim.field, claim.field)) for claim in one.claims
            )
        )
        for one in records
    ]


def _meanings(values: dict[str, list[str]], count: int) -> dict[str, str]:
    meanings: dict[str, str] = {}
    for name, held in values.items():
        for meaning, test in (("date", _is_date), ("venue", _is_venue), ("authors", _are_people)):
            if meaning not in meanings.values() and _mostly(test, held):
                meanings[name] = meaning
                break
        else:
            if _mostly(_is_address, held):
                meanings[name] = name if _mostly(_is_url, held) else "id"
    left = {name: held for name, held in values.items() if name not in meanings}
    titles = {
        name: len(set(held)) / count
        for name, held in left.items()
        if _mostly(_is_title, held) and len(set(held)) >= _MOST * count
    }
    if titles:
        meanings[max(titles, key=lambda name: titles[name])] = "title"
    return meanings


def _mostly(test: Callable[[str], bool], held: Iterable[str]) -> bool:
    answers = [test(one.strip()) for one in held if one.strip()]
    return bool(answers) and sum(answers) >= _MOST * len(answers)


def _is_date(value: str) -> bool:
    return _YEAR.fullmatch(value) is not None or DATE.fullmatch(value) is not None


def _is_venue(value: str) -> bool:
    return len(value) <= 60 and VENUE.match(value) is not None


def _is_url(value: str) -> bool:
    return value.startswith(("http://", "https://"))


def _is_address(value: str) -> bool:
    return _is_url(value) or identifier_of(value) is not None or parse_identifier(value) is not None


def _are_people(value: str) -> bool:
    authors = read_authors(value, 0, len(value), [])
    if authors is None or not all(" " in one.text for one in authors.names):
        return False
    spans = [Span(*one.span) for one in authors.names]
    return authors.et_al or sound_like_names(value, spans)


def _is_title(value: str) -> bool:
    return _FEWEST_WORDS <= len(_WORDS.findall(value)) <= _MOST_WORDS


def joined_name(claims: Sequence[Claim]) -> Claim | None:
    """Join given and family names that are written as values of their own into one person."""
    if not claims or not all(len(one.value.split()) <= _FEWEST_WORDS for one in claims):
        return None
    start, end = claims[0].start, claims[-1].end
    return Claim(claims[0].field, " ".join(one.value for one in claims), start, end)
