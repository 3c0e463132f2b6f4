"""Lists that cannot be refreshed fail alone, in one line each; two fleets never run at once."""

from __future__ import annotations

import json
from pathlib import Path

from harvester.files import write_atomically
from pipelines.run_lock import run_lock
from tests.pipelines.runs import harvest

BAD_LISTS = {
    "gone": "no such folder",
    "no-list": "no such list file",
    "not-text": "UTF-8",
    "empty": "empty",
    "bad-settings": "conatct",
}


def write_bad_lists(root: Path) -> None:
    contents = {"not-text": b"# Papers\n\xff\xfe\n", "empty": b"", "bad-settings": b"# Papers\n"}
    for name in (*contents, "no-list"):
        (root / name).mkdir()
    for name, content in contents.items():
        write_atomically(root / name / "README.md", content)
    (root / "bad-settings" / "harvester.toml").write_text('conatct = "x"\n')
    tables = [f'[[lists]]\nfolder = "{name}"\n' for name in BAD_LISTS]
    (root / "lists.toml").write_text("\n".join(tables))


def test_each_list_that_cannot_be_read_is_named_in_one_line(tmp_path: Path) -> None:
    write_bad_lists(tmp_path)
    code, printed = harvest(tmp_path, "fleet", "lists.toml", "--json")
    answer = json.loads(printed)
    assert (code, answer["failed"], answer["requests"]) == (1, len(BAD_LISTS), {})
    for row in answer["lists"]:
        assert BAD_LISTS[row["name"]] in row["failure"], row
        assert "\n" not in row["failure"]
        assert "fault of Harvester" not in row["failure"]
    assert not list(tmp_path.glob("*/data/papers/*"))


def test_a_second_fleet_on_the_same_cache_ends_with_3(tmp_path: Path) -> None:
    write_bad_lists(tmp_path)
    with run_lock(tmp_path / "cache", "2026-01-02T03:04:05+00:00"):
        code, printed = harvest(tmp_path, "fleet", "lists.toml")
    assert code == 3
    assert "another run is in progress" in printed
    assert not (tmp_path / "fleet").exists()
