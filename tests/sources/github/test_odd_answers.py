"""GitHub as a source, before servers that answer as GitHub does on its odd days."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.model import Failed, FieldData, Found, Identifier, Lookup, NotFound
from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES
from harvester.sources.github.github import GithubSource
from tests.loopback import Loopback, ReceivedRequest, Reply
from tests.paths import SHARED

RECORDED = SHARED / "recorded" / "github"
SOON = datetime.now(UTC) + timedelta(minutes=30)
NODE: dict[str, Any] = {
    "databaseId": 11,
    "nameWithOwner": "ana/knee",
    "description": None,
    "stargazerCount": 5,
    "forkCount": 2,
    "isArchived": False,
    "isDisabled": False,
    "pushedAt": "2026-01-01T00:00:00Z",
    "diskUsage": 100,
    "issues": {"totalCount": 1},
    "licenseInfo": {"spdxId": "NOASSERTION"},
    "repositoryTopics": {"nodes": []},
    "defaultBranchRef": {"name": "main"},
    "latestRelease": None,
    "primaryLanguage": None,
    "object": {"entries": [{"name": "README.md", "type": "blob"}]},
}
REPOSITORY: dict[str, Any] = {
    "id": 11,
    "full_name": "ana/knee",
    "stargazers_count": 5,
    "forks_count": 2,
    "open_issues_count": 1,
    "default_branch": "main",
    "license": {"spdx_id": "NOASSERTION"},
}


def request(
    url: str,
    folder: Path,
    names: Sequence[str],
    token: str = "t0ken-secret",
    github_ids: Mapping[str, int] | None = None,
) -> dict[str, Lookup]:
    source = GithubSource(url, token, github_ids or {})
    with HttpClient(folder / "cache", SERVICE_RULES, time_factor=0.0001, locks=folder) as client:
        answers = list(source.lookup([Identifier("github", name) for name in names], client))
    assert sorted(i.value for i, _ in answers) == sorted(names)
    return {identifier.value: lookup for identifier, lookup in answers}


def facts(lookup: Lookup) -> dict[str, FieldData]:
    assert isinstance(lookup, Found), lookup
    return dict(GithubSource().read(lookup.record).fields)


def names_in(request: ReceivedRequest) -> list[str]:
    query = json.loads(request.body)["query"]
    pairs = re.findall(r'repository\(owner: "([^"]+)", name: "([^"]+)"\)', query)
    return ["/".join(pair) for pair in pairs]


def graphql(
    one: Callable[[str, str], tuple[Any, dict[str, Any] | None]], **more: Any
) -> Callable[[ReceivedRequest], Reply]:
    """Answer each asked repository by `one(alias, name)`: its node, and an error if any."""

    def answer(request: ReceivedRequest) -> Reply:
        by_name = {f"r{n}": one(f"r{n}", name) for n, name in enumerate(names_in(request))}
        errors = [error for _, error in by_name.values() if error]
        data = {alias: node for alias, (node, _) in by_name.items()} | more
        return Reply(json.dumps({"data": data, "errors": errors or None}))

    return answer


def everything(_alias: str, name: str) -> tuple[Any, None]:
    return {**NODE, "nameWithOwner": name}, None


def test_a_server_that_can_do_few_at_a_time_is_asked_for_few(tmp_path: Path) -> None:
    names = [f"o/r{n}" for n in range(100)]

    def answer(request: ReceivedRequest) -> Reply:
        if len(names_in(request)) > 3:
            return Reply("<html>", 502)
        return graphql(everything)(request)

    with Loopback(answer).running() as server:
        answers = request(server.url, tmp_path, names)
        assert len(server.asked) < 50
    assert all(isinstance(answer, Found) for answer in answers.values())


def test_one_repository_that_is_too_heavy_costs_no_other(tmp_path: Path) -> None:
    names = [f"o/r{n}" for n in range(100)]

    def answer(request: ReceivedRequest) -> Reply:
        return Reply("", 504) if "o/r60" in names_in(request) else graphql(everything)(request)

    with Loopback(answer).running() as server:
        answers = request(server.url, tmp_path, names)
        assert len(server.asked) < 40
    assert [name for name, lookup in answers.items() if isinstance(lookup, Failed)] == ["o/r60"]


@pytest.mark.parametrize(
    "error",
    [
        {"type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 1."},
        {"type": "RATE_LIMIT", "code": "graphql_rate_limit", "message": "already exceeded"},
        {"message": "You have exceeded a secondary rate limit. Please wait a few minutes."},
    ],
)
def test_a_limit_told_with_status_200_ends_the_asking(
    tmp_path: Path, error: dict[str, str]
) -> None:
    names = [f"o/r{n}" for n in range(300)]
    with Loopback(lambda _: Reply(json.dumps({"errors": [error]}))).running() as server:
        answers = request(server.url, tmp_path, names)
        assert len(server.asked) == 1
    assert all(isinstance(answer, Failed) for answer in answers.values())


def test_the_last_point_of_the_quota_is_the_last_request(tmp_path: Path) -> None:
    names = [f"o/r{n:03}" for n in range(150)]
    left = {"cost": 1, "remaining": 0, "resetAt": f"{SOON:%Y-%m-%dT%H:%M:%SZ}"}
    with Loopback(graphql(everything, rateLimit=left)).running() as server:
        answers = request(server.url, tmp_path, names)
        assert len(server.asked) == 1
    assert sum(isinstance(answer, Found) for answer in answers.values()) == 100
    reason = f"github: quota used up until {SOON:%H:%M} UTC"
    assert answers["o/r149"] == Failed(reason)


def test_rest_stops_when_nothing_is_left_of_the_quota(tmp_path: Path) -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": f"{SOON.timestamp():.0f}"}

    def answer(_request: ReceivedRequest) -> Reply:
        return Reply(json.dumps(REPOSITORY), headers=headers)

    with Loopback(answer).running() as server:
        answers = request(server.url, tmp_path, ["ana/knee", "bo/hip", "cy/toe"], token="")
        assert len(server.asked) == 1
    failed = [lookup for lookup in answers.values() if isinstance(lookup, Failed)]
    assert len(failed) == 2
    assert "quota used up until" in failed[0].reason
    assert "GITHUB_TOKEN" in failed[0].reason


def test_each_day_another_repository_comes_first_without_a_token(tmp_path: Path) -> None:
    names = [f"o/r{n}" for n in range(100)]
    answered: set[str] = set()
    for day in (1, 2):
        start = datetime(2026, 1, day, tzinfo=UTC)
        left = iter(range(59, -1, -1))  # GitHub answers 60 a day where it knows nobody

        def answer(
            _: ReceivedRequest, left: Iterator[int] = left, start: datetime = start
        ) -> Reply:
            reset = f"{start.timestamp() + 3600:.0f}"
            by_name = {"x-ratelimit-remaining": str(next(left)), "x-ratelimit-reset": reset}
            return Reply('{"message": "Not Found"}', 404, by_name)

        clock = partial(datetime, 2026, 1, day, tzinfo=UTC)
        with (
            Loopback(answer).running() as server,
            HttpClient(
                tmp_path / str(day), SERVICE_RULES, now=clock, time_factor=0.0001, locks=tmp_path
            ) as client,
        ):
            source = GithubSource(server.url)
            list(source.lookup([Identifier("github", name) for name in names], client))
            assert len(server.asked) == 60
            answered.update(request.path for request in server.asked)
    assert len(answered) == 100


def test_partial_facts_of_a_heavy_repository_stand_and_the_rest_is_not_known(
    tmp_path: Path,
) -> None:
    def one(alias: str, name: str) -> tuple[Any, dict[str, Any]]:
        node = {**NODE, "nameWithOwner": name, "latestRelease": None, "object": None}
        path = [alias, "object"]
        return node, {"type": "RESOURCE_LIMITS_EXCEEDED", "path": path, "message": "Too much."}

    with Loopback(graphql(one)).running() as server:
        answers = request(server.url, tmp_path, ["ana/knee", "bo/hip"])
    fields = facts(answers["ana/knee"])
    assert fields["stars"] == 5
    assert "coming_soon" not in fields


def test_a_node_that_is_null_without_a_word_is_asked_again_and_never_absent(
    tmp_path: Path,
) -> None:
    def one(_alias: str, name: str) -> tuple[Any, None]:
        return (None if name == "no/word" else {**NODE, "nameWithOwner": name}), None

    with Loopback(graphql(one)).running() as server:
        answers = request(server.url, tmp_path, ["ana/knee", "no/word"])
    assert isinstance(answers["ana/knee"], Found)
    assert isinstance(answers["no/word"], Failed)


def test_not_found_without_a_path_is_believed_of_one_asked_alone(tmp_path: Path) -> None:
    error = {"type": "NOT_FOUND", "message": "Could not resolve to a Repository."}
    with Loopback(
        lambda _: Reply(json.dumps({"data": {"r0": None}, "errors": [error]}))
    ).running() as server:
        assert request(server.url, tmp_path, ["no/where"])["no/where"] == NotFound("gone")


FIELD_GONE = {
    "message": "Field 'diskUsage' doesn't exist on type 'Repository'",
    "extensions": {"code": "undefinedField"},
}


@pytest.mark.parametrize(
    "refusal",
    [Reply(json.dumps({"errors": [FIELD_GONE]})), Reply('{"message": "Not Found"}', 404)],
    ids=["a field is gone", "there is no GraphQL"],
)
def test_what_graphql_does_not_understand_is_asked_through_rest(
    tmp_path: Path, refusal: Reply
) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        if request.method == "POST":
            return refusal
        if "/git/trees/main" in request.path:
            return Reply('{"tree": [{"path": "README.md", "type": "blob"}], "truncated": false}')
        if request.path.endswith("/releases/latest"):
            return Reply('{"message": "Not Found"}', 404)
        return Reply(json.dumps(REPOSITORY))

    with Loopback(answer).running() as server:
        fields = facts(request(server.url, tmp_path, ["ana/knee"])["ana/knee"])
    assert (fields["stars"], fields["coming_soon"]) == (5, True)
    assert "license" not in fields


def test_a_repository_behind_saml_is_failed_with_advice(tmp_path: Path) -> None:
    words = "Resource protected by organization SAML enforcement. You must grant your token access."

    def one(alias: str, name: str) -> tuple[Any, dict[str, Any] | None]:
        if name == "ana/knee":
            return everything(alias, name)
        return None, {"type": "FORBIDDEN", "path": [alias], "message": words}

    def answer(request: ReceivedRequest) -> Reply:
        if request.method == "POST":
            return graphql(one)(request)
        return Reply(json.dumps({"message": words}), 403)

    with Loopback(answer).running() as server:
        answers = request(server.url, tmp_path, ["ana/knee", "corp/secret"])
        assert len(server.asked) == 2
    assert isinstance(answers["ana/knee"], Found)
    lookup = answers["corp/secret"]
    assert isinstance(lookup, Failed)
    assert "SAML" in lookup.reason
    assert "settings" in lookup.reason


@pytest.mark.parametrize("token", ["", "bad-token"])
def test_a_token_that_is_refused_is_said_once_and_with_advice(tmp_path: Path, token: str) -> None:
    with Loopback(lambda _: Reply('{"message": "Bad credentials"}', 401)).running() as server:
        answers = request(server.url, tmp_path, ["a/b", "c/d"], token=token)
        assert len(server.asked) == 1
    assert all(isinstance(answer, Failed) for answer in answers.values())
    if token:
        assert all("GITHUB_TOKEN" in str(answer) for answer in answers.values())


def test_a_chain_of_renames_is_followed_at_our_endpoint(tmp_path: Path) -> None:
    def moved(to: str) -> Reply:
        return Reply('{"message": "Moved Permanently"}', 301, {"Location": to})

    def answer(request: ReceivedRequest) -> Reply:
        if request.path == "/repos/old/name":
            return moved("https://api.github.com/repositories/10")
        if request.path == "/repositories/10":
            return moved("https://api.github.com/repositories/11")
        if request.path == "/repositories/11":
            return Reply(json.dumps(REPOSITORY))
        return Reply('{"message": "Not Found"}', 404)

    with Loopback(answer).running() as server:
        fields = facts(request(server.url, tmp_path, ["old/name"], token="")["old/name"])
    assert (fields["moved_to"], fields["repository_id"]) == ("ana/knee", 11)


@pytest.mark.parametrize(
    "location", ["https://api.github.com/repositories/11", "https://evil.example/x", ""]
)
def test_renames_that_lead_nowhere_are_failures(tmp_path: Path, location: str) -> None:
    headers = {"Location": location} if location else {}
    with Loopback(lambda _: Reply("{}", 301, headers)).running() as server:
        answer = request(server.url, tmp_path, ["old/name"], token="")["old/name"]
        assert len(server.asked) <= 5
    assert isinstance(answer, Failed)


@pytest.mark.parametrize(
    ("tree", "soon"),
    [
        (Reply('{"message": "Git Repository is empty."}', 409), True),
        (Reply('{"message": "Not Found"}', 404), None),
        (Reply('{"tree": [], "truncated": true}'), None),
        (Reply('{"tree": [{"odd": 1}]}'), None),
        (Reply('{"tree": [{"path": "code", "type": "tree"}]}'), False),
    ],
)
def test_what_the_tree_does_not_tell_is_not_known(
    tmp_path: Path, tree: Reply, soon: bool | None
) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        if "/git/trees/" in request.path:
            return tree
        if request.path.endswith("/releases/latest"):
            return Reply('{"message": "Not Found"}', 404)
        return Reply(json.dumps(REPOSITORY))

    with Loopback(answer).running() as server:
        fields = facts(request(server.url, tmp_path, ["ana/knee"], token="")["ana/knee"])
    assert fields.get("coming_soon") is soon


def test_a_block_without_a_reason_is_a_block(tmp_path: Path) -> None:
    body = '{"message": "Repository access blocked", "block": null}'
    with Loopback(lambda _: Reply(body, 451)).running() as server:
        answer = request(server.url, tmp_path, ["was/there"], token="")["was/there"]
    assert answer == NotFound("blocked: dmca")


def test_a_block_told_with_the_last_of_the_quota_is_a_block(tmp_path: Path) -> None:
    body = '{"message": "Repository access blocked", "block": {"reason": "tos"}}'
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": f"{SOON.timestamp():.0f}"}
    with Loopback(lambda _: Reply(body, 403, headers)).running() as server:
        answers = request(server.url, tmp_path, ["was/there", "what/next"], token="")
        assert len(server.asked) == 1
    answer = sorted(answers.values(), key=str)
    assert isinstance(answer[0], Failed)
    assert answer[1] == NotFound("blocked: tos")


def test_a_kept_answer_about_the_taker_of_a_name_is_not_believed(tmp_path: Path) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        if request.method == "POST":
            return graphql(everything)(request)
        return Reply('{"message": "Not Found"}', 404)

    with Loopback(answer).running() as server:
        assert isinstance(request(server.url, tmp_path, ["Ana/knee"])["Ana/knee"], Found)
        later = request(server.url, tmp_path, ["Ana/knee"], github_ids={"ana/knee": 7})
    assert isinstance(later["Ana/knee"], NotFound)


@pytest.mark.parametrize("name", ["repo_hello-world.json", "repo_renamed_target.json"])
def test_recorded_repositories_are_read(tmp_path: Path, name: str) -> None:
    path = RECORDED / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    body = json.loads(path.read_text("utf-8"))
    body = body[0] if isinstance(body, list) else body
    with Loopback(lambda _: Reply(json.dumps(body))).running() as server:
        fields = facts(
            request(server.url, tmp_path, [body["full_name"]], token="")[body["full_name"]]
        )
    assert fields["stars"] == body["stargazers_count"]
    assert fields["repository_id"] == body["id"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(sorted(NODE)), JSON), max_size=3), JSON)
def test_no_answer_of_another_shape_makes_a_traceback_or_an_absence(
    changes: list[tuple[str, Any]], errors: Any
) -> None:
    node = {**NODE, **dict(changes)}
    about = {**REPOSITORY, "license": errors, "topics": errors, "block": errors}

    def answer(request: ReceivedRequest) -> Reply:
        if request.method == "POST":
            return Reply(json.dumps({"data": {"r0": node, "r1": errors}, "errors": errors}))
        return Reply(json.dumps(about))

    with TemporaryDirectory() as folder, Loopback(answer).running() as server:
        for token in ("t0ken-secret", ""):
            answers = request(server.url, Path(folder) / token, ["ana/knee", "bo/hip"], token)
            assert not any(isinstance(lookup, NotFound) for lookup in answers.values())
            for lookup in answers.values():
                assert isinstance(lookup, Failed) or facts(lookup)
