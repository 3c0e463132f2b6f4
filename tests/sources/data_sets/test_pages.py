"""Pages of data sets: read in the form of each archive, where they bear the set's name."""

from __future__ import annotations

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
    Statement,
)
from harvester.network.client import HttpClient
from harvester.sandbox import Fault, Faults, SandboxServer, World
from harvester.sandbox.world import DataSetFacts, PageFacts
from harvester.sources import SERVICE_RULES
from harvester.sources.data_sets.pages import DataSetPagesSource
from harvester.sources.data_sets.papers import DataSetPapersSource
from harvester.sources.data_sets.wording import access_of, short_license

CC_BY = "https://creativecommons.org/licenses/by/4.0/legalcode"
ZERO = "https://creativecommons.org/publicdomain/zero/1.0/"
GATE = "You need to agree to share your contact information"
IMAGES = "https://www.cancerimagingarchive.net/collection"
ZENODO = "https://zenodo.org/records"
DUNES = "https://physionet.org/content/dunes"
SETS = (
    DataSetFacts("10.1000/d1", "Dunes Database", f"{DUNES}/1.9.0/", "2019", "1.9.0"),
    DataSetFacts(
        "10.1000/d2", "Dunes Database", f"{DUNES}/1.10.0/", "2024", "1.10.0",
        access="Credentialed Access",
    ),
    DataSetFacts("", "Reef-Scans", f"{IMAGES}/reefs/", "2025"),
    DataSetFacts("10.5281/zenodo.7", "Tides-1", f"{ZENODO}/7", "2023", "2.1", CC_BY),
    DataSetFacts("", "Gulls", "https://www.kaggle.com/datasets/ana/gulls", "2022", "3", ZERO),
    DataSetFacts("", "Kelp QA", "https://huggingface.co/datasets/ana/kelp", "2024", "", "", GATE),
    DataSetFacts("", "Moss", "https://www.synapse.org/Synapse:syn51", "2024"),
    DataSetFacts(
        "", "Ferns (FERN-7)", "https://ferns.example/data/7", "2024", "", "", "",
        "10.1000/ferns", "Longitudinal Fern Images (FERN-7): A Dataset",
    ),
)  # fmt: skip
HOME = PageFacts(
    "dunes.example",
    "whole",
    html="<title>Dunes</title><a href='/about'>About</a><a href='/sets/sand-2'>Sand-2 data</a>"
    "<a href='/sets/sand-20'>Sand-20</a></body></html>",
)
PAGES = (
    HOME,
    PageFacts("dunes.example/sets/sand-2", "whole", html="<h1>Sand-2</h1></body></html>"),
    PageFacts("old.example/gulls", "moved", target="https://www.kaggle.com/datasets/ana/gulls"),
    PageFacts("wall.example/gulls", "refused"),
    PageFacts("dunes.example/paper", title="Gulls: A Dataset", venue="Made-up Letters"),
)


def ask(
    folder: Path, name: str, link: str, faults: Faults | None = None
) -> tuple[Lookup, dict[str, FieldData]]:
    identifier = Identifier("url", f"{link}#slug")
    world = World(data_sets=SETS, pages=PAGES)
    with (
        SandboxServer(world=world, faults=faults) as server,
        HttpClient(folder, SERVICE_RULES, time_factor=0, locks=folder) as client,
    ):
        source = DataSetPagesSource(server.endpoints["data-set-pages"], {identifier: name})
        ((_, lookup),) = source.lookup([identifier], client)
        assert client.counts("landing-pages").requests <= 4
    if not isinstance(lookup, Found):
        return lookup, {}
    return lookup, dict(source.read(lookup.record).fields)


