"""DBLP over a world: `/search/publ/api?q=…&format=json`, and its wall against bots."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from harvester.sandbox.exchange import Reply, Request, json_reply
from harvester.sandbox.services.word_index import words_of
from harvester.sandbox.world import PaperFacts, World
from harvester.values.venues import VenueKind, parse_venue

WALL = (
    b'<!doctype html><html lang="en"><head><title>Making sure you&#39;re not a bot!</title>\n'
    b"</head><body>Making sure you're not a bot!</body></html>"
)
_KINDS = {VenueKind.JOURNAL: "Journal Articles"}


class Dblp:
    """Answers searches that hold all words of a paper's title."""

    def __init__(self, world: World) -> None:
        self._papers: dict[tuple[str, ...], list[PaperFacts]] = {}
        for paper in world.papers:
            self._papers.setdefault(tuple(words_of(paper.title)), []).append(paper)

    def reply(self, request: Request) -> Reply:
        """Answer one search."""
        if request.path != "/search/publ/api" or request.param("format") != "json":
            return Reply(404, b"not found")
        papers = self._papers.get(tuple(words_of(request.param("q"))), [])
        infos = [info for paper in papers for info in _infos(paper)]
        hits: dict[str, Any] = {"@total": str(len(infos)), "@sent": str(len(infos)), "@first": "0"}
        if infos:
            hits["hit"] = [
                {"@score": "10", "@id": str(number), "info": info, "url": f"URL#{number}"}
                for number, info in enumerate(infos)
            ]
        status = {"@code": "200", "text": "OK"}
        return json_reply(200, {"result": {"query": "made up", "status": status, "hits": hits}})


def _infos(paper: PaperFacts) -> Iterator[dict[str, Any]]:
    """Yield the preprint's record, and the published one's where there is one."""
    about = {"authors": _people(paper.authors), "title": f"{escape(paper.title)}."}
    number = paper.id.replace("/", "-")
    yield {
        **about,
        "venue": "CoRR",
        "volume": f"abs/{paper.id}",
        "year": paper.submitted[:4],
        "type": "Informal and Other Publications",
        "key": f"journals/corr/abs-{number.replace('.', '-')}",
        "doi": f"10.48550/ARXIV.{paper.id}",
        "ee": f"https://doi.org/10.48550/arXiv.{paper.id}",
    }
    venue = parse_venue(paper.venue)
    if venue is None:
        return
    doi = {"doi": paper.dois[0].upper()} if paper.dois else {}
    kind = _KINDS.get(venue.kind, "Conference and Workshop Papers")
    year = str(venue.year or paper.latest[:4])
    yield {**about, "venue": venue.short, "year": year, "type": kind, **doi}


def _people(names: tuple[str, ...]) -> dict[str, Any]:
    """Write one author as an object, several as a list, as the service does."""
    people = [{"@pid": f"00/{number}", "text": name} for number, name in enumerate(names)]
    return {"author": people[0] if len(people) == 1 else people}
