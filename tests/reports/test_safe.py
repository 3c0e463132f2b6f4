from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harvester.reports.safe import one_line


@given(st.text().filter(str.isprintable), st.sampled_from("\u200b\u202e\x00\ue000"))
def test_hidden_characters_around_a_text_leave_no_trace(text: str, hidden: str) -> None:
    assert one_line(f"{hidden}{text}{hidden}") == one_line(text)


@given(st.text())
def test_one_line_is_one_line_and_made_once(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line