@pytest.mark.parametrize(
    ("name", "link", "told"),
    [
        (
            "Dunes",
            f"{DUNES}/1.9.0/",
            {
                "url": f"{DUNES}/1.10.0/",
                "data_version": "1.10.0",
                "doi": "10.1000/d2",
                "access": "credentialed",
            },
        ),
        ("Reef-Scans", SETS[2].address, {"url": SETS[2].address, "title": "Reef-Scans"}),
        (
            "Tides-1",
            SETS[3].address,
            {
                "doi": "10.5281/zenodo.7",
                "data_version": "2.1",
                "license": "CC-BY-4.0",
                "access": "open",
                "issued": "2023",
            },
        ),
        ("Gulls", SETS[4].address, {"license": "CC0: Public Domain", "access": "open"}),
        ("Kelp QA", SETS[5].address, {"access": "registration", "title": "kelp"}),
        ("Sand-2", "https://dunes.example/", {"url": "https://dunes.example/sets/sand-2"}),
        ("Gulls", "https://old.example/gulls", {"url": SETS[4].address}),
    ],
)
def test_a_page_is_read_in_the_form_of_its_archive(
    tmp_path: Path, name: str, link: str, told: dict[str, str]
) -> None:
    _, fields = ask(tmp_path, name, link)
    assert {key: fields.get(key) for key in told} == told


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("Tides", "https://zenodo.org/records/7"),  # Tides-1 is another name
        ("Moss", "https://www.synapse.org/Synapse:syn51"),  # nothing without a browser
        ("Kelp", "https://dunes.example/"),  # no link bears the name
        ("Sand-20", "https://dunes.example/"),  # the page behind it is gone
        ("Gulls", "https://dunes.example/paper"),  # a paper on it, not the data
        ("Gulls", "https://nowhere.example/gulls"),
    ],
)
def test_what_does_not_bear_the_name_is_not_told(tmp_path: Path, name: str, link: str) -> None:
    assert isinstance(ask(tmp_path, name, link)[0], NotFound)


def test_a_refusal_is_no_absence(tmp_path: Path) -> None:
    assert isinstance(ask(tmp_path, "Gulls", "https://wall.example/gulls")[0], Failed)


@pytest.mark.parametrize("kind", ["html", "empty", "truncated", "403", "500"])
def test_a_bad_day_is_no_absence(tmp_path: Path, kind: str) -> None:
    lookup, _ = ask(tmp_path, "Tides-1", SETS[3].address, Faults([Fault("pages", kind)]))
    assert isinstance(lookup, Failed)


def test_a_home_page_down_for_a_day_is_no_absence(tmp_path: Path) -> None:
    lookup, _ = ask(tmp_path, "Sand-2", "https://dunes.example/", Faults([Fault("pages", "html")]))
    assert isinstance(lookup, Failed)


def test_the_paper_of_a_data_set_tells_where_it_lies(tmp_path: Path) -> None:
    home = Identifier("url", "https://ferns.example/#ferns")
    own = Identifier("url", "https://ferns.example/data/7#ferns")
    with (
        SandboxServer(world=World(data_sets=SETS)) as server,
        HttpClient(tmp_path, SERVICE_RULES, time_factor=0, locks=tmp_path) as client,
    ):
        names = {home: "FERN-7", own: "FERN-7"}
        source = DataSetPapersSource(server.endpoints["data-set-papers"], names)
        assert not source.accepts(own)
        ((_, lookup),) = source.lookup([home], client)
        other = DataSetPapersSource(server.endpoints["data-set-papers"], {home: "FERN-70"})
        ((_, none),) = other.lookup([home], client)
    assert isinstance(lookup, Found)
    fields = dict(source.read(lookup.record).fields)
    assert fields == {"data_paper": "10.1000/ferns", "url": "https://ferns.example/data/7"}
    assert isinstance(none, NotFound)


LIST = """# Data

## Datasets

| Dataset | Modality |
|---|---|
| [Gulls](https://old.example/gulls) | Birds |
| [Dunes](https://physionet.org/content/dunes/) | Sand |
"""


def test_a_moved_page_is_named_once() -> None:
    def record(slug: str, url: str) -> ListedDataset:
        return ListedDataset(slug, (Statement("url", url, "data-set-pages", ""),))

    document = parse(LIST)
    mentions = [(mention, None) for mention in document.mentions]
    records = (record("gulls", SETS[4].address), record("dunes", f"{DUNES}/1.10.0/"))
    problems = check(CheckInput(document, "list.md", mentions, datasets=records))
    assert [(one.code, one.subject) for one in problems] == [("dead-link", "Gulls")]
    assert SETS[4].address in problems[0].fix


@pytest.mark.parametrize(
    ("words", "access"),
    [
        ("info:eu-repo/semantics/openAccess", "open"),
        ("https://schema.org/RestrictedAccess", "restricted"),
        ("Embargoed Access", "embargoed"),
        ("PhysioNet Credentialed Health Data License 1.5.0", "credentialed"),
        ("Open Access and Restricted Access, see the table", ""),
        ("Log in to download", "registration"),
        ("MIT", ""),
        ("", ""),
    ],
)
def test_access_is_a_class_or_nothing(words: str, access: str) -> None:
    assert access_of(words) == access


def test_licences_get_their_short_names() -> None:
    assert short_license(ZERO) == "CC0-1.0"
    assert short_license("MIT") == "MIT"
