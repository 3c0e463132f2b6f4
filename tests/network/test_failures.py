"""What services say about their limits, in all its forms."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.network.failures import (
    RequestFailure,
    judge_status,
    pause_before_next,
    quota_reset,
    retry_after,
)
from harvester.network.messages import Request, Response, same_origin
from harvester.network.service_rule import ServiceRule

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
RULE = ServiceRule("svc", first_wait=5.0, limit_wait=60.0)


def judged(status: int, headers: dict[str, str], text: str = "") -> RequestFailure | None:
    request = Request("svc", "GET", "http://x.example/", statuses=frozenset({200, 403}))
    return judge_status(request, RULE, Response(status, headers, text, "u", "t"), NOW)


def test_retry_after_in_both_forms() -> None:
    assert retry_after({"retry-after": "120"}, NOW) == 120
    later = format_datetime(datetime(2026, 11, 23, 12, 1, tzinfo=UTC), usegmt=True)
    assert retry_after({"retry-after": later}, NOW) == 60
    assert retry_after({"retry-after": "Mon, 23 Nov 2020 12:00:00 GMT"}, NOW) == 0
    assert retry_after({"retry-after": "soon"}, NOW) is None
    assert retry_after({}, NOW) is None


@given(st.text())
def test_retry_after_never_breaks(text: str) -> None:
    wait = retry_after({"retry-after": text}, NOW)
    assert wait is None or wait >= 0


def test_reset_as_epoch_of_github_and_as_seconds_left_of_openalex() -> None:
    epoch = str(int(NOW.timestamp()) + 90)
    assert quota_reset({"x-ratelimit-remaining": "0", "x-ratelimit-reset": epoch}, NOW) == 90
    assert quota_reset({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "90"}, NOW) == 90
    assert quota_reset({"x-ratelimit-remaining": "5", "x-ratelimit-reset": "90"}, NOW) is None
    assert quota_reset({"x-ratelimit-remaining": "0"}, NOW) is None


def test_primary_and_secondary_limits_and_blocks_are_told_apart() -> None:
    primary = judged(403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "30"})
    assert primary is not None
    assert (primary.wait, primary.reason[:5]) == (30, "quota")
    secondary = judged(403, {"retry-after": "7", "x-ratelimit-remaining": "9"})
    assert secondary is not None
    assert secondary.wait == 7
    silent = judged(403, {}, '{"message": "You have exceeded a secondary rate limit"}')
    assert silent is not None
    assert silent.retry
    assert silent.limited
    assert silent.wait is None
    assert judged(403, {}, '{"block": {"reason": "tos"}}') is None


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_server_errors_are_retried(status: int) -> None:
    failure = judged(status, {})
    assert failure is not None
    assert failure.retry


def test_pauses_grow_and_obey() -> None:
    plain, limited = RequestFailure("x", True), RequestFailure("x", True, limited=True)
    stated = RequestFailure("x", True, wait=7.0)
    assert 5 <= pause_before_next(RULE, plain, 1) <= 6
    assert 15 <= pause_before_next(RULE, plain, 2) <= 18
    assert 60 <= pause_before_next(RULE, limited, 1) <= 72
    assert 3 <= pause_before_next(RULE, RequestFailure("no line", True, unreachable=True), 1) <= 3.6
    assert 7 <= pause_before_next(RULE, stated, 1) <= 8.4


def test_home_of_secrets() -> None:
    home = "https://api.example.org/x"
    assert same_origin("https://api.example.org:443/y", home)
    assert same_origin("https://api.example.org/y", "http://api.example.org/x")
    assert not same_origin("http://api.example.org/y", home)
    assert not same_origin("https://api.example.org:8443/y", home)
    assert not same_origin("https://example.org/y", home)
