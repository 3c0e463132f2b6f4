from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
import requests

from harvester.sandbox import SandboxServer, World
from tests.sandbox.conftest import PAPERS


def oai(sandbox: SandboxServer, **params: str) -> str:
    asked = {name.rstrip("_"): value for name, value in params.items()}
    reply = requests.get(sandbox.endpoints["arxiv-oai"], params=asked, timeout=10)
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/xml")
    ET.fromstring(reply.content)
    return reply.text


def record(sandbox: SandboxServer, identifier: str, form: str = "arXivRaw") -> str:
    name = f"oai:arXiv.org:{identifier}"
    return oai(sandbox, verb="GetRecord", identifier=name, metadataPrefix=form)


def test_a_raw_record_tells_every_version(sandbox: SandboxServer) -> None:
    text = record(sandbox, "2401.00001")
    assert re.findall(r'version="(v\d)"><date>\w+, (\d\d \w+ \d+)', text) == [
        ("v1", "02 Jan 2024"),
        ("v2", "06 May 2024"),
    ]
    assert "<source_type>I" not in text


def test_the_last_version_of_a_withdrawn_paper_has_no_files(sandbox: SandboxServer) -> None:
    assert "<source_type>I</source_type>" in record(sandbox, "2402.00002")


def test_created_is_not_the_first_version_in_the_plain_format(sandbox: SandboxServer) -> None:
    assert "<created>2024-05-06</created>" in record(sandbox, "2401.00001", "arXiv")


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"verb": "GetRecord", "identifier": "x", "metadataPrefix": "arXiv"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "identifier": "x"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        ({"verb": "Nonsense"}, "badVerb"),
        (
            {"verb": "ListRecords", "metadataPrefix": "arXiv", "from_": "2030-01-01"},
            "badArgument",
        ),
        (
            {
                "verb": "ListRecords",
                "metadataPrefix": "arXiv",
                "from_": "2006-01-01",
                "until": "2006-01-02",
            },
            "noRecordsMatch",
        ),
        (
            {"verb": "ListRecords", "metadataPrefix": "arXiv", "from_": "1990-01-01"},
            "badArgument",
        ),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
    ],
)
def test_errors_come_with_status_200(
    sandbox: SandboxServer, params: dict[str, str], code: str
) -> None:
    assert f'<error code="{code}">' in oai(sandbox, **params)


def test_lists_come_in_pages() -> None:
    with SandboxServer(world=World(PAPERS), polite=False, oai_page=2) as sandbox:
        first = oai(sandbox, verb="ListRecords", metadataPrefix="arXivRaw", from_="2006-01-01")
        assert first.count("<record>") == 2
        assert "<resumptionToken" not in first
        first = oai(sandbox, verb="ListRecords", metadataPrefix="arXivRaw")
        token = re.search(r"<resumptionToken[^>]*>(.+)</resumptionToken>", first)
        assert token is not None
        last = oai(sandbox, verb="ListRecords", resumptionToken=token[1])
    assert last.count("<record>") == 1
    assert "<resumptionToken/>" in last


def test_datacite_is_arxivs_shadow(sandbox: SandboxServer) -> None:
    address = f"{sandbox.endpoints['datacite']}/10.48550/arXiv.2401.00001"
    about = requests.get(address, timeout=10).json()["data"]["attributes"]
    assert about["creators"][0] | {"affiliation": []} == about["creators"][0]
    assert about["creators"][0]["familyName"] == "Ørsted"
    submitted = [d for d in about["dates"] if d["dateType"] == "Submitted"]
    assert [(d["dateInformation"], d["date"][:10]) for d in submitted] == [
        ("v1", "2024-01-02"),
        ("v2", "2024-05-06"),
    ]
    assert {d["descriptionType"] for d in about["descriptions"]} == {"Abstract", "Other"}


def test_datacite_does_not_know_the_unknown(sandbox: SandboxServer) -> None:
    reply = requests.get(f"{sandbox.url}/datacite/dois/10.1000/x", timeout=10)
    assert reply.status_code == 404
    assert reply.json()["errors"][0]["status"] == "404"
