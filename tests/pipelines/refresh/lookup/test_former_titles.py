"""Papers that were given another title: a list that keeps the first one links no wrong paper."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from harvester.sandbox import PaperFacts, SandboxServer, World
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE
from tests.pipelines.runs import harvest

FIRST_TITLE = "How to Make LLMs Strong Node Classifiers?"
RETITLED = PaperFacts(
    "2410.02296",
    "Language Models are Graph Learners",
    ("Zhe Xu", "Made Up"),
    ("cs.LG",),
    "2024-10-03",
    updated="2025-02-01",
    versions=2,
    former_title=FIRST_TITLE,
)
OTHER = PaperFacts(
    "2409.00159",
    "LLMs Prompted for Graphs: Hallucinations and Generative Capabilities",
    ("Gurvan Richardeau",),
    ("cs.CL",),
    "2024-08-30",
    updated="2025-03-01",
    versions=2,
)
ONE_VERSION = PaperFacts(
    "2311.09762",
    "Graph Elicitation for Guiding Multi-Step Reasoning in Large Language Models",
    ("Jinyoung Park",),
    ("cs.CL",),
    "2023-11-16",
)
LIST = f"""# Papers

- {FIRST_TITLE} [[paper](https://arxiv.org/abs/2410.02296)]
- Protein Folding under Hydrostatic Pressure in Yeast Cells [[paper](https://arxiv.org/abs/2409.00159)]
- Stable Wave Breaking on Sloping Ocean Beaches in Winter [[paper](https://arxiv.org/abs/2311.09762)]
"""


@dataclass(frozen=True, slots=True)
class Night:
    """What one refresh left: problems as (code, line), and the ids asked with a version."""

    problems: list[tuple[str, int]]
    fixes: dict[int, str]
    versions_asked: list[str]


def _pass(workspace: Path, text: str | None = None) -> Night:
    if text is not None:
        (workspace / "data").mkdir(parents=True, exist_ok=True)
        (workspace / "data" / "list.md").write_text(text, encoding="utf-8")
    world = World((RETITLED, OTHER, ONE_VERSION))
    with SandboxServer(world=world, time_factor=0) as server:
        (workspace / SETTINGS_FILE).write_text(sandbox_settings(server, 0), encoding="utf-8")
        assert harvest(workspace, "refresh")[0] == 0
        asked = [
            value
            for entry in server.log.entries
            if entry.path == "/api/query" and "v1" in entry.asked
            for value in ("2410.02296", "2409.00159", "2311.09762")
            if f"{value}v1" in entry.asked
        ]
    code, printed = harvest(workspace, "check", "--json")
    assert code == 0
    rows = json.loads(printed)["problems"]
    return Night(
        [(row["code"], row["line"]) for row in rows],
        {row["line"]: row["fix"] for row in rows if row["code"] == "title-differs"},
        sorted(set(asked)),
    )


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> tuple[Night, Night]:
    workspace = tmp_path_factory.mktemp("retitled")
    return _pass(workspace, LIST), _pass(workspace)


def test_the_title_of_the_first_version_is_a_changed_title_and_no_wrong_link(
    nights: tuple[Night, Night],
) -> None:
    assert ("title-differs", 3) in nights[0].problems
    assert ("wrong-link", 3) not in nights[0].problems
    assert "first version" in nights[0].fixes[3]


def test_a_title_that_the_paper_never_had_stays_a_wrong_link(nights: tuple[Night, Night]) -> None:
    assert [line for code, line in nights[0].problems if code == "wrong-link"] == [4, 5]


def test_first_versions_are_asked_for_once_and_only_where_there_were_several(
    nights: tuple[Night, Night],
) -> None:
    assert nights[0].versions_asked == ["2409.00159", "2410.02296"]
    assert nights[1].versions_asked == []
    assert nights[1].problems == nights[0].problems


def test_people_and_a_former_title_vouch_for_a_correction_of_the_author_line(
    tmp_path: Path,
) -> None:
    line = f"- **{FIRST_TITLE}** Zhe Xu, Somebody Else. [paper](https://arxiv.org/abs/2410.02296)"
    _pass(tmp_path, f"# Papers\n\n{line}\n")
    edited = (tmp_path / "data" / "list.md").read_text(encoding="utf-8")
    assert "Zhe Xu, Made Up" in edited
    assert FIRST_TITLE in edited, "a title is proposed, never changed unasked"
