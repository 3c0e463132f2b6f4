"""arXiv through OAI-PMH: every version of a paper, and what changed since a day.

Protocol: https://www.openarchives.org/OAI/openarchivesprotocol.html; arXiv's own rules:
https://info.arxiv.org/help/oa. Errors come with status 200. `datestamp` is when a record changed,
not when a paper did; the dates of versions stand in the format `arXivRaw` alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from types import MappingProxyType

from lxml import etree

from harvester.model import Failed, Found, Identifier, Lookup, NotFound, Reading, Record
from harvester.network.client import Final, HttpClient, Request, Response
from harvester.sources.arxiv.feed import xml_text
from harvester.sources.arxiv.harvest import Harvest, HarvestPage, OaiError
from harvester.sources.arxiv.papers import FIELDS, MALFORMED, collapse, is_arxiv_id, sort_out
from harvester.sources.arxiv.raw_record import read_raw, title_of
from harvester.sources.base import TWO_TITLES, Role
from harvester.values.identifiers import normalize_arxiv

__all__ = ["ENDPOINT", "ArxivOai", "HarvestPage"]

ENDPOINT = "https://oaipmh.arxiv.org/oai"
_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_PREFIX = "oai:arXiv.org:"
_PAGES_A_DAY = 2
"""arXiv changes two to three thousand records a day; a page holds 2,500."""
_NOTHING_CHANGED: Mapping[Identifier, str] = MappingProxyType({})
_ANSWERS = frozenset({"idDoesNotExist", "noRecordsMatch", "badResumptionToken"})
"""The errors that answer the question; all others mean that it should not have been asked."""


class ArxivOai:
    """arXiv's OAI-PMH service in the format `arXivRaw`. `endpoint` is the address of `/oai`.

    `changed` tells when papers got their latest versions, as far as that is known.
    """

    name, service = "arxiv-oai", "arxiv"
    role = Role.DEEPENS
    parent_source = "arxiv"
    provides = FIELDS | {"license"}

    def __init__(
        self, endpoint: str = ENDPOINT, changed: Mapping[Identifier, str] = _NOTHING_CHANGED
    ) -> None:
        self._endpoint = endpoint
        self._changed = changed

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is a well-formed arXiv id."""
        return is_arxiv_id(identifier)

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each identifier, one request each, or less where that is cheaper.

        Papers that `changed` in the last days all stand in the harvest of these days: it is made
        where it takes fewer requests than asking for each of them.
        """
        forms, malformed = sort_out(identifiers)
        for identifier in malformed:
            yield identifier, NotFound(MALFORMED)
        for answered_id, lookup in self._answers(
            [Identifier("arxiv", value) for value in forms], client
        ):
            yield from ((identifier, lookup) for identifier in forms[answered_id.value])

    def _answers(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        left = dict.fromkeys(identifiers)
        for record in self._harvested(identifiers, client):
            del left[record.record.identifier]
            yield record.record.identifier, record
        for identifier in left:
            yield identifier, self._get_record(identifier, client)

    def _harvested(self, identifiers: Sequence[Identifier], client: HttpClient) -> Iterator[Found]:
        days = {one: self._changed[one] for one in identifiers if one in self._changed}
        since = _cheapest_day(list(days.values()), client.now().date())
        if since is None or client.offline:
            return
        missing = {identifier for identifier, day in days.items() if day >= since}
        harvest = Harvest(self._endpoint, client, _check, _read_page)
        for page in islice(harvest.pages(since), len(missing)):
            if isinstance(page, Failed):
                return
            for record in page.records:
                if record.identifier in missing:
                    missing.remove(record.identifier)
                    yield Found(record)
            if not missing:
                break
        harvest.forget_pages()

    def _get_record(self, identifier: Identifier, client: HttpClient) -> Lookup:
        params = (
            ("verb", "GetRecord"),
            ("identifier", _PREFIX + identifier.value),
            ("metadataPrefix", "arXivRaw"),
        )
        answer = client.fetch(
            Request("arxiv", "GET", self._endpoint, params, validate=_check, interface="oai-pmh")
        )
        if isinstance(answer, Failed):
            return answer
        page = _read_page(answer)
        if isinstance(page, OaiError):
            unknown = page.code == "idDoesNotExist"
            return NotFound(str(page), answer.cached) if unknown else Failed(f"arxiv-oai: {page}")
        records = [record for record in page.records if record.identifier == identifier]
        if len({title_of(record) for record in records}) > 1:
            return Failed(f"arxiv-oai: {TWO_TITLES}")
        if records:
            return Found(records[0], answer.cached)
        if identifier in page.deleted:
            return NotFound("deleted", answer.cached)
        return Failed("arxiv-oai: answered about another paper")

    def harvest(
        self, since: str, client: HttpClient, token: str | None = None, until: str | None = None
    ) -> Iterator[HarvestPage | Failed]:
        """Give the records changed since the day `since` (ISO date), page by page.

        The last thing given is a page without a token, or a `Failed`. Nothing changed is one empty
        page. A harvest that was cut off goes on where it was: begun again on the same day it has
        the answered pages from the cache; or give the last page's `through` as `since` and its
        `token`.
        """
        return Harvest(self._endpoint, client, _check, _read_page).pages(since, token, until)

    def read(self, record: Record) -> Reading:
        """Read an `arXivRaw` record: all versions with their dates, withdrawal, licence."""
        return read_raw(record)


def _cheapest_day(days: Sequence[str], today: date) -> str | None:
    """Return the day from which a harvest saves the most requests; None where it saves none.

    >>> _cheapest_day(["2026-11-22"] * 5 + ["2026-11-01"], date(2026, 11, 23))
    '2026-11-22'
    """
    best, saved = None, 0
    for day in sorted(set(days)):
        pages = _PAGES_A_DAY * ((today - date.fromisoformat(day)).days + 1)
        gain = sum(other >= day for other in days) - pages
        if gain > saved:
            best, saved = day, gain
    return best


def _root(text: str) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(xml_text(text).encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        return None
    return root if root.tag == f"{_OAI}OAI-PMH" else None


def _error_in(root: etree._Element) -> OaiError | None:
    error = root.find(f"{_OAI}error")
    if error is None:
        return None
    return OaiError(error.get("code") or "error", collapse(error.text))


def _check(answer: Response) -> str | None:
    """An answer is OAI-PMH with what was asked, or with an error that says there is none."""
    root = _root(answer.text)
    if root is None:
        return "no OAI-PMH document"
    if error := _error_in(root):
        return None if error.code in _ANSWERS else Final(str(error))
    if root.find(f"{_OAI}GetRecord") is None and root.find(f"{_OAI}ListRecords") is None:
        return "an OAI-PMH document without records"
    return None


def _read_page(answer: Response) -> HarvestPage | OaiError:
    """Return the records of an answer, or its error."""
    root = _root(answer.text)
    assert root is not None  # the validator has parsed it
    if error := _error_in(root):
        return error
    records: list[Record] = []
    deleted: list[Identifier] = []
    days: list[str] = []
    for entry in root.iter(f"{_OAI}record"):
        address = (entry.findtext(f"{_OAI}header/{_OAI}identifier") or "").strip()
        days.append((entry.findtext(f"{_OAI}header/{_OAI}datestamp") or "").strip()[:10])
        value = normalize_arxiv(address.removeprefix(_PREFIX))
        if value is None:
            continue
        identifier = Identifier("arxiv", value)
        metadata = entry.find(f"{_OAI}metadata/*")
        if metadata is None:
            deleted.append(identifier)
            continue
        body = etree.tostring(metadata, encoding="unicode", with_tail=False)
        records.append(Record("arxiv-oai", identifier, answer.url, answer.retrieved_at, body))
    token = (root.findtext(f"{_OAI}ListRecords/{_OAI}resumptionToken") or "").strip()
    through = days[-1] if days and days == sorted(days) else ""
    return HarvestPage(tuple(records), tuple(deleted), token or None, through)
