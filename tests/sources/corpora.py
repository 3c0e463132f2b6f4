"""Merge recorded answers about the same works; count where sources disagree, and why.

    python -m tests.sources.corpora

Works are tied by arXiv id and DOI, never by title. Each pair of sources that speak of one field of
one work either agrees or gets the first explanation that fits; what none fits is unexplained.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import Any

from harvester.model import FieldData, Identifier, Reading, Record
from harvester.sources.crossref import CrossrefSource
from harvester.sources.dblp import DblpSource
from harvester.sources.openalex import OpenAlexSource
from harvester.sources.semantic_scholar import SemanticScholarSource
from harvester.values.fields import rule_of
from harvester.values.text import title_words
from tests.paths import SHARED

RECORDED = SHARED / "recorded"
FIELDS = ("title", "authors", "issued", "venue")
_UNKNOWN = Identifier("local", "-")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SERIES = re.compile(r"lecture notes|\bebooks\b|\bhandbook\b", re.IGNORECASE)
SMALL = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "with"]
)
GROUPS = frozenset({"OpenAI"})
REASONS: dict[str, str] = dict(
    line.split("\t", 1)
    for line in Path(__file__).with_name("disagreement_kinds.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
)
"""By kind of disagreement: who is right and why, and by which rule the merged value is chosen."""
JUDGED = {
    ("authors", "arxiv:2103.07853"): "people added later",
    ("authors", "arxiv:2201.11903"): "people added later",
    ("authors", "doi:10.1016/0022-2836(87)90412-8"): "one person many times",
    ("authors", "arxiv:2412.15115"): "group among its people",
    ("authors", "doi:10.1109/jproc.2003.817150"): "a name misprinted",
    ("authors", "doi:10.14778/3357377.3357378"): "a name misprinted",
    ("authors", "doi:10.1109/cvpr52729.2023.01437"): "a name misprinted",
    ("issued", "doi:10.1109/csf.2018.00027"): "year of the preprint",
    ("issued", "doi:10.1007/978-981-95-5737-0_33"): "volume dated after the event",
    ("venue", "doi:10.18653/v1/n18-1058"): "association for its conference",
    ("venue", "doi:10.1007/3-540-57207-4_2"): "volume's own title",
    ("venue", "doi:10.1007/978-3-030-28954-6_14"): "volume's own title",
    ("venue", "doi:10.1007/978-3-030-05318-5_4"): "volume's own title",
    ("venue", "doi:10.1002/adma.202507012"): "name misheard",
    ("venue", "doi:10.1007/978-3-030-00889-5_1"): "the conference for its workshop",
}
"""Single cases that no rule below tells, each looked at: field and work, and the kind."""


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


def explain(name: str, one: FieldData, other: FieldData, identifiers: Iterable[str] = ()) -> str:
    """Return "agree", or the kind of disagreement of two values; "unexplained" where none fits."""
    rule = rule_of({"venue": "event_title"}.get(name, name))
    if rule.agrees(rule.key(one), rule.key(other)):
        return "agree"
    for identifier in identifiers:
        if (name, identifier) in JUDGED:
            return JUDGED[name, identifier]
    if name == "title":
        return _explain_titles(title_words(str(one)), title_words(str(other)))
    if name == "authors" and isinstance(one, tuple) and isinstance(other, tuple):
        return _explain_authors([str(who) for who in one], [str(who) for who in other])
    if name == "issued":
        apart = abs(int(str(one)[:4]) - int(str(other)[:4]))
        return "online first, in print the year after" if apart == 1 else "unexplained"
    return _explain_venues(str(one), str(other))


def _explain_titles(first: Sequence[str], second: Sequence[str]) -> str:
    short, long = sorted((first, second), key=len)
    if "".join(long).startswith("".join(short)):
        return "subtitle left out"
    close = SequenceMatcher(None, " ".join(first), " ".join(second)).ratio()
    if close >= 0.9:
        return "another spelling"
    return "another paper's record" if not set(short) & set(long) - SMALL else "unexplained"


def _explain_authors(one: list[str], other: list[str]) -> str:
    first, second = (
        [title_words(name)[-1] for name in names if title_words(name)] for names in (one, other)
    )
    short, long = sorted((one, other), key=len)
    if len(short) == 1 < len(long) and short[0] in GROUPS:
        return "group for its people"
    if not set(first) & set(second):
        return "another paper's record"
    if sorted(first) == sorted(second):
        return "another order" if first != second else "given name in another form"
    if set(first) <= set(second) or set(second) <= set(first):
        return "people left out"
    return "unexplained"


def _explain_venues(one: str, other: str) -> str:
    for short, long in ((one, other), (other, one)):
        if SERIES.search(short):
            return "series for the event"
        if _is_acronym(short, long):
            return "acronym for the whole name"
    return "unexplained"


def _is_acronym(short: str, long: str) -> bool:
    """Return whether the capitals of `short` are initials in `long`, in their order."""
    if " " in _YEAR.sub("", short).strip():
        return False
    capitals = [letter.lower() for letter in short.partition("@")[0] if letter.isupper()]
    initials = iter([word[0] for word in title_words(long)])
    return len(capitals) > 1 and all(letter in initials for letter in capitals)


def disagreements() -> Counter[tuple[str, str]]:
    """Count pairs of sources by field and explanation."""
    counts: Counter[tuple[str, str]] = Counter()
    for name, kind, *_ in compared():
        counts[name, kind] += 1
    return counts


def compared() -> Iterator[tuple[str, str, str, str, FieldData, FieldData]]:
    """Yield field, kind, both sources and both values of each pair that speaks of one field."""
    for by_source in works():
        for one, other in combinations(sorted(by_source), 2):
            shared = {str(name) for reading in by_source.values() for name in reading.identifiers}
            for name in FIELDS:
                values = _field(by_source[one], name), _field(by_source[other], name)
                if values[0] and values[1]:
                    kind = explain(name, values[0], values[1], sorted(shared))
                    yield name, kind, one, other, values[0], values[1]


def main() -> None:
    """Print the table of disagreements."""
    for (name, why), count in sorted(disagreements().items(), key=lambda row: (row[0][0], -row[1])):
        print(f"{name:8} {count:5}  {why}{REASONS.get(why, '') and ': '}{REASONS.get(why, '')}")


if __name__ == "__main__":
    main()
