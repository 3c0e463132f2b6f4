from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from harvester.sandbox import SandboxServer, World
from tests.paths import SHARED

RECORDED = SHARED / "recorded" / "github"
TOKEN = {"Authorization": "Bearer any-token"}


def get(sandbox: SandboxServer, path: str, **headers: str) -> requests.Response:
    address = sandbox.endpoints["github"] + path
    return requests.get(address, headers=headers, timeout=10, allow_redirects=False)


def query(sandbox: SandboxServer, text: str, **variables: str) -> dict[str, Any]:
    body = {"query": text, "variables": variables}
    address = f"{sandbox.endpoints['github']}/graphql"
    reply = requests.post(address, json=body, headers=TOKEN, timeout=10)
    answer: dict[str, Any] = reply.json()
    return answer


def recorded(name: str) -> Any:
    path = RECORDED / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return json.loads(path.read_text("utf-8"))


def test_a_repository_is_a_subset_of_the_recorded_shape(sandbox: SandboxServer) -> None:
    about = get(sandbox, "/repos/ana/knee").json()
    theirs = recorded("dogsheep_repo.json")
    theirs = theirs[0] if isinstance(theirs, list) else theirs
    later = {"topics", "visibility", "allow_forking"}  # newer than the recording
    assert set(about) - later <= set(theirs)
    assert (about["stargazers_count"], about["forks_count"]) == (5, 2)


def test_etags_save_the_body_and_with_a_token_the_quota(sandbox: SandboxServer) -> None:
    first = get(sandbox, "/repos/ana/knee", **TOKEN)
    again = get(sandbox, "/repos/ana/knee", **TOKEN, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["x-ratelimit-remaining"] == first.headers["x-ratelimit-remaining"]
    anonymous = get(sandbox, "/repos/ana/knee")
    assert anonymous.headers["etag"] != first.headers["etag"]


def test_a_former_name_leads_on_by_number(sandbox: SandboxServer) -> None:
    reply = get(sandbox, "/repos/old/home")
    assert reply.status_code == 301
    assert reply.json().keys() == recorded("repo_renamed_301.json").keys()
    assert reply.headers["location"] == f"{sandbox.endpoints['github']}/repositories/12"
    assert requests.get(reply.headers["location"], timeout=10).json()["full_name"] == "new/home"


def test_a_former_name_that_was_taken_leads_to_the_taker(sandbox: SandboxServer) -> None:
    assert get(sandbox, "/repos/taken/name").json()["id"] == 13


@pytest.mark.parametrize(
    ("name", "status", "recording"),
    [
        ("no/where", 404, "not_found_404_2025.json"),
        ("was/blocked", 451, "repo_dmca_451.json"),
        ("was/refused", 403, "repo_tos_403.json"),
    ],
)
def test_absences_are_told_apart(
    sandbox: SandboxServer, name: str, status: int, recording: str
) -> None:
    reply = get(sandbox, f"/repos/{name}")
    assert reply.status_code == status
    assert reply.json().keys() == recorded(recording).keys()
    assert reply.json()["message"] == recorded(recording)["message"]


def test_the_quota_of_an_anonymous_client_ends(world: World) -> None:
    with SandboxServer(world=world, anonymous_quota=2) as sandbox:
        codes = [get(sandbox, "/repos/ana/knee").status_code for _ in range(3)]
        last = get(sandbox, "/repos/ana/knee")
        assert get(sandbox, "/rate_limit").json()["rate"]["remaining"] == 0
        assert get(sandbox, "/repos/ana/knee", **TOKEN).status_code == 200
    assert codes == [200, 200, 403]
    assert last.headers["x-ratelimit-remaining"] == "0"
    assert int(last.headers["x-ratelimit-reset"]) > 1_700_000_000


def test_files_and_releases(sandbox: SandboxServer) -> None:
    tree = get(sandbox, "/repos/soon/code/git/trees/HEAD").json()["tree"]
    assert {"path": "assets", "type": "tree"} in tree
    assert get(sandbox, "/repos/new/empty/git/trees/HEAD").status_code == 409
    assert get(sandbox, "/repos/ana/knee/releases/latest").json()["tag_name"] == "v2"
    assert get(sandbox, "/repos/new/empty/releases/latest").status_code == 404
    assert get(sandbox, "/repos/ana/knee/nonsense").status_code == 404


def test_graphql_answers_what_is_selected(sandbox: SandboxServer) -> None:
    text = """query($o: String!, $n: String!) { rateLimit { remaining }
      r0: repository(owner: $o, name: $n) { ...F issues(states: OPEN) { totalCount } }
      r1: repository(owner: "old", name: "home") { nameWithOwner } }
    fragment F on Repository { stargazerCount object(expression: "HEAD:") {
      ... on Tree { entries { name type } } } }"""
    data = query(sandbox, text, o="ana", n="knee")["data"]
    assert data["r0"]["stargazerCount"] == 5
    assert data["r0"]["issues"] == {"totalCount": 1}
    assert {"name": "src", "type": "tree"} in data["r0"]["object"]["entries"]
    assert data["r1"] == {"nameWithOwner": "new/home"}


def test_graphql_errors_come_with_status_200(sandbox: SandboxServer) -> None:
    answer = query(sandbox, '{ r0: repository(owner: "no", name: "where") { id } }')
    assert answer["data"] == {"r0": None}
    theirs = recorded("graphql_not_found_200.json")["errors"][0]
    assert answer["errors"][0]["type"] == theirs["type"]
    assert answer["errors"][0]["path"] == ["r0"]
    assert "Parse error" in query(sandbox, "{ r0: ")["errors"][0]["message"]
    assert "undefinedField" in str(query(sandbox, "{ nonsense }")["errors"])
    wrong = query(sandbox, '{ r0: repository(owner: "ana", name: "knee") { beauty } }')
    assert "undefinedField" in str(wrong["errors"])


def test_graphql_wants_a_token_and_small_queries(world: World) -> None:
    with SandboxServer(world=world, graphql_most=1) as sandbox:
        address = f"{sandbox.endpoints['github']}/graphql"
        assert requests.post(address, json={"query": "{}"}, timeout=10).status_code == 401
        one = 'repository(owner: "ana", name: "knee") { id }'
        answer = query(sandbox, f"{{ r0: {one} r1: {one} }}")
    assert answer["data"] == {"r0": {"id": "R_11"}, "r1": None}
    assert answer["errors"][0]["type"] == "RESOURCE_LIMITS_EXCEEDED"
