"""Pages that entries link as their papers' and that carry no identifier; what is said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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


def _speaks_of(reading: Reading, mention: Mention) -> bool:
    """Tell whether the title, or at least two people and no stranger, are those of the entry."""
    if is_titled_like(reading, [" ".join(title_words(mention.title_or_name))]):
        return True
    authors, written = dict(reading.fields).get("authors"), [one.text for one in mention.authors]
    names = [str(one) for one in authors] if isinstance(authors, tuple) else []
    compared = compare_authors(written, names, mention.et_al)
    return len(written) > 1 and bool(names) and compared.all_agree and compared.in_order
