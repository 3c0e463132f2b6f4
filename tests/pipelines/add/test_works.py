"""`add` takes whatever names a work, and proposes a section where none is named."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.sandbox import PaperFacts, RepositoryFacts, SandboxServer, World
from harvester.sandbox.world import PageFacts
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE
from tests.pipelines.runs import harvest

ENTRY = "**{}.** [{}]<br>\n*{}.*<br>\n[[PDF]({})]\n"


def _entry(title: str, tag: str, link: str, authors: str = "Ada Maker, Bo Weaver") -> str:
    return ENTRY.format(title, tag, authors, link)


def _listed(title: str, tag: str, number: int) -> str:
    link = f"https://arxiv.org/abs/2901.0000{number}"
    return _entry(title, tag, link, "Cy Turner, Di Rower")


LIST = "\n".join(
    [
        "# Papers\n\n## Ultrasound\n",
        _listed("Made-up Probe Guidance over the Heart", "CVPR 2029", 1),
        _listed("Made-up Views of the Beating Heart", "Jan 2029", 2),
        "## Radiology\n",
        _listed("Made-up Films of the Knee", "MICCAI 2029", 3),
        _listed("Made-up Shadows on Films", "Jan 2029", 4),
    ]
)
CVF = "https://openaccess.thecvf.com/content/CVPR2030/html/Maker_Hearts_CVPR_2030_paper.html"
PUBLISHER = "https://www.publisher.example/tides/1"
ADA = ("Ada Maker", "Bo Weaver")
PAPER = PaperFacts(
    "2903.00007",
    "Made-up Probe Paths to the Heart",
    ADA,
    ("cs.CV",),
    "2029-03-02",
    dois=("10.1000/probe.paths",),
    venue="IEEE Transactions on Medical Imaging, 2030",
)
OTHER = PaperFacts("2902.00001", "Made-up Grounds to Build on", ADA, ("cs.CV",), "2029-02-02")
README = "# {}\n\n[[Paper](https://arxiv.org/abs/{})]\n"
WORLD = World(
    (PAPER, OTHER),
    (
        RepositoryFacts("ada/paths", 11, readme=README.format(PAPER.title, PAPER.id)),
        RepositoryFacts("ada/tools", 12, readme=README.format("Tools", OTHER.id)),
        RepositoryFacts("ada/bare", 13, readme=""),
    ),
    pages=(
        PageFacts(CVF.partition("//")[2], title="Made-up Hearts in Motion", authors=ADA),
        PageFacts(
            PUBLISHER.partition("//")[2],
            title=PAPER.title,
            authors=ADA,
            doi=PAPER.dois[0],
            issued="2030-05",
        ),
        PageFacts(
            "www.publisher.example/lone",
            title="Made-up Tides",
            authors=ADA,
            issued="2030-05",
            venue="Journal of Tides",
        ),
        PageFacts("www.publisher.example/wall", kind="refused"),
    ),
)


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with SandboxServer(world=WORLD, time_factor=0) as server:
        yield server


@pytest.fixture
def workspace(server: SandboxServer, tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "list.md").write_text(LIST, "utf-8")
    (tmp_path / SETTINGS_FILE).write_text(sandbox_settings(server, 0), "utf-8")
    return tmp_path


PUBLISHED = _entry(
    PAPER.title, "IEEE Transactions on Medical Imaging 2030", "https://doi.org/10.1000/probe.paths"
)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("10.1000/probe.paths", PUBLISHED),
        (PUBLISHER, PUBLISHED),
        (CVF, _entry("Made-up Hearts in Motion", "CVPR 2030", CVF)),
        (
            "https://www.publisher.example/lone",
            _entry("Made-up Tides", "Journal of Tides 2030", "https://www.publisher.example/lone"),
        ),
        (
            "https://github.com/ada/paths",
            f"**{PAPER.title}.** [Mar 2029]<br>\n*Ada Maker, Bo Weaver.*<br>\n"
            f"[[PDF](https://arxiv.org/abs/{PAPER.id})] [[Code](https://github.com/ada/paths)]\n",
        ),
    ],
)
def test_a_doi_a_page_or_a_repository_names_a_work(
    workspace: Path, given: str, written: str
) -> None:
    _, printed = harvest(workspace, "add", given, "--section", "Ultrasound")
    after = (workspace / "data/list.md").read_text("utf-8")
    assert written in after.partition("## Radiology")[0], printed
    assert after.replace(f"{written}\n", "") == LIST


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("https://github.com/ada/tools", "does not bear that title"),
        ("https://github.com/ada/bare", "names no paper by id"),
        ("https://github.com/ada/none", "gone"),
        ("https://www.publisher.example/wall", "refuses programs"),
        ("https://www.publisher.example/none", "no such page"),
        ("https://openreview.net/forum?id=rkl2s34tWx", "turn on openreview in [sources]"),
        ("10.1000/nobody.knows", "nothing is known of it"),
    ],
)
def test_what_nobody_knows_is_told_in_one_line(workspace: Path, given: str, words: str) -> None:
    code, printed = harvest(workspace, "add", given, "--section", "Ultrasound")
    assert code == 2
    assert words in printed
    assert len(printed.strip().splitlines()) == 1
    assert (workspace / "data/list.md").read_text("utf-8") == LIST


def test_an_issue_without_a_section_gets_one_proposed_with_its_evidence(workspace: Path) -> None:
    body = f"### Paper\n\narXiv:{PAPER.id}\n\n### Section\n\n_No response_\n"
    (workspace / "issue.md").write_text(body, "utf-8")
    code, printed = harvest(workspace, "add", "--from-issue", "issue.md")
    assert code == 2
    assert "1. Papers > Ultrasound" in printed
    assert "words probe, heart" in printed or "words heart, probe" in printed
    assert 'confirm one: --section "Papers > Ultrasound"' in printed
    assert (workspace / "data/list.md").read_text("utf-8") == LIST
    confirmed = ("--section", "Papers > Ultrasound")
    harvest(workspace, "add", "--from-issue", "issue.md", *confirmed)
    assert PAPER.id in (workspace / "data/list.md").read_text("utf-8").partition("## Radio")[0]


def test_the_proposal_stands_on_the_issue_and_its_line_confirms_it(
    server: SandboxServer, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "workflow-token-1234")
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/list")
    remote = workspace / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], check=True)
    hosted = server.github.host("ada/list", remote)
    hosted.issues[7] = {"number": 7, "title": "Add: a paper"}
    body = f"### Paper\n\narXiv:{PAPER.id}\n\n### Section\n\n_No response_\n"
    (workspace / "issue.md").write_text(body, "utf-8")
    for _ in range(2):  # asked twice it is said once
        code, printed = harvest(workspace, "add", "--from-issue", "issue.md", "--comment", "7")
        assert code == 2, printed
    assert len(hosted.comments) == 1, printed
    (comment,) = hosted.comments.values()
    assert (comment["issue"], "heart" in comment["body"]) == (7, True)
    line = next(one for one in comment["body"].splitlines() if "/harvester section" in one)
    event = {
        "comment": {"body": line.strip().strip("`"), "author_association": "OWNER"},
        "issue": {"body": body},
    }
    (workspace / "event.json").write_text(json.dumps(event), "utf-8")
    harvest(workspace, "review", "--from-event", "event.json", "--paper-to", "paper.md")
    assert harvest(workspace, "add", "--from-issue", "paper.md", "--comment", "7")[0] == 0
    assert PAPER.id in (workspace / "data/list.md").read_text("utf-8").partition("## Radio")[0]


def test_a_page_of_another_work_lends_nothing(tmp_path: Path) -> None:
    page = replace(WORLD.pages[1], title="Made-up Corals of the Reef", venue="Journal of Corals")
    with SandboxServer(world=replace(WORLD, pages=(page,)), time_factor=0) as server:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "list.md").write_text(LIST, "utf-8")
        (tmp_path / SETTINGS_FILE).write_text(sandbox_settings(server, 0), "utf-8")
        harvest(tmp_path, "add", PUBLISHER, "--section", "Ultrasound")
    written = (tmp_path / "data/list.md").read_text("utf-8")
    assert "Made-up Corals of the Reef.** [Journal of Corals 2030]" in written
    assert "Transactions" not in written
