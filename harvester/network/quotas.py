"""Persist daily quotas and Retry-After deadlines per service, shared between processes.

One small file for each service at each host lies beside the locks. It holds no secret: a quota is
that of a login, of which only the names of the headers or parameters that carry it are known here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from filelock import FileLock

from harvester.files import write_atomically

_LONGEST = timedelta(days=1)
"""Quotas are of a day at most; who asks for more patience is asked again tomorrow."""
_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(slots=True)
class _State:
    day: str = ""
    requests: int = 0
    deadlines: dict[str, tuple[str, str]] = field(default_factory=dict)


class Quotas:
    """Keep the quotas of all services in `folder`; each is named with its host and port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def refusal(
        self, service: str, login: Sequence[str], quota: int | None, now: datetime
    ) -> str | None:
        """Return why `service` is left alone now, None where it may be asked."""
        state = self._load(service)
        until, reason = state.deadlines.get(_key(login), ("", ""))
        latest = (now.astimezone(UTC) + _LONGEST).strftime(_FORMAT)  # beyond: the clock went back
        if now.astimezone(UTC).strftime(_FORMAT) < until <= latest:
            day = f"{until[:10]} " * (until[:10] != _day(now))
            return f"{reason} until {day}{until[11:16]} UTC"
        if quota is not None and state.day == _day(now) and state.requests >= quota:
            return f"the quota of {quota} requests a day (UTC) is used up"
        return None

    def take(self, service: str, quota: int | None, now: datetime) -> bool:
        """Count one request of today; False, and nothing is counted, where none is left."""
        if quota is None:
            return True
        with self._lock(service):
            state = self._load(service)
            if state.day != _day(now):
                state.day, state.requests = _day(now), 0
            if state.requests >= quota:
                return False
            state.requests += 1
            self._save(service, state)
            return True

    def set_deadline(
        self, service: str, login: Sequence[str], wait: float, reason: str, now: datetime
    ) -> None:
        """Persist that `service` asked to wait `wait` seconds; at most a day is granted."""
        until = now.astimezone(UTC) + min(timedelta(seconds=min(wait, 1e9)), _LONGEST)
        with self._lock(service):
            state = self._load(service)
            state.deadlines[_key(login)] = (until.strftime(_FORMAT), reason)
            self._save(service, state)

    def _path(self, service: str) -> Path:
        return self._folder / f"{quote(service, safe='')}.quota.json"

    def _lock(self, service: str) -> FileLock:
        return FileLock(self._path(service).with_suffix(".lock"))

    def _load(self, service: str) -> _State:
        """Read the file; one that is damaged counts as none."""
        try:
            held: Any = json.loads(self._path(service).read_text(encoding="ascii"))
            deadlines = {str(k): (str(v[0]), str(v[1])) for k, v in held["deadlines"].items()}
            return _State(str(held["day"]), int(held["requests"]), deadlines)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError):
            return _State()

    def _save(self, service: str, state: _State) -> None:
        text = json.dumps(asdict(state), sort_keys=True)
        write_atomically(self._path(service), text.encode("ascii"))


def _key(login: Sequence[str]) -> str:
    return " ".join(sorted(name.lower() for name in login)) or "anonymous"


def _day(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()
