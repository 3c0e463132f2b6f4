"""Identifiers: recognise them in text and URLs, normalise them once, print them as links.

What names no paper is no identifier here: pages of venues and people, books and proceedings,
stand-ins of templates.
"""

from __future__ import annotations

import re
from functools import lru_cache

from harvester.model import Identifier
from harvester.values import publisher_pages
from harvester.values.arxiv_ids import (
    arxiv_month,
    arxiv_of_address,
    is_arxiv_host,
    normalize_arxiv,
)
from harvester.values.dois import doi_of_address, is_paper_doi, normalize_doi, template_doi_of
from harvester.values.repositories import (
    left_alone,
    normalize_repository,
    other_code_host,
    repository_of_address,
    template_repository_of,
)
from harvester.values.templates import is_template_arxiv, is_template_page
from harvester.values.text import strip_hidden
from harvester.values.web_addresses import read_address

__all__ = [
    "arxiv_month",
    "equivalent_identifiers",
    "identifier_of_url",
    "left_alone",
    "normalize_arxiv",
    "normalize_doi",
    "normalize_repository",
    "other_code_host",
    "parse_identifier",
    "template_of_url",
    "url_of",
]

_ARXIV_DOI = re.compile(r"^10\.48550/(?:arxiv[.:/]*)?(?P<id>.+)$")
_ARXIV_PAGE = re.compile(r"^/+(?:abs|pdf|html|format)/+(?P<id>[^/]+)/*$", re.IGNORECASE)
_SIGNS_IN_PLACE = re.compile(r"/(?:abs|pdf|html|format)/+(?P<id>\d{4}\.#+)$", re.IGNORECASE)
"""`2504.#####`, of which an address keeps the first half alone."""

_ACL_DOI = re.compile(r"^10\.18653/v1/(?P<id>.+)$")
_CURIE = re.compile(r"^(?P<scheme>[a-z]+):(?P<value>(?!//)\S.*)$", re.DOTALL)
_LABELLED = re.compile(
    r"^(?:urn:|info:)?(?P<label>pmid|pmcid|pmc|pubmed|openreview|acl|doi)\s*[:/]?\s*(?P<value>\S+)$",
    re.IGNORECASE,
)
_OWN = frozenset({*publisher_pages.SCHEMES, "url", "local"})


def parse_identifier(text: str) -> Identifier | None:
    """Recognise a CURIE, a bare arXiv id, a DOI or a URL of a known service.

    >>> str(parse_identifier("https://arxiv.org/pdf/2504.13065v1.pdf"))
    'arxiv:2504.13065'
    """
    text = strip_hidden(text).strip()
    curie = _CURIE.match(text)
    if curie and curie["scheme"] in _OWN:
        return _own(curie["scheme"], curie["value"])
    if curie and curie["scheme"] == "github":
        name = normalize_repository(curie["value"])
        return Identifier("github", name) if name else None
    labelled = _LABELLED.match(text)
    if labelled and labelled["label"].lower() in {"pmid", "pubmed", "pmcid", "pmc"}:
        return _medical(labelled["value"], labelled["label"].lower())
    if arxiv := normalize_arxiv(text):
        return Identifier("arxiv", arxiv)
    if read_address(text) is not None:
        return identifier_of_url(text)
    doi = normalize_doi(text)
    return _of_doi(doi) if doi else None


def _own(scheme: str, value: str) -> Identifier | None:
    identifier = Identifier(scheme, value)
    return None if identifier.is_paper and is_template_page(value) else identifier


def _medical(value: str, label: str) -> Identifier | None:
    digits = value.upper().removeprefix("PMC").rstrip(".,;")
    if not digits.isdigit():
        return None
    central = label != "pmid" and label != "pubmed"
    return Identifier("pmcid", f"PMC{digits}") if central else Identifier("pmid", digits)


def _of_doi(doi: str) -> Identifier | None:
    """A DOI that DataCite gave an arXiv paper is that paper; containers and templates are none."""
    arxiv = _ARXIV_DOI.match(doi)
    value = normalize_arxiv(arxiv["id"]) if arxiv else None
    if value:
        return Identifier("arxiv", value)
    return Identifier("doi", doi) if is_paper_doi(doi) and not arxiv else None


@lru_cache(maxsize=4096)
def identifier_of_url(url: str) -> Identifier | None:
    """Return the identifier that `url` carries; None for a page that carries none we know.

    >>> str(identifier_of_url("https://openreview.net/pdf?id=S1lOTC4tDS"))
    'openreview:S1lOTC4tDS'
    >>> identifier_of_url("https://openreview.net/group?id=ICLR.cc/2020/Conference")
    """
    address = read_address(url)
    if address is None:
        return None
    if arxiv := arxiv_of_address(address):
        return Identifier("arxiv", arxiv)
    if is_arxiv_host(address.host):
        return None
    if page := publisher_pages.identifier_of_page(address):
        return page if page.scheme != "doi" else _of_doi(page.value)
    if name := repository_of_address(address):
        return Identifier("github", name)
    if address.host == "github.com":
        return None
    doi = doi_of_address(address)
    return _of_doi(doi) if doi else None


def template_of_url(url: str) -> tuple[str, str] | None:
    """Return the scheme and the stand-in of a template's address, None for other addresses.

    >>> template_of_url("https://openreview.net/forum?id=XXXXXXXX")
    ('openreview', 'XXXXXXXX')
    """
    address = read_address(url)
    if address is None:
        return None
    forum = publisher_pages.template_forum_of(address)
    if forum is not None:
        return "openreview", forum
    if is_arxiv_host(address.host):
        page = _SIGNS_IN_PLACE.search(url) or _ARXIV_PAGE.match(address.path)
        return ("arxiv", page["id"]) if page and is_template_arxiv(page["id"]) else None
    if name := template_repository_of(address):
        return "github", name
    doi = template_doi_of(address.path.lstrip("/")) if address.host.endswith("doi.org") else None
    return ("doi", doi) if doi else None


def equivalent_identifiers(identifier: Identifier) -> tuple[Identifier, ...]:
    """Return `identifier` with the others that by rule name the same paper.

    The DOIs of the ACL Anthology hold the Anthology's own id.

    >>> [str(one) for one in equivalent_identifiers(Identifier("acl", "P18-1001"))]
    ['acl:P18-1001', 'doi:10.18653/v1/p18-1001']
    """
    if identifier.scheme == "acl":
        return identifier, Identifier("doi", f"10.18653/v1/{identifier.value.lower()}")
    acl = _ACL_DOI.match(identifier.value) if identifier.scheme == "doi" else None
    if acl:
        value = acl["id"]
        return identifier, Identifier("acl", value.upper() if value[0].isalpha() else value)
    return (identifier,)


def url_of(identifier: Identifier) -> str:
    """Return the landing page of `identifier`, empty for a `local` one."""
    templates = {
        "arxiv": "https://arxiv.org/abs/{}",
        "doi": "https://doi.org/{}",
        "github": "https://github.com/{}",
        "url": "{}",
    }
    template = templates.get(identifier.scheme, "")
    value = identifier.value
    if identifier.scheme == "doi":
        value = value.replace("%", "%25").replace("#", "%23")
    return template.format(value) or publisher_pages.page_of(identifier)
