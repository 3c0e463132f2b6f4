"""Held-one-out measure of the forms that lists teach: each entry read without its own record.

Run: `python -m tests.benchmarks.learnt_forms [--mask 5|2]`. Prints one row per list: entries whose
record is known; titles that the text holds, read right before and after; the same for authors of
records that name them all; entries with authors of whom none is of the paper. `--mask N` masks
every Nth id in the text, and counts the masked entries alone.
"""

from __future__ import annotations

import argparse
import json
import lzma
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from harvester.lists import ListDocument, load_list, parse
from harvester.lists.reading.forms import learn_forms, read_again
from harvester.lists.reading.forms.alignment import author_places, is_title, title_places
from harvester.lists.reading.forms.people import agree, share
from harvester.lists.reading.forms.slots import read_layout
from harvester.model import Candidate, Identifier, Mention, MentionKind
from tests.paths import SHARED

_COLUMNS = (
    "entries",
    "held",
    "title",
    "title+",
    "people",
    "authors",
    "authors+",
    "false",
    "false+",
)


def corpus_records(wanted: set[str]) -> dict[Identifier, Candidate]:
    """Return what the corpus says of some arXiv ids."""
    records: dict[Identifier, Candidate] = {}
    with lzma.open(SHARED / "corpus" / "arxiv-snapshot.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["id"] in wanted:
                identifier = Identifier("arxiv", row["id"])
                records[identifier] = Candidate(
                    identifier,
                    row["title"],
                    tuple(name.strip() for name in row["authors"].split(",") if name.strip()),
                    row.get("authors_complete", True),
                    row["versions"][0]["created"] if row["versions"] else None,
                )
    return records


def masked(document: ListDocument, every: int) -> tuple[str, dict[int, Identifier]]:
    """Mask every `every`th arXiv id; return the text, and the ids by the start of their entry."""
    ids = dict.fromkeys(one for m in document.mentions for one in m.identifiers)
    chosen = set([one for one in ids if one.scheme == "arxiv"][::every])
    text, starts = document.text, {}
    for mention in document.mentions:
        for identifier in chosen.intersection(mention.identifiers):
            starts[mention.span.start] = identifier
    for identifier in chosen:
        text = text.replace(
            identifier.value, f"{identifier.value[:5]}xxxxx"[: len(identifier.value)]
        )
    return text, starts


def count(mention: Mention, again: Mention, text: str, record: Candidate) -> Counter[str]:
    """Count what is right of one entry, before and after."""
    layout = read_layout(text, *mention.span)
    places = title_places(layout, record.title)
    people = record.authors_complete and author_places(layout, record.authors, places)
    counts = Counter(entries=1, people=bool(people))
    for each, mark in ((mention, ""), (again, "+")):
        names = [one.text for one in each.authors]
        right = each.title is not None and is_title(each.title.text, record.title)
        counts["held"] |= bool(places) or right
        counts["title" + mark] += right
        counts["authors" + mark] += bool(people) and agree(names, record.authors, is_cut=each.et_al)
        counts["false" + mark] += bool(names and record.authors) and not share(
            names, record.authors
        )
    return counts


def measured(
    document: ListDocument,
    records: Mapping[Identifier, Candidate],
    starts: Mapping[int, Identifier],
) -> Iterator[Counter[str]]:
    """Yield the counts of each entry whose record is known (of the masked ones, where masked)."""
    hidden = set(starts.values())
    taught = {key: one for key, one in records.items() if key not in hidden}
    again = read_again(document, learn_forms(document, taught))
    for one, other in zip(document.mentions, again.mentions, strict=True):
        if one.kind is not MentionKind.PAPER or one.refers_to is not None:
            continue
        ids = [starts[one.span.start]] if one.span.start in starts else []
        ids = ids if starts else [each for each in one.identifiers if each in records]
        if len(ids) == 1 and ids[0] in records:
            yield count(one, other, document.text, records[ids[0]])


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mask", type=int, default=0)
    every = options.parse_args().mask
    paths = [p for p in sorted((SHARED / "lists").rglob("*.md")) if p.stat().st_size > 2000]
    documents: dict[Path, ListDocument] = {p: parse(load_list(p), p.name) for p in paths}
    wanted = {i.value for d in documents.values() for m in d.mentions for i in m.identifiers}
    records = corpus_records(wanted)
    print(f"{'list':48}", *(f"{name:>8}" for name in _COLUMNS), "      s")
    total: Counter[str] = Counter()
    for path, document in documents.items():
        text, starts = masked(document, every) if every else (document.text, {})
        began = time.perf_counter()
        one = parse(text, path.name) if every else document
        counts = (
            sum(measured(one, records, starts), Counter[str]())
            if starts or not every
            else Counter()
        )
        total.update(counts)
        name = str(path.relative_to(SHARED / "lists"))
        name = name.split("__", 1)[-1][-48:]
        if counts["entries"]:
            cells = (f"{counts[column]:8}" for column in _COLUMNS)
            print(f"{name:48}", *cells, f"{time.perf_counter() - began:7.2f}")
    print(f"{'all':48}", *(f"{total[column]:8}" for column in _COLUMNS))
    for name, base in (("title", "held"), ("authors", "people"), ("false", "entries")):
        before, after = (100 * total[n] / max(1, total[base]) for n in (name, name + "+"))
        print(f"{name} of {base}: {before:.2f} % -> {after:.2f} %")
    print(
        f"held of entries (all that the texts hold): {total['held'] / max(1, total['entries']):.3f}"
    )


if __name__ == "__main__":
    main()
