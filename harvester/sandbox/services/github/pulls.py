"""GitHub's REST API for pull requests, issues, comments, labels and refs over bare repositories.

Shapes: https://docs.github.com/rest/pulls/pulls, https://docs.github.com/rest/issues. Who writes is
told by the token: `OWNER`, `MEMBER`, `COLLABORATOR` and `stranger` stand for people, `read-only`
and `no-pulls` for the two ways in which a workflow lacks rights; all others are the workflow's.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harvester.sandbox.bare_repositories import BareRepository, MergeConflictError
from harvester.sandbox.exchange import Reply, Request, json_reply
from harvester.sandbox.services.github.rest import Quota, token_of

_PEOPLE = {"OWNER": "owner", "MEMBER": "member", "COLLABORATOR": "collaborator"}
_BOT = "github-actions[bot]"
_NO_RIGHT = "Resource not accessible by integration"
_NO_PULLS = "GitHub Actions is not permitted to create or approve pull requests."
_LONGEST_BODY = 65_536
Json = dict[str, Any]


@dataclass(slots=True)
class HostedRepository:
    """One repository of the sandbox's GitHub: its git side on disk, its issues in memory.

    `issues` holds issues and pull requests by number, in the API's own shape.
    """

    full_name: str
    git: BareRepository
    default_branch: str = "main"
    fork: bool = False
    issues: dict[int, Json] = field(default_factory=dict)
    comments: dict[int, Json] = field(default_factory=dict)
    labels: dict[str, Json] = field(default_factory=dict)


class GithubPulls:
    """Answers for every repository that was `host`ed; thread-safe."""

    def __init__(self, quota: Quota) -> None:
        self._quota = quota
        self._hosted: dict[str, HostedRepository] = {}
        self._turn = threading.RLock()

    def host(
        self, full_name: str, path: Path, default_branch: str = "main", fork: bool = False
    ) -> HostedRepository:
        """Serve the bare repository at `path` as `full_name`."""
        repository = HostedRepository(full_name, BareRepository(path), default_branch, fork)
        self._hosted[full_name.lower()] = repository
        return repository

    def serves(self, path: str) -> bool:
        """Tell whether `path` lies below a hosted repository."""
        return self._repository(path) is not None

    def reply(self, request: Request) -> Reply:
        """Answer one request, counting it against the quota."""
        token = token_of(request)
        if token == "bad":  # noqa: S105 - the sandbox's name for a token that was withdrawn
            return _error(401, "Bad credentials")
        if refusal := self._quota.spend(token):
            return refusal
        if request.method != "GET" and not token:
            return _error(401, "Requires authentication")
        if request.method != "GET" and token == "read-only":  # noqa: S105
            return _error(403, _NO_RIGHT)
        repository = self._repository(request.path)
        assert repository is not None
        with self._turn:
            reply = self._content(repository, request)
        headers = (*reply.headers, *self._quota.headers(token))
        return Reply(reply.status, reply.body, reply.content_type, headers)

    def _repository(self, path: str) -> HostedRepository | None:
        parts = path.strip("/").split("/")
        if len(parts) < 3 or parts[0] != "repos":
            return None
        return self._hosted.get("/".join(parts[1:3]).lower())

    def _content(self, repository: HostedRepository, request: Request) -> Reply:
        below = "/".join(request.path.strip("/").split("/")[3:])
        for method, pattern, answer in _ROUTES:
            match = re.fullmatch(pattern, below)
            if match and method == request.method:
                try:
                    sent = json.loads(request.body or b"{}")
                except ValueError:
                    return _error(400, "Problems parsing JSON")
                return answer(repository, request, sent, *match.groups())
        return _error(404, "Not Found")


def _error(status: int, message: str, errors: Iterable[Json] = ()) -> Reply:
    body: Json = {"message": message, "documentation_url": "https://docs.github.com/rest"}
    if listed := list(errors):
        body["errors"] = listed
    return json_reply(status, body | {"status": str(status)})


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _user(request: Request) -> Json:
    token = token_of(request)
    login = _PEOPLE.get(token) or ("stranger" if token == "stranger" else _BOT)  # noqa: S105
    return {"login": login, "type": "Bot" if login == _BOT else "User"}


def _association(request: Request) -> str:
    token = token_of(request)
    return token if token in _PEOPLE else "NONE"


def _about(repository: HostedRepository, *_unused: object) -> Reply:
    owner, _, name = repository.full_name.partition("/")
    content = {
        "name": name,
        "full_name": repository.full_name,
        "owner": {"login": owner, "type": "User"},
        "html_url": f"https://github.com/{repository.full_name}",
        "fork": repository.fork,
        "private": False,
        "default_branch": repository.default_branch,
        "archived": False,
        "permissions": {"admin": False, "push": True, "pull": True},
    }
    return json_reply(200, content)


def _side(repository: HostedRepository, branch: str, sha: str) -> Json:
    owner = repository.full_name.partition("/")[0]
    repo = {"full_name": repository.full_name, "fork": repository.fork}
    return {"label": f"{owner}:{branch}", "ref": branch, "sha": sha, "repo": repo}


def _refreshed(repository: HostedRepository, pull: Json) -> Json:
    """Return `pull` with the commit that its open branch has now."""
    if pull["state"] == "open" and (tip := repository.git.branch(pull["head"]["ref"])):
        pull["head"]["sha"] = tip
        repository.git.keep_pull_head(pull["number"], tip)
    return pull


def _pulls(repository: HostedRepository, request: Request, *_: object) -> Reply:
    state, head, base = (
        request.param(n, d) for n, d in (("state", "open"), ("head", ""), ("base", ""))
    )
    rows = [
        _refreshed(repository, pull)
        for pull in repository.issues.values()
        if "head" in pull
        and state in {"all", pull["state"]}
        and head in {"", pull["head"]["label"]}
        and base in {"", pull["base"]["ref"]}
    ]
    return _page(request, rows[::-1])


def _page(request: Request, rows: list[Json]) -> Reply:
    size = min(int(request.param("per_page", "30")), 100)
    page = int(request.param("page", "1"))
    return json_reply(200, rows[(page - 1) * size : page * size])


def _open_pull(repository: HostedRepository, request: Request, sent: Json) -> Reply:
    if token_of(request) == "no-pulls":
        return _error(403, _NO_PULLS)
    branch = str(sent.get("head", "")).rpartition(":")[2]
    base = str(sent.get("base", ""))
    tip, onto = repository.git.branch(branch), repository.git.branch(base)
    if tip is None or onto is None:
        wrong = "head" if tip is None else "base"
        return _invalid({"resource": "PullRequest", "field": wrong, "code": "invalid"})
    label = f"{repository.full_name.partition('/')[0]}:{branch}"
    if any(
        "head" in p and p["state"] == "open" and p["head"]["label"] == label
        for p in repository.issues.values()
    ):
        return _refuse_pull(f"A pull request already exists for {label}.")
    if not repository.git.commits(onto, tip):
        return _refuse_pull(f"No commits between {base} and {branch}")
    if len(str(sent.get("body") or "")) > _LONGEST_BODY:
        return _refuse_pull("body is too long (maximum is 65536 characters)")
    pull = _new_issue(repository, request, sent, "pull")
    pull |= {
        "head": _side(repository, branch, tip),
        "base": _side(repository, base, onto),
        "merged_at": None,
        "merge_commit_sha": None,
        "draft": bool(sent.get("draft")),
    }
    return json_reply(201, _refreshed(repository, pull))


def _invalid(*errors: Json) -> Reply:
    return _error(422, "Validation Failed", errors)


def _refuse_pull(message: str) -> Reply:
    return _invalid({"resource": "PullRequest", "code": "custom", "message": message})


def _new_issue(repository: HostedRepository, request: Request, sent: Json, kind: str) -> Json:
    number = len(repository.issues) + 1
    issue: Json = {
        "id": 1000 + number,
        "number": number,
        "html_url": f"https://github.com/{repository.full_name}/{kind}/{number}",
        "state": "open",
        "title": sent.get("title", ""),
        "body": sent.get("body"),
        "user": _user(request),
        "author_association": _association(request),
        "labels": [_label(repository, name) for name in sent.get("labels", [])],
        "created_at": _now(),
        "updated_at": _now(),
        "closed_at": None,
    }
    repository.issues[number] = issue
    return issue


def _label(repository: HostedRepository, name: str) -> Json:
    return repository.labels.setdefault(
        name, {"name": name, "color": "ededed", "description": None}
    )


def _one_pull(repository: HostedRepository, _request: Request, _sent: Json, number: str) -> Reply:
    pull = repository.issues.get(int(number))
    if pull is None or "head" not in pull:
        return _error(404, "Not Found")
    _refreshed(repository, pull)
    base, head = pull["base"]["ref"], pull["head"]["sha"]
    files, added, deleted = repository.git.changed_lines(base, head)
    counts = {"changed_files": files, "additions": added, "deletions": deleted}
    return json_reply(200, pull | counts | {"merged": pull["merged_at"] is not None})


def _change(repository: HostedRepository, _request: Request, sent: Json, number: str) -> Reply:
    issue = repository.issues.get(int(number))
    if issue is None:
        return _error(404, "Not Found")
    if len(str(sent.get("body") or "")) > _LONGEST_BODY:
        return _refuse_pull("body is too long (maximum is 65536 characters)")
    if "head" in issue:
        _refreshed(repository, issue)
    if sent.get("state") == "closed" and issue["state"] == "open":
        issue["closed_at"] = _now()
    issue |= {key: sent[key] for key in ("title", "body", "state") if key in sent}
    issue["updated_at"] = _now()
    return json_reply(200, issue)


def _merge(repository: HostedRepository, _request: Request, sent: Json, number: str) -> Reply:
    pull = repository.issues.get(int(number))
    if pull is None or "head" not in pull:
        return _error(404, "Not Found")
    if pull["state"] != "open":
        return _error(405, "Pull Request is not mergeable")
    _refreshed(repository, pull)
    title = f"{pull['title']} (#{number})"
    squash = sent.get("merge_method", "merge") == "squash"
    try:
        sha = repository.git.merge(pull["base"]["ref"], pull["head"]["sha"], title, squash)
    except MergeConflictError:
        return _error(405, "Merge conflict")
    pull |= {"state": "closed", "merged_at": _now(), "closed_at": _now(), "merge_commit_sha": sha}
    return json_reply(
        200, {"sha": sha, "merged": True, "message": "Pull Request successfully merged"}
    )


def _commits(repository: HostedRepository, _request: Request, _sent: Json, number: str) -> Reply:
    pull = repository.issues.get(int(number))
    if pull is None or "head" not in pull:
        return _error(404, "Not Found")
    commits = repository.git.commits(pull["base"]["ref"], pull["head"]["sha"])
    rows = [
        {
            "sha": one.sha,
            "commit": {"author": {"name": one.author, "email": one.email}, "message": one.message},
        }
        for one in commits
    ]
    return json_reply(200, rows)


def _issues(repository: HostedRepository, request: Request, *_: object) -> Reply:
    state, wanted = (
        request.param("state", "open"),
        set(filter(None, request.param("labels").split(","))),
    )
    rows = [
        issue
        for issue in repository.issues.values()
        if state in {"all", issue["state"]}
        and wanted <= {label["name"] for label in issue["labels"]}
    ]
    return _page(request, rows[::-1])


def _open_issue(repository: HostedRepository, request: Request, sent: Json) -> Reply:
    return json_reply(201, _new_issue(repository, request, sent, "issues"))


def _one_issue(repository: HostedRepository, _request: Request, _sent: Json, number: str) -> Reply:
    issue = repository.issues.get(int(number))
    return json_reply(200, issue) if issue else _error(404, "Not Found")


def _comments(repository: HostedRepository, request: Request, _sent: Json, number: str) -> Reply:
    return _page(request, [c for c in repository.comments.values() if c["issue"] == int(number)])


def _comment(repository: HostedRepository, request: Request, sent: Json, number: str) -> Reply:
    if int(number) not in repository.issues:
        return _error(404, "Not Found")
    identity = len(repository.comments) + 1
    repository.comments[identity] = {
        "id": identity,
        "issue": int(number),
        "body": sent.get("body", ""),
        "user": _user(request),
        "author_association": _association(request),
        "created_at": _now(),
    }
    return json_reply(201, repository.comments[identity])


def _change_comment(
    repository: HostedRepository, _request: Request, sent: Json, identity: str
) -> Reply:
    comment = repository.comments.get(int(identity))
    if comment is None:
        return _error(404, "Not Found")
    comment["body"] = sent.get("body", comment["body"])
    return json_reply(200, comment)


def _add_labels(repository: HostedRepository, _request: Request, sent: Json, number: str) -> Reply:
    issue = repository.issues.get(int(number))
    if issue is None:
        return _error(404, "Not Found")
    present = {label["name"] for label in issue["labels"]}
    issue["labels"] += [_label(repository, n) for n in sent.get("labels", []) if n not in present]
    return json_reply(200, issue["labels"])


def _ref(repository: HostedRepository, _request: Request, _sent: Json, branch: str) -> Reply:
    tip = repository.git.branch(branch)
    if tip is None:
        return _error(404, "Not Found")
    return json_reply(
        200, {"ref": f"refs/heads/{branch}", "object": {"sha": tip, "type": "commit"}}
    )


def _delete_ref(repository: HostedRepository, _request: Request, _sent: Json, branch: str) -> Reply:
    if not repository.git.delete_branch(branch):
        return _invalid({"message": "Reference does not exist"})
    return Reply(204)


_ROUTES: tuple[tuple[str, str, Callable[..., Reply]], ...] = (
    ("GET", "", _about),
    ("GET", "pulls", _pulls),
    ("POST", "pulls", _open_pull),
    ("GET", r"pulls/(\d+)", _one_pull),
    ("PATCH", r"pulls/(\d+)", _change),
    ("PUT", r"pulls/(\d+)/merge", _merge),
    ("GET", r"pulls/(\d+)/commits", _commits),
    ("GET", "issues", _issues),
    ("POST", "issues", _open_issue),
    ("GET", r"issues/(\d+)", _one_issue),
    ("PATCH", r"issues/(\d+)", _change),
    ("GET", r"issues/(\d+)/comments", _comments),
    ("POST", r"issues/(\d+)/comments", _comment),
    ("PATCH", r"issues/comments/(\d+)", _change_comment),
    ("POST", r"issues/(\d+)/labels", _add_labels),
    ("GET", r"git/ref/heads/(.+)", _ref),
    ("DELETE", r"git/refs/heads/(.+)", _delete_ref),
)
