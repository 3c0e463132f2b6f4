"""Fetch from services: cache, rate limit, timeout, retry, redaction.

`HttpClient.fetch` returns what the request's validator accepted; all else is a `Failed`.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.model import Failed
from harvester.network.cache import CachedRecord, RecordCache, ResponseCache, make_cache_folder
from harvester.network.circuit_breaker import CircuitBreaker
from harvester.network.failures import RequestFailure, judge_status, pause_before_next, quota_reset
from harvester.network.messages import (
    Final,
    RedirectStep,
    Request,
    Response,
    accept_all,
    build_response,
    host_of,
    user_agent,
)
from harvester.network.quotas import Quotas
from harvester.network.rate_limiter import RateLimiter, RateLimiterBusyError, shared_folder
from harvester.network.redirects import follow, redirect_refusal
from harvester.network.request_log import Counts, RequestLog
from harvester.network.service_rule import ServiceRule

if TYPE_CHECKING:
    import requests
    import tenacity

    from harvester.network.transport import Transport

__all__ = [
    "CachedRecord",
    "Final",
    "HttpClient",
    "Request",
    "Response",
    "ServiceRule",
    "accept_all",
]


_UTC_NOW = partial(datetime.now, UTC)
_SOON = 60.0
_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
"""A quota that is filled again within so many seconds keeps nobody out."""


class HttpClient:
    """Fetch from services, with cache, rate limits, retries and redaction; one object per run.

    Safe to use from several threads; a context manager.

    Args:
        cache_folder: where answers, records and the request log are kept.
        rules: limits of the services by name, which the sources declare
            (`harvester.sources.SERVICE_RULES`); one without a rule is asked once a second.
        contact: address of the operator, for the User-Agent.
        offline: answer from the cache alone, however old; `lacked` lists what it did not hold.
        fresh_only: offline too, an answer counts only while it is fresh.
        now: clock for freshness and dates.
        time_factor: scales every wait and spacing; above 1 also the timeouts.
        locks: folder of locks that all processes of the user share.
    """

    def __init__(
        self,
        cache_folder: Path,
        rules: Mapping[str, ServiceRule],
        contact: str = "",
        offline: bool = False,
        fresh_only: bool = False,
        now: Callable[[], datetime] = _UTC_NOW,
        time_factor: float = 1.0,
        locks: Path | None = None,
    ) -> None:
        make_cache_folder(cache_folder)
        self._rules = dict(rules)
        self._agent = user_agent(contact)
        self.offline, self.now, self._factor = offline or fresh_only, now, time_factor
        self._any_age = offline and not fresh_only
        self._patience = max(time_factor, 1.0)
        self.lacked: list[str] = []
        self._responses = ResponseCache(cache_folder / "responses.sqlite")
        self._records = RecordCache(cache_folder / "records.sqlite")
        self._circuits = CircuitBreaker(
            RequestLog(cache_folder, f"{self._timestamp()}-{os.getpid()}")
        )
        self._locks = locks or shared_folder()
        self._quotas = Quotas(self._locks)
        self._limiters: dict[str, tuple[RateLimiter, Transport]] = {}
        self._mutex = threading.Lock()
        self._asked, self._fresh_until = False, datetime.max.replace(tzinfo=UTC)
        # urllib3 writes whole URLs, parameters included, at the level below this one.
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)

    def __enter__(self) -> HttpClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write the totals to the ledger and close every file and connection."""
        self._circuits.close(self._timestamp())
        for _, transport in self._limiters.values():
            transport.close()
        self._responses.close()
        self._records.close()

    @property
    def notes(self) -> list[str]:
        """What a person should know of the cache: damaged files, set aside and built anew."""
        damaged = {
            "responses.sqlite": self._responses.file.set_aside,
            "records.sqlite": self._records.file.set_aside,
        }
        return [
            f"{name} was damaged; set aside as {name}.damaged and built anew"
            for name, aside in damaged.items()
            if aside
        ]

    def counts(self, service: str) -> Counts:
        """Return what `service` was asked in this run until now, all its hosts together."""
        return self._circuits.counts(service)

    @property
    def fresh_until(self) -> datetime | None:
        """Until when the cache answers as it did in this run; None where a service was asked."""
        return None if self._asked else self._fresh_until

    def rule(self, service: str) -> ServiceRule:
        """Return the limits of `service`."""
        return self._rules.get(service) or ServiceRule(service)

    def refusal(self, service: str) -> str | None:
        """Return why `service` is left alone for the rest of this run; None while it is asked."""
        return self._circuits.refusal(service)

    def fetch(self, request: Request) -> Response | Failed:
        """Return the response to `request`: cached while fresh, else from the service."""
        host, key = host_of(request.url), request.key()
        stored = self._stored(key, request)
        if stored and (self._any_age or self._fresh(stored, request)):
            self._circuits.count_cached(request.service, host)
            self._count_on(stored.retrieved_at, self._freshness(request))
            return stored
        if self.offline:
            self.lacked.append(f"{request.service} {request.method} {request.full_url()}")
            return Failed(f"{request.service}: offline, and the cache does not hold the answer")
        rule = self._governing(request.service, host)
        if refusal := self._refusal(request, rule, host):
            self._circuits.count_failure(request.service, host)
            return Failed(f"{request.service}: {refusal}")
        outcome = self._try(request, rule, stored)
        self._remember_limits(request, rule, host, outcome)
        if isinstance(outcome, RequestFailure):
            self._circuits.count_failure(request.service, host)
            self._circuits.judge(rule.name, request.interface, outcome, rule.unrelated_hosts)
            return Failed(f"{request.service}: {outcome.summary()}")
        self._circuits.count_success(request.service, host, rule.name, request.interface)
        if outcome.status in request.cache_statuses:
            self._responses.store(key, outcome)
        return outcome

    def forget(self, request: Request) -> None:
        """Drop the cached response to `request`."""
        self._responses.drop(request.key())

    def load_records(self, service: str, keys: Sequence[str]) -> Iterator[CachedRecord]:
        """Yield the fresh cached records of `keys` (offline: however old)."""
        oldest = self.now() - timedelta(seconds=self.rule(service).freshness)
        newest = self.now() + timedelta(seconds=self.rule(service).freshness)
        since = "" if self._any_age else oldest.strftime(_FORMAT)
        for record in self._records.load(service, keys, since):
            if not self._any_age and record.retrieved_at > newest.strftime(_FORMAT):
                continue  # the clock went back
            self._circuits.count_cached(service, host_of(record.url))
            self._count_on(record.retrieved_at, self.rule(service).freshness)
            yield record

    def store_records(self, service: str, records: Sequence[CachedRecord]) -> None:
        """Store the records of an answer, so that other batches need not ask for them."""
        self._records.store(service, records)

    def _timestamp(self) -> str:
        return self.now().astimezone(UTC).strftime(_FORMAT)

    def _governing(self, service: str, host: str) -> ServiceRule:
        """Return the rule of the service that owns `host`, else that of the service asked."""
        name = host.rpartition(":")[0] or host
        owners = (rule for rule in self._rules.values() if rule.owns(name))
        return next(owners, self.rule(service))

    def _refusal(self, request: Request, rule: ServiceRule, host: str) -> str | None:
        """Return why `request` must not be sent: an open circuit or a spent quota."""
        return self._circuits.refusal(rule.name, request.interface) or self._quotas.refusal(
            f"{rule.name}@{host}", request.login(), rule.daily_quota, self.now()
        )

    def _remember_limits(
        self, request: Request, rule: ServiceRule, host: str, outcome: Response | RequestFailure
    ) -> None:
        """Persist a stated wait for later runs and other processes."""
        if isinstance(outcome, RequestFailure):
            wait, reason = outcome.wait, outcome.reason
        else:  # the last of the quota: who asked again would be refused
            wait, reason = quota_reset(outcome.headers, self.now()), "quota used up"
            wait = wait if wait and wait > _SOON else None
        if wait is not None:
            self._quotas.set_deadline(
                f"{rule.name}@{host}", request.login(), wait, reason, self.now()
            )

    def _stored(self, key: str, request: Request) -> Response | None:
        """Return the cached answer; one that its validator refuses today is evicted."""
        stored = self._responses.load(key)
        if stored is None:
            return None
        if stored.status not in request.statuses or request.validate(stored) is not None:
            self._responses.drop(key)
            return None
        return stored

    def _fresh(self, stored: Response, request: Request) -> bool:
        freshness = self._freshness(request)
        age = (self.now() - datetime.fromisoformat(stored.retrieved_at)).total_seconds()
        return -freshness < age < freshness

    def _freshness(self, request: Request) -> float:
        chosen = request.freshness
        return self.rule(request.service).freshness if chosen is None else chosen

    def _count_on(self, retrieved_at: str, freshness: float) -> None:
        """Note that an answer of the cache was used, which is fresh for so many seconds."""
        until = datetime.fromisoformat(retrieved_at) + timedelta(seconds=freshness)
        with self._mutex:
            self._fresh_until = min(self._fresh_until, until)

    def _try(
        self, request: Request, rule: ServiceRule, stored: Response | None
    ) -> Response | RequestFailure:
        """Ask until a success, a final refusal, or the end of attempts and patience."""
        import tenacity  # as all below: not needed where the cache has every answer

        def again(outcome: Response | RequestFailure) -> bool:
            if isinstance(outcome, Response) or not outcome.retry:
                return False
            return outcome.wait is None or outcome.wait <= rule.total_seconds

        def pause(state: tenacity.RetryCallState) -> float:
            assert state.outcome is not None
            failure: RequestFailure = state.outcome.result()
            return pause_before_next(rule, failure, state.attempt_number) * self._factor

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_result(again),
            stop=tenacity.stop_after_attempt(rule.attempts)
            | tenacity.stop_before_delay(rule.total_seconds * self._patience),
            wait=pause,
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        outcome: Response | RequestFailure = retrying(self._attempt, request, rule, stored)
        return outcome

    def _attempt(
        self, request: Request, rule: ServiceRule, stored: Response | None
    ) -> Response | RequestFailure:
        """Send the request once, follow its redirects and judge the response."""
        etag = stored.headers.get("etag") if stored and rule.revalidate else None
        may_follow = partial(redirect_refusal, request.url, self.rule(request.service).owns)
        response = follow(request, partial(self._exchange, request, etag), may_follow)
        if isinstance(response, RequestFailure):
            return response
        if stored and etag and response.status == 304:
            headers = {**stored.headers, **response.headers}  # among them what is left of the quota
            return replace(
                stored, headers=headers, retrieved_at=response.retrieved_at, cached=False
            )
        failure = judge_status(request, rule, response, self.now())
        if failure is None and response.undecodable and response.status in request.statuses:
            return RequestFailure(f"unusable answer: {response.undecodable}", invalid=True)
        if failure is None and (reason := request.validate(response)):
            final = isinstance(reason, Final)
            retry = request.retry_invalid and not final
            failure = RequestFailure(f"unusable answer: {reason}", retry, invalid=not final)
        return failure or response

    def _exchange(
        self, request: Request, etag: str | None, step: RedirectStep
    ) -> Response | RequestFailure:
        """Send one request in its turn; every error becomes a RequestFailure."""
        host = host_of(step.url)
        rule = self._governing(request.service, host)
        limiter, transport = self._limiter(rule)
        prepared = transport.prepare(step, etag)
        if isinstance(prepared, RequestFailure):
            return prepared
        try:
            with limiter.slot():
                if refusal := self._refusal(request, rule, host):
                    return RequestFailure(refusal)
                if not self._quotas.take(f"{rule.name}@{host}", rule.daily_quota, self.now()):
                    return RequestFailure("the day's quota is used up", opens_circuit=True)
                return self._send(request, rule, transport, prepared)
        except RateLimiterBusyError as error:
            return RequestFailure(str(error), opens_circuit=True)

    def _send(
        self,
        request: Request,
        rule: ServiceRule,
        transport: Transport,
        prepared: requests.PreparedRequest,
    ) -> Response | RequestFailure:
        self._asked = True
        started, url = time.monotonic(), request.redact(prepared.url or "")
        outcome: Response | RequestFailure | None = None
        size = 0
        try:
            received = transport.send(prepared, rule.timeout * self._patience)
            if isinstance(received, RequestFailure):
                outcome = received
            else:
                size, outcome = received.size, build_response(request, received, self._timestamp())
            return outcome
        finally:
            seconds = time.monotonic() - started
            self._circuits.count_request(
                request.service, self._timestamp(), url, outcome, size, seconds
            )

    def _limiter(self, rule: ServiceRule) -> tuple[RateLimiter, Transport]:
        from harvester.network.transport import Transport

        with self._mutex:
            if rule.name not in self._limiters:
                limiter = RateLimiter(rule, self._locks, self._factor)
                self._limiters[rule.name] = limiter, Transport(self._agent)
            return self._limiters[rule.name]
