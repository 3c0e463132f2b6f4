from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from harvester.sandbox import SandboxServer, World
from tests.pipelines.publish.repositories import NAME, Scene, git, scene


@pytest.fixture
def place(tmp_path: Path) -> Any:
    with SandboxServer(world=World(), time_factor=0) as server, scene(tmp_path, server) as made:
        yield made


def ask(place: Scene, method: str, path: str, sent: Any = None, token: str = "t") -> Any:
    address = f"{place.url}/repos/{NAME}/{path}"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return requests.request(method, address, json=sent, headers=headers, timeout=10)


def push(place: Scene, branch: str) -> None:
    git(place.clone, "checkout", "--quiet", "-B", branch)
    (place.clone / "x.txt").write_text(branch)
    git(place.clone, "add", "-A")
    git(place.clone, "commit", "--quiet", "-m", branch)
    git(place.clone, "push", "--quiet", "origin", branch)


def test_a_pull_request_is_opened_once_and_merged_for_real(place: Scene) -> None:
    push(place, "topic")
    sent = {"title": "T", "head": "ana:topic", "base": "main", "body": "B"}
    opened = ask(place, "POST", "pulls", sent)
    assert (opened.status_code, opened.json()["head"]["label"]) == (201, "ana:topic")
    again = ask(place, "POST", "pulls", sent)
    assert again.status_code == 422
    assert "already exists" in again.json()["errors"][0]["message"]
    assert ask(place, "GET", "pulls/1").json()["changed_files"] == 1
    assert ask(place, "PUT", "pulls/1/merge", {"merge_method": "squash"}).json()["merged"]
    assert git(place.remote, "show", "main:x.txt") == "topic"
    assert ask(place, "GET", "pulls?state=closed").json()[0]["merged_at"]
    assert git(place.remote, "rev-parse", "refs/pull/1/head") == place.branch("topic")


def test_no_commits_between_two_branches_is_refused(place: Scene) -> None:
    git(place.clone, "push", "--quiet", "origin", "main:same")
    refused = ask(place, "POST", "pulls", {"title": "T", "head": "same", "base": "main"})
    assert "No commits between" in refused.json()["errors"][0]["message"]


@pytest.mark.parametrize(("token", "status"), [("read-only", 403), ("bad", 401), ("", 401)])
def test_rights_are_told_by_the_token(place: Scene, token: str, status: int) -> None:
    assert ask(place, "POST", "issues", {"title": "T"}, token).status_code == status


def test_issues_comments_and_labels(place: Scene) -> None:
    issue = ask(place, "POST", "issues", {"title": "T", "labels": ["a"]}, "stranger").json()
    assert (issue["user"]["login"], issue["author_association"]) == ("stranger", "NONE")
    ask(place, "POST", "issues/1/labels", {"labels": ["a", "b"]})
    assert [label["name"] for label in ask(place, "GET", "issues/1").json()["labels"]] == ["a", "b"]
    comment = ask(place, "POST", "issues/1/comments", {"body": "hello"}, "OWNER").json()
    ask(place, "PATCH", f"issues/comments/{comment['id']}", {"body": "changed"})
    (answer,) = ask(place, "GET", "issues/1/comments").json()
    assert (answer["body"], answer["author_association"]) == ("changed", "OWNER")


def test_refs_are_those_on_disk(place: Scene) -> None:
    push(place, "topic")
    answer = ask(place, "GET", "git/ref/heads/topic").json()
    assert answer["object"]["sha"] == git(place.remote, "rev-parse", "topic")
    assert ask(place, "DELETE", "git/refs/heads/topic").status_code == 204
    assert ask(place, "GET", "git/ref/heads/topic").status_code == 404
