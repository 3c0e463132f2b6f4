"""The replies of bad days, in the words the services really use."""

from __future__ import annotations

import re
import time
from dataclasses import replace

from harvester.sandbox.exchange import Pairs, Reply, Request, json_reply
from harvester.sandbox.services.dblp import WALL
from harvester.sandbox.spoiled_answers import spoil

HANG = "hang"
RESET = "reset"
_HTML_503 = (
    b"<html><head><title>503 Service Unavailable</title></head><body>Try again.</body></html>"
)
_DENIED = (
    b"<!DOCTYPE html><html><head><title>Access denied</title></head><body>Your IP</body></html>"
)
_MAINTENANCE = b"<!DOCTYPE html><html><body><h1>Down for maintenance</h1></body></html>"
_HTML_TYPE = "text/html; charset=utf-8"
_DOCS = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"


def fault_reply(kind: str, service: str, request: Request, normal: Reply) -> Reply:
    """Return what `service` sends when `kind` strikes; `normal` is what it would have said.

    `hang` and `reset` send nothing at all: the server deals with them itself.

    Raises ValueError for a kind of fault that does not exist.
    """
    if service == "github" and (reply := _github_fault(kind, request)):
        return reply
    plain = {
        "500": Reply(500, _HTML_503, _HTML_TYPE),
        "502": Reply(502, _HTML_503, _HTML_TYPE),
        "503": Reply(503, _HTML_503, _HTML_TYPE),
        "429": Reply(429, b"Rate exceeded."),
        "rate-200": Reply(200, b"Rate exceeded."),
        "403": Reply(403, _DENIED, _HTML_TYPE),
        "wall-500": Reply(500, WALL, _HTML_TYPE),
        "wall-200": Reply(200, WALL, _HTML_TYPE),
        "html": Reply(200, _MAINTENANCE, _HTML_TYPE),
        "empty": Reply(200, b"", normal.content_type),
    }
    if kind in plain:
        return plain[kind]
    part = len(normal.body) * 2 // 3
    if kind == "truncated":
        return Reply(normal.status, normal.body[:part], normal.content_type)
    if kind == "cut":
        return Reply(normal.status, normal.body, normal.content_type, normal.headers, part)
    if kind == "none-found":
        return Reply(200, _less_entries(normal.body), normal.content_type)
    if (spoiled := spoil(kind, service, normal.body)) is not None:
        return replace(normal, body=spoiled)
    if kind == "odd-charset":
        return replace(
            normal, content_type=f"{normal.content_type.partition(';')[0]}; charset=idna"
        )
    if kind == "foreign-redirect":
        return Reply(302, b"", headers=(("Location", "http://169.254.169.254/latest/meta-data"),))
    raise ValueError(f"no reply for the fault {kind!r}")


def _less_entries(feed: bytes) -> bytes:
    """Return the feed as if nothing had been found: seen of the real service for known ids."""
    total = re.sub(rb"(totalResults>)\d+<", rb"\g<1>0<", feed)
    return re.sub(rb"  <entry>.*</entry>\n", b"", total, flags=re.DOTALL)


def limit_headers(remaining: int, limit: int = 60, reset: int | None = None) -> Pairs:
    """Return GitHub's headers of the primary limit; `reset` is in 20 minutes if not given."""
    at = reset if reset is not None else int(time.time()) + 1200
    return (
        ("x-ratelimit-limit", str(limit)),
        ("x-ratelimit-remaining", str(remaining)),
        ("x-ratelimit-used", str(limit - remaining)),
        ("x-ratelimit-reset", str(at)),
        ("x-ratelimit-resource", "core"),
    )


def quota_reply(limit: int, reset: int | None = None) -> Reply:
    """Return GitHub's reply when the primary limit is used up."""
    content = {
        "message": "API rate limit exceeded for 127.0.0.1. (But here's the good news: "
        "Authenticated requests get a higher rate limit.)",
        "documentation_url": _DOCS,
    }
    return json_reply(403, content, limit_headers(0, limit, reset))


def _github_fault(kind: str, request: Request) -> Reply | None:
    graphql = request.path.endswith("/graphql")
    secondary = {"message": "You have exceeded a secondary rate limit.", "documentation_url": _DOCS}
    if kind == "quota":
        return quota_reply(5000 if "authorization" in request.headers else 60)
    if kind in {"secondary", "403", "429"}:
        status = 429 if kind == "429" else 403
        # The secondary limit tells how long to wait in one kind, and leaves it open in the other.
        wait = (("retry-after", "60"),) if kind == "secondary" else ()
        return json_reply(status, secondary, (*limit_headers(4000, 5000), *wait))
    if kind == "401":
        return json_reply(401, {"message": "Bad credentials", "status": "401"})
    if kind == "graphql-rate-limited":
        message = "API rate limit exceeded for installation ID 1."
        content = {"errors": [{"type": "RATE_LIMITED", "message": message}]}
        return json_reply(200, content, limit_headers(0, 5000)) if graphql else quota_reply(60)
    if kind == "graphql-secondary":  # a limit that GraphQL tells with status 200 and no type
        errors = {"errors": [{"message": secondary["message"]}]}
        return json_reply(200, errors) if graphql else json_reply(403, secondary)
    if kind == "resource-limits":
        if not graphql:
            return Reply(502, _HTML_503, _HTML_TYPE)
        error = {
            "type": "RESOURCE_LIMITS_EXCEEDED",
            "path": ["r0"],
            "message": "Resource limits for this query exceeded.",
        }
        return json_reply(200, {"data": {"r0": None}, "errors": [error]})
    return None
