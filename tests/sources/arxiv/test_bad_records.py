"""One bad record fails alone; what a record says is read whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.model import Failed, Found, Identifier, Lookup, Record
from harvester.sources.arxiv.atom import ArxivSource
from harvester.sources.arxiv.oai_pmh import ArxivOai
from harvester.sources.github.repository import answer_of_rest
from tests.loopback import Loopback, ReceivedRequest, Reply
from tests.sources.arxiv.atom_server import entry, feed
from tests.sources.arxiv.oai_server import document, opened, raw

IDS = ["2401.00001", "2401.00002", "2401.00003"]


def lookups(folder: Path, text: str, values: list[str] = IDS) -> dict[str, Lookup]:
    with Loopback(lambda _: Reply(text)).running() as server, opened(folder) as client:
        asked = [Identifier("arxiv", value) for value in values]
        source = ArxivSource(server.url + "/api/query")
        return {one.value: lookup for one, lookup in source.lookup(asked, client)}


@pytest.mark.parametrize(
    ("there", "spoiled"),
    [
        ("2024-02-03T04:05:06Z", "soon"),
        ("2024-02-03T04:05:06Z", "2024-02-31T04:05:06Z"),
        ("<title>Made-up paper 2401.00002</title>", "<title> </title>"),
    ],
)
def test_a_bad_entry_fails_alone(tmp_path: Path, there: str, spoiled: str) -> None:
    bad = entry(IDS[1]).replace(there, spoiled)
    assert bad != entry(IDS[1])
    answers = lookups(tmp_path, feed(entry(IDS[0]), bad, entry(IDS[2])))
    assert [type(answers[value]) for value in IDS] == [Found, Failed, Found]


def test_two_titles_under_one_id_fail(tmp_path: Path) -> None:
    two = feed(entry(IDS[0]), entry(IDS[1]), entry(IDS[1], title="Another"), entry(IDS[2]))
    answers = lookups(tmp_path, two)
    assert answers[IDS[1]] == Failed("arxiv: the same id twice with different titles")
    assert isinstance(answers[IDS[0]], Found)


def test_a_dtd_is_refused(tmp_path: Path) -> None:
    text = feed(entry(IDS[0], title="ENTITY")).replace("ENTITY", "&x;")
    text = text.replace("<feed", '<!DOCTYPE feed [<!ENTITY x "injected">]><feed', 1)
    answers = lookups(tmp_path, text, IDS[:1])
    assert isinstance(answers[IDS[0]], Failed)


def test_markup_inside_a_title_loses_no_text(tmp_path: Path) -> None:
    marked = entry(IDS[0]).replace("Made-up paper", "Made <i>up</i> pa<b>per</b>")
    answer = lookups(tmp_path, feed(marked), IDS[:1])[IDS[0]]
    assert isinstance(answer, Found)
    fields = dict(ArxivSource("http://x").read(answer.record).fields)
    assert fields["title"] == f"Made up paper {IDS[0]}"


def oai_record(text: str) -> Record:
    start, end = text.index("<arXivRaw"), text.index("</arXivRaw>") + len("</arXivRaw>")
    return Record("arxiv-oai", Identifier("arxiv", "0906.3336"), "", "", text[start:end])


def test_a_withdrawal_told_by_the_comment_stays_told() -> None:
    text = raw("0906.3336").replace("https://github.com/some/arm", "Withdrawn by the authors")
    reading = ArxivOai("http://x").read(oai_record(text))
    assert dict(reading.fields)["withdrawn"] is True
    assert reading.versions[-1].stage == "withdrawn"


def test_oai_text_is_all_text_and_odd_version_numbers_are_none() -> None:
    text = raw("2401.00001").replace("Made-up\n  ", "Made <sup>up</sup> ")
    text = text.replace('version="v2"', 'version="v²"')
    reading = ArxivOai("http://x").read(oai_record(text))
    assert dict(reading.fields)["title"] == "Made up $\\omega$ title"
    assert [version.number for version in reading.versions] == [1]


def test_oai_is_asked_while_atom_is_down(tmp_path: Path) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        if request.path.startswith("/api"):
            return Reply("", 503)
        value = request.params()["identifier"].removeprefix("oai:arXiv.org:")
        return document(f"<GetRecord>{raw(value)}</GetRecord>")

    with Loopback(answer).running() as server, opened(tmp_path) as client:
        source = ArxivSource(server.url + "/api/query", second=ArxivOai(server.url + "/oai"))
        answers = dict(source.lookup([Identifier("arxiv", value) for value in IDS], client))
    for lookup in answers.values():
        assert isinstance(lookup, Found)
        fields = dict(source.read(lookup.record).fields)
        assert fields["title"] == "Made-up $\\omega$ title"
        assert "license" not in fields


@pytest.mark.parametrize("number", [10**24, -1, 2**63, True, "7", 1.5])
def test_a_count_that_no_repository_can_have_is_refused(number: object) -> None:
    with pytest.raises(TypeError):
        answer_of_rest({"full_name": "a/b", "stargazers_count": number})
