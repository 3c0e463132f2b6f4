"""`make rarity`: count how rare words of titles, words of abstracts and family names are.

Writes the tables that titles, abstracts and authors are weighed by. The certainty model was fitted
on them: after a change, `make fit`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from pathlib import Path

import click

from harvester.arxiv_index.snapshot import SnapshotRecord, open_snapshot, read_ahead
from harvester.errors import BadInput
from harvester.files import commit
from harvester.matching.titles import fold_words
from harvester.values.person_names import family_key
from harvester.values.text import title_words
from pipelines.cli import run
from pipelines.progress import shown_count

WORDS, FAMILIES, ABSTRACTS = "title_words.txt", "family_names.txt", "abstract_words.txt"
_LEAST_TITLES, _LEAST_PAPERS = 40, 150
_LEAST_ABSTRACTS = 0.001
_TOLD_EVERY = 5_000
_PACKAGE = Path(__file__).resolve().parents[2] / "harvester" / "matching"
_WORDS_COMMENT = (
    "# Words of scholarly titles, in the singular and abbreviations written out, by how rare they "
    "are:\n# two times log2(titles / titles with the word).\n"
    "# Counted over {total:,} arXiv titles; words in fewer than {least} titles are left out and "
    "count as rare.\n"
)
_FAMILIES_COMMENT = (
    "# Family names of authors by how rare they are: two times log2(papers / papers with such an "
    "author).\n"
    "# Counted over {total:,} arXiv records with all their authors; names on fewer than {least} "
    "papers are left out\n"
    "# and count as rare.\n"
)


_ABSTRACTS_COMMENT = (
    "# Words of abstracts, as those of titles: two times log2(abstracts / abstracts with the "
    "word).\n# Counted over {total:,} arXiv abstracts; words in fewer than {least} are left out "
    "and count as rare.\n"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many titles have a word, and how many papers an author of a family name.

    `papers` are the records with all their authors. Single letters are initials, not families.
    """

    titles: int
    words: Mapping[str, int]
    papers: int
    families: Mapping[str, int]


def count_records(
    read: Iterable[SnapshotRecord | None], progress: Callable[[int], None] | None = None
) -> Counts:
    """Count what the lines of a snapshot hold; `progress` is told how many records were read."""
    words: Counter[str] = Counter()
    families: Counter[str] = Counter()
    titles = papers = 0
    family_of = lru_cache(maxsize=None)(family_key)  # two of three names were met before
    for titles, record in enumerate(filter(None, read), start=1):
        words.update(set(fold_words(title_words(record.title))))
        if record.complete and record.authors:
            papers += 1
            families.update(set(map(family_of, record.authors.split("; "))))
        if progress and titles % _TOLD_EVERY == 0:
            progress(titles)
    if progress:
        progress(titles)
    families_seen = {family: count for family, count in families.items() if len(family) > 1}
    return Counts(titles, words, papers, families_seen)


def format_words(counts: Counts) -> bytes:
    """Return the table of title words as its file holds it."""
    comment = _WORDS_COMMENT.format(total=counts.titles, least=_LEAST_TITLES)
    return _format(comment, counts.words, counts.titles, _LEAST_TITLES)


def format_families(counts: Counts) -> bytes:
    """Return the table of family names as its file holds it."""
    comment = _FAMILIES_COMMENT.format(total=counts.papers, least=_LEAST_PAPERS)
    return _format(comment, counts.families, counts.papers, _LEAST_PAPERS)


def format_abstracts(path: Path) -> bytes:
    """Return the table of words of the abstracts at `path`, JSON lines with `abstract`.

    Raises BadInput for a file that cannot be read, and where it holds no abstract.
    """
    words: Counter[str] = Counter()
    total = 0
    with open_snapshot(path) as lines:
        for line in lines:
            if text := json.loads(line).get("abstract"):
                total += 1
                words.update(set(fold_words(title_words(text))))
    least = max(round(total * _LEAST_ABSTRACTS), 1)
    return _format(_ABSTRACTS_COMMENT.format(total=total, least=least), words, total, least)


def _format(comment: str, counted: Mapping[str, int], total: int, least: int) -> bytes:
    """Return one line per rarity, the commonest first, its words sorted."""
    lines: dict[int, list[str]] = {}
    for word, count in sorted(counted.items()):
        if count >= least:
            lines.setdefault(round(2 * log2(total / count)), []).append(word)
    if not lines:
        raise BadInput(f"nothing is counted {least} times in it; give arXiv's whole snapshot")
    rows = (f"{twice}: {' '.join(words)}\n" for twice, words in sorted(lines.items()))
    return (comment + "".join(rows)).encode()


def count_rarity(snapshot: Path, folder: Path, abstracts: Path | None = None) -> str:
    """Count over `snapshot` and write all tables into `folder`, or none; say what was done.

    The table of words of abstracts is written where `abstracts` are given.

    Raises BadInput for a snapshot that cannot be read.
    """
    with (
        read_ahead(snapshot) as opened,
        shown_count("records", lambda: opened.share) as tick,
    ):
        counts = count_records(opened, tick)
    try:
        tables = {WORDS: format_words(counts), FAMILIES: format_families(counts)}
        if abstracts is not None:
            tables[ABSTRACTS] = format_abstracts(abstracts)
    except BadInput as error:
        raise BadInput(f"{snapshot}: {error}") from error
    changed = " and ".join(path.name for path in commit(folder, tables)) or "nothing"
    return f"{counts.titles:,} titles, {counts.papers:,} records with authors: {changed} changed"


@click.command()
@click.argument("snapshot", type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=_PACKAGE,
    help="another folder",
)
@click.option("--abstracts", type=click.Path(path_type=Path), help="JSON lines with `abstract`")
def main(snapshot: Path, into: Path, abstracts: Path | None) -> None:
    """Count words and family names over arXiv's metadata snapshot; write the tables."""
    click.echo(count_rarity(snapshot, into, abstracts))


if __name__ == "__main__":
    sys.exit(run(lambda: main(standalone_mode=False)))
