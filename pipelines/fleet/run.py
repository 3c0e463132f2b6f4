"""Refresh many lists with one harvest.

Each list is refreshed from the cache alone; what it lacks there is noted. What all lists lack is
asked for together, and those that lacked something are refreshed again, until none does.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from harvester.arxiv_index.update import update_index
from harvester.model import Failed
from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES, index_changes
from pipelines.engines import Engine
from pipelines.engines.local import LocalEngine, WorkerDiedError
from pipelines.fleet.asking import Asking
from pipelines.fleet.fleet_file import Fleet, FleetList
from pipelines.fleet.one_list import ListJob, ListResult, refresh_list
from pipelines.fleet.turns import Turns
from pipelines.refresh.lookup.ask import Progress
from pipelines.refresh.lookup.harvest import Lacking
from pipelines.refresh.run import no_progress, utc_now
from pipelines.run_lock import run_lock


@dataclass(frozen=True, slots=True)
class FleetOptions:
    """How a run of a fleet differs from the nightly one."""

    dry_run: bool = False
    publish: bool = False


@dataclass(frozen=True, slots=True)
class FleetOutcome:
    """Hold what became of every list, in the order of the file; requests by service; seconds.

    `passes` counts how often lists were read, `index` says what became of the local index.
    """

    results: tuple[ListResult, ...]
    requests: dict[str, int]
    passes: int
    day: str
    seconds: float
    index: str = ""


@dataclass(slots=True)
class _Pending:
    """A list that lacked something, and all that it has lacked in this run."""

    fleet_list: FleetList
    lacked: Lacking = field(default_factory=Lacking)
    first: bool = True


NIGHTLY = FleetOptions()


def run_fleet(
    fleet: Fleet,
    options: FleetOptions = NIGHTLY,
    engine: Engine | None = None,
    progress: Progress = no_progress,
    now: Callable[[], datetime] = utc_now,
) -> FleetOutcome:
    """Refresh every list of `fleet`; return what became of each.

    Raises:
        LockedError: another run of the fleet is in progress.
    """
    started, at = time.monotonic(), now()
    shared = fleet.shared
    with (
        run_lock(shared.cache_folder, at.isoformat(timespec="seconds")),
        HttpClient(
            shared.cache_folder,
            SERVICE_RULES,
            contact=shared.contact,
            now=now,
            time_factor=shared.time_factor,
        ) as client,
    ):
        index = _update_index(fleet, client)
        asking = Asking(shared, client, at)
        work = _Work(fleet, options, engine or LocalEngine(), asking, at)
        results, passes = _refresh_all(work, progress)
        requests = asking.count_requests()
    return FleetOutcome(
        results=tuple(results[one.name] for one in fleet.lists),
        requests=requests,
        passes=passes,
        day=at.date().isoformat(),
        seconds=round(time.monotonic() - started, 3),
        index=index,
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """What every pass over the lists shares."""

    fleet: Fleet
    options: FleetOptions
    engine: Engine
    asking: Asking
    at: datetime
    turns: Turns = field(default_factory=Turns)

    def job(self, one: _Pending) -> ListJob:
        """Return the next pass over a list, with what came of all that it lacked."""
        return ListJob(
            self.fleet,
            one.fleet_list,
            self.at,
            self.asking.outcomes_of(one.lacked.identifiers),
            self.asking.searches_of(one.lacked.queries),
            self.turns.of(one.lacked.turns),
            self.options.dry_run,
            self.options.publish,
            one.first,
        )


def _refresh_all(work: _Work, progress: Progress) -> tuple[dict[str, ListResult], int]:
    """Refresh and ask in turns until no list lacks anything; return results, number of passes."""
    results: dict[str, ListResult] = {}
    pending = [_Pending(one) for one in work.fleet.lists]
    passes = 0
    while pending:
        passes += len(pending)
        lacking, waiting = Lacking(), defaultdict(list)
        tick = progress("reading lists", len(pending))
        for one, result in _one_pass(work, pending):
            if isinstance(result, Lacking):
                one.lacked.add(result)
                lacking.add(result)
                for source, papers in result.turns.items():
                    waiting[source].append(papers)
            else:
                results[one.fleet_list.name] = result
            tick()
        pending = [one for one in pending if one.fleet_list.name not in results]
        for source, of_lists in waiting.items():
            work.turns.decide(source, of_lists)
        _ask_whose_turn_it_is(work.turns, pending, lacking)
        work.asking.ask(lacking, progress)
    return results, passes


def _ask_whose_turn_it_is(turns: Turns, pending: list[_Pending], lacking: Lacking) -> None:
    """Ask about papers as soon as they have their turn: the next pass would find them lacking."""
    for one in pending:
        for source, decided in turns.of(one.lacked.turns).items():
            wanted = {identifier for identifier, has_turn in decided.items() if has_turn}
            new = wanted - one.lacked.identifiers.get(source, set())
            one.lacked.identifiers.setdefault(source, set()).update(new)
            lacking.identifiers.setdefault(source, set()).update(new)


def _one_pass(
    work: _Work, pending: list[_Pending]
) -> Iterator[tuple[_Pending, ListResult | Lacking]]:
    jobs = map(work.job, pending)
    for one, result in zip(pending, work.engine.map(refresh_list, jobs), strict=True):
        one.first = False
        if isinstance(result, WorkerDiedError):
            yield one, ListResult(one.fleet_list.name, str(result))
        else:
            yield one, result


def _update_index(fleet: Fleet, client: HttpClient) -> str:
    """Bring the index that all lists share up to date, where the file asks for it; say how it went.

    It is asked as it is where it could not be brought up to date.
    """
    shared = fleet.shared
    harvest = index_changes(shared.sources, shared.endpoints, client)
    if not fleet.update_index or not shared.uses_index or harvest is None:
        return ""
    changes = update_index(shared.index_path, harvest)
    if isinstance(changes, Failed):
        return f"the index could not be brought up to date: {changes.reason}"
    return (
        f"index: {changes.added:,} added, {changes.changed:,} changed, {changes.removed:,} removed"
    )
