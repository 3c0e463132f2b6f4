"""Ask an index in shards: the same plans as of one file, each request answered by every shard."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from harvester.arxiv_index.plans import Plan, Request, run_in_flight, run_together
from harvester.arxiv_index.search import ArxivIndex, IndexStatus
from harvester.arxiv_index.shards.manifest import Manifest, load_manifest

Result = TypeVar("Result")
IN_FLIGHT = 4
"""Batches of plans that the shards work on at one time."""
_MOST_TITLED = 24
_TITLED = "select * from record where whole in (select value from json_each(?)) limit 24"
_PART = "select {0}, number from record where {0} in (select value from json_each(?)) limit 24"
_ALL = "select {0}, number from record where {0} in (select value from json_each(?))"
_PARTS = (("tail", _PART), ("head", _PART), ("identifier", _ALL), ("doi", _ALL))


class Shards(Protocol):
    """Answer requests by every shard, wherever these are."""

    def submit(self, requests: Sequence[Request]) -> Callable[[], list[list[Any]]]:
        """Send requests to all shards; return what waits for their answers.

        These are for each request the answers of all shards, in the order of the shards.
        """
        ...

    def close(self) -> None:
        """Let go of the shards."""
        ...


class Shard(ArxivIndex):
    """One shard: its records are known outside by their numbers among those of all shards."""

    def __init__(self, path: Path) -> None:
        import numpy as np

        super().__init__(path)
        ((order,),) = self._rows("select bits from measure where name = 'order'")
        self._order = np.concatenate([[0], np.frombuffer(order, dtype=np.uint32)])

    def answer(self, request: Request) -> Any:
        """Answer one request, of those that `ShardedIndex` makes."""
        name, arguments = request
        match name:
            case "titled":
                return list(map(self._outside, self._rows(_TITLED, [json.dumps(arguments[0])])))
            case "parts":
                return [
                    self._part(*part, keys) for part, keys in zip(_PARTS, arguments, strict=True)
                ]
            case "rows":
                numbers = self._inside(arguments[0])
                rows = "select * from record where number in (select value from json_each(?))"
                return list(map(self._outside, self._rows(rows, [json.dumps(numbers)])))
            case "tops" | "heaviest":
                return getattr(self._ranking, name)(*arguments)
            case "scored":
                return self._scored(self._ranking.scored(*arguments))
            case "scored_of_month":
                hint, terms, wanted = arguments
                return self._scored(self._ranking.scored_among(self._month(hint), terms, wanted))
            case "record":
                row = self._row_of(arguments[0])
                return self._outside(row) if row else None
        raise AssertionError(name)

    def _part(self, column: str, query: str, keys: Sequence[object]) -> list[tuple[Any, int]]:
        rows = self._rows(query.format(column), [json.dumps(keys)]) if keys else []
        return [(key, int(self._order[number])) for key, number in rows]

    def _scored(self, scored: Iterable[tuple[float, int]]) -> list[tuple[float, int]]:
        return [(score, int(self._order[number])) for score, number in scored]

    def _outside(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        return (int(self._order[row[0]]), *row[1:])

    def _inside(self, numbers: Sequence[int]) -> list[int]:
        places = self._order.searchsorted(numbers)
        return [
            int(place)
            for place, number in zip(places, numbers, strict=True)
            if place < len(self._order) and self._order[place] == number
        ]

    def _read_numbers(self, term: int) -> Any:
        query = "select size, numbers from posting where term = ?"
        size, packed = next(iter(self._rows(query, [term])), (0, b""))
        return self._unpack(packed, size)


class LocalShards:
    """The shards in this process."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._shards = [Shard(path) for path in paths]

    def submit(self, requests: Sequence[Request]) -> Callable[[], list[list[Any]]]:
        """Return what answers the requests by all shards."""
        return lambda: [[shard.answer(one) for shard in self._shards] for one in requests]

    def close(self) -> None:
        """Close the files."""
        for shard in self._shards:
            shard.close()


