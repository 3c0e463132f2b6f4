"""What the local index alone can tell of a list, without a dataset and without a network."""

from __future__ import annotations

import json
from pathlib import Path

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.snapshot import parse_line
from harvester.dataset.entries import paper_entries
from harvester.lists import parse
from harvester.model import Dataset, Identifier, Strength, Verdict
from pipelines.refresh.lookup.resolve import IdentifierPositions, Resolved, tell_duplicates
from tests.pipelines.runs import harvest

RECORDS = [
    ("2512.00001", "Tidewatch: A First Model of Coastal Tides from Satellite Radar"),
    ("2511.00002", "Grain Boundaries in Sintered Copper Under Cyclic Load"),
]
LIST = "# Papers\n\n- **{}**. [[Paper](https://arxiv.org/abs/2511.00002)]\n"


def lay(folder: Path, text: str) -> None:
    (folder / "README.md").write_text(text, "utf-8")
    (folder / "cache").mkdir()
    rows = (
        json.dumps({"id": number, "title": title, "authors": "Ann Bee"})
        for number, title in RECORDS
    )
    build_index(map(parse_line, rows), folder / "cache" / "arxiv-index.sqlite")


def test_a_wrong_link_is_found_without_dataset_and_network(tmp_path: Path) -> None:
    lay(tmp_path, LIST.format(RECORDS[0][1]))
    code, printed = harvest(tmp_path, "check", "README.md")
    assert code == 0
    assert "README.md:3: error: wrong-link" in printed
    assert RECORDS[1][1] in printed


def test_an_answer_that_stands_in_the_list_already_is_said_to(tmp_path: Path) -> None:
    title = RECORDS[1][1]
    open_entry = f"- **{title}**. [[Paper](https://arxiv.org/abs/2511.xxxxx)]\n"
    lay(tmp_path, LIST.format(title) + open_entry + LIST.format(RECORDS[0][1]))
    code, printed = harvest(tmp_path, "resolve", "README.md", "--json")
    answers = [json.loads(line) for line in printed.splitlines()]
    assert code == 0
    assert [answer["identifier"] for answer in answers[:2]] == ["arxiv:2511.00002"] * 2
    assert "duplicate_of" not in answers[0]
    assert answers[1]["duplicate_of"] == {"name": title, "line": 3}
    assert answers[1]["evidence"]["duplicate"] == f"stands already at “{title}” (line 3)"


def test_the_evidence_of_a_resolution_names_the_other_entry() -> None:
    title = RECORDS[0][1]
    link = "- **{}** [PDF](https://arxiv.org/abs/2512.{})\n"
    text = link.format(title, "xxxxx") + link.format(title, "00001")
    first, second = parse(text).mentions
    verdict = Verdict(Strength.EXACT, "same title", Identifier("arxiv", "2512.00001"))
    entry = paper_entries((first,), Dataset())[0]
    answers = [Resolved(entry, verdict)]
    (resolved,) = tell_duplicates(answers, IdentifierPositions((first, second)))
    assert resolved.verdict is not None
    assert resolved.verdict.evidence == (("duplicate", f"stands already at “{second.name}”"),)
    assert tell_duplicates(answers, IdentifierPositions((first,))) == tuple(answers)
