"""What is known of one repository, the same whichever of GitHub's two interfaces told it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from harvester.model import FieldData
from harvester.sources.github.contents import Contents, Entry, is_coming_soon
from harvester.sources.github.readme import MOST_NAMED, read_readme, says_unofficial
from harvester.values.field_values import clean_flag

_BEYOND_ANY_COUNT = 2**53
_NO_LICENCE = frozenset({"NOASSERTION", "NONE"})
"""What GitHub says of a licence file that it does not recognise: no SPDX identifier."""


@dataclass(frozen=True, slots=True)
class RepositoryAnswer:
    """One repository as GitHub describes it today; `full_name` is its present name.

    What was not told is None or empty. `open_issues` are issues alone where GraphQL told it; REST
    counts open pull requests too. `size` is in kilobytes. `tree` and `latest_release` are None
    where they were not asked or could not be; an empty `latest_release` says that there is none.
    `name_taken`: another repository has the asked name now. `readme_identifiers` are the papers
    that the README names, as CURIEs, and `readme_titles` their titles, both likeliest first;
    `readme_read` tells a README that names none from one that was not asked for. `homepage` is what
    the owner gives as the project's page; `unofficial`: its own words say that others wrote it.
    """

    full_name: str
    repository_id: int | None
    stars: int
    forks: int | None
    open_issues: int | None
    archived: bool | None
    disabled: bool | None
    pushed_at: str
    description: str
    license: str
    topics: tuple[str, ...]
    default_branch: str
    language: str
    size: int | None = None
    tree: tuple[Entry, ...] | None = None
    latest_release: str | None = None
    name_taken: bool = False
    readme_identifiers: tuple[str, ...] = ()
    readme_titles: tuple[str, ...] = ()
    readme_read: bool = False
    homepage: str = ""
    unofficial: bool = False

    @property
    def contents(self) -> Contents:
        """What tells whether code is still to come, less the files."""
        return Contents(
            self.full_name,
            self.description,
            self.topics,
            self.language,
            self.size,
            bool(self.latest_release),
        )

    def to_text(self) -> str:
        """Return the answer as the body of a record."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> RepositoryAnswer:
        """Read what `to_text` wrote."""
        fields: dict[str, Any] = json.loads(text)
        tree = fields.pop("tree")
        for name in ("topics", "readme_identifiers", "readme_titles"):
            fields[name] = tuple(fields.get(name, ()))
        entries = (
            None if tree is None else tuple((str(name), bool(folder)) for name, folder in tree)
        )
        return cls(tree=entries, **fields)


def answer_of_rest(about: Mapping[str, Any]) -> RepositoryAnswer:
    """Read the body of `GET /repos/{owner}/{name}`; raises KeyError where it is none."""
    return RepositoryAnswer(
        full_name=_name(about["full_name"]),
        repository_id=_whole(about.get("id")),
        stars=_count(about["stargazers_count"]),
        forks=_whole(about.get("forks_count")),
        open_issues=_whole(about.get("open_issues_count")),
        archived=clean_flag(about.get("archived")),
        disabled=clean_flag(about.get("disabled")),
        pushed_at=_time(about.get("pushed_at")),
        description=_text(about.get("description")),
        license=_licence((about.get("license") or {}).get("spdx_id")),
        topics=tuple(map(_text, about.get("topics") or ())),
        default_branch=_text(about.get("default_branch")),
        language=_text(about.get("language")),
        size=_whole(about.get("size")),
        homepage=_text(about.get("homepage")),
        unofficial=says_unofficial(_text(about.get("description"))),
    )


