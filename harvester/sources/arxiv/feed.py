"""arXiv's Atom feed: is it one, and the `arxiv` package's reading of it.

The package takes an HTML page, an empty body or an error feed for "no results" without a word; so a
feed is checked here before the package sees it. Manual: https://info.arxiv.org/help/api/user-manual
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import arxiv  # type: ignore[import-untyped] # it ships no type marker
from lxml import etree

from harvester.model import PersonName
from harvester.sources.arxiv.papers import collapse
from harvester.values.identifiers import normalize_arxiv
from harvester.values.person_names import parse_person

_ATOM = "{http://www.w3.org/2005/Atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_NAMESPACES: Any = {
    None: _ATOM[1:-1],
    "opensearch": _OPENSEARCH[1:-1],
    "arxiv": "http://arxiv.org/schemas/atom",
}
_TEXT_ELEMENTS = (
    *(_ATOM + name for name in ("title", "summary", "name")),
    *(f"{{http://arxiv.org/schemas/atom}}{n}" for n in ("comment", "journal_ref", "affiliation")),
)
_STAND_INS = {
    "id": "http://arxiv.org/abs/0000.00000v1",
    "title": "-",
    "updated": "2000-01-01T00:00:00Z",
    "published": "2000-01-01T00:00:00Z",
}
_DECLARATION = re.compile(r"^[\s\ufeff]*(?:<\?xml[^>]*\?>)?\s*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PLAIN_ERROR = re.compile(r"[\w .,:/-]{1,120}", re.ASCII)
"""arXiv's own errors, such as "incorrect id format for 24.1"; other text is not repeated."""
_GROUP_WORD = re.compile(
    r"\b(?:collaboration|consortium|team|group|project|initiative|committee|community)s?\b",
    re.IGNORECASE,
)


class NotAFeedError(Exception):
    """The text is no feed of arXiv that could be believed."""


