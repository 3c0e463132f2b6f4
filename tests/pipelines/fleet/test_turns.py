"""Papers that can wait: the lists take turns, and together ask for one night's work."""

from __future__ import annotations

from harvester.model import Identifier
from pipelines.fleet.turns import Turns


def numbered(*numbers: int) -> list[Identifier]:
    return [Identifier("arxiv", f"2401.{number:05}") for number in numbers]


def test_the_lists_take_turns_until_the_night_is_full() -> None:
    turns = Turns(most=4)
    lists = [numbered(1, 2, 3, 4), numbered(5, 1), numbered(6)]
    turns.decide("history", lists)
    decided = turns.of({"history": numbered(1, 2, 3, 4, 5, 6)})["history"]
    assert [one for one, has_turn in decided.items() if has_turn] == numbered(1, 2, 5, 6)


def test_what_was_decided_stands_and_later_papers_get_what_is_left() -> None:
    turns = Turns(most=2)
    turns.decide("history", [numbered(1)])
    turns.decide("history", [numbered(1, 2, 3)])
    assert list(turns.of({"history": numbered(1, 2, 3)})["history"].values()) == [True, True, False]
    assert turns.of({"history": numbered(9), "other": numbered(1)}) == {"history": {}}
