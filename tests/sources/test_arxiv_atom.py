"""arXiv's Atom API as it really behaves: each trap of it has a test."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester.http import DEFAULT_RULES, Door
from harvester.model import Failed, Found, Identifier, Lookup, NotFound, PersonName, Reading
from harvester.sources.arxiv_atom import ArxivSource
from tests.loopback import Loopback, Reply, Request, in_turn
from tests.sources.arxiv_server import all_known, asked_ids, entry, error_feed, feed

RULE = replace(DEFAULT_RULES["arxiv"], spacing=0.0, first_wait=0.01, limit_wait=0.01)
RECORDED = Path(__file__).parents[2].parent / "shared" / "recorded" / "arxiv"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@contextmanager
def opened(folder: Path, longest_url: int = 4000) -> Iterator[Door]:
    rules = {"arxiv": replace(RULE, longest_url=longest_url)}
    with Door(folder, rules, now=lambda: NOW, locks=folder) as door:
        yield door


def ids(count: int) -> list[str]:
    return [f"2401.{number:05d}" for number in range(1, count + 1)]


def look_up(server: Loopback, door: Door, values: Sequence[str]) -> dict[str, Lookup]:
    source = ArxivSource(server.url + "/api/query")
    asked = [Identifier("arxiv", value) for value in values]
    answers = list(source.lookup(asked, door))
    assert sorted(identifier for identifier, _ in answers) == sorted(set(asked))
    return {identifier.value: lookup for identifier, lookup in answers}


def read_one(folder: Path, answer: Callable[[Request], Reply], value: str) -> Reading:
    with Loopback(answer).running() as server, opened(folder) as door:
        found = look_up(server, door, [value])[value]
        assert isinstance(found, Found)
        return ArxivSource(server.url).read(found.record)


def test_batches_of_a_hundred_matched_by_id_in_any_order(tmp_path: Path) -> None:
    with Loopback(all_known).running() as server, opened(tmp_path) as door:
        answers = look_up(server, door, ids(250))
    assert all(isinstance(answer, Found) for answer in answers.values())
    assert [len(asked_ids(request)) for request in server.asked] == [100, 100, 50]
    assert [request.params()["max_results"] for request in server.asked] == ["100", "100", "50"]
    for value, answer in answers.items():
        assert isinstance(answer, Found)
        assert f"abs/{value}v1" in answer.record.body


def test_another_batch_asks_for_new_ids_only(tmp_path: Path) -> None:
    with Loopback(all_known).running() as server:
        with opened(tmp_path) as door:
            look_up(server, door, ids(30))
        with opened(tmp_path) as door:
            answers = look_up(server, door, [*ids(30)[5:], "2312.00007"])
            assert door.counts("arxiv").requests == 1
    assert asked_ids(server.asked[1]) == ["2312.00007"]
    assert sum(isinstance(a, Found) and a.cached for a in answers.values()) == 25


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    with Loopback(all_known).running() as server:
        with opened(tmp_path) as door:
            lookups = ArxivSource(server.url).lookup(
                [Identifier("arxiv", value) for value in ids(250)], door
            )
            for _ in range(150):
                next(lookups)
        with opened(tmp_path) as door:
            look_up(server, door, ids(250))
    assert [len(asked_ids(request)) for request in server.asked] == [100, 100, 50]


PROGRAM = """
import sys
from pathlib import Path
from dataclasses import replace
from harvester.http import DEFAULT_RULES, Door
from harvester.model import Identifier
from harvester.sources.arxiv_atom import ArxivSource
rules = {"arxiv": replace(DEFAULT_RULES["arxiv"], spacing=0.05)}
with Door(Path(sys.argv[2]), rules, locks=Path(sys.argv[2])) as door:
    asked = [Identifier("arxiv", f"2401.{n:05d}") for n in range(1, 501)]
    for found in ArxivSource(sys.argv[1]).lookup(asked, door):
        pass
