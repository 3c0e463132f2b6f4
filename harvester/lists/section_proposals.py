"""The section under which a new entry belongs, as the entries that stand there let one expect.

A nearest-neighbour choice over what entries show: tags, categories, words of their titles, each
weighed by how few entries have it (Salton & Buckley 1988, https://doi.org/10.1016/0306-4573(88)90021-0);
the words of the headings count as one more neighbour. It is a proposal: a person confirms it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from harvester.matching.titles import UNKNOWN_WORD_BITS, word_bits
from harvester.values.text import fold, title_words

_NEAREST = 6
_MOST_PROPOSALS = 3
_SHOWN = 4
_LEAST_LIKENESS = 0.02
_OF_HEADINGS = 2.0
_WEIGHTS = {"tag": 1.5, "category": 0.7, "word": 1.0}
_PARTS = re.compile(r"[\W_]+")
_SHORTEST_WORD = 3
_LEAST_TELLING = 0.4
"""Of words that are shown as evidence: “and” has fewer."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What an entry shows of its subject; `section` is the path of the headings above it."""

    name: str
    title: str
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionProposal:
    """One section that fits; `share` is its part of the likeness to all sections, 0 to 1.

    `tags`, `categories` and `words` are what the new entry shares with it; `nearest` the names of
    the entries there that are most like it.
    """

    section: tuple[str, ...]
    share: float
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()

    @property
    def evidence(self) -> str:
        """Say in words why the section fits."""
        parts = [
            f"{kind} {', '.join(shared[:_SHOWN])}"
            for kind, shared in (
                ("tags", self.tags),
                ("categories", self.categories),
                ("words", self.words),
            )
            if shared
        ]
        like = f"like {', '.join(self.nearest)}" if self.nearest else ""
        return "; ".join([*parts, *([like] if like else [])])


_Feature = tuple[str, str]
"""The kind (tag, category, word) and the text of one thing that an entry shows."""


def propose_sections(
    new: Neighbour, neighbours: Iterable[Neighbour]
) -> tuple[SectionProposal, ...]:
    """Return the sections that fit `new`, best first, three at most; none where nothing is shared.

    >>> heart = Neighbour("A", "Guiding Probes over the Heart", ("Ultrasound",))
    >>> knee = Neighbour("B", "Reading Films of the Knee", ("Radiology",))
    >>> new = Neighbour("C", "Where Probes Meet the Heart")
    >>> [one.section for one in propose_sections(new, (heart, knee))]
    [('Ultrasound',)]
    """
    there = [one for one in neighbours if one.section]
    features = [frozenset(_features(one)) for one in there]
    weights = _weights(features)
    wanted = frozenset(_features(new))
    likeness: dict[tuple[str, ...], list[tuple[float, int]]] = {}
    for at, (one, its) in enumerate(zip(there, features, strict=True)):
        likeness.setdefault(one.section, []).append((_likeness(wanted, its, weights), at))
    scores = {
        section: _of_headings(wanted, section, weights)
        + sum(like for like, _ in sorted(likes, reverse=True)[:_NEAREST])
        for section, likes in likeness.items()
    }
    total = sum(scores.values())
    ordered = sorted(scores, key=lambda section: (-scores[section], section))
    return tuple(
        _proposal(
            section,
            scores[section] / total,
            wanted,
            [(like, there[at].name, features[at]) for like, at in likeness[section]],
            weights,
        )
        for section in ordered[:_MOST_PROPOSALS]
        if scores[section] > _LEAST_LIKENESS
    )


def _features(one: Neighbour) -> Iterator[_Feature]:
    for tag in one.tags:
        if key := " ".join(_PARTS.split(fold(tag))).strip():
            yield "tag", key
            yield from (("word", word) for word in _words(key))
    yield from (("category", category) for category in one.categories)
    yield from (("word", word) for word in _words(one.title))


def _words(text: str) -> Iterator[str]:
    for word in title_words(text):
        if len(word) >= _SHORTEST_WORD or not word.isascii():
            yield word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _weights(features: Sequence[frozenset[_Feature]]) -> Mapping[_Feature, float]:
    """Return what sharing a feature is worth: the more, the fewer entries show it."""
    counts = Counter(feature for one in features for feature in one)
    most = len(features) + 1
    return {one: _WEIGHTS[one[0]] * log(most / count) for one, count in counts.items()}


def _telling(feature: _Feature) -> float:
    """Return what a feature tells of the subject, whatever the list: little for a common word."""
    kind, text = feature
    return min(1.0, word_bits(text) / UNKNOWN_WORD_BITS) if kind == "word" else 1.0


def _length(features: Iterable[_Feature], weights: Mapping[_Feature, float]) -> float:
    return sqrt(sum(weights.get(one, 0.0) ** 2 for one in features))


def _likeness(
    one: frozenset[_Feature], other: frozenset[_Feature], weights: Mapping[_Feature, float]
) -> float:
    """Return the cosine of the angle between two entries, 0 to 1."""
    lengths = _length(one, weights) * _length(other, weights)
    shared = sum(weights.get(feature, 0.0) ** 2 for feature in one & other)
    return shared / lengths if lengths else 0.0


def _of_headings(
    wanted: frozenset[_Feature], section: Sequence[str], weights: Mapping[_Feature, float]
) -> float:
    headings = frozenset(("word", word) for heading in section[-2:] for word in _words(heading))
    heaviest = max(weights.values(), default=0.0)
    named = {one: weights.get(one, heaviest) * _telling(one) for one in headings | wanted}
    return _OF_HEADINGS * _likeness(wanted, headings, named)


def _proposal(
    section: tuple[str, ...],
    share: float,
    wanted: frozenset[_Feature],
    neighbours: Sequence[tuple[float, str, frozenset[_Feature]]],
    weights: Mapping[_Feature, float],
) -> SectionProposal:
    there = {feature for _, _, features in neighbours for feature in features}
    there |= {("word", word) for heading in section for word in _words(heading)}
    shared = [one for one in wanted & there if _telling(one) >= _LEAST_TELLING]
    shared.sort(key=lambda one: (-weights.get(one, 0.0), one[1]))
    by_kind = {kind: tuple(text for of, text in shared if of == kind) for kind in _WEIGHTS}
    nearest = sorted(((like, name) for like, name, _ in neighbours if like > 0), reverse=True)
    return SectionProposal(
        section,
        round(share, 2),
        by_kind["tag"],
        by_kind["category"],
        by_kind["word"],
        tuple(name for _, name in nearest[:2]),
    )
