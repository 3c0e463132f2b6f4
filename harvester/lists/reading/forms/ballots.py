"""Which reading the known entries of a group agree on, each entry judged without its own record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from harvester.lists.reading.forms.landmarks import Rule
from harvester.lists.reading.forms.shapes import Shape

_FEWEST = 3
_MARGIN = 2
_SETTLED = 5
_MANY = 8
_MISREAD = 0.5
_MOST_RULES = 24
_NEAR_BEST = 0.9
_MAJORITY = 0.6


class Method(NamedTuple):
    """A way to read a claim: the rule for its place, and the variant of reading it there.

    `rule` is None where the reading says that entries of this form make no such claim.
    """

    rule: Rule | None
    variant: str = ""


NOTHING = Method(None)


@lru_cache(maxsize=4096)
def _shared(methods: frozenset[Method]) -> frozenset[Method]:
    """Return an equal set that another entry has, so that thousands of entries hold few sets."""
    return methods


class Lesson:
    """What one known entry teaches of one claim: which methods get it right.

    `is_silent` tells that the entry does not hold what is known, and was read as something else.
    The methods are worked out when first asked for: a right general reading needs none.
    """

    __slots__ = ("_methods", "general", "is_silent")

    def __init__(
        self,
        general: bool,
        methods: frozenset[Method] | Callable[[], frozenset[Method]],
        is_silent: bool = False,
    ) -> None:
        self.general, self.is_silent, self._methods = general, is_silent, methods

    @property
    def methods(self) -> frozenset[Method]:
        """The methods that read this claim right."""
        if not isinstance(self._methods, frozenset):
            self._methods = _shared(self._methods())
        return self._methods

    @property
    def is_about_nothing(self) -> bool:
        """Whether the entry rightly makes no such claim."""
        return isinstance(self._methods, frozenset) and NOTHING in self._methods


SILENT = Lesson(False, frozenset(), is_silent=True)


@dataclass(slots=True)
class Ballot:
    """The lessons of a group's entries, counted; their methods only where they are asked for."""

    size: int = 0
    general: int = 0
    silent: int = 0
    nothing: int = 0
    _lessons: list[Lesson] = field(default_factory=list)
    _best: list[tuple[Method, int]] | None = None

    def add(self, lesson: Lesson) -> None:
        """Count a lesson."""
        if lesson.is_silent:
            self.silent += 1
            return
        self.size += 1
        self.general += lesson.general
        self.nothing += lesson.is_about_nothing
        self._lessons.append(lesson)
        self._best = None

    @property
    def is_misread(self) -> bool:
        """Whether most entries differ from their papers however they are read."""
        total = self.size + self.silent
        if total < _MANY or self.general >= _MISREAD * total:
            return False
        best = self.best()
        return not best or best[0][1] < _MISREAD * total

    def best(self) -> list[tuple[Method, int]]:
        """Return the methods that most entries agree with, in an order of their own."""
        if self._best is None:
            votes: dict[Method, int] = {}
            for methods, count in Counter(one.methods for one in self._lessons).items():
                for method in methods:
                    votes[method] = votes.get(method, 0) + count
            least = sorted(votes.values(), reverse=True)[:_MOST_RULES][-1:]
            leading = [one for one in votes.items() if one[1] >= least[0]] if least else []
            leading.sort(key=lambda one: (-one[1], repr(one[0])))
            self._best = leading[:_MOST_RULES]
        return self._best


@dataclass(frozen=True, slots=True)
class Choice:
    """The methods to try, by votes, and how many of the group's entries agree with the best.

    `is_clear` tells that the general reading is worse; else the methods are as good as it, and
    only say what it leaves open.
    """

    methods: tuple[tuple[Method, int], ...]
    agreeing: int
    size: int
    is_clear: bool = False


def choose(
    groups: Sequence[Shape],
    ballots: Mapping[Shape, Ballot],
    own: Iterable[tuple[Sequence[Shape], Lesson]],
    *,
    is_open: bool = True,
) -> Choice | None:
    """Choose how to read an entry: by the finest of its groups that tells methods apart.

    `own` are the lessons of the entry's own paper, which do not count. A learnt reading wins where
    clearly more of the other entries agree with it than with the general one. `is_open` tells that
    the general reading left the claim open; else methods no better than it are of no use.
    None where no group has enough known entries.
    """
    own = list(own)
    settled: Choice | None = None
    for group in groups:
        ballot = ballots.get(group)
        if ballot is None:
            continue
        mine = [one for shapes, one in own if group in shapes and not one.is_silent]
        size = ballot.size - len(mine)
        if size < _FEWEST:
            continue
        general = ballot.general - sum(lesson.general for lesson in mine)
        margin = _MARGIN + size // 50
        is_right = size >= _SETTLED and general >= _NEAR_BEST * size
        if is_right and size - general < margin and not (is_open or ballot.nothing):
            return Choice((), general, size)  # no method can be clearly better
        ranked = _without(ballot.best(), mine)
        if ranked and ranked[0][0] == NOTHING and size < _MANY:
            ranked = []  # names in so few entries may well be names, if of other people
        most = ranked[0][1] if ranked else 0
        near = tuple(one for one in ranked if one[1] >= _NEAR_BEST * most)
        if most - general >= margin and most >= _MAJORITY * size:
            return Choice(near, most, size, is_clear=True)
        is_as_good = size >= _SETTLED and most >= max(general, _NEAR_BEST * size)
        choice = Choice(near if is_as_good and group in groups[:2] else (), general, size)
        settled = settled or choice
        if general - most >= margin or is_right:
            return choice
    return settled


def _without(
    ranked: Sequence[tuple[Method, int]], mine: Sequence[Lesson]
) -> list[tuple[Method, int]]:
    if not mine:
        return list(ranked)
    less = [(one, count - sum(one in lesson.methods for lesson in mine)) for one, count in ranked]
    return sorted((one for one in less if one[1] > 0), key=lambda one: -one[1])


def is_misread(groups: Sequence[Shape], ballots: Mapping[Shape, Ballot]) -> bool:
    """Tell whether the entries of a group differ from their papers; the finest with many counts."""
    for group in groups:
        ballot = ballots.get(group)
        if ballot is not None and ballot.size + ballot.silent >= _MANY:
            return ballot.is_misread
    return False
