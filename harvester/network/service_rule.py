"""Describe what one service allows; each source declares the rule of its own service."""

from __future__ import annotations

from dataclasses import dataclass

HOUR = 3600.0
NIGHTLY = 20 * HOUR
"""Freshness of what is asked once a day: below 24 h, or a job that starts a minute earlier than
yesterday would read yesterday's answers."""


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """State the limits of one service; all times in seconds.

    Attributes:
        name: the service; sources that share its limits give it as their `service`.
        spacing: least time between the starts of two requests, over all processes of the machine.
        concurrency: most connections at once, over all processes of the machine.
        freshness: how long a cached answer stands for a new one.
        timeout: for connecting, and for each read.
        attempts: requests per question; 1 means no retry.
        total_seconds: the attempts at one question wait no longer than this together.
        first_wait: wait before the second attempt; each further one waits three times as long.
        limit_wait: the same where the service named a limit but no time.
        refused: statuses after which the service is asked no more in this run.
        revalidate: whether the service answers If-None-Match with 304.
        daily_quota: requests in one day (UTC), over all runs; None without a quota.
        longest_url: a longer one is sent as a form by POST.
        batch: the most records that one request asks for.
        unrelated_hosts: whether its interfaces are hosts of strangers: what one of them limits or
            refuses, others do not.
        hosts: hosts (with all below them) that belong to this service whoever asks: a redirect to
            one of them waits for this service's turn.
    """

    name: str
    spacing: float = 1.0
    freshness: float = NIGHTLY
    timeout: float = 30.0
    attempts: int = 3
    total_seconds: float = 600.0
    concurrency: int = 1
    first_wait: float = 5.0
    limit_wait: float = 60.0
    refused: frozenset[int] = frozenset({401})
    revalidate: bool = False
    daily_quota: int | None = None
    longest_url: int = 4000
    batch: int = 1
    unrelated_hosts: bool = False
    hosts: tuple[str, ...] = ()

    def owns(self, host: str) -> bool:
        """Tell whether `host` is one of this service."""
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)
