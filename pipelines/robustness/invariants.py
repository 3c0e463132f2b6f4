"""What must be true after a run on a bad day, checked against the sandbox's own facts.

The facts are read from the world itself, not through the sources: a value that a source misread
is as wrong as one that a fault spoiled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harvester.dataset.repository_metrics import load_metrics
from harvester.dataset.store import load_dataset
from harvester.model import Dataset, FieldData, Paper, RepositoryState
from harvester.network.cache import RecordCache
from harvester.sandbox.services.arxiv_atom import abstract_of, comment_of
from harvester.sandbox.world import PaperFacts, RepositoryFacts, World
from harvester.values.fields import DECISION, rule_of
from harvester.values.publication_notes import read_journal_reference, read_publication
from harvester.values.venues import VenueKind
from pipelines.robustness.registrars import REGISTRARS, may_say


@dataclass(frozen=True, slots=True)
class Held:
    """What a workspace holds between two runs."""

    dataset: Dataset
    metrics: tuple[RepositoryState, ...]


@dataclass(slots=True)
class Findings:
    """Counts what was checked, and collects in words what was lost or wrong."""

    checked: int = 0
    losses: list[str] = field(default_factory=list)

    def expect(self, true: bool, otherwise: str) -> None:
        """Count one check."""
        self.checked += 1
        if not true:
            self.losses.append(otherwise)


class Truth:
    """Everything that may be said on the day, by whom: the worlds' facts and the list's words."""

    def __init__(self, worlds: Sequence[World], listed: Iterable[tuple[str, FieldData]]) -> None:
        self._worlds = worlds
        self._listed = {(name, _plain(name, value)) for name, value in listed}
        self._papers: dict[str, set[tuple[str, str, Hashable]]] = {}
        self._facts: dict[str, list[PaperFacts]] = {}
        for world in worlds:
            for paper in world.papers:
                values = self._papers.setdefault(paper.id, set())
                values.update(_said_of(paper))
                for key in (paper.id, *(doi.lower() for doi in paper.dois)):
                    self._facts.setdefault(key, []).append(paper)

    def allows(self, paper: Paper, name: str, value: FieldData, source: str) -> bool:
        """Tell whether `source` says that field `name` of `paper` is `value`."""
        plain = _plain(name, value)
        if source == "list":
            return (name, plain) in self._listed
        if source in REGISTRARS:
            keys = (one.value for one in paper.identifiers)
            facts = [one for key in keys for one in self._facts.get(key, ())]
            return any(may_say(one, name, value) for one in facts)
        ids = [arxiv_ids.value for arxiv_ids in paper.identifiers if arxiv_ids.scheme == "arxiv"]
        return any((source, name, plain) in self._papers.get(value, ()) for value in ids)

    def knows(self, service: str, key: str) -> bool:
        """Tell whether a thing was there all the time, so that nobody may call it absent."""
        if service == "arxiv" or service == "datacite":
            return all(key in world.paper_by_id for world in self._worlds)
        return all((there := _repository(world, key)) and not there.block for world in self._worlds)

    def allows_row(self, row: RepositoryState) -> bool:
        """Tell whether GitHub said what stands in `row`."""
        return any(_same_row(row, _repository(world, row.repository)) for world in self._worlds)


def _repository(world: World, name: str) -> RepositoryFacts | None:
    name = name.lower()
    return world.repository_by_name.get(name) or world.repository_by_former_name.get(name)


def _same_row(row: RepositoryState, facts: RepositoryFacts | None) -> bool:
    if facts is None or facts.block:
        reason = f"blocked: {facts.block}" if facts else "gone"
        return row.state.startswith(reason) and row.stars is None
    moved = facts.full_name if facts.full_name.lower() != row.repository.lower() else ""
    counts = (row.stars, row.forks, row.open_issues, row.archived, row.license, row.moved_to)
    wanted = (facts.stars, facts.forks, facts.open_issues, facts.archived, facts.license or "")
    return row.state == "found" and counts == (*wanted, moved) and row.pushed_at == facts.pushed_at


def _said_of(paper: PaperFacts) -> Iterator[tuple[str, str, Hashable]]:
    common: dict[str, FieldData] = {
        "title": paper.title,
        "authors": paper.authors,
        "abstract": abstract_of(paper),
        "submitted": paper.submitted,
        "primary_category": paper.categories[0],
        "categories": paper.categories,
        "comment": comment_of(paper),
    }
    arxiv: dict[str, FieldData] = {
        **common,
        "updated": paper.latest,
        "version": paper.versions,
        "journal_ref": paper.journal_ref,
        "doi": paper.dois[0].lower() if paper.dois else "",
        "withdrawn": paper.withdrawn,
    }
    # Of the subjects that DataCite has only arXiv's own are read, not those of ACM and MSC.
    own = tuple(term for term in paper.categories if term[0].islower())
    copied: dict[str, FieldData] = {"updated": paper.latest, "version": paper.versions}
    datacite = {**common, **copied, "categories": own}
    deposit: dict[str, FieldData] = {
        "version": paper.versions,
        "withdrawn": paper.withdrawn,
        "license": paper.license,
    }
    for source, fields in (("arxiv", arxiv), ("datacite", datacite), ("arxiv-oai", deposit)):
        for name, value in fields.items():
            yield source, name, _plain(name, value)
    comment, reference = comment_of(paper) or "", paper.journal_ref or ""
    stated = read_journal_reference(reference) or read_publication(comment)
    for source, venue in (
        ("arxiv", stated),
        ("arxiv-oai", stated),
        ("datacite", read_publication(comment)),
    ):
        if venue and venue.kind is VenueKind.JOURNAL:
            yield source, "container_title", _plain("container_title", venue.name or venue.short)
        elif venue:
            yield source, "event_title", _plain("event_title", str(venue))


def _plain(name: str, value: FieldData) -> Hashable:
    """Return a value so that two ways of holding the same one are equal, and no others."""
    if name == "authors" and isinstance(value, tuple):
        # arXiv writes "J. -F. Berret" where people write "J.-F. Berret".
        return tuple("".join(str(author).split()) for author in value)
    cleaned = rule_of(name).normalize(value)
    return " ".join(cleaned.split()) if isinstance(cleaned, str) else cleaned


def look(data: Path) -> Held:
    """Read what a workspace holds; raises BadInput where a run left it damaged."""
    return Held(load_dataset(data), load_metrics(data / "metrics.csv"))


def digests(workspace: Path) -> dict[str, str]:
    """Return the digest of every file below data/ less the reports, and of the database."""
    files = [path for path in (workspace / "data").rglob("*") if path.is_file()]
    files.append(workspace / "cache" / "harvester.sqlite")
    return {
        path.relative_to(workspace).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
        if "reports" not in path.parts
    }


def check_losses(before: Held, after: Held, truth: Truth, today: str, findings: Findings) -> None:
    """Every value, identifier, version and relation that was there is there, or was replaced."""
    papers = after.dataset.index()
    by_name = {paper.value("name"): paper for paper in after.dataset.papers}
    for paper in before.dataset.papers:
        now = papers.get(str(paper.id)) or by_name.get(paper.value("name"))
        findings.expect(now is not None, f"{paper.id} is lost")
        if now is None:
            continue
        for name, chosen in paper.fields:
            kept = now.chosen(name)
            same = kept is not None and (
                kept.value == chosen.value or truth.allows(now, name, kept.value, kept.source)
            )
            findings.expect(same, f"{paper.id} {name}: {chosen.value!r} became {kept!r}")
        for identifier in paper.identifiers:
            kept_id = identifier.scheme == "local" or identifier in now.identifiers
            findings.expect(kept_id, f"{paper.id}: {identifier} is lost")
        numbers = {(v.identifier, v.number) for v in now.versions}
        for version in paper.versions:
            there = (version.identifier, version.number) in numbers
            findings.expect(there, f"{paper.id}: version {version.number} is lost")
    rows = set(after.metrics)
    for row in before.metrics:
        findings.expect(row.day == today or row in rows, f"the row of {row.repository} is lost")


def check_values(after: Held, truth: Truth, findings: Findings) -> None:
    """Every value stands for what the list or a service says, and every count for GitHub's."""
    for paper in after.dataset.papers:
        for seen in (one for one in paper.statements if one.source != DECISION):
            true = truth.allows(paper, seen.field, seen.value, seen.source)
            findings.expect(
                true, f"{paper.id} {seen.field}: {seen.source} never said {seen.value!r}"
            )
    for row in after.metrics:
        findings.expect(truth.allows_row(row), f"metrics: GitHub never said {row}")


def check_absences(workspace: Path, truth: Truth, keys: Sequence[str], findings: Findings) -> None:
    """Nothing that exists stands in the cache as absent."""
    path = workspace / "cache" / "records.sqlite"
    if not path.exists():
        return
    store = RecordCache(path)
    try:
        for service in ("arxiv", "datacite", "github"):
            for part in store.load(service, keys, ""):
                true = part.body is not None or not truth.knows(service, part.key)
                findings.expect(true, f"{service} {part.key} counts as absent: {part.reason}")
    finally:
        store.close()
