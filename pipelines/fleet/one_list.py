"""Refresh one list of a fleet from the cache alone, as `harvester refresh` would with a network."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from harvester.errors import BadInput
from harvester.model import Failed, Identifier, Lookup
from pipelines.failures import LockedError, ShrinkError
from pipelines.fleet.fleet_file import Fleet, FleetList
from pipelines.publish.git import GitError
from pipelines.publish.night import publish_night, restore_nights
from pipelines.publish_options import read_publish_options
from pipelines.refresh.guards import refuse_losses
from pipelines.refresh.lookup.harvest import GapsError, Harvest, Lacking
from pipelines.refresh.options import NIGHTLY
from pipelines.refresh.outcome import Outcome
from pipelines.refresh.report import report_page
from pipelines.refresh.run import refresh
from pipelines.refresh.write import finish_pending_list, write_outcome
from pipelines.run_lock import run_lock
from pipelines.settings import SETTINGS_FILE, Settings


@dataclass(frozen=True, slots=True)
class ListJob:
    """One pass over one list.

    `outcomes`, `searches` and `turns` are what came of what it lacked, as in `Harvest`.
    """

    fleet: Fleet
    fleet_list: FleetList
    now: datetime
    outcomes: Mapping[str, Mapping[Identifier, Lookup]] = field(default_factory=dict)
    searches: Mapping[str, Failed] = field(default_factory=dict)
    turns: Mapping[str, Mapping[Identifier, bool]] = field(default_factory=dict)
    dry_run: bool = False
    publish: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class ListResult:
    """What became of one list in a night; `failure` says why it failed, empty where it did not.

    `described` counts the entries whose paper a service has described, `problems` by severity;
    `complete` is True where everything asked was answered.
    """

    name: str
    failure: str = ""
    complete: bool = False
    entries: int = 0
    described: int = 0
    papers: int = 0
    problems: Mapping[str, int] = field(default_factory=dict)
    changes: int = 0
    edits: int = 0
    waiting: int = 0
    changed_files: int = 0
    notes: tuple[str, ...] = ()
    publication: str = ""
    url: str = ""


def refresh_list(job: ListJob) -> ListResult | Lacking:
    """Return what became of the list, or what it lacks; whatever goes wrong, it fails alone."""
    try:
        settings = job.fleet.settings_of(job.fleet_list)
        with run_lock(settings.cache_folder, job.now.isoformat(timespec="seconds")):
            return _refresh(job, settings)
    except GapsError as gaps:
        return gaps.lacking
    except (BadInput, ShrinkError, LockedError) as error:
        return ListResult(job.fleet_list.name, str(error))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return ListResult(job.fleet_list.name, f"{where}{error.strerror or error}")
    except (GitError, sqlite3.Error) as error:
        return ListResult(job.fleet_list.name, str(error))
    except MemoryError:
        return ListResult(job.fleet_list.name, "out of memory; give it fewer --workers")
    except Exception as error:  # noqa: BLE001 -- a fault of ours in one list is none of the others'
        fault = f"a fault of Harvester: {type(error).__name__}: {error}; run `harvester refresh`"
        return ListResult(job.fleet_list.name, f"{fault} in its folder to see where")


def _refresh(job: ListJob, settings: Settings) -> ListResult:
    finish_pending_list(settings)
    publishing = read_publish_options(settings.publish, f"{SETTINGS_FILE} [publish]")
    if job.publish and job.first and not job.dry_run:
        restore_nights(settings, publishing)
    harvest = Harvest(job.outcomes, job.searches, job.turns)
    outcome = refresh(settings, NIGHTLY, now=_at(job.now), harvest=harvest)
    outcome = refuse_losses(outcome, ())
    changed = () if job.dry_run else write_outcome(outcome, report_page(outcome))
    if not job.publish or job.dry_run:
        return _result(job.fleet_list.name, outcome, len(changed))
    done = publish_night(settings, publishing, outcome.day)
    words = "; ".join(done.words)
    failure = "" if done.complete else words
    return _result(job.fleet_list.name, outcome, len(changed), failure, words, done.url)


def _at(now: datetime) -> Callable[[], datetime]:
    return lambda: now


def _result(
    name: str,
    outcome: Outcome,
    changed_files: int,
    failure: str = "",
    publication: str = "",
    url: str = "",
) -> ListResult:
    if outcome.could_do_nothing:
        failure = failure or "nothing could be asked: " + "; ".join(outcome.notes[:3])
    papers = [entry.paper for entry in outcome.entries]
    severities = Counter(str(problem.severity) for problem in outcome.problems)
    return ListResult(
        name=name,
        failure=failure,
        complete=outcome.complete,
        entries=len(papers),
        described=sum(paper is not None and bool(paper.versions) for paper in papers),
        papers=len(outcome.dataset.papers),
        problems=dict(sorted(severities.items())),
        changes=len(outcome.changes),
        edits=len(outcome.edits.applied),
        waiting=len(outcome.edits.proposed),
        changed_files=changed_files,
        notes=outcome.notes,
        publication=publication,
        url=url,
    )
