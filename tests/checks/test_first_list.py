"""The first list against the published facts of its papers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harvester.checks.check import check
from harvester.checks.inputs import CheckInput
from harvester.lists import load_list, parse
from harvester.model import (
    FieldData,
    Identifier,
    Paper,
    Problem,
    Relation,
    RepositoryState,
    Severity,
    Statement,
)
from harvester.values.person_names import parse_person
from tests.paths import FIRST_LIST

FACTS = Path(__file__).with_name("first_list_facts.json")

BY_TITLE = {
    "EchoWorld": "2504.13065",
    "Cardiac Copilot": "2406.13165",
    "Foresight": "2212.08072",
    "mi-GAN": "10.1109/jbhi.2020.3006925",
}


def paper_of(row: dict[str, Any]) -> Paper:
    identifiers = [Identifier("arxiv", row["arxiv_id"])] if row["arxiv_id"] else []
    if row["doi"] and "48550" not in row["doi"]:
        identifiers.append(Identifier("doi", row["doi"].lower()))
    identifiers = identifiers or [Identifier("openreview", "BZ5a1r-kVsf")]
    values: dict[str, FieldData] = {
        "title": row["title"],
        "authors": tuple(parse_person(name) for name in row["authors"]),
        "submitted": row["published"] if row["arxiv_id"] else "",
        "doi": row["doi"] or "",
        "container_title": row["venue"] or "",
    }
    fields = tuple(
        Statement(name, value, "crossref" if name == "container_title" else "arxiv", "2026-01-01")
        for name, value in values.items()
        if value
    )
    github = Identifier("github", row["github"] or "")
    relations = (Relation("IsSupplementedBy", github, "arxiv"),) if row["github"] else ()
    return Paper(identifiers[0], tuple(identifiers), fields, relations=relations)


@pytest.fixture(scope="module")
def problems() -> tuple[Problem, ...]:
    rows = json.loads(FACTS.read_text("utf-8"))
    papers = {one: paper for paper in map(paper_of, rows) for one in paper.identifiers}
    values = {one.value: paper for one, paper in papers.items()}
    document = parse(load_list(FIRST_LIST))
    named: dict[str, Paper] = {}
    for mention in document.mentions:
        own = next((papers[one] for one in mention.identifiers if one in papers), None)
        own = own or values.get(BY_TITLE.get(mention.name, ""))
        if own and mention.refers_to is None:
            named[mention.name] = own
    spoken = [(one, named.get(one.refers_to or one.name)) for one in document.mentions]
    code = "LeapLabTHU/CheXWorld"
    states = {code: RepositoryState(code, "2026-01-01", 30)}
    return check(CheckInput(document, "l.md", spoken, states, frozenset(), "2026-01-01"))


EXPECTED = [
    (4, "missing-file", "CONTRIBUTING.md", "warning"),
    (5, "stale-badge", "last update", "warning"),
    (12, "missing-file", "figures/overview.png", "warning"),
    (107, "published-since", "X-WIN", "info"),
    (132, "published-since", "CLARITY", "info"),
    (139, "title-differs", "MeWM", "warning"),
    (139, "published-since", "MeWM", "info"),
    (146, "title-differs", "TaDiff", "info"),
    (146, "published-since", "TaDiff", "info"),
    (153, "title-differs", "mi-GAN", "warning"),
    (153, "missing-id", "mi-GAN", "warning"),
    (167, "placeholder-id", "EchoWorld", "error"),
    (174, "placeholder-id", "Cardiac Copilot", "error"),
    (182, "date-differs", "Surgical Vision World Model", "warning"),
    (182, "published-since", "Surgical Vision World Model", "info"),
    (189, "published-since", "World Models for General Surgical Grasping", "info"),
    (190, "authors-differ", "World Models for General Surgical Grasping", "error"),
    (200, "title-differs", "Foresight", "info"),
    (200, "missing-id", "Foresight", "warning"),
    (237, "attribute-contradicts", "MeWM", "warning"),
    (239, "attribute-contradicts", "CLARITY", "warning"),
    (255, "date-differs", "Dreamer", "warning"),
    (256, "date-differs", "DreamerV2", "warning"),
    (258, "venue-differs", "DreamerV3", "info"),
    (272, "shared-url", "MU-Glioma-Post", "warning"),
    (284, "code-released", "CheXWorld", "warning"),
    (284, "status-contradicts", "CheXWorld", "warning"),
    (340, "template-text", "Your Name", "warning"),
    (344, "template-text", "YOUR_USERNAME", "warning"),
]


@pytest.mark.parametrize("expected", EXPECTED)
def test_what_is_wrong_in_it_comes_out(
    problems: tuple[Problem, ...], expected: tuple[int, str, str, str]
) -> None:
    entries = {(p.line, p.code, p.subject, p.severity.value) for p in problems}
    assert expected in entries


def test_nothing_else_is_more_than_a_hint(problems: tuple[Problem, ...]) -> None:
    """One known exception: the list abbreviates the title of the position paper."""
    urgent = {
        (p.line, p.code, p.subject, p.severity.value)
        for p in problems
        if p.severity is not Severity.INFO
    }
    extra = urgent - set(EXPECTED)
    assert {subject for _, _, subject, _ in extra} <= {"A Path Towards AMI (JEPA)"}


def test_true_author_lines_are_left_alone(problems: tuple[Problem, ...]) -> None:
    differing = [p.subject for p in problems if p.code == "authors-differ"]
    assert differing == ["World Models for General Surgical Grasping"]


def test_every_problem_says_what_to_do(problems: tuple[Problem, ...]) -> None:
    assert all(p.claimed and p.known and p.source and p.fix and p.line > 0 for p in problems)
