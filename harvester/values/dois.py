"""DOIs: found in text and addresses whole, without version or path tail; containers told apart.

Sources: https://www.doi.org/doi-handbook/, https://shortdoi.org, SICI (ANSI/NISO Z39.56).
"""

from __future__ import annotations

import re
from functools import lru_cache

from harvester.values.templates import is_template_doi
from harvester.values.text import strip_hidden
from harvester.values.web_addresses import (
    WebAddress,
    decode,
    query_values,
    trim_punctuation,
    unescape,
)

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/+(?:\(sici\)[^\s\"']+|[^\s\"'<>]+)", re.IGNORECASE)
_SHAPE = re.compile(r"10\.[\w*?]{4,9}/\S+", re.IGNORECASE)
_SHORT = re.compile(r"(?:doi:\s*)?10/(?P<name>[a-z0-9]{3,10})", re.IGNORECASE)
_SHORT_PAGE = re.compile(
    r"/+(?:10/(?P<name>[a-z0-9]{3,10})|(?P<bare>(?=[a-z]*\d)[a-z0-9]{4,8}))/*", re.IGNORECASE
)
_RESOLVER = re.compile(
    r"(?:^|\.)(?:doi\.org|doi\.acm\.org|doi\.ieeecomputersociety\.org|oadoi\.org)$|^hdl\.handle\.net$"
)
_TAIL = re.compile(
    r"(?:[/.](?:full|full[-_]?text|abstract|abs|e?pdf|e?pdf-?plus|pdf\+html|meta|html?|xml|short|summary|references|"
    r"citations?(?:-export)?|figures?|tables?|suppl(?:ement(?:ary)?)?(?:[-_]?\w+)?|supp[-_]?info|metrics|"
    r"ampdf|data|article-(?:info|metrics)|extract|issue|cover|ris|bib(?:tex)?|fulltext\.html|comments|peer-review)"
    r"|/(?:figures?|tables?|asset|mediaobjects|tab-\w+|article|suppl_file)/.*)$",
    re.IGNORECASE,
)
_VERSIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (registrant, re.compile(rf"(?<=[\w)]){version}$"))
    for registrant, version in (
        ("10.1101/", r"v\d+(?:\.\w[\w.-]*)?"),
        ("10.64898/", r"v\d+(?:\.\w[\w.-]*)?"),
        ("10.6084/", r"\.v\d+"),
        ("10.26434/", r"[-.]v\d+"),
        ("10.31234/", r"_v\d+"),
        ("10.31235/", r"_v\d+"),
        ("10.31219/", r"_v\d+"),
        ("10.36227/", r"[./]v\d+"),
        ("10.48550/", r"v\d+"),
        ("10.1371/", r"\.[gtse]\d{3}"),
    )
)
_ARTICLE_NUMBER = re.compile(r"(?P<doi>10\.\d{4,9}/.+?)/\d{4,}(?:/[^/]*)?/?$")
_BOOK = re.compile(
    r"10\.[\d.]+/(?:[a-z.]*/)?(?:isbn[.:]?)?(?:97[89])[-\d]{10,14}[x\d]?(?:\.001\.0001)?$"
)
_PROCEEDINGS = re.compile(
    r"10\.(?:1109|4230|21437|24963|15607|52202|5220|1117)/(?:[a-z][a-z.\-]*?\d*)[.-](?:19|20)\d\d$"
)
_ACL_VOLUME = re.compile(
    r"10\.18653/v1/(?:\d{4}\.[a-z0-9-]+(?:\.0)?|w\d\d-\d\d00|[a-vx-z]\d\d-\d000|[a-z]\d\d-\d{1,2})$"
)
_CONTAINER_PAGE = re.compile(
    r"(?:(?<!/content)/journals|/(?:book|books|journal|proceedings|conference|series|toc|loi|bookseries|referencework))/"
    r"(?:10\.|toc/)"
)


@lru_cache(maxsize=4096)
def normalize_doi(text: str) -> str | None:
    """Return the DOI in `text` in lower case without resolver, prefix or trailing punctuation.

    A SICI keeps its angle brackets; the version and path tail of a page's address go.

    >>> normalize_doi("https://www.biorxiv.org/content/10.1101/2023.01.02.522503v2.full.pdf")
    '10.1101/2023.01.02.522503'
    """
    plain = strip_hidden(text.strip())
    if "/10." in plain and "sici" not in plain.lower():
        plain = plain.partition("#")[0]  # of an address: a DOI's own sign is written %23 there
    plain = unescape(decode(plain))
    if short := _SHORT.fullmatch(plain):
        return f"10/{short['name'].lower()}"
    match = _DOI.search(plain)
    return _canonical(match[0]) if match else None


def _canonical(doi: str) -> str | None:
    doi = re.sub(r"^(10\.[\d.]+)/+", r"\1/", doi).lower()
    if "/(sici)" in doi:
        return re.split(r"[?&]|(?<=;2-[a-z0-9#])(?=/)", doi)[0].rstrip(".,")
    doi = re.split(r"[?|\\]|&(?:[a-z_]+=)", doi)[0]
    before = ""
    while before != doi:
        before = doi
        doi = trim_punctuation(doi).rstrip("/")
        doi = _TAIL.sub("", doi)
        for registrant, version in _VERSIONS:
            if doi.startswith(registrant):
                doi = version.sub("", doi)
    return doi if doi.partition("/")[2] else None


def doi_of_address(address: WebAddress) -> str | None:
    """Return the DOI that an address carries in its path or its query; None if none."""
    host, path = address.host, address.path
    if _RESOLVER.search(host):
        short = _SHORT_PAGE.fullmatch(path)
        if short and (short["name"] or host.endswith("doi.org")):
            return f"10/{(short['name'] or short['bare']).lower()}"
    elif host == "shortdoi.org" and (short := _SHORT_PAGE.fullmatch(path)):
        return f"10/{(short['name'] or short['bare']).lower()}"
    if _CONTAINER_PAGE.search(path):
        return None
    if match := _DOI.search(path):
        doi = match[0]
        if re.search(r"/(?:advance-)?article[\w-]*/doi/", path) and (
            numbered := _ARTICLE_NUMBER.match(doi)
        ):
            doi = numbered["doi"]
        is_page = _RESOLVER.search(host) or "doi" in path or "/10." in path
        return _canonical(doi) if is_page else None
    return _from_query(address)


def _from_query(address: WebAddress) -> str | None:
    for value in query_values(address, "doi", "id", "uri", "identifier", "article", "rft_id"):
        plain = re.sub(r"^(?:info:)?(?:doi[:/]?)?\s*", "", value.strip(), flags=re.IGNORECASE)
        if _DOI.fullmatch(plain):
            return _canonical(plain)
    return None


def is_container_doi(doi: str) -> bool:
    """Tell the DOI of a book or of whole proceedings from that of a paper.

    >>> [is_container_doi(f"10.1007/978-3-031-72378-0{tail}") for tail in ("", "_18")]
    [True, False]
    """
    return any(kind.match(doi) for kind in (_BOOK, _PROCEEDINGS, _ACL_VOLUME))


def is_paper_doi(doi: str) -> bool:
    """Tell the DOI of a paper from those of containers and from stand-ins of templates."""
    return doi.startswith("10/") or not (is_container_doi(doi) or is_template_doi(doi))


def template_doi_of(text: str) -> str | None:
    """Return the stand-in for a DOI in `text` (`10.xxxx/xxxxx`), None where there is none."""
    match = _SHAPE.search(decode(text))
    return match[0] if match and is_template_doi(match[0]) else None