"""


def test_killed_at_any_moment_the_next_run_asks_only_what_was_not_answered(tmp_path: Path) -> None:
    with Loopback(all_known).running() as server:
        command = [sys.executable, "-c", PROGRAM, server.url, str(tmp_path)]
        for wanted in (1, 3):
            process = subprocess.Popen(command)
            while len(server.asked) < wanted:
                time.sleep(0.005)
            process.kill()
            process.wait()
        assert subprocess.run(command).returncode == 0
        sent = [value for request in server.asked for value in asked_ids(request)]
        assert len(set(sent)) == 500
        assert len(server.asked) <= 7  # five batches, and at most one under way at each kill
        assert subprocess.run(command).returncode == 0
        assert len(server.asked) <= 7


def test_malformed_ids_are_never_sent(tmp_path: Path) -> None:
    bad = ["abc", "2401.1", "arXiv:2401.00001", "2401.00001v2", "", "2413.00001", "2401.00001 "]
    with Loopback(all_known).running() as server, opened(tmp_path) as door:
        answers = look_up(server, door, [*bad, "2401.00009"])
    assert asked_ids(server.asked[0]) == ["2401.00009"]
    assert all(isinstance(answers[value], NotFound) for value in bad)
    assert isinstance(answers["2401.00009"], Found)


def test_an_id_that_arxiv_calls_malformed_costs_itself_only(tmp_path: Path) -> None:
    def answer(request: Request) -> Reply:
        if "2401.00003" in asked_ids(request):
            return Reply(error_feed("incorrect id format for 2401.00003"), 400)
        return all_known(request)

    with Loopback(answer).running() as server, opened(tmp_path) as door:
        answers = look_up(server, door, ids(6))
    assert len(server.asked) == 2
    assert isinstance(answers.pop("2401.00003"), Failed)
    assert all(isinstance(answer, Found) for answer in answers.values())


def test_unknown_ids_are_not_found_and_young_ones_not_yet(tmp_path: Path) -> None:
    known = feed(entry("2401.00001"))
    values = ["2401.00001", "2401.00002", "2611.00003", "2612.00004"]
    with Loopback(in_turn(Reply(known))).running() as server, opened(tmp_path) as door:
        answers = look_up(server, door, values)
        again = look_up(server, door, values)
    assert answers["2401.00002"] == NotFound("arXiv does not know it")
    for value in ("2611.00003", "2612.00004"):
        lookup = answers[value]
        assert isinstance(lookup, NotFound)
        assert lookup.reason.startswith("not yet")
    assert again["2401.00002"] == NotFound("arXiv does not know it", cached=True)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "bad",
    [
        Reply("Rate exceeded.", 429),
        Reply("Rate exceeded."),
        Reply(""),
        Reply("\n"),
        Reply("<html><body>Service Unavailable</body></html>", 503),
        Reply("<!DOCTYPE html><html><body>Rate exceeded</body></html>"),
        Reply(feed(*(entry(value) for value in ids(6)))[:-400]),
        Reply(feed(*(entry(value) for value in ids(6))), cut=True),
        Reply(error_feed("something went wrong")),
        Reply(feed()),
        Reply(feed(total=6)),
        Reply(feed(entry("2401.00001")).replace("published", "unpublished")),
        Reply("<rss></rss>"),
        Reply("x", 504),
    ],
    ids=lambda reply: f"{reply.status}-{reply.body[:20]!r}",
)
def test_faults_are_failed_and_never_absence(tmp_path: Path, bad: Reply) -> None:
    with Loopback(in_turn(bad)).running() as server:
        with opened(tmp_path) as door:
            answers = look_up(server, door, ids(6))
            assert all(isinstance(answer, Failed) for answer in answers.values())
        server.answer = all_known
        with opened(tmp_path) as door:
            answers = look_up(server, door, ids(6))
    assert all(isinstance(answer, Found) for answer in answers.values())


def test_one_passing_fault_costs_nothing(tmp_path: Path) -> None:
    replies = [Reply("Rate exceeded.", 429), Reply("")]

    def answer(request: Request) -> Reply:
        return replies.pop(0) if replies else all_known(request)

    with Loopback(answer).running() as server, opened(tmp_path) as door:
        answers = look_up(server, door, ids(6))
    assert all(isinstance(answer, Found) for answer in answers.values())
    assert len(server.asked) == 3


def test_access_denied_ends_arxiv_for_the_run(tmp_path: Path) -> None:
    denied = Reply("<html><title>Access denied</title></html>", 403)
    with Loopback(in_turn(denied)).running() as server, opened(tmp_path) as door:
        answers = look_up(server, door, ids(250))
    assert len(server.asked) == 1
    assert all(isinstance(answer, Failed) for answer in answers.values())


def test_http_is_followed_to_where_it_leads(tmp_path: Path) -> None:
    def answer(request: Request) -> Reply:
        if request.path.startswith("/api"):
            return Reply("", 301, {"Location": "/moved" + request.path})
        return all_known(request)

    with Loopback(answer).running() as server, opened(tmp_path) as door:
        answers = look_up(server, door, ids(3))
    assert all(isinstance(answer, Found) for answer in answers.values())


def test_a_long_url_becomes_a_form(tmp_path: Path) -> None:
    with Loopback(all_known).running() as server, opened(tmp_path, longest_url=300) as door:
        answers = look_up(server, door, ids(100))
    assert [request.method for request in server.asked] == ["POST"]
    assert server.asked[0].path == "/api/query"
    assert all(isinstance(answer, Found) for answer in answers.values())


def test_pages_that_are_cut_short_are_followed(tmp_path: Path) -> None:
    def answer(request: Request) -> Reply:
        start = int(request.params()["start"])
        values = asked_ids(request)
        page = [entry(value) for value in values[start : start + 10]]
        return Reply(feed(*page, total=len(values)))

    with Loopback(answer).running() as server, opened(tmp_path) as door:
        answers = look_up(server, door, ids(25))
    assert all(isinstance(answer, Found) for answer in answers.values())
    assert len(server.asked) == 3


def test_an_entry_that_was_not_asked_for_is_no_answer(tmp_path: Path) -> None:
    replies = in_turn(Reply(feed(entry("2312.99999"))))
    with Loopback(replies).running() as server, opened(tmp_path) as door:
        assert isinstance(look_up(server, door, ["2401.00001"])["2401.00001"], NotFound)


def test_reading_fields_versions_dois_and_repositories(tmp_path: Path) -> None:
    extra = (
        "<arxiv:comment>Code:\n https://github.com/some\\_one/robot-arm.git.\n</arxiv:comment>"
        "<arxiv:journal_ref>J. Made  Up 1</arxiv:journal_ref>"
        "<arxiv:doi>10.1000/ABC,</arxiv:doi><arxiv:doi>10.1000/xyz</arxiv:doi>"
        '<link title="doi" href="https://doi.org/10.1000/ABC," rel="related"/>'
        '<link title="doi" href="https://doi.org/10.1000/xyz" rel="related"/>'
    )
    authors = (
        "<author><name> HESS Collaboration</name></author>"
        "<author><name>L. -M. Chounet</name><arxiv:affiliation>Lab A</arxiv:affiliation>"
        "<arxiv:affiliation>Lab\n B</arxiv:affiliation></author>"
        "<author><name>Ai Yamada</name></author>"
        "<author><name>J\u00f6rg van der M\u00fchl</name></author>"
    )
    made = entry("hep-ex/0307015", 3, extra, "On $\\omega$\n  tests & more", authors)
    reading = read_one(tmp_path, lambda _: Reply(feed(made)), "hep-ex/0307015")
    fields = dict(reading.fields)
    assert fields["title"] == "On $\\omega$ tests & more"
    assert fields["abstract"] == "A made-up abstract of hep-ex/0307015."
    assert fields["authors"] == (
        PersonName(literal="HESS Collaboration"),
        PersonName("Chounet", "L.-M.", affiliations=("Lab A", "Lab B")),
        PersonName("Yamada", "Ai"),
        PersonName("van der M\u00fchl", "J\u00f6rg"),
    )
    assert (fields["submitted"], fields["updated"]) == ("2024-01-02", "2024-02-03")
    assert (fields["primary_category"], fields["categories"]) == ("cs.RO", ("cs.RO", "cs.AI"))
    assert (fields["doi"], fields["journal_ref"]) == ("10.1000/abc", "J. Made Up 1")
    assert fields["version"] == 3
    assert "withdrawn" not in fields
    assert [str(doi) for doi in reading.identifiers] == ["doi:10.1000/abc", "doi:10.1000/xyz"]
    assert [(v.number, v.issued) for v in reading.versions] == [
        (1, "2024-01-02"),
        (3, "2024-02-03"),
    ]
    assert [str(relation.target) for relation in reading.relations] == ["github:some_one/robot-arm"]


@pytest.mark.parametrize(
    ("comment", "withdrawn"),
    [
        ("This paper has been withdrawn by the author due to an error in Lemma 2", True),
        ("Withdrawn", True),
        ("This submission is withdrawn, a new version follows", True),
        ("paper withdrawn because of a crucial error", True),
        ("Troops were withdrawn in figure 3; 12 pages", False),
        ("12 pages, cash-withdrawn data set", False),
    ],
)
def test_withdrawn_papers_are_recognised(tmp_path: Path, comment: str, withdrawn: bool) -> None:
    made = entry("2401.00001", 2, f"<arxiv:comment>{comment}</arxiv:comment>")
    reading = read_one(tmp_path, lambda _: Reply(feed(made)), "2401.00001")
    assert dict(reading.fields).get("withdrawn", False) is withdrawn
    assert (reading.versions[-1].stage == "withdrawn") is withdrawn


def test_hostile_xml_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read")
    bomb = f'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    body = bomb + feed(entry("2401.00001", title="T")).partition("?>")[2].replace(">T<", ">T&x;<")
    with Loopback(lambda _: Reply(body)).running() as server, opened(tmp_path / "c") as door:
        answer = look_up(server, door, ["2401.00001"])["2401.00001"]
    assert "do not read" not in str(answer)


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers are not here")
@pytest.mark.parametrize(
    "name",
    [
        "atom-2026/id_astro-ph_0601001_s0_m100.xml",
        "atom-2026/id_quant-ph_0201082v1_s0_m100.xml",
        "atom-2026/id_1707.08567_s0_m100.xml",
        "atom-2026/id_2104.12255v1_s0_m100.xml",
        "atom-2026/q_testing_s0_m100.xml",
        "atom-legacy/hep-ex_0307015_documented.xml",
        "atom-legacy/search_science_2019.xml",
    ],
)
def test_recorded_answers_are_read_whole(tmp_path: Path, name: str) -> None:
    from harvester.sources.arxiv_feed import split_feed

    text = (RECORDED / name).read_text(encoding="utf-8")
    values = [value for value, _ in split_feed(text)]
    assert len(values) == text.count("<entry")
    with Loopback(lambda _: Reply(text)).running() as server, opened(tmp_path) as door:
        answers = look_up(server, door, values)
    for answer in answers.values():
        assert isinstance(answer, Found)
        fields = dict(ArxivSource().read(answer.record).fields)
        assert fields["title"]
        assert fields["authors"]
        assert fields["abstract"]
