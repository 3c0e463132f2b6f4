"""DataCite as arXiv's shadow."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.model import Failed, Found, Identifier, Lookup, NotFound, PersonName, Record
from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES
from harvester.sources.datacite import DataciteSource
from tests.loopback import Loopback, ReceivedRequest, Reply, in_turn
from tests.paths import SHARED

RULES = {"datacite": replace(SERVICE_RULES["datacite"], spacing=0.0, first_wait=0.01)}
RECORDED = SHARED / "recorded" / "datacite"
PAPER = Identifier("arxiv", "2401.00001")


def request(
    folder: Path, answer: Callable[[ReceivedRequest], Reply], paper: Identifier = PAPER
) -> Lookup:
    with Loopback(answer).running() as server, HttpClient(folder, RULES, locks=folder) as client:
        ((_, lookup),) = DataciteSource(server.url + "/dois").lookup([paper], client)
        assert server.asked[0].path == f"/dois/10.48550/arXiv.{paper.value}"
    return lookup


def made_up() -> dict[str, object]:
    return {
        "doi": "10.48550/arxiv.2401.00001",
        "creators": [
            {"familyName": "Maker", "givenName": "Ada", "affiliation": ["Lab A"]},
            {"name": "Made-up Team", "affiliation": []},
        ],
        "titles": [{"title": "A made-up\n title"}],
        "subjects": [
            {"subject": "Robotics (cs.RO)", "subjectScheme": "arXiv"},
            {"subject": "Artificial Intelligence (cs.AI)", "subjectScheme": "arXiv"},
            {"subject": "FOS: Physical sciences", "subjectScheme": "FOS"},
        ],
        "dates": [
            {"date": "2024-03-01T00:00:00Z", "dateType": "Submitted", "dateInformation": "v2"},
            {"date": "2024-01-02T00:00:00Z", "dateType": "Submitted", "dateInformation": "v1"},
            {"date": "2024-01-05T00:00:00Z", "dateType": "Updated", "dateInformation": "v1"},
        ],
        "descriptions": [
            {"description": "Code: https://github.com/some/arm.", "descriptionType": "Other"},
            {"description": "A made-up abstract", "descriptionType": "Abstract"},
        ],
        "xml": "bulk",
    }


def test_reading_a_record(tmp_path: Path) -> None:
    body = json.dumps({"data": {"attributes": made_up()}})
    lookup = request(tmp_path, lambda _: Reply(body))
    assert isinstance(lookup, Found)
    reading = DataciteSource().read(lookup.record)
    fields = dict(reading.fields)
    assert fields["title"] == "A made-up title"
    assert fields["authors"] == (
        PersonName("Maker", "Ada", affiliations=("Lab A",)),
        PersonName(literal="Made-up Team"),
    )
    assert (fields["submitted"], fields["updated"]) == ("2024-01-02", "2024-03-01")
    assert (fields["primary_category"], fields["categories"]) == ("cs.RO", ("cs.RO", "cs.AI"))
    assert fields["comment"] == "Code: https://github.com/some/arm."
    assert fields["version"] == 2
    assert [str(relation.target) for relation in reading.relations] == ["github:some/arm"]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(json.dumps({"errors": [{"status": "404"}]}), 404), NotFound),
        (Reply("<html>", 404), Failed),
        (Reply("<html>"), Failed),
        (Reply("[]"), Failed),
        (Reply('{"data": {}}'), Failed),
        (Reply('{"data": []}'), Failed),
        (Reply('{"data": {"attributes": {"doi": "10.1/a", "titles": ["T"]}}}'), Failed),
        (Reply('{"data": {"attributes": {"doi": "10.1/a", "dates": [null]}}}'), Failed),
        (Reply("x", 503), Failed),
        (Reply("", 429, {"Retry-After": "99999"}), Failed),
    ],
)
def test_absence_and_failure(tmp_path: Path, reply: Reply, kind: type[NotFound | Failed]) -> None:
    assert isinstance(request(tmp_path, in_turn(reply)), kind)


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers are not here")
def test_recorded_answers_are_read(tmp_path: Path) -> None:
    text = (RECORDED / "arxiv_doi_1902.02534_v2.json").read_text(encoding="utf-8")
    lookup = request(tmp_path, lambda _: Reply(text), Identifier("arxiv", "1902.02534"))
    assert isinstance(lookup, Found)
    reading = DataciteSource().read(lookup.record)
    fields = dict(reading.fields)
    assert (fields["submitted"], fields["updated"]) == ("2019-02-07", "2019-06-21")
    assert fields["primary_category"] == "cs.DL"
    assert len(reading.versions) == 2


def test_the_published_work_is_declared_as_another_version() -> None:
    related = [
        ("IsVersionOf", "DOI", "10.1103/PhysRevE.71.056103"),
        ("References", "DOI", "10.1000/cited"),
        ("IsVersionOf", "ISBN", "978-83-7683-181-7"),
        ("IsIdenticalTo", "DOI", "no doi"),
    ]
    attributes = made_up() | {
        "relatedIdentifiers": [
            {"relationType": kind, "relatedIdentifierType": scheme, "relatedIdentifier": value}
            for kind, scheme, value in related
        ]
    }
    body = json.dumps(attributes)
    record = Record("datacite", PAPER, "u", "2026-01-01T00:00:00Z", body)
    declared = DataciteSource("http://127.0.0.1").read(record).identifiers
    assert declared == (Identifier("doi", "10.1103/physreve.71.056103"),)
