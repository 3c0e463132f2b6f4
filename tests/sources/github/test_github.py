"""GitHub as a source, against the sandbox: both interfaces give the same facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from harvester.model import Failed, FieldData, Found, Identifier, Lookup, NotFound, Record
from harvester.network.client import HttpClient
from harvester.sandbox import (
    Fault,
    Faults,
    RepositoryFacts,
    SandboxServer,
    World,
    parse_faults,
    random_plan,
)
from harvester.sources import SERVICE_RULES
from harvester.sources.github.github import TAKEN, GithubSource

FACTOR = 0.0001
TOKEN = "ghp_secret0123456789"
REPOSITORIES = (
    RepositoryFacts(
        "ana/knee",
        11,
        stars=5,
        forks=2,
        open_issues=1,
        description="Knees",
        topics=("ultrasound",),
        latest_release="v2",
    ),
    RepositoryFacts("fresh/home", 12, former_names=("old/home", "taken/name")),
    RepositoryFacts("taken/name", 13),
    RepositoryFacts("soon/code", 14, tree=("README.md", "LICENSE", "assets/"), license=None),
    RepositoryFacts("was/blocked", 15, block="dmca"),
    RepositoryFacts("was/refused", 16, block="tos"),
    RepositoryFacts("old/archive", 17, archived=True),
    RepositoryFacts("fresh/empty", 18, tree=()),
    RepositoryFacts("ana/awesome-knees", 19, tree=("README.md",)),
)
WORLD = World((), REPOSITORIES)
NAMES = (*(r.full_name for r in REPOSITORIES), "old/home", "no/where")


def ids(names: Sequence[str]) -> list[Identifier]:
    return [Identifier("github", name) for name in names]


def request(
    sandbox: SandboxServer,
    folder: Path,
    token: str,
    names: Sequence[str] = NAMES,
    github_ids: Mapping[str, int] | None = None,
) -> dict[str, Lookup]:
    source = GithubSource(sandbox.endpoints["github"], token, github_ids or {})
    with HttpClient(folder / "cache", SERVICE_RULES, time_factor=FACTOR, locks=folder) as client:
        answers = list(source.lookup(ids(names), client))
    assert sorted(str(i) for i, _ in answers) == sorted(f"github:{name}" for name in names)
    return {identifier.value: lookup for identifier, lookup in answers}


def facts(lookup: Lookup) -> dict[str, FieldData]:
    """Return the fields, less the note that GraphQL brought the README, which REST leaves out."""
    assert isinstance(lookup, Found)
    fields = dict(GithubSource().read(lookup.record).fields)
    return {name: value for name, value in fields.items() if name != "readme_read"}


@pytest.fixture(params=["", TOKEN], ids=["rest", "graphql"])
def token(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_states_are_told_apart(token: str, tmp_path: Path) -> None:
    with SandboxServer(world=WORLD) as sandbox:
        answers = request(sandbox, tmp_path, token)
    assert answers["no/where"] == NotFound("gone")
    assert answers["was/blocked"] == NotFound("blocked: dmca")
    assert answers["was/refused"] == NotFound("blocked: tos")
    assert facts(answers["old/home"])["moved_to"] == "fresh/home"
    assert facts(answers["old/archive"])["archived"] is True
    coming = {
        name for name, a in answers.items() if isinstance(a, Found) and facts(a)["coming_soon"]
    }
    assert coming == {"soon/code", "fresh/empty"}


def test_all_fields_are_read(token: str, tmp_path: Path) -> None:
    with SandboxServer(world=WORLD) as sandbox:
        fields = facts(request(sandbox, tmp_path, token, ["ana/knee"])["ana/knee"])
    assert fields == {
        "repository_id": 11,
        "stars": 5,
        "forks": 2,
        "open_issues": 1,
        "archived": False,
        "disabled": False,
        "pushed_at": "2026-01-01T00:00:00Z",
        "license": "MIT",
        "topics": ("ultrasound",),
        "default_branch": "main",
        "latest_release": "v2",
        "description": "Knees",
        "coming_soon": False,
    }
    assert set(fields) <= GithubSource.provides


def test_both_interfaces_say_the_same(tmp_path: Path) -> None:
    with SandboxServer(world=WORLD) as sandbox:
        by_rest = request(sandbox, tmp_path / "rest", "")
        by_graphql = request(sandbox, tmp_path / "graphql", TOKEN)
    for name in NAMES:
        rest, graphql = by_rest[name], by_graphql[name]
        if name == "fresh/empty":  # REST names the branch that it will have, GraphQL none
            assert facts(graphql).items() <= facts(rest).items()
        elif isinstance(rest, Found):
            assert facts(rest) == facts(graphql)
        else:
            assert rest == graphql


def test_pull_requests_are_no_issues_where_it_can_be_told(token: str, tmp_path: Path) -> None:
    busy = RepositoryFacts("ana/knee", 11, open_issues=3, open_pull_requests=4)
    with SandboxServer(repositories=[busy]) as sandbox:
        fields = facts(request(sandbox, tmp_path, token, ["ana/knee"])["ana/knee"])
    assert fields["open_issues"] == (3 if token else 7)


def test_a_name_that_was_taken_over_is_not_believed(token: str, tmp_path: Path) -> None:
    with SandboxServer(world=WORLD) as sandbox:
        fields = facts(
            request(sandbox, tmp_path, token, ["taken/name"], {"taken/name": 12})["taken/name"]
        )
    assert (fields["repository_id"], fields["moved_to"]) == (12, "fresh/home")
    assert fields["name_taken"] is True


def test_a_taken_name_of_a_deleted_repository_is_gone(token: str, tmp_path: Path) -> None:
    with SandboxServer(world=WORLD) as sandbox:
        answers = request(sandbox, tmp_path, token, ["taken/name"], {"taken/name": 999})
    assert answers["taken/name"] == NotFound(TAKEN)


def test_the_second_run_asks_nothing(token: str, tmp_path: Path) -> None:
    with SandboxServer(world=WORLD) as sandbox:
        first = request(sandbox, tmp_path, token)
        sandbox.log.clear()
        second = request(sandbox, tmp_path, token)
        assert sandbox.log.requests() == 0
    for name in NAMES:
        again = second[name]
        assert not isinstance(again, Failed)
        assert again.cached
        if isinstance(again, Found):
            assert facts(again) == facts(first[name])


def test_a_hundred_repositories_are_one_request_with_a_token(tmp_path: Path) -> None:
    repositories = [RepositoryFacts(f"o/r{n}", n, stars=n) for n in range(1, 251)]
    names = [r.full_name for r in repositories]
    with SandboxServer(repositories=repositories) as sandbox:
        answers = request(sandbox, tmp_path, TOKEN, names)
        assert sandbox.log.requests() == 3
    assert all(facts(answers[f"o/r{n}"])["stars"] == n for n in range(1, 251))


@pytest.mark.parametrize("most", [1, 7, 40])
def test_too_much_for_one_query_is_asked_in_parts(tmp_path: Path, most: int) -> None:
    names = [f"o/r{n}" for n in range(1, 61)]
    repositories = [RepositoryFacts(name, n) for n, name in enumerate(names, 1)]
    with SandboxServer(repositories=repositories, graphql_most=most) as sandbox:
        answers = request(sandbox, tmp_path, TOKEN, names)
        assert sandbox.log.requests() < 3 * 60
    assert all(isinstance(answer, Found) for answer in answers.values())


def test_a_bad_gateway_once_halves_the_batch(tmp_path: Path) -> None:
    with SandboxServer(world=WORLD, faults=parse_faults("github=502*1")) as sandbox:
        answers = request(sandbox, tmp_path, TOKEN, ["ana/knee", "fresh/home", "no/where"])
        assert sandbox.log.requests() == 3
    assert isinstance(answers["ana/knee"], Found)
    assert answers["no/where"] == NotFound("gone")


@pytest.mark.parametrize(
    "kind",
    ["quota", "401", "503", "html", "reset", "graphql-rate-limited", "graphql-secondary"],
)
def test_a_service_that_cannot_be_asked_is_failed_and_soon_left_alone(
    token: str, tmp_path: Path, kind: str
) -> None:
    with SandboxServer(world=WORLD, faults=Faults([Fault("github", kind)])) as sandbox:
        answers = request(sandbox, tmp_path, token)
        assert sandbox.log.requests() <= 8
    assert all(isinstance(answer, Failed) for answer in answers.values())


def test_a_total_outage_of_gateways_is_not_asked_into(tmp_path: Path) -> None:
    names = [f"o/r{n}" for n in range(300)]
    with SandboxServer(world=WORLD, faults=parse_faults("github=502")) as sandbox:
        answers = request(sandbox, tmp_path, TOKEN, names)
        assert sandbox.log.requests() <= 9
    assert all(isinstance(answer, Failed) for answer in answers.values())


def test_an_empty_quota_keeps_what_was_answered_before(tmp_path: Path) -> None:
    with SandboxServer(world=WORLD, anonymous_quota=6) as sandbox:
        answers = request(sandbox, tmp_path, "")
    texts = [name for name, answer in answers.items() if not isinstance(answer, Failed)]
    assert 5 <= len(texts) <= 6  # a redirect takes two of the six
    for name in texts:
        answer = answers[name]
        assert not isinstance(answer, Found) or "latest_release" not in facts(answer)


@pytest.mark.parametrize("seed", range(14))
def test_no_fault_makes_a_wrong_answer(tmp_path: Path, seed: int) -> None:
    token = TOKEN if seed % 2 else ""
    with SandboxServer(world=WORLD) as sandbox:
        truth = request(sandbox, tmp_path / "truth", token)
    plan = random_plan(seed, ("github",))
    with SandboxServer(world=WORLD, faults=plan, time_factor=FACTOR) as sandbox:
        answers = request(sandbox, tmp_path / "struck", token)
    for name, answer in answers.items():
        expected = truth[name]
        if isinstance(answer, Found):
            assert facts(answer).items() <= facts(expected).items()
        elif isinstance(answer, NotFound):
            assert answer == expected


def test_secrets_reach_no_file(tmp_path: Path) -> None:
    with SandboxServer(world=WORLD) as sandbox:
        request(sandbox, tmp_path, TOKEN)
        request(sandbox, tmp_path, "", ["ana/knee"])
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert not any(TOKEN.encode() in path.read_bytes() for path in written)


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("url", "https://gitlab.com/a/b"),
        ("arxiv", "2401.00001"),
        ("github", "gist"),
        ("github", "a/b/c"),
    ],
)
def test_what_is_no_repository_is_left_alone(tmp_path: Path, scheme: str, value: str) -> None:
    identifier = Identifier(scheme, value)
    assert not GithubSource().accepts(identifier)
    with HttpClient(tmp_path / "cache", SERVICE_RULES, locks=tmp_path) as client:
        ((_, lookup),) = GithubSource("http://127.0.0.1:9").lookup([identifier], client)
        assert client.counts("github").requests == 0
    assert lookup == NotFound("not a repository on GitHub; not asked")


def test_a_record_reads_the_same_from_its_text() -> None:
    from harvester.sources.github.repository import RepositoryAnswer

    answer = RepositoryAnswer(
        "a/b", 1, 2, 3, 4, False, False, "", "", "", ("x",), "main", "", 9, (("a", True),)
    )
    assert RepositoryAnswer.from_text(answer.to_text()) == answer
    record = Record("github", Identifier("github", "A/B"), "", "", answer.to_text())
    assert "moved_to" not in dict(GithubSource().read(record).fields)
