"""How well each real list is read, beside the records of the papers whose ids stand in it.

Run: `python -m tests.benchmarks.list_reading [--only NAME] [--misses KIND] [--records FILE]`.
Columns: `ids` distinct ids of the text that a mention owns, of all; `labels` labelled entries
whose title is as labelled; `titles` entries with the record's own title, of those whose text
holds it; `authors` entries whose names are the record's, in order, of those whose text holds
the first author's family name; `invented` entries with authors of whom the record has none;
`unvouched` papers without any id whose title no record has.
"""

from __future__ import annotations

import argparse
import json
import lzma
import pickle
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from harvester.lists import ListDocument, load_list, parse
from harvester.model import Mention, MentionKind
from harvester.values.person_names import family_key
from tests.benchmarks.list_coverage import ENDINGS, ids_in, key, labelled, titles_right
from tests.paths import SHARED

SNAPSHOT = SHARED / "corpus" / "arxiv-snapshot.jsonl.xz"
COLUMNS = ("ids", "labels", "titles", "authors", "invented", "unvouched")
Records = dict[str, tuple[str, list[str]]]


def list_files() -> Iterator[Path]:
    """Yield the files of the lists at hand that hold entries."""
    for path in sorted((SHARED / "lists").rglob("*")):
        if path.suffix in ENDINGS and path.stat().st_size >= 2000:
            yield path


def load_records(store: Path | None) -> tuple[Records, set[str]]:
    """Read title and family names of each paper that a list names, and the keys of all titles."""
    if store is not None and store.exists():
        records, titles = pickle.loads(store.read_bytes())
        return records, titles
    wanted = {one for path in list_files() for one in ids_in(load_list(path))}
    records, titles = {}, set()
    with lzma.open(SNAPSHOT, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            titles.add(key(record["title"]))
            if f"arxiv:{record['id']}" in wanted:
                names = [family_key(one) for one in record["authors"].split(", ")]
                records[f"arxiv:{record['id']}"] = (record["title"], names)
    if store is not None:
        store.write_bytes(pickle.dumps((records, titles)))
    return records, titles


def record_of(mention: Mention, records: Records) -> tuple[str, list[str]] | None:
    """Return the record of an entry with exactly one arXiv id."""
    ids = [str(one) for one in mention.identifiers if one.scheme == "arxiv"]
    is_entry = mention.kind is MentionKind.PAPER and len(ids) == 1
    return records.get(ids[0]) if is_entry else None


def measure(
    document: ListDocument, records: Records, titles: set[str]
) -> tuple[Counter[str], list[tuple[str, int, str, str]]]:
    """Count what is right; return the misses as kind, line, what was read, what the record says."""
    counts: Counter[str] = Counter()
    misses: list[tuple[str, int, str, str]] = []
    for mention in document.mentions:
        title = mention.title.text if mention.title else ""
        has_id = bool(mention.identifiers or mention.placeholders)
        if mention.kind is MentionKind.PAPER and not has_id and key(title) not in titles:
            counts["unvouched"] += 1
            misses.append(("unvouched", mention.line, title, ""))
        record = record_of(mention, records)
        if record is None:
            continue
        text = document.text[slice(*mention.span)]
        if key(record[0]) in key(text):
            counts["titles_of"] += 1
            if key(title) == key(record[0]):
                counts["titles"] += 1
            else:
                misses.append(("titles", mention.line, title, record[0]))
        _measure_authors(mention, text, record, counts, misses)
    return counts, misses


def _measure_authors(
    mention: Mention,
    text: str,
    record: tuple[str, list[str]],
    counts: Counter[str],
    misses: list[tuple[str, int, str, str]],
) -> None:
    families = record[1]
    names = [family_key(one.text) for one in mention.authors]
    stands = len(families[0]) > 2 and families[0] in text.replace(record[0], "").casefold()
    right = bool(names) and names == families[: len(names)]
    shown = ", ".join(one.text for one in mention.authors)
    if stands or right:
        counts["authors_of"] += 1
        counts["authors"] += right
        if not right:
            misses.append(("authors", mention.line, shown, ", ".join(families[:6])))
    if names and not set(names) & set(families):
        counts["invented"] += 1
        misses.append(("invented", mention.line, shown, ", ".join(families[:6])))


def main() -> None:
    """Print the table; with `--misses` what was read otherwise, too."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--misses", default="", help="kinds of misses to print, or `all`")
    options.add_argument("--only", default="")
    options.add_argument("--records", type=Path, help="keep what is read of the snapshot here")
    asked = options.parse_args()
    records, titles = load_records(asked.records)
    pairs = labelled()
    total: Counter[str] = Counter()
    print(f"{'list':50}" + "".join(f"{one:>13}" for one in COLUMNS))
    for path in list_files():
        if asked.only not in str(path):
            continue
        text = load_list(path)
        document = parse(text, path.name)
        counts, misses = measure(document, records, titles)
        ids = ids_in(text)
        owned = {str(one).lower() for mention in document.mentions for one in mention.identifiers}
        folder, inner = path.relative_to(SHARED / "lists").parts[0], path.name
        inner = str(path.relative_to(SHARED / "lists" / folder))
        right, wrong = titles_right(document, pairs.get((folder.replace("__", "/"), inner), []))
        counts.update(ids=len(ids.keys() & owned), ids_of=len(ids))
        counts.update(labels=right, labels_of=right + len(wrong))
        misses += [("labels", 0, got, written) for written, got in wrong]
        misses += [("ids", document.line_of(ids[one]), "", one) for one in ids.keys() - owned]
        total.update(counts)
        print(f"{folder.split('__')[1][:24] + '/' + inner[-24:]:50}" + _row(counts))
        for kind, line, got, words in misses:
            if asked.misses == "all" or kind in asked.misses.split(","):
                print(f"   {kind} {path.name}:{line}: {got!r}\n        {words!r}")
    print(f"{'all':50}" + _row(total))


def _row(counts: Counter[str]) -> str:
    cells = (f"{counts[one]}/{counts[one + '_of']}" for one in COLUMNS[:4])
    return "".join(f"{one:>13}" for one in (*cells, counts["invented"], counts["unvouched"]))


if __name__ == "__main__":
    main()
