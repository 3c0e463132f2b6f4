"""Made-up abstracts, times and counts: always the same for one thing, and marked as made up."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

ABSTRACT_MARK = "Made-up abstract for the sandbox."

_OPENINGS = (
    "We study",
    "This work looks at",
    "We present a method for",
    "This paper reports on",
)
_MIDDLES = (
    "The approach is compared with simple baselines.",
    "Experiments on public data illustrate the behaviour.",
    "We discuss limits and open questions.",
    "An ablation shows which part matters.",
)


def made_up_count(name: str, kind: str, below: int) -> int:
    """Return a number under `below` that depends on `name` and `kind` only."""
    return int.from_bytes(hashlib.sha256(f"{kind}:{name}".encode()).digest()[:8], "big") % below


def made_up_day(name: str) -> str:
    """Return an ISO day of the years 2024 to 2026."""
    return (date(2024, 1, 1) + timedelta(days=made_up_count(name, "day", 1000))).isoformat()


def made_up_time(name: str) -> str:
    """Return a time of day, as the services print it."""
    seconds = made_up_count(name, "time", 86_400)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"


def made_up_abstract(identifier: str, title: str, alias: str) -> str:
    """Return an abstract that says it is made up, and names the nickname where there is one."""
    opening = _OPENINGS[made_up_count(identifier, "opening", len(_OPENINGS))]
    middle = _MIDDLES[made_up_count(identifier, "middle", len(_MIDDLES))]
    nickname = f" We call it {alias}." if alias else ""
    return f"{ABSTRACT_MARK} {opening} {title.rstrip('.')}.{nickname} {middle}"
