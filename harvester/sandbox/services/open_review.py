"""OpenReview over a world: `/notes?id=…` with a token; a challenge for everybody else."""

from __future__ import annotations

from harvester.sandbox.exchange import Reply, Request, json_reply
from harvester.sandbox.world import World

_CHALLENGE = {
    "name": "ChallengeRequiredError",
    "message": "Challenge verification required (made up)",
    "status": 403,
    "details": {"challengeUrl": "https://openreview.net/challenge?"},
}
_POLICY = (("ratelimit-policy", "180;w=60"),)


class OpenReview:
    """Answers `/notes` for the submissions of a world."""

    def __init__(self, world: World) -> None:
        self._notes = {
            one.forum: {
                "id": one.forum,
                "forum": one.forum,
                "content": {
                    "title": {"value": one.title},
                    "authors": {"value": list(one.authors)},
                    "venue": {"value": one.venue},
                    "venueid": {"value": one.venueid},
                },
            }
            for one in world.submissions
        }

    def reply(self, request: Request) -> Reply:
        """Answer one look-up."""
        if "authorization" not in request.headers:
            return json_reply(403, _CHALLENGE, _POLICY)
        note = self._notes.get(request.param("id"))
        notes = [note] if note else []
        return json_reply(200, {"notes": notes, "count": len(notes)}, _POLICY)
