"""A dataset stored as two records of one work: joined once a service tells; the old id stays."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.pipelines.runs import digests
from tests.pipelines.small_world import SmallWorld, entry, papers

DOI = "10.1000/tidal.heating"
PREPRINT, *OTHERS = papers(3)
PUBLISHED = replace(PREPRINT, dois=(DOI,))
ARXIV_ENTRY = entry(PREPRINT)
DOI_ENTRY = f"**{PREPRINT.title}.** [Jan 2024]<br>\n[[DOI](https://doi.org/{DOI})]\n"


def stored_twice(folder: Path, *entries: str) -> SmallWorld:
    """Return a workspace refreshed while no service knew that both entries are one work."""
    small = SmallWorld(folder, OTHERS)
    small.write(*entries, *map(entry, OTHERS))
    small.refresh()
    assert {f"doi:{DOI}", "arxiv:2401.00001"} <= set(stored(small))
    small.facts = (PUBLISHED, *OTHERS)
    return small


def stored(small: SmallWorld) -> dict[str, Any]:
    folder = small.folder / "data" / "papers"
    records = [json.loads(path.read_bytes()) for path in folder.glob("*.json")]
    return {record["id"]: record for record in records}


def redirects(small: SmallWorld) -> dict[str, str]:
    path = small.folder / "data" / "redirects.json"
    return json.loads(path.read_bytes()) if path.exists() else {}


def later(small: SmallWorld, *arguments: str) -> None:
    """Refresh after the answers of the first run grew old."""
    for path in (small.folder / "cache").glob("*.sqlite*"):
        path.unlink()
    small.refresh(*arguments)


@pytest.mark.parametrize("only", [(), ("--only", "arxiv:2401.00001"), ("--only", f"doi:{DOI}")])
@pytest.mark.parametrize("entries", [(ARXIV_ENTRY, DOI_ENTRY), (DOI_ENTRY, ARXIV_ENTRY)])
def test_two_records_become_one_and_the_old_id_leads_to_it(
    tmp_path: Path, entries: tuple[str, ...], only: tuple[str, ...]
) -> None:
    small = stored_twice(tmp_path, *entries)
    later(small, *only)
    assert set(stored(small)) == {f"arxiv:2401.0000{n}" for n in (1, 2, 3)}
    assert redirects(small) == {f"doi:{DOI}": "arxiv:2401.00001"}
    assert set(stored(small)["arxiv:2401.00001"]["identifiers"]) == {
        "arxiv:2401.00001",
        f"doi:{DOI}",
    }
    _, printed = small.run("check", "--json")
    problems = json.loads(printed)["problems"]
    assert [row["code"] for row in problems].count("duplicate-entry") == 1
    small.refresh()
    before = digests(small.folder, "cache", "harvester.toml")
    small.refresh()
    assert digests(small.folder, "cache", "harvester.toml") == before


def test_a_person_who_denied_it_keeps_two_records(tmp_path: Path) -> None:
    small = stored_twice(tmp_path, ARXIV_ENTRY, DOI_ENTRY)
    small.decide(kind="different", subject=f"doi:{DOI}", value="arxiv:2401.00001")
    later(small)
    assert {f"doi:{DOI}", "arxiv:2401.00001"} <= set(stored(small))
    assert redirects(small) == {}


def test_a_later_denial_takes_joined_records_apart(tmp_path: Path) -> None:
    small = stored_twice(tmp_path, ARXIV_ENTRY, DOI_ENTRY)
    later(small)
    small.decide(kind="different", subject=f"doi:{DOI}", value="arxiv:2401.00001")
    small.refresh()
    assert {f"doi:{DOI}", "arxiv:2401.00001"} <= set(stored(small))
    assert redirects(small) == {}
    assert all(row["id"] == key for key, row in stored(small).items())


def test_another_title_under_the_same_doi_is_a_wrong_link_and_no_duplicate(tmp_path: Path) -> None:
    other = DOI_ENTRY.replace(PREPRINT.title, "Sintering of Copper Powders under Cyclic Load")
    small = stored_twice(tmp_path, ARXIV_ENTRY, other)
    text = small.text
    later(small)
    codes = [row["code"] for row in json.loads(small.run("check", "--json")[1])["problems"]]
    assert codes.count("wrong-link") == 1
    assert "duplicate-entry" not in codes
    assert small.text == text


def test_a_redirect_goes_with_its_paper(tmp_path: Path) -> None:
    small = stored_twice(tmp_path, ARXIV_ENTRY, DOI_ENTRY)
    later(small)
    small.write(*map(entry, OTHERS))
    small.refresh("--accept-shrink", "papers")
    assert redirects(small) == {}
    assert "arxiv:2401.00001" not in stored(small)


def test_a_link_to_the_retired_id_alone_leads_to_the_paper(tmp_path: Path) -> None:
    small = stored_twice(tmp_path, ARXIV_ENTRY, DOI_ENTRY)
    later(small)
    small.write(DOI_ENTRY, *map(entry, OTHERS))
    small.refresh()
    assert set(stored(small)) == {f"arxiv:2401.0000{n}" for n in (1, 2, 3)}