def answer_of_graphql(node: Mapping[str, Any]) -> RepositoryAnswer:
    """Read one `repository` of a GraphQL answer; raises KeyError where its name is missing.

    A field that is not there, which an error in it may cause, is not known.
    """
    topics = (node.get("repositoryTopics") or {}).get("nodes") or ()
    answer = RepositoryAnswer(
        full_name=_name(node["nameWithOwner"]),
        repository_id=_whole(node.get("databaseId")),
        stars=_count(node["stargazerCount"]),
        forks=_whole(node.get("forkCount")),
        open_issues=_whole((node.get("issues") or {}).get("totalCount")),
        archived=clean_flag(node.get("isArchived")),
        disabled=clean_flag(node.get("isDisabled")),
        pushed_at=_time(node.get("pushedAt")),
        description=_text(node.get("description")),
        license=_licence((node.get("licenseInfo") or {}).get("spdxId")),
        topics=tuple(_text(each["topic"]["name"]) for each in topics),
        default_branch=_text((node.get("defaultBranchRef") or {}).get("name")),
        language=_text((node.get("primaryLanguage") or {}).get("name")),
        size=_whole(node.get("diskUsage")),
        tree=_tree(node),
        latest_release=_release(node),
        homepage=_text(node.get("homepageUrl")),
        unofficial=says_unofficial(_text(node.get("description"))),
    )
    if "readme" not in node:
        return answer
    return with_readme(answer, _text((node["readme"] or {}).get("text")))


def with_readme(answer: RepositoryAnswer, text: str) -> RepositoryAnswer:
    """Return the answer with the papers that the text of its README names."""
    readme = read_readme(text)
    return replace(
        answer,
        readme_identifiers=tuple(map(str, readme.identifiers[:MOST_NAMED])),
        readme_titles=readme.titles[:MOST_NAMED],
        readme_read=True,
        unofficial=answer.unofficial or says_unofficial(text),
    )


def _tree(node: Mapping[str, Any]) -> tuple[Entry, ...] | None:
    """An empty repository has neither files nor a branch; with a branch the files were not told."""
    if "object" not in node:
        return None
    if node["object"] is None:
        return () if "defaultBranchRef" in node and node["defaultBranchRef"] is None else None
    entries = node["object"].get("entries")
    return None if entries is None else _entries(entries)


def _entries(entries: Sequence[Mapping[str, str]]) -> tuple[Entry, ...]:
    return tuple((_text(entry["name"]), entry["type"] == "tree") for entry in entries)


def _release(node: Mapping[str, Any]) -> str | None:
    if "latestRelease" not in node:
        return None
    return _text((node["latestRelease"] or {}).get("tagName"))


def _name(value: object) -> str:
    if not isinstance(value, str) or value.count("/") != 1:
        raise TypeError("no owner/name")
    return _text(value)


def _count(value: object) -> int:
    if (number := _whole(value)) is None:
        raise TypeError("no whole number")
    return number


def _whole(value: object) -> int | None:
    """Return a count or a number; one that no repository can have is none."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < _BEYOND_ANY_COUNT else None


def _text(value: object) -> str:
    """Return a text; raises UnicodeEncodeError where it holds half a letter."""
    text = value if isinstance(value, str) else ""
    text.encode("utf-8")
    return text


def _time(value: object) -> str:
    """Return an ISO time as it stands; empty without one. Raises ValueError for another text."""
    text = _text(value)
    if text:
        datetime.fromisoformat(text)
    return text


def _licence(value: object) -> str:
    spdx = _text(value)
    return "" if spdx.upper() in _NO_LICENCE else spdx


def fields_of(asked: str, answer: RepositoryAnswer) -> Iterator[tuple[str, FieldData]]:
    """Yield the fields of `asked`; what is not known or is empty is left out."""
    fields: dict[str, FieldData | None] = {
        "repository_id": answer.repository_id,
        "stars": answer.stars,
        "forks": answer.forks,
        "open_issues": answer.open_issues,
        "archived": answer.archived,
        "disabled": answer.disabled,
        "moved_to": answer.full_name if answer.full_name.lower() != asked.lower() else None,
        "name_taken": answer.name_taken or None,
        "pushed_at": answer.pushed_at or None,
        "license": answer.license or None,
        "topics": answer.topics or None,
        "default_branch": answer.default_branch or None,
        "latest_release": answer.latest_release or None,
        "description": answer.description or None,
        "readme_identifiers": answer.readme_identifiers or None,
        "readme_titles": answer.readme_titles or None,
        "readme_read": answer.readme_read or None,
        "homepage": answer.homepage or None,
        "unofficial": answer.unofficial or None,
        "coming_soon": None
        if answer.tree is None
        else is_coming_soon(answer.contents, answer.tree),
    }
    yield from ((name, value) for name, value in fields.items() if value is not None)
