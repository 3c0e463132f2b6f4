"""What a landing page says of its paper in its markup, most trustworthy vocabulary first. Pure.

Highwire's `citation_*` (https://scholar.google.com/intl/en/scholar/inclusion.html#indexing), the
record that IEEE Xplore puts into its pages, schema.org as JSON-LD, Dublin Core, Open Graph last.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from harvester.values.dates import parse_date
from harvester.values.identifiers import normalize_arxiv, normalize_doi

_XPLORE = re.compile(r"xplGlobal\.document\.metadata\s*=\s*(?=\{)")
_WORKS = re.compile(r"(?:Article|Work|Chapter|Book|Dataset|SoftwareSourceCode|Thesis|Report)$")
_ISO = re.compile(r"(?P<year>(?:19|20)\d\d)(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?")
_WALL = re.compile(
    r"just a moment|not a bot|are you (?:a )?(?:robot|human)|attention required|access denied"
    r"|client challenge|verif(?:y|ying) (?:that )?you(?:'| a)re human|captcha|request rejected"
    r"|checking your browser|before you continue|consent|cookies? (?:required|disabled)"
    r"|page unavailable|unusual traffic|challenge[- ]verification"
    r"|(?:down for|under(?:going)?|scheduled) maintenance|service (?:temporarily )?unavailable"
    r"|temporarily (?:unavailable|down|offline)|rate (?:limit )?exceeded|too many requests",
    re.IGNORECASE,
)
_MOST_TEXT = 2_000_000
_HEAD_ENDS = re.compile(r"</head\b|<body\b|</html\b", re.IGNORECASE)
_HEAD = re.compile(r"<(?:head|meta|title)\b", re.IGNORECASE)
_PAGE_ENDS = re.compile(r"</(?:body|html)\b", re.IGNORECASE)
_SITE = re.compile(r"\s+[|–—]\s+[^|–—]{2,40}$")


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """Hold what a page says; empty where it does not.

    `issued` is an ISO date, possibly partial; `authors` are names as printed; `container` a journal
    or book, `event` a conference; `canonical` the page's own address.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    doi: str = ""
    arxiv: str = ""
    issued: str = ""
    container: str = ""
    event: str = ""
    page: str = ""
    license: str = ""
    version: str = ""
    canonical: str = ""
    links: tuple[str, ...] = field(default=(), compare=False)

    @property
    def names_work(self) -> bool:
        """Whether the page says enough of a work to be about one."""
        return bool(self.title and (self.authors or self.doi or self.arxiv))


def read_page(text: str, address: str = "") -> PageMetadata:
    """Read what a page says of its work; a value of a better vocabulary wins.

    >>> read_page('<meta name="citation_title" content="A B">').title
    'A B'
    """
    soup = BeautifulSoup(text[:_MOST_TEXT], "lxml")
    metas = _metas(soup)
    readings = (
        _highwire(metas),
        _xplore(text),
        *(_json_ld(about) for about in _json_ld_works(soup)),
        _dublin_core(metas),
        PageMetadata(
            title=_SITE.sub("", _first(metas, "og:title")),
            canonical=_canonical(soup, metas, address),
        ),
    )
    # Of a page that was cut short nobody knows what else it links.
    links = tuple(_links(soup, address)) if _PAGE_ENDS.search(text) else ()
    return _merged((*readings, PageMetadata(links=links)))


def is_cut_short(text: str) -> bool:
    """Tell a page that is empty, or ends within its head: it names part of its authors at most."""
    return _HEAD_ENDS.search(text) is None and (not text.strip() or _HEAD.search(text) is not None)


def wall_of(text: str) -> str:
    """Return the words by which a page refuses a reader; empty where it is no wall.

    >>> wall_of("<title>Just a moment...</title>")
    'Just a moment...'
    """
    head = BeautifulSoup(text[:20_000], "lxml")
    title = head.title.get_text(" ", strip=True) if head.title else ""
    words = title or head.get_text(" ", strip=True)[:300]
    return words[:80] if _WALL.search(words) else ""


def _merged(readings: Iterable[PageMetadata]) -> PageMetadata:
    chosen: dict[str, Any] = {}
    for reading in readings:
        for one in fields(PageMetadata):
            if value := getattr(reading, one.name):
                chosen.setdefault(one.name, value)
    return PageMetadata(**chosen)


_Metas = Mapping[str, list[str]]


def _metas(soup: BeautifulSoup) -> _Metas:
    """Collect meta tags by name in lower case, in the order of the page."""
    metas: dict[str, list[str]] = {}
    for tag in soup.find_all("meta"):
        name = str(tag.get("name") or tag.get("property") or "").strip().lower()
        content = " ".join(str(tag.get("content") or "").split())
        if name and content:
            metas.setdefault(name, []).append(content)
    return metas


def _first(metas: _Metas, *names: str) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _highwire(metas: _Metas) -> PageMetadata:
    first, last = _first(metas, "citation_firstpage"), _first(metas, "citation_lastpage")
    dates = ("publication_date", "date", "cover_date", "online_date", "year")
    return PageMetadata(
        title=_first(metas, "citation_title"),
        authors=tuple(
            name
            for value in (*metas.get("citation_author", ()), *metas.get("citation_authors", ()))
            for name in _names(value)
        ),
        doi=normalize_doi(_first(metas, "citation_doi")) or "",
        arxiv=normalize_arxiv(_first(metas, "citation_arxiv_id")) or "",
        issued=_date(_first(metas, *(f"citation_{name}" for name in dates))),
        container=_first(metas, "citation_journal_title", "citation_inbook_title"),
        event=_first(metas, "citation_conference_title", "citation_conference"),
        page=f"{first}-{last}" if first and last and first != last else first,
    )


