"""Read labelled lists with their ids taken out, and find the query of each labelled entry."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import click

from harvester.arxiv_index.search import ArxivIndex
from harvester.errors import BadInput
from harvester.lists import ListDocument, parse
from harvester.lists.reading.forms import learn_forms, read_again
from harvester.matching.resolve import query_of
from harvester.model import Mention, Query
from pipelines.evaluation.cases import Pair
from pipelines.evaluation.end_to_end.masking import MaskedText, mask_identifiers
from pipelines.known_records import records_in_index

_THIRD = 3


@dataclass(frozen=True, slots=True)
class ReadPair:
    """A labelled entry as our own reading gives it; no `query` where no entry was read there."""

    pair: Pair
    query: Query | None

    def asking(self, changed: Callable[[Query], Query]) -> ReadPair:
        """Return the entry with its query changed; itself where none was read."""
        return ReadPair(self.pair, changed(self.query)) if self.query else self


def read_labelled(
    pairs: Sequence[Pair], lists: Path, index: ArxivIndex, thirds: bool = False
) -> list[ReadPair]:
    """Read each list with the ids of its labelled entries taken out.

    With `thirds` a third of all ids of the list are taken out instead, labelled or not, and the
    labelled entries among those are returned.

    Raises BadInput where the labelled lists are not there.
    """
    by_file: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        by_file.setdefault((pair.repo, pair.path), []).append(pair)
    read: list[ReadPair] = []
    with click.progressbar(
        sorted(by_file.items()), label="reading lists", file=sys.stderr
    ) as shown:
        for (repo, path), labelled in shown:
            file = lists / repo.replace("/", "__") / path
            if not file.is_file():
                raise BadInput(f"{file}: a labelled list is not here; name the folder with --lists")
            kept = [one for one in labelled if not thirds or _in_third(one.true.value)]
            text = file.read_text("utf-8")
            masked = mask_identifiers(text, _anywhere if thirds else _chooser(kept))
            read += _read_pairs(kept, masked, path, index)
    return read


def _in_third(value: str) -> bool:
    return crc32(value.encode()) % _THIRD == 0


def _anywhere(_line: int, value: str) -> bool:
    return _in_third(value)


def _chooser(pairs: Iterable[Pair]) -> Callable[[int, str], bool]:
    """Choose every id and DOI on the lines of the labelled entries."""
    lines = {line for pair in pairs for line in range(pair.line, pair.line_end + 1)}
    return lambda line, _value: line in lines


def _read_pairs(
    pairs: Sequence[Pair], masked: MaskedText, path: str, index: ArxivIndex
) -> list[ReadPair]:
    document = read_list(masked.text, path, index)
    starts = line_starts(masked.text)
    return [ReadPair(pair, _query_at(pair, masked, document, starts)) for pair in pairs]


def read_list(text: str, path: str, index: ArxivIndex) -> ListDocument:
    """Read a list by the forms that its entries with a record in `index` teach."""
    document = parse(text, path)
    return read_again(document, learn_forms(document, records_in_index(document, index)))


def line_starts(text: str) -> Mapping[int, int]:
    """Return where each line begins, and the one after the last; lines count from 1."""
    starts = {1: 0}
    for number, line in enumerate(text.split("\n"), start=1):
        starts[number + 1] = starts[number] + len(line) + 1
    return starts


def _query_at(
    pair: Pair, masked: MaskedText, document: ListDocument, starts: Mapping[int, int]
) -> Query | None:
    first, end = starts[pair.line], starts[pair.line_end + 1]
    mention = next(
        filter(
            None,
            (
                mention_around(document, place.span.start)
                for place in masked.places
                if place.value == pair.true.value and first <= place.span.start < end
            ),
        ),
        None,
    )
    return query_of(mention) if mention else None


def mention_around(document: ListDocument, position: int) -> Mention | None:
    """Return the smallest entry of a paper around a position."""
    around = [
        one
        for one in document.mentions
        if one.span.start <= position < one.span.end and one.is_paper_entry
    ]
    return min(around, key=lambda one: one.span.end - one.span.start, default=None)
