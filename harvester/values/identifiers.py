"""Identifiers: recognise them in text and URLs, normalise them once, print them as links.

Sources: arXiv identifier scheme https://info.arxiv.org/help/arxiv_identifier.html,
DOI handbook https://www.doi.org/doi-handbook/, GitHub's owner and repository name rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from harvester.model import Identifier, Link, LinkRole

_PICTURES = (LinkRole.BADGE, LinkRole.IMAGE)
_HOSTS = {
    "gist.github.com": "gists",
    "gitlab.com": "GitLab",
    "bitbucket.org": "Bitbucket",
    "huggingface.co": "Hugging Face",
    "hf.co": "Hugging Face",
    "codeberg.org": "Codeberg",
    "gitee.com": "Gitee",
    "sourceforge.net": "SourceForge",
    "modelscope.cn": "ModelScope",
}


def other_code_host(url: str) -> str | None:
    """Return the name of the host where `url` leads to code, models or data that is not asked.

    >>> other_code_host("https://gitlab.com/a/b"), other_code_host("https://github.com/a/b")
    ('GitLab', None)
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        return None
    if not parts.path.strip("/") or parts.path.startswith("/papers/"):
        return None  # the home page of the host; a page about a paper
    if host.startswith("gitlab."):
        return "GitLab"
    return _HOSTS.get(host)


def left_alone(links: Iterable[Link]) -> tuple[str, ...]:
    """Say in one sentence which of `links` are not asked about; nothing where there are none."""
    urls = (link.url for link in links if link.role not in _PICTURES)
    hosts = (other_code_host(url) for url in dict.fromkeys(urls))
    counts = Counter(host for host in hosts if host)
    if not counts:
        return ()
    listed = ", ".join(f"{count} to {host}" for host, count in sorted(counts.items()))
    total = counts.total()
    said = "1 link left as it is" if total == 1 else f"{total} links left as they are"
    return (f"{said} ({listed}): only GitHub is asked",)


_ARXIV_NEW = re.compile(r"(?P<ym>\d{4})\.(?P<number>\d{4,5})(?P<version>v\d+)?")
_ARXIV_OLD = re.compile(
    r"(?P<archive>[a-z]+(?:-[a-z]+)?)(?:\.[A-Za-z]{2})?/(?P<number>\d{7})(?P<version>v\d+)?"
)
_ARXIV_PREFIX = re.compile(r"^(?:oai:)?arxiv(?:\.org)?:\s*", re.IGNORECASE)
_ARXIV_PATH = re.compile(r"^/(?:abs|pdf|html|format|ps|src|e-print|list)/(?P<id>.+?)(?:\.pdf)?/?$")
_ARXIV_HOSTS = re.compile(
    r"(?:^|\.)(?:arxiv\.org|xxx\.lanl\.gov)$|^ar5iv\.|^(?:www\.)?alphaxiv\.org$"
)
_OLD_ARCHIVES = frozenset(
    {
        "acc-phys",
        "adap-org",
        "alg-geom",
        "ao-sci",
        "astro-ph",
        "atom-ph",
        "bayes-an",
        "chao-dyn",
        "chem-ph",
        "cmp-lg",
        "comp-gas",
        "cond-mat",
        "cs",
        "dg-ga",
        "funct-an",
        "gr-qc",
        "hep-ex",
        "hep-lat",
        "hep-ph",
        "hep-th",
        "math",
        "math-ph",
        "mtrl-th",
        "nlin",
        "nucl-ex",
        "nucl-th",
        "patt-sol",
        "physics",
        "plasm-ph",
        "q-alg",
        "q-bio",
        "quant-ph",
        "solv-int",
        "supr-con",
    }
)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"'<>]+", re.IGNORECASE)
_ARXIV_DOI = re.compile(r"^10\.48550/arxiv\.(?P<id>.+)$", re.IGNORECASE)
_GITHUB_PART = re.compile(r"^[A-Za-z0-9._-]+$")
_GITHUB_PAGES = frozenset(
    {
        "about",
        "apps",
        "collections",
        "contact",
        "customer-stories",
        "enterprise",
        "events",
        "explore",
        "features",
        "issues",
        "login",
        "marketplace",
        "new",
        "notifications",
        "organizations",
        "orgs",
        "pricing",
        "pulls",
        "readme",
        "search",
        "security",
        "settings",
        "sponsors",
        "stars",
        "team",
        "topics",
        "trending",
        "user-attachments",
        "users",
    }
)


def normalize_arxiv(text: str) -> str | None:
    """Return the arXiv id in `text` without prefix, version, `.pdf` or subject class; None if none.

    Ids have 4 digits after the point up to 1412 and 5 from 1501; the month is 01 to 12.

    >>> normalize_arxiv(" arXiv:2504.13065v2 "), normalize_arxiv("math.CA/0611800")
    ('2504.13065', 'math/0611800')
    """
    bare = _ARXIV_PREFIX.sub("", text.strip()).removesuffix(".pdf").rstrip("/")
    if new := _ARXIV_NEW.fullmatch(bare):
        year_month, number = new["ym"], new["number"]
        digits = 5 if year_month >= "1501" else 4
        if year_month >= "0704" and 1 <= int(year_month[2:]) <= 12 and len(number) == digits:
            return f"{year_month}.{number}"
        return None
    old = _ARXIV_OLD.fullmatch(bare)
    if old and old["archive"] in _OLD_ARCHIVES and 1 <= int(old["number"][2:4]) <= 12:
        return f"{old['archive']}/{old['number']}"
    return None


