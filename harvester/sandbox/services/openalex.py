"""OpenAlex over a world: `/works?filter=doi:a|b`, with the headers of its daily credits."""

from __future__ import annotations

from typing import Any

from harvester.sandbox.exchange import Reply, Request, json_reply
from harvester.sandbox.made_up import made_up_count
from harvester.sandbox.world import PaperFacts, World
from harvester.values.venues import VenueKind, parse_venue

_MOST_VALUES = 100
_DEPOSITS = ("10.5281/", "10.6084/")
_SECONDS_LEFT = "11987"


class OpenAlex:
    """Answers `/works` over a world; `credits` are left for callers without a key."""

    def __init__(self, world: World, credits: int = 1000) -> None:  # noqa: A002 -- its own word
        self._works = {f"10.48550/arxiv.{paper.id}".lower(): _work(paper) for paper in world.papers}
        for paper in world.papers:
            for doi in paper.dois:
                work = _work(paper, "" if doi.lower().startswith(_DEPOSITS) else doi)
                self._works[doi.lower()] = {**work, "doi": f"https://doi.org/{doi.lower()}"}
        self._limit = self._left = credits

    def reply(self, request: Request) -> Reply:
        """Answer one list request."""
        if "api_key" in dict(request.params) and not request.param("api_key").strip():
            return json_reply(401, {"error": "Invalid API key"})
        if request.path != "/works":
            page = b"<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n"
            return Reply(404, page, "text/html; charset=utf-8")
        if self._left <= 0:
            spent = (("retry-after", _SECONDS_LEFT), *self._headers())
            return json_reply(429, {"error": "Rate limit exceeded"}, spent)
        self._left -= 1
        key, _, values = request.param("filter").partition(":")
        dois = values.lower().split("|")
        if key != "doi" or len(dois) > _MOST_VALUES:
            return json_reply(400, {"error": "Invalid query parameters error."})
        works = [self._works[doi] for doi in dict.fromkeys(dois) if doi in self._works]
        meta = {"count": len(works), "page": 1, "per_page": _MOST_VALUES, "cost_usd": 0.0001}
        return json_reply(200, {"meta": meta, "results": works, "group_by": []}, self._headers())

    def _headers(self) -> tuple[tuple[str, str], ...]:
        return (
            ("x-ratelimit-limit", str(self._limit)),
            ("x-ratelimit-remaining", str(self._left)),
            ("x-ratelimit-reset", _SECONDS_LEFT),
        )


def _work(paper: PaperFacts, doi: str = "") -> dict[str, Any]:
    venue = parse_venue(paper.venue or paper.journal_ref) if doi else None
    is_article = venue is not None and venue.kind is VenueKind.JOURNAL
    archive = {
        "landing_page_url": f"http://arxiv.org/abs/{paper.id}",
        "source": {"display_name": "arXiv (Cornell University)", "type": "repository"},
    }
    place = {
        "landing_page_url": f"https://doi.org/{doi}",
        "source": {
            "display_name": (venue.name or venue.short) if venue else "Made-up Proceedings",
            "type": "journal" if is_article else "conference",
        },
    }
    year = (venue.year if venue else None) or int(paper.latest[:4])
    kind = "article" if is_article else "conference-paper"
    return {
        "id": f"https://openalex.org/W{made_up_count(paper.id + doi, 'openalex', 10**10)}",
        "doi": f"https://doi.org/{doi or '10.48550/arxiv.' + paper.id}".lower(),
        "title": paper.title,
        "authorships": [
            {"raw_author_name": name, "author": {"display_name": name}} for name in paper.authors
        ],
        "publication_date": f"{year}-01-01" if doi else paper.submitted,
        "type": kind if doi else "preprint",
        "primary_location": place if doi else archive,
        "locations": [place, archive] if doi else [archive],
        "is_retracted": False,
    }
