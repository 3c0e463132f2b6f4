"""Searching arXiv by title: few requests, no query that a title can break."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model import Failed, Query
from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES
from harvester.sources.arxiv.search import ArxivSearch, title_queries
from tests.loopback import Loopback, ReceivedRequest, Reply, in_turn
from tests.sources.arxiv.atom_server import entry, feed

RULES = {"arxiv": replace(SERVICE_RULES["arxiv"], spacing=0.0, first_wait=0.01, limit_wait=0.01)}


def test_a_title_is_one_request_and_gives_candidates(tmp_path: Path) -> None:
    extra = "<arxiv:comment>Code soon</arxiv:comment><arxiv:doi>10.1000/A</arxiv:doi>"
    body = feed(entry("2401.00001", 2, extra, "A  Title"), entry("2401.00002"))
    with (
        Loopback(lambda _: Reply(body)).running() as server,
        HttpClient(tmp_path, RULES, locks=tmp_path) as client,
    ):
        search = ArxivSearch(server.url + "/api/query")
        candidates = search.search(Query('SoFA: a "Simple" look-up of arms'), client)
        again = search.search(Query('SoFA: a "Simple" look-up of arms'), client)
    assert not isinstance(candidates, Failed)
    assert again == candidates
    assert [str(c.identifier) for c in candidates] == ["arxiv:2401.00001", "arxiv:2401.00002"]
    first = candidates[0]
    assert (first.title, first.authors, first.submitted) == (
        "A Title",
        ("Ada Maker",),
        "2024-01-02",
    )
    assert (first.doi, first.comment) == ("10.1000/a", "Code soon")
    assert len(server.asked) == 1
    params = server.asked[0].params()
    expected = "ti:SoFA AND ti:Simple AND ti:look AND ti:up AND ti:arms"
    assert params["search_query"] == expected
    assert params["max_results"] == "10"


def test_at_most_two_requests_the_second_without_the_nickname(tmp_path: Path) -> None:
    with (
        Loopback(lambda _: Reply(feed())).running() as server,
        HttpClient(tmp_path, RULES, locks=tmp_path) as client,
    ):
        assert ArxivSearch(server.url).search(Query("XYZ: Grasping Soft Things"), client) == ()
        assert ArxivSearch(server.url).search(Query("the of"), client) == ()
    assert [request.params()["search_query"] for request in server.asked] == [
        "ti:XYZ AND ti:Grasping AND ti:Soft AND ti:Things",
        "ti:Grasping AND ti:Soft AND ti:Things",
    ]


def test_nothing_is_an_answer_after_a_second_question_alone(tmp_path: Path) -> None:
    replies = [Reply(feed())]

    def answer(_request: ReceivedRequest) -> Reply:
        return replies.pop() if replies else Reply(feed(entry("2401.00001")))

    with (
        Loopback(answer).running() as server,
        HttpClient(tmp_path, RULES, locks=tmp_path) as client,
    ):
        candidates = ArxivSearch(server.url).search(Query("Grasping Soft Things Slowly"), client)
    assert not isinstance(candidates, Failed)
    assert [str(one.identifier) for one in candidates] == ["arxiv:2401.00001"]
    assert [request.params()["max_results"] for request in server.asked] == ["10", "11"]


@pytest.mark.parametrize("there", [True, False])
def test_a_search_that_does_not_find_what_is_there_is_not_believed(
    tmp_path: Path, there: bool
) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        sample = "ti:Surely" in request.params()["search_query"]
        return Reply(feed(entry("2401.00001")) if sample and there else feed())

    titles = ["Grasping Soft Things Slowly", "ABC: Holding Hard Things Quickly"]
    with (
        Loopback(answer).running() as server,
        HttpClient(tmp_path, RULES, locks=tmp_path) as client,
    ):
        search = ArxivSearch(server.url, sample="A Paper that is Surely There")
        candidates = [search.search(Query(title), client) for title in titles]
    assert candidates == [(), ()] if there else all(isinstance(one, Failed) for one in candidates)
    assert len(server.asked) == 5  # two for each title, and the sample once


@pytest.mark.parametrize("bad", [Reply("Rate exceeded."), Reply("", 403), Reply("x", 503)])
def test_a_fault_is_failed_and_not_an_empty_result(tmp_path: Path, bad: Reply) -> None:
    with (
        Loopback(in_turn(bad)).running() as server,
        HttpClient(tmp_path, RULES, locks=tmp_path) as client,
    ):
        assert isinstance(ArxivSearch(server.url).search(Query("Soft Arms"), client), Failed)


def test_one_broken_answer_is_asked_again(tmp_path: Path) -> None:
    replies = [Reply("")]

    def answer(_request: ReceivedRequest) -> Reply:
        return replies.pop() if replies else Reply(feed(entry("2401.00001")))

    with (
        Loopback(answer).running() as server,
        HttpClient(tmp_path, RULES, locks=tmp_path) as client,
    ):
        candidates = ArxivSearch(server.url).search(Query("Soft Arms"), client)
    assert not isinstance(candidates, Failed)
    assert len(candidates) == 1


@given(st.text(max_size=80))
def test_no_title_breaks_the_query(title: str) -> None:
    for query in title_queries(title):
        assert re.fullmatch(r"(ti|all):[^\W_]+(?: AND \1:[^\W_]+)*", query)


def test_boolean_words_and_tex_in_titles_are_no_operators() -> None:
    assert title_queries("AND or NOT: $\\alpha$-Tests OR") == ["ti:Tests", "all:Tests"]


ONE = entry("2401.00001")
OTHER_TITLE = re.sub("<title>.*?</title>", "<title>Another work</title>", ONE, flags=re.DOTALL)


@pytest.mark.parametrize(
    "entries",
    [(ONE.replace("<author><name>Ada Maker</name></author>", ""),), (ONE, OTHER_TITLE)],
    ids=["without authors", "two titles"],
)
def test_results_that_cannot_be_judged_are_no_answer_and_are_asked_for_again(
    tmp_path: Path, entries: tuple[str, ...]
) -> None:
    replies = in_turn(Reply(feed(*entries)), Reply(feed(ONE)))
    with Loopback(replies).running() as server:
        answers = []
        for _ in range(2):
            with HttpClient(tmp_path, RULES, locks=tmp_path) as client:
                search = ArxivSearch(server.url + "/api/query")
                answers.append(search.search(Query("Made-up paper of arms"), client))
    first, second = answers
    assert isinstance(first, Failed)
    assert not isinstance(second, Failed)
    assert [str(one.identifier) for one in second] == ["arxiv:2401.00001"]


def test_one_bad_date_among_results_spoils_no_other(tmp_path: Path) -> None:
    bad = entry("2401.00002").replace("2024-01-02T03:04:05Z", "soon")
    body = feed(bad, entry("2401.00001"))
    with (
        Loopback(lambda _: Reply(body)).running() as server,
        HttpClient(tmp_path, RULES, locks=tmp_path) as client,
    ):
        answer = ArxivSearch(server.url + "/api/query").search(Query("Arms that move"), client)
    assert not isinstance(answer, Failed)
    assert [str(one.identifier) for one in answer] == ["arxiv:2401.00001"]
