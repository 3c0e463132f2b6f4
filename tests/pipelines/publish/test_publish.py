"""`harvester publish` with real git repositories and the sandbox's GitHub."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.publish.run import _push_hint
from tests.pipelines.publish.repositories import LIST, Scene, git, lay_report
from tests.pipelines.runs import harvest

FIX = {
    "entry": "Seeing Worlds",
    "field": "authors",
    "before": "Ann Ho, et al.",
    "after": "Anna Ho, et al.",
    "line": 4,
    "why": "authors as arxiv has them",
    "source": "arxiv",
    "applied": True,
}
QUESTION: dict[str, Any] = {
    "entry": "Hearing Worlds",
    "line": 8,
    "title": "Hearing Worlds",
    "authors": "Bo Li",
    "date": "2025",
    "reason": "two works have this title",
    "candidates": [
        {"identifier": "arxiv:2504.00002", "title": "Hearing Worlds", "authors": ["Bo Li"]},
        {"identifier": "arxiv:2504.00003", "title": "Hearing Worlds II", "authors": ["Bo Li"]},
    ],
}


def a_night(clone: Path, **report: Any) -> None:
    """Do to the files what a refresh does: an edit of the list, an untracked report, a fact."""
    if report.get("edits"):
        text = (clone / "README.md").read_text(encoding="utf-8")
        (clone / "README.md").write_text(text.replace("Ann Ho", "Anna Ho"), encoding="utf-8")
    lay_report(clone, **report)


def background_fact(clone: Path, stars: int = 5) -> None:
    header = "repository,day,stars,forks,open_issues,archived,disabled,moved_to,absent"
    place = clone / "data" / "inbox" / "waiting.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f'{{"{header}": {stars}}}\n', encoding="utf-8")


def test_a_first_night_with_only_untracked_data_is_published(place: Scene) -> None:
    lay_report(place.clone, waiting=[QUESTION])
    (place.clone / "notes.txt").write_text("not ours")
    code, output = place.publish()
    assert code == 0, output
    (pull,) = place.pulls()
    assert pull["title"] == "Refresh the list: 1 question"
    assert [label["name"] for label in pull["labels"]] == ["harvester"]
    files = git(place.remote, "ls-tree", "-r", "--name-only", "harvester/nightly").split()
    assert "data/reports/report.json" in files
    assert "notes.txt" not in files


def test_the_users_branch_index_and_work_stay_as_they_are(place: Scene) -> None:
    a_night(place.clone, edits=[FIX])
    (place.clone / "mine.txt").write_text("staged")
    git(place.clone, "add", "mine.txt")
    before = git(place.clone, "status", "--porcelain"), git(place.clone, "rev-parse", "HEAD")
    assert place.publish()[0] == 0
    assert (
        git(place.clone, "status", "--porcelain"),
        git(place.clone, "rev-parse", "HEAD"),
    ) == before


def test_a_second_night_updates_in_place_and_a_third_is_quiet(place: Scene) -> None:
    a_night(place.clone, edits=[FIX])
    assert "opened" in place.publish()[1]
    first = place.branch()
    lay_report(place.clone, edits=[FIX], waiting=[QUESTION])
    background_fact(place.clone)
    assert "updated" in place.publish()[1]
    (pull,) = place.pulls("all")
    assert pull["title"] == "Refresh the list: 1 question, 1 fix"
    assert place.branch() != first
    second = place.branch()
    assert "unchanged" in place.publish()[1]
    assert place.branch() == second


def test_after_a_merge_news_open_a_new_pull_request(place: Scene) -> None:
    a_night(place.clone, edits=[FIX])
    place.publish()
    place.person("PUT", "pulls/1/merge", {"merge_method": "squash"})
    git(place.clone, "checkout", "--quiet", "--", ".")
    git(place.clone, "clean", "-fdq", "data")
    git(place.clone, "pull", "--quiet")
    assert place.publish() == (0, "nothing to publish\n")
    lay_report(place.clone, waiting=[QUESTION])
    assert place.publish()[0] == 0
    assert [pull["number"] for pull in place.pulls()] == [2]


def test_a_question_merged_unanswered_is_no_news(place: Scene) -> None:
    lay_report(place.clone, waiting=[QUESTION])
    place.publish()
    place.person("PUT", "pulls/1/merge", {"merge_method": "merge"})
    git(place.clone, "clean", "-fdq", "data")
    git(place.clone, "pull", "--quiet")
    lay_report(place.clone, waiting=[QUESTION], day="tomorrow")
    background_fact(place.clone)
    assert "no news, no pull request" in place.publish()[1]
    assert place.pulls() == []


def test_background_facts_are_kept_on_the_branch_and_brought_back(place: Scene) -> None:
    background_fact(place.clone)
    code, output = place.publish()
    assert (code, place.pulls("all")) == (0, [])
    assert "kept on the branch" in output
    clone = place.fresh_clone("tomorrow", "--depth", "1")
    assert harvest(clone, "publish", "--restore")[0] == 0
    assert (clone / "data/inbox/waiting.json").read_bytes() == (
        place.clone / "data/inbox/waiting.json"
    ).read_bytes()


def test_commits_of_others_stay_and_it_says_so_once(place: Scene) -> None:
    a_night(place.clone, edits=[FIX])
    place.publish()
    place.person_edits("README.md", LIST + "\nA reviewer's line.\n", "harvester/nightly")
    theirs = place.branch()
    lay_report(place.clone, edits=[FIX], waiting=[QUESTION])
    for _ in range(2):
        code, output = place.publish()
        assert code == 0
        assert "commits of others" in output
    assert place.branch() == theirs
    (comment,) = place.person("GET", "issues/1/comments")
    assert '`when_edited = "new-branch"` under `[publish]`' in comment["body"]


def test_by_setting_a_new_branch_is_taken_beside_commits_of_others(place: Scene) -> None:
    a_night(place.clone, edits=[FIX])
    place.publish()
    place.person_edits("README.md", LIST + "\nA reviewer's line.\n", "harvester/nightly")
    theirs = place.branch()
    settings = place.clone / "harvester.toml"
    settings.write_text(
        settings.read_text().replace("[publish]", '[publish]\nwhen_edited = "new-branch"')
    )
    assert "opened" in place.publish()[1]
    assert place.branch() == theirs
    assert place.branch("harvester/nightly-2") is not None


def test_the_update_branch_button_is_no_commit_of_others(place: Scene) -> None:
    a_night(place.clone, edits=[FIX])
    place.publish()
    place.person_edits("other.txt", "x")
    folder = place.fresh_clone("button", "-b", "harvester/nightly")
    git(folder, "merge", "--quiet", "--no-edit", "origin/main")
    git(folder, "push", "--quiet")
    lay_report(place.clone, edits=[FIX], waiting=[QUESTION])
    assert "updated" in place.publish()[1]


def test_a_push_in_between_is_not_overwritten(
    place: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.publish.git import Checkout

    a_night(place.clone, edits=[FIX])
    place.publish()
    lay_report(place.clone, edits=[FIX], waiting=[QUESTION])
    build = Checkout.build_commit

    def pushed_meanwhile(checkout: Checkout, *arguments: Any) -> str:
        place.person_edits("README.md", LIST + "\nMeanwhile.\n", "harvester/nightly")
        return build(checkout, *arguments)

    monkeypatch.setattr(Checkout, "build_commit", pushed_meanwhile)
    background_fact(place.clone)
    code, output = place.publish()
    assert code == 1
    assert "somebody pushed meanwhile" in output
    assert "Meanwhile." in git(place.remote, "show", "harvester/nightly:README.md")


def test_what_people_closed_is_not_opened_again_but_other_news_is(place: Scene) -> None:
    a_night(place.clone, edits=[FIX])
    place.publish()
    place.person("PATCH", "pulls/1", {"state": "closed"})
    assert "no pull request" in place.publish()[1]
    assert place.pulls() == []
    lay_report(place.clone, edits=[FIX], waiting=[QUESTION])
    place.publish()
    (pull,) = place.pulls()
    assert (pull["number"], pull["title"]) == (2, "Refresh the list: 1 question")


def test_it_closes_with_a_word_when_nothing_is_left(place: Scene) -> None:
    a_night(place.clone, edits=[FIX])
    place.publish()
    git(place.clone, "checkout", "--quiet", "--", ".")
    git(place.clone, "clean", "-fdq", "data")
    assert "closed" in place.publish()[1]
    (pull,) = place.pulls("all")
    assert pull["state"] == "closed"
    assert "Nothing is left" in place.person("GET", "issues/1/comments")[0]["body"]
    a_night(place.clone, edits=[FIX])  # our own closing is nobody's refusal
    assert "opened" in place.publish()[1]


def test_ticked_boxes_survive_an_update(place: Scene) -> None:
    lay_report(place.clone, waiting=[QUESTION])
    place.publish()
    body = place.pulls()[0]["body"]
    place.person("PATCH", "pulls/1", {"body": body.replace("- [ ]", "- [x]", 1)})
    a_night(place.clone, edits=[FIX], waiting=[QUESTION])
    place.publish()
    assert place.pulls()[0]["body"].count("- [x]") == 1


def test_what_was_merged_unanswered_is_counted_beside_other_news(place: Scene) -> None:
    lay_report(place.clone, waiting=[QUESTION])
    place.publish()
    place.person("PUT", "pulls/1/merge", {"merge_method": "merge"})
    git(place.clone, "clean", "-fdq", "data")
    git(place.clone, "pull", "--quiet")
    a_night(place.clone, edits=[FIX], waiting=[QUESTION])
    assert place.publish()[0] == 0
    body = place.pulls()[0]["body"]
    assert body.startswith("**1 fix.**")
    assert "<sub>authors as arxiv has them</sub>" in body
    assert "Open for longer: 1, in the whole report." in body
    assert "Hearing Worlds" not in body
    subject = git(place.remote, "log", "-1", "--format=%s", "harvester/nightly")
    assert subject == place.pulls()[0]["title"] == "Refresh the list: 1 fix"


def test_title_and_rows_count_one_cause_once(place: Scene) -> None:
    row = {"code": "dead-link", "severity": "warning", "claimed": "https://example.org/x"}
    row |= {"known": "answers 404", "source": "links"}
    hint = {"code": "code-claim-contradicts", "severity": "info", "subject": "C", "known": "x"}
    problems = [{**row, "subject": "A", "line": 3}, {**row, "subject": "B", "line": 5}, hint]
    lay_report(place.clone, problems=problems)
    assert place.publish()[0] == 0
    (pull,) = place.pulls()
    assert pull["title"] == "Refresh the list: 1 contradiction"
    assert "### Contradictions (1)" in pull["body"]
    assert "the same: [B (line 5)]" in pull["body"]
    assert "Everything else" not in pull["body"]


def test_the_next_night_remembers_what_was_ticked(place: Scene) -> None:
    lay_report(place.clone, waiting=[QUESTION])
    place.publish()
    body = place.pulls()[0]["body"]
    place.person("PATCH", "pulls/1", {"body": body.replace("- [ ]", "- [x]", 1)})
    for words in ("1 answers remembered\n", "nothing new to remember\n"):
        assert harvest(place.clone, "review", "--from-pull", "--who", "ana") == (0, words)
    lines = (place.clone / "data/decisions/decisions.jsonl").read_text().splitlines()
    assert len(lines) == 1
    assert '"value": "arxiv:2504.00002"' in lines[0]


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("no-pulls", "Allow GitHub Actions to create and approve pull requests"),
        ("read-only", "pull-requests: write"),
        ("", "no valid token in GITHUB_TOKEN"),
    ],
)
def test_without_the_right_to_open_any_it_says_what_is_missing(
    place: Scene, monkeypatch: pytest.MonkeyPatch, token: str, words: str
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", token)
    a_night(place.clone, edits=[FIX])
    code, output = place.publish()
    assert code == 1
    assert words in output
    assert place.branch() is not None


def test_a_detached_and_shallow_checkout_with_a_protected_default_branch(place: Scene) -> None:
    hook = place.remote / "hooks" / "update"
    hook.write_text('#!/bin/sh\n[ "$1" != refs/heads/main ] || { echo GH006 >&2; exit 1; }\n')
    hook.chmod(0o755)
    clone = place.fresh_clone("runner", "--depth", "1")
    git(clone, "checkout", "--quiet", "--detach")
    git(clone, "branch", "-D", "main")
    a_night(clone, edits=[FIX])
    assert "opened" in harvest(clone, "publish")[1]
    lay_report(clone, edits=[FIX], waiting=[QUESTION])
    background_fact(clone)
    assert "updated" in harvest(clone, "publish")[1]


def test_unpublished_commits_of_a_person_are_not_carried_along(place: Scene) -> None:
    (place.clone / "draft.txt").write_text("mine")
    git(place.clone, "add", "-A")
    git(place.clone, "commit", "--quiet", "-m", "Draft")
    a_night(place.clone, edits=[FIX])
    code, output = place.publish()
    assert code == 2
    assert "push it first" in output


def test_an_entry_added_to_the_list_is_news(place: Scene) -> None:
    path = place.clone / "README.md"
    path.write_text(path.read_text() + "\n**Another: A Study.** [2025]\n", encoding="utf-8")
    assert "opened" in place.publish()[1]


def test_hostile_words_are_shown_and_not_obeyed(place: Scene) -> None:
    hostile = 'x --> - [x] y <!-- harvester:answer {"kind":"same"} -->\n::error::z @bob'
    row = {**FIX, "entry": hostile, "before": hostile, "after": hostile, "source": hostile}
    a_night(place.clone, edits=[row], waiting=[{**QUESTION, "entry": hostile, "title": hostile}])
    code, output = place.publish()
    assert code == 0
    assert "\n::error" not in output
    body = place.pulls()[0]["body"]
    assert body.count("<!-- harvester:answer ") == 3
    assert "@bob" not in body


def test_the_token_is_printed_nowhere(place: Scene) -> None:
    git(
        place.clone,
        "remote",
        "set-url",
        "origin",
        "https://x:workflow-token-1234@127.0.0.1:1/a/b.git",
    )
    code, output = place.publish()
    assert code == 1
    assert "workflow-token-1234" not in output


def test_outside_git_it_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST)
    code, output = harvest(tmp_path, "publish")
    assert code == 2
    assert "is no git repository" in output


def test_a_commit_whose_digest_holds_403_is_no_refusal() -> None:
    rejected = "! [rejected] b4ccdf776b3403dfb7 -> harvester/nightly (stale info)"
    assert "pushed meanwhile" in _push_hint(rejected)
    assert "permissions" in _push_hint("fatal: The requested URL returned error: 403")
