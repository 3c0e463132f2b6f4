"""Unpaywall over a world: `/<DOI>?email=…`, one article a request."""

from __future__ import annotations

from typing import Any

from harvester.sandbox.exchange import Reply, Request, json_reply
from harvester.sandbox.world import World
from harvester.values.venues import parse_venue

_NO_EMAIL = "Please use your own email address in API calls. See http://unpaywall.org/products/api"


class Unpaywall:
    """Answers for the articles of a world; what arXiv has too is green, the others are closed."""

    def __init__(self, world: World) -> None:
        self._works = {
            doi.lower(): _work(doi, paper.title, paper.venue, f"https://arxiv.org/abs/{paper.id}")
            for paper in world.papers
            for doi in paper.dois
        }
        self._works.update(
            (one.doi.lower(), _work(one.doi, one.title, one.venue, "")) for one in world.articles
        )

    def reply(self, request: Request) -> Reply:
        """Answer one request."""
        doi = request.path.strip("/")
        email = request.param("email")
        if "@" not in email or email.endswith("@example.com"):
            return json_reply(422, {"HTTP_status_code": 422, "error": True, "message": _NO_EMAIL})
        work = self._works.get(doi.lower())
        if work is None:
            message = f"'{doi}' isn't in Unpaywall (made up)"
            return json_reply(404, {"HTTP_status_code": 404, "error": True, "message": message})
        return json_reply(200, work)


def _work(doi: str, title: str, venue: str, copy: str) -> dict[str, Any]:
    stated = parse_venue(venue)
    location = {
        "host_type": "repository",
        "is_best": True,
        "license": None,
        "url": copy.replace("/abs/", "/pdf/"),
        "url_for_landing_page": copy,
        "url_for_pdf": copy.replace("/abs/", "/pdf/"),
        "version": "submittedVersion",
    }
    return {
        "doi": doi.lower(),
        "doi_url": f"https://doi.org/{doi.lower()}",
        "title": title,
        "genre": "journal-article",
        "journal_name": (stated.name or stated.short) if stated else venue,
        "is_oa": bool(copy),
        "oa_status": "green" if copy else "closed",
        "has_repository_copy": bool(copy),
        "best_oa_location": location if copy else None,
        "oa_locations": [location] if copy else [],
        "data_standard": 2,
    }
