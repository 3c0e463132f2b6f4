"""The measured block of docs/scale.md: sizes, the line through them, costs beyond them, peers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"
_LARGE = {"Crossref": 160_000_000, "OpenAlex": 480_000_000}


@dataclass(frozen=True, slots=True)
class BuiltSize:
    """What an index of so many records took: bytes, CPU and wall seconds.

    `memory` is the most MB that a builder held, `asked_memory` a process that was asked one shard.
    `recall` is the share of questions whose paper is among ten, `rate` questions a CPU second.
    """

    records: int
    shards: int
    size: int
    cpu: float
    seconds: float
    memory: float
    recall: float
    rate: float
    asked_memory: float = 0.0

    @property
    def key(self) -> tuple[int, int]:
        """Its place among the sizes: by records, then by shards."""
        return self.records, self.shards


@dataclass(frozen=True, slots=True)
class PeerRow:
    """The same of another engine over the real records."""

    name: str
    records: int
    cpu: float
    size: int
    recall: float
    rate: float


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line through measured points: `base` + `slope` for each record."""

    base: float
    slope: float

    def at(self, records: int) -> float:
        """Return the value for so many records."""
        return self.base + self.slope * records


def line_through(points: Sequence[tuple[float, float]]) -> Line:
    """Return the line of least squares.

    >>> line = line_through([(1, 3), (2, 5), (3, 7)])
    >>> round(line.base, 6), round(line.slope, 6), round(line.at(10), 6)
    (1.0, 2.0, 21.0)
    """
    x, y = np.array(points, dtype=float).T
    slope, base = np.polyfit(x, y, 1) if len(points) > 1 else (y[0] / x[0], 0.0)
    return Line(float(base), float(slope))


@dataclass(slots=True)
class Measured:
    """Hold everything that was measured, by size and by peer."""

    sizes: dict[tuple[int, int], BuiltSize] = field(default_factory=dict)
    peers: dict[str, PeerRow] = field(default_factory=dict)
    reading: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)


def load_results(path: Path) -> Measured:
    """Return what was measured before; nothing where there is no file."""
    if not path.exists():
        return Measured()
    raw = json.loads(path.read_bytes())
    sizes = {row.key: row for row in (BuiltSize(**fields) for fields in raw["sizes"])}
    peers = {row["name"]: PeerRow(**row) for row in raw["peers"]}
    return Measured(sizes, peers, raw["reading"], raw["answers"])


def store_results(path: Path, measured: Measured) -> None:
    """Write what was measured."""
    raw = {
        "sizes": [asdict(measured.sizes[key]) for key in sorted(measured.sizes)],
        "peers": [asdict(measured.peers[key]) for key in sorted(measured.peers)],
        "reading": measured.reading,
        "answers": measured.answers,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(raw, indent=1), encoding="utf-8")


def write_block(path: Path, measured: Measured) -> None:
    """Put the measured numbers between the marks of the page."""
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    rows = [measured.sizes[size] for size in sorted(measured.sizes)]
    peers = [measured.peers[name] for name in sorted(measured.peers)]
    parts = (*_block(rows), *_beside(rows, peers), *_further(measured.reading, measured.answers))
    block = "\n".join(parts)
    path.write_text(f"{head}{_BEGIN}\n{block}\n{_END}{tail}", encoding="utf-8")


def _head(*cells: str) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"
    yield "|" + " ---: |" * len(cells)


def _block(rows: Sequence[BuiltSize]) -> Iterator[str]:
    bytes_and_time = ("bytes", "bytes a record", "CPU s", "µs a record", "wall s")
    memory = ("MB of a builder", "MB of a shard asked")
    asking = ("recall@10", "questions a CPU second")
    yield from _head("records", "shards", *bytes_and_time, *memory, *asking)
    for row in rows:
        yield (
            f"| {row.records:,} | {row.shards} | {row.size:,} | {row.size / row.records:.0f} "
            f"| {row.cpu:.0f} | {1e6 * row.cpu / row.records:.0f} | {row.seconds:.0f} "
            f"| {row.memory:.0f} | {row.asked_memory:.0f} | {row.recall:.3f} | {row.rate:.0f} |"
        )
    size = line_through([(row.records, row.size) for row in rows])
    cpu = line_through([(row.records, row.cpu) for row in rows])
    yield ""
    yield (
        f"The line through them: {size.base / 1e6:.1f} MB and {size.slope:.1f} bytes a record; "
        f"{cpu.base:.1f} s and {1e6 * cpu.slope:.1f} µs of CPU a record. What was measured, beside "
        "the line:"
    )
    yield ""
    yield from _head("records", "shards", "MB", "by the line", "beside", "CPU s", "line", "beside")
    for row in rows:
        yield (
            f"| {row.records:,} | {row.shards} | {_residual(row.size / 1e6, size, row, 1e-6)} "
            f"| {_residual(row.cpu, cpu, row)} |"
        )
    yield ""
    columns = ("GB on disk", "CPU hours to build", "hours on 16 cores")
    yield from _head("by this line", "records", "shards of a million", *columns)
    for name, records in _LARGE.items():
        hours = cpu.at(records) / 3600
        yield (
            f"| {name} | {records:,} | {round(records / 1e6)} | {size.at(records) / 1e9:.0f} "
            f"| {hours:.1f} | {hours / 16:.1f} |"
        )


def _residual(value: float, line: Line, row: BuiltSize, unit: float = 1.0) -> str:
    expected = line.at(row.records) * unit
    return f"{value:,.0f} | {expected:,.0f} | {(value - expected) / value:+.1%}"


def _beside(rows: Sequence[BuiltSize], peers: Sequence[PeerRow]) -> Iterator[str]:
    yield ""
    yield "Beside peers, over the same real records and questions, one thread:"
    yield ""
    yield from _head("", "records", "CPU s to build", "MB", "recall@10", "questions a CPU second")
    real = [row for row in rows if peers and row.records == peers[0].records]
    ours = [PeerRow("ours, in shards", r.records, r.cpu, r.size, r.recall, r.rate) for r in real]
    for one in (*ours, *peers):
        yield (
            f"| {one.name} | {one.records:,} | {one.cpu:.0f} | {one.size / 1e6:.0f} "
            f"| {one.recall:.3f} | {one.rate:.0f} |"
        )


def _further(reading: Sequence[str], same: Sequence[str]) -> Iterator[str]:
    yield from ("", "Reading lines in the shape of Crossref into values of Python:", "")
    yield from (f"- {line}" for line in reading)
    yield from ("", "The answers on 300 mentions, as a digest of every byte of them:", "")
    yield from (f"- {line}" for line in same)
