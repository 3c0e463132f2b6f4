"""The only door to the network: cache, politeness, timeout, retry, redaction.

What `Door.ask` hands back was accepted by the ask's validator; all else is a `Failed`.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path

import requests
import tenacity

from harvester.answers import Part, PartStore, make_cache_folder, set_aside_if_damaged
from harvester.asks import Answer, Ask, Final, accept_all, answer_of, user_agent
from harvester.circuits import Circuits
from harvester.ledger import Counts, Ledger
from harvester.limits import Setback, judge_status, pause_before_next
from harvester.model import Failed
from harvester.politeness import DEFAULT_RULES, Lane, LaneBusyError, ServiceRule, shared_folder
from harvester.redirects import BodyTooLargeError, Hop, follow, gather
from harvester.response_cache import ResponseCache

__all__ = ["DEFAULT_RULES", "Answer", "Ask", "Door", "Final", "Part", "ServiceRule", "accept_all"]


_UTC_NOW = partial(datetime.now, UTC)


class Door:
    """The door: one object per run, used as a context manager.

    `rules` adds to `DEFAULT_RULES`; `offline` answers from the cache alone, however old, and lists
    in `lacked` what it did not hold; `now` is the clock for freshness and dates; `time_factor`
    scales every wait and spacing; `locks` is the folder of locks shared by all processes of the
    user. `notes` tells what a person should know of the cache. Safe to use from several threads.
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
        self.lacked: list[str] = []
        self.notes = [
            f"{name} was damaged; set aside as {name}.damaged and built anew"
            for name in ("http.sqlite", "parts.sqlite")
            if set_aside_if_damaged(cache_folder / name)
        ]
        self._cache = ResponseCache(cache_folder / "http.sqlite")
        self._parts = PartStore(cache_folder / "parts.sqlite")
        self._circuits = Circuits(Ledger(cache_folder, f"{self._at()}-{os.getpid()}"))
        self._locks = locks or shared_folder()
        self._lanes: dict[str, tuple[Lane, requests.Session]] = {}
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
        for _, session in self._lanes.values():
            session.close()
        self._cache.close()
        self._parts.close()

    def counts(self, service: str) -> Counts:
        """Return what `service` was asked in this run; kept up to date as the run goes on."""
        return self._circuits.counts(service)

    def rule(self, service: str) -> ServiceRule:
        """Return the limits of `service`."""
        return self._rules.get(service) or ServiceRule(service)

    def refusal(self, service: str) -> str | None:
        """Return why `service` is left alone for the rest of this run; None while it is asked."""
        return self._circuits.refusal(self.rule(service))

    def ask(self, ask: Ask) -> Answer | Failed:
        """Return the answer to `ask`, from the cache while it is fresh, else from the service."""
        rule, key = self.rule(ask.service), ask.key()
        stored = self._stored(key, ask)
        if stored and (self.offline or self._fresh(stored, ask.freshness or rule.freshness)):
            self.counts(ask.service).cached += 1
            return stored
        if self.offline:
            self.lacked.append(f"{ask.service} {ask.method} {ask.full_url()}")
            return Failed(f"{ask.service}: offline, and the cache does not hold the answer")
        if refusal := self._circuits.refusal(rule):
            self.counts(ask.service).failed += 1
            return Failed(f"{ask.service}: {refusal}")
        outcome = self._try(ask, rule, stored)
        if isinstance(outcome, Setback):
            self._circuits.failed(ask.service, outcome)
            return Failed(f"{ask.service}: {outcome.reason}")
        self._circuits.succeeded(ask.service, outcome, self.now())
        if outcome.status in ask.cache_statuses:
            self._cache.keep(key, outcome)
        return outcome

    def forget(self, ask: Ask) -> None:
        """Drop the cached answer to `ask`: it has been used up, or was an answer for once only."""
        self._cache.drop(ask.key())

    def recall(self, service: str, keys: Sequence[str]) -> dict[str, Part]:
        """Return the fresh parts kept for `keys` (offline: however old), by key."""
        oldest = self.now() - timedelta(seconds=self.rule(service).freshness)
        since = "" if self.offline else oldest.strftime("%Y-%m-%dT%H:%M:%SZ")
        found = self._parts.recall(service, keys, since)
        self.counts(service).cached += len(found)
        return found

    def keep(self, service: str, parts: Sequence[Part]) -> None:
        """Keep the parts of an answer, so that other batches need not ask for them."""
        self._parts.keep(service, parts)

    def _at(self) -> str:
        return self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _stored(self, key: str, ask: Ask) -> Answer | None:
        """Return the cached answer; one that its validator refuses today is evicted."""
        stored = self._cache.recall(key)
        if stored is None:
            return None
        if stored.status not in ask.statuses or ask.validate(stored) is not None:
            self._cache.drop(key)
            return None
        return stored

    def _fresh(self, stored: Answer, freshness: float) -> bool:
        age = (self.now() - datetime.fromisoformat(stored.retrieved_at)).total_seconds()
        return -freshness < age < freshness

    def _try(self, ask: Ask, rule: ServiceRule, stored: Answer | None) -> Answer | Setback:
        """Ask until a success, a final refusal, or the end of attempts and patience."""

        def pause(state: tenacity.RetryCallState) -> float:
            assert state.outcome is not None
            setback: Setback = state.outcome.result()
            return pause_before_next(rule, setback, state.attempt_number) * self._factor

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_result(lambda o: isinstance(o, Setback) and o.retry),
            stop=tenacity.stop_after_attempt(rule.attempts)
            | tenacity.stop_before_delay(max(rule.total_seconds * self._factor, 5.0)),
            wait=pause,
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        outcome: Answer | Setback = retrying(self._attempt, ask, rule, stored)
        return outcome

    def _attempt(self, ask: Ask, rule: ServiceRule, stored: Answer | None) -> Answer | Setback:
        """Send the ask once, follow its redirects, and judge the answer."""
        etag = stored.headers.get("etag") if stored and rule.revalidate else None

        def send(hop: Hop) -> Answer | Setback:
            return self._exchange(ask, rule, hop, etag)

        answer = follow(ask, send)
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

    def _exchange(
        self, ask: Ask, rule: ServiceRule, hop: Hop, etag: str | None
    ) -> Answer | Setback:
        """Send one request in its turn and read the answer; every error becomes a setback."""
        lane, session = self._lane(rule)
        headers = {"User-Agent": self._agent, **dict(hop.headers)}
        if etag:
            headers["If-None-Match"] = etag
        request = requests.Request(hop.method, hop.url, headers, data=hop.body)
        request.auth = lambda ready: ready  # or a password out of ~/.netrc would be added
        try:
            with lane.turn():
                return self._send(ask, rule, session, session.prepare_request(request))
        except LaneBusyError as error:
            return Setback(str(error))
        except (requests.RequestException, UnicodeError) as error:
            return Setback(f"cannot be asked: {type(error).__name__}")

    def _send(
        self,
        ask: Ask,
        rule: ServiceRule,
        session: requests.Session,
        request: requests.PreparedRequest,
    ) -> Answer | Setback:
        started = time.monotonic()
        outcome: Answer | Setback | None = None
        timeout = max(rule.timeout * self._factor, 1.0)
        received = 0
        settings = session.merge_environment_settings(request.url, {}, True, None, None)
        try:
            with session.send(
                request, timeout=timeout, allow_redirects=False, **settings
            ) as response:
                content = gather(response.iter_content(65536), started + 3 * timeout)
                received = len(content)
                wire = response.status_code, response.headers, response.url
                outcome = answer_of(ask, *wire, content, self._at())
        except (requests.Timeout, TimeoutError):
            outcome = Setback(f"no answer within {timeout:g} s", True, opens_circuit=True)
        except BodyTooLargeError as error:
            outcome = Setback(str(error))
        except (requests.RequestException, OSError) as error:
            reason = f"connection failed: {type(error).__name__}"
            outcome = Setback(reason, True, opens_circuit=True, unreachable=True)
        finally:
            seconds = time.monotonic() - started
            url = ask.redact(request.url or "")
            self._circuits.note(rule.name, self._at(), url, outcome, received, seconds)
        return outcome

    def _lane(self, rule: ServiceRule) -> tuple[Lane, requests.Session]:
        with self._turn:
            if rule.name not in self._lanes:
                session = requests.Session()
                session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
                lane = Lane(rule.name, rule, self._locks, self._factor)
                self._lanes[rule.name] = lane, session
            return self._lanes[rule.name]
