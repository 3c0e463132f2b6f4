"""One night's work becomes one branch and at most one pull request.

1. find a branch that holds no commits of others; build a commit of our files on what is checked out
2. push it where it differs, over our own commits only
3. open, update or close the pull request, by the news in it
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from harvester.dataset.changes import compare, compare_metrics
from harvester.dataset.entries import mentions_with_papers
from harvester.dataset.repository_metrics import load_metrics
from harvester.dataset.run_facts import ABSENCES, ANSWERED, DECIDED, REMOVED
from harvester.dataset.store import load_dataset
from harvester.errors import BadInput
from harvester.model import Change
from harvester.reports import EntryFacts, ReportInput, facts_of_entries
from harvester.reports.from_json import resolution_of
from pipelines.publish.conversation import Conversation, Publication, Situation, fresh_news
from pipelines.publish.git import Checkout, Commit, GitError
from pipelines.publish.news import News, news_of
from pipelines.publish.pull_requests import GithubError, PullRequest, PullRequests
from pipelines.publish.wording import commit_message, page_of
from pipelines.publish_options import PublishOptions
from pipelines.refresh.workspace import load_workspace
from pipelines.review.questions import REPORT, load_report, read_report, rows
from pipelines.settings import Settings

OUR_NAMES = (
    ".gitattributes",
    ABSENCES,
    ANSWERED,
    DECIDED,
    "datasets",
    "decisions",
    "inbox",
    "metrics.csv",
    "papers",
    "redirects.json",
    REMOVED,
    "reports",
)
"""What in the dataset folder is ours to commit, beside the list itself."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Our branch on the remote: `tip` None where there is none; `pull` its open pull request.

    `foreign` are the commits of others on it; `since` the day of its oldest unpublished fact.
    """

    name: str
    tip: str | None = None
    pull: PullRequest | None = None
    foreign: tuple[Commit, ...] = ()
    since: str = ""


def our_paths(settings: Settings, root: Path) -> tuple[str, ...]:
    """Return the paths that a night may change, relative to the repository's root.

    Raises BadInput for a path outside of the repository.
    """
    folder = settings.dataset_folder
    places = [settings.list_path, *(folder / name for name in OUR_NAMES)]
    try:
        return tuple(place.resolve().relative_to(root.resolve()).as_posix() for place in places)
    except ValueError as error:
        raise BadInput(f"{error}: only what lies in the repository can be published") from error


def publish(
    settings: Settings,
    options: PublishOptions,
    checkout: Checkout,
    pulls: PullRequests,
    owners: tuple[str, str],
    day: str,
) -> Publication:
    """Publish what lies in the working tree; `owners` are `owner/name` and the branch's owner.

    Raises:
        BadInput: the checkout cannot be published from.
    """
    try:
        base, onto = _base(checkout, options)
        pull_requests = pulls.of_branches(owners[1], options.branch, base)
        branch = find_branch(checkout, options, onto, pull_requests)
    except GitError as error:
        return Publication("failed", (f"git: {error}; nothing was published",), complete=False)
    except GithubError as error:
        words = f"GitHub could not be asked for pull requests: {error}; nothing was published"
        return Publication("failed", (words,), complete=False)
    talk = Conversation(pulls, options, owners, base)
    if branch.foreign:
        return talk.wait(branch.pull, [f"{c.sha[:9]} by {c.name}" for c in branch.foreign])
    paths = checkout.changed_paths(our_paths(settings, checkout.root))
    news, given = _news(settings, checkout, paths), _given(settings)
    since = branch.since or day
    fresh = fresh_news(news, _seen(settings, checkout), pull_requests)
    message = commit_message(page_of(fresh, given), day, since)
    try:
        commit = _push(checkout, branch, settings, paths, message)
    except GitError as error:
        words = f"the branch {branch.name} could not be pushed: {error}"
        return Publication("failed", (words, _push_hint(str(error))), complete=False)
    reports = _relative(settings.dataset_folder, checkout.root) + "/reports/"
    situation = Situation(
        branch=branch.name,
        pull=branch.pull,
        earlier=pull_requests,
        news=news,
        fresh=fresh,
        background=sum(not path.startswith(reports) for path in paths),
        days_kept=(date.fromisoformat(day) - date.fromisoformat(since)).days,
        commit=commit,
        list_path=_relative(settings.list_path, checkout.root),
        report_path=f"{reports}report.html",
        given=given,
    )
    return talk.settle(situation)


_REFUSED = re.compile(r"\b403\b|denied|Authentication|could not read Username")
"""Why git may not push; a commit's digest can hold 403, too."""


def _push_hint(message: str) -> str:
    if _REFUSED.search(message):
        return "the token may not write here: the job needs `permissions: contents: write`"
    if "stale" in message or "rejected" in message:
        return "somebody pushed meanwhile; their commits stay, and the next run looks again"
    return "the next run tries again"


