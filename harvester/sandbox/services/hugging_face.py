"""Hugging Face over a world: `/api/papers/<arXiv id>`, keys absent where nothing is known."""

from __future__ import annotations

from typing import Any

from harvester.sandbox.exchange import Reply, Request, json_reply
from harvester.sandbox.made_up import made_up_count
from harvester.sandbox.world import PaperFacts, World

_LIMIT = (("ratelimit-policy", '"fixed window";"api";q=500;w=300'),)


class HuggingFace:
    """Answers the pages of papers; half of the repositories are guesses, as they are there."""

    def __init__(self, world: World) -> None:
        self._world = world

    def reply(self, request: Request) -> Reply:
        """Answer one page."""
        paper = self._world.paper_by_id.get(request.path.strip("/"))
        if paper is None:
            return json_reply(404, {"error": "Paper not found"}, _LIMIT)
        return json_reply(200, _page(paper), _LIMIT)


def _page(paper: PaperFacts) -> dict[str, Any]:
    page: dict[str, Any] = {
        "id": paper.id,
        "title": paper.title,
        "authors": [{"name": name, "hidden": False} for name in paper.authors],
        "publishedAt": f"{paper.submitted}T00:00:00.000Z",
    }
    if paper.project:
        page["projectPage"] = paper.project
    if paper.repository:
        page["githubRepo"] = f"https://github.com/{paper.repository}"
        added_by_user = made_up_count(paper.id, "added by", 2) == 0
        page["githubRepoAddedBy"] = "user" if added_by_user else "auto"
    return page
