"""Resolve mentions given as JSON lines, one answer per line, in the same order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from harvester.arxiv_index.plans import Plan, run_plan
from harvester.arxiv_index.resolution import resolution_plan
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.shards.search import ShardedIndex
from harvester.errors import BadInput
from harvester.matching.existing_identifiers import (
    LinkVerdict,
    compare_identifier,
    verdict_on_given,
)
from harvester.model import Candidate, Identifier, Query, Verdict
from harvester.values.identifiers import identifier_of_url, parse_identifier

BATCH = 256
"""Mentions that go through the shards together: one message to each shard for all of them."""


def read_mention_line(line: str, number: int) -> Query:
    """Read `{"title", "authors"?, "et_al"?, "year"?, "month"?, "hint"?, "links"?, "given"?}`.

    Raises BadInput, naming the line, for anything else.
    """
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise BadInput(f"line {number}: not JSON ({error}); give one object per line") from error
    if not isinstance(fields, dict) or not isinstance(fields.get("title"), str):
        raise BadInput(f'line {number}: an object with "title" (text) is expected')
    return Query(
        title=fields["title"],
        name=_text(fields.get("name")),
        authors=_names(fields.get("authors"), number),
        et_al=bool(fields.get("et_al", True)),
        year=_whole(fields.get("year")),
        month=_whole(fields.get("month")),
        hint=_text(fields.get("hint")) or None,
        given=_given(fields.get("given")),
        links=tuple(link for link in fields.get("links") or () if isinstance(link, str)),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int | None:
    if isinstance(value, str) and value.strip().isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _names(value: object, number: int) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise BadInput(f'line {number}: "authors" must be a list of names')


def _given(value: object) -> tuple[Identifier, ...]:
    texts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    identifiers = (
        parse_identifier(text) or identifier_of_url(text) for text in texts if isinstance(text, str)
    )
    return tuple(identifier for identifier in identifiers if identifier is not None)


def read_mentions(lines: Iterable[str]) -> Iterator[tuple[int, Query]]:
    """Give each mention with the number of its line as soon as it is read; blank lines are none."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, read_mention_line(line, number)


def resolve_query(query: Query, index: ArxivIndex, line: int) -> dict[str, object]:
    """Resolve one query; where identifiers are given, the verdict is on them."""
    return run_plan(_answer_plan(query, index, line), index.answer)


def resolve_together(
    queries: Iterable[tuple[int, Query]], index: ShardedIndex
) -> Iterator[dict[str, object]]:
    """Give the answers on (line, query); no more is read ahead than the batches in flight."""
    left = iter(queries)
    batches = iter(lambda: list(islice(left, BATCH)), [])
    yield from index.run_batches(
        [_answer_plan(query, index, line) for line, query in batch] for batch in batches
    )


def _answer_plan(query: Query, index: ArxivIndex, line: int) -> Plan[dict[str, object]]:
    verdict = yield from resolution_plan(index, query)
    records: dict[Identifier, Candidate | None] = {}
    for one in query.given:
        records[one] = yield from index.identifier_plan(one)
    return answer_object(query, records, verdict, line)


def answer_object(
    query: Query, records: Mapping[Identifier, Candidate | None], verdict: Verdict, line: int
) -> dict[str, object]:
    """Return the answer on a query whose identifiers lead to the records `known`."""
    answer = verdict_object(query, verdict_on_given(query, records, verdict), line)
    if records:
        answer["given_says"] = [
            _says(query, one, record, verdict) for one, record in records.items()
        ]
    return answer


def _says(
    query: Query, identifier: Identifier, record: Candidate | None, verdict: Verdict
) -> dict[str, object]:
    says = compare_identifier(query, identifier, record, verdict)
    words = "not known" if record is None and says is LinkVerdict.UNSURE else str(says)
    title = record.title if record else None
    return {"identifier": str(identifier), "says": words, "title": title}


def verdict_object(query: Query, verdict: Verdict, line: int) -> dict[str, object]:
    """Return the answer in the shape that `resolve --json` promises."""
    return {
        "name": query.name or query.title,
        "title": query.title,
        "line": line,
        "given": [str(identifier) for identifier in query.given],
        "verdict": str(verdict.strength),
        "reason": str(verdict.reason),
        "identifier": str(verdict.identifier) if verdict.identifier else None,
        "evidence": dict(verdict.evidence),
        "certainty": round(verdict.certainty, 4),
        "candidates": [
            {
                "identifier": str(one.candidate.identifier),
                "title": one.candidate.title,
                "verdict": str(one.strength),
                "reason": str(one.reason),
            }
            for one in verdict.judged
        ],
    }


def failed_object(query: Query, reason: str, line: int) -> dict[str, object]:
    """Return the answer where nobody could be asked: not `none`, which says there is no paper."""
    return {
        "name": query.name or query.title,
        "title": query.title,
        "line": line,
        "given": [str(identifier) for identifier in query.given],
        "verdict": "failed",
        "reason": reason,
        "identifier": None,
        "evidence": {},
        "candidates": [],
    }
