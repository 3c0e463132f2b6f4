"""Measure the join of what venues publish with its preprints, on records that name both.

    python -m tests.benchmarks.publication_join INDEX.sqlite [VENUES.jsonl.xz]

INDEX is a local index of arXiv (`harvester index build`). Truth is the arXiv id that a venue's own
site names. Each record is joined by title, authors and year alone: once with its preprint in the
index, which gives precision and recall, and once with it taken out, where any answer is wrong.
"""

from __future__ import annotations

import json
import lzma
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from harvester.arxiv_index.search import ArxivIndex
from harvester.matching.resolve import resolve
from harvester.model import Candidate, Identifier, Query, Strength
from tests.paths import SHARED

VENUES = SHARED / "corpus" / "venues.jsonl.xz"
JOINED = (Strength.EXACT, Strength.STRONG)
_SHOWN = 12


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records that name their preprint, one JSON object a line."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record.get("arxiv"):
                yield record


def join(record: dict[str, Any], candidates: Sequence[Candidate]) -> Identifier | None:
    """Return the preprint that title, authors and year of `record` lead to; None for none."""
    query = Query(
        title=record["title"], authors=tuple(record.get("authors") or ()), year=record["year"]
    )
    verdict = resolve(query, candidates)
    return verdict.identifier if verdict.strength in JOINED else None


def main(arguments: Sequence[str]) -> int:
    """Print counts, precision and recall, and the joins that were wrong."""
    if not 1 <= len(arguments) <= 2:
        print(__doc__, file=sys.stderr)
        return 2
    path = Path(arguments[1]) if len(arguments) == 2 else VENUES
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    begun = time.monotonic()
    with closing(ArxivIndex(Path(arguments[0]))) as index:
        for record in records(path):
            true = Identifier("arxiv", record["arxiv"])
            query = Query(title=record["title"], authors=tuple(record.get("authors") or ()))
            candidates = index.candidates(query)
            there = index.by_identifier(true) is not None
            answer = join(record, candidates)
            outcome = "none" if answer is None else "right" if answer == true else "wrong"
            counts[f"{'held' if there else 'not held'}: {outcome}"] += 1
            if outcome == "wrong":
                wrong.append(f"{record['title']} ({record['year']}): {answer}, true {true}")
            others = [one for one in candidates if one.identifier != true]
            counts["taken out: " + ("wrong" if join(record, others) else "none")] += 1
    for name, count in sorted(counts.items()):
        print(f"{name:20} {count:7,}")
    right, false = counts["held: right"], counts["held: wrong"]
    held = right + false + counts["held: none"]
    print(f"precision {right / max(right + false, 1):.5f}, recall {right / max(held, 1):.5f}")
    print(f"{time.monotonic() - begun:.1f} s")
    print(*wrong[:_SHOWN], sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
