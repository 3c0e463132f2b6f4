"""PubMed's E-utilities over a world: `/esearch.fcgi` in JSON, `/esummary.fcgi` in XML."""

from __future__ import annotations

import re
from html import escape

from harvester.sandbox.exchange import Reply, Request, json_reply
from harvester.sandbox.made_up import made_up_count
from harvester.sandbox.world import World
from harvester.values.venues import VenueKind, parse_venue

_DOI = re.compile(r'"([^"]+)"\[AID\]')
_CENTRAL = re.compile(r"(PMC\d+)\[PMCID\]")
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE eSummaryResult PUBLIC '
    '"-//NLM//DTD esummary v1 20041029//EN" '
    '"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20041029/esummary-v1.dtd">\n'
)
_MOST = 200
_NUMBERS = {"10.1038/s41586-020-03051-4": "33361790"}
"""Real numbers, so that one question fits the real service and the sandbox."""


class Pubmed:
    """Answers for the journal articles of a world, under made-up numbers."""

    def __init__(self, world: World) -> None:
        articles = [
            (doi, paper.title, paper.authors, paper.venue, paper.latest[:4])
            for paper in world.papers
            for doi in paper.dois
            if (venue := parse_venue(paper.venue)) and venue.kind is VenueKind.JOURNAL
        ]
        articles += [(a.doi, a.title, a.authors, a.venue, a.issued[:4]) for a in world.articles]
        self._numbers = {article[0].lower(): pubmed_number(article[0]) for article in articles}
        self._summaries = {pubmed_number(article[0]): _summary(*article) for article in articles}

    def reply(self, request: Request) -> Reply:
        """Answer one request."""
        if request.path == "/esearch.fcgi":
            return self._search(request.param("term"))
        if request.path != "/esummary.fcgi":
            return Reply(404, b"not found")
        numbers = [one for one in request.param("id").split(",") if one]
        if not numbers:
            parts = ["\t<ERROR>Neither query_key nor id specified</ERROR>"]
        elif len(numbers) > _MOST and request.method == "GET":
            return Reply(414, b"<html>Request-URI Too Long</html>", "text/html")
        else:
            parts = [self._summaries.get(one) or _unknown(one) for one in numbers]
        body = f"{_HEAD}<eSummaryResult>\n{chr(10).join(parts)}\n</eSummaryResult>\n"
        return Reply(200, body.encode(), "text/xml; charset=UTF-8")

    def _search(self, term: str) -> Reply:
        central = {f"PMC{number}": number for number in self._summaries}
        found = [self._numbers.get(doi.lower()) for doi in _DOI.findall(term)]
        found += [central.get(one) for one in _CENTRAL.findall(term)]
        ids = sorted({number for number in found if number}, reverse=True)
        result = {"count": str(len(ids)), "retmax": "400", "retstart": "0", "idlist": ids}
        return json_reply(200, {"header": {"type": "esearch"}, "esearchresult": result})


def pubmed_number(doi: str) -> str:
    """Return the made-up PMID of an article; its id of PubMed Central has the same digits."""
    return _NUMBERS.get(doi.lower()) or str(
        10_000_000 + made_up_count(doi.lower(), "pmid", 20_000_000)
    )


def _unknown(number: str) -> str:
    return f"\t<ERROR>UID={number}: cannot get document summary</ERROR>"


def _summary(doi: str, title: str, authors: tuple[str, ...], venue: str, year: str) -> str:
    stated = parse_venue(venue)
    number = pubmed_number(doi)
    journal = (stated.name or stated.short) if stated else venue
    people = "".join(_item("Author", _initials(name)) for name in authors)
    ids = (("pubmed", number), ("doi", doi), ("pmc", f"PMC{number}"))
    return "\n".join(
        (
            f"<DocSum>\n\t<Id>{number}</Id>",
            _item("PubDate", str((stated.year if stated else "") or year), "Date"),
            _item("Source", stated.short if stated else venue),
            f'\t<Item Name="AuthorList" Type="List">{people}</Item>',
            _item("Title", f"{title}."),
            f'\t<Item Name="PubTypeList" Type="List">{_item("PubType", "Journal Article")}</Item>',
            '\t<Item Name="ArticleIds" Type="List">'
            f"{''.join(_item(kind, value) for kind, value in ids)}</Item>",
            _item("FullJournalName", journal),
            "</DocSum>",
        )
    )


def _item(name: str, value: str, kind: str = "String") -> str:
    return f'\t<Item Name="{name}" Type="{kind}">{escape(value)}</Item>'


def _initials(name: str) -> str:
    given, _, family = name.rpartition(" ")
    return f"{family} {''.join(part[0] for part in given.split() if part[0].isalpha())}".strip()
