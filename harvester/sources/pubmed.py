"""PubMed: the National Library of Medicine's record of an article, through the E-utilities.

https://www.ncbi.nlm.nih.gov/books/NBK25499/. `esummary` describes up to two hundred PMIDs at once;
DOIs and ids of PubMed Central are first turned into PMIDs by one `esearch`. An error comes with
status 200; names are family name and initials; a title ends with a dot.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from harvester.model import (
    Failed,
    FieldData,
    Identifier,
    Lookup,
    PersonName,
    Reading,
    Record,
)
from harvester.network.messages import Pairs, Request, Response
from harvester.network.service_rule import HOUR, ServiceRule
from harvester.sources.base import UNREADABLE, Role, SourceDeclaration
from harvester.sources.batches import BatchAnswer, lookup_in_batches, sort_records
from harvester.sources.json_records import parse_json, read_work
from harvester.values.dates import parse_date
from harvester.values.identifiers import normalize_doi

if TYPE_CHECKING:
    from lxml import etree

    from harvester.network.client import HttpClient

ENDPOINT = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
BATCH = 200
_TERMS = {"doi": '"{}"[AID]', "pmcid": "{}[PMCID]"}
_KEYS = {"doi": "doi", "pmcid": "pmc", "pmid": "pubmed"}
_UNKNOWN = re.compile(r"UID=(\d+): cannot get document summary")
_SUFFIX = re.compile(r"^(?:Jr|Sr|2nd|3rd|4th|II|III|IV)$")
_GROUPED = re.compile(r'["\\\[\]()]')


class PubmedSource:
    """PubMed's summary of an article. `endpoint` is the address above `/esummary.fcgi`."""

    name = service = "pubmed"
    role = Role.ENRICHES
    parent_source = ""
    provides = frozenset({"title", "authors", "issued", "container_title", "doi", "retracted"})

    def __init__(self, endpoint: str = ENDPOINT, email: str = "", key: str = "") -> None:
        self._endpoint = endpoint.rstrip("/")
        given = (("email", email), ("api_key", key))
        self._secret: Pairs = tuple((name, value) for name, value in given if value)

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is a PMID, an id of PubMed Central, or a DOI."""
        return identifier.scheme in _KEYS and not _GROUPED.search(identifier.value)

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each identifier, two hundred with one request, or two for DOIs."""
        yield from lookup_in_batches(self.name, identifiers, BATCH, self._fetch, client)

    def _fetch(self, batch: Sequence[Identifier], client: HttpClient) -> BatchAnswer | Failed:
        numbers = [one.value for one in batch if one.scheme == "pmid"]
        searched = [one for one in batch if one.scheme != "pmid"]
        if searched:
            term = " OR ".join(_TERMS[one.scheme].format(one.value) for one in searched)
            params = (("term", term), ("retmode", "json"), ("retmax", str(2 * BATCH)))
            response = client.fetch(self._request("esearch", params, _check_search))
            if isinstance(response, Failed):
                return response
            numbers += parse_json(response)["esearchresult"]["idlist"]
            if not numbers:
                return sort_records(
                    response, dict.fromkeys(batch), "PubMed does not know it", "", lambda _: ()
                )
        response = client.fetch(
            self._request("esummary", (("id", ",".join(dict.fromkeys(numbers))),), _check_summary)
        )
        return response if isinstance(response, Failed) else _sorted(batch, response)

    def _request(self, tool: str, params: Pairs, check: Any) -> Request:
        return Request(
            self.service,
            "GET",
            f"{self._endpoint}/{tool}.fcgi",
            (("db", "pubmed"), ("tool", "harvester"), *params),
            secret_params=self._secret,
            validate=check,
        )

    def read(self, record: Record) -> Reading:
        """Read PubMed's summary of one article."""
        work: dict[str, Any] = json.loads(record.body)
        return read_work(record, _fields(work), _identifiers(work), _is_retracted(work))


DECLARATION = SourceDeclaration(
    name=PubmedSource.name,
    role=PubmedSource.role,
    build=lambda config: PubmedSource(
        config.endpoints["pubmed"], config.contact, config.tokens.get("pubmed", "")
    ),
    endpoint=ENDPOINT,
    # Three requests a second without a key.
    rule=ServiceRule(
        "pubmed",
        hosts=("eutils.ncbi.nlm.nih.gov",),
        spacing=0.35,
        freshness=7 * 24 * HOUR,
        batch=BATCH,
    ),
    trust=40,
    trust_in={"authors": 12},  # initials only
    preferred_scheme="doi",
    token_variable="NCBI_API_KEY",  # noqa: S106 -- the name of the variable
    without_token="three requests a second, which is enough",  # noqa: S106
    on_by_default=False,
)


