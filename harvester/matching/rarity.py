"""How likely is it that two papers bear the same coined name before the colon?

"GAIA" is borne by many, "Paper2Code" by one. The shares stand for the records of 2021 and later in
an index of half a million titles: of the names so shaped, how many another record bears as well.
"""

from __future__ import annotations

from functools import lru_cache
from math import log2

from harvester.matching.titles import UNKNOWN_WORD_BITS, word_bits
from harvester.values.text import title_words

# By shape and number of letters or digits: share of names that another record bears as well.
_SHARED_NAMES = {
    "capitals": {3: 0.46, 4: 0.39, 5: 0.38, 6: 0.34, 7: 0.24, 8: 0.22},
    "mixed": {4: 0.45, 5: 0.19, 6: 0.11, 7: 0.090, 8: 0.082, 10: 0.073, 11: 0.052, 12: 0.037},
    "digits": {3: 0.30, 4: 0.046, 6: 0.045, 7: 0.034, 8: 0.020, 12: 0.009},
    "plain": {4: 0.55, 5: 0.49, 6: 0.37, 8: 0.25},
}
_KNOWN_WORD = 0.9
_SEVERAL_WORDS_BASE = 0.07


@lru_cache(maxsize=4096)
def name_rarity(name: str) -> float:
    """Return how rare `name` is as a name of papers, in bits: 0 for a common word, 5 and more."""
    words = title_words(name)
    if not words:
        return 0.0
    if len(words) > 1:
        rarest = max(map(word_bits, words))
        total = sum(map(word_bits, words))
        return min(-log2(_SEVERAL_WORDS_BASE) * min(total / UNKNOWN_WORD_BITS, 3.0), 12.0) * (
            1.0 if rarest >= UNKNOWN_WORD_BITS else 0.6
        )
    if word_bits(words[0]) < UNKNOWN_WORD_BITS:
        return -log2(_KNOWN_WORD)
    shares = _SHARED_NAMES[_shape(name.strip())]
    length = max((size for size in shares if size <= len(words[0])), default=0)
    return -log2(shares.get(length, 0.6))


def _shape(name: str) -> str:
    if any(letter.isdigit() for letter in name):
        return "digits"
    if name.upper() == name:
        return "capitals"
    return "mixed" if any(letter.isupper() for letter in name[1:]) else "plain"
