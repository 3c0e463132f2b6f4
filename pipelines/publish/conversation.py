"""What is said to people in a pull request: opened, updated, closed with a word, or waiting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from harvester.reports import Page, ReportInput
from harvester.reports.safe import markdown
from pipelines.publish.news import News
from pipelines.publish.pull_requests import GithubError, PullRequest, PullRequests
from pipelines.publish.wording import CLOSED, body, keys_in, page_of, title
from pipelines.publish_options import PublishOptions
from pipelines.review.boxes import ticked_in
from pipelines.review.questions import digest

MISSING_RIGHT = (
    "this repository does not let workflows open pull requests: Settings → Actions → General → "
    '"Allow GitHub Actions to create and approve pull requests"'
)

_LEFT_ALONE = (
    "commits of others are on this branch, so Harvester leaves it alone until it is merged or "
    'closed. To go on beside it: `when_edited = "new-branch"` under `[publish]` in harvester.toml.'
)


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of a night.

    `action` is nothing, kept, opened, updated, unchanged, closed, waiting, pushed or failed;
    `words` what to tell people; `complete` False where something must be put right.
    """

    action: str
    words: tuple[str, ...]
    url: str = ""
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that decides about the pull request.

    `fresh` are the news that people neither merged unanswered nor refused by closing;
    `background` counts changed files; `commit` is empty where nothing differs from the base;
    `given` surrounds the rows of news.
    """

    branch: str
    pull: PullRequest | None
    earlier: tuple[PullRequest, ...]
    news: tuple[News, ...]
    fresh: tuple[News, ...]
    background: int
    days_kept: int
    commit: str
    list_path: str
    report_path: str
    given: ReportInput


def fresh_news(
    news: Sequence[News], seen: frozenset[str], earlier: Sequence[PullRequest]
) -> tuple[News, ...]:
    """Return what people neither merged unanswered (`seen`) nor refused by closing."""
    refused = refused_keys(earlier)
    return tuple(one for one in news if one.key not in seen and one.key not in refused)


def refused_keys(earlier: Sequence[PullRequest]) -> frozenset[str]:
    """Return the keys told of in pull requests that people closed unmerged."""
    closed = (pull for pull in earlier if pull.state == "closed" and not pull.merged)
    return frozenset().union(*(keys_in(one.body) for one in closed if CLOSED not in one.body))


class Conversation:
    """The pull request of a night, in words; `owners` are `owner/name` and the branch's owner."""

    def __init__(
        self, pulls: PullRequests, options: PublishOptions, owners: tuple[str, str], base: str
    ) -> None:
        self._pulls, self._options, self._base = pulls, options, base
        self._repository, self._owner = owners

    def wait(self, pull: PullRequest | None, commits: Sequence[str]) -> Publication:
        """Say once that others' commits are on the branch and that they stay."""
        names = ", ".join(commits[:5])
        words = f"{names}: {_LEFT_ALONE}"
        url = pull.url if pull else ""
        if pull:
            try:
                self._pulls.comment(pull.number, f"{markdown(names, 2000)}: {_LEFT_ALONE}", "waits")
            except GithubError as error:
                return Publication("waiting", (words, f"GitHub: {error}"), url)
        return Publication("waiting", (words,), url)

    def settle(self, situation: Situation) -> Publication:
        """Open, update or close the pull request, or keep quiet; returns what was done."""
        fresh = situation.fresh
        try:
            if situation.pull and not (fresh and situation.commit):
                return self._close(situation.pull, situation)
            if not situation.commit:
                return Publication("nothing", ("nothing to publish",))
            if situation.pull:
                return self._update(situation.pull, fresh, situation)
            if fresh or self._due(situation):
                return self._open(fresh, situation)
        except GithubError as error:
            return self._refused(error, situation)
        words = f"{situation.background} files with facts in the background are kept on the branch"
        return Publication("kept", (f"{words} {situation.branch}; no news, no pull request",))

    def _due(self, situation: Situation) -> bool:
        month = digest("background", situation.days_kept // self._options.background_days)
        late = situation.days_kept >= self._options.background_days and situation.background > 0
        return late and month not in refused_keys(situation.earlier)

    def _page(self, fresh: tuple[News, ...], situation: Situation) -> Page:
        folder = f"https://github.com/{self._repository}/blob/{situation.branch}"
        list_url = f"{folder}/{situation.list_path}"
        report_url = f"{folder}/{situation.report_path}"
        return page_of(fresh, replace(situation.given, list_url=list_url, report_url=report_url))

    def _body(
        self, page: Page, fresh: tuple[News, ...], situation: Situation, before: str = ""
    ) -> str:
        keys = {one.key for one in fresh}
        if not keys:
            keys = {digest("background", situation.days_kept // self._options.background_days)}
        older = len({one.key for one in situation.news} - {one.key for one in fresh})
        return body(page, (situation.background, older), ticked_in(before), sorted(keys))

    def _open(self, fresh: tuple[News, ...], situation: Situation) -> Publication:
        head = f"{self._owner}:{situation.branch}"
        page = self._page(fresh, situation)
        text = self._body(page, fresh, situation)
        pull = self._pulls.open(head, self._base, title(page), text)
        words = [f"opened {pull.url}: {title(page)}"]
        words += self._label(pull)
        return Publication("opened", tuple(words), pull.url)

    def _label(self, pull: PullRequest) -> list[str]:
        missing = tuple(one for one in self._options.labels if one not in pull.labels)
        try:
            if missing:
                self._pulls.label(pull.number, missing)
        except GithubError as error:
            return [f"it could not be labelled {', '.join(missing)}: {error}"]
        return []

    def _update(
        self, pull: PullRequest, fresh: tuple[News, ...], situation: Situation
    ) -> Publication:
        page = self._page(fresh, situation)
        text = self._body(page, fresh, situation, pull.body)
        changes = {"title": title(page), "body": text}
        current = {"title": pull.title, "body": pull.body.rstrip("\n")}
        changed = {key: value for key, value in changes.items() if current[key] != value}
        if changed:
            self._pulls.update(pull.number, **changed)
        outcome = "updated" if changed or situation.commit != pull.tip else "unchanged"
        words = [f"{outcome} {pull.url}: {title(page)}", *self._label(pull)]
        return Publication(outcome, tuple(words), pull.url)

    def _close(self, pull: PullRequest, situation: Situation) -> Publication:
        words = "Nothing is left of this: the list or the world has moved on. Closed by Harvester."
        if situation.commit:
            words += " Facts in the background stay on the branch and travel with the next news."
        self._pulls.comment(pull.number, words, marker="closed")
        self._pulls.update(pull.number, state="closed", body=f"{pull.body.rstrip()}\n{CLOSED}")
        return Publication("closed", (f"closed {pull.url}: nothing is left of it",), pull.url)

    def _refused(self, error: GithubError, situation: Situation) -> Publication:
        compare = f"https://github.com/{self._repository}/compare/{self._base}...{situation.branch}"
        by_hand = f"the branch {situation.branch} is pushed; by hand: {compare}?expand=1"
        if error.status == 403 and "create or approve pull requests" in str(error):
            return Publication("pushed", (MISSING_RIGHT, by_hand), complete=False)
        if error.status == 403:
            right = "the job needs `permissions: pull-requests: write`"
            return Publication("pushed", (f"GitHub: {error}; {right}", by_hand), complete=False)
        if error.status == 0 and "401" in str(error):
            return Publication(
                "pushed", ("no valid token in GITHUB_TOKEN", by_hand), complete=False
            )
        return Publication("pushed", (f"GitHub: {error}", by_hand), complete=False)
