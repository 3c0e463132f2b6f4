"""JSON and TOML as dataclasses: nothing is converted in silence, errors name their place."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import BadInput
from harvester.structuring import refuse_unknown, structure


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Boat:
    name: str
    colour: Colour = Colour.RED
    length: float = 1.0
    masts: int = 1
    sails: bool = True
    crew: tuple[str, ...] = ()
    berths: dict[str, int] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


GOOD = {
    "name": "Tide",
    "colour": "blue",
    "length": 7,
    "masts": 2,
    "sails": False,
    "crew": ["Ann", "Bo"],
    "berths": {"Lee": 4},
    "more": {"any": [1, {"thing": None}]},
}


def test_every_kind_of_value_is_read() -> None:
    boat = Boat("Tide", Colour.BLUE, 7.0, 2, False, ("Ann", "Bo"), {"Lee": 4}, GOOD["more"])  # type: ignore[arg-type]
    assert structure(GOOD, Boat, "boat.toml") == boat
    assert structure({"name": "Tide"}, Boat, "boat.toml") == Boat("Tide")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": 3}, "name is 3; it must be text in quotes"),
        ({"name": "\ud800"}, "it must be text that UTF-8 can hold"),
        ({"colour": "green"}, "colour is 'green'; it must be one of red, blue"),
        ({"colour": ["red"]}, "colour is ['red']; it must be one of red, blue"),
        ({"length": "7"}, "length is '7'; it must be a number"),
        ({"length": True}, "length is True; it must be a number"),
        ({"masts": 1.0}, "masts is 1.0; it must be a whole number"),
        ({"masts": True}, "masts is True; it must be a whole number"),
        ({"sails": "yes"}, "sails is 'yes'; it must be true or false"),
        ({"crew": "Ann"}, "crew is 'Ann'; it must be a list"),
        ({"crew": ["Ann", 3]}, "crew[1] is 3; it must be text in quotes"),
        ({"berths": []}, "berths is []; it must be a table of names"),
        ({"berths": {"Lee": "4"}}, "berths.Lee is '4'; it must be a whole number"),
        ({"more": 3}, "more is 3; it must be a table of names"),
        ({"nmae": "x"}, "unknown key 'nmae' (did you mean name?); allowed: name, colour"),
    ],
)
def test_what_does_not_fit_is_named_with_what_is_allowed(
    changed: dict[str, object], message: str
) -> None:
    with pytest.raises(BadInput) as caught:
        structure({**GOOD, **changed}, Boat, "boat.toml")
    assert str(caught.value).startswith("boat.toml: ")
    assert message in str(caught.value)


def test_a_missing_key_and_another_kind_of_object() -> None:
    with pytest.raises(BadInput, match=r"^b: the key name is missing$"):
        structure({}, Boat, "b")
    with pytest.raises(BadInput, match=r"^b: must be a table with the keys name, colour"):
        structure([], Boat, "b")
    with pytest.raises(BadInput, match=r"did you mean red\?\); allowed: red, blue"):
        refuse_unknown(["rad"], list(Colour), "b")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*GOOD, "other"]), _JSON) | _JSON)
def test_anything_is_read_as_it_stands_or_refused_in_one_line(raw: Any) -> None:
    try:
        boat = structure(raw, Boat, "here")
    except BadInput as error:
        text = str(error)
    else:
        written = {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(boat).items()}
        text = "here: read" if all(written[key] == raw[key] for key in raw) else "here: converted"
    assert text.startswith("here: ")
    assert "\n" not in text
    assert not text.endswith("converted")
