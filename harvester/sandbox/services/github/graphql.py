"""GitHub's GraphQL API: aliased `repository(owner:, name:)` fields, and `rateLimit`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from harvester.sandbox.exchange import Reply, Request, json_reply
from harvester.sandbox.services.github.graphql_query import Field, SyntaxFaultError, read_query
from harvester.sandbox.services.github.rest import Quota, main_language, token_of
from harvester.sandbox.world import RepositoryFacts, World

Errors = list[dict[str, Any]]


class GithubGraphql:
    """Answers `/graphql` over a world; more than `most` repositories are too much for one query."""

    def __init__(self, world: World, quota: Quota, most: int = 200) -> None:
        self._world = world
        self._quota = quota
        self._most = most

    def reply(self, request: Request) -> Reply:
        """Answer one query; a client without a token is refused."""
        token = token_of(request)
        if not token or token == "bad":  # noqa: S105 - the sandbox's name for a withdrawn token
            needed = "This endpoint requires you to be authenticated."
            message = "Bad credentials" if token else needed
            return json_reply(401, {"message": message, "status": "401"})
        if self._quota.spend(token):
            return json_reply(200, {"errors": [_limited()]}, self._quota.headers(token))
        try:
            asked = json.loads(request.body)
            fields = read_query(asked["query"], asked.get("variables") or {})
        except (ValueError, KeyError, TypeError, SyntaxFaultError) as error:
            return json_reply(200, {"errors": [{"message": f"Parse error: {error}"}]})
        return json_reply(200, self._content(fields, token), self._quota.headers(token))

    def _content(self, fields: tuple[Field, ...], token: str) -> dict[str, Any]:
        content: dict[str, Any] = {}
        errors: Errors = []
        number = 0
        for field in fields:
            if field.name == "rateLimit":
                content[field.alias] = self._rate_limit(token)
            elif field.name != "repository":
                return {"errors": [_undefined(field.name, "Query")]}
            elif number >= self._most:
                content[field.alias] = None
                errors.append(_too_much(field.alias))
            else:
                number += 1
                content[field.alias] = self._repository(field, errors)
        return {"data": content} | ({"errors": errors} if errors else {})

    def _rate_limit(self, token: str) -> dict[str, Any]:
        headers = dict(self._quota.headers(token))
        reset = int(headers["x-ratelimit-reset"])
        return {
            "cost": 1,
            "limit": int(headers["x-ratelimit-limit"]),
            "remaining": int(headers["x-ratelimit-remaining"]),
            "resetAt": datetime.fromtimestamp(reset, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }

    def _repository(self, field: Field, errors: Errors) -> Any:
        name = f"{field.arguments.get('owner')}/{field.arguments.get('name')}"
        world, key = self._world, name.lower()
        # A former name leads to the repository without a word.
        repository = world.repository_by_name.get(key) or world.repository_by_former_name.get(key)
        if repository is None:
            message = f"Could not resolve to a Repository with the name '{name}'."
            errors.append({"type": "NOT_FOUND", "path": [field.alias], "message": message})
            return None
        if repository.block:
            message = "Repository access blocked"
            errors.append({"type": "FORBIDDEN", "path": [field.alias], "message": message})
            return None
        return {
            **_selected(_node(repository), _without_objects(field), field.alias, errors),
            **_objects(repository, field.selection, field.alias, errors),
        }


def _without_objects(field: Field) -> tuple[Field, ...]:
    return tuple(one for one in field.selection if one.name != "object")


def _objects(
    repository: RepositoryFacts, selection: tuple[Field, ...], path: str, errors: Errors
) -> dict[str, Any]:
    """Return what `object(expression: "HEAD:PATH")` answers: a tree, a blob's text, or null."""
    chosen = {}
    for field in selection:
        if field.name != "object":
            continue
        place = str(field.arguments.get("expression") or "").partition(":")[2]
        inner = tuple(one for one in field.selection if (one.name == "text") == bool(place))
        node: dict[str, Any] | None = None
        if place and place in repository.tree:
            node = {"text": repository.readme if place == "README.md" else ""}
        elif not place and repository.tree:
            node = _tree(repository)
        chosen[field.alias] = _selected(node, inner, path, errors)
    return chosen


def _selected(node: Any, selection: tuple[Field, ...], path: str, errors: Errors) -> Any:
    if isinstance(node, list):
        return [_selected(each, selection, path, errors) for each in node]
    if node is None or not selection:
        return node
    chosen = {}
    for field in selection:
        if field.name not in node:
            errors.append({**_undefined(field.name, "Repository"), "path": [path]})
            continue
        chosen[field.alias] = _selected(node[field.name], field.selection, path, errors)
    return chosen


def _node(repository: RepositoryFacts) -> dict[str, Any]:
    licence, release = repository.license, repository.latest_release
    language = main_language(repository)
    return {
        "__typename": "Repository",
        "id": f"R_{repository.id}",
        "databaseId": repository.id,
        "nameWithOwner": repository.full_name,
        "url": f"https://github.com/{repository.full_name}",
        "description": repository.description or None,
        "homepageUrl": repository.homepage or None,
        "stargazerCount": repository.stars,
        "forkCount": repository.forks,
        "isArchived": repository.archived,
        "isDisabled": repository.disabled,
        "isEmpty": not repository.tree,
        "isFork": False,
        "isPrivate": False,
        "pushedAt": repository.pushed_at,
        "createdAt": repository.created_at,
        "diskUsage": repository.size,
        "issues": {"totalCount": repository.open_issues},
        "pullRequests": {"totalCount": repository.open_pull_requests},
        "licenseInfo": {"spdxId": licence, "name": licence} if licence else None,
        "repositoryTopics": {"nodes": [{"topic": {"name": name}} for name in repository.topics]},
        "defaultBranchRef": {"name": repository.default_branch} if repository.tree else None,
        "latestRelease": {"tagName": release, "publishedAt": repository.pushed_at}
        if release
        else None,
        "primaryLanguage": {"name": language} if language else None,
    }


def _tree(repository: RepositoryFacts) -> dict[str, Any]:
    tops = dict.fromkeys(path.split("/")[0] for path in repository.tree)
    entries = []
    for top in tops:
        inner = [path.split("/")[1] for path in repository.tree if path.startswith(f"{top}/")]
        folder = f"{top}/" in repository.tree or bool(inner)
        names = [name for name in inner if name]
        below = {"entries": [{"name": name, "type": "blob", "object": {}} for name in names]}
        kind = "tree" if folder else "blob"
        entries.append({"name": top, "type": kind, "object": below if folder else {}})
    return {"__typename": "Tree", "entries": entries}


def _limited() -> dict[str, Any]:
    return {"type": "RATE_LIMITED", "message": "API rate limit exceeded for installation ID 1."}


def _too_much(alias: str) -> dict[str, Any]:
    message = "Resource limits for this query exceeded."
    return {"type": "RESOURCE_LIMITS_EXCEEDED", "path": [alias], "message": message}


def _undefined(name: str, kind: str) -> dict[str, Any]:
    message = f"Field '{name}' doesn't exist on type '{kind}'"
    return {"message": message, "extensions": {"code": "undefinedField", "fieldName": name}}
