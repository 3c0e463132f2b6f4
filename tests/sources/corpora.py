"""Merge recorded answers about the same works; count where sources disagree, and why.

    python -m tests.sources.corpora

Works are tied by arXiv id and DOI, never by title. Each pair of sources that speak of one field of
one work either agrees or gets the first explanation that fits; what none fits is unexplained.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from harvester.model import FieldData, Identifier, Reading, Record
from harvester.sources.crossref import CrossrefSource
from harvester.sources.dblp import DblpSource
from harvester.sources.openalex import OpenAlexSource
from harvester.sources.semantic_scholar import SemanticScholarSource
from harvester.values.fields import rule_of
from harvester.values.person_names import compare_authors
from harvester.values.text import title_words
from tests.paths import SHARED

RECORDED = SHARED / "recorded"
FIELDS = ("title", "authors", "issued", "venue")
_UNKNOWN = Identifier("local", "-")
_HOMONYM = re.compile(r"\s\d{4}$")
Works = dict[str, dict[str, Reading]]


def _rows(path: str) -> Iterator[dict[str, Any]]:
    for line in (RECORDED / path).read_text("utf-8").splitlines():
        yield json.loads(line)


def readings() -> Iterator[tuple[str, Reading]]:
    """Yield every recorded answer, read by its source, with the source's name."""
    sources = (
        ("semanticscholar/corpus_465.jsonl", SemanticScholarSource()),
        ("openalex/corpus_264.jsonl", OpenAlexSource()),
        ("crossref/items_2001.jsonl", CrossrefSource()),
    )
    for path, source in sources:
        for row in _rows(path):
            yield source.name, source.read(Record(source.name, _UNKNOWN, "", "", json.dumps(row)))
    dblp = DblpSource()
    for row in _rows("dblp/hits_540.jsonl"):
        record = Record(dblp.name, _UNKNOWN, "", "", json.dumps(row["info"]))
        yield dblp.name, dblp.read(record)


def works() -> list[dict[str, Reading]]:
    """Return what each source says of each work that two or more of them know."""
    groups: dict[Identifier, dict[str, Reading]] = defaultdict(dict)
    for name, reading in readings():
        for identifier in reading.identifiers:
            groups[identifier].setdefault(name, reading)
    return [by_source for by_source in groups.values() if len(by_source) > 1]


def _field(reading: Reading, name: str) -> FieldData | None:
    fields = dict(reading.fields)
    if name == "venue":
        return fields.get("event_title") or fields.get("container_title")
    return fields.get(name)


def explain(name: str, one: FieldData, other: FieldData) -> str:
    """Return "agree", or why two values of a field differ; "unexplained" where nothing fits."""
    rule = rule_of({"venue": "event_title"}.get(name, name))
    if rule.agrees(rule.key(one), rule.key(other)):
        return "agree"
    if name == "title":
        return _explain_titles(str(one), str(other))
    if name == "authors" and isinstance(one, tuple) and isinstance(other, tuple):
        return _explain_authors([str(who) for who in one], [str(who) for who in other])
    if name == "issued":
        apart = abs(int(str(one)[:4]) - int(str(other)[:4]))
        return "online and in print, or preprint and article" if apart <= 2 else "unexplained"
    return _explain_venues(str(one), str(other))


def _explain_titles(one: str, other: str) -> str:
    first, second = title_words(one), title_words(other)
    if "".join(first) == "".join(second):
        return "hyphens and blanks"
    short, long = sorted((first, second), key=len)
    if short == long[: len(short)] or set(short) <= set(long):
        return "subtitle or supplement left out"
    shared = len(set(first) & set(second)) / max(len(set(first) | set(second)), 1)
    if shared >= 0.5:
        return "reworded between preprint and article"
    return "another title under one identifier" if shared < 0.2 else "retitled"


def _explain_authors(one: list[str], other: list[str]) -> str:
    compared = compare_authors(one, other, et_al=False)
    if compared.all_agree or not compared.left_out:
        return "one list is shorter, or in another order"
    share = compared.agreeing / max(compared.written, compared.known)
    return "a name spelled otherwise, or a person added" if share >= 0.5 else "unexplained"


def _explain_venues(one: str, other: str) -> str:
    words = [set(title_words(text)) for text in (one, other)]
    if words[0] & words[1]:
        return "one venue under two names"
    if any("lecture" in each or "proceedings" in each for each in words):
        return "series or proceedings for the event"
    return "an acronym for a whole name, or two versions at two venues"


def disagreements() -> Counter[tuple[str, str]]:
    """Count pairs of sources by field and explanation."""
    counts: Counter[tuple[str, str]] = Counter()
    for by_source in works():
        for one, other in combinations(sorted(by_source), 2):
            for name in FIELDS:
                values = _field(by_source[one], name), _field(by_source[other], name)
                if values[0] and values[1]:
                    counts[name, explain(name, values[0], values[1])] += 1
    return counts


def main() -> None:
    """Print the table of disagreements."""
    for (name, why), count in sorted(disagreements().items(), key=lambda row: (row[0][0], -row[1])):
        print(f"{name:8} {count:5}  {why}")


if __name__ == "__main__":
    main()