def parse_feed(text: str) -> etree._Element:
    """Return the root of a well-formed Atom feed.

    Raises:
        NotAFeedError: what it is instead, in a few words.
    """
    bare = xml_text(text)
    if not bare.strip():
        raise NotAFeedError("an empty body")
    if bare.lstrip()[:6].lower().startswith("rate e"):
        raise NotAFeedError("the words 'Rate exceeded.' in place of a feed")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(bare.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        kind = (
            "an HTML page"
            if re.search(r"<html|<!doctype", bare[:500], re.IGNORECASE)
            else "broken XML"
        )
        raise NotAFeedError(f"{kind} in place of a feed") from error
    if root.getroottree().docinfo.internalDTD is not None and "html" not in str(root.tag):
        raise NotAFeedError("XML with a DTD in place of a feed")
    if root.tag != f"{_ATOM}feed":
        raise NotAFeedError("XML that is no Atom feed")
    return root


def full_text(element: etree._Element | None) -> str:
    """Return all text of `element`, that of markup inside it too; comments are none."""
    return "" if element is None else str(element.xpath("string()"))


def check_feed(text: str, expected: int, start: int = 0) -> str | None:
    """Return why `text` is not the answer to a request for `expected` things; None where it is.

    `expected` is 0 where it may well be that there is nothing.
    """
    try:
        root = parse_feed(text)
    except NotAFeedError as error:
        return str(error)
    total = (root.findtext(f"{_OPENSEARCH}totalResults") or "").strip()
    if not re.fullmatch(r"[0-9]{1,9}", total):
        return "a feed without the number of its results"
    entries = root.findall(f"{_ATOM}entry")
    reasons = [_check_entry(entry) for entry in entries]
    if reason := next(filter(None, map(error_of, entries)), None):
        return f"an error in place of an entry: {reason}"
    if reasons and all(reasons):
        return reasons[0]
    if not entries and (expected > 0 or start > 0 or int(total) > 0):
        return f"an empty feed where {max(expected, int(total))} entries were expected"
    return None


def _check_entry(entry: etree._Element) -> str | None:
    for name in ("id", "title", "updated", "published"):
        if not full_text(entry.find(_ATOM + name)).strip():
            return f"an entry without {name}"
    for name in ("updated", "published"):
        try:
            datetime.fromisoformat((entry.findtext(_ATOM + name) or "").strip())
        except ValueError:
            return f"an entry whose {name} is no date"
    return None


def error_of(entry: etree._Element) -> str | None:
    """Return what an error entry says, None for an entry that speaks of a paper."""
    title = (entry.findtext(f"{_ATOM}title") or "").strip()
    address = entry.findtext(f"{_ATOM}id") or ""
    if "/api/errors" in address or (title == "Error" and "/abs/" not in address):
        text = " ".join((entry.findtext(f"{_ATOM}summary") or title).split())
        return text if _PLAIN_ERROR.fullmatch(text) else "an error"
    return None


def error_in(text: str) -> str:
    """Return what an error feed says, in one line; empty for any other text."""
    try:
        entries = parse_feed(text).iterfind(f"{_ATOM}entry")
    except NotAFeedError:
        return ""
    return next((error for entry in entries if (error := error_of(entry))), "")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """Hold one entry: arXiv id, version (0: not told), title, a feed with it alone, its fault."""

    value: str
    version: int
    title: str
    body: str
    fault: str


def split_feed(text: str) -> Iterator[FeedEntry]:
    """Yield each entry that has an arXiv id; `fault` says why one cannot be read."""
    for entry in parse_feed(text).iterfind(f"{_ATOM}entry"):
        address = (entry.findtext(f"{_ATOM}id") or "").strip()
        value = normalize_arxiv(address.partition("/abs/")[2])
        if value is None:
            continue
        fault = _check_entry(entry) or ""
        version = re.search(r"v([0-9]{1,4})$", address)
        _flatten(entry)
        feed = etree.Element(f"{_ATOM}feed", nsmap=_NAMESPACES)
        total = etree.SubElement(feed, f"{_OPENSEARCH}totalResults")
        total.text = "1"
        entry.tail = None
        feed.append(entry)
        title = collapse(entry.findtext(f"{_ATOM}title"))
        body = etree.tostring(feed, encoding="unicode")
        yield FeedEntry(value, int(version[1]) if version else 0, title, body, fault)


def readable_feed(text: str) -> str:
    """Return a feed whose faulty entries have stand-ins for what the package cannot read.

    The package counts entries to find the next page, and fails as a whole at one bad date.
    """
    root = parse_feed(text)
    for entry in root.iterfind(f"{_ATOM}entry"):
        if _check_entry(entry):
            for name, stand_in in _STAND_INS.items():
                for child in entry.findall(_ATOM + name):
                    entry.remove(child)
                etree.SubElement(entry, _ATOM + name).text = stand_in
    return etree.tostring(root, encoding="unicode")


def _flatten(entry: etree._Element) -> None:
    """Put all text of an element into the element itself: the package reads the first piece."""
    for element in list(entry.iter(*_TEXT_ELEMENTS)):
        if len(element):
            text = full_text(element)
            for child in list(element):
                element.remove(child)
            element.text = text


@dataclass(frozen=True, slots=True)
class _Page:
    """The part of an HTTP response that the package looks at."""

    content: bytes
    status_code: int = 200


class _Fetcher:
    """Stands where the package expects its HTTP session; the door answers."""

    def __init__(self, fetch: Callable[[str], str]) -> None:
        self._fetch = fetch

    def get(self, url: str, **_: object) -> _Page:
        return _Page(self._fetch(url).encode("utf-8"))


class FeedClient(arxiv.Client):  # type: ignore[misc] # untyped base, see the import
    """The package's client, asking through `fetch` (URL to checked feed).

    Spacing, retries and the check of bodies are the door's: the package knows one process only, and
    neither `Retry-After` nor a time limit.
    """

    def __init__(self, fetch: Callable[[str], str], endpoint: str, page_size: int) -> None:
        super().__init__(page_size=page_size, delay_seconds=0.0, num_retries=0)
        session: Any = _Fetcher(fetch)
        self._session = session
        self.query_url_format = endpoint + "?{}"


def read_entry(body: str) -> arxiv.Result:
    """Return the package's reading of a feed with one entry, as `split_feed` makes them."""
    feed = FeedClient(lambda _url: body, "record:", 1)
    return next(iter(feed.results(arxiv.Search(id_list=["record"], max_results=1))))


def xml_text(text: str) -> str:
    """Return `text` ready to be parsed, whatever it was encoded in.

    Without the declaration, and without the characters that XML forbids: one of them in one
    abstract spoils a whole page.
    """
    return _CONTROLS.sub("", _DECLARATION.sub("", text))


def read_person(author: arxiv.Result.Author) -> PersonName:
    """Read one author: " HESS Collaboration" is a group; "L. -M. Chounet" is L.-M. Chounet."""
    name = re.sub(r"\. -(?=\w)", ".-", collapse(author.name))
    affiliations = tuple(filter(None, (collapse(text) for text in author.affiliation)))
    if _GROUP_WORD.search(name):
        return PersonName(literal=name, affiliations=affiliations)
    person = parse_person(name)
    if person.literal and len(name.split()) == 2 and not re.search(r"\d", name):
        given, _, family = name.partition(" ")
        person = PersonName(family=family, given=given)
    return PersonName(person.family, person.given, person.literal, affiliations)
