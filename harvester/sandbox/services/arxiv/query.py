"""arXiv's `search_query`: fields, phrases, AND, OR, ANDNOT and parentheses, with relevance.

Syntax: https://info.arxiv.org/help/api/user-manual.html#51-details-of-query-construction
"""

from __future__ import annotations

import re
from collections import defaultdict

from harvester.sandbox.services.word_index import FIELDS, WordIndex

_TOKEN = re.compile(
    r"""\s*(?:(?P<bracket>[()])|(?P<operator>ANDNOT|AND|OR)(?=[\s(])
    |(?:(?P<field>[a-zA-Z_]+):)?(?:"(?P<phrase>[^"]*)"|(?P<range>\[[^\]]*\])|(?P<word>[^\s()"]+)))""",
    re.VERBOSE,
)
_KNOWN = frozenset((*FIELDS, "all", "rn"))

Scores = dict[int, float]


class InvalidQueryError(Exception):
    """The query cannot be read."""


def search(index: WordIndex, query: str) -> list[int]:
    """Return the places of the papers that `query` means, the most relevant first.

    Raises InvalidQueryError for unbalanced quotes and brackets, unknown fields and loose operators.
    """
    reader = _Reader(index, _tokens(query))
    scores = reader.alternatives()
    if reader.rest:
        raise InvalidQueryError(query)
    return sorted(scores, key=lambda place: (-scores[place], place))


def _tokens(query: str) -> list[re.Match[str]]:
    tokens, at = [], 0
    while query[at:].strip():
        match = _TOKEN.match(query, at)
        if match is None or match.end() == at:
            raise InvalidQueryError(query)
        tokens.append(match)
        at = match.end()
    if not tokens:
        raise InvalidQueryError(query)
    return tokens


class _Reader:
    """Reads tokens from left to right; each method returns the scores of what it read."""

    def __init__(self, index: WordIndex, tokens: list[re.Match[str]]) -> None:
        self._index = index
        self.rest = tokens

    def alternatives(self) -> Scores:
        """Read parts joined by OR."""
        scores = self._joined()
        while self._takes("operator", "OR"):
            scores = _sum(scores, self._joined())
        return scores

    def _joined(self) -> Scores:
        scores = self._part()
        while self.rest and not self._sees("operator", "OR") and not self._sees("bracket", ")"):
            if self._takes("operator", "ANDNOT"):
                refused = self._part()
                scores = {place: score for place, score in scores.items() if place not in refused}
                continue
            self._takes("operator", "AND")
            right = self._part()
            scores = _sum({p: s for p, s in scores.items() if p in right}, right, scores)
        return scores

    def _part(self) -> Scores:
        if self._takes("bracket", "("):
            scores = self.alternatives()
            if not self._takes("bracket", ")"):
                raise InvalidQueryError("a bracket is not closed")
            return scores
        if not self.rest or self.rest[0]["operator"] or self.rest[0]["bracket"]:
            raise InvalidQueryError("an operator has nothing to join")
        return self._term(self.rest.pop(0))

    def _term(self, token: re.Match[str]) -> Scores:
        field = (token["field"] or "all").lower()
        if token["range"] is not None and field in {"submitteddate", "lastupdateddate"}:
            return dict.fromkeys(self._index.everything, 0.0)
        if field not in _KNOWN:
            raise InvalidQueryError(f"unknown field {field}")
        text = token["phrase"] if token["phrase"] is not None else token["word"] or ""
        weight = self._index.weight(field, text)
        return dict.fromkeys(self._index.find(field, text), weight)

    def _sees(self, group: str, text: str) -> bool:
        return bool(self.rest) and self.rest[0][group] == text

    def _takes(self, group: str, text: str) -> bool:
        if self._sees(group, text):
            del self.rest[0]
            return True
        return False


def _sum(left: Scores, right: Scores, within: Scores | None = None) -> Scores:
    """Add scores; with `within`, only of the places that both sides have."""
    total: Scores = defaultdict(float, left)
    for place, score in right.items():
        if within is None or place in within:
            total[place] += score
    return dict(total)
