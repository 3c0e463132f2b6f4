"""Semantic Scholar over a world: `POST /paper/batch`, in the order asked, null for unknown ids."""

from __future__ import annotations

import json
from typing import Any

from harvester.sandbox.exchange import Reply, Request, json_reply
from harvester.sandbox.world import PaperFacts, World
from harvester.values.venues import parse_venue

_MOST_IDS = 500
_FIELDS = frozenset(
    {"title", "authors", "year", "venue", "publicationVenue", "journal", "externalIds"}
    | {"publicationTypes", "publicationDate", "abstract", "url"}
)


class SemanticScholar:
    """Answers `/paper/batch` over a world."""

    def __init__(self, world: World) -> None:
        self._papers: dict[str, dict[str, Any]] = {}
        for paper in world.papers:
            about = _paper(paper)
            for name in (f"arxiv:{paper.id}", *(f"doi:{doi}" for doi in paper.dois)):
                self._papers[name.lower()] = about

    def reply(self, request: Request) -> Reply:
        """Answer one batch."""
        if request.method != "POST" or request.path != "/paper/batch":
            return json_reply(404, {"error": "Paper with id 0 not found"})
        asked = request.param("fields", "title").split(",")
        if unknown := [name for name in asked if name not in _FIELDS]:
            names = ", ".join(unknown)
            return json_reply(400, {"error": f"Unrecognized or unsupported fields: [{names}]"})
        try:
            ids = json.loads(request.body)["ids"]
        except (ValueError, KeyError, TypeError):
            return json_reply(400, {"error": "Expecting a JSON object with ids"})
        if len(ids) > _MOST_IDS:
            return json_reply(400, {"error": f"{len(ids)} ids, at most {_MOST_IDS} are allowed"})
        papers = [self._papers.get(str(name).lower()) for name in ids]
        kept = {"paperId", *asked}
        return json_reply(
            200, [p and {name: p[name] for name in sorted(kept & p.keys())} for p in papers]
        )


def _paper(paper: PaperFacts) -> dict[str, Any]:
    venue = parse_venue(paper.venue or paper.journal_ref)
    published = [doi for doi in paper.dois if not doi.lower().startswith("10.48550/")]
    doi = published[0] if published else f"10.48550/arXiv.{paper.id}"
    return {
        "paperId": f"made-up-{paper.id}",
        "externalIds": {"ArXiv": paper.id, "DOI": doi},
        "title": paper.title,
        "authors": [{"authorId": str(at), "name": name} for at, name in enumerate(paper.authors)],
        "year": int(paper.submitted[:4]),
        "venue": (venue.name or venue.short) if venue else "arXiv.org",
        "publicationVenue": None,
        "journal": None if venue else {"name": "ArXiv", "volume": f"abs/{paper.id}"},
        "publicationTypes": None,
    }