def arxiv_month(value: str) -> str:
    """Return the month an arXiv id was given out in, as "2025-04"."""
    digits = value.rpartition("/")[2][:4]
    century = "19" if digits[:2] >= "91" else "20"
    return f"{century}{digits[:2]}-{digits[2:]}"


def normalize_doi(text: str) -> str | None:
    """Return the DOI in `text` in lower case without resolver, prefix or trailing punctuation."""
    found = _DOI.search(unquote(text.strip()))
    if found is None:
        return None
    doi = found[0].rstrip(".,;:").lower()
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".,;:")
    return doi


def normalize_repository(text: str) -> str | None:
    """Return `owner/name` for a GitHub repository URL or `owner/name`; None for other pages.

    Pictures that people upload in issues (`…/assets/…`) lead to no repository.
    """
    parts = urlsplit(text if "//" in text else f"https://github.com/{text.strip()}")
    if (parts.hostname or "").removeprefix("www.") != "github.com":
        return None
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) < 2 or segments[0].lower() in _GITHUB_PAGES or segments[2:3] == ["assets"]:
        return None
    owner, name = segments[0], segments[1].removesuffix(".git")
    if not (_GITHUB_PART.match(owner) and _GITHUB_PART.match(name)) or name in {"", ".", ".."}:
        return None
    return f"{owner}/{name}"


def parse_identifier(text: str) -> Identifier | None:
    """Recognise a CURIE, a bare arXiv id, a DOI or a URL of a known service.

    >>> str(parse_identifier("https://arxiv.org/pdf/2504.13065v1.pdf"))
    'arxiv:2504.13065'
    """
    text = text.strip()
    scheme, colon, value = text.partition(":")
    if (
        colon
        and scheme in {"openreview", "pmid", "acl", "url", "local"}
        and not value.startswith("//")
    ):
        return Identifier(scheme, value)
    if colon and scheme == "github":
        name = normalize_repository(value)
        return Identifier("github", name) if name else None
    if re.match(r"^(?:https?:)?//", text, re.IGNORECASE):
        return identifier_of_url(text)
    if arxiv := normalize_arxiv(text):
        return Identifier("arxiv", arxiv)
    if doi := normalize_doi(text):
        return _doi_identifier(doi)
    return None


def _doi_identifier(doi: str) -> Identifier:
    arxiv = _ARXIV_DOI.match(doi)
    value = normalize_arxiv(arxiv["id"]) if arxiv else None
    return Identifier("arxiv", value) if value else Identifier("doi", doi)


def identifier_of_url(url: str) -> Identifier | None:
    """Return the identifier that `url` carries; None for a page that carries none we know."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    path = unquote(parts.path)
    if _ARXIV_HOSTS.search(host):
        page = _ARXIV_PATH.match(path)
        value = normalize_arxiv(page["id"]) if page else None
        return Identifier("arxiv", value) if value else None
    if host.removeprefix("www.") == "github.com":
        name = normalize_repository(url)
        return Identifier("github", name) if name else None
    return _identifier_of_page(host.removeprefix("www."), path, parts.query)


_PAGE_PATTERNS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("huggingface.co", re.compile(r"^/papers/(\d{4}\.\d{4,5})"), "arxiv"),
    ("openreview.net", re.compile(r"(?:^|&)id=([A-Za-z0-9_-]+)"), "openreview"),
    ("aclanthology.org", re.compile(r"^/([A-Z]\d\d-\d{4,5}|\d{4}\.[a-z0-9-]+\.\d+)"), "acl"),
    (
        "aclweb.org",
        re.compile(r"^/anthology/(?:papers/)?(?:[A-Z]/[A-Z]\d\d/)?([A-Z]\d\d-\d{4,5})"),
        "acl",
    ),
    ("pubmed.ncbi.nlm.nih.gov", re.compile(r"^/(\d+)"), "pmid"),
)


def _identifier_of_page(host: str, path: str, query: str) -> Identifier | None:
    for known_host, pattern, scheme in _PAGE_PATTERNS:
        if host == known_host:
            found = pattern.search(query if scheme == "openreview" else path)
            return Identifier(scheme, found[1]) if found else None
    if host == "nature.com" and (article := re.match(r"^/articles/(s\d+-[0-9a-z-]+)", path)):
        return Identifier("doi", f"10.1038/{article[1]}")
    doi = _DOI.search(path)
    if doi and (host in {"doi.org", "dx.doi.org"} or "/doi" in path or "/10." in path):
        value = normalize_doi(re.sub(r"/(?:full|abstract|pdf|epdf|meta|html)$|\.pdf$", "", doi[0]))
        return _doi_identifier(value) if value else None
    return None


def url_of(identifier: Identifier) -> str:
    """Return the landing page of `identifier`, empty for a `local` one."""
    templates = {
        "arxiv": "https://arxiv.org/abs/{}",
        "doi": "https://doi.org/{}",
        "openreview": "https://openreview.net/forum?id={}",
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
        "acl": "https://aclanthology.org/{}",
        "github": "https://github.com/{}",
        "url": "{}",
    }
    return templates.get(identifier.scheme, "").format(identifier.value)
