"""The local index beside SQLite's own search: build, size, recall of candidates, mentions/s.

On the real corpus where it is at hand, else on made-up records; seconds are CPU time.
"""

from __future__ import annotations

import json
import random
import sqlite3
from pathlib import Path
from time import process_time

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import open_snapshot, parse_line
from harvester.matching.resolve import resolve
from harvester.model import Query
from harvester.values.text import title_words
from tests.paths import SHARED

CORPUS = SHARED / "corpus" / "arxiv-snapshot.jsonl.xz"
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


def written(title: str, form: str) -> str:
    """Return a title as lists write it: whole, cut short, with a typo, its blanks lost."""
    words = title.split()
    longest = max(words, key=len)
    match form:
        case "cut short" if len(words) > 6:
            return " ".join(words[: len(words) * 2 // 3])
        case "typo" if len(longest) > 5:
            return title.replace(longest, longest[:2] + longest[3] + longest[2] + longest[4:], 1)
        case "joined" if len(words) > 5:
            return " ".join([*words[:2], words[2] + words[3], *words[4:]])
    return title


def fts5_index(records: list[dict[str, str]]) -> sqlite3.Connection:
    """SQLite's own search over the titles, for comparison."""
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table title using fts5(words, content='')")
    database.executemany(
        "insert into title (rowid, words) values (?, ?)",
        ((place, " ".join(title_words(one["title"]))) for place, one in enumerate(records, 1)),
    )
    return database


def fts5_candidates(index: sqlite3.Connection, title: str) -> list[int]:
    """The best of the records that have any of the words, as its documentation proposes."""
    words = " OR ".join(f'"{word}"' for word in title_words(title))
    query = "select rowid from title where title match ? order by bm25(title) limit 16"
    return [row[0] for row in index.execute(query, [words])]


def test_index_budgets(tmp_path: Path) -> None:
    lines = snapshot_lines()
    path = tmp_path / "index.sqlite"
    start = process_time()
    count = build_index(map(parse_line, lines), path)
    built = process_time() - start
    records = [json.loads(line) for line in lines]
    held = sum(len(f"{one['title']}{one['authors']}".encode()) for one in records)
    print(
        f"\n{count:,} records built at {count / built:,.0f}/s, "
        f"{path.stat().st_size / held:.2f} x the titles and authors on disk"
    )
    assert path.stat().st_size <= 2.5 * held or count < 100_000
    index, fts5 = ArxivIndex(path), fts5_index(records)
    asked = [(place, records[place - 1]["title"]) for place in pick_places(len(records))]
    for form in ("whole", "cut short", "typo", "joined"):
        queries = [(place, Query(written(title, form))) for place, title in asked]
        times, hits = timed(queries, records, index)
        start = process_time()
        fts5_hits = [place in fts5_candidates(fts5, query.title) for place, query in queries[::100]]
        fts5_seconds = (process_time() - start) / len(fts5_hits)
        slow = sorted(times)[int(0.99 * len(times))]
        mean = sum(times) / len(times)
        print(
            f"{form:>9}: {hits / len(queries):.1%} among the candidates, "
            f"{1 / mean:,.0f} mentions/s resolved, p99 {1000 * slow:.1f} ms; "
            f"FTS5 finds {sum(fts5_hits) / len(fts5_hits):.1%} "
            f"at {fts5_seconds / mean:.0f} x the time"
        )
        assert hits >= 0.97 * len(queries)
        assert fts5_seconds > mean
    index.close()


def pick_places(count: int) -> list[int]:
    return random.Random(3).sample(range(1, count + 1), 2000)


def timed(
    queries: list[tuple[int, Query]], records: list[dict[str, str]], index: ArxivIndex
) -> tuple[list[float], int]:
    """Return the CPU seconds of each mention, and how often its record was a candidate."""
    times, hits = [], 0
    for place, query in queries:
        start = process_time()
        candidates = index.candidates(query)
        resolve(query, candidates)
        times.append(process_time() - start)
        hits += any(one.identifier.value == records[place - 1]["id"] for one in candidates)
    return times, hits
