"""Pages that entries link as their papers' and that carry no identifier; what is said of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from harvester.dataset.entries import Entry
from harvester.model import Identifier, LinkRole, Mention, Reading
from harvester.values.person_names import compare_authors
from harvester.values.text import title_words
from pipelines.refresh.lookup.answers import Readings
from pipelines.refresh.lookup.enrich import is_titled_like


def linked_pages(mention: Mention) -> tuple[Identifier, ...]:
    """Return the page that an entry links as its paper's and that carries no identifier."""
    links = (link.url for link in mention.links if link.role is LinkRole.PAPER)
    web = (url for url in links if url.startswith(("https://", "http://")) and url.isprintable())
    return tuple(Identifier("url", url) for url in web)[:1]


def readings_by_page(
    entries: Iterable[Entry], readings: Readings
) -> dict[Identifier, Mapping[str, Reading]]:
    """Return what is said of the page that an entry links, under the id of the entry's paper.

    A page of another title and other people is left where it stands: its link is wrong, or it
    shows many works.
    """
    by_paper: dict[Identifier, Mapping[str, Reading]] = {}
    for entry in entries:
        for page in () if entry.query.given else linked_pages(entry.mention):
            by_source = readings.get(page, {})
            if any(_speaks_of(reading, entry.mention) for reading in by_source.values()):
                by_paper[entry.paper_id] = by_source
    return by_paper


def named_by_pages(
    entries: Sequence[Entry],
    readings: Readings,
    resolved: Container[Identifier],
    taken: Container[str],
) -> tuple[tuple[Entry, ...], Readings]:
    """Give entries without an identifier the one that their page tells, and it their readings.

    `resolved` are the provisional ids of entries whose paper is known otherwise; `taken` the
    identifiers, as CURIEs, that papers have already: whether two are one is judged when they are
    assembled.
    """
    stated = {one for entry in entries for one in entry.identifiers}
    named, more = list[Entry](), dict[Identifier, Mapping[str, Reading]]()
    for entry in entries:
        is_open = entry.paper_id.scheme == "local" and entry.paper_id not in resolved
        by_source = readings.get(entry.paper_id, {}) if is_open else {}
        told = (one for reading in by_source.values() for one in reading.identifiers)
        identifier = next((one for one in told if one not in entry.denied), None)
        if identifier is None or identifier in stated or str(identifier) in taken:
            named.append(entry)
            continue
        named.append(replace(entry, paper_id=identifier))
        more[identifier] = {**readings.get(identifier, {}), **by_source}
    return tuple(named), {**readings, **more}


def _speaks_of(reading: Reading, mention: Mention) -> bool:
    """Tell whether the title, or at least two people and no stranger, are those of the entry."""
    if is_titled_like(reading, [" ".join(title_words(mention.title_or_name))]):
        return True
    authors, written = dict(reading.fields).get("authors"), [one.text for one in mention.authors]
    names = [str(one) for one in authors] if isinstance(authors, tuple) else []
    compared = compare_authors(written, names, mention.et_al)
    return len(written) > 1 and bool(names) and compared.all_agree and compared.in_order
