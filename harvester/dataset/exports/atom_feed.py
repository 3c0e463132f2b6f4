"""Write what became known of the papers, day by day, as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from harvester.dataset.exports.citation import Citation, cite_papers, plain
from harvester.dataset.run_facts import Removal
from harvester.model import Dataset, Paper, Statement
from harvester.values.identifiers import url_of

_ATOM = "http://www.w3.org/2005/Atom"
_ENTRIES = 200
"""A reader asks every hour or so; what is older is in the dataset."""
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class _Day:
    """What became visible of one paper on one day; on the `first` one the paper itself."""

    day: str
    citation: Citation
    statements: tuple[Statement, ...]
    first: bool


def format_atom(dataset: Dataset, title: str, removals: Iterable[Removal] = ()) -> str:
    """Return the feed of the latest changes, newest first; its days come from the statements.

    `removals` are the papers that left the dataset.
    """
    learnt = sorted(_days(dataset.papers), key=lambda one: one.citation.id)
    days: list[_Day | Removal] = [*learnt, *sorted(removals)]
    days.sort(key=lambda one: one.day, reverse=True)
    feed = etree.fromstring(f'<feed xmlns="{_ATOM}"/>')
    _add(feed, "title", plain(title))
    _add(feed, "id", uuid5(NAMESPACE_URL, f"harvester {title}").urn)
    _add(feed, "updated", _instant(days[0].day if days else "1970-01-01"))
    _add(_add(feed, "author"), "name", "Harvester")
    for day in days[:_ENTRIES]:
        if isinstance(day, Removal):
            _add_removal(feed, day)
        else:
            _add_entry(feed, day)
    etree.indent(feed)
    text = etree.tostring(feed, encoding="UTF-8", xml_declaration=True)
    return bytes(text).decode("utf-8") + "\n"


def _days(papers: Iterable[Paper]) -> Iterator[_Day]:
    papers = {paper.id: paper for paper in papers}.values()
    by_id = {paper.id: paper for paper in papers}
    for citation in cite_papers(papers):
        by_day = defaultdict[str, list[Statement]](list)
        for _, statement in by_id[citation.id].fields:
            by_day[statement.since].append(statement)
        for day, statements in by_day.items():
            yield _Day(day, citation, tuple(statements), day == min(by_day))


def _add_entry(feed: etree._Element, day: _Day) -> None:
    citation = day.citation
    entry = _add(feed, "entry")
    what = "new" if day.first else ", ".join(one.field for one in day.statements)
    _add(entry, "title", f"{citation.title}: {what}")
    _add(entry, "id", uuid5(NAMESPACE_URL, f"{citation.id} {day.day}").urn)
    _add(entry, "updated", _instant(day.day))
    for person in citation.authors:
        _add(_add(entry, "author"), "name", str(person))
    if citation.url.startswith(("https://", "http://")):
        _add(entry, "link").set("href", citation.url)
    _add(entry, "content", "\n".join(map(_line, day.statements))).set("type", "text")


def _add_removal(feed: etree._Element, removal: Removal) -> None:
    entry = _add(feed, "entry")
    _add(entry, "title", plain(f"{removal.title}: removed"))
    _add(entry, "id", uuid5(NAMESPACE_URL, f"{removal.paper} removed {removal.day}").urn)
    _add(entry, "updated", _instant(removal.day))
    if (url := url_of(removal.paper)).startswith(("https://", "http://")):
        _add(entry, "link").set("href", url)
    _add(entry, "content", "left the list, and the dataset with it").set("type", "text")


def _line(statement: Statement) -> str:
    value = statement.value
    text = "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    short = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return plain(f"{statement.field}: {short} ({statement.source})")


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = text or None
    return element


def _instant(day: str) -> str:
    return f"{day[:10]}T00:00:00Z"
