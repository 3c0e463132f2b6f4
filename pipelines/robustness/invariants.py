"""What must be true after a run on a bad day, checked against the sandbox's own facts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harvester.dataset.repository_metrics import load_metrics
from harvester.dataset.store import load_dataset
from harvester.model import Dataset, RepositoryState
from harvester.network.cache import RecordCache
from harvester.values.fields import DECISION, LIST
from pipelines.robustness.truth import Truth


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
        for relation in paper.relations:
            kept_code = relation.source == LIST or relation in now.relations
            findings.expect(kept_code, f"{paper.id}: {relation} is lost")
        numbers = {(v.identifier, v.number) for v in now.versions}
        for version in paper.versions:
            there = (version.identifier, version.number) in numbers
            findings.expect(there, f"{paper.id}: version {version.number} is lost")
    _check_data_sets(before.dataset, after.dataset, findings)
    rows = set(after.metrics)
    for row in before.metrics:
        findings.expect(row.day == today or row in rows, f"the row of {row.repository} is lost")


def _check_data_sets(before: Dataset, after: Dataset, findings: Findings) -> None:
    """What was said of a data set stays: in the campaign none of them changes."""
    now = {(one.slug, s.field, s.value, s.source) for one in after.datasets for s in one.statements}
    for one in before.datasets:
        for said in one.statements:
            kept = (one.slug, said.field, said.value, said.source) in now
            findings.expect(kept, f"{one.slug} {said.field}: {said.value!r} is lost")


def check_values(after: Held, truth: Truth, findings: Findings) -> None:
    """Every value stands for what the list or a service says, and every count for GitHub's."""
    for paper in after.dataset.papers:
        for seen in (one for one in paper.statements if one.source != DECISION):
            true = truth.allows(paper, seen.field, seen.value, seen.source)
            findings.expect(
                true, f"{paper.id} {seen.field}: {seen.source} never said {seen.value!r}"
            )
        for relation in (one for one in paper.relations if one.source != LIST):
            true = truth.allows_relation(paper, relation)
            findings.expect(true, f"{paper.id}: nobody said {relation}")
        for version in paper.versions:
            true = truth.allows_version(paper, version)
            findings.expect(true, f"{paper.id}: nobody said {version}")
    for row in after.metrics:
        findings.expect(truth.allows_row(row), f"metrics: GitHub never said {row}")


def check_absences(
    workspace: Path, truth: Truth, keys: Mapping[str, Sequence[str]], findings: Findings
) -> None:
    """Nothing that exists stands in the cache as absent; `keys` by service, as each has them."""
    path = workspace / "cache" / "records.sqlite"
    if not path.exists():
        return
    store = RecordCache(path)
    try:
        for service, asked in keys.items():
            for part in store.load(service, asked, ""):
                true = part.body is not None or not truth.knows(service, part.key)
                findings.expect(true, f"{service} {part.key} counts as absent: {part.reason}")
    finally:
        store.close()
