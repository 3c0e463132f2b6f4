"""OAI-PMH: errors with status 200, every version's date, harvests that go on after a kill."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester.http import DEFAULT_RULES, Door
from harvester.model import Failed, Found, Identifier, NotFound, PersonName
from harvester.sources.arxiv_oai import ArxivOai, HarvestPage
from harvester.sources.arxiv_raw import read_author_line
from tests.loopback import Loopback, Reply, Request, in_turn

RULES = {"arxiv": replace(DEFAULT_RULES["arxiv"], spacing=0.0, first_wait=0.01, limit_wait=0.01)}
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@contextmanager
def opened(folder: Path, now: datetime = NOW) -> Iterator[Door]:
    with Door(folder, RULES, now=lambda: now, locks=folder) as door:
        yield door


def raw(value: str, last_source: str = "D") -> str:
    return (
        f"<record><header><identifier>oai:arXiv.org:{value}</identifier>"
        "<datestamp>2026-11-20</datestamp></header><metadata>"
        f'<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>{value}</id>'
        '<version version="v1"><date>Wed, 23 Sep 2009 20:00:01 GMT</date><size>1kb</size>'
        "<source_type>D</source_type></version>"
        '<version version="v2"><date>Tue, 01 Feb 2011 10:00:00 GMT</date><size>0kb</size>'
        f"<source_type>{last_source}</source_type></version>"
        "<title>Made-up\n  $\\omega$ title</title>"
        "<authors>Fr\\'ed\\'eric Maker (1), B. Two (1 and 2) ((1) Inst A, (2) Inst B)</authors>"
        "<categories>cs.RO cs.AI</categories><comments>https://github.com/some/arm</comments>"
        "<doi>10.1000/A, 10.1000/b</doi>"
        "<license>http://creativecommons.org/licenses/by/4.0/</license>"
        "<abstract>  A made-up abstract\n.</abstract></arXivRaw></metadata></record>"
    )


def deleted(value: str) -> str:
    return (
        f'<record><header status="deleted"><identifier>oai:arXiv.org:{value}</identifier>'
        "<datestamp>2026-11-20</datestamp></header></record>"
    )


def document(content: str) -> Reply:
    return Reply(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2026-11-23T00:00:00Z</responseDate>{content}</OAI-PMH>",
        headers={"Content-Type": "text/xml"},
    )


def error(code: str, text: str = "") -> Reply:
    return document(f'<error code="{code}">{text}</error>')


PAPER = Identifier("arxiv", "0909.4333")


def test_get_record_reads_every_version(tmp_path: Path) -> None:
    def answer(request: Request) -> Reply:
        assert request.params() == {
            "verb": "GetRecord",
            "identifier": "oai:arXiv.org:0909.4333",
            "metadataPrefix": "arXivRaw",
        }
        return document(f"<GetRecord>{raw('0909.4333')}</GetRecord>")

    with Loopback(answer).running() as server, opened(tmp_path) as door:
        source = ArxivOai(server.url + "/oai")
        ((identifier, lookup),) = source.lookup([PAPER], door)
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
    with Loopback(in_turn(reply)).running() as server, opened(tmp_path) as door:
        ((_, lookup),) = ArxivOai(server.url).lookup([PAPER], door)
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
        with Loopback(in_turn(reply)).running() as server, opened(tmp_path / name) as door:
            ((_, lookup),) = ArxivOai(server.url).lookup([PAPER], door)
            assert isinstance(lookup, kind), name
            assert len(server.asked) == (3 if name in "cd" else 1), name


def pages(request: Request) -> Reply:
    token = request.params().get("resumptionToken")
    if token is None:
        assert request.params()["from"] == "2026-11-20"
        more = "<resumptionToken expirationDate='x'>from%3D2026-11-20&amp;skip=1</resumptionToken>"
        return document(f"<ListRecords>{raw('2401.00001')}{more}</ListRecords>")
    assert token == "from%3D2026-11-20&skip=1"
    last = (
        f"<ListRecords>{raw('2401.00002')}{deleted('2401.00003')}<resumptionToken/></ListRecords>"
    )
    return document(last)


def test_a_harvest_follows_tokens_and_goes_on_after_a_kill(tmp_path: Path) -> None:
    with Loopback(pages).running() as server:
        with opened(tmp_path) as door:
            first = next(ArxivOai(server.url).harvest("2026-11-20", door))
        with opened(tmp_path) as door:
            found = list(ArxivOai(server.url).harvest("2026-11-20", door))
        assert len(server.asked) == 2
        assert isinstance(first, HarvestPage)
        assert first.token == "from%3D2026-11-20&skip=1"
        with opened(tmp_path, datetime(2026, 11, 24, 1, tzinfo=UTC)) as door:
            list(ArxivOai(server.url).harvest("2026-11-20", door))
        assert len(server.asked) == 4  # tokens are void after midnight: from the start
    last = found[-1]
    assert isinstance(last, HarvestPage)
    assert [str(record.identifier) for record in last.records] == ["arxiv:2401.00002"]
    assert (last.deleted, last.token) == ((Identifier("arxiv", "2401.00003"),), None)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (error("noRecordsMatch"), HarvestPage),
        (error("badResumptionToken"), Failed),
        (Reply("Rate exceeded."), Failed),
    ],
)
def test_harvests_without_records(
    tmp_path: Path, reply: Reply, kind: type[HarvestPage | Failed]
) -> None:
    with Loopback(in_turn(reply)).running() as server, opened(tmp_path) as door:
        found = list(ArxivOai(server.url).harvest("2026-11-20", door))
    assert [type(page) for page in found] == [kind]


def test_a_token_that_leads_to_itself_ends(tmp_path: Path) -> None:
    page = document("<ListRecords><resumptionToken>again</resumptionToken></ListRecords>")
    with Loopback(in_turn(page)).running() as server, opened(tmp_path) as door:
        found = list(ArxivOai(server.url).harvest("2026-11-20", door))
    assert isinstance(found[-1], Failed)
    assert len(server.asked) <= 2


def test_author_lines() -> None:
    names = read_author_line("A. One and B. Two (Inst A, Town)")
    assert [str(name) for name in names] == ["A. One", "B. Two"]
    assert names[1].affiliations == ("Inst A, Town",)
    assert read_author_line("") == ()
