"""Text garbled on its way: UTF-8 that was read as Windows-1252, Windows-1254 or Latin-1.

Where no byte is lost the text is got back exactly. Where bytes are lost, each character is chosen
among all it may have been by how often characters follow each other, and offered for review.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from harvester.lists.document import line_starts
from harvester.lists.edits import apply
from harvester.lists.mojibake.bytes import BYTE_OF, LOSABLE, RUN, Unit, units_of
from harvester.lists.mojibake.frequencies import END, START, Frequencies, load_frequencies
from harvester.model import Edit, Span

_MAX_ALTERNATIVES = 4
_FEW = 3
_MOST_READINGS = 16
_MOST_LAYERS = 2
_LONGEST = 500  # characters in doubt judged together; bounds time and memory of hostile text


@dataclass(frozen=True, slots=True)
class GarbledPlace:
    """A garbled stretch of the text as it is: `repaired` is what it should be, `certainty` 0 to 1.

    `alternatives` are other readings, likeliest first, where one character is in doubt.
    """

    line: int
    span: Span
    text: str
    repaired: str
    certainty: float
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """The repaired text, and each character of the garbled one that had lost bytes."""

    text: str
    uncertain: tuple[GarbledPlace, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    unit: Unit
    character: str
    certainty: float
    alternatives: tuple[str, ...]


def find_garbled(text: str) -> tuple[GarbledPlace, ...]:
    """Return each garbled stretch of `text` with its repair; nothing for a healthy text."""
    if text.isascii():
        return ()
    starts = line_starts(text)
    places = []
    for choices in _read(text, starts):
        span = Span(choices[0].unit.start, choices[-1].unit.end)
        repaired = "".join(choice.character for choice in choices)
        certainty = math.prod(choice.certainty for choice in choices)
        places.append(_place(text, starts, span, repaired, certainty))
    return tuple(places)


def repair(text: str) -> Repair:
    """Return `text` with its garbled stretches repaired; a healthy text comes back as it is.

    Text garbled several times is taken back as far as no byte was lost.
    """
    made = _repair_once(text)
    for _ in range(_MOST_LAYERS):
        again = _repair_once(made.text)
        if made.uncertain or again.uncertain or again.text == made.text:
            break
        made = again
    return made


def _repair_once(text: str) -> Repair:
    if text.isascii():
        return Repair(text, ())
    starts = line_starts(text)
    edits: list[Edit] = []
    uncertain: list[GarbledPlace] = []
    for choices in _read(text, starts):
        span = Span(choices[0].unit.start, choices[-1].unit.end)
        edits.append(Edit(span, "".join(choice.character for choice in choices), "garbled text"))
        uncertain += (
            _place(
                text,
                starts,
                Span(choice.unit.start, choice.unit.end),
                choice.character,
                choice.certainty,
                choice.alternatives,
            )
            for choice in choices
            if not choice.unit.whole
        )
    return Repair(apply(text, edits) if edits else text, tuple(uncertain))


def _place(
    text: str,
    starts: Sequence[int],
    span: Span,
    repaired: str,
    certainty: float,
    alternatives: tuple[str, ...] = (),
) -> GarbledPlace:
    line = bisect_right(starts, span.start)
    return GarbledPlace(line, span, span.slice(text), repaired, round(certainty, 4), alternatives)


def _read(text: str, starts: Sequence[int]) -> Iterator[tuple[_Choice, ...]]:
    runs = _garbled_runs(text, starts)
    if not runs:
        return
    certain = (unit.candidates[0] for units in runs for unit in units if unit.whole)
    frequencies = load_frequencies().for_text(certain)
    for units in runs:
        yield _choose(units, frequencies)


def _lost_bytes(text: str) -> frozenset[int]:
    """The bytes that may be missing: those that could be lost and never stand in the text."""
    seen = {BYTE_OF[character] for character in set(text) if character in BYTE_OF}
    return LOSABLE - seen


def _garbled_runs(text: str, starts: Sequence[int]) -> list[tuple[Unit, ...]]:
    """Return the runs that are misread UTF-8, judged by their line and by the whole text."""
    lost = _lost_bytes(text)
    by_line: dict[int, list[tuple[Unit, ...]]] = {}
    healthy = 0
    for match in RUN.finditer(text):
        units = units_of(match[0], match.start(), lost)
        if units is None:
            healthy += 1
        else:
            by_line.setdefault(bisect_right(starts, match.start()), []).append(units)
    proven = {line for line, runs in by_line.items() if _is_proven(text, runs)}
    whole = len(proven) >= _FEW and healthy * 10 <= len(proven)
    return [
        units
        for line, runs in by_line.items()
        if line in proven or whole
        for units in runs
        if whole or _stands_alone(units)
    ]


def _is_proven(text: str, runs: Iterable[tuple[Unit, ...]]) -> bool:
    """Some whole character in the line is one that nobody would write as it stands."""
    from ftfy.badness import is_bad  # heavy, and healthy lists need it not

    return any(
        (unit.whole and unit.needs > 1 and (unit.odd or len(units) > 1))
        or (unit.whole and unit.needs == 1 and is_bad(text[unit.start : unit.end]))
        for units in runs
        for unit in units
    )


def _stands_alone(units: tuple[Unit, ...]) -> bool:
    """Outside a text that is garbled throughout, a bare letter such as ã may be just that."""
    return any(len(unit.kept) > 1 for unit in units)


def _choose(units: tuple[Unit, ...], frequencies: Frequencies) -> tuple[_Choice, ...]:
    """Choose each character by the likeliest way through all readings.

    A character without a lost byte has one reading, so that the stretches between such characters
    can be judged one by one; their neighbours are what they stand between.
    """
    choices: list[_Choice] = []
    at = 0
    while at < len(units):
        end = at
        while end < len(units) and end - at < _LONGEST and len(units[end].candidates) > 1:
            end += 1
        if end == at:
            choices.append(_Choice(units[at], units[at].candidates[0], 1.0, ()))
            at += 1
            continue
        before = choices[-1].character if choices else START
        after = units[end].candidates[:1] if end < len(units) else (END,)
        choices += _stretch(units[at:end], before, after, frequencies)
        at = end
    return tuple(choices)


def _stretch(
    units: tuple[Unit, ...], before: str, after: tuple[str, ...], frequencies: Frequencies
) -> Iterator[_Choice]:
    """The best way is found by Viterbi; certainty is how much of all ways go through a character
    (forward-backward)."""
    readings = [_likely(unit.candidates, frequencies) for unit in units]
    layers = [(before,), *readings, after]
    steps = [
        {(one, two): frequencies.cost(one, two) for one in here for two in there}
        for here, there in pairwise(layers)
    ]
    best = _best_way(layers, steps)
    shares = _shares(layers, steps)
    for at, unit in enumerate(units, start=1):
        yield _choice(unit, best[at], shares[at])


def _likely(candidates: tuple[str, ...], frequencies: Frequencies) -> tuple[str, ...]:
    """The most frequent readings; with two bytes lost there are hundreds that nobody writes."""
    if len(candidates) <= _MOST_READINGS:
        return candidates
    often = sorted(candidates, key=lambda one: (-frequencies.weight(one), one))
    return tuple(often[:_MOST_READINGS])


def _choice(unit: Unit, character: str, shares: dict[str, float]) -> _Choice:
    others = sorted((one for one in shares if one != character), key=lambda one: -shares[one])
    return _Choice(unit, character, shares[character], tuple(others[:_MAX_ALTERNATIVES]))


_Steps = list[dict[tuple[str, str], float]]


def _best_way(layers: Sequence[tuple[str, ...]], steps: _Steps) -> list[str]:
    costs = {layers[0][0]: 0.0}
    back: list[dict[str, str]] = []
    for after, step in zip(layers[1:], steps, strict=True):
        chosen = {two: min(costs, key=lambda one: costs[one] + step[one, two]) for two in after}
        costs = {two: costs[one] + step[one, two] for two, one in chosen.items()}
        back.append(chosen)
    way = [layers[-1][0]]
    for chosen in reversed(back):
        way.append(chosen[way[-1]])
    return way[::-1]


def _shares(layers: Sequence[tuple[str, ...]], steps: _Steps) -> list[dict[str, float]]:
    """For each layer, the share of each character over all ways; scaled to stay in range."""
    forward = [{layers[0][0]: 1.0}]
    for after, step in zip(layers[1:], steps, strict=True):
        last = forward[-1]
        forward.append(
            _scaled(
                {two: sum(last[one] * math.exp(-step[one, two]) for one in last) for two in after}
            )
        )
    backward = [{layers[-1][0]: 1.0}]
    for before, step in zip(reversed(layers[:-1]), reversed(steps), strict=True):
        last = backward[-1]
        backward.append(
            _scaled(
                {one: sum(last[two] * math.exp(-step[one, two]) for two in last) for one in before}
            )
        )
    backward.reverse()
    return [
        _scaled({one: ahead[one] * behind[one] for one in ahead})
        for ahead, behind in zip(forward, backward, strict=True)
    ]


def _scaled(weights: dict[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {one: weight / total for one, weight in weights.items()}
