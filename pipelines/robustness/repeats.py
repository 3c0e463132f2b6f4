"""What must not be asked: what was answered, and who asked to be left alone.

What was asked and answered is told from the sandbox's log alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import parse_qsl

from harvester.network.quotas import Quotas
from harvester.network.rate_limiter import shared_folder
from harvester.sandbox.faults import KINDS
from harvester.sandbox.request_log import LogEntry

Thing = tuple[str, str]
"""A service and what it was asked about."""
_ANSWERS = frozenset({200, 404, 451})
_IS_IT_WELL = "max_results=1"
"""arXiv's search is asked for a paper that it has, to tell by whether it is well just now."""
_BATCH = re.compile(r'\{"ids": (\[[^\]]*\])\}$')
_DOI_QUERY = re.compile(r'DOI:"([^"]+)"')
_ALIAS = re.compile(r'repository\(owner: \\?"([^"\\]+)\\?", name: \\?"([^"\\]+)\\?"\)')


class Repeats:
    """What was answered in a chain of runs, and how much of it was asked again.

    Of a repository in `blocked` GraphQL does not tell why, and the answer is that of REST.
    """

    def __init__(self, blocked: Iterable[str] = ()) -> None:
        self._blocked = frozenset(blocked)
        self._answered: set[Thing] = set()
        self.checked = 0

    def repeated(self, entries: Iterable[LogEntry]) -> list[Thing]:
        """Return what of `entries`, the requests of one more run, was answered in earlier ones."""
        asked = [thing for entry in entries for thing in things_of(entry)]
        asked = [thing for thing in asked if not thing[1].endswith(_IS_IT_WELL)]
        self.checked += len(asked)
        return sorted(thing for thing in asked if thing in self._answered)

    def learn(self, entries: Iterable[LogEntry], killed: bool) -> None:
        """Take in what was answered; a killed process may not have got its last answers."""
        whole = [entry for entry in entries if not entry.fault and entry.status in _ANSWERS]
        last = {entry.service: entry for entry in whole} if killed else {}
        for entry in whole:
            if last.get(entry.service) is not entry:
                self._answered.update(
                    thing for thing in things_of(entry) if thing[1] not in self._blocked
                )


def things_of(entry: LogEntry) -> Iterator[Thing]:
    """Give each thing that a request asks about: ids, repositories, a search, else an address."""
    asked = dict(parse_qsl(entry.asked))
    if batch := _BATCH.search(entry.asked):
        yield from ((entry.service, value) for value in json.loads(batch[1]))
    elif asked.get("filter", "").startswith("doi:"):
        values = re.split(r"\||,?doi:", asked["filter"])
        yield from ((entry.service, value) for value in values if value)
    elif dois := _DOI_QUERY.findall(asked.get("query", "")):
        yield from ((entry.service, value) for value in dois)
    elif "id_list" in asked:
        yield from ((entry.service, value) for value in asked["id_list"].split(","))
    elif names := _ALIAS.findall(entry.asked):
        yield from ((entry.service, f"{owner}/{name}") for owner, name in names)
    else:
        yield entry.service, f"{entry.path}?{entry.asked}"


def services_left_alone(port: int, token: str, now: datetime) -> list[str]:
    """Return the services of the sandbox that earlier runs were told not to ask at `now`."""
    quotas = Quotas(shared_folder())
    logins = {"github": ["authorization"]} if token else {}
    return [
        service
        for service in KINDS
        if quotas.refusal(f"{service}@127.0.0.1:{port}", logins.get(service, []), None, now)
    ]
