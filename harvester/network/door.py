"""The only door to the network: cache, politeness, timeout, retry, redaction.

What `Door.ask` hands back was accepted by the ask's validator; all else is a `Failed`.
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

import requests
import tenacity

from harvester.model import Failed
from harvester.network.cache import Part, PartStore, ResponseCache, make_cache_folder
from harvester.network.circuit_breaker import Circuits
from harvester.network.failures import Setback, judge_status, pause_before_next, quota_reset
from harvester.network.messages import (
    Answer,
    Ask,
    Final,
    Hop,
    accept_all,
    answer_of,
    host_of,
    user_agent,
)
from harvester.network.quotas import Quotas
from harvester.network.rate_limiter import (
    DEFAULT_RULES,
    Lane,
    LaneBusyError,
    ServiceRule,
    shared_folder,
)
from harvester.network.request_log import Counts, Ledger
from harvester.network.transport import Wire, follow

__all__ = ["DEFAULT_RULES", "Answer", "Ask", "Door", "Final", "Part", "ServiceRule", "accept_all"]


_UTC_NOW = partial(datetime.now, UTC)
_SOON = 60.0
"""A quota that is filled again within so many seconds keeps nobody out."""


class Door:
    """The door: one object per run, used as a context manager.

    `rules` adds to `DEFAULT_RULES`; `offline` answers from the cache alone, however old, and lists
    in `lacked` what it did not hold; `now` is the clock for freshness and dates; `time_factor`
    scales every wait and spacing, and the patience with slow answers only where it is above 1;
    `locks` is the folder of locks shared by all processes of the user. Safe to use from several
    threads.
    """

    def __init__(
        self,
        cache_folder: Path,
        rules: Mapping[str, ServiceRule] = DEFAULT_RULES,
        contact: str = "",
        offline: bool = False,
        now: Callable[[], datetime] = _UTC_NOW,
        time_factor: float = 1.0,
        locks: Path | None = None,
    ) -> None:
        make_cache_folder(cache_folder)
        self._rules = {**DEFAULT_RULES, **rules}
        self._agent = user_agent(contact)
        self.offline, self.now, self._factor = offline, now, time_factor
        self._patience = max(time_factor, 1.0)
        self.lacked: list[str] = []
        self._cache = ResponseCache(cache_folder / "http.sqlite")
        self._parts = PartStore(cache_folder / "parts.sqlite")
        self._circuits = Circuits(Ledger(cache_folder, f"{self._at()}-{os.getpid()}"))
        self._locks = locks or shared_folder()
        self._quotas = Quotas(self._locks)
        self._lanes: dict[str, tuple[Lane, Wire]] = {}
        self._turn = threading.Lock()
        # urllib3 writes whole URLs, parameters included, at the level below this one.
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)

    def __enter__(self) -> Door:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write the totals to the ledger and close every file and connection."""
        self._circuits.close(self._at())
        for _, wire in self._lanes.values():
            wire.close()
        self._cache.close()
        self._parts.close()

    @property
    def notes(self) -> list[str]:
        """What a person should know of the cache: damaged files, set aside and built anew."""
        damaged = {
            "http.sqlite": self._cache.file.set_aside,
            "parts.sqlite": self._parts.file.set_aside,
        }
        return [
            f"{name} was damaged; set aside as {name}.damaged and built anew"
            for name, aside in damaged.items()
            if aside
        ]

    def counts(self, service: str) -> Counts:
        """Return what `service` was asked in this run until now, all its hosts together."""
        return self._circuits.counts(service)

    def rule(self, service: str) -> ServiceRule:
        """Return the limits of `service`."""
        return self._rules.get(service) or ServiceRule(service)

    def refusal(self, service: str) -> str | None:
        """Return why `service` is left alone for the rest of this run; None while it is asked."""
        return self._circuits.refusal(service)

    def ask(self, ask: Ask) -> Answer | Failed:
        """Return the answer to `ask`, from the cache while it is fresh, else from the service."""
        host, key = host_of(ask.url), ask.key()
        stored = self._stored(key, ask)
        if stored and (self.offline or self._fresh(stored, ask)):
            self._circuits.recalled(ask.service, host)
            return stored
        if self.offline:
            self.lacked.append(f"{ask.service} {ask.method} {ask.full_url()}")
            return Failed(f"{ask.service}: offline, and the cache does not hold the answer")
        rule = self._governing(ask.service, host)
        if refusal := self._refusal(ask, rule, host):
            self._circuits.failed(ask.service, host)
            return Failed(f"{ask.service}: {refusal}")
        outcome = self._try(ask, rule, stored)
        self._remember_limits(ask, rule, host, outcome)
        if isinstance(outcome, Setback):
            self._circuits.failed(ask.service, host)
            self._circuits.judge(rule.name, outcome)
            return Failed(f"{ask.service}: {outcome.in_words()}")
        self._circuits.succeeded(ask.service, host, rule.name)
        if outcome.status in ask.cache_statuses:
            self._cache.keep(key, outcome)
        return outcome

    def forget(self, ask: Ask) -> None:
        """Drop the cached answer to `ask`: it has been used up, or was an answer for once only."""
        self._cache.drop(ask.key())

    def recall(self, service: str, keys: Sequence[str]) -> Iterator[Part]:
        """Give the fresh parts kept for `keys` (offline: however old), a few at a time."""
        oldest = self.now() - timedelta(seconds=self.rule(service).freshness)
        since = "" if self.offline else oldest.strftime("%Y-%m-%dT%H:%M:%SZ")
        for part in self._parts.recall(service, keys, since):
            self._circuits.recalled(service, host_of(part.url))
            yield part

    def keep(self, service: str, parts: Sequence[Part]) -> None:
        """Keep the parts of an answer, so that other batches need not ask for them."""
        self._parts.keep(service, parts)

    def _at(self) -> str:
        return self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _governing(self, service: str, host: str) -> ServiceRule:
        """Return the rule of the service that owns `host`, else that of the service asked."""
        name = host.rpartition(":")[0] or host
        owners = (rule for rule in self._rules.values() if rule.owns(name))
        return next(owners, self.rule(service))

    def _refusal(self, ask: Ask, rule: ServiceRule, host: str) -> str | None:
        """Return why `ask` is not to be sent: what this run learnt, or what is left of the day."""
        return self._circuits.refusal(rule.name) or self._quotas.refusal(
            f"{rule.name}@{host}", ask.login(), rule.daily_quota, self.now()
        )

    def _remember_limits(
        self, ask: Ask, rule: ServiceRule, host: str, outcome: Answer | Setback
    ) -> None:
        """Tell later runs and other processes of a wait that this run does not sit out."""
        if isinstance(outcome, Setback):
            wait, reason = outcome.wait, outcome.reason
        else:  # the last of the quota: who asked again would be refused
            wait, reason = quota_reset(outcome.headers, self.now()), "quota used up"
            wait = wait if wait and wait > _SOON else None
        if wait is not None:
            self._quotas.close(f"{rule.name}@{host}", ask.login(), wait, reason, self.now())

    def _stored(self, key: str, ask: Ask) -> Answer | None:
        """Return the cached answer; one that its validator refuses today is evicted."""
        stored = self._cache.recall(key)
        if stored is None:
            return None
        if stored.status not in ask.statuses or ask.validate(stored) is not None:
            self._cache.drop(key)
            return None
        return stored

    def _fresh(self, stored: Answer, ask: Ask) -> bool:
        chosen = ask.freshness
        freshness = self.rule(ask.service).freshness if chosen is None else chosen
        age = (self.now() - datetime.fromisoformat(stored.retrieved_at)).total_seconds()
        return -freshness < age < freshness

    def _try(self, ask: Ask, rule: ServiceRule, stored: Answer | None) -> Answer | Setback:
        """Ask until a success, a final refusal, or the end of attempts and patience."""

        def again(outcome: Answer | Setback) -> bool:
            if isinstance(outcome, Answer) or not outcome.retry:
                return False
            return outcome.wait is None or outcome.wait <= rule.total_seconds

        def pause(state: tenacity.RetryCallState) -> float:
            assert state.outcome is not None
            setback: Setback = state.outcome.result()
            return pause_before_next(rule, setback, state.attempt_number) * self._factor

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_result(again),
            stop=tenacity.stop_after_attempt(rule.attempts)
            | tenacity.stop_before_delay(rule.total_seconds * self._patience),
            wait=pause,
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        outcome: Answer | Setback = retrying(self._attempt, ask, rule, stored)
        return outcome

    def _attempt(self, ask: Ask, rule: ServiceRule, stored: Answer | None) -> Answer | Setback:
        """Send the ask once, follow its redirects, and judge the answer."""
        etag = stored.headers.get("etag") if stored and rule.revalidate else None
        answer = follow(ask, partial(self._exchange, ask, etag))
        if isinstance(answer, Setback):
            return answer
        if stored and etag and answer.status == 304:
            told = {**stored.headers, **answer.headers}  # among them what is left of the quota
            return replace(stored, headers=told, retrieved_at=answer.retrieved_at, cached=False)
        setback = judge_status(ask, rule, answer, self.now())
        if setback is None and (reason := ask.validate(answer)):
            final = isinstance(reason, Final)
            retry = ask.retry_invalid and not final
            setback = Setback(f"unusable answer: {reason}", retry, invalid=not final)
        return setback or answer

    def _exchange(self, ask: Ask, etag: str | None, hop: Hop) -> Answer | Setback:
        """Send one request in its turn and read the answer; every error becomes a setback."""
        host = host_of(hop.url)
        rule = self._governing(ask.service, host)
        lane, wire = self._lane(rule)
        request = wire.prepare(hop, etag)
        if isinstance(request, Setback):
            return request
        try:
            with lane.turn():
                if refusal := self._refusal(ask, rule, host):
                    return Setback(refusal)
                if not self._quotas.take(f"{rule.name}@{host}", rule.daily_quota, self.now()):
                    return Setback("the day's quota is used up", opens_circuit=True)
                return self._send(ask, rule, wire, request)
        except LaneBusyError as error:
            return Setback(str(error), opens_circuit=True)

    def _send(
        self, ask: Ask, rule: ServiceRule, wire: Wire, request: requests.PreparedRequest
    ) -> Answer | Setback:
        started, url = time.monotonic(), ask.redact(request.url or "")
        outcome: Answer | Setback | None = None
        size = 0
        try:
            received = wire.send(request, rule.timeout * self._patience)
            if isinstance(received, Setback):
                outcome = received
            else:
                size, outcome = received.size, answer_of(ask, received, self._at())
            return outcome
        finally:
            seconds = time.monotonic() - started
            self._circuits.note(ask.service, self._at(), url, outcome, size, seconds)

    def _lane(self, rule: ServiceRule) -> tuple[Lane, Wire]:
        with self._turn:
            if rule.name not in self._lanes:
                lane = Lane(rule, self._locks, self._factor)
                self._lanes[rule.name] = lane, Wire(self._agent)
            return self._lanes[rule.name]
