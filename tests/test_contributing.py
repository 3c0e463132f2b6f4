"""The worked example of CONTRIBUTING.md is the file that ships, and works as it stands there."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from harvester.model import Failed, Found, Identifier, Lookup, NotFound
from harvester.network.client import HttpClient
from harvester.sources import RANKING, SOURCES
from harvester.sources.base import SourceConfig
from tests.loopback import Loopback, ReceivedRequest, Reply

GUIDE = Path(__file__).parents[1] / "CONTRIBUTING.md"
SHIPPED = GUIDE.parent / "harvester" / "sources" / "unpaywall.py"
COPY = "https://arxiv.org/abs/2401.00001"
KNOWN = {"doi": "10.1000/free", "oa_status": "green", "best_oa_location": {"url": COPY}}
CLOSED = {"doi": "10.1000/closed", "oa_status": "closed", "best_oa_location": None}


@pytest.fixture
def example() -> Iterator[ModuleType]:
    """Run the example's file as a module."""
    code = re.search(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert code is not None
    module = ModuleType("example_source")
    sys.modules[module.__name__] = module
    exec(compile(code[1], "CONTRIBUTING.md", "exec"), module.__dict__)
    yield module
    del sys.modules[module.__name__]


def test_the_example_is_the_file_that_ships() -> None:
    assert f"```python\n{SHIPPED.read_text('utf-8')}```" in GUIDE.read_text("utf-8")


def answer(request: ReceivedRequest) -> Reply:
    doi = request.path.partition("?")[0].removeprefix("/")
    if doi == "10.1000/down":
        return Reply("<html>", 200)
    about = {"10.1000/free": KNOWN, "10.1000/closed": CLOSED}.get(doi)
    return Reply(json.dumps(about or {"error": True}), 200 if about else 404)


def test_the_example_answers_for_each_identifier(example: ModuleType, tmp_path: Path) -> None:
    declared = example.DECLARATION
    names = ("10.1000/free", "10.1000/closed", "10.1000/none", "10.1000/down")
    with (
        Loopback(answer).running() as server,
        HttpClient(
            tmp_path, {declared.name: declared.rule}, time_factor=0, locks=tmp_path
        ) as client,
    ):
        source = declared.build(SourceConfig({declared.name: server.url}, contact="a@b.org"))
        ids = [Identifier("doi", name) for name in names]
        lookups: dict[str, Lookup] = {one.value: got for one, got in source.lookup(ids, client)}
    free, closed = lookups["10.1000/free"], lookups["10.1000/closed"]
    assert isinstance(free, Found)
    assert isinstance(closed, Found)
    assert dict(source.read(free.record).fields) == {
        "open_access": "green",
        "open_access_url": COPY,
    }
    assert source.read(closed.record).fields == (("open_access", "closed"),)
    assert isinstance(lookups["10.1000/none"], NotFound)
    assert isinstance(lookups["10.1000/down"], Failed)


def test_its_line_gives_it_a_place_in_the_ranking() -> None:
    assert "unpaywall" in {one.name for one in SOURCES}
    assert RANKING.rank("open_access_url", "unpaywall") < RANKING.rank("open_access_url", "list")
