"""What is printed does nothing to a terminal, nor to the log of a workflow."""

from __future__ import annotations

import contextlib
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.output import harmless, say_json

OBEYED = re.compile(
    r"(?m)^\s*::|##\[|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(":#[\n\r\x1b \u202e"))))
def test_no_text_commands_a_terminal_or_a_log(text: str) -> None:
    words = harmless(text)
    assert not OBEYED.search(words)
    assert harmless(words).count("\n") == words.count("\n")


@pytest.mark.parametrize("text", ["plain", "a :: b", "# 1", "模型 ✅ é", "  line 3  x: y", "a##b"])
def test_ordinary_text_is_said_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(st.text(alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("#["))))
def test_programs_read_what_was_meant(text: str) -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        say_json({"text": text})
    assert json.loads(out.getvalue()) == {"text": text}
    assert not OBEYED.search(out.getvalue().removesuffix("\n"))
