"""What UTF-8 looks like when it is read as Windows-1252, Windows-1254 or Latin-1.

Each character of such text stands for one byte. Bytes that the code page leaves undefined, and the
soft hyphen, are often dropped on the way; what they may have been is enumerated here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

_CODE_PAGES = ("cp1254", "cp1252", "latin-1")
LOSABLE = frozenset((0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E, 0xAD))
"""Undefined in Windows-1252 or Windows-1254, or a soft hyphen."""


def _bytes_by_character() -> dict[str, int]:
    bytes_of: dict[str, int] = {}
    for page in _CODE_PAGES:
        for byte in range(0x80, 0x100):
            character = bytes([byte]).decode(page, errors="ignore")
            if character:
                bytes_of.setdefault(character, byte)
    return bytes_of


BYTE_OF = _bytes_by_character()
RUN = re.compile("[" + "".join(re.escape(character) for character in sorted(BYTE_OF)) + "]+")
_MOST_BARE = 12  # a row of stars may lose all but its first bytes; nothing longer does
_COMMON = frozenset("“”‘’…–—«»°·\xa0")


@dataclass(frozen=True, slots=True)
class Unit:
    """One character of the lost text: where its bytes stand, and what it may have been.

    `whole` says that no byte is missing; `odd` that healthy text hardly ever looks like this.
    """

    start: int
    end: int
    kept: bytes
    whole: bool
    odd: bool
    candidates: tuple[str, ...]

    @property
    def needs(self) -> int:
        """How many bytes must follow the first."""
        return follows(self.kept[0])


def follows(lead: int) -> int:
    """Return how many bytes follow `lead` in UTF-8; 0 where it begins no character."""
    if 0xC2 <= lead <= 0xDF:
        return 1
    if 0xE0 <= lead <= 0xEF:
        return 2
    return 3 if 0xF0 <= lead <= 0xF4 else 0


def units_of(run: str, start: int, lost: frozenset[int]) -> tuple[Unit, ...] | None:
    """Take a run of single-byte characters apart; None where it cannot be UTF-8 misread."""
    data = [BYTE_OF[character] for character in run]
    units: list[Unit] = []
    at = bare = 0
    while at < len(data):
        end = at + 1
        while end < len(data) and 0x80 <= data[end] <= 0xBF:
            end += 1
        need, has = follows(data[at]), end - at - 1
        if need == 0 or has > need:
            return None
        bare = bare + 1 if has == 0 and need > 1 else 0
        if bare > _MOST_BARE:
            return None
        kept = bytes(data[at:end])
        candidates = candidates_of(kept, need - has, lost)
        if not candidates:
            return None
        odd = has == need >= 2 and not _COMMON.issuperset(run[at + 1 : end])
        units.append(Unit(start + at, start + end, kept, has == need, odd, candidates))
        at = end
    return tuple(units)


@lru_cache(maxsize=4096)
def candidates_of(kept: bytes, missing: int, lost: frozenset[int]) -> tuple[str, ...]:
    """Return the characters that `kept` may be with `missing` of the `lost` bytes put back."""
    size = len(kept) + missing
    texts: set[str] = set()
    for places in combinations(range(1, size), missing):
        for values in product(sorted(lost), repeat=missing):
            back = dict(zip(places, values, strict=True))
            rest = iter(kept)
            whole = bytes(back[at] if at in back else next(rest) for at in range(size))
            character = whole.decode("utf-8", errors="ignore")
            if character and unicodedata.category(character) not in {"Cn", "Co", "Cs", "Cc"}:
                texts.add(character)
            elif character and not missing and "\x80" <= character <= "\x9f":
                texts.add(character)  # one byte of text that was garbled twice
    return tuple(sorted(texts))
