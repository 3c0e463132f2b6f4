"""What a fleet's file may say, and one plain line where it says something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.errors import BadInput
from pipelines.fleet.fleet_file import load_fleet
from tests.pipelines.runs import harvest


def write(folder: Path, text: str) -> Path:
    path = folder / "lists.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_lists_share_what_the_file_says_and_keep_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "harvester.toml").write_text('dataset = "papers"\ncontact = "own@x.org"\n')
    path = write(tmp_path, 'contact = "all@x.org"\n[[lists]]\nfolder = "a"\nlist = "l.md"\n')
    fleet = load_fleet(path)
    settings = fleet.settings_of(fleet.lists[0])
    assert (settings.contact, settings.list_path) == ("all@x.org", tmp_path / "a" / "l.md")
    assert settings.dataset_folder == tmp_path / "a" / "papers"
    assert settings.searches_path == tmp_path / "cache" / "searches.sqlite"
    assert settings.database_path.parent == tmp_path / "a" / "cache"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the key lists is missing"),
        ("lists = []", "names no list"),
        ('[[lists]]\nfolder = "a"\n[[lists]]\nfolder = "./a"\n', "share the workspace"),
        ('[[lists]]\nfolder = "a"\n[[lists]]\nfolder = "x/a"\n', "two lists are named 'a'"),
        ('[[lists]]\nfolder = "a"\nfodler = 1\n', "did you mean folder?"),
        ('conatct = ""\n[[lists]]\nfolder = "a"\n', "did you mean contact?"),
        ('[endpoints]\narxvi = "http://x"\n[[lists]]\nfolder = "a"\n', "did you mean arxiv?"),
        ('time_factor = 0\n[[lists]]\nfolder = "a"\n', "only for servers on this machine"),
        ("[[lists]\n", "not valid TOML"),
    ],
)
def test_a_wrong_file_is_one_plain_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_fleet(write(tmp_path, text))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unknown_names_and_missing_files_end_with_2(tmp_path: Path) -> None:
    assert harvest(tmp_path, "fleet", "none.toml")[0] == 2
    write(tmp_path, '[[lists]]\nfolder = "agents"\n')
    code, printed = harvest(tmp_path, "fleet", "lists.toml", "--only", "agent")
    assert code == 2
    assert "did you mean agents?" in printed
