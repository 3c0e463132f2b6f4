"""GitHub through GraphQL: a hundred repositories in one request, for a client with a token.

https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api. An answer
with status 200 can hold errors; each is matched to the repository that it speaks of.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from harvester.model import Failed, NotFound
from harvester.network.messages import Pairs, Request, Response
from harvester.sources.base import UNREADABLE
from harvester.sources.github.repository import RepositoryAnswer, answer_of_graphql
from harvester.sources.github.rest import GONE, HEADERS

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

_TOO_MUCH = frozenset({502, 504})
_NO_GRAPHQL = 404
_FIELDS = """fragment Facts on Repository {
  databaseId nameWithOwner description stargazerCount forkCount isArchived isDisabled pushedAt
  homepageUrl
  diskUsage issues(states: OPEN) { totalCount } licenseInfo { spdxId }
  repositoryTopics(first: 20) { nodes { topic { name } } }
  defaultBranchRef { name } latestRelease { tagName } primaryLanguage { name }
  object(expression: "HEAD:") { ... on Tree { entries { name type } } }
  readme: object(expression: "HEAD:README.md") { ... on Blob { text } }
}"""
_LIMITS = ("RATE_LIMITED", "RATE_LIMIT")
_LIMIT_WORDS = re.compile(r"rate limit|abuse detection", re.IGNORECASE)
_TOO_HEAVY = "RESOURCE_LIMITS_EXCEEDED"


@dataclass(frozen=True, slots=True)
class Unclear:
    """GraphQL does not tell this repository: REST is to be asked, which says why."""

    message: str


GraphqlLookup = tuple[RepositoryAnswer, Response] | NotFound | Failed | Unclear


class _Helping:
    """How many repositories to ask for at once: less after a refusal, more after an answer.

    Between what was answered and what was refused it settles. One that is refused alone is at fault
    itself; two such in a row mean that the service is.
    """

    def __init__(self, most: int) -> None:
        self.size = self._most = self._batch = most
        self._alone = 0

    def answered(self) -> None:
        self._alone = 0
        self.size = min(self.size * 2, self._most)

    def refused(self, asked: int, answered: int) -> None:
        """Note that `asked` were too many; `told` were answered all the same."""
        self._alone = 0 if answered else self._alone + (asked == 1)
        self._most = self._batch if asked == 1 else asked - 1
        self.size = max(answered or asked // 2, 1)

    @property
    def hopeless(self) -> bool:
        return self._alone >= 2


@dataclass(frozen=True, slots=True)
class _Told:
    """What one answer told, what it left open, and why no more should be asked, if so."""

    lookups: Mapping[str, GraphqlLookup]
    again: Sequence[str] = ()
    stop: str = ""


class GithubGraphql:
    """Asks `/graphql` with a token."""

    def __init__(self, endpoint: str, secret_headers: Pairs) -> None:
        self._endpoint = endpoint
        self._secret_headers = secret_headers

    def lookup(
        self, names: Sequence[str], client: HttpClient
    ) -> Iterator[dict[str, GraphqlLookup]]:
        """Give one answer for each of `names`, request by request.

        A batch that is too much is asked in smaller parts, down to single repositories.
        """
        waiting, helping = deque(names), _Helping(client.rule("github").batch)
        while waiting:
            batch = list(islice(waiting, helping.size))
            answer = self._ask(batch, client)
            if isinstance(answer, Failed):
                reply = _Told(dict.fromkeys(batch, answer))
            else:
                reply = _read(batch, answer, client.now())
            for _ in batch:
                waiting.popleft()
            yield dict(reply.lookups)
            waiting.extendleft(reversed(reply.again))
            stop = reply.stop
            if not reply.again:
                helping.answered()
            elif not stop:
                helping.refused(len(batch), len(reply.lookups))
                if len(batch) == 1:
                    yield {waiting.popleft(): Failed(_refusal(answer))}
                stop = _refusal(answer) if helping.hopeless else ""
            if stop:
                yield dict.fromkeys(waiting, Failed(stop))
                return

    def _ask(self, names: Sequence[str], client: HttpClient) -> Response | Failed:
        body = json.dumps({"query": query_for(names)})
        return client.fetch(
            Request(
                "github",
                "POST",
                f"{self._endpoint}/graphql",
                headers=(*HEADERS, ("Content-Type", "application/json")),
                body=body,
                secret_headers=self._secret_headers,
                statuses=frozenset({200, _NO_GRAPHQL, *_TOO_MUCH}),
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


def _refusal(answer: Response | Failed) -> str:
    status = answer.status if isinstance(answer, Response) else 0
    return f"github: refused the query (status {status})"


def _check(answer: Response) -> str | None:
    if answer.status in {_NO_GRAPHQL, *_TOO_MUCH}:
        return None
    try:
        content = json.loads(answer.text)
    except ValueError:
        return "no JSON"
    if not isinstance(content, dict) or not ({"data", "errors"} & content.keys()):
        return "JSON of another shape"
    data, errors = content.get("data"), content.get("errors")
    if not isinstance(data, dict | None) or not isinstance(errors, list | None):
        return "JSON of another shape"
    return None


def _read(names: Sequence[str], answer: Response, now: datetime) -> _Told:
    """Read an answer to a query for `names`."""
    if answer.status in _TOO_MUCH:
        return _Told({}, names)
    if answer.status == _NO_GRAPHQL:
        return _Told(dict.fromkeys(names, Unclear("there is no GraphQL at this endpoint")))
    content = json.loads(answer.text)
    data: Mapping[str, Any] = content.get("data") or {}
    errors = [error for error in content.get("errors") or () if isinstance(error, dict)]
    if any(_speaks_of_limit(error) for error in errors):
        return _Told({}, names, "github: quota used up, or asked too fast (told by GraphQL)")
    if not data and any(_speaks_of_query(error) for error in errors):
        return _Told({name: Unclear("the query was refused") for name in names})
    lookups: dict[str, GraphqlLookup] = {}
    for place, name in enumerate(names):
        mine = [error for error in errors if _alias(error, alone=len(names) == 1) == f"r{place}"]
        lookup = _one(data.get(f"r{place}"), mine, answer, alone=len(names) == 1)
        if lookup is not None:
            lookups[name] = lookup
    return _Told(lookups, [name for name in names if name not in lookups], _spent(data, now))


def _speaks_of_limit(error: Mapping[str, Any]) -> bool:
    if error.get("type") in _LIMITS:
        return True
    return not error.get("path") and bool(_LIMIT_WORDS.search(str(error.get("message"))))


def _speaks_of_query(error: Mapping[str, Any]) -> bool:
    """Tell whether GitHub does not understand the query, as when it has dropped a field."""
    extensions = error.get("extensions")
    coded = isinstance(extensions, dict) and "code" in extensions
    return coded or str(error.get("message")).startswith("Parse error")


def _spent(data: Mapping[str, Any], now: datetime) -> str:
    """Return why to stop where the answer says that it used up the quota."""
    left = data.get("rateLimit")
    if not isinstance(left, dict) or left.get("remaining") != 0:
        return ""
    try:
        reset = datetime.fromisoformat(str(left.get("resetAt")))
        passed = reset <= now
    except (ValueError, TypeError):
        return "github: quota used up"
    return "" if passed else f"github: quota used up until {reset:%H:%M} UTC"


def _alias(error: Mapping[str, Any], alone: bool) -> str:
    path = error.get("path")
    if isinstance(path, list) and path:
        return str(path[0])
    return "r0" if alone else ""


def _one(
    node: Any, errors: Sequence[Mapping[str, Any]], answer: Response, alone: bool
) -> GraphqlLookup | None:
    """Read one alias; None where it has to be asked again.

    A field that an error speaks of is not known; of a repository asked alone the rest stands.
    """
    kinds = {str(error.get("type") or "") for error in errors}
    if node is None:
        if "NOT_FOUND" in kinds:
            return NotFound(GONE)
        refused = [error for error in errors if error.get("type") not in {None, _TOO_HEAVY}]
        return Unclear("access was refused") if refused else None
    if _TOO_HEAVY in kinds and not alone:
        return None
    paths = [path for error in errors if isinstance(path := error.get("path"), list)]
    lost = {str(path[1]) for path in paths if len(path) > 1}
    try:
        fields = {field: value for field, value in node.items() if field not in lost}
        return answer_of_graphql(fields), answer
    except UNREADABLE:
        return Failed("github: an answer without the facts of the repository")
