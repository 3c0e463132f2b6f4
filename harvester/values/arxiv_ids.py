"""arXiv identifiers in every public form; one spelling: no prefix, version or subject class.

Source: https://info.arxiv.org/help/arxiv_identifier.html. Front ends that show arXiv's papers
under arXiv's ids (alphaXiv, ar5iv, Hugging Face, SciRate, …) name the same papers.
"""

from __future__ import annotations

import re
from functools import lru_cache

from harvester.values.templates import is_template_arxiv
from harvester.values.text import strip_hidden
from harvester.values.web_addresses import WebAddress, decode, query_values, trim_punctuation

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NEW = r"(?P<month>\d{4})\.(?P<number>\d{4,5})(?!\d)"
_OLD = r"(?P<archive>[a-z]+(?:-[a-z]+)?)(?:\.[a-z]{2}|\.[a-z]+-[a-z]+)?/(?P<digits>\d{7})(?!\d)"
_ID = re.compile(rf"(?:{_NEW}|{_OLD})", re.IGNORECASE)
_TAIL = re.compile(
    r"(?:v\d+)*(?:\.pdf|\.html?)?/?[.,;:]*(?:\s*\(v\d+\))?(?:\s*[\[(][a-z-]+(?:\.[a-z-]+)?[\])].*)?",
    re.IGNORECASE | re.DOTALL,
)
_PREFIX = re.compile(
    r"^(?:(?:oai:|info:)?(?:arxiv|ar[xχ]iv)(?:\.org)?(?:\s+(?:e-?print|preprint|id)s?)?(?:[:\s/-]\s*|\.(?=\d))+|"
    r"(?:abs|pdf)/+|urn:arxiv:|eprint[:=]\s*)+",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:^|\.)arxiv\.org(?:\.cn)?$|^xxx\.lanl\.gov$|^ar5iv\.org$")
_PAGE = re.compile(
    r"^/+(?:(?:abs|pdf|html|format|ps|src|e-print|dvi|tb|list|cits|pdf_dev|papers)/+)?"
    r"(?:(?:ftp|ps_cache)/+)?(?P<id>\S+)$",
    re.IGNORECASE,
)
_STORED = re.compile(
    r"^/+(?:ftp|ps_cache)/+(?P<archive>[a-z-]+)/+(?:papers|pdf|ps|html)/+\d{4}/+(?P<number>[\d.]+)",
    re.IGNORECASE,
)
_FRONT_ENDS = re.compile(
    r"(?:^|\.)(?:alphaxiv\.org|arxiv-vanity\.com|huggingface\.co|hf\.co|hf-mirror\.com|scirate\.com|"
    r"papers\.cool|semanticscholar\.org|emergentmind\.com|talk2arxiv\.org|inspirehep\.net|"
    r"catalyzex\.com|identifiers\.org|adsabs\.harvard\.edu|arxiv-sanity(?:-lite)?\.com|"
    r"arxivxplorer\.com|arxiv\.gg|takara\.ai|paperswithcode\.com|n2t\.net|fatcat\.wiki|"
    r"scholar\.archive\.org|arxiviq\.com|arxivlens\.com|chatpaper\.com|bohrium\.com)$"
)
_ON_FRONT_END = re.compile(
    r"(?:^|/)(?:abs|overview|pdf|html|papers?|arxiv|resources|discussion|audio|blog)/(?:arxiv[:.])?"
    rf"(?P<id>{_NEW.replace('?P<month>', '').replace('?P<number>', '')}|"
    r"[a-z-]+(?:\.[a-z-]+)?/\d{7}(?!\d))|(?:^|[/:])arxiv[:.](?P<prefixed>\S+)",
    re.IGNORECASE,
)
_NAMED_PAGE = re.compile(
    r"(?<!/blog)(?<!/blogs)(?<!/post)(?<!/posts)(?<!/news)(?<!/tag)(?<!/releases)"
    r"/(?:arxiv[:.])?(?P<id>\d{4}\.\d{5}(?:v\d+)?)(?:\.pdf|\.html?)?/*$",
    re.IGNORECASE,
)
_QUERY = ("id", "pid", "id_list", "paper", "paper_id", "arxiv", "arxiv_id")
_DOI_PATH = re.compile(r"/10\.\d{4,9}/")
_BIBCODE = re.compile(r"(?:^|/)\d{4}arXiv(\d{4})(\d{4,5})[A-Z]", re.IGNORECASE)
_DBLP = re.compile(r"/journals/corr/abs-(\d{4})-(\d{4,5})(?!\d)", re.IGNORECASE)
_STAND_INS = frozenset("xX*?_#")
_ARCHIVES = frozenset(
    [
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
    ]
)


