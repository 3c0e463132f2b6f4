"""Pages of publishers and libraries that name a paper by an id of their own.

One row a service: where it lives, how its addresses carry the id. Pages of venues, volumes,
authors and whole proceedings match no row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from harvester.model import Identifier
from harvester.values.dois import normalize_doi
from harvester.values.templates import is_template_page
from harvester.values.web_addresses import WebAddress, query_values

_ACL_ID = r"(?P<id>[A-Z]\d\d-\d{4,5}|\d{4}\.[a-z0-9_-]+\.\d+)(?!\d)"
_ACL_VOLUME = re.compile(r"^(?:W\d\d-\d\d00|[A-VX-Z]\d\d-\d000|.+\.0)$")
_FORUM = re.compile(r"[A-Za-z0-9_-]{5,}")
_PAPER_PAGES = re.compile(r"^/(?:forum|pdf|attachment|revisions|notes)/?$")


def _as_it_is(match: re.Match[str]) -> str:
    return match["id"]


def _cvf(match: re.Match[str]) -> str:
    """`content_cvpr_2016` and `content/CVPR2016` are one conference."""
    event = re.sub(r"[_/]", "", match["event"]).upper()
    workshop = f"{match['workshop']}/" if match["workshop"] else ""
    return f"{event}/{workshop}{match['id']}"


def _neurips(match: re.Match[str]) -> str:
    return f"{match['year']}/{match['id'].lower()}"


class _Row(NamedTuple):
    scheme: str
    host: re.Pattern[str]
    path: re.Pattern[str]
    value: Callable[[re.Match[str]], str] = _as_it_is


def _row(
    scheme: str, host: str, path: str, value: Callable[[re.Match[str]], str] = _as_it_is
) -> _Row:
    return _Row(scheme, re.compile(rf"(?:^|\.){host}$"), re.compile(path, re.IGNORECASE), value)


_ROWS = (
    _row(
        "acl",
        r"(?:aclanthology\.(?:org|info)|aclweb\.org|aclanthology\.coli\.uni-saarland\.de)",
        rf"^/(?!volumes|events|venues|people|sigs)(?:[\w-]+/)*{_ACL_ID}",
        lambda match: match["id"].upper() if match["id"][0].isalpha() else match["id"].lower(),
    ),
    _row("pmid", r"pubmed\.ncbi\.nlm\.nih\.gov", r"^/(?P<id>\d{1,9})(?:/|$)"),
    _row("pmid", r"(?:ncbi\.nlm\.nih\.gov|pubmed\.gov)", r"^/(?:m?pubmed/)?(?P<id>\d{1,9})(?:/|$)"),
    _row("pmid", r"europepmc\.org", r"^/(?:article|abstract)/MED/(?P<id>\d{1,9})(?:/|$)"),
    _row(
        "pmcid",
        r"(?:pmc\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov|europepmc\.org|pubmedcentral\.nih\.gov)",
        r"^/(?:pmc/)?(?:articles?|abstract)/(?:PMC/)?(?P<id>PMC\d+)(?:/|$)",
        lambda match: match["id"].upper(),
    ),
    _row(
        "hal",
        r"(?:hal\.science|archives-ouvertes\.fr|hal\.inria\.fr|hal\.cnrs\.fr)",
        r"^/(?P<id>[a-z]+-\d{8})(?:v\d+)?(?:/|$)",
        lambda match: match["id"].lower(),
    ),
    _row(
        "cvf",
        r"(?:openaccess\.thecvf\.com|cv-foundation\.org)",
        r"^/(?:openaccess/)?content[_/](?P<event>[a-z0-9]+(?:_\d{4})?(?:_?w(?:orkshops)?)?)/(?:(?P<workshop>[\w-]+)/)?"
        r"(?:html|papers|supplemental|poster)/(?P<id>[^/]+?)_(?:paper|supplemental|poster)\.\w+$",
        _cvf,
    ),
    _row("pmlr", r"proceedings\.mlr\.press", r"^/(?P<id>v\d+/[\w-]+?)(?:\.(?:html|pdf)|/[^/]*)?$"),
    _row("pmlr", r"jmlr\.org", r"^/proceedings/papers/(?P<id>v\d+/[\w-]+?)\.(?:html|pdf)$"),
    _row(
        "pmlr",
        r"raw\.githubusercontent\.com",
        r"^/mlresearch/(?P<volume>v\d+)/[\w/]+/assets/(?P<id>[\w-]+)/",
        lambda match: f"{match['volume']}/{match['id']}",
    ),
    _row(
        "jmlr",
        r"jmlr\.(?:org|csail\.mit\.edu)",
        r"^/papers/v(?:olume)?(?P<volume>\d+)/(?P<id>[\w-]+?)(?:/[^/]*|\.\w+)?$",
        lambda match: f"v{match['volume']}/{match['id']}",
    ),
    _row(
        "neurips",
        r"(?:papers|proceedings|datasets-benchmarks-proceedings)\.(?:nips\.cc|neurips\.cc)",
        r"^/paper(?:_files/paper)?/(?P<year>\d{4})/(?:hash|file)/(?P<id>[0-9a-f]{16,32})-",
        _neurips,
    ),
    _row(
        "neurips",
        r"papers\.(?:nips\.cc|neurips\.cc)",
        r"^/paper/(?P<id>\d+)(?:-[\w-]+)?(?:\.pdf)?$",
    ),
    _row(
        "doi",
        r"nature\.com",
        r"^/(?:articles|\w+/journal/v\d+/n\w+/(?:full|abs|pdf))/(?P<id>[\w()-]+?(?:\.\d[\w()-]*)*?)"
        r"(?:_reference)?(?:\.(?:e?pdf|html?|ris))?(?:/.*)?$",
        lambda match: f"10.1038/{match['id'].lower()}",
    ),
    _row(
        "doi",
        r"elifesciences\.org",
        r"^/articles/(?P<id>\d+)",
        lambda match: f"10.7554/elife.{match['id']}",
    ),
    _row(
        "doi",
        r"(?:bio|med)rxiv\.org",
        r"^/content/(?:\w+/)?early/\d{4}/\d\d/\d\d/(?P<id>(?:\d{4}\.\d\d\.\d\d\.)?\d{6,8})(?:v\d+)?(?:\.\w[\w.-]*|/DC\d.*)?$",
        lambda match: f"10.1101/{match['id']}",
    ),
    _row(
        "doi",
        r"zenodo\.org",
        r"^/(?:api/)?records?/(?P<id>\d+)(?:/|$)",
        lambda match: f"10.5281/zenodo.{match['id']}",
    ),
    _row(
        "doi",
        r"zenodo\.org",
        r"^/badge/doi/10\.5281/zenodo\.(?P<id>\d+)\.svg$",
        lambda match: f"10.5281/zenodo.{match['id']}",
    ),
    _row(
        "doi",
        r"ssrn\.com",
        r"^/abstract=(?P<id>\d+)$",
        lambda match: f"10.2139/ssrn.{match['id']}",
    ),
    _row(
        "doi",
        r"preprints\.org",
        r"^/manuscript/(?P<id>\d{6}\.\d{4})/(?P<version>v\d+)(?:/|$)",
        lambda match: f"10.20944/preprints{match['id']}.{match['version']}",
    ),
    _row(
        "doi",
        r"researchsquare\.com",
        r"^/article/(?P<id>rs-\d+)/(?P<version>v\d+)(?:\.pdf)?(?:/|$)",
        lambda match: f"10.21203/rs.3.{match['id']}/{match['version']}",
    ),
    _row(
        "doi",
        r"ijcai\.org",
        r"^/(?:Proceedings|proceedings)/(?P<year>20(?:1[7-9]|[2-9]\d))/0*(?P<id>[1-9]\d*)(?:\.pdf)?/?$",
        lambda match: f"10.24963/ijcai.{match['year']}/{match['id']}",
    ),
)
_PAGES = {
    "openreview": "https://openreview.net/forum?id={}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    "acl": "https://aclanthology.org/{}",
    "pmlr": "https://proceedings.mlr.press/{}.html",
    "jmlr": "https://jmlr.org/papers/{}.html",
    "hal": "https://hal.science/{}",
}
SCHEMES = frozenset({*_PAGES, "cvf", "neurips"})


@lru_cache(maxsize=1024)
def _rows_of(host: str) -> tuple[_Row, ...]:
    return tuple(row for row in _ROWS if row.host.search(host))


def identifier_of_page(address: WebAddress) -> Identifier | None:
    """Return the identifier of the paper that a publisher's page is about; None for all others."""
    if address.host.endswith("openreview.net"):
        return next(_forums(address), None)
    for row in _rows_of(address.host):
        if match := row.path.search(address.path):
            value = row.value(match)
            if (row.scheme == "acl" and _ACL_VOLUME.match(value)) or is_template_page(value):
                return None
            named = normalize_doi(value) if row.scheme == "doi" else value
            return Identifier(row.scheme, named) if named else None
    if address.host == "ssrn.com" or address.host.endswith(".ssrn.com"):
        names = query_values(address, "abstract_id", "abstractid", "abstract")
        number = next((value for value in names if value.isdigit()), None)
        return Identifier("doi", f"10.2139/ssrn.{number}") if number else None
    if address.host.endswith("ncbi.nlm.nih.gov") and "pubmed" in address.path + address.host:
        terms = (value for value in query_values(address, "term", "id") if value.isdigit())
        return next((Identifier("pmid", value) for value in terms), None)
    return None


