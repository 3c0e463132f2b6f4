"""The `[publish]` table of harvester.toml."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harvester.errors import BadInput

_NAME = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(?:/[A-Za-z0-9][A-Za-z0-9_.-]*)*")
WHEN_EDITED = ("wait", "new-branch")


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """Where and how pull requests are opened.

    `repository` is `owner/name`, empty for that of the remote; `base` the branch to merge into,
    empty for the default one; `when_edited` what to do when others committed on our branch;
    `background_days` how long facts that nobody needs to see may wait for company.
    """

    remote: str = "origin"
    repository: str = ""
    base: str = ""
    branch: str = "harvester/nightly"
    labels: tuple[str, ...] = ("harvester",)
    when_edited: str = "wait"
    background_days: int = 30


def read_publish_options(table: Mapping[str, Any], where: str) -> PublishOptions:
    """Read the table; raises BadInput naming the key and what is allowed."""
    allowed = tuple(PublishOptions.__dataclass_fields__)
    for key in table:
        if key not in allowed:
            raise BadInput(f"{where}: unknown setting '{key}'; allowed: {', '.join(allowed)}")
    labels = table.get("labels", ["harvester"])
    if not isinstance(labels, list) or not all(isinstance(one, str) and one for one in labels):
        raise BadInput(f'{where}: labels must be a list of texts such as ["harvester"]')
    days = table.get("background_days", 30)
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        raise BadInput(f"{where}: background_days must be a whole number above 0, not {days!r}")
    options = PublishOptions(
        remote=_matching(table, "remote", "origin", _BRANCH, where),
        repository=_matching(table, "repository", "", _NAME, where),
        base=_matching(table, "base", "", _BRANCH, where),
        branch=_matching(table, "branch", "harvester/nightly", _BRANCH, where),
        labels=tuple(labels),
        when_edited=str(table.get("when_edited", "wait")),
        background_days=days,
    )
    if options.when_edited not in WHEN_EDITED:
        wording = f"{options.when_edited!r}; allowed: {', '.join(WHEN_EDITED)}"
        raise BadInput(f"{where}: when_edited is {wording}")
    return options


def _matching(
    table: Mapping[str, Any], key: str, default: str, form: re.Pattern[str], where: str
) -> str:
    value = table.get(key, default)
    if value == default or (isinstance(value, str) and form.fullmatch(value)):
        return str(value)
    raise BadInput(f"{where}: {key} is {value!r}; it must look like {default or 'owner/name'!r}")


_REMOTE = re.compile(
    r"(?:https?://(?:[^@/]*@)?|ssh://(?:[^@/]*@)?|[^@/\s]+@)[^/:]+(?::\d+)?[/:]"
    r"(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?"
)


def remote_repository(remote_url: str) -> str:
    """Return `owner/name` of a remote's address, empty where it is no host's."""
    match = _REMOTE.fullmatch(remote_url)
    return match["name"] if match else ""


def repository_of(options: PublishOptions, remote_url: str) -> str:
    """Return `owner/name`: of the settings, of the remote's address, of the workflow.

    Raises:
        BadInput: none of them tells.
    """
    name = options.repository or remote_repository(remote_url)
    name = name or os.environ.get("GITHUB_REPOSITORY", "").strip()
    if not _NAME.fullmatch(name):
        raise BadInput(
            "which repository on GitHub is this? "
            'write [publish] repository = "owner/name" into harvester.toml'
        )
    return name
