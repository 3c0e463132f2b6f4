"""The `[publish]` table of harvester.toml."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from harvester.errors import BadInput
from harvester.structuring import structure

_NAME = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(?:/[A-Za-z0-9][A-Za-z0-9_.-]*)*")
_FORMS = {"remote": _BRANCH, "repository": _NAME, "base": _BRANCH, "branch": _BRANCH}


class WhenEdited(StrEnum):
    """What to do when others committed on our branch."""

    WAIT = "wait"
    NEW_BRANCH = "new-branch"


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
    when_edited: WhenEdited = WhenEdited.WAIT
    background_days: int = 30


def read_publish_options(table: Mapping[str, Any], where: str) -> PublishOptions:
    """Read the table `[publish]` of the settings.

    Raises:
        BadInput: a key or value is not allowed; the message names it and what is.
    """
    options = structure(table, PublishOptions, where)
    if options.background_days < 1:
        raise BadInput(f"{where}: background_days must be above 0, not {options.background_days}")
    if not all(options.labels):
        raise BadInput(f'{where}: labels must be a list of texts such as ["harvester"]')
    for key, form in _FORMS.items():
        _refuse_other_form(options, key, form, where)
    return options


def _refuse_other_form(
    options: PublishOptions, key: str, form: re.Pattern[str], where: str
) -> None:
    value, default = getattr(options, key), getattr(PublishOptions(), key)
    if value != default and not form.fullmatch(value):
        example = default or "owner/name"
        raise BadInput(f"{where}: {key} is {value!r}; it must look like {example!r}")


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
