from __future__ import annotations

import subprocess
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from harvester.errors import BadInput
from harvester.sandbox import SandboxServer, World, load_world, parse_faults, serve_forever
from harvester.sandbox.made_up import ABSTRACT_MARK, made_up_abstract
from harvester.sandbox.select_world import clean_fact, clean_record, select
from harvester.sandbox.services.arxiv.atom import comment_of
from harvester.sandbox.world import PaperFacts
from tests.pipelines.runs import harvest

QUERY = "/api/query?id_list=2401.00001"


def test_requests_that_come_too_early_are_counted_and_refused(world: World) -> None:
    with SandboxServer(world=world, time_factor=10) as sandbox, requests.Session() as session:
        codes = [session.get(sandbox.url + QUERY, timeout=10).status_code for _ in range(2)]
        refused = session.get(sandbox.url + "/oai?verb=Identify", timeout=10)
        assert sandbox.log.too_early == 2
    assert codes == [200, 429]
    assert refused.text == "Rate exceeded."
    assert "retry-after" not in refused.headers


def test_who_keeps_the_distance_is_answered(world: World) -> None:
    with SandboxServer(world=world, time_factor=0.05) as sandbox:
        assert requests.get(sandbox.url + QUERY, timeout=10).status_code == 200
        time.sleep(0.5)
        assert requests.get(sandbox.url + QUERY, timeout=10).status_code == 200
        assert sandbox.log.too_early == 0


def test_two_at_once_are_counted(world: World) -> None:
    faults = parse_faults("arxiv=hang*1")
    with SandboxServer(world=world, faults=faults, polite=False) as sandbox:

        def ask_and_fail() -> None:
            with pytest.raises(requests.RequestException):
                requests.get(sandbox.url + QUERY, timeout=60)

        first = threading.Thread(target=ask_and_fail)
        first.start()
        while not sandbox.log.requests():
            time.sleep(0.01)
        requests.get(sandbox.url + QUERY, timeout=10)
        assert sandbox.log.overlapping == 1
        assert sandbox.log.requests("arxiv") == 2
        sandbox.log.clear()
        assert sandbox.log.by_service == {}
    first.join()


def test_an_unknown_path_and_a_taken_port_are_told() -> None:
    with SandboxServer((), ()) as sandbox:
        assert requests.get(f"{sandbox.url}/nothing", timeout=10).status_code == 404
        with pytest.raises(BadInput, match="choose another --port"):
            serve_forever(port=sandbox.port)


def test_a_bare_repository_is_served_as_one_of_githubs(tmp_path: Path) -> None:
    folder = tmp_path / "list.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", str(folder)], check=True)
    answers = []

    def started(sandbox: SandboxServer) -> None:
        address = f"{sandbox.url}/github/repos/ana/list/pulls"
        answers.append(requests.get(address, timeout=10).json())
        raise EOFError

    with pytest.raises(EOFError):
        serve_forever(started=started, hosted={"ana/list": folder})
    assert answers == [[]]


@pytest.mark.parametrize("words", ["ana", "ana/list", "ana/list=nowhere", "=list.git"])
def test_what_cannot_be_hosted_says_how_to_write_it(tmp_path: Path, words: str) -> None:
    code, text = harvest(tmp_path, "sandbox", "--host", words)
    assert code == 2
    assert "ana/my-list=" in text or "git init --bare" in text


def test_the_packaged_world_has_the_first_list_and_its_neighbours() -> None:
    world = load_world()
    assert len(world.papers) >= 5000
    clarity = world.paper_by_id["2512.08029"]
    assert clarity.repository.lower() in world.repository_by_name
    assert (clarity.submitted, clarity.latest, clarity.versions) == ("2025-12-08", "2026-07-06", 2)
    assert "2504.13065" not in world.without("2504.13065").paper_by_id
    assert all(len(paper.submitted) == 10 and paper.authors for paper in world.papers)


def test_made_up_things_say_so() -> None:
    assert made_up_abstract("1", "A Title.", "Nick").startswith(ABSTRACT_MARK)
    assert "made-up" in load_world().repositories[0].description


def test_a_venue_is_kept_and_no_journal_reference_made_of_it() -> None:
    fact = {
        "arxiv_id": "1803.10122",
        "title": "World Models",
        "authors": ["David Ha"],
        "published": "2018-03-27",
        "updated": "2018-03-27",
        "primary_category": None,
        "doi": "10.48550/arXiv.1803.10122",
        "venue": "arXiv / interactive article",
        "github": None,
    }
    line = {
        "id": "1803.10122",
        "title": "World Models",
        "authors": ["David Ha"],
        "categories": "cs.CV",
        "submitted": "2018-03-27",
    }
    assert clean_fact(fact) == line
    assert clean_fact(fact | {"venue": "ICLR 2020"}) == line | {"venue": "ICLR 2020"}


def test_no_packaged_paper_has_a_journal_reference() -> None:
    assert not [paper.id for paper in load_world().papers if paper.journal_ref]


@pytest.mark.parametrize(
    ("venue", "comment"),
    [
        ("ICCV 2025, pp. 8319-8329", "Accepted at ICCV 2025. Code: https://github.com/a/b"),
        ("Systems XX (RSS 2024), paper 41", "Accepted at RSS 2024. Code: https://github.com/a/b"),
        ("Nature 588(7839), 2020", "Code: https://github.com/a/b"),
        ("", "Code: https://github.com/a/b"),
    ],
)
def test_a_comment_tells_the_conference_and_the_code(venue: str, comment: str) -> None:
    paper = PaperFacts("2401.00001", "T", ("A B",), ("cs.CV",), "2024-01-01", venue=venue)
    assert comment_of(replace(paper, repository="a/b")) == comment


def test_incomplete_records_are_not_taken() -> None:
    record = {
        "id": "2401.00009",
        "title": "A  World Model",
        "authors": "A. One, B. Two",
        "categories": "cs.CV",
        "doi": None,
        "journal-ref": None,
        "versions": [{"created": "2024-01-05"}],
    }
    line = clean_record(record)
    assert line is not None
    assert line["title"] == "A World Model"
    assert clean_record(record | {"authors_complete": False}) is None
    assert clean_record(record | {"versions": [{"created": "2024-01"}]}) is None
    assert clean_record(record | {"categories": None}) is None
    assert select([record], ["2401.00009"]) == []
    assert select([record], []) == [line]