def parse_summaries(text: str) -> tuple[dict[str, dict[str, Any]], frozenset[str]]:
    """Return the summaries of an answer by PMID, and the PMIDs that it says it does not know.

    Raises:
        ValueError: it is no answer of `esummary`, or names an error of another kind.
    """
    from lxml import etree

    if "<!ENTITY" in text:
        raise ValueError("XML with entities of its own")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("no XML") from error
    if root.tag != "eSummaryResult":
        raise ValueError("no eSummaryResult")
    unknown = set()
    for note in root.findall("ERROR"):
        if not (match := _UNKNOWN.search(note.text or "")):
            raise ValueError("an error in place of summaries")
        unknown.add(match[1])
    found = {}
    for summary in root.findall("DocSum"):
        work = {str(one.get("Name")): _value(one) for one in summary.findall("Item")}
        found[summary.findtext("Id") or ""] = work
    return found, frozenset(unknown)


def _value(item: etree._Element) -> Any:
    """Return an item's text, or its inner items as pairs of name and text."""
    if item.get("Type") == "List":
        return [[str(one.get("Name")), "".join(map(str, one.itertext()))] for one in item]
    return " ".join("".join(map(str, item.itertext())).split())


def _check_search(response: Response) -> str | None:
    about = parse_json(response)
    result = about.get("esearchresult") if isinstance(about, dict) else None
    ids = result.get("idlist") if isinstance(result, dict) else None
    whole = isinstance(ids, list) and all(isinstance(one, str) and one.isdigit() for one in ids)
    return None if whole else "no list of ids"


def _check_summary(response: Response) -> str | None:
    try:
        parse_summaries(response.text)
    except UNREADABLE:
        return "no summaries"
    return None


def _sorted(batch: Sequence[Identifier], response: Response) -> BatchAnswer:
    summaries, unknown = parse_summaries(response.text)
    by_key: dict[tuple[str, str], dict[str, Any]] = {}
    for number, work in summaries.items():
        ids = dict(work.get("ArticleIds") or ())
        by_key["pubmed", number] = work
        by_key.update({(kind, str(value).lower()): work for kind, value in ids.items()})
    works = {one: by_key.get((_KEYS[one.scheme], one.value.lower())) for one in batch}
    silent = [
        one
        for one, work in works.items()
        if work is None and one.scheme == "pmid" and one.value not in unknown
    ]
    return sort_records(
        response,
        works,
        "PubMed does not know it",
        "a summary in another shape",
        lambda work: (*_fields(work), *_identifiers(work)),
        doubts=dict.fromkeys(silent, "the answer leaves it out"),
    )


def _fields(work: dict[str, Any]) -> Iterator[tuple[str, FieldData]]:
    title = str(work.get("Title") or "")
    yield "title", title.strip("[]").removesuffix(".").strip("[]")
    people = [name for kind, name in work.get("AuthorList") or () if kind == "Author"]
    groups = [name for kind, name in work.get("AuthorList") or () if kind == "CollectiveName"]
    yield "authors", (*map(_person, people), *(PersonName(literal=name) for name in groups))
    yield "doi", _ids(work).get("doi", "")
    if "Preprint" in _kinds(work):
        return
    yield "issued", _issued(str(work.get("PubDate") or ""))
    yield "container_title", str(work.get("FullJournalName") or work.get("Source") or "")
    yield "retracted", _is_retracted(work)


def _person(name: str) -> PersonName:
    """Read family name and initials: "Hambrick GW Jr".

    >>> str(_person("Hambrick GW Jr"))
    'G. W. Hambrick Jr'
    """
    words = name.split()
    suffix = f" {words.pop()}" if len(words) > 2 and _SUFFIX.match(words[-1]) else ""
    if len(words) < 2 or not re.fullmatch(r"[^\W\d_a-z]{1,4}", words[-1]):
        return PersonName(literal=name)
    initials = " ".join(f"{letter}." for letter in words.pop())
    return PersonName(family=" ".join(words) + suffix, given=initials)


def _issued(text: str) -> str:
    """Return an ISO date of "1965 Aug", "2001 Jun 15", "2001 Spring"."""
    year, month = parse_date(text)
    if year is None:
        return ""
    day = re.search(r"[A-Za-z]{3} (\d{1,2})$", text)
    parts = [f"{year:04}", *([f"{month:02}"] if month else [])]
    return "-".join([*parts, *([f"{int(day[1]):02}"] if day and month else [])])


def _kinds(work: dict[str, Any]) -> list[str]:
    return [str(kind) for _, kind in work.get("PubTypeList") or ()]


def _is_retracted(work: dict[str, Any]) -> bool:
    return "Retracted Publication" in _kinds(work)


def _ids(work: dict[str, Any]) -> dict[str, str]:
    """Return the article's other ids by kind, the DOI normalised."""
    ids = {str(kind): str(value) for kind, value in work.get("ArticleIds") or ()}
    return {**ids, "doi": normalize_doi(ids.get("doi", "")) or ""}


def _identifiers(work: dict[str, Any]) -> Iterator[Identifier]:
    ids = _ids(work)
    for scheme, kind in _KEYS.items():
        if value := ids.get(kind):
            yield Identifier(scheme, value)
