"""GitHub through REST: one repository a request, with ETags; what a client without token uses.

https://docs.github.com/rest/repos/repos. Sixty requests an hour without a token, so repositories
come first, and files and releases only while the quota lasts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from harvester.asks import Pairs
from harvester.http import Answer, Ask, Door
from harvester.model import Failed, NotFound
from harvester.sources.github_facts import RepositoryAnswer, answer_of_rest
from harvester.sources.github_tree import Entry, is_collection, speaks_of_code

HEADERS: Pairs = (
    ("Accept", "application/vnd.github+json"),
    ("X-GitHub-Api-Version", "2022-11-28"),
)
GONE = "gone"
_KNOWN_STATUSES = frozenset({200, 403, 404, 451})
_NO_FILES = frozenset({200, 404, 409})

RestLookup = tuple[RepositoryAnswer, Answer] | NotFound | Failed


class GithubRest:
    """Asks `/repos/{owner}/{name}` and what lies below it."""

    def __init__(self, endpoint: str, secret_headers: Pairs) -> None:
        self._endpoint = endpoint
        self._secret_headers = secret_headers

    def lookup(self, names: Sequence[str], door: Door) -> Iterator[tuple[str, RestLookup]]:
        """Give one answer for each of `names` (`owner/name`)."""
        found: dict[str, tuple[RepositoryAnswer, Answer]] = {}
        for name in names:
            lookup = self.repository(f"repos/{name}", door)
            if isinstance(lookup, tuple):
                found[name] = lookup
            else:
                yield name, lookup
        for name, (about, answer) in found.items():
            yield name, (self._with_details(about, door), answer)

    def repository(self, path: str, door: Door) -> RestLookup:
        """Ask for one repository by name or by number; follows renames."""
        answer = self._ask(path, _KNOWN_STATUSES, door)
        if isinstance(answer, Failed):
            return answer
        about = json.loads(answer.text)
        if answer.status == 404:
            return NotFound(GONE, cached=answer.cached)
        if answer.status in {403, 451}:
            reason = about.get("block", {}).get("reason") or "dmca"
            return NotFound(f"blocked: {reason}", cached=answer.cached)
        return answer_of_rest(about), answer

    def _with_details(self, about: RepositoryAnswer, door: Door) -> RepositoryAnswer:
        """Add files and release as far as GitHub lets us; without them the rest still stands."""
        path = f"repositories/{about.repository_id}"
        tree: tuple[Entry, ...] | None = ()
        if not speaks_of_code(about.language) and not is_collection(about.full_name, about.topics):
            tree = self._tree(path, door)
        return replace(about, tree=tree, latest_release=self._release(path, door))

    def _tree(self, path: str, door: Door) -> tuple[Entry, ...] | None:
        answer = self._ask(f"{path}/git/trees/HEAD", _NO_FILES, door)
        if isinstance(answer, Failed):
            return None
        if answer.status != 200:
            return ()
        entries = json.loads(answer.text)["tree"]
        return tuple((entry["path"], entry["type"] == "tree") for entry in entries)

    def _release(self, path: str, door: Door) -> str | None:
        answer = self._ask(f"{path}/releases/latest", frozenset({200, 404}), door)
        if isinstance(answer, Failed):
            return None
        return str(json.loads(answer.text).get("tag_name") or "")

    def _ask(self, path: str, statuses: frozenset[int], door: Door) -> Answer | Failed:
        return door.ask(
            Ask(
                "github",
                "GET",
                f"{self._endpoint}/{path}",
                headers=HEADERS,
                secret_headers=self._secret_headers,
                statuses=statuses,
                cache_statuses=statuses,
                validate=_check,
            )
        )


def _check(answer: Answer) -> str | None:
    try:
        about = json.loads(answer.text)
    except ValueError:
        return "no JSON"
    if not isinstance(about, dict):
        return "JSON of another shape"
    if answer.status == 403 and not _is_block(about):
        return f"refused (403): {str(about.get('message'))[:100]}"
    if answer.status != 200:
        return None if "message" in about else f"a {answer.status} that is not GitHub's"
    if "full_name" in about:
        return _check_repository(about)
    return None if "tree" in about or "tag_name" in about else "JSON of another shape"


def _check_repository(about: dict[str, Any]) -> str | None:
    try:
        answer_of_rest(about)
    except (KeyError, AttributeError, TypeError):
        return "a repository without its counts"
    return None


def _is_block(about: dict[str, Any]) -> bool:
    return isinstance(about.get("block"), dict)