def _forums(address: WebAddress) -> Iterator[Identifier]:
    """A revision (`/references/pdf`) has an id of its own, which is not the paper's."""
    if _PAPER_PAGES.match(address.path):
        for written in query_values(address, "id"):
            value = written.rstrip(".,;:)]")
            if _FORUM.fullmatch(value) and not is_template_page(value):
                yield Identifier("openreview", value)


def template_forum_of(address: WebAddress) -> str | None:
    """Return the stand-in for a forum's id (`XXXXXXXX`) in an address; None where there is none."""
    if not address.host.endswith("openreview.net") or not _PAPER_PAGES.match(address.path):
        return None
    return next((v for v in query_values(address, "id") if not v or is_template_page(v)), None)


def page_of(identifier: Identifier) -> str:
    """Return the page of a publisher for `identifier`; empty for a scheme of another kind."""
    if identifier.scheme == "cvf":
        return _cvf_page(identifier.value)
    if identifier.scheme == "neurips":
        year, slash, digest = identifier.value.partition("/")
        if not slash:
            return f"https://papers.nips.cc/paper/{year}"
        return (
            f"https://proceedings.neurips.cc/paper_files/paper/{year}/hash/{digest}-Abstract.html"
        )
    return _PAGES.get(identifier.scheme, "").format(identifier.value)


def _cvf_page(value: str) -> str:
    event, *workshop, stem = value.split("/")
    conference = re.fullmatch(r"([A-Z0-9]*?[A-Z])(\d{4})(W|WORKSHOPS)?", event)
    if conference and int(conference[2]) <= 2020:
        folder = f"content_{conference[1]}_{conference[2]}{'_workshops' if conference[3] else ''}"
    else:
        folder = f"content/{event}"
    return "/".join(
        ["https://openaccess.thecvf.com", folder, *workshop, "html", f"{stem}_paper.html"]
    )
