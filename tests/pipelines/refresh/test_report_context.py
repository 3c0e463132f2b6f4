from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.reports.safe import one_line
from pipelines.refresh.report_context import command_words


@pytest.mark.parametrize("subject", ["x\x1b", "x\x1b]0;", "a\nb", "a\u202eb"])
def test_no_command_is_offered_for_a_name_that_display_would_change(subject: str) -> None:
    assert command_words({"kind": "ignore", "subject": subject, "value": "dead-link"}) == ""


@given(st.text(max_size=40))
def test_a_command_is_read_by_the_shell_as_it_is_shown(subject: str) -> None:
    words = command_words({"kind": "ignore", "subject": subject, "value": "dead-link"})
    if words:
        shown = one_line(f"harvester review --say {shlex.quote(words)}")
        assert shlex.split(shlex.split(shown)[-1]) == ["ignore", "dead-link", subject]
