"""GitHub's REST API, as far as a list of papers asks it."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from typing import Any

from harvester.sandbox.exchange import Pairs, Reply, Request, json_reply
from harvester.sandbox.fault_replies import limit_headers, quota_reply
from harvester.sandbox.world import RepositoryFacts, World

_DOCS = "https://docs.github.com/rest/repos/repos#get-a-repository"
_ANONYMOUS, _KNOWN = 60, 5000
_WINDOW = 3600


class Quota:
    """Requests used within the hour, by token; an anonymous client has 60, a known one 5000."""

    def __init__(self, anonymous: int = _ANONYMOUS, signed_in: int = _KNOWN) -> None:
        self._limits = (anonymous, signed_in)
        self._used: dict[str, int] = {}
        self._reset = int(time.time()) + _WINDOW
        self._turn = threading.Lock()

    def limit(self, token: str) -> int:
        """Return how many requests `token` has per hour."""
        return self._limits[bool(token)]

    def headers(self, token: str) -> Pairs:
        """Return the headers that tell what is left."""
        limit = self.limit(token)
        return limit_headers(max(limit - self._used.get(token, 0), 0), limit, self._reset)

    def spend(self, token: str) -> Reply | None:
        """Use one request; returns the refusal when none is left."""
        with self._turn:
            limit, used = self.limit(token), self._used.get(token, 0)
            if used >= limit:
                return quota_reply(limit, self._reset)
            self._used[token] = used + 1
        return None

    def give_back(self, token: str) -> None:
        """Take back one request: a 304 does not count for a known client."""
        with self._turn:
            self._used[token] -= 1


def token_of(request: Request) -> str:
    """Return the token that came with `request`, empty without one."""
    return request.headers.get("authorization", "").partition(" ")[2].strip()


class GithubRest:
    """Answers `/repos/…`, `/repositories/…` and `/rate_limit` over a world."""

    def __init__(self, world: World, quota: Quota) -> None:
        self._world = world
        self._quota = quota

    def reply(self, request: Request) -> Reply:
        """Answer one request, counting it against the quota."""
        if not request.headers.get("user-agent"):
            return Reply(403, b"Request forbidden by administrative rules: User-Agent missing.\n")
        token = token_of(request)
        if token == "bad":  # noqa: S105 - the sandbox's name for a token that was withdrawn
            return json_reply(401, {"message": "Bad credentials", "status": "401"})
        if request.path == "/rate_limit":
            return json_reply(200, self._rates(token), self._quota.headers(token))
        if refusal := self._quota.spend(token):
            return refusal
        return self._conditional(request, self._content(request), token)

    def _rates(self, token: str) -> dict[str, Any]:
        headers = dict(self._quota.headers(token))
        kinds = ("limit", "remaining", "used", "reset")
        core = {kind: int(headers[f"x-ratelimit-{kind}"]) for kind in kinds}
        return {"resources": {"core": core}, "rate": core}

    def _conditional(self, request: Request, reply: Reply, token: str) -> Reply:
        headers = self._quota.headers(token)
        if reply.status == 200:
            digest = hashlib.sha256(reply.body + token.encode()).hexdigest()
            etag = f'W/"{digest}"'
            headers += (("etag", etag), ("vary", "Accept, Authorization"))
            if request.headers.get("if-none-match") == etag:
                if token:
                    self._quota.give_back(token)
                return Reply(304, headers=(*self._quota.headers(token), ("etag", etag)))
        return Reply(reply.status, reply.body, reply.content_type, reply.headers + headers)

    def _content(self, request: Request) -> Reply:
        parts = request.path.strip("/").split("/")
        if len(parts) >= 2 and parts[0] == "repositories" and parts[1].isdigit():
            return self._part(self._world.repository_by_id.get(int(parts[1])), parts[2:])
        if len(parts) < 3 or parts[0] != "repos":
            return _not_found()
        name = "/".join(parts[1:3]).lower()
        if moved := self._world.repository_by_former_name.get(name):
            return _moved(request, "/".join(("repositories", str(moved.id), *parts[3:])))
        return self._part(self._world.repository_by_name.get(name), parts[3:])

    def _part(self, repository: RepositoryFacts | None, rest: list[str]) -> Reply:
        if repository is None:
            return _not_found()
        if repository.block:
            return _blocked(repository)
        part = "/".join(rest)
        if not part:
            return json_reply(200, repository_json(repository))
        if part in {"git/trees/HEAD", f"git/trees/{repository.default_branch}"}:
            return _tree(repository)
        if part == "readme" and repository.readme:
            return _readme(repository)
        return _release(repository) if part == "releases/latest" else _not_found()


def _not_found() -> Reply:
    return json_reply(404, {"message": "Not Found", "documentation_url": _DOCS, "status": "404"})


def _moved(request: Request, path: str) -> Reply:
    status = 301 if request.method in {"GET", "HEAD"} else 307
    address = f"{request.base}/{path}"
    message = "Moved Permanently" if status == 301 else "Temporary Redirect"
    content = {
        "message": message,
        "url": address,
        "documentation_url": "https://docs.github.com/v3/#http-redirects",
    }
    return json_reply(status, content, (("location", address),))


def _blocked(repository: RepositoryFacts) -> Reply:
    dmca = repository.block == "dmca"
    block = {
        "reason": repository.block,
        "created_at": "2026-02-03T04:05:06Z",
        "html_url": "https://github.com/github/dmca" if dmca else "https://github.com/tos",
    }
    content = {"message": "Repository access blocked", "block": block}
    return json_reply(451 if dmca else 403, content)


def _tree(repository: RepositoryFacts) -> Reply:
    if not repository.tree:
        return json_reply(409, {"message": "Git Repository is empty.", "status": "409"})
    entries = [
        {"path": path.rstrip("/"), "type": "tree" if path.endswith("/") else "blob"}
        for path in repository.tree
    ]
    return json_reply(200, {"sha": "0" * 40, "tree": entries, "truncated": False})


def _readme(repository: RepositoryFacts) -> Reply:
    content = base64.encodebytes(repository.readme.encode()).decode()
    about = {"name": "README.md", "path": "README.md", "type": "file", "encoding": "base64"}
    return json_reply(200, {**about, "size": len(repository.readme), "content": content})


def _release(repository: RepositoryFacts) -> Reply:
    if repository.latest_release is None:
        return _not_found()
    content = {
        "tag_name": repository.latest_release,
        "name": repository.latest_release,
        "published_at": repository.pushed_at,
        "draft": False,
        "prerelease": False,
    }
    return json_reply(200, content)


def main_language(repository: RepositoryFacts) -> str | None:
    """Return the language that GitHub would name, None for a repository without code."""
    return "Python" if any(path.endswith(".py") for path in repository.tree) else None


def repository_json(repository: RepositoryFacts) -> dict[str, Any]:
    """Return the body of `GET /repos/{owner}/{name}`, less its many URLs."""
    owner, _, name = repository.full_name.partition("/")
    licence = repository.license
    address = f"https://github.com/{repository.full_name}"
    return {
        "id": repository.id,
        "node_id": f"R_{repository.id}",
        "name": name,
        "full_name": repository.full_name,
        "private": False,
        "owner": {"login": owner, "type": "User"},
        "html_url": address,
        "description": repository.description or None,
        "fork": False,
        "created_at": repository.created_at,
        "updated_at": repository.pushed_at,
        "pushed_at": repository.pushed_at,
        "homepage": repository.homepage or None,
        "size": repository.size,
        "stargazers_count": repository.stars,
        "watchers_count": repository.stars,
        "language": main_language(repository),
        "forks_count": repository.forks,
        "archived": repository.archived,
        "disabled": repository.disabled,
        "open_issues_count": repository.open_issues + repository.open_pull_requests,
        "license": {"key": licence.lower(), "name": licence, "spdx_id": licence}
        if licence
        else None,
        "topics": list(repository.topics),
        "visibility": "public",
        "default_branch": repository.default_branch,
    }


class RawFiles:
    """Answers `/<owner>/<name>/HEAD/README.md`, by present names alone and without a quota."""

    def __init__(self, world: World) -> None:
        self._world = world

    def reply(self, request: Request) -> Reply:
        """Answer one file."""
        name, _, path = request.path.strip("/").partition("/HEAD/")
        repository = self._world.repository_by_name.get(name.lower())
        if repository is None or repository.block or path != "README.md" or not repository.readme:
            return Reply(404, b"404: Not Found")
        return Reply(200, repository.readme.encode(), "text/plain; charset=utf-8")
