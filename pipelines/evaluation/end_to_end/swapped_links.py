"""Wrong links end to end: in whole lists some ids are replaced by those of other papers.

Every fifth labelled entry gets another id: that of the next labelled entry, of the likeliest other
paper, or its own with one digit changed. Then the list is read and each link compared, as a
refresh does it; those of all other labelled entries are right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import click

from harvester.arxiv_index.resolution import resolve_in
from harvester.arxiv_index.search import ArxivIndex
from harvester.errors import BadInput
from harvester.lists import ListDocument
from harvester.matching.existing_identifiers import LinkVerdict, compare_identifier
from harvester.matching.resolve import query_of
from harvester.model import Identifier, Mention, Query
from pipelines.evaluation.cases import Pair
from pipelines.evaluation.end_to_end.masking import swap_identifiers
from pipelines.evaluation.end_to_end.reading import line_starts, mention_around, read_list

KINDS = ("of the next entry", "of a kindred paper", "one digit off")
_EVERY = 5
_TARGET_FOUND, _TARGET_ACCUSED = 0.92, 0.001
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """What was said of the link of one labelled entry; `kind` is "" where it is right.

    `named` tells that the right paper was named.
    """

    pair: Pair
    kind: str
    linked: Identifier
    says: LinkVerdict
    named: bool


def swapped_links(
    pairs: Sequence[Pair], lists: Path, index: ArxivIndex, draw: int = 0
) -> list[LinkOutcome]:
    """Replace ids in every list and compare the links of its labelled entries.

    Raises BadInput where the labelled lists are not there.
    """
    by_file: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        by_file.setdefault((pair.repo, pair.path), []).append(pair)
    outcomes: list[LinkOutcome] = []
    with click.progressbar(sorted(by_file.items()), label="wrong links") as shown:
        for (repo, path), labelled in shown:
            file = lists / repo.replace("/", "__") / path
            if not file.is_file():
                raise BadInput(f"{file}: a labelled list is not here; name the folder with --lists")
            swaps = dict(_swaps(labelled, index, draw))
            swapped = swap_identifiers(file.read_text("utf-8"), _other(swaps))
            document = read_list(swapped.text, path, index)
            outcomes += _outcomes(labelled, swaps, document, index)
    return outcomes


Swap = tuple[str, Identifier]


def _swaps(pairs: Sequence[Pair], index: ArxivIndex, draw: int) -> Iterator[tuple[Pair, Swap]]:
    """Give the entries whose id is replaced, with the kind and the id that takes its place."""
    for pair, following in zip(pairs, (*pairs[1:], *pairs[:1]), strict=True):
        drawn = crc32(f"{pair.true.value} {pair.line}".encode())
        if drawn % _EVERY != draw:
            continue
        kind = KINDS[drawn // _EVERY % len(KINDS)]
        other = _wrong_id(pair, following, kind, drawn, index)
        if other is not None and other not in pair.meant:
            yield pair, (kind, other)


def _wrong_id(
    pair: Pair, following: Pair, kind: str, drawn: int, index: ArxivIndex
) -> Identifier | None:
    if kind == KINDS[0]:
        return following.true
    if kind == KINDS[1]:
        others = index.candidates(Query(pair.true_title), without=pair.meant)
        return next((one.identifier for one in others), None)
    month, _, number = pair.true.value.partition(".")
    at = drawn // 64 % len(number)
    digit = (int(number[at]) + 1 + drawn // 1024 % 9) % 10 if number[at].isdigit() else 0
    return Identifier("arxiv", f"{month}.{number[:at]}{digit}{number[at + 1 :]}")


def _other(swaps: dict[Pair, Swap]) -> Callable[[int, str], str | None]:
    places = {
        (line, pair.true.value): other.value
        for pair, (_, other) in swaps.items()
        for line in range(pair.line, pair.line_end + 1)
    }
    return lambda line, value: places.get((line, value))


def _outcomes(
    pairs: Iterable[Pair], swaps: dict[Pair, Swap], document: ListDocument, index: ArxivIndex
) -> Iterator[LinkOutcome]:
    starts = line_starts(document.text)
    for pair in pairs:
        kind, linked = swaps.get(pair, ("", pair.true))
        mention = _mention_linking(document, linked, starts[pair.line], starts[pair.line_end + 1])
        if mention is None:
            says = LinkVerdict.UNSURE
            yield LinkOutcome(pair, kind, linked, says, named=False)
            continue
        query = query_of(mention)
        verdict = resolve_in(index, query)
        says = compare_identifier(query, linked, index.by_identifier(linked), verdict)
        yield LinkOutcome(pair, kind, linked, says, verdict.identifier in pair.meant)


def _mention_linking(
    document: ListDocument, linked: Identifier, first: int, end: int
) -> Mention | None:
    """Return the entry between two places that links an id."""
    places = (
        link.span.start
        for one in document.mentions
        if one.span.start < end and first < one.span.end and linked in one.identifiers
        for link in one.links
        if link.identifier == linked and first <= link.span.start < end
    )
    return next(filter(None, (mention_around(document, place) for place in places)), None)


def render_swapped(outcomes: Sequence[LinkOutcome]) -> Iterator[str]:
    """Give how many of the wrong links were found, and how many right ones were accused."""
    yield "| links in whole lists | entries | found | the right paper named | unsure |"
    yield "|---|--:|--:|--:|--:|"
    wrong = [one for one in outcomes if one.kind]
    for name, group in (*((k, [o for o in wrong if o.kind == k]) for k in KINDS), ("all", wrong)):
        found = [one for one in group if one.says is LinkVerdict.OTHER]
        unsure = sum(one.says is LinkVerdict.UNSURE for one in group)
        named = sum(one.named for one in found)
        yield (
            f"| wrong: {name} | {len(group)} | {_share(len(found), len(group))} "
            f"| {_share(named, len(found))} | {_share(unsure, len(group))} |"
        )
    right = [one for one in outcomes if not one.kind]
    accused = [one for one in right if one.says is LinkVerdict.OTHER]
    found_share = sum(one.says is LinkVerdict.OTHER for one in wrong) / max(len(wrong), 1)
    accused_share = len(accused) / max(len(right), 1)
    yield ""
    yield (
        f"Found {found_share:.1%} of the wrong links (target at least {_TARGET_FOUND:.0%}, "
        f"{_met(found_share >= _TARGET_FOUND)}); accused {len(accused)} of {len(right):,} right "
        f"ones, {accused_share:.2%} (target at most {_TARGET_ACCUSED:.1%}, "
        f"{_met(accused_share <= _TARGET_ACCUSED)})."
    )
    yield ""
    for one in accused[:_SHOWN]:
        yield f"- accused: {one.pair.repo}:{one.pair.line} “{one.pair.written[:90]}” ({one.linked})"


def _share(count: int, of: int) -> str:
    return f"{count / of:.1%}" if of else ""


def _met(met: bool) -> str:
    return "met" if met else "missed"