def _base(checkout: Checkout, options: PublishOptions) -> tuple[str, str]:
    """Return the branch to merge into and its commit; HEAD must be part of it."""
    base = options.base or checkout.default_branch()
    tip = checkout.fetch(base)
    if tip is None:
        raise BadInput(f"{checkout.remote} has no branch {base}; set [publish] base")
    if not checkout.is_ancestor(checkout.head(), tip):
        raise BadInput(
            f"what is checked out is not part of {checkout.remote}/{base}: "
            f"push it first, or check out {base}, and run again"
        )
    return base, tip


def find_branch(
    checkout: Checkout, options: PublishOptions, onto: str, pull_requests: tuple[PullRequest, ...]
) -> Branch:
    """Return the branch to publish on: the first that holds no commits of others.

    One with commits of others and an open pull request is returned with them, to wait for people,
    unless the settings ask for a new branch.
    """
    for number in count(1):
        name = options.branch if number == 1 else f"{options.branch}-{number}"
        tip = checkout.fetch(name)
        if tip is None:
            return Branch(name)
        of_branch = [pull for pull in pull_requests if pull.branch == name]
        pull = next((one for one in of_branch if one.state == "open"), None)
        if any(one.merged and one.tip == tip for one in of_branch):
            return Branch(name, tip)
        commits = checkout.commits(onto, tip)
        foreign = tuple(c for c in commits if not c.ours and not checkout.is_plain_merge(c))
        foreign = tuple(c for c in foreign if not checkout.is_ancestor(c.sha, onto))
        if not foreign:
            since = next((c.trailer("Harvester-Since") for c in commits if c.ours), "")
            return Branch(name, tip, pull, since=since)
        if pull and options.when_edited == "wait":
            return Branch(name, tip, pull, foreign)
    raise AssertionError("there is always another name")


def _push(
    checkout: Checkout, branch: Branch, settings: Settings, paths: tuple[str, ...], message: str
) -> str:
    """Push the night's commit where its content is new; return the branch's commit, "" for none."""
    if not paths:
        return ""
    head = checkout.head()
    commit = checkout.build_commit(head, paths, message)
    if branch.tip:
        reports = _relative(settings.dataset_folder, checkout.root) + "/reports/"
        ours = checkout.differences(head, commit)
        theirs = checkout.differences(checkout.merge_base(branch.tip, head), branch.tip)
        for content in (ours, theirs):
            for path in [one for one in content if one.startswith(reports)]:
                del content[path]
        if ours == theirs:
            return branch.tip
    checkout.push(commit, branch.name, branch.tip)
    return commit


def _relative(path: Path, root: Path) -> str:
    return path.resolve().relative_to(root.resolve()).as_posix()


def _news(settings: Settings, checkout: Checkout, paths: tuple[str, ...]) -> tuple[News, ...]:
    list_changed = _relative(settings.list_path, checkout.root) in paths
    list_text = settings.list_path.read_bytes() if list_changed else None
    changes = _changes(settings, checkout) if paths else ()
    return news_of(load_report(settings.dataset_folder), changes, list_text)


def _given(settings: Settings) -> ReportInput:
    """Return what surrounds the rows of news: proofs of identifiers, pages of the entries.

    The day stays empty: a row that waits on the branch reads the same every night.
    """
    resolved = map(resolution_of, rows(load_report(settings.dataset_folder), "resolutions"))
    try:
        workspace = load_workspace(settings)
    except BadInput:  # `refresh` says so; what is there is published nevertheless
        entries: tuple[EntryFacts, ...] = ()
    else:
        document = workspace.document
        entries = facts_of_entries(mentions_with_papers(document.mentions, workspace.entries))
    return ReportInput("", "", resolutions=tuple(filter(None, resolved)), entries=entries)


def _changes(settings: Settings, checkout: Checkout) -> tuple[Change, ...]:
    """Return what the dataset has become since what is checked out."""
    folder = _relative(settings.dataset_folder, checkout.root)
    with checkout.folder_at("HEAD", folder) as before:
        old, counted = load_dataset(before), load_metrics(before / "metrics.csv")
    new = load_dataset(settings.dataset_folder)
    metrics = load_metrics(settings.dataset_folder / "metrics.csv")
    return (*compare(old, new), *compare_metrics(counted, metrics))


def _seen(settings: Settings, checkout: Checkout) -> frozenset[str]:
    """Return the keys of what people merged without answering it: no news any more."""
    folder = _relative(settings.dataset_folder, checkout.root)
    report: Mapping[str, Any] = read_report(checkout.content("HEAD", f"{folder}/{REPORT}"))
    return frozenset(one.key for one in news_of(report, (), None))
