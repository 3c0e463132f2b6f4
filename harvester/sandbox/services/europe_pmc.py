"""Europe PMC over a world: `/search?query=DOI:"…" OR …`; an empty list where nothing fits."""

from __future__ import annotations

import re
from typing import Any

from harvester.sandbox.exchange import Reply, Request, json_reply
from harvester.sandbox.world import World
from harvester.values.venues import VenueKind, parse_venue

_DOI = re.compile(r'DOI:"([^"]+)"')


class EuropePmc:
    """Answers `/search` for the journal articles of a world."""

    def __init__(self, world: World) -> None:
        self._works = {
            doi.lower(): _work(doi, paper.title, paper.authors, paper.venue, paper.latest[:4])
            for paper in world.papers
            for doi in paper.dois
            if (venue := parse_venue(paper.venue)) and venue.kind is VenueKind.JOURNAL
        }
        self._works.update(
            (one.doi.lower(), _work(one.doi, one.title, one.authors, one.venue, one.issued))
            for one in world.articles
        )

    def reply(self, request: Request) -> Reply:
        """Answer one search."""
        if request.path != "/search":
            return Reply(404, b"not found")
        asked = dict.fromkeys(doi.lower() for doi in _DOI.findall(request.param("query")))
        works = [self._works[doi] for doi in asked if doi in self._works]
        about = {"version": "6.9", "hitCount": len(works), "resultList": {"result": works}}
        return json_reply(200, about)


def _work(
    doi: str, title: str, authors: tuple[str, ...], venue: str, issued: str
) -> dict[str, Any]:
    stated = parse_venue(venue)
    journal = (stated.name or stated.short) if stated else venue
    year = str(stated.year) if stated and stated.year else issued[:4]
    people = [name.rpartition(" ") for name in authors]
    return {
        "source": "MED",
        "doi": doi.lower(),
        "title": f"{title}.",
        "authorList": {
            "author": [{"firstName": given, "lastName": family} for given, _, family in people]
        },
        "journalInfo": {"journal": {"title": journal}},
        "pubYear": year,
        "pubTypeList": {"pubType": ["Journal Article"]},
    }
