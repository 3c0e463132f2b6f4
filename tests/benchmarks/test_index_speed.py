"""Index budgets: build, size, mentions per second, on made-up records (or the real corpus)."""

from __future__ import annotations

import json
import random
from pathlib import Path
from time import perf_counter

from harvester.arxiv_index import ArxivIndex
from harvester.index_build import build_index
from harvester.matching import resolve
from harvester.model import Query
from harvester.snapshot_lines import open_snapshot

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "arxiv-snapshot.jsonl.xz"
MADE_UP = 60_000


def made_up_lines() -> list[bytes]:
    pick = random.Random(7)
    starts = ("alpha", "beta", "gamma", "delta", "omega")
    words = [f"{start}{end}" for start in starts for end in range(2000)]
    return [
        json.dumps(
            {
                "id": f"25{1 + n % 12:02}.{n // 12:05}",
                "title": " ".join(pick.choices(words, k=9)).capitalize(),
                "authors": f"Ann {pick.choice(words)}, Bo {pick.choice(words)}",
                "versions": [{"created": "2025-01-01"}],
            }
        ).encode()
        for n in range(MADE_UP)
    ]


def snapshot_lines() -> list[bytes]:
    if not CORPUS.is_file():
        return made_up_lines()
    with open_snapshot(CORPUS) as stream:
        return list(stream)


def test_index_budgets(tmp_path: Path) -> None:
    lines = snapshot_lines()
    path = tmp_path / "index.sqlite"
    start = perf_counter()
    count = build_index(lines, path)
    built = perf_counter() - start
    records = [json.loads(line) for line in lines]
    held = sum(len(f"{one['title']}{one['authors']}".encode()) for one in records)
    index = ArxivIndex(path)
    times: list[float] = []
    for record in random.Random(3).sample(records, 3000):
        words = record["title"].split()
        title = " ".join(words[:-1]) if len(words) > 6 and len(times) % 4 == 0 else record["title"]
        start = perf_counter()
        query = Query(title)
        resolve(query, index.candidates(query))
        times.append(perf_counter() - start)
    times.sort()
    slow = times[int(0.99 * len(times))]
    print(
        f"\n{count:,} records, {count / built:,.0f} records/s, "
        f"{path.stat().st_size / held:.2f} x held, "
        f"{len(times) / sum(times):,.0f} mentions/s, p99 {1000 * slow:.1f} ms"
    )
    assert count / built >= 20_000  # half the budget: the machine is shared
    assert path.stat().st_size <= 2.5 * held or count < 100_000
    assert len(times) / sum(times) >= 500
    assert slow <= 0.020
    index.close()
