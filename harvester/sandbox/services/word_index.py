"""An inverted index over the sandbox's papers: terms, phrases and name prefixes, by field."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from harvester.sandbox.made_up import made_up_abstract
from harvester.sandbox.world import PaperFacts

FIELDS = ("ti", "au", "abs", "co", "jr", "cat", "id")
_WORD = re.compile(r"\w+")
_STROKES = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ß": "ss", "æ": "ae"})


def words_of(text: str) -> list[str]:
    """Return the words of `text` in lower case and without accents."""
    plain = (
        unicodedata.normalize("NFKD", text.translate(_STROKES)).encode("ascii", "ignore").decode()
    )
    return _WORD.findall(plain.lower())


class WordIndex:
    """Finds papers by the words of their fields; a paper is named by its place in the world."""

    def __init__(self, papers: Iterable[PaperFacts]) -> None:
        self._papers = tuple(papers)
        self._places: dict[str, dict[str, set[int]]] = {f: defaultdict(set) for f in FIELDS}
        for place, paper in enumerate(self._papers):
            for field in FIELDS:
                for word in words_of(_text(paper, field)):
                    self._places[field][word].add(place)

    @property
    def everything(self) -> set[int]:
        """The places of all papers."""
        return set(range(len(self._papers)))

    def find(self, field: str, phrase: str) -> set[int]:
        """Return the places whose `field` ("all" for any) holds the words of `phrase` in a row."""
        words = words_of(phrase)
        if not words:
            return set()
        if field == "all":
            return set().union(*(self._find(each, words, phrase) for each in FIELDS))
        return self._find(field, words, phrase)

    def _find(self, field: str, words: list[str], phrase: str) -> set[int]:
        table = self._places.get(field, {})
        if phrase.endswith("*"):
            return set().union(*(p for w, p in table.items() if w.startswith(words[-1])), set())
        numbers = set.intersection(*(set(table.get(word, ())) for word in words))
        if len(words) == 1:
            return numbers
        row = f" {' '.join(words)} "
        texts = ((place, _text(self._papers[place], field)) for place in numbers)
        return {place for place, text in texts if row in f" {' '.join(words_of(text))} "}

    def weight(self, field: str, phrase: str) -> float:
        """Return how much a hit of `phrase` says: rare words say more."""
        number = len(self._papers) + 1
        fields = FIELDS if field == "all" else (field,)
        total = 0.0
        for word in words_of(phrase):
            holders = max((len(self._places[f].get(word, ())) for f in fields), default=0)
            total += math.log(number / (holders + 1)) + 0.1
        return total


def _text(paper: PaperFacts, field: str) -> str:
    if field == "ti":
        return paper.title
    if field == "au":
        return " ; ".join(paper.authors)
    if field == "abs":
        return paper.abstract or made_up_abstract(paper.id, paper.title, paper.alias)
    texts = {
        "co": paper.comment,
        "jr": paper.journal_ref,
        "cat": " ".join(paper.categories),
        "id": paper.id,
    }
    return texts[field]
