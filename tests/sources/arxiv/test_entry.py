"""Reading what arXiv says of a paper: dates, DOIs, groups, withdrawal, code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.model import Found, Identifier, PersonName, Reading
from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES
from harvester.sources.arxiv.atom import ArxivSource
from harvester.sources.arxiv.feed import split_feed
from tests.loopback import Loopback, ReceivedRequest, Reply
from tests.paths import SHARED
from tests.sources.arxiv.atom_server import entry, feed

RULES = {"arxiv": replace(SERVICE_RULES["arxiv"], spacing=0.0, attempts=1)}
RECORDED = SHARED / "recorded" / "arxiv"


def read_all(
    folder: Path, answer: Callable[[ReceivedRequest], Reply], values: list[str]
) -> dict[str, Reading]:
    with Loopback(answer).running() as server, HttpClient(folder, RULES, locks=folder) as client:
        source = ArxivSource(server.url)
        asked = [Identifier("arxiv", value) for value in values]
        answers = dict(source.lookup(asked, client))
    return {
        identifier.value: source.read(lookup.record)
        for identifier, lookup in answers.items()
        if isinstance(lookup, Found)
    }


def read_one(folder: Path, answer: Callable[[ReceivedRequest], Reply], value: str) -> Reading:
    return read_all(folder, answer, [value])[value]


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
        ("Under revision: withdrawn after persistent problems with Lemma 2.20", True),
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
    by_name = read_all(tmp_path / "c", lambda _: Reply(body), ["2401.00001"])
    assert "do not read" not in str(by_name)


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
    text = (RECORDED / name).read_text(encoding="utf-8")
    values = [entry.value for entry in split_feed(text)]
    assert len(values) == text.count("<entry")
    readings = read_all(tmp_path, lambda _: Reply(text), values)
    assert sorted(readings) == sorted(set(values))
    for reading in readings.values():
        fields = dict(reading.fields)
        assert fields["title"]
        assert fields["authors"]
        assert fields["abstract"]
