"""GitHub through REST: one repository a request, with ETags; what a client without token uses.

https://docs.github.com/rest/repos/repos. Sixty requests an hour without a token, so repositories
come first, and files and releases only while the quota lasts.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from harvester.model import Failed, NotFound
from harvester.network.messages import Final, Pairs, Request, Response
from harvester.sources.base import UNREADABLE
from harvester.sources.github.contents import Entry, has_come
from harvester.sources.github.repository import RepositoryAnswer, answer_of_rest, with_readme
from harvester.sources.json_records import canonical_json

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

HEADERS: Pairs = (
    ("Accept", "application/vnd.github+json"),
    ("X-GitHub-Api-Version", "2022-11-28"),
)
GONE = "gone"
_KNOWN_STATUSES = frozenset({200, 403, 404, 451})
_NO_FILES = frozenset({200, 404, 409})
_MOVED = frozenset({301, 302, 307, 308})
_MOST_MOVES = 5
_HOME = re.compile(r"/(repositories/\d+|repos/[^/?#]+/[^/?#]+)/?(?:[?#]|$)")
_ANONYMOUS_QUOTA = 60

RestLookup = tuple[RepositoryAnswer, Response] | NotFound | Failed


class GithubRest:
    """Asks `/repos/{owner}/{name}` and what lies below it; its README only with `readmes`."""

    def __init__(self, endpoint: str, secret_headers: Pairs, readmes: bool = False) -> None:
        self._endpoint = endpoint
        self._secret_headers = secret_headers
        self._readmes = readmes

    def lookup(self, names: Sequence[str], client: HttpClient) -> Iterator[tuple[str, RestLookup]]:
        """Give one answer for each of `names` (`owner/name`).

        Where they are more than a quota, each day starts with others, so that all get their turn.
        """
        start = client.now().toordinal() * _ANONYMOUS_QUOTA % len(names) if names else 0
        answers: dict[str, tuple[RepositoryAnswer, Response]] = {}
        for name in (*names[start:], *names[:start]):
            lookup = self.repository(f"repos/{name}", client)
            if isinstance(lookup, tuple):
                answers[name] = lookup
            else:
                yield name, lookup
        for name, (about, answer) in answers.items():
            yield name, (self._with_details(about, client), answer)

    def repository(self, path: str, client: HttpClient) -> RestLookup:
        """Ask for one repository by name or by number; follows renames.

        They are followed at our own endpoint, whatever host the answer names.
        """
        for _ in range(_MOST_MOVES):
            answer = self._ask(path, "full_name", _KNOWN_STATUSES | _MOVED, client)
            if isinstance(answer, Failed):
                return answer
            if answer.status not in _MOVED:
                return _read(answer)
            path = _new_home(answer)
        return Failed("github: redirected in circles")

    def _with_details(self, about: RepositoryAnswer, client: HttpClient) -> RepositoryAnswer:
        """Add files and release as far as GitHub lets us; without them the rest still stands."""
        path = f"repos/{about.full_name}"
        tree = () if has_come(about.contents) else self._tree(path, about.default_branch, client)
        about = replace(about, tree=tree, latest_release=self._release(path, client))
        readme = self._readme(path, client) if self._readmes else None
        return about if readme is None else with_readme(about, readme)

    def _readme(self, path: str, client: HttpClient) -> str | None:
        """Return the README, empty where there is none, None where GitHub did not say.

        https://docs.github.com/rest/repos/contents#get-a-repository-readme
        """
        answer = self._ask(f"{path}/readme", "content", frozenset({200, 404}), client)
        if isinstance(answer, Failed):
            return None
        return _decoded(json.loads(answer.text)) if answer.status == 200 else ""

    def _tree(self, path: str, branch: str, client: HttpClient) -> tuple[Entry, ...] | None:
        """A 409 says that the repository is empty, a 404 only that this branch is not there."""
        answer = self._ask(f"{path}/git/trees/{quote(branch or 'HEAD')}", "tree", _NO_FILES, client)
        if isinstance(answer, Failed) or answer.status == 404:
            return None
        tree = json.loads(answer.text)
        if answer.status == 409:
            return ()
        return None if tree.get("truncated") else _entries(tree)

    def _release(self, path: str, client: HttpClient) -> str | None:
        answer = self._ask(f"{path}/releases/latest", "tag_name", frozenset({200, 404}), client)
        if isinstance(answer, Failed):
            return None
        return str(json.loads(answer.text).get("tag_name") or "")

    def _ask(
        self, path: str, expected: str, statuses: frozenset[int], client: HttpClient
    ) -> Response | Failed:
        """Ask for what lies at `path`; a success holds the key `expected`."""
        return client.fetch(
            Request(
                "github",
                "GET",
                f"{self._endpoint}/{path}",
                headers=HEADERS,
                secret_headers=self._secret_headers,
                statuses=statuses,
                cache_statuses=statuses - _MOVED,
                validate=partial(_check, expected),
            )
        )


def _read(answer: Response) -> RestLookup:
    about = json.loads(answer.text)
    if answer.status == 404:
        return NotFound(GONE, cached=answer.cached)
    if answer.status in {403, 451}:
        reason = (about.get("block") or {}).get("reason") or "dmca"
        return NotFound(f"blocked: {reason}", cached=answer.cached)
    return answer_of_rest(about), answer


def _new_home(answer: Response) -> str:
    home = _HOME.search(answer.headers.get("location", "")) or _HOME.search(answer.text)
    return home[1] if home else ""


def _entries(about: dict[str, Any]) -> tuple[Entry, ...]:
    return tuple((str(entry["path"]), entry["type"] == "tree") for entry in about["tree"])


def _decoded(about: Mapping[str, Any]) -> str:
    return base64.b64decode(about["content"]).decode("utf-8", "replace")


def _check(expected: str, answer: Response) -> str | None:
    if answer.status in _MOVED:
        return None if _new_home(answer) else Final("moved, but not to a repository")
    try:
        about = json.loads(answer.text)
    except ValueError:
        return "no JSON"
    if not isinstance(about, dict):
        return "JSON of another shape"
    if answer.status == 403 and not _is_block(about):
        saml = "SAML" in str(about.get("message"))
        advice = ": the organization wants SAML, authorize the token for it" if saml else ""
        return Final(f"refused (403){advice}")
    if answer.status != 200:
        return None if "message" in about else f"a {answer.status} that is not GitHub's"
    return _check_content(expected, about)


def _check_content(expected: str, about: dict[str, Any]) -> str | None:
    if expected not in about:
        return "JSON of another shape"
    try:
        if expected == "full_name":
            answer_of_rest(about)
        elif expected == "tree":
            _entries(about)
        elif expected == "content":
            _decoded(about)
        canonical_json(about)
    except UNREADABLE:
        return "JSON without what was asked"
    return None


def _is_block(about: dict[str, Any]) -> bool:
    return isinstance(about.get("block"), dict)
