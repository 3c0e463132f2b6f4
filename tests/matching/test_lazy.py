"""A lazy value is worked out once, when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from harvester.matching.titles import lazy


@dataclass(frozen=True)
class Sum:
    parts: tuple[int, ...]
    asked: list[int] = field(default_factory=list)

    @lazy
    def total(self) -> int:
        """All together."""
        self.asked.append(1)
        return sum(self.parts)


def test_a_value_is_worked_out_when_it_is_asked_for_and_kept() -> None:
    one, other = Sum((1, 2)), Sum((3,))
    assert one.asked == []
    assert (one.total, one.total, other.total) == (3, 3, 3)
    assert (one.asked, other.asked) == ([1], [1])


def test_the_class_tells_what_the_value_is() -> None:
    assert Sum.total.__doc__ == "All together."
