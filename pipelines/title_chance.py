"""How often do two records bear one title? By how rare its words are together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from harvester.person_names import family_key
from harvester.snapshot_ahead import read_ahead
from harvester.titles import Title

_EDGES = (0, 8, 13, 20, 30, 40, 60)


def render_same_titles(corpus: Path) -> Iterator[str]:
    """Share of records whose title, letter for letter, is also that of another first author."""
    families: dict[str, set[str]] = {}
    weights: dict[str, float] = {}
    count: Counter[str] = Counter()
    with read_ahead(corpus) as records:
        for record in filter(None, records):
            title = Title(record.title)
            families.setdefault(title.key, set()).add(family_key(record.authors.split("; ")[0]))
            weights.setdefault(title.key, title.weight)
            count[title.key] += 1
    titles: Counter[int] = Counter()
    shared: Counter[int] = Counter()
    for key, weight in weights.items():
        band = max(place for place, edge in enumerate(_EDGES) if weight >= edge)
        titles[band] += count[key]
        shared[band] += count[key] * (len(families[key]) > 1)
    yield "| bits of the title | records | another first author has the same title |"
    yield "|---|--:|--:|"
    for band, edge in enumerate(_EDGES):
        if titles[band]:
            share = shared[band] / titles[band]
            yield f"| {edge} and more | {titles[band]:,} | {share:.2%} ({shared[band]}) |"
