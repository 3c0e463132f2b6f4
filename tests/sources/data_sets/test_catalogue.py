"""Data sets by name: their own page on the linked site, its newest version, or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvester.checks.check import check
from harvester.checks.inputs import CheckInput
from harvester.lists import parse
from harvester.model import (
    Failed,
    FieldData,
    Found,
    Identifier,
    ListedDataset,
    Lookup,
    NotFound,
    Record,
    Statement,
)
from harvester.network.client import HttpClient
from harvester.sandbox import Fault, Faults, SandboxServer, World
from harvester.sandbox.world import DataSetFacts
from harvester.sources import SERVICE_RULES
from harvester.sources.data_sets.catalogue import ENDPOINT, DataSetsSource
from tests.paths import SHARED

SITE = "https://www.archive.example"
SETS = (
    DataSetFacts("10.1000/a", "Tides-1: heights of tides", f"{SITE}/sets/tides-1/", "2024"),
    DataSetFacts("10.1000/b", "Tides-1-Maps", f"{SITE}/sets/tides-1-maps/", "2025"),
    DataSetFacts("10.1000/c", "Tides-1: a copy", "https://copy.example/tides-1", "2026"),
    DataSetFacts("10.1000/d", "Dunes Database", f"{SITE}/content/dunes/2.0.0/", "2019", "2.0.0"),
    DataSetFacts(
        "10.1000/e",
        "Dunes Database",
        f"{SITE}/content/dunes/2.10.0/",
        "2024",
        "2.10.0",
        "Archive Credentialed Health Data License 1.5.0",
    ),
    DataSetFacts("10.1000/f", "Reefs", f"{SITE}/sets/reefs/", "2024"),
    DataSetFacts("10.1000/g", "Reefs", f"{SITE}/sets/other-reefs/", "2024"),
)


def ask(
    folder: Path, name: str, link: str, faults: Faults | None = None
) -> tuple[Lookup, dict[str, FieldData]]:
    identifier = Identifier("url", link)
    with (
        SandboxServer(world=World(data_sets=SETS), faults=faults) as server,
        HttpClient(folder, SERVICE_RULES, time_factor=0, locks=folder) as client,
    ):
        source = DataSetsSource(server.endpoints["datacite-data-sets"], {identifier: name})
        ((_, lookup),) = source.lookup([identifier], client)
        assert client.counts("datacite").requests <= 5
    is_found = isinstance(lookup, Found)
    return lookup, dict(source.read(lookup.record).fields) if is_found else {}  # type: ignore[union-attr]


def test_a_home_page_leads_to_the_sets_own_page(tmp_path: Path) -> None:
    _, fields = ask(tmp_path, "Tides-1", f"{SITE}/")
    assert (fields["url"], fields["doi"]) == (f"{SITE}/sets/tides-1/", "10.1000/a")
    assert "access" not in fields


def test_the_newest_version_of_a_page_is_told_with_its_access(tmp_path: Path) -> None:
    _, fields = ask(tmp_path, "Dunes", f"{SITE}/content/dunes/2.0.0/")
    assert (fields["data_version"], fields["access"]) == ("2.10.0", "credentialed")
    assert fields["url"] == f"{SITE}/content/dunes/2.10.0/"


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("Tides-1", "https://elsewhere.example/"),
        ("Tides-1", f"{SITE}/sets/of-another/"),
        ("Reefs", f"{SITE}/"),  # two sets of one name
        ("Corals", f"{SITE}/"),
    ],
)
def test_what_is_not_surely_it_is_not_told(tmp_path: Path, name: str, link: str) -> None:
    assert isinstance(ask(tmp_path, name, link)[0], NotFound)


@pytest.mark.parametrize("kind", ["html", "empty", "truncated", "403", "500"])
def test_a_bad_day_is_no_absence(tmp_path: Path, kind: str) -> None:
    lookup, _ = ask(tmp_path, "Tides-1", f"{SITE}/", Faults([Fault("datacite", kind)]))
    assert isinstance(lookup, Failed)


LIST = """# Data

## Datasets

| Dataset | Modality |
|---|---|
| [Tides-1](https://www.archive.example/) | Water |
| [Dunes](https://physionet.org/content/dunes/2.0.0/) | Sand |
"""


def test_the_check_names_the_own_page_and_the_newer_version() -> None:
    def record(slug: str, **fields: str) -> ListedDataset:
        said = (Statement(name, value, "datacite-data-sets", "") for name, value in fields.items())
        return ListedDataset(slug, tuple(said))

    document = parse(LIST)
    own = f"{SITE}/sets/tides-1/"
    records = (
        record("tides-1", url=own, doi="10.1000/a"),
        record("dunes", url="https://physionet.org/content/dunes/2.10.0/", data_version="2.10.0"),
    )
    mentions = [(mention, None) for mention in document.mentions]
    problems = check(CheckInput(document, "list.md", mentions, datasets=records))
    told = {(one.code, one.subject): one for one in problems}
    assert own in told["shared-url", "Tides-1"].fix
    assert told["new-version", "Dunes"].claimed == "version 2.0.0"
    assert not check(CheckInput(document, "list.md", mentions))


RECORDED = SHARED / "recorded" / "datacite" / "dois_page.json"


@pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED} is not there")
def test_recorded_records_are_read() -> None:
    for one in json.loads(RECORDED.read_text("utf-8"))["data"]:
        record = Record("", Identifier("url", "https://a.b"), "", "", json.dumps(one["attributes"]))
        fields = dict(DataSetsSource(ENDPOINT).read(record).fields)
        assert fields["doi"]
        assert fields["title"]
        assert str(fields["url"]).startswith("http")
