"""What is known of one repository, the same whichever of GitHub's two interfaces told it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from harvester.model import FieldData
from harvester.sources.github_tree import Entry, is_coming_soon


@dataclass(frozen=True, slots=True)
class RepositoryAnswer:
    """One repository as GitHub describes it today; `full_name` is its present name.

    `open_issues` counts open pull requests too, as GitHub's own counter does. `tree` and
    `latest_release` are None where they were not asked or could not be; an empty `latest_release`
    says that there is none. `name_taken`: another repository has the asked name now.
    """

    full_name: str
    repository_id: int
    stars: int
    forks: int
    open_issues: int
    archived: bool
    disabled: bool
    pushed_at: str
    description: str
    license: str
    topics: tuple[str, ...]
    default_branch: str
    language: str
    tree: tuple[Entry, ...] | None = None
    latest_release: str | None = None
    name_taken: bool = False

    def to_text(self) -> str:
        """Return the answer as the body of a record."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> RepositoryAnswer:
        """Read what `to_text` wrote."""
        known: dict[str, Any] = json.loads(text)
        tree = known.pop("tree")
        known["topics"] = tuple(known["topics"])
        entries = (
            None if tree is None else tuple((str(name), bool(folder)) for name, folder in tree)
        )
        return cls(tree=entries, **known)


def answer_of_rest(about: Mapping[str, Any]) -> RepositoryAnswer:
    """Read the body of `GET /repos/{owner}/{name}`; raises KeyError where it is none."""
    return RepositoryAnswer(
        full_name=about["full_name"],
        repository_id=about["id"],
        stars=about["stargazers_count"],
        forks=about["forks_count"],
        open_issues=about["open_issues_count"],
        archived=bool(about.get("archived")),
        disabled=bool(about.get("disabled")),
        pushed_at=about.get("pushed_at") or "",
        description=about.get("description") or "",
        license=(about.get("license") or {}).get("spdx_id") or "",
        topics=tuple(about.get("topics") or ()),
        default_branch=about.get("default_branch") or "",
        language=about.get("language") or "",
    )


def answer_of_graphql(node: Mapping[str, Any]) -> RepositoryAnswer:
    """Read one `repository` of a GraphQL answer; raises KeyError where a field is missing."""
    topics = (each["topic"]["name"] for each in node["repositoryTopics"]["nodes"])
    return RepositoryAnswer(
        full_name=node["nameWithOwner"],
        repository_id=node["databaseId"],
        stars=node["stargazerCount"],
        forks=node["forkCount"],
        open_issues=node["issues"]["totalCount"] + node["pullRequests"]["totalCount"],
        archived=node["isArchived"],
        disabled=node["isDisabled"],
        pushed_at=node["pushedAt"] or "",
        description=node["description"] or "",
        license=(node["licenseInfo"] or {}).get("spdxId") or "",
        topics=tuple(topics),
        default_branch=(node["defaultBranchRef"] or {}).get("name") or "",
        language=(node["primaryLanguage"] or {}).get("name") or "",
        tree=_entries((node["object"] or {}).get("entries") or ()),
        latest_release=(node["latestRelease"] or {}).get("tagName") or "",
    )


def _entries(entries: Sequence[Mapping[str, str]]) -> tuple[Entry, ...]:
    return tuple((entry["name"], entry["type"] == "tree") for entry in entries)


def fields_of(asked: str, answer: RepositoryAnswer) -> Iterator[tuple[str, FieldData]]:
    """Yield the fields of `asked`; what was not asked or is empty is left out."""
    yield "repository_id", answer.repository_id
    yield "stars", answer.stars
    yield "forks", answer.forks
    yield "open_issues", answer.open_issues
    yield "archived", answer.archived
    yield "disabled", answer.disabled
    if answer.full_name.lower() != asked.lower():
        yield "moved_to", answer.full_name
    if answer.name_taken:
        yield "name_taken", True
    texts: dict[str, FieldData] = {
        "pushed_at": answer.pushed_at,
        "license": answer.license,
        "topics": answer.topics,
        "default_branch": answer.default_branch,
        "latest_release": answer.latest_release or "",
        "description": answer.description,
    }
    yield from ((name, value) for name, value in texts.items() if value)
    if answer.tree is not None:
        found = is_coming_soon(answer.full_name, answer.topics, answer.language, answer.tree)
        yield "coming_soon", found
