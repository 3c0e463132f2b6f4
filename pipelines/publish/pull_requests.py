"""Pull requests, comments and labels through GitHub's REST API, behind our own client.

https://docs.github.com/rest/pulls/pulls, https://docs.github.com/rest/issues/comments
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from harvester.model import Failed
from harvester.network.client import HttpClient, Request
from harvester.network.messages import Pairs
from harvester.sources import SERVICE_RULES
from pipelines.settings import Settings

_HEADERS: Pairs = (
    ("Accept", "application/vnd.github+json"),
    ("X-GitHub-Api-Version", "2022-11-28"),
    ("Content-Type", "application/json"),
)
_STATUSES = frozenset({200, 201, 204, 403, 404, 405, 410, 422})
_PAGE = 100


class GithubError(Exception):
    """GitHub could not be asked, or refused: `status` 0 where there was no answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class PullRequest:
    """One pull request, as far as publishing needs it."""

    number: int
    url: str
    title: str
    body: str
    branch: str
    tip: str
    state: str
    merged: bool
    labels: tuple[str, ...]


class PullRequests:
    """The pull requests of one repository, asked with the token of the run."""

    def __init__(self, client: HttpClient, endpoint: str, repository: str, token: str) -> None:
        self._client = client
        self._address = f"{endpoint.rstrip('/')}/repos/{repository}"
        self._secret: Pairs = (("Authorization", f"Bearer {token}"),) if token else ()

    def of_branches(self, owner: str, prefix: str, base: str) -> tuple[PullRequest, ...]:
        """Return those from branches of `owner` that begin with `prefix`, the newest first.

        The latest hundred into `base` are looked at, open or not.
        """
        query = f"pulls?state=all&sort=created&direction=desc&per_page={_PAGE}&base={base}"
        wanted = f"{owner}:{prefix}".lower()
        return tuple(
            _read(row)
            for row in self._ask("GET", query)
            if str((row.get("head") or {}).get("label", "")).lower().startswith(wanted)
        )

    def open(self, head: str, base: str, title: str, body: str) -> PullRequest:
        """Open a pull request from `head` ("owner:branch")."""
        sent = {"title": title, "head": head, "base": base, "body": body}
        return _read(self._ask("POST", "pulls", sent))

    def update(self, number: int, **changes: str) -> None:
        """Change title, body or state."""
        self._ask("PATCH", f"pulls/{number}", changes)

    def label(self, number: int, labels: tuple[str, ...]) -> None:
        """Add labels; GitHub makes those that the repository lacks."""
        self._ask("POST", f"issues/{number}/labels", {"labels": list(labels)})

    def comment(self, number: int, body: str, marker: str = "") -> None:
        """Write a comment; one that carries `marker` already is updated instead."""
        hidden = f"<!-- harvester:{marker} -->" if marker else ""
        text = f"{body}\n\n{hidden}".strip()
        for row in self._ask("GET", f"issues/{number}/comments?per_page={_PAGE}") if marker else ():
            if hidden in str(row.get("body")):
                if row["body"] != text:
                    self._ask("PATCH", f"issues/comments/{row['id']}", {"body": text})
                return
        self._ask("POST", f"issues/{number}/comments", {"body": text})

    def _ask(self, method: str, path: str, sent: dict[str, Any] | None = None) -> Any:
        answer = self._client.fetch(
            Request(
                "github",
                method,
                f"{self._address}/{path}",
                headers=_HEADERS,
                body=json.dumps(sent) if sent is not None else None,
                secret_headers=self._secret,
                statuses=_STATUSES,
                cache_statuses=frozenset(),
                freshness=0.0,
            )
        )
        if isinstance(answer, Failed):
            raise GithubError(answer.reason)
        try:
            content = json.loads(answer.text or "null")
        except ValueError as error:
            raise GithubError(f"an answer that is no JSON (status {answer.status})") from error
        if answer.status >= 400:
            raise GithubError(_refusal(content), answer.status)
        return content


@contextmanager
def connected(settings: Settings, repository: str) -> Iterator[PullRequests]:
    """Give the pull requests of `repository`, asked as the settings say."""
    with HttpClient(
        settings.cache_folder,
        SERVICE_RULES,
        contact=settings.contact,
        time_factor=settings.time_factor,
    ) as client:
        token = settings.tokens.get("github", "")
        yield PullRequests(client, settings.endpoints["github"], repository, token)


def _refusal(content: Any) -> str:
    if not isinstance(content, dict):
        return "refused"
    details = [str(e.get("message") or e) for e in content.get("errors", []) if isinstance(e, dict)]
    return "; ".join([str(content.get("message", "refused")), *details])


def _read(row: Any) -> PullRequest:
    try:
        return PullRequest(
            number=int(row["number"]),
            url=str(row["html_url"]),
            title=str(row["title"]),
            body=str(row["body"] or "").replace("\r\n", "\n"),
            branch=str(row["head"]["ref"]),
            tip=str(row["head"]["sha"]),
            state=str(row["state"]),
            merged=bool(row.get("merged_at")),
            labels=tuple(str(label["name"]) for label in row.get("labels", [])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise GithubError("a pull request of another shape") from error
