"""GitHub through GraphQL: a hundred repositories in one request, for a client with a token.

https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api. An answer
with status 200 can hold errors; each is matched to the repository that it speaks of.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harvester.asks import Pairs
from harvester.http import Answer, Ask, Door
from harvester.model import Failed, NotFound
from harvester.sources.github_facts import RepositoryAnswer, answer_of_graphql
from harvester.sources.github_rest import GONE, HEADERS

BATCH = 100
_MOST_REFUSALS = 4
"""A batch that is too much is halved; a service that refuses so many in a row is not asked on."""
_TOO_MUCH = frozenset({502, 504})
_FIELDS = """fragment Facts on Repository {
  databaseId nameWithOwner description stargazerCount forkCount isArchived isDisabled pushedAt
  issues(states: OPEN) { totalCount } pullRequests(states: OPEN) { totalCount }
  licenseInfo { spdxId } repositoryTopics(first: 20) { nodes { topic { name } } }
  defaultBranchRef { name } latestRelease { tagName } primaryLanguage { name }
  object(expression: "HEAD:") { ... on Tree { entries { name type } } }
}"""


@dataclass(frozen=True, slots=True)
class Unclear:
    """GraphQL refuses a repository without a reason that tells a block from a limit."""

    message: str


GraphqlLookup = tuple[RepositoryAnswer, Answer] | NotFound | Failed | Unclear


class GithubGraphql:
    """Asks `/graphql` with a token."""

    def __init__(self, endpoint: str, secret_headers: Pairs) -> None:
        self._endpoint = endpoint
        self._secret_headers = secret_headers

    def lookup(self, names: Sequence[str], door: Door) -> Iterator[dict[str, GraphqlLookup]]:
        """Give one answer for each of `names`, request by request.

        A batch that is too much is asked in halves.
        """
        waiting = deque(names[at : at + BATCH] for at in range(0, len(names), BATCH))
        refusals = 0
        while waiting:
            batch = waiting.popleft()
            answer = self._ask(batch, door)
            if isinstance(answer, Failed):
                yield dict.fromkeys(batch, answer)
                continue
            told, again, stop = _read(batch, answer)
            yield told
            refusals = 0 if told else refusals + 1
            if stop or len(batch) == 1 or refusals >= _MOST_REFUSALS:
                reason = stop or f"github: refused the query (status {answer.status})"
                yield dict.fromkeys(again, Failed(reason))
                if stop or refusals >= _MOST_REFUSALS:
                    yield {name: Failed(reason) for rest in waiting for name in rest}
                    return
                continue
            half = (len(again) + 1) // 2
            waiting.extendleft(part for part in (again[half:], again[:half]) if part)

    def _ask(self, names: Sequence[str], door: Door) -> Answer | Failed:
        body = json.dumps({"query": query_for(names)})
        return door.ask(
            Ask(
                "github",
                "POST",
                f"{self._endpoint}/graphql",
                headers=(*HEADERS, ("Content-Type", "application/json")),
                body=body,
                secret_headers=self._secret_headers,
                statuses=frozenset({200, *_TOO_MUCH}),
                cache_statuses=frozenset(),
                validate=_check,
            )
        )


def query_for(names: Sequence[str]) -> str:
    """Return the query for `names`, each under an alias that tells its place."""
    lines = []
    for place, name in enumerate(names):
        owner, _, repository = name.partition("/")
        arguments = f"owner: {json.dumps(owner)}, name: {json.dumps(repository)}"
        lines.append(f"  r{place}: repository({arguments}) {{ ...Facts }}")
    inner = "\n".join(lines)
    return f"query {{\n  rateLimit {{ cost remaining resetAt }}\n{inner}\n}}\n{_FIELDS}"


def _check(answer: Answer) -> str | None:
    if answer.status in _TOO_MUCH:
        return None
    try:
        content = json.loads(answer.text)
    except ValueError:
        return "no JSON"
    if not isinstance(content, dict) or not ({"data", "errors"} & content.keys()):
        return "JSON of another shape"
    data, errors = content.get("data"), content.get("errors", [])
    if not isinstance(data, dict | None) or not isinstance(errors, list):
        return "JSON of another shape"
    return None


def _read(names: Sequence[str], answer: Answer) -> tuple[dict[str, GraphqlLookup], list[str], str]:
    """Return what was told, what must be asked again in smaller parts, and why to stop, if so."""
    if answer.status in _TOO_MUCH:
        return {}, list(names), ""
    content = json.loads(answer.text)
    errors = [error for error in content.get("errors", []) if isinstance(error, dict)]
    if any(error.get("type") == "RATE_LIMITED" for error in errors):
        return {}, list(names), "github: quota used up (RATE_LIMITED)"
    data = content.get("data") or {}
    of_alias = {
        str(e["path"][0]): e for e in errors if isinstance(e.get("path"), list) and e["path"]
    }
    told: dict[str, GraphqlLookup] = {}
    again = []
    for place, name in enumerate(names):
        alias = f"r{place}"
        lookup = _one(name, data.get(alias), of_alias.get(alias), answer)
        if lookup is None:
            again.append(name)
        else:
            told[name] = lookup
    return told, again, ""


def _one(
    name: str, node: Any, error: Mapping[str, Any] | None, answer: Answer
) -> GraphqlLookup | None:
    """Read one alias; None where it has to be asked again."""
    kind = error.get("type") if error else None
    if kind == "NOT_FOUND":
        return NotFound(GONE)
    if node is None and error and kind not in {None, "RESOURCE_LIMITS_EXCEEDED"}:
        return Unclear(str(error.get("message"))[:100])
    if node is None or error:
        return None
    try:
        return answer_of_graphql(node), answer
    except (KeyError, TypeError, AttributeError):
        return Failed(f"github: an answer without the facts of {name}")
