"""Where a stretch of words stands in an entry, told by the marks around it.

A rule is a pair of landmarks, one for each end. Each place has several landmarks (`behind the
second colon`, `behind the first colon of line 2`, `behind a closing quote that follows a dot`);
which of them holds for a list is for its known entries to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from harvester.lists.reading.forms.slots import MAJOR, SCOPES, Layout, Token, runs

Landmark: TypeAlias = tuple[str | int, ...]
_NEAREST = 3
_MOST_WORDS = 60
_SENTENCES = MAJOR | {".", "(", ")", "[", "]"}
_PHRASES = _SENTENCES | {",", "-", ";", "/", "D(", "V("}
_GRAINS = (MAJOR, _SENTENCES, _PHRASES)


class Rule(NamedTuple):
    """Landmarks of both ends of a stretch of words."""

    start: Landmark
    end: Landmark


class Landmarks:
    """The landmarks of one entry, each worked out once."""

    __slots__ = ("_by_gap", "_is_counted", "_places", "_runs", "layout")

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._by_gap: dict[int, list[Landmark]] = {}
        self._places: dict[Landmark, int] = {}
        self._runs: dict[Landmark, tuple[int, int]] | None = None
        self._is_counted = False

    def _count(self) -> None:
        """Name every mark by its number in the entry, in its line or cell, and behind another."""
        if self._is_counted:
            return
        self._is_counted = True
        seen: dict[Landmark, int] = {}
        self._put(("first",), 0)
        before: Token | None = None
        for token in self.layout.tokens:
            if token.kind != "e":
                names: list[Landmark] = [
                    ("line", token.scope, token.kind),
                    ("entry", token.kind),
                ]
                if before is not None:
                    near = before.gap == token.gap
                    names.append(("pair", before.kind, token.kind, near))
                for name in names:
                    seen[name] = seen.get(name, 0) + 1
                    self._put((*name, seen[name]), token.gap)
                before = token
        for word_gap in self._labels():
            self._put(("label", self.layout.keys[word_gap - 1]), word_gap)

    def _labels(self) -> Iterator[int]:
        """Yield the gaps with a colon behind the first or second word of a line."""
        line_start = 0
        for token in self.layout.tokens:
            if token.kind in SCOPES:
                line_start = token.gap
            elif token.kind == ":" and 1 <= token.gap - line_start <= 2:
                yield token.gap

    def _put(self, name: Landmark, gap: int) -> None:
        if name not in self._places:
            self._places[name] = gap
            self._by_gap.setdefault(gap, []).append(name)

    def starts_at(self, gap: int) -> list[Landmark]:
        """Return the landmarks that a stretch from this gap on can be told by."""
        self._count()
        names = self._by_gap.get(gap, [])
        if not names and gap > 0:
            return [("word", self.layout.keys[gap - 1])]
        return names[-3 * _NEAREST :]

    def ends_at(self, start: int, gap: int) -> list[Landmark]:
        """Return the landmarks that a stretch from gap `start` to `gap` can be told by."""
        names = [name for name, at in self._ends(start, gap) if at == gap]
        if gap == len(self.layout.words):
            names.append(("last",))
        elif not names:
            names.append(("before", self.layout.keys[gap]))
        return names[: 2 * _NEAREST + 2]

    def _ends(self, start: int, upto: int) -> Iterator[tuple[Landmark, int]]:
        seen: dict[str, int] = {}
        is_major, scope = False, None
        final: dict[str, int] = {}
        for token in self.layout.tokens:
            if token.gap <= start or token.kind == "e":
                continue
            if token.gap > upto and scope is not None:
                break
            seen[token.kind] = seen.get(token.kind, 0) + 1
            yield ("after", token.kind, seen[token.kind]), token.gap
            if not is_major and token.kind in MAJOR:
                is_major = True
                yield ("major",), token.gap
            if scope is None and token.kind not in SCOPES:
                final[token.kind] = token.gap
            elif scope is None:
                scope = token.scope
        for kind, at in final.items():
            yield ("final", kind), at

    def start_of(self, name: Landmark) -> int | None:
        """Return the gap of a starting landmark; None where the entry has none."""
        if name[0] == "word":
            keys = self.layout.keys
            return keys.index(name[1]) + 1 if name[1] in keys[:-1] else None
        self._count()
        return self._places.get(name)

    def end_of(self, start: int, name: Landmark) -> int | None:
        """Return the gap of an ending landmark behind gap `start`."""
        count = len(self.layout.words)
        if name == ("last",):
            return count
        if name[0] == "before":
            keys = self.layout.keys
            return next((at for at in range(start + 1, count) if keys[at] == name[1]), None)
        return next((at for one, at in self._ends(start, count) if one == name), None)

    def runs(self) -> dict[Landmark, tuple[int, int]]:
        """Return the stretches that are told by their length: the longest, the first long one."""
        if self._runs is None:
            self._runs = {}
            for grain, dividers in enumerate(_GRAINS):
                stretches = list(runs(self.layout, dividers))
                if not stretches:
                    continue
                longest = max(stretches, key=lambda one: one[1] - one[0])
                self._runs["longest", grain] = longest
                long = [one for one in stretches if one[1] - one[0] >= 4]
                for number, one in enumerate(long[:2]):
                    self._runs["long", grain, number] = one
        return self._runs

    def rules_of(self, start: int, end: int) -> list[Rule]:
        """Return every rule that leads to the words between two gaps."""
        ends = self.ends_at(start, end)
        rules = [Rule(one, other) for one in self.starts_at(start) for other in ends]
        rules += [Rule(name, ()) for name, run in self.runs().items() if run == (start, end)]
        return rules

    def apply(self, rule: Rule) -> tuple[int, int] | None:
        """Return the words that a rule leads to; None where it leads nowhere."""
        if not rule.end:
            return self.runs().get(rule.start)
        start = self.start_of(rule.start)
        end = self.end_of(start, rule.end) if start is not None else None
        if start is None or end is None or not start < end <= start + _MOST_WORDS:
            return None
        return start, end
