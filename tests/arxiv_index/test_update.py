"""Updating the index equals building it anew, whatever stops it on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import parse_line
from harvester.arxiv_index.update import IndexChanges, IndexPage, update_index
from harvester.errors import BadInput
from harvester.model import Failed, Identifier, Query
from harvester.sandbox import Fault, Faults, PaperFacts, SandboxServer, World
from harvester.sandbox.services.arxiv.atom import abstract_of, comment_of
from harvester.sources.arxiv.index_changes import arxiv_changes
from tests.sources.arxiv.oai_server import opened

FAMILIES = ("Lovelace", "Hopper", "Noether", "Curie", "Franklin", "Meitner", "Germain")
THINGS = ("Planning", "Grasping", "Segmentation", "Large Language Models", "Ultrasound", "Maps")
WAYS = ("Uncertainty", "Diffusion", "Multi-modal Transformers", "Priors", "LLMs")


def paper(number: int) -> PaperFacts:
    day = f"2026-10-{1 + number % 28:02}"
    names = (FAMILIES[number % 7], FAMILIES[number % 5], FAMILIES[number % 3])
    return PaperFacts(
        id=f"2610.{number:05}",
        title=f"{THINGS[number % 6]} Number{number}: {WAYS[number % 5]} for {THINGS[number % 4]}",
        authors=tuple(f"Ada {name}" for name in dict.fromkeys(names)),
        categories=("cs.CV", "cs.LG"),
        submitted=day,
        dois=(f"10.1000/{number}",) if number % 3 == 0 else (),
        journal_ref="J. Invented 1" if number % 4 == 0 else "",
    )


BEFORE = World(tuple(paper(number) for number in range(1, 61)))


def changed_world() -> World:
    renamed = replace(paper(5), title="Renamed: A Wholly Different Name", updated="2026-11-02")
    with_coauthor = replace(paper(9), authors=("Max Muster", "Ada Noether"), updated="2026-11-02")
    facts = replace(paper(60), title=f"{paper(60).title} Revisited", updated="2026-11-03")
    added = [replace(paper(number), submitted="2026-11-04") for number in range(61, 75)]
    world = BEFORE.with_(papers=[renamed, with_coauthor, facts, *added])
    return world.deleting("2610.00007", "2026-11-03").deleting("2610.00060", "2026-11-05")


def snapshot(world: World) -> Iterator[str]:
    for one in sorted(world.papers, key=lambda paper: paper.id):
        yield json.dumps(
            {
                "id": one.id,
                "title": one.title,
                "authors": ", ".join(one.authors),
                "categories": " ".join(one.categories),
                "versions": [{"version": "v1", "created": one.submitted}],
                "comments": comment_of(one) or None,
                "doi": " ".join(one.dois) or None,
                "journal-ref": one.journal_ref or None,
                "abstract": abstract_of(one),
            }
        )


def answers(path: Path) -> dict[str, object]:
    """Return what the index says of every title and identifier there is or was."""
    index = ArxivIndex(path)
    papers = {one.id: one for world in (BEFORE, changed_world()) for one in world.papers}
    by_name: dict[str, object] = {
        one: index.record_of(Identifier("arxiv", one)) for one in sorted(papers)
    }
    for one in papers.values():
        for authors in ((), one.authors):
            candidates = index.candidates(Query(one.title, authors=authors))
            by_name[f"{one.title} {authors}"] = frozenset(candidates)
    by_name["status"] = (index.status().records, index.status().newest)
    index.close()
    return by_name


@pytest.fixture
def index_path(tmp_path: Path) -> Path:
    build_index(map(parse_line, snapshot(BEFORE)), tmp_path / "index.sqlite")
    return tmp_path / "index.sqlite"


def update(path: Path, server: SandboxServer) -> IndexChanges | Failed:
    with opened(path.parent / "cache") as client:
        return update_index(path, arxiv_changes(server.endpoints["arxiv-oai"], client))


def served(faults: Faults | None = None) -> SandboxServer:
    return SandboxServer(world=changed_world(), time_factor=0, oai_page=6, faults=faults)


def test_an_update_equals_a_fresh_build(tmp_path: Path, index_path: Path) -> None:
    fresh = tmp_path / "fresh.sqlite"
    build_index(map(parse_line, snapshot(changed_world())), fresh)
    assert answers(index_path) != answers(fresh)
    with served() as server:
        assert update(index_path, server) == IndexChanges(14, 2, 2, "2026-11-05")
        assert answers(index_path) == answers(fresh)
        before = index_path.read_bytes()
        assert update(index_path, server) == IndexChanges(0, 0, 0, "2026-11-05")
    assert index_path.read_bytes() == before
    index = ArxivIndex(index_path)
    assert index.status().harvested_until == "2026-11-05"
    index.close()
    assert {path.name for path in tmp_path.iterdir()} == {"cache", "fresh.sqlite", "index.sqlite"}


def test_readers_keep_a_whole_index_while_it_is_updated(index_path: Path) -> None:
    reader = ArxivIndex(index_path)
    gone = Identifier("arxiv", "2610.00007")
    with served() as server:
        update(index_path, server)
    assert reader.by_identifier(gone) is not None
    assert reader.candidates(Query(paper(7).title))[0].identifier == gone
    reader.close()
    assert ArxivIndex(index_path).by_identifier(gone) is None


@pytest.mark.parametrize("pages", [1, 2, 3])
def test_a_killed_update_goes_on_where_it_stopped(
    tmp_path: Path, index_path: Path, pages: int
) -> None:
    before = index_path.read_bytes()
    with served() as server, opened(tmp_path / "cache") as client:
        harvest = arxiv_changes(server.endpoints["arxiv-oai"], client)

        def killed(day: str, token: str | None) -> Iterator[IndexPage | Failed]:
            for count, page in enumerate(harvest(day, token)):
                if count == pages:
                    raise KeyboardInterrupt
                yield page

        with pytest.raises(KeyboardInterrupt):
            update_index(index_path, killed)
        assert index_path.read_bytes() == before
        asked: list[tuple[str, str | None]] = []

        def resumed(day: str, token: str | None) -> Iterator[IndexPage | Failed]:
            asked.append((day, token))
            return harvest(day, token)

        assert isinstance(update_index(index_path, resumed), IndexChanges)
    assert asked[0][1] is not None  # it did not begin again
    build_index(map(parse_line, snapshot(changed_world())), tmp_path / "fresh.sqlite")
    assert answers(index_path) == answers(tmp_path / "fresh.sqlite")


def test_killed_while_finishing(
    index_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served() as server:
        with monkeypatch.context() as patched:
            patched.setattr("harvester.arxiv_index.update.put_in_place", _killed)
            with pytest.raises(KeyboardInterrupt):
                update(index_path, server)
        assert update(index_path, server) == IndexChanges(14, 2, 2, "2026-11-05")
    build_index(map(parse_line, snapshot(changed_world())), tmp_path / "fresh.sqlite")
    assert answers(index_path) == answers(tmp_path / "fresh.sqlite")


def _killed(_new: Path, _path: Path) -> None:
    raise KeyboardInterrupt


def test_a_damaged_copy_is_made_again(index_path: Path) -> None:
    index_path.with_name("index.sqlite.updating").write_bytes(b"SQLite format 3\0 and no more")
    with served() as server:
        assert isinstance(update(index_path, server), IndexChanges)


def test_a_failure_leaves_the_index_as_it_was(index_path: Path) -> None:
    before = index_path.read_bytes()
    with served(Faults([Fault("arxiv", "503", after=1)])) as server:
        failed = update(index_path, server)
    assert isinstance(failed, Failed)
    assert index_path.read_bytes() == before
    with served() as server:
        assert isinstance(update(index_path, server), IndexChanges)


def test_an_index_without_dates_wants_a_day(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    build_index(map(parse_line, ['{"id": "2610.00001", "title": "Undated"}']), path)
    with pytest.raises(BadInput, match="--since"):
        update_index(path, lambda _day, _token: iter(()))
