"""OAI-PMH by identifier: errors with status 200, every version's date, withdrawal, licence."""

from __future__ import annotations

from pathlib import Path

from harvester.model import Failed, Found, Identifier, NotFound, PersonName
from harvester.sources.arxiv.oai_pmh import ArxivOai
from harvester.sources.arxiv.raw_record import read_author_line
from tests.loopback import Loopback, ReceivedRequest, Reply, in_turn
from tests.sources.arxiv.oai_server import deleted, document, error, opened, raw

PAPER = Identifier("arxiv", "0909.4333")


def test_get_record_reads_every_version(tmp_path: Path) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        assert request.params() == {
            "verb": "GetRecord",
            "identifier": "oai:arXiv.org:0909.4333",
            "metadataPrefix": "arXivRaw",
        }
        return document(f"<GetRecord>{raw('0909.4333')}</GetRecord>")

    with Loopback(answer).running() as server, opened(tmp_path) as client:
        source = ArxivOai(server.url + "/oai")
        ((identifier, lookup),) = source.lookup([PAPER], client)
    assert isinstance(lookup, Found)
    reading = source.read(lookup.record)
    fields = dict(reading.fields)
    assert identifier == reading.identifier == PAPER
    assert fields["title"] == "Made-up $\\omega$ title"
    assert (fields["submitted"], fields["updated"]) == ("2009-09-23", "2011-02-01")
    assert fields["version"] == 2
    assert fields["authors"] == (
        PersonName("Maker", "Fr\u00e9d\u00e9ric", affiliations=("Inst A",)),
        PersonName("Two", "B.", affiliations=("Inst A", "Inst B")),
    )
    assert [str(doi) for doi in reading.identifiers] == ["doi:10.1000/a", "doi:10.1000/b"]
    assert [(v.number, v.stage) for v in reading.versions] == [(1, "submitted"), (2, "submitted")]
    assert [str(relation.target) for relation in reading.relations] == ["github:some/arm"]


def test_source_type_of_the_last_version_tells_withdrawal(tmp_path: Path) -> None:
    reply = document(f"<GetRecord>{raw('0909.4333', 'I')}</GetRecord>")
    with Loopback(in_turn(reply)).running() as server, opened(tmp_path) as client:
        ((_, lookup),) = ArxivOai(server.url).lookup([PAPER], client)
    assert isinstance(lookup, Found)
    reading = ArxivOai().read(lookup.record)
    assert dict(reading.fields)["withdrawn"] is True
    assert reading.versions[-1].stage == "withdrawn"


def test_errors_in_a_200_are_told_apart(tmp_path: Path) -> None:
    cases = {
        "a": (error("idDoesNotExist", "Nothing found for this ID"), NotFound),
        "b": (error("badArgument"), Failed),
        "c": (Reply("<html>Rate exceeded</html>"), Failed),
        "d": (document("<Identify/>"), Failed),
        "e": (document(f"<GetRecord>{raw('0909.4334')}</GetRecord>"), Failed),
        "f": (document(f"<GetRecord>{deleted('0909.4333')}</GetRecord>"), NotFound),
    }
    for name, (reply, kind) in cases.items():
        with Loopback(in_turn(reply)).running() as server, opened(tmp_path / name) as client:
            ((_, lookup),) = ArxivOai(server.url).lookup([PAPER], client)
            assert isinstance(lookup, kind), name
            assert len(server.asked) == (3 if name in "cd" else 1), name


def test_author_lines() -> None:
    names = read_author_line("A. One and B. Two (Inst A, Town)")
    assert [str(name) for name in names] == ["A. One", "B. Two"]
    assert names[1].affiliations == ("Inst A, Town",)
    assert read_author_line("") == ()


def test_a_nickname_inside_a_name_is_no_affiliation() -> None:
    names = read_author_line("A. One, Made (Jimmy) Up, B. Two (Inst)")
    assert [str(name) for name in names] == ["A. One", "Made (Jimmy) Up", "B. Two"]
    assert [name.affiliations for name in names] == [(), (), ("Inst",)]
    assert [str(name) for name in read_author_line("A. One (Inst) and B. Two")] == [
        "A. One",
        "B. Two",
    ]


def test_papers_that_changed_together_are_taken_from_one_harvest(tmp_path: Path) -> None:
    ids = [Identifier("arxiv", f"2401.{number:05}") for number in range(1, 12)]
    everything = "".join(raw(one.value, day="2026-11-22") for one in ids[:-1])

    def answer(request: ReceivedRequest) -> Reply:
        if request.params()["verb"] == "ListRecords":
            assert request.params()["from"] == "2026-11-22"
            more = "<resumptionToken>more</resumptionToken>"
            return document(f"<ListRecords>{raw('2401.99999')}{everything}{more}</ListRecords>")
        return document(f"<GetRecord>{raw(ids[-1].value)}</GetRecord>")

    changed = dict.fromkeys(ids[:-1], "2026-11-22") | {ids[-1]: "2024-01-01"}
    with Loopback(answer).running() as server, opened(tmp_path) as client:
        answers = dict(ArxivOai(server.url, changed).lookup(ids, client))
        few = dict(ArxivOai(server.url, changed).lookup(ids[-2:], client))
    assert sorted(answers) == ids
    assert all(isinstance(lookup, Found) for lookup in answers.values())
    verbs = [request.params()["verb"] for request in server.asked]
    assert verbs == ["ListRecords", "GetRecord", "GetRecord"]
    assert isinstance(few[ids[-2]], Failed)  # asked by itself; the server answers about another


def test_a_harvest_that_fails_leaves_every_paper_to_be_asked_for(tmp_path: Path) -> None:
    ids = [Identifier("arxiv", f"2401.{number:05}") for number in range(1, 9)]

    def answer(request: ReceivedRequest) -> Reply:
        if request.params()["verb"] == "ListRecords":
            return error("badArgument", "until date too late")
        value = request.params()["identifier"].removeprefix("oai:arXiv.org:")
        return document(f"<GetRecord>{raw(value)}</GetRecord>")

    with Loopback(answer).running() as server, opened(tmp_path) as client:
        source = ArxivOai(server.url, dict.fromkeys(ids, "2026-11-22"))
        answers = dict(source.lookup(ids, client))
    assert len(answers) == 8
    assert all(isinstance(lookup, Found) for lookup in answers.values())
