"""What services do on bad days, by name, always or by chance; a seed gives the same days again.

The kinds are those seen in public reports of 2026; each is what a client really received.
"""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harvester.errors import BadInput

COMMON_KINDS = ("429", "500", "503", "html", "empty", "hang", "truncated", "cut", "403", "reset")
VALUE_KINDS = ("bad-bytes", "foreign-redirect", "odd-charset")
"""Answers that are no failure at first sight, but would spoil values."""
WALL_KINDS = ("wall-500", "wall-200")
"""A page against bots, as an error or in place of the answer."""
NUMBER_KINDS = ("bad-date", "huge-numbers", "missing-fields", "half-letters")
"""Records that have a value nobody can believe or no file can hold, or lack one."""
KINDS: dict[str, tuple[str, ...]] = {
    "arxiv": (
        *COMMON_KINDS,
        *VALUE_KINDS,
        "rate-200",
        "none-found",
        "no-abstracts",
        "no-authors",
        "no-categories",
        "no-versions",
        "older-version",
        "two-titles",
        "bad-date",
    ),
    "github": (
        *COMMON_KINDS,
        *VALUE_KINDS,
        *NUMBER_KINDS,
        "502",
        "401",
        "quota",
        "secondary",
        "graphql-rate-limited",
        "graphql-secondary",
        "resource-limits",
    ),
    "raw": tuple(kind for kind in COMMON_KINDS if kind != "truncated"),  # nobody could tell
    "datacite": (*COMMON_KINDS, *VALUE_KINDS, *NUMBER_KINDS, "other-record"),
    "crossref": (*COMMON_KINDS, *VALUE_KINDS, *NUMBER_KINDS, "other-record", "two-titles"),
    "semanticscholar": (*COMMON_KINDS, *VALUE_KINDS, *NUMBER_KINDS, "other-record"),
    "openalex": (*COMMON_KINDS, *VALUE_KINDS, *NUMBER_KINDS, "other-record", "two-titles"),
    "huggingface": (*COMMON_KINDS, *VALUE_KINDS, "missing-fields", "other-record"),
    "pages": (*COMMON_KINDS, *VALUE_KINDS, "missing-fields", "other-record"),
    "europepmc": (*COMMON_KINDS, *VALUE_KINDS, *NUMBER_KINDS, "other-record", "two-titles"),
    "openreview": (*COMMON_KINDS, *VALUE_KINDS, "missing-fields", "half-letters", "other-record"),
    "pubmed": (*COMMON_KINDS, *VALUE_KINDS),
    "unpaywall": (*COMMON_KINDS, *VALUE_KINDS, "other-record"),
    "dblp": (*COMMON_KINDS, *VALUE_KINDS, *WALL_KINDS),
}
PROFILES: dict[str, str] = {
    "none": "",
    "arxiv-down": "arxiv=503",
    "arxiv-busy": "arxiv=429@0.5",
    "arxiv-blocked": "arxiv=403",
    "github-quota": "github=quota",
    "github-down": "github=502",
    "flaky": "arxiv=503@0.2,arxiv=empty@0.1,github=502@0.2,github=secondary@0.1",
    "everything-down": ",".join(f"{service}=503" for service in KINDS),
}
_RULE = re.compile(
    r"(?P<service>[a-z]+)=(?P<kind>[a-z0-9-]+)(?:@(?P<chance>[\d.]+))?(?:\*(?P<n>\d+))?"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind` strikes requests of `service` with `chance`; `times` at most, when it is given.

    `after` lets so many requests of the service pass first.
    """

    service: str
    kind: str
    chance: float = 1.0
    times: int | None = None
    after: int = 0


class Faults:
    """A plan of faults: says for each request which fault strikes it, if any. Thread-safe."""

    def __init__(self, plan: Iterable[Fault] = (), seed: int = 0) -> None:
        self.plan = tuple(plan)
        for fault in self.plan:
            _check(fault)
        self._random = random.Random(seed)  # noqa: S311 - a repeatable plan, no secret
        self._seen: dict[str, int] = {}
        self._struck = [0] * len(self.plan)
        self._turn = threading.Lock()

    def strike(self, service: str) -> str:
        """Return the kind of the fault that strikes this request; empty where none does."""
        with self._turn:
            number = self._seen.get(service, 0)
            self._seen[service] = number + 1
            for place, fault in enumerate(self.plan):
                if self._strikes(place, fault, service, number):
                    self._struck[place] += 1
                    return fault.kind
        return ""

    def _strikes(self, place: int, fault: Fault, service: str, number: int) -> bool:
        if fault.service != service or number < fault.after:
            return False
        if fault.times is not None and self._struck[place] >= fault.times:
            return False
        return fault.chance >= 1.0 or self._random.random() < fault.chance


def _check(fault: Fault) -> None:
    if fault.service not in KINDS:
        raise BadInput(f"unknown service {fault.service!r} in faults: use {_listed(KINDS)}")
    if fault.kind not in KINDS[fault.service]:
        allowed = _listed(KINDS[fault.service])
        raise BadInput(f"unknown fault {fault.kind!r} for {fault.service}: use {allowed}")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def parse_faults(text: str, seed: int = 0) -> Faults:
    """Read a profile's name or rules such as `arxiv=429@0.5,github=quota*3`.

    `@0.5` is the chance, `*3` the most times. Raises BadInput, saying what may be written.
    """
    text = PROFILES.get(text.strip(), text.strip())
    plan = []
    for rule in filter(None, (part.strip() for part in text.split(","))):
        match = _RULE.fullmatch(rule)
        if match is None:
            raise BadInput(
                f"cannot read the fault {rule!r}: write a profile ({_listed(PROFILES)}) "
                "or SERVICE=KIND[@CHANCE][*TIMES]"
            )
        times = int(match["n"]) if match["n"] else None
        plan.append(Fault(match["service"], match["kind"], float(match["chance"] or 1), times))
    return Faults(plan, seed)


def random_plan(seed: int, services: Sequence[str] = ("arxiv", "github")) -> Faults:
    """Return a plan of one to four random faults in random places, the same for one seed."""
    chooser = random.Random(seed)  # noqa: S311 - a repeatable plan, no secret
    plan = []
    for _ in range(chooser.randint(1, 4)):
        service = chooser.choice(services)
        kind = chooser.choice(KINDS[service])
        chance = chooser.choice((1.0, 0.7, 0.4, 0.2))
        times = chooser.choice((None, 1, 2, 3))
        plan.append(Fault(service, kind, chance, times, after=chooser.randint(0, 2)))
    return Faults(plan, seed)
