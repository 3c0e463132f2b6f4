from __future__ import annotations

import time
from dataclasses import replace

import pytest
import requests

from harvester.errors import BadInput
from harvester.sandbox import Fault, Faults, SandboxServer, World, parse_faults, random_plan
from harvester.sandbox.faults import KINDS, PROFILES
from harvester.sandbox.world import PageFacts

SILENT = {"hang", "reset", "cut"}
EVERY = [(service, kind) for service, kinds in KINDS.items() for kind in kinds]
ADDRESSES = {
    "arxiv": "/api/query?id_list=2401.00001",
    "github": "/github/repos/ana/knee",
    "raw": "/raw/ana/knee/HEAD/README.md",
    "datacite": "/datacite/dois/10.48550/arXiv.2401.00001",
    "crossref": "/crossref/works?filter=doi:10.1000/one&rows=1",
    "semanticscholar": "/semanticscholar/paper/batch?fields=title",
    "openalex": "/openalex/works?filter=doi:10.1000/one",
    "huggingface": "/huggingface/2401.00001",
    "pages": "/pages/library.example/a",
    "europepmc": "/europepmc/search?query=none",
    "openreview": "/openreview/notes?id=none",
    "pubmed": "/pubmed/esearch.fcgi?term=none",
    "unpaywall": "/unpaywall/10.1000/one?email=a@b.org",
    "dblp": "/dblp/search/publ/api?q=none&format=json",
}


def ask(address: str, timeout: float = 10) -> requests.Response:
    """Ask as the sources do: Semantic Scholar by POST, and no redirect is followed unseen."""
    if "semanticscholar" in address:
        ids = {"ids": ["ARXIV:2401.00001"]}
        return requests.post(address, json=ids, timeout=timeout, allow_redirects=False)
    login = {"Authorization": "Bearer made-up"} if "openreview" in address else {}
    return requests.get(address, timeout=timeout, allow_redirects=False, headers=login)


def seen(response: requests.Response) -> tuple[int, bytes, str]:
    return response.status_code, response.content, response.headers.get("content-type", "")


@pytest.mark.parametrize(("service", "kind"), EVERY)
def test_every_fault_strikes_and_the_next_request_is_answered(
    world: World, service: str, kind: str
) -> None:
    faults = Faults([Fault(service, kind, times=1)])
    page = PageFacts(
        "library.example/a", title="A", authors=("Ada Maker",), doi="10.1000/a", issued="2025"
    )
    world = replace(world, pages=(page,))
    with SandboxServer(world=world, faults=faults, polite=False, time_factor=0.001) as sandbox:
        address = sandbox.url + ADDRESSES[service]
        if kind in SILENT:
            with pytest.raises(requests.RequestException):
                ask(address)
        else:
            struck, well = ask(address), ask(address)
            assert seen(struck) != seen(well)
        assert ask(address).status_code == 200
        assert sandbox.log.faults == {f"{service}={kind}": 1}


def test_a_hang_lasts_and_ends_with_the_server(world: World) -> None:
    started = time.monotonic()
    with (
        SandboxServer(world=world, faults=parse_faults("arxiv=hang")) as sandbox,
        pytest.raises(requests.Timeout),
    ):
        requests.get(sandbox.url + ADDRESSES["arxiv"], timeout=0.2)
    assert time.monotonic() - started > 0.2


def test_profiles_and_rules_are_read() -> None:
    assert parse_faults("").plan == ()
    assert parse_faults("github-quota").plan == (Fault("github", "quota"),)
    assert parse_faults(" arxiv=429@0.5*3, github=502 ").plan == (
        Fault("arxiv", "429", 0.5, 3),
        Fault("github", "502"),
    )
    for profile in PROFILES:
        parse_faults(profile)


@pytest.mark.parametrize(
    "text", ["arxiv", "arxiv=quota", "scopus=429", "arxiv=429@", "arxiv=429@x"]
)
def test_what_is_no_fault_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(BadInput, match="fault"):
        parse_faults(text)


def test_a_random_plan_is_the_same_for_one_seed() -> None:
    plans = {random_plan(seed).plan for seed in range(50)}
    assert len(plans) > 40
    assert random_plan(7).plan == random_plan(7).plan
    struck = [random_plan(7).strike("arxiv") for _ in range(2)]
    assert struck[0] == struck[1]
    kinds = {fault.kind for plan in plans for fault in plan}
    assert len(kinds) > 10
