"""Compare the list with the dataset, with itself and with the files beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from harvester.arxiv_index.search import ArxivIndex
from harvester.checks import AttributeRules, CheckInput, check
from harvester.checks.levels import apply_levels
from harvester.checks.link_targets import malformed_arxiv
from harvester.dataset.entries import Entry, mentions_with_papers, paper_entries
from harvester.dataset.repository_metrics import absent_once, latest_metrics
from harvester.errors import BadInput
from harvester.lists import ListDocument
from harvester.lists.mojibake.repair import find_garbled
from harvester.matching.resolve import query_of, resolve
from harvester.model import (
    Candidate,
    Dataset,
    Identifier,
    Mention,
    Problem,
    RepositoryState,
    Severity,
    Span,
    Verdict,
)
from pipelines.settings import Settings

_LARGEST_FOLDER = 20_000
_NOTHING: Mapping[Identifier, str] = MappingProxyType({})
_SKIPPED = frozenset({".git", ".venv", "node_modules", "__pycache__"})


def check_workspace(
    settings: Settings,
    document: ListDocument,
    dataset: Dataset,
    metrics: Sequence[RepositoryState],
    day: str,
    absent: Mapping[Identifier, str] = _NOTHING,
) -> tuple[Problem, ...]:
    """Return the problems of the list as it stands; no network.

    `absent` tells which arXiv ids this run was told not to exist, and in which words.
    """
    entries = paper_entries(document.mentions, dataset)
    verdicts, records = _ask_index(settings, entries)
    found = check(
        CheckInput(
            document=document,
            path=shown_path(settings),
            mentions=mentions_with_papers(document.mentions, entries, dataset.index()),
            repositories=latest_metrics(metrics),
            existing_files=files_beside(settings.list_path),
            today=day,
            attributes=attribute_rules(settings.attributes),
            verdicts=verdicts,
            records=records,
            absent_once=absent_once(metrics),
            levels=settings.levels,
            known=dataset.papers,
            absent={one: why for one, why in absent.items() if not why.startswith("not yet")},
        )
    )
    garbled = apply_levels(
        _garbled(document, shown_path(settings)), settings.levels, document.mentions
    )
    return tuple(sorted((*found, *garbled), key=lambda problem: problem.line))


def _ask_index(
    settings: Settings, entries: Sequence[Entry]
) -> tuple[dict[Span, Verdict], dict[Identifier, Candidate]]:
    """Ask the local index, where there is one, which paper each entry with a link speaks of.

    Returns the verdicts by entry, and the records of the identifiers that stand in the list.
    """
    if not settings.uses_index:
        return {}, {}
    index = ArxivIndex(settings.index_path)
    try:
        linking = [e.mention for e in entries if _links_papers(e.mention)]
        queries = {mention.span: query_of(mention) for mention in linking}
        verdicts = {
            span: resolve(query, index.candidates(query)) for span, query in queries.items()
        }
        linked = {one for mention in linking for one in mention.identifiers}
        records = {one: record for one in linked if (record := index.by_identifier(one))}
        return verdicts, records
    finally:
        index.close()


def _links_papers(mention: Mention) -> bool:
    return bool(mention.identifiers) or any(map(malformed_arxiv, mention.links))


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
