"""One polite request per service and kind, with the contract that its answer must keep."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from harvester.network.messages import Pairs, Request
from tests.contract.shapes import Contract

_ARXIV, _DOI, _PMID = "1911.08265", "10.1038/s41586-020-03051-4", "33361790"
"""A paper that every service knows, the sandbox too."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Ask `service` for one `kind` of answer; `source` names the endpoint in settings.

    `status` is what an anonymous client gets.
    """

    service: str
    kind: str
    source: str
    path: str
    contract: Contract
    params: Pairs = ()
    body: str | None = None
    headers: Pairs = field(default=())
    status: int = 200

    def request(self, endpoint: str) -> Request:
        """Return the request to send; any status is handed back."""
        return Request(
            self.service,
            "POST" if self.body else "GET",
            f"{endpoint.rstrip('/')}{self.path}",
            self.params,
            headers=self.headers,
            body=self.body,
            statuses=frozenset(range(200, 600)),
            cache_statuses=frozenset(),
        )


_CROSSREF = Contract(
    {
        "message.items": "list",
        "message.items[].DOI": "text",
        "message.items[].title[]": "text",
        "message.items[].type": "text",
    },
    {
        "message.items[].author[].family": "text",
        "message.items[].author[].given": "text",
        "message.items[].container-title[]": "text",
        "message.items[].issued.date-parts[][]": "number",
        "message.items[].page": "text",
        "message.items[].event.name": "text",
        "message.items[].updated-by[].type": "text",
        "message.items[].relation": "object",
    },
)
_SEMANTIC_SCHOLAR = Contract(
    {"": "list", "[].title": "text", "[].externalIds": "object", "[].authors": "list"},
    {
        "[].authors[].name": "text",
        "[].externalIds.ArXiv": "text",
        "[].externalIds.DOI": "text",
        "[].year": "number",
        "[].venue": "text",
        "[].journal": "object",
    },
)
_OPENALEX = Contract(
    {"results": "list", "results[].doi": "text", "results[].authorships": "list"},
    {
        "results[].title": "text",
        "results[].publication_date": "text",
        "results[].type": "text",
        "results[].is_retracted": "bool",
        "results[].primary_location.source.display_name": "text",
        "results[].locations[].landing_page_url": "text",
        "results[].authorships[].author.display_name": "text",
    },
)
_DATACITE = Contract(
    {
        "data.attributes.titles[].title": "text",
        "data.attributes.creators": "list",
        "data.attributes.dates[].date": "text",
    },
    {
        "data.attributes.creators[].familyName": "text",
        "data.attributes.descriptions[].description": "text",
        "data.attributes.subjects[].subject": "text",
    },
)
_DATA_SETS = Contract(
    {
        "data": "list",
        "data[].attributes.doi": "text",
        "data[].attributes.titles[].title": "text",
        "data[].attributes.url": "text",
    },
    {
        "data[].attributes.publicationYear": "number",
        "data[].attributes.rightsList[].rights": "text",
        "data[].attributes.version": "text",
    },
)
_ATOM = Contract(
    {
        "feed.totalResults": "text",
        "feed.entry.id": "text",
        "feed.entry.title": "text",
        "feed.entry.published": "text",
        "feed.entry.updated": "text",
        "feed.entry.author.name": "text",
    },
    {},
)
_OAI = Contract(
    {
        "OAI-PMH.GetRecord.record.metadata.arXivRaw.title": "text",
        "OAI-PMH.GetRecord.record.metadata.arXivRaw.version.date": "text",
    },
    {},
)
_REPOSITORY = Contract(
    {"full_name": "text", "id": "number", "stargazers_count": "number"},
    {
        "archived": "bool",
        "disabled": "bool",
        "pushed_at": "text",
        "description": "text",
        "topics[]": "text",
        "size": "number",
        "license.spdx_id": "text",
    },
)
_HUGGING_FACE = Contract(
    {"id": "text"},
    {"githubRepo": "text", "githubRepoAddedBy": "text", "projectPage": "text"},
)
_EUROPE_PMC = Contract(
    {"resultList.result": "list", "resultList.result[].title": "text"},
    {
        "resultList.result[].doi": "text",
        "resultList.result[].authorList.author[].lastName": "text",
        "resultList.result[].journalInfo.journal.title": "text",
        "resultList.result[].pubYear": "text",
        "resultList.result[].pubTypeList.pubType[]": "text",
    },
)
_UNPAYWALL = Contract(
    {"doi": "text", "oa_status": "text"},
    {"best_oa_location.url": "text", "best_oa_location.url_for_landing_page": "text"},
)
_SEARCH = Contract({"esearchresult.idlist": "list"}, {"esearchresult.idlist[]": "text"})
_SUMMARY = Contract(
    {"eSummaryResult.DocSum.Id": "text", "eSummaryResult.DocSum.Item": "text"},
    {"eSummaryResult.DocSum.Item.Item": "text"},
)
_DBLP = Contract(
    {"result.hits": "object"},
    {
        "result.hits.hit": "list|object",
        "result.hits.hit[].info.title": "text",
        "result.hits.hit[].info.venue": "text|list",
        "result.hits.hit[].info.year": "text",
        "result.hits.hit[].info.doi": "text",
        "result.hits.hit[].info.authors.author": "list|object",
        "result.hits.hit[].info.authors.author[].text": "text",
    },
)

_DATA_PAPERS = Contract(
    {"message.items": "list", "message.items[].DOI": "text", "message.items[].title[]": "text"},
    {"message.items[].abstract": "text"},
)
_CHALLENGE = Contract({"name": "text", "message": "text", "status": "number"}, {})
_TEXT = Contract({}, {})
"""Text without a shape: that it is answered is what is asked."""

_JSON: Pairs = (("Content-Type", "application/json"),)
PROBES = (
    Probe("arxiv", "Atom, one id", "arxiv", "", _ATOM, (("id_list", _ARXIV),)),
    Probe(
        "arxiv",
        "OAI-PMH, one record",
        "arxiv-oai",
        "",
        _OAI,
        (
            ("verb", "GetRecord"),
            ("identifier", f"oai:arXiv.org:{_ARXIV}"),
            ("metadataPrefix", "arXivRaw"),
        ),
    ),
    Probe("datacite", "one DOI", "datacite", f"/10.48550/arXiv.{_ARXIV}", _DATACITE),
    Probe(
        "crossref", "works by DOI", "crossref", "/works", _CROSSREF, (("filter", f"doi:{_DOI}"),)
    ),
    Probe(
        "semanticscholar",
        "batch",
        "semanticscholar",
        "/paper/batch",
        _SEMANTIC_SCHOLAR,
        (("fields", "title,authors,year,venue,journal,externalIds"),),
        json.dumps({"ids": [f"ARXIV:{_ARXIV}"]}),
        _JSON,
    ),
    Probe(
        "openalex", "works by DOI", "openalex", "/works", _OPENALEX, (("filter", f"doi:{_DOI}"),)
    ),
    Probe(
        "europepmc",
        "search by DOI",
        "europepmc",
        "/search",
        _EUROPE_PMC,
        (("query", f'DOI:"{_DOI}"'), ("format", "json"), ("resultType", "core")),
    ),
    Probe(
        "pubmed",
        "search by DOI",
        "pubmed",
        "/esearch.fcgi",
        _SEARCH,
        (("db", "pubmed"), ("tool", "harvester"), ("term", f'"{_DOI}"[AID]'), ("retmode", "json")),
    ),
    Probe(
        "pubmed",
        "summary of one",
        "pubmed",
        "/esummary.fcgi",
        _SUMMARY,
        (("db", "pubmed"), ("tool", "harvester"), ("id", _PMID)),
    ),
    Probe(
        "unpaywall",
        "one DOI",
        "unpaywall",
        f"/{_DOI}",
        _UNPAYWALL,
        (("email", "harvester@users.noreply.github.com"),),
    ),
    Probe(
        "dblp",
        "search by title",
        "dblp",
        "/search/publ/api",
        _DBLP,
        (("q", "mastering diverse domains through world models"), ("format", "json"), ("h", "5")),
    ),
    Probe(
        "datacite",
        "data sets by name",
        "datacite-data-sets",
        "",
        _DATA_SETS,
        (("query", 'titles.title:"MIMIC-CXR"'), ("resource-type-id", "dataset")),
        headers=(("Accept", "application/vnd.api+json"),),
    ),
    Probe("huggingface", "one paper", "huggingface", f"/{_ARXIV}", _HUGGING_FACE),
    Probe(
        "openreview",
        "challenge, no token",
        "openreview",
        "/notes",
        _CHALLENGE,
        (("id", "BZ5a1r-kVsf"),),
        status=403,
    ),
    Probe("github-raw", "one README", "github-readmes", "/danijar/dreamerv3/HEAD/README.md", _TEXT),
    Probe(
        "crossref",
        "paper of a data set",
        "data-set-papers",
        "/works",
        _DATA_PAPERS,
        (("query.bibliographic", "UCSF-ALPTDG dataset"), ("rows", "5")),
    ),
    Probe(
        "landing-pages",
        "page of a data set",
        "data-set-pages",
        "//physionet.org/content/mimic-cxr/2.0.0/",
        _TEXT,
    ),
    Probe("github", "one repository", "github", "/repos/danijar/dreamerv3", _REPOSITORY),
)