def _names(value: str) -> list[str]:
    """Part names at semicolons: a comma stands between family and given name."""
    return [name for part in value.split(";") if (name := part.strip())]


def _xplore(text: str) -> PageMetadata:
    start = _XPLORE.search(text)
    if start is None:
        return PageMetadata()
    try:
        about, _ = json.JSONDecoder().raw_decode(text, start.end())
        people = about.get("authors") or []
        first, last = about.get("startPage") or "", about.get("endPage") or ""
        return PageMetadata(
            title=str(about.get("title") or ""),
            authors=tuple(str(one["name"]) for one in people if one.get("name")),
            doi=normalize_doi(str(about.get("doi") or "")) or "",
            issued=_date(str(about.get("publicationYear") or "")),
            container=str(about.get("publicationTitle") or ""),
            page=f"{first}-{last}".strip("-"),
        )
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return PageMetadata()


def json_ld(soup: BeautifulSoup) -> Iterator[Mapping[str, Any]]:
    """Yield every thing that a page describes in JSON-LD, those within others too."""
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            about = json.loads(script.get_text())
        except (ValueError, RecursionError):
            continue
        yield from _graph(about)


def _json_ld_works(soup: BeautifulSoup) -> Iterator[Mapping[str, Any]]:
    for one in json_ld(soup):
        kinds = one.get("@type")
        named = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
        if any(_WORKS.search(str(kind)) for kind in named):
            yield one


def _graph(about: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(about, list):
        for one in about:
            yield from _graph(one)
    elif isinstance(about, dict):
        yield about
        yield from _graph(about.get("@graph") or [])
        yield from _graph(about.get("mainEntity") or [])


def _json_ld(about: Mapping[str, Any]) -> PageMetadata:
    identifiers = (about.get("identifier"), about.get("sameAs"), about.get("@id"), about.get("url"))
    texts = [text for value in identifiers for text in texts_of(value, "value", "@id", "url")]
    return PageMetadata(
        title=next(texts_of(about.get("headline") or about.get("name"), "name"), ""),
        authors=tuple(texts_of(about.get("author") or about.get("creator"), "name")),
        doi=next((doi for text in texts if (doi := normalize_doi(text))), ""),
        issued=_date(next(texts_of(about.get("datePublished"), "@value"), "")),
        container=next(texts_of(about.get("isPartOf"), "name"), ""),
        license=next(texts_of(about.get("license"), "url", "@id", "name"), ""),
        version=next(texts_of(about.get("version"), "@value"), ""),
    )


def texts_of(value: object, *keys: str) -> Iterator[str]:
    """Yield the texts of a value of JSON-LD: plain, in lists, or in objects under one of `keys`."""
    if isinstance(value, str | int | float) and str(value).strip():
        yield " ".join(str(value).split())
    elif isinstance(value, list):
        for one in value:
            yield from texts_of(one, *keys)
    elif isinstance(value, dict):
        for key in keys:
            if isinstance(value.get(key), str | int | float):
                yield from texts_of(value[key])
                return


def _dublin_core(metas: _Metas) -> PageMetadata:
    def named(name: str) -> list[str]:
        keys = (f"dc.{name}", f"dcterms.{name}", f"dc:{name}", f"dcterms:{name}")
        return [text for key in keys for text in metas.get(key, ())]

    dois = (normalize_doi(text) for text in named("identifier"))
    return PageMetadata(
        title=next(iter(named("title")), ""),
        authors=tuple(dict.fromkeys(named("creator"))),
        doi=next(filter(None, dois), ""),
        issued=_date(next(iter(named("date") or named("issued")), "")),
        container=next(iter(named("source")), ""),
    )


def _date(text: str) -> str:
    """Return an ISO date of what a page prints: "2024/05/01", "May 2024", "2024"."""
    match = _ISO.match(text.strip())
    if match is None:
        year, month = parse_date(text)
        return "" if year is None else f"{year:04}-{month:02}" if month else f"{year:04}"
    numbers = [int(part) for part in (match["month"], match["day"]) if part]
    if any(not 1 <= number <= most for number, most in zip(numbers, (12, 31), strict=False)):
        return match["year"]
    return "-".join([match["year"], *(f"{number:02}" for number in numbers)])


def _canonical(soup: BeautifulSoup, metas: _Metas, address: str) -> str:
    tag = soup.find("link", rel="canonical")
    target = str(tag.get("href") or "") if isinstance(tag, Tag) else ""
    return _web(target or _first(metas, "og:url"), address)


def _links(soup: BeautifulSoup, address: str) -> Iterator[str]:
    for tag in soup.find_all("a", href=True)[:500]:
        if target := _web(str(tag["href"]), address):
            yield target


def _web(target: str, address: str) -> str:
    try:
        url = urljoin(address, target.strip()) if target.strip() else ""
    except ValueError:
        return ""
    return url if url.startswith(("https://", "http://")) else ""
