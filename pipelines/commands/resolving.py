"""`resolve`: ids for entries that lack them, and a look at the ids that stand there."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click

from harvester.arxiv_index import ArxivIndex
from harvester.errors import BadInput
from harvester.http import Door
from harvester.lists import load_list, parse
from harvester.matching import query_of
from harvester.model import Failed, MentionKind, Query
from harvester.sources import Means, searchers
from pipelines.resolve_stream import read_mention_line, resolve_query, verdict_object
from pipelines.resolving import Resolver
from pipelines.searches import SearchMemory
from pipelines.settings import Settings, load_settings


@click.command()
@click.argument("path", metavar="[LIST]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--from", "mentions", type=click.Path(path_type=Path), help="JSON lines; - for stdin."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@click.option("--index", "index_path", type=click.Path(path_type=Path), help="Another index file.")
@click.option("--offline", is_flag=True, help="Use the local index alone.")
def resolve(
    path: Path | None, mentions: Path | None, as_json: bool, index_path: Path | None, offline: bool
) -> int:
    """Find the paper each entry of LIST means; write nothing.

    \b
    Examples:
      harvester resolve README.md
      harvester resolve --from mentions.jsonl --json
    """
    settings = load_settings(Path(), path)
    queries = _stream(mentions) if mentions else _queries(path or settings.list_path)
    failed = False
    with ExitStack() as stack:
        resolver = _resolver(settings, index_path or settings.index_path, offline, stack)
        for line, query in queries:
            answer = _answer(resolver, query, line)
            failed = failed or answer["verdict"] == "failed"
            click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _in_words(answer))
    return int(failed)


def _resolver(settings: Settings, index_path: Path, offline: bool, stack: ExitStack) -> Resolver:
    index = ArxivIndex(index_path) if index_path.exists() else None
    if index is not None:
        stack.callback(index.close)
    elif offline:
        raise BadInput(f"{index_path}: there is no index; run: harvester index build FILE")
    door = stack.enter_context(
        Door(
            settings.cache_folder,
            contact=settings.contact,
            offline=offline,
            time_factor=settings.time_factor,
        )
    )
    found = searchers(settings.sources, Means(settings.endpoints)) if index is None else ()
    search = next(iter(found), None)
    memory = SearchMemory(settings.searches_path, datetime.now(UTC).date())
    return Resolver(index, search, memory, door)


def _answer(resolver: Resolver, query: Query, line: int) -> dict[str, object]:
    if resolver.index is not None:
        return resolve_query(query, resolver.index, line)
    verdict = resolver.resolve(query)
    if isinstance(verdict, Failed):
        given = [str(identifier) for identifier in query.given]
        return {
            "name": query.name or query.title,
            "title": query.title,
            "line": line,
            "given": given,
            "verdict": "failed",
            "reason": verdict.reason,
            "identifier": None,
            "evidence": {},
            "candidates": [],
        }
    return verdict_object(query, verdict, line)


def _queries(path: Path) -> Iterator[tuple[int, Query]]:
    document = parse(load_list(path), path.name)
    for mention in document.mentions:
        if mention.kind is MentionKind.PAPER and mention.refers_to is None:
            yield mention.line, query_of(mention)


def _stream(path: Path) -> Iterator[tuple[int, Query]]:
    if str(path) == "-":
        yield from _lines(sys.stdin)
        return
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file; give JSON lines with a title each")
    with path.open(encoding="utf-8") as lines:
        try:
            yield from _lines(lines)
        except UnicodeDecodeError as error:
            raise BadInput(f"{path}: not UTF-8 ({error.reason}); save it as UTF-8") from error


def _lines(lines: TextIO) -> Iterator[tuple[int, Query]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, read_mention_line(line, number)


def _in_words(answer: dict[str, object]) -> str:
    evidence = answer["evidence"]
    why = ", ".join(map(str, evidence.values())) if isinstance(evidence, dict) else ""
    found = answer["identifier"] or "-"
    said = f"{answer['name']}  ({why or answer['reason']})"
    return f"{answer['line']:>6}  {answer['verdict']:<9}  {found:<22}  {said}"
