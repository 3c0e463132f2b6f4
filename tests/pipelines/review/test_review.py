"""`harvester review`: answers by box, comment, form, sheet and terminal become decisions."""

from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from harvester.dataset.decisions import load_decisions
from harvester.lists.editing.additions.new_entry import parse_issue_form
from harvester.model import Decision, DecisionKind
from pipelines.review.boxes import encode_answer
from tests.paths import ROOT
from tests.pipelines.publish.repositories import LIST, lay_report
from tests.pipelines.publish.test_publish import QUESTION
from tests.pipelines.runs import harvest

PROPOSAL = {
    "entry": "Seeing Worlds",
    "field": "title",
    "before": "Seeing Worlds: A Study of Rooms",
    "after": "Seeing Worlds: A Study of Many Rooms",
    "line": 3,
    "why": "",
    "source": "arxiv",
    "applied": False,
}
PROBLEM = {
    "code": "dead-link",
    "severity": "warning",
    "path": "README.md",
    "line": 5,
    "subject": "Seeing Worlds",
    "claimed": "https://a.example/x",
    "known": "gone",
    "source": "links",
    "fix": "",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text(LIST)
    lay_report(tmp_path, waiting=[QUESTION], edits=[PROPOSAL], problems=[PROBLEM])
    return tmp_path


def decisions(folder: Path) -> tuple[Decision, ...]:
    return load_decisions(folder / "data" / "decisions")


def event(folder: Path, **content: Any) -> Path:
    path = folder / "event.json"
    path.write_text(json.dumps(content))
    return path


def box(tick: str = "x", **decision: str) -> str:
    return f"  - [{tick}] words <!-- harvester:answer {encode_answer(decision)} -->"


SAME = {"kind": "same", "subject": "Hearing Worlds", "value": "arxiv:2504.00002"}


def test_ticked_boxes_are_remembered_once_with_who_when_and_why(folder: Path) -> None:
    body = folder / "body.md"
    keep = {"kind": "keep", "subject": "Seeing Worlds", "value": "", "field": "title"}
    body.write_text("\n".join([box(**SAME), box(" ", **SAME), box("X", **keep)]))
    for words in ("2 answers remembered\n", "nothing new to remember\n"):
        assert harvest(folder, "review", "--from-body", "body.md", "--who", "ana") == (0, words)
    same, kept = decisions(folder)
    assert (same.kind, same.value, same.who) == (DecisionKind.SAME, "arxiv:2504.00002", "ana")
    assert kept.answers == PROPOSAL["after"]
    assert same.when
    assert same.reason


def test_answered_questions_are_not_asked_again_but_a_new_upstream_value_is(folder: Path) -> None:
    result = harvest(folder, "review", "--say", 'keep title "Seeing Worlds" because ours is better')
    assert result[0] == 0
    harvest(folder, "review", "--say", 'ignore dead-link "Seeing Worlds" because the page moves')
    harvest(folder, "review", "--sheet", "left.csv")
    assert [row["entry"] for row in rows(folder / "left.csv")] == ["Hearing Worlds"]
    keep = {"kind": "keep", "subject": "Seeing Worlds", "value": "", "field": "title"}
    (folder / "body.md").write_text(box(**keep, answers="another value"))
    harvest(folder, "review", "--from-body", "body.md")
    lay_report(folder, edits=[{**PROPOSAL, "after": "A third title"}], problems=[PROBLEM])
    path = folder / "data" / "decisions" / "decisions.jsonl"
    lines = [line for line in path.read_text().splitlines() if "ours is better" not in line]
    path.write_text("\n".join(lines) + "\n")
    harvest(folder, "review", "--sheet", "new.csv")
    assert [row["upstream says"] for row in rows(folder / "new.csv")] == ["A third title"]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_what_waits_and_decisions_without_effect_are_listed(folder: Path) -> None:
    harvest(folder, "review", "--say", 'keep title "Gone Worlds" because ours is better')
    code, words = harvest(folder, "review", "--list")
    assert code == 0
    assert "line 3, Seeing Worlds: change title?" in words
    assert "without effect: keep title of Gone Worlds" in words
    assert "no paper and no entry" in words
    assert words.endswith("3 questions wait; 1 of 1 decisions have no effect\n")


def test_a_sheet_goes_out_and_comes_back(folder: Path) -> None:
    assert "3 questions" in harvest(folder, "review", "--sheet", "s.csv")[1]
    filled = rows(folder / "s.csv")
    for row in filled:
        if row["entry"] == "Hearing Worlds":
            row["your answer"], row["reason"] = "2", "read both"
    with (folder / "s.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(filled[0]))
        writer.writeheader()
        writer.writerows(filled)
    assert harvest(folder, "review", "--sheet", "s.csv") == (0, "1 answers remembered\n")
    (only,) = decisions(folder)
    assert (only.value, only.reason) == ("arxiv:2504.00003", "read both")


def test_a_wrong_number_names_its_row(folder: Path) -> None:
    harvest(folder, "review", "--sheet", "s.csv")
    path = folder / "s.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([lines[0], lines[1].removesuffix(",,") + ",9,"]) + "\n")
    code, text = harvest(folder, "review", "--sheet", "s.csv")
    assert code == 2
    assert "s.csv:2" in text


def test_formulas_of_hostile_lists_do_not_run_in_a_spreadsheet(folder: Path) -> None:
    lay_report(folder, waiting=[{**QUESTION, "entry": "=HYPERLINK(1)", "title": "@SUM(1)"}])
    harvest(folder, "review", "--sheet", "s.csv")
    cells = [cell for row in rows(folder / "s.csv") for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]


@pytest.mark.parametrize("association", ["OWNER", "MEMBER", "COLLABORATOR"])
def test_comments_of_people_of_the_repository_are_heard(folder: Path, association: str) -> None:
    comment = {
        "body": "/harvester same 'Hearing Worlds' arxiv:2504.00002 because I wrote it",
        "author_association": association,
        "user": {"login": "bo"},
    }
    harvest(folder, "review", "--from-event", str(event(folder, comment=comment, issue={})))
    (only,) = decisions(folder)
    assert (only.who, only.reason) == ("bo", "I wrote it")


@pytest.mark.parametrize("association", ["NONE", "CONTRIBUTOR", "FIRST_TIMER", ""])
def test_comments_of_strangers_are_not(folder: Path, association: str) -> None:
    comment = {"body": f"/harvester x\n{box(**SAME)}", "author_association": association}
    code, text = harvest(folder, "review", "--from-event", str(event(folder, comment=comment)))
    assert (code, decisions(folder)) == (0, ())
    assert "not heard" in text


@pytest.mark.parametrize(
    ("user", "head", "sender", "heard"),
    [
        ("Bot", "a/b", "User", True),
        ("User", "a/b", "User", False),
        ("Bot", "evil/b", "User", False),
        ("Bot", "a/b", "Bot", False),
    ],
)
def test_boxes_count_in_our_own_pull_request_alone(
    folder: Path, user: str, head: str, sender: str, heard: bool
) -> None:
    pull = {"body": box(**SAME), "user": {"type": user}, "head": {"repo": {"full_name": head}}}
    event_file = event(
        folder,
        pull_request=pull,
        repository={"full_name": "a/b"},
        sender={"login": "ana", "type": sender},
    )
    harvest(folder, "review", "--from-event", str(event_file))
    assert bool(decisions(folder)) is heard


def test_a_correction_form_is_a_decision(folder: Path) -> None:
    body = (
        "### Entry\n\nSeeing Worlds\n\n### Field\n\nauthors\n\n"
        "### What is right\n\nAnn Ho; Bo Li\n\n### How do you know\n\nthe paper's first page\n"
    )
    (folder / "issue.md").write_text(body)
    harvest(folder, "review", "--from-body", "issue.md", "--who", "ana")
    (only,) = decisions(folder)
    assert (only.kind, only.field, only.value) == (DecisionKind.ACCEPT, "authors", "Ann Ho; Bo Li")


@pytest.mark.parametrize(("association", "heard"), [("OWNER", True), ("NONE", False)])
def test_a_form_for_a_new_paper_is_handed_to_add(
    folder: Path, association: str, heard: bool
) -> None:
    issue = {"body": "### Paper\n\narXiv:2504.00009\n", "author_association": association}
    event_file = event(folder, issue={**issue, "user": {"login": "bo"}})
    harvest(folder, "review", "--from-event", str(event_file), "--paper-to", "paper.md")
    assert (folder / "paper.md").exists() is heard


FORM = "### Paper\n\narXiv:2504.00009\n\n### Section\n\n_No response_\n"


@pytest.mark.parametrize(
    ("words", "association", "section"),
    [
        ("/harvester section Papers > Ultrasound", "OWNER", "Papers > Ultrasound"),
        ("Thank you!\n/harvester section Data & Tools\n", "COLLABORATOR", "Data & Tools"),
        ("/harvester add", "MEMBER", ""),
        ("/harvester section Papers", "NONE", None),
        ("a nice paper", "OWNER", None),
    ],
)
def test_a_comment_below_the_form_confirms_a_section(
    folder: Path, words: str, association: str, section: str | None
) -> None:
    comment = {"body": words, "author_association": association, "user": {"login": "bo"}}
    issue = {"body": FORM, "author_association": "NONE", "user": {"login": "stranger"}}
    event_file = event(folder, comment=comment, issue=issue)
    code, _ = harvest(folder, "review", "--from-event", str(event_file), "--paper-to", "paper.md")
    assert (code, decisions(folder)) == (0, ())
    paper = folder / "paper.md"
    assert (parse_issue_form(paper.read_text()).section if paper.exists() else None) == section


def test_without_a_terminal_it_says_what_to_do(folder: Path) -> None:
    code, text = harvest(folder, "review")
    assert code == 2
    assert "--sheet" in text


def test_in_a_terminal_it_walks_and_remembers(folder: Path) -> None:
    ours, theirs = pty.openpty()
    program = [sys.executable, "-m", "pipelines", "review", "--who", "ana"]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"}
    process = subprocess.Popen(
        program, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=variables
    )
    os.close(theirs)
    os.write(ours, b"w\na\nshorter\nn\nl\nthey move\n1\nread both\n")
    shown = b""
    while chunk := _read(ours):
        shown += chunk
    assert process.wait(60) == 0, shown.decode()
    assert b"Asked because arxiv says" in shown
    assert b"https://arxiv.org/abs/2504.00002" in shown
    assert [(one.kind, one.subject, one.reason) for one in decisions(folder)] == [
        (DecisionKind.ACCEPT, "Seeing Worlds", "shorter"),
        (DecisionKind.IGNORE, "list", "they move"),
        (DecisionKind.SAME, "Hearing Worlds", "read both"),
    ]


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""


@pytest.mark.parametrize("words", ["frobnicate x", "keep", "same 'unclosed", ""])
def test_words_that_are_no_answer_say_how_to_write_one(folder: Path, words: str) -> None:
    code, text = harvest(folder, "review", "--say", words or "x")
    assert code == 2
    assert "because" in text