class ShardedIndex(ArxivIndex):
    """Read access to an index in shards; the same as of one file, and many queries at once."""

    def __init__(
        self, folder: Path, open_shards: Callable[[Sequence[Path]], Shards] = LocalShards
    ) -> None:
        self.path, self.manifest = folder, load_manifest(folder)
        place = folder / self.manifest.folder
        sizes = place / self.manifest.sizes.name
        self._conn = sqlite3.connect(f"{sizes.resolve().as_uri()}?mode=ro", uri=True)
        self._records = self.manifest.records
        self._known_sizes = {}
        self._shards = open_shards([place / part.name for part in self.manifest.shards])

    def close(self) -> None:
        """Close the files."""
        self._conn.close()
        self._shards.close()

    def status(self) -> IndexStatus:
        """Tell how many records there are and how large the files are."""
        return status_of(self.manifest)

    def answer(self, request: Request) -> Any:
        """Answer one request of a plan."""
        return self.run_together([_one(request)])[0]

    def run_together(self, plans: Iterable[Plan[Result]]) -> list[Result]:
        """Return what plans come to, that go forward together."""
        return run_together(map(_by_shards, plans), self._shards.submit)

    def run_batches(self, batches: Iterable[Iterable[Plan[Result]]]) -> Iterator[Result]:
        """Give what the plans of batches come to, in their order; a few batches are in flight."""
        by_shards = (map(_by_shards, plans) for plans in batches)
        return run_in_flight(by_shards, self._shards.submit, IN_FLIGHT)

    def _row_of(self, identifier: Any) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self.answer(("record", (identifier,)))
        return row


def open_index(path: Path) -> ArxivIndex:
    """Open the index at `path`: a file, or the folder of one in shards.

    Raises:
        BadInput: there is none, or it is damaged or of another version.
    """
    return ShardedIndex(path) if path.is_dir() else ArxivIndex(path)


def status_of(manifest: Manifest) -> IndexStatus:
    """Return the status of an index in shards, as its manifest tells it."""
    size = sum(part.size for part in (manifest.sizes, *manifest.shards))
    return IndexStatus(manifest.records, None, manifest.built_at or None, None, size)


def _one(request: Request) -> Plan[Any]:
    return (yield request)


def _by_shards(plan: Plan[Result]) -> Plan[Result]:
    """Return a plan whose requests are those that shards answer."""
    reply: Any = None
    try:
        while True:
            reply = yield from _gathered(*plan.send(reply))
    except StopIteration as end:
        result: Result = end.value
        return result


def _gathered(name: str, arguments: tuple[Any, ...]) -> Plan[Any]:
    """Ask all shards, and put their answers together as one file would give them."""
    match name:
        case "titled":
            rows = _joined((yield name, arguments))
            return sorted(rows, key=lambda row: (row[10], row[0]))[:_MOST_TITLED]
        case "parts":
            answers = yield name, arguments
            tail, head, named, dois = (sorted(_joined(part)) for part in zip(*answers, strict=True))
            parts = (*tail[:_MOST_TITLED], *head[:_MOST_TITLED], *named, *dois)
            return [number for _, number in parts]
        case "best":
            return (yield from _best(*arguments))
        case "best_of_month":
            scored = _joined((yield "scored_of_month", arguments))
            return [number for _, number in sorted(scored, key=_best_first)[: arguments[2]]]
        case "rows":
            return _joined((yield name, arguments))
        case "record":
            answers = yield name, arguments
            return min((row for row in answers if row), default=None)
    raise AssertionError(name)


def _best(ordered: list[Any], wanted: int) -> Plan[list[int]]:
    from harvester.arxiv_index.postings import count_opened, least_kept, near_of

    if not ordered:
        return []
    tops = yield "tops", (ordered,)
    opened = count_opened(ordered, [max(reached) for reached in zip(*tops, strict=True)])
    least = least_kept((yield "heaviest", (ordered, opened)))
    scored = _joined((yield "scored", (ordered, opened, least, wanted)))
    return near_of(sorted(scored, key=_best_first)[:wanted])[1]


def _best_first(scored: tuple[float, int]) -> tuple[float, int]:
    return -scored[0], scored[1]


def _joined(parts: Iterable[Iterable[Any]]) -> list[Any]:
    return [one for part in parts for one in part]
