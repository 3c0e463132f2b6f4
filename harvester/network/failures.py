"""Judge responses: success, retry, or a limit that the service states; pure.

GitHub: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api (reset is an
epoch time); OpenAlex: https://developers.openalex.org (reset is seconds left); Retry-After: RFC
9110, section 10.2.3.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from harvester.network.messages import Request, Response
from harvester.network.service_rule import ServiceRule

_EPOCH_FROM = 10**8
"""A reset above this is a moment, below it a number of seconds (three years)."""
_RATE_WORDS = re.compile(
    r"rate limit|rate exceeded|abuse detection|too many requests", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class RequestFailure:
    """Describe a failed attempt: reason, whether to retry, least wait in seconds.

    `limited`: the service spoke of a limit; `invalid`: it answered, unusably. `opens_circuit`:
    without success at the end, the service is left alone for the rest of the run. `unreachable`: no
    connection came about, so no service asked for patience and the wait is short.
    `outage`: one interface is down, which says nothing of the others.
    """

    reason: str
    retry: bool = False
    wait: float | None = None
    limited: bool = False
    invalid: bool = False
    opens_circuit: bool = False
    unreachable: bool = False
    outage: bool = False

    def summary(self) -> str:
        """Return the reason, and the patience that the service asks for."""
        asks = "" if self.wait is None else f", asks to wait {self.wait:.0f} s"
        return f"{self.reason}{asks}"


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that `Retry-After` asks for, in either of its forms; None without it."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - now).total_seconds(), 0.0)


def quota_reset(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds until a used-up quota is filled again; None while some of it is left."""
    if headers.get("x-ratelimit-remaining", "").strip() not in {"0", "0.0"}:
        return None
    try:
        reset = float(headers.get("x-ratelimit-reset", ""))
    except ValueError:
        return None
    if math.isnan(reset):
        return None
    return max(reset - now.timestamp(), 0.0) if reset > _EPOCH_FROM else max(reset, 0.0)


def judge_status(
    request: Request, rule: ServiceRule, response: Response, now: datetime
) -> RequestFailure | None:
    """Judge a response by status and headers; None where its body decides.

    A 403 of a service that also blocks single things with 403 (GitHub) is a limit only when it says
    so; the caller may list 403 in `statuses` to be handed the others.
    """
    status = response.status
    wait = _stated_wait(response, now)
    if status == 429 or (status == 403 and _speaks_of_limit(response, wait)):
        kind = "quota used up" if quota_reset(response.headers, now) is not None else "rate limit"
        reason = f"{kind} (status {status})"
        return RequestFailure(reason, True, wait, limited=True, opens_circuit=True)
    if status in request.statuses:
        return None
    if status in rule.refused:
        return RequestFailure(f"access refused (status {status})", opens_circuit=True)
    if status >= 500:
        return RequestFailure(
            f"server error (status {status})", True, wait, opens_circuit=True, outage=True
        )
    return RequestFailure(f"unexpected status {status}{_kind_of_body(response)}")


def _stated_wait(response: Response, now: datetime) -> float | None:
    asked = retry_after(response.headers, now)
    return asked if asked is not None else quota_reset(response.headers, now)


def _speaks_of_limit(response: Response, wait: float | None) -> bool:
    if '"Repository access blocked"' in response.text[:2000]:
        return False  # GitHub's word about one repository, even with the last of the quota
    return wait is not None or _RATE_WORDS.search(response.text[:2000]) is not None


def _kind_of_body(response: Response) -> str:
    return " with an HTML page" if "html" in response.headers.get("content-type", "") else ""


_RECONNECT_WAIT = 3.0


def pause_before_next(rule: ServiceRule, failure: RequestFailure, attempt: int) -> float:
    """Return the seconds to wait after attempt `attempt`: as asked, else growing; jittered."""
    if failure.wait is not None:
        wait = max(failure.wait, 1.0)
    else:
        first = max(rule.limit_wait, rule.first_wait) if failure.limited else rule.first_wait
        if failure.unreachable:
            first = min(first, _RECONNECT_WAIT)
        wait = first * 3.0 ** (attempt - 1)
    return wait * random.uniform(1.0, 1.2)  # noqa: S311 - jitter, not a secret
