"""That arXiv is silent about a paper is no proof: what is believed, and after which question."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from harvester.model import Failed, Found, Identifier, Lookup, NotFound
from harvester.network.client import HttpClient
from harvester.sources.arxiv.atom import ArxivSource
from harvester.sources.arxiv.oai_pmh import ArxivOai
from harvester.sources.base import Source
from tests.loopback import Loopback, ReceivedRequest, Reply, in_turn
from tests.sources.arxiv.atom_server import all_known, asked_ids, entry, error_feed, feed
from tests.sources.arxiv.oai_server import document, error, opened, raw


def request(
    server: Loopback,
    client: HttpClient,
    values: list[str],
    names: Collection[str] = (),
    second: Source | None = None,
) -> dict[str, Lookup]:
    there = [Identifier("arxiv", value) for value in names]
    source = ArxivSource(server.url + "/api/query", there, second)
    asked = [Identifier("arxiv", value) for value in values]
    return {identifier.value: lookup for identifier, lookup in source.lookup(asked, client)}


def knowing(*names: str) -> Callable[[ReceivedRequest], Reply]:
    """Answer about the papers `known` and about nothing else."""

    def answer(request: ReceivedRequest) -> Reply:
        return Reply(feed(*(entry(value) for value in asked_ids(request) if value in names)))

    return answer


@pytest.mark.parametrize("count", [1, 2, 4, 5, 30])
def test_silence_about_known_papers_is_a_fault_however_few_they_are(
    tmp_path: Path, count: int
) -> None:
    values = [f"2401.{number:05}" for number in range(1, count + 1)]
    with Loopback(knowing()).running() as server:
        with opened(tmp_path) as client:
            answers = request(server, client, values, names=values[:1])
            assert all(isinstance(answer, Failed) for answer in answers.values())
        server.answer = all_known
        with opened(tmp_path) as client:
            answers = request(server, client, values)
    assert all(isinstance(answer, Found) for answer in answers.values())


def test_a_known_paper_that_is_left_out_is_a_fault_and_an_unknown_one_is_absent(
    tmp_path: Path,
) -> None:
    values = ["2401.00001", "2401.00002", "2401.00003"]
    with Loopback(knowing("2401.00001")).running() as server, opened(tmp_path) as client:
        answers = request(server, client, values, names=values[:2])
    assert isinstance(answers["2401.00001"], Found)
    assert answers["2401.00002"] == Failed("arxiv: left out a paper that it has")
    assert answers["2401.00003"] == NotFound("arXiv does not know it")
    assert len(server.asked) == 1


def test_what_was_found_before_is_known_to_exist(tmp_path: Path) -> None:
    with Loopback(all_known).running() as server, opened(tmp_path) as client:
        request(server, client, ["2401.00001"])
        server.answer = knowing("2401.00001")
        answers = request(server, client, ["2401.00001", "2401.00002"])
    assert [asked_ids(request) for request in server.asked[1:]] == [
        ["2401.00002"],
        ["2401.00002", "2401.00001"],
    ]
    assert isinstance(answers["2401.00002"], NotFound)


def test_one_that_nobody_knows_is_absent_after_a_second_question(tmp_path: Path) -> None:
    with Loopback(knowing()).running() as server, opened(tmp_path) as client:
        answers = request(server, client, ["2401.99999"])
        again = request(server, client, ["2401.99999"])
    assert answers == {"2401.99999": NotFound("arXiv does not know it")}
    assert again == {"2401.99999": NotFound("arXiv does not know it", cached=True)}
    # another address, or a cache on the way would give the same answer again
    assert [request.params()["max_results"] for request in server.asked] == ["1", "2"]


def test_the_second_question_is_believed_where_it_finds_something(tmp_path: Path) -> None:
    replies = in_turn(Reply(feed()), Reply(feed(entry("2401.00001"))))
    with Loopback(replies).running() as server, opened(tmp_path) as client:
        assert isinstance(request(server, client, ["2401.00001"])["2401.00001"], Found)


def test_a_few_that_nobody_knows_are_asked_for_one_by_one(tmp_path: Path) -> None:
    values = ["2401.99997", "2401.99998", "2401.99999"]
    with Loopback(knowing()).running() as server, opened(tmp_path) as client:
        answers = request(server, client, values)
    assert all(isinstance(answer, NotFound) for answer in answers.values())
    assert [len(asked_ids(request)) for request in server.asked] == [3, 1, 1, 1]


@pytest.mark.parametrize(("there", "kind"), [(["2312.00001"], NotFound), ([], Failed)])
def test_a_paper_that_is_known_to_exist_tells_silence_from_absence(
    tmp_path: Path, there: list[str], kind: type[NotFound | Failed]
) -> None:
    with Loopback(knowing(*there)).running() as server, opened(tmp_path) as client:
        answers = request(server, client, ["2401.00001", "2401.00002"], names=["2312.00001"])
    assert all(isinstance(answer, kind) for answer in answers.values())
    assert asked_ids(server.asked[1]) == ["2401.00001", "2401.00002", "2312.00001"]


def test_a_second_answer_that_is_cut_off_proves_no_absence(tmp_path: Path) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        if "2312.00001" not in asked_ids(request):
            return Reply(feed())
        whole = request.params()["start"] == "0"
        return Reply(feed(entry("2312.00001"), total=2)) if whole else Reply("x", 503)

    with Loopback(answer).running() as server, opened(tmp_path) as client:
        answers = request(server, client, ["2401.00001"], names=["2312.00001"])
    assert isinstance(answers["2401.00001"], Failed)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (error("idDoesNotExist", "Nothing found for this ID"), NotFound),
        (document(f"<GetRecord>{raw('2401.00001')}</GetRecord>"), Failed),
        (Reply("Service Unavailable", 503), Failed),
        (Reply(feed()), Failed),
    ],
)
def test_the_second_source_decides_where_nothing_is_known(
    tmp_path: Path, reply: Reply, kind: type[NotFound | Failed]
) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        return reply if "verb" in request.params() else Reply(feed())

    with Loopback(answer).running() as server, opened(tmp_path) as client:
        second = ArxivOai(server.url + "/oai")
        answers = request(server, client, ["2401.00001"], second=second)
    assert isinstance(answers["2401.00001"], kind)


def test_a_malformed_id_that_is_not_named_is_found_by_halves(tmp_path: Path) -> None:
    values = [f"2401.{number:05}" for number in range(1, 9)]

    def answer(request: ReceivedRequest) -> Reply:
        if "2401.00003" in asked_ids(request):
            return Reply(error_feed("one of the ids is malformed"), 400)
        return all_known(request)

    with Loopback(answer).running() as server, opened(tmp_path) as client:
        answers = request(server, client, values)
    assert isinstance(answers.pop("2401.00003"), Failed)
    assert len(answers) == 7
    assert all(isinstance(lookup, Found) for lookup in answers.values())
    assert len(server.asked) <= 8


def test_a_server_that_refuses_every_request_is_not_asked_for_ever(tmp_path: Path) -> None:
    values = [f"2401.{number:05}" for number in range(1, 101)]
    replies = in_turn(Reply(error_feed("max_results must be an integer"), 400))
    with Loopback(replies).running() as server, opened(tmp_path) as client:
        answers = request(server, client, values)
    assert len(answers) == 100
    assert all(isinstance(answer, Failed) for answer in answers.values())
    assert len(server.asked) <= 20


def test_an_error_without_a_number_is_an_error(tmp_path: Path) -> None:
    """arXiv's own code gives the address /api/errors alone where it has no words for an error."""
    text = error_feed("Either a search_query or id_list must be specified")
    bare = text.replace("errors#Either_a_search_query_or_id_list_must_be_specified", "errors")
    assert bare != text
    replies = in_turn(Reply(bare, 400))
    with Loopback(replies).running() as server, opened(tmp_path) as client:
        answers = request(server, client, ["2401.00001"])
    assert isinstance(answers["2401.00001"], Failed)
    assert len(server.asked) == 1
