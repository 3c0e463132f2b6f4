"""Compare the list with the dataset, with itself and with the files beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from harvester.arxiv_index import ArxivIndex
from harvester.checks import AttributeRules, CheckInput, check
from harvester.errors import BadInput
from harvester.lists import ListDocument
from harvester.lists.garbled import find_garbled
from harvester.matching import query_of, resolve
from harvester.metrics import latest_metrics
from harvester.model import Dataset, Problem, RepositoryState, Severity, Span, Verdict
from pipelines.entries import Entry, mentions_with_papers, paper_entries
from pipelines.settings import Settings

_LARGEST_FOLDER = 20_000
_SKIPPED = frozenset({".git", ".venv", "node_modules", "__pycache__"})


def check_workspace(
    settings: Settings,
    document: ListDocument,
    dataset: Dataset,
    metrics: Sequence[RepositoryState],
    day: str,
) -> tuple[Problem, ...]:
    """Return the problems of the list as it stands; no network."""
    entries = paper_entries(document.mentions, dataset)
    found = check(
        CheckInput(
            document=document,
            path=shown_path(settings),
            mentions=mentions_with_papers(document.mentions, entries, dataset.index()),
            repositories=latest_metrics(metrics),
            existing_files=files_beside(settings.list_path),
            today=day,
            attributes=attribute_rules(settings.attributes),
            verdicts=_verdicts(settings, entries),
        )
    )
    garbled = _garbled(document, shown_path(settings))
    return tuple(sorted((*found, *garbled), key=lambda problem: problem.line))


def _verdicts(settings: Settings, entries: Sequence[Entry]) -> dict[Span, Verdict]:
    """Ask the local index, where there is one, which paper each entry with an id speaks of."""
    if not settings.uses_index:
        return {}
    index = ArxivIndex(settings.index_path)
    try:
        queries = {e.mention.span: query_of(e.mention) for e in entries if e.mention.identifiers}
        return {span: resolve(query, index.candidates(query)) for span, query in queries.items()}
    finally:
        index.close()


def _garbled(document: ListDocument, path: str) -> list[Problem]:
    return [
        Problem(
            code="garbled-text",
            severity=Severity.WARNING,
            path=path,
            line=place.line,
            subject=f"line {place.line}",
            claimed=place.text,
            known=place.repaired,
            source="the bytes of the list",
            fix=f"run: harvester repair {path}",
        )
        for place in find_garbled(document.text)
    ]


def shown_path(settings: Settings) -> str:
    """Return the list's path as people know it: relative to the workspace where it lies inside."""
    try:
        return settings.list_path.resolve().relative_to(settings.root.resolve()).as_posix()
    except ValueError:
        return settings.list_path.as_posix()


def files_beside(list_path: Path) -> frozenset[str] | None:
    """Return the paths below the list's folder; None where there are too many to look at."""
    folder = list_path.resolve().parent
    found: set[str] = set()
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _SKIPPED]
        here = Path(place).relative_to(folder)
        found.update((here / name).as_posix() for name in (*names, *folders))
        if len(found) > _LARGEST_FOLDER:
            return None
    return frozenset(found)


def attribute_rules(table: Mapping[str, Any]) -> AttributeRules:
    """Read the `[attributes]` table of the settings; raises BadInput for what it does not know."""
    known = {name: getattr(AttributeRules(), name) for name in AttributeRules.__dataclass_fields__}
    chosen: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            allowed = ", ".join(known)
            raise BadInput(
                f"harvester.toml: unknown setting 'attributes.{key}'; allowed: {allowed}"
            )
        expected = bool if isinstance(known[key], bool) else list
        if not isinstance(value, expected):
            kind = "true or false" if expected is bool else "a list of texts"
            raise BadInput(f"harvester.toml: attributes.{key} must be {kind}, not {value!r}")
        chosen[key] = tuple(map(str, value)) if isinstance(value, list) else value
    return AttributeRules(**chosen)