def normalize_arxiv(text: str) -> str | None:
    """Return the arXiv id in `text` without prefix, version, `.pdf` or subject class; None if none.

    Ids have 4 digits after the point up to 1412 and 5 from 1501; the month is 01 to 12.

    >>> normalize_arxiv(" arXiv:2504.13065v2 "), normalize_arxiv("math.CA/0611800")
    ('2504.13065', 'math/0611800')
    """
    plain = trim_punctuation(strip_hidden(text).translate(_FULL_WIDTH).strip())
    bare = _PREFIX.sub("", plain)
    start = _ID.match(bare)
    if start is None or not _TAIL.fullmatch(bare, start.end()):
        return None
    return _checked(start)


def _checked(shape: re.Match[str]) -> str | None:
    """Return an id that arXiv can have given out: the month is one, numbers start at 1."""
    if shape["archive"]:
        archive, digits = shape["archive"].lower(), shape["digits"]
        real = archive in _ARCHIVES and 1 <= int(digits[2:4]) <= 12 and int(digits[4:]) > 0
        return f"{archive}/{digits}" if real else None
    month, number = shape["month"], shape["number"]
    digits = 5 if month >= "1501" else 4
    real = month >= "0704" and 1 <= int(month[2:]) <= 12 and len(number) == digits
    return f"{month}.{number}" if real and not is_template_arxiv(f"{month}.{number}") else None


def arxiv_of_address(address: WebAddress) -> str | None:
    """Return the arXiv id that an address of arXiv or of a front end to it carries; None if none.

    On a host not known as a front end only a whole id counts: `/review/2504.13065`, `?id=…`.
    What stands behind an id by mistake (`2407.11681mini`, `2504.13065v1v1`) is passed over.
    """
    path = "".join(decode(address.path).split())
    if is_arxiv_host(address.host):
        if stored := _STORED.match(path):
            value = stored["number"]
            old = re.fullmatch(r"\d{7}", value.rstrip("."))
            return normalize_arxiv(f"{stored['archive']}/{value}" if old else value)
        page = _PAGE.match(path)
        return (_first(page["id"]) if page else None) or _named_page(address, path)
    if dblp := (address.host.startswith("dblp.") and _DBLP.search(path)):
        return normalize_arxiv(f"{dblp[1]}.{dblp[2]}")
    if _is_front_end(address.host):
        if bibcode := _BIBCODE.search(path):
            return normalize_arxiv(f"{bibcode[1]}.{bibcode[2]}")
        if page := _ON_FRONT_END.search(path):
            return _first(page["id"] or page["prefixed"])
    if _DOI_PATH.search(path) or address.host == "github.com":
        return None
    return _named_page(address, path)


def _named_page(address: WebAddress, path: str) -> str | None:
    """Return the id that is all of the last part of a path, or of a question's answer."""
    if page := _NAMED_PAGE.search(path):
        return normalize_arxiv(page["id"])
    answers = (normalize_arxiv(value) for value in query_values(address, *_QUERY))
    return next((value for value in answers if value is not None), None)


@lru_cache(maxsize=1024)
def is_arxiv_host(host: str) -> bool:
    """Tell arXiv, its mirrors and the hosts under its name."""
    return _HOST.search(host) is not None


@lru_cache(maxsize=1024)
def _is_front_end(host: str) -> bool:
    return _FRONT_ENDS.search(host) is not None


def _first(text: str) -> str | None:
    """Return the id that `text` begins with; a stand-in behind it makes it a template."""
    bare = _PREFIX.sub("", text)
    start = _ID.match(bare)
    if start is None or bare[start.end() : start.end() + 1] in _STAND_INS:
        return None
    return _checked(start)


def arxiv_month(value: str) -> str:
    """Return the month an arXiv id was given out in, as "2025-04"."""
    digits = value.rpartition("/")[2][:4]
    century = "19" if digits[:2] >= "91" else "20"
    return f"{century}{digits[:2]}-{digits[2:]}"
