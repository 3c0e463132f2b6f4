"""Ask registrars and indexes about papers that are described: DOIs that arXiv names included."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from rapidfuzz import fuzz

from harvester.model import Identifier, Paper, Reading
from harvester.sources import PREFERRED_SCHEMES, Source
from harvester.values.text import title_words
from pipelines.refresh.lookup.answers import Readings

_LEAST_TITLE_AGREEMENT = 85.0


def identifiers_to_enrich(
    source: Source, papers: Mapping[Identifier, Paper | None], readings: Readings
) -> tuple[Identifier, ...]:
    """Return what `source` is asked about for `papers` and what their readings name.

    `papers` maps an identifier to its paper as it was known.

    A source that is asked by one kind of identifier gets one for each paper, so that a night costs
    one request for as many papers as it takes at once. Sorted.
    """
    preferred = PREFERRED_SCHEMES.get(source.name, "")
    wanted: set[Identifier] = set()
    for identifier, paper in papers.items():
        known = paper.identifiers if paper else ()
        names = {identifier, *known, *_named(readings.get(identifier, {}))}
        accepted = sorted(filter(source.accepts, names))
        first = [one for one in accepted if one.scheme == preferred][:1]
        wanted.update(first or accepted)
    return tuple(sorted(wanted))


def join_by_declared_identifiers(readings: Readings) -> dict[Identifier, dict[str, Reading]]:
    """Return what is said of an article for the preprint whose record names its identifier.

    Where one source describes both, the record of the article fills what that of the preprint
    lacks. Authors sometimes deposit the DOI of another paper of theirs: a record of another title
    is left where it stands, and with it those that state no title.
    """
    joined: dict[Identifier, dict[str, Reading]] = {}
    for identifier, by_source in readings.items():
        titles = _titles(by_source)
        for other in _named(by_source) - {identifier}:
            others = readings.get(other, {})
            doubted = _contradicts(others, titles)
            for source, reading in others.items():
                untitled = not any(_title_of(reading))
                if is_titled_like(reading, titles) or (untitled and not doubted):
                    own = joined.get(identifier, {}).get(source) or by_source.get(source)
                    filled = _fill(own, reading) if own else reading
                    joined.setdefault(identifier, {})[source] = filled
    return joined


def without_foreign_records(readings: Readings, listed: Collection[Identifier]) -> Readings:
    """Return `readings` less those of a declared identifier that is another paper's by its title.

    What the list itself names, `listed`, is judged with the entry.
    """
    foreign = {
        other
        for identifier, by_source in readings.items()
        for other in _named(by_source) - {identifier}
        if other not in listed and _contradicts(readings.get(other, {}), _titles(by_source))
    }
    return {one: by_source for one, by_source in readings.items() if one not in foreign}


def _contradicts(by_source: Mapping[str, Reading], titles: list[str]) -> bool:
    titled = [reading for reading in by_source.values() if dict(reading.fields).get("title")]
    return bool(titled) and not any(is_titled_like(reading, titles) for reading in titled)


def _fill(reading: Reading, other: Reading) -> Reading:
    """Return `reading` with the fields of `other` that it lacks, and what both say besides."""
    names = {name for name, _ in reading.fields}
    fields = (*reading.fields, *(pair for pair in other.fields if pair[0] not in names))
    return replace(
        reading,
        fields=fields,
        identifiers=tuple(dict.fromkeys((*reading.identifiers, *other.identifiers))),
        versions=tuple(dict.fromkeys((*reading.versions, *other.versions))),
        relations=tuple(dict.fromkeys((*reading.relations, *other.relations))),
    )


def _named(by_source: Mapping[str, Reading]) -> set[Identifier]:
    return {one for reading in by_source.values() for one in reading.identifiers}


def _titles(by_source: Mapping[str, Reading]) -> list[str]:
    return [title for reading in by_source.values() for title in _title_of(reading)]


def _title_of(reading: Reading) -> Iterator[str]:
    title = dict(reading.fields).get("title")
    if isinstance(title, str):
        yield " ".join(title_words(title))


def is_titled_like(reading: Reading, titles: list[str]) -> bool:
    """Tell whether a reading has one of `titles`, given as their words."""
    return any(
        fuzz.token_sort_ratio(title, other) >= _LEAST_TITLE_AGREEMENT
        for title in _title_of(reading)
        for other in titles
    )
