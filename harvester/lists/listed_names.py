"""Names that stand behind a title in one run with the venue: told from the words of a title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from harvester.lists.leads import VENUE
from harvester.model import Span
from harvester.titles import word_bits

_DIVIDER = re.compile(r"\s*(?:[,，、;；]|&amp;|&|\band\b)[\s,&]*(?:and\s+)?")
_PARTICLE = r"(?:van|von|de|den|der|del|la|le|di|da|dos|bin|al|el)"
_FULL = re.compile(
    rf"[A-Z][\w.'’-]*(?:\s+{_PARTICLE}){{0,2}}(?:\s+[A-Z][\w.'’-]*){{1,3}}[*†‡\d]{{0,2}}|"
    r"[\uac00-\ud7af]{2,4}|[\u4e00-\u9fff]{2,4}"
)
_FAMILY = re.compile(r"[A-Z][^\W\d_][\w'’-]*")
_STOP = re.compile(r"(?<![\s.-][A-Z])[.。](?=\s|$)|\s*[(（]")
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)|['’]\d\d\b")
_CLOSING = " \t\r\n*_.。,，、;|-–—()（）"
_RARE_IN_TITLES = 13.0
_LONGEST = 600


def names_before_venue(text: str, start: int, stop: int) -> Span | None:
    """Return where names stand at `start`; None where other words do.

    Behind them stands the venue, the year or nothing: `Ann Bee, Cy Dee, CVPR 2024`. Family names
    alone count where "and" joins them in front of a venue: `Chen and Manning, EMNLP 2014`.
    """
    stop = min(stop, start + _LONGEST)
    sentence = _STOP.search(text, start, stop)
    names_end = sentence.start() if sentence else stop
    pieces = _pieces(text, start, names_end)
    count = next((at for at, one in enumerate(pieces) if not _is_full(text, one)), len(pieces))
    if count < 2:
        count = _families(text, pieces)
    if count < 2:
        return None
    last = pieces[count - 1].end
    if not sound_like_names(text, pieces[:count]) or not _is_venue(text, last, stop):
        return None
    return Span(start, last)


def _pieces(text: str, start: int, stop: int) -> list[Span]:
    pieces: list[Span] = []
    for found in _DIVIDER.finditer(text, start, stop):
        pieces.append(Span(start, found.start()))
        start = found.end()
    end = start + len(text[start:stop].rstrip(_CLOSING))
    return [*pieces, Span(start, end)] if end > start else pieces


def _is_full(text: str, piece: Span) -> bool:
    return _FULL.fullmatch(text, *piece) is not None and VENUE.match(text, *piece) is None


def _families(text: str, pieces: list[Span]) -> int:
    """How many family names alone begin the run, the last one behind an "and", a venue behind."""
    for at, one in enumerate(pieces[:-1]):
        if not _FAMILY.fullmatch(text, *one) or VENUE.match(text, *one):
            return 0
        joined = text[one.end : pieces[at + 1].start]
        if "and" in joined or "&" in joined:
            family = _FAMILY.fullmatch(text, *pieces[at + 1])
            venue = at + 2 < len(pieces) and VENUE.match(text, pieces[at + 2].start)
            return at + 2 if family and venue else 0
    return 0


def sound_like_names(text: str, pieces: Sequence[Span]) -> bool:
    """Tell names from words of a title: most end with a word that titles hardly have."""
    last = [text[start:end].split()[-1].strip("*†‡0123456789") for start, end in pieces]
    told = sum(not one.isascii() or word_bits(one.casefold()) >= _RARE_IN_TITLES for one in last)
    return told * 2 > len(pieces)


def _is_venue(text: str, start: int, stop: int) -> bool:
    rest = text[start:stop].strip(_CLOSING)
    if not rest or VENUE.match(rest):
        return True
    is_dated = len(rest) <= 120 and _YEAR.search(rest) is not None
    return is_dated and (rest[0].isupper() or rest[0].isdigit())
