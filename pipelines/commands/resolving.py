"""`resolve`: ids for entries that lack them, and a look at the ids that stand there."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeAlias

import click

from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.shards.search import ShardedIndex
from harvester.errors import BadInput
from harvester.matching.resolve import query_of
from harvester.model import Query
from harvester.values.identifiers import parse_identifier
from pipelines.engines import ENGINES, shards_of
from pipelines.output import say, say_json
from pipelines.refresh.lookup.resolve import IdentifierPositions, Place
from pipelines.resolve.stream import read_mentions, resolve_query, resolve_together
from pipelines.settings import Settings, load_settings

if TYPE_CHECKING:
    from harvester.lists import ListDocument

Queries: TypeAlias = Iterator[tuple[int, Query]]
Response: TypeAlias = "dict[str, object]"


@click.command()
@click.argument("path", metavar="[LIST]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--from", "mentions", type=click.Path(path_type=Path), help="JSON lines; - for stdin."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@click.option("--index", "index_path", type=click.Path(path_type=Path), help="Another index file.")
@click.option("--offline", is_flag=True, help="Use the local index alone.")
@click.option("--engine", type=click.Choice(ENGINES), default="local", show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    default=1,
    show_default=True,
    help="Processes for an index in shards.",
)
def resolve(
    path: Path | None,
    mentions: Path | None,
    as_json: bool,
    index_path: Path | None,
    offline: bool,
    engine: str,
    workers: int,
) -> int:
    """Find the paper each entry of LIST means; write nothing.

    \b
    Examples:
      harvester resolve README.md
      harvester resolve --from mentions.jsonl --json
      harvester resolve --from mentions.jsonl --engine ray --workers 8 --json
    """
    settings = load_settings(Path(), path)
    document = None
    if mentions:
        queries = _stream(mentions)
    else:
        document = _document(path or settings.list_path)
        queries = _queries(document)
    standing = IdentifierPositions(document.mentions) if document else None
    place = index_path or settings.index_path
    if place.exists():
        answers = _answers_of_index(place, queries, engine, workers)
    elif offline or index_path:
        raise BadInput(f"{place}: there is no index; run: harvester index build FILE")
    else:
        answers = _answers_of_services(settings, queries, document)
    failed = False
    for answer in answers:
        if standing is not None:
            _tell_duplicate(answer, standing)
        failed = failed or answer["verdict"] == "failed"
        say_json(answer) if as_json else say(_in_words(answer))
    return int(failed)


def _answers_of_index(
    place: Path, queries: Queries, engine: str, workers: int
) -> Iterator[Response]:
    if place.is_dir():
        with closing(ShardedIndex(place, shards_of(engine, workers))) as shards:
            yield from resolve_together(queries, shards)
        return
    if engine != "local" or workers != 1:
        raise BadInput(f"{place}: in one file; build it with --shards for --engine and --workers")
    with closing(ArxivIndex(place)) as index:
        for line, query in queries:
            yield resolve_query(query, index, line)


def _answers_of_services(
    settings: Settings, queries: Queries, document: ListDocument | None
) -> Iterator[Response]:
    # imported here: an index answers hundreds of mentions in the time that these take to load
    from pipelines.resolve.services import answers_of_services

    mentions = document.mentions if document else ()
    ahead = [identifier for mention in mentions for identifier in mention.identifiers]
    yield from answers_of_services(settings, queries, ahead)


def _document(path: Path) -> ListDocument:
    # imported here: a stream of mentions needs no list
    from harvester.lists import load_list, parse

    return parse(load_list(path), path.name)


def _queries(document: ListDocument) -> Queries:
    for mention in document.mentions:
        if mention.is_paper_entry:
            yield mention.line, query_of(mention)


def _tell_duplicate(answer: Response, standing: IdentifierPositions) -> None:
    """Say at which other entry of the list the answer stands already, if it does."""
    identifier = parse_identifier(str(answer["identifier"] or ""))
    evidence = answer["evidence"]
    if identifier is None or not isinstance(evidence, dict):
        return
    here = Place(str(answer["name"]), int(str(answer["line"])))
    other = standing.elsewhere(identifier, here)
    if other is not None:
        evidence["duplicate"] = f"stands already at “{other.name}” (line {other.line})"
        answer["duplicate_of"] = {"name": other.name, "line": other.line}


def _stream(path: Path) -> Queries:
    if str(path) == "-":
        yield from _lines(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig"), path)
        return
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file; give JSON lines with a title each")
    with path.open(encoding="utf-8-sig") as lines:
        yield from _lines(lines, path)


def _lines(lines: TextIO, path: Path) -> Queries:
    try:
        yield from read_mentions(lines)
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8 ({error.reason}); save it as UTF-8") from error


def _in_words(answer: Response) -> str:
    evidence = answer["evidence"]
    why = ", ".join(map(str, evidence.values())) if isinstance(evidence, dict) else ""
    identifier = answer["identifier"] or "-"
    words = f"{answer['name']}  ({why or answer['reason']})"
    return f"{answer['line']:>6}  {answer['verdict']:<9}  {identifier:<22}  {words}"
