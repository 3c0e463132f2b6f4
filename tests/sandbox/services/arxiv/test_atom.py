from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import arxiv  # type: ignore[import-untyped] # it ships no type marker
import pytest
import requests

from harvester.sandbox import SandboxServer, load_world
from tests.paths import SHARED

RECORDED = SHARED / "recorded" / "arxiv" / "atom-2026"
ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"


def ask(sandbox: SandboxServer, **params: str | int) -> requests.Response:
    return requests.get(sandbox.endpoints["arxiv"], params=params, timeout=10)


def entries(reply: requests.Response) -> list[ET.Element]:
    return ET.fromstring(reply.content).findall(f"{ATOM}entry")


def names(reply: requests.Response) -> list[str]:
    return [(entry.findtext(f"{ATOM}id") or "").rpartition("/abs/")[2] for entry in entries(reply)]


def test_ids_are_answered_with_unknown_ones_dropped(sandbox: SandboxServer) -> None:
    reply = ask(sandbox, id_list="2401.00001,9912.00001,hep-th/9901001")
    assert reply.headers["content-type"].startswith("application/atom+xml")
    assert sorted(names(reply)) == ["2401.00001v2", "hep-th/9901001v1"]
    assert "<opensearch:totalResults>2</opensearch:totalResults>" in reply.text


def test_an_entry_carries_all_facts_and_says_what_is_made_up(sandbox: SandboxServer) -> None:
    (entry,) = entries(ask(sandbox, id_list="2401.00001"))
    assert entry.findtext(f"{ATOM}title") == "A World Model for Knee Ultrasound"
    assert (entry.findtext(f"{ATOM}published") or "").startswith("2024-01-02T")
    assert (entry.findtext(f"{ATOM}updated") or "").startswith("2024-05-06T")
    assert [doi.text for doi in entry.findall(f"{ARXIV}doi")] == ["10.1000/one", "10.1000/two"]
    assert len(entry.findall(f"{ATOM}author/{ARXIV}affiliation")) == 2
    abstract = entry.findtext(f"{ATOM}summary") or ""
    assert abstract.startswith("Made-up abstract for the sandbox.")
    assert "KneeDreamer" in abstract
    assert entry.findtext(f"{ARXIV}comment") == "Code: https://github.com/ana/knee"


def test_a_version_can_be_asked_for(sandbox: SandboxServer) -> None:
    reply = ask(sandbox, id_list="2401.00001v1,2401.00001,2401.00001v7")
    assert sorted(names(reply)) == ["2401.00001v1", "2401.00001v2"]
    first = next(e for e in entries(reply) if (e.findtext(f"{ATOM}id") or "").endswith("v1"))
    assert (first.findtext(f"{ATOM}updated") or "").startswith("2024-01-02T")


@pytest.mark.parametrize("ids", ["abc", "2401.00001,", "2401.00001,nonsense"])
def test_one_malformed_id_spoils_the_batch(sandbox: SandboxServer, ids: str) -> None:
    reply = ask(sandbox, id_list=ids)
    assert reply.status_code == 400
    (entry,) = entries(reply)
    assert entry.findtext(f"{ATOM}title") == "Error"
    assert entry.find(f"{ATOM}published") is None
    assert "errors#incorrect_id_format_for_" in (entry.findtext(f"{ATOM}id") or "")


@pytest.mark.parametrize("ids", ["arXiv:2401.00001", " 2401.00001", "hep-th.XX/9901001"])
def test_what_the_check_lets_pass_the_look_up_does_not_find(
    sandbox: SandboxServer, ids: str
) -> None:
    reply = ask(sandbox, id_list=ids)
    assert (reply.status_code, names(reply)) == (200, [])


@pytest.mark.parametrize(
    "params",
    [
        {"search_query": "all:ultrasound", "start": "x"},
        {"search_query": "all:ultrasound", "max_results": "-1"},
        {"search_query": "all:ultrasound", "sortBy": "beauty"},
        {"search_query": "all:ultrasound", "sortOrder": "up"},
        {"search_query": 'ti:"open'},
        {},
    ],
)
def test_bad_parameters_get_an_error_feed(
    sandbox: SandboxServer, params: dict[str, str | int]
) -> None:
    reply = ask(sandbox, **params)
    assert reply.status_code == 400
    assert entries(reply)[0].findtext(f"{ATOM}title") == "Error"


def test_ten_results_by_default_and_an_order_of_its_own() -> None:
    world = load_world()
    ids = [paper.id for paper in world.papers[:25]]
    with SandboxServer(world=world, polite=False) as sandbox:
        assert len(entries(ask(sandbox, id_list=",".join(ids)))) == 10
        all_names = names(ask(sandbox, id_list=",".join(ids), max_results=25))
    bare = [re.sub(r"v\d+$", "", name) for name in all_names]
    assert bare != ids
    assert sorted(bare) == sorted(ids)


def test_a_long_address_is_refused_and_a_post_is_not(sandbox: SandboxServer) -> None:
    ids = ",".join(["2401.00001"] * 900)
    assert ask(sandbox, id_list=ids).status_code == 414
    form = {"id_list": ids, "max_results": "900"}
    posted = requests.post(sandbox.endpoints["arxiv"], data=form, timeout=10)
    assert names(posted) == ["2401.00001v2"]


def test_results_are_sorted_on_demand(sandbox: SandboxServer) -> None:
    asked: dict[str, str | int] = {"search_query": "all:ultrasound", "sortBy": "submittedDate"}
    assert names(ask(sandbox, **asked)) == ["2402.00002v1", "2401.00001v2"]
    assert names(ask(sandbox, **asked, sortOrder="ascending")) == ["2401.00001v2", "2402.00002v1"]


def test_the_package_reads_the_feed(sandbox: SandboxServer) -> None:
    client = arxiv.Client(delay_seconds=0, num_retries=0)
    client.query_url_format = sandbox.endpoints["arxiv"] + "?{}"
    (result,) = client.results(arxiv.Search(id_list=["2401.00001"]))
    assert [author.name for author in result.authors] == ["Ana Ørsted", "Bo Li"]
    assert result.primary_category == "cs.CV"


def layout(feed: bytes) -> set[tuple[str, ...]]:
    """The paths of elements with the names of their attributes: the shape of a feed."""

    def walk(element: ET.Element, path: tuple[str, ...]) -> set[tuple[str, ...]]:
        here = (*path, element.tag, *sorted(element.attrib))
        return {here}.union(*(walk(child, here) for child in element))

    return walk(ET.fromstring(feed), ())


@pytest.mark.parametrize("kind", ["id_1605.08386_s0_m100", "q_testing_s0_m10", "id_abc_s0_m100"])
def test_the_feed_has_the_shape_of_recorded_ones(sandbox: SandboxServer, kind: str) -> None:
    recorded = RECORDED / f"{kind}.xml"
    if not recorded.exists():
        pytest.skip(f"{recorded} is not here")
    asked = {"id_list": "abc"} if "abc" in kind else {"id_list": "2401.00001"}
    ours, theirs = layout(ask(sandbox, **asked).content), layout(recorded.read_bytes())
    foreign = {path for path in ours if not any(f"{ARXIV}doi" in part for part in path)} - theirs
    absent_there = {"affiliation", "comment", "journal_ref"}
    assert {p for p in foreign if p[-1].rpartition("}")[2] not in absent_there} <= {
        path for path in ours if "title" in path[-1] and "link" in "".join(path)
    }
