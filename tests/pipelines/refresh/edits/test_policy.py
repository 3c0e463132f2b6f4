"""Every claim that the settings offer obeys `apply`, `propose` and `never`."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.dataset.decisions import append_decision
from harvester.values.fields import LIST_CLAIMS
from pipelines.refresh.report_context import command_words
from pipelines.review.answers import decisions_of, parse_command
from pipelines.review.questions import CLAIMS_OF_CODE, questions_of
from pipelines.settings import DEFAULT_POLICY
from tests.pipelines.small_world import SmallWorld, entry, papers

POLICIES = ("apply", "propose", "never")
CLAIMS = ("identifier", "authors", "title", "date", "entry", "event", "code")


def _world(folder: Path, claim: str, policy: str) -> SmallWorld:
    """Lay a list whose first entry makes one wrong claim."""
    facts = list(papers(3))
    if claim == "entry":
        facts[0] = replace(facts[0], withdrawn=True, abstract="This paper has been withdrawn.")
    if claim == "event":
        facts = [replace(one, venue="CVPR 2025") for one in facts]
    if claim == "code":
        facts[0] = replace(facts[0], repository="ana/moons")
    first = {
        "identifier": entry(facts[0], link="2401.xxxxx"),
        "authors": entry(facts[0], ("Ada Maker", "Bo Weaver")),
        "title": entry(facts[0]).replace("Small Moons", "Some Little Moons"),
        "date": entry(facts[0], date="Jun 2023"),
        "entry": entry(facts[0]),
        "event": entry(facts[0], date="Jan 2024"),
        "code": entry(facts[0]),
    }[claim]
    small = SmallWorld(folder, facts)
    small.policy = f'\n[policy]\n{claim} = "{policy}"\n'
    others = [entry(one, date="CVPR 2025" if claim == "event" else "") for one in facts[1:]]
    if claim == "code":
        others = [one.rstrip() + " [[Code](https://github.com/bo/code)]\n" for one in others]
    small.write(first, *others)
    return small


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("claim", CLAIMS)
def test_a_wrong_claim(tmp_path: Path, claim: str, policy: str) -> None:
    small = _world(tmp_path, claim, policy)
    before = small.text
    edits = [edit for edit in small.refresh()["edits"] if edit["field"] == claim]
    if policy == "never":
        assert edits == []
    else:
        assert [edit["applied"] for edit in edits] == [policy == "apply"]
    assert (small.text != before) == (policy == "apply")
    if policy == "apply":
        again = small.text
        small.refresh("--accept-shrink", "papers")
        assert small.text == again


@pytest.mark.parametrize("policy", POLICIES)
def test_a_star_count_that_was_left_behind(tmp_path: Path, policy: str) -> None:
    facts = [replace(one, repository=f"ana/moons{at}") for at, one in enumerate(papers(3))]
    small = SmallWorld(tmp_path, facts)
    small.policy = f'\n[policy]\nstars = "{policy}"\n'
    rows = [
        f"| [{one.title}](https://arxiv.org/abs/{one.id}) "
        f"| [code](https://github.com/{one.repository}) | 1 |"
        for one in facts
    ]
    small.write("| Paper | Code | Stars |\n|---|---|--:|\n" + "\n".join(rows) + "\n")
    before = small.text
    edits = [edit for edit in small.refresh()["edits"] if edit["field"] == "stars"]
    assert [edit["applied"] for edit in edits] == (
        [] if policy == "never" else [policy == "apply"] * 3
    )
    assert (small.text != before) == (policy == "apply")
    if policy == "apply":
        stars = [str(one.stars) for one in small.world.repositories]
        cells = [
            row.split("|")[3].strip().replace(",", "")
            for row in small.text.splitlines()
            if "arxiv.org" in row
        ]
        assert sorted(cells) == sorted(stars)


def test_propose_on_the_command_line_edits_nothing(tmp_path: Path) -> None:
    small = _world(tmp_path, "authors", "apply")
    before = small.text
    edits = small.refresh("--propose")["edits"]
    assert [edit["applied"] for edit in edits] == [False]
    assert small.text == before


def test_an_accepted_value_is_written_where_policy_only_proposes(tmp_path: Path) -> None:
    small = _world(tmp_path, "title", "propose")
    title = small.facts[0].title
    small.refresh()
    assert f"**{title}.**" not in small.text
    small.decide(kind="accept", subject=f"arxiv:{small.facts[0].id}", field="title", value=title)
    small.refresh()
    assert f"**{title}.**" in small.text


@pytest.mark.parametrize(
    ("claim", "written"),
    [("event", "[CVPR 2025]"), ("code", "[[Code](https://github.com/ana/moons)]")],
)
def test_a_proposal_is_accepted_with_one_box(tmp_path: Path, claim: str, written: str) -> None:
    small = _world(tmp_path, claim, "propose")
    small.refresh()
    first = small.text.split("\n\n")[1]
    assert written not in first
    report = json.loads((tmp_path / "data/reports/report.json").read_text("utf-8"))
    (question,) = [one for one in questions_of(report) if one.asked == f"change {claim}?"]
    small.decide(**dict(question.options[0].decision))
    small.refresh()
    first = small.text.split("\n\n")[1]
    assert written in first
    again = small.text
    edits = small.refresh()["edits"]
    assert small.text == again
    assert [edit for edit in edits if edit["field"] == claim] == []


def _answer(small: SmallWorld, claim: str, number: int) -> None:
    """Give answer `number` to the proposal about `claim`, in words, as `--say` reads them."""
    report = json.loads((small.folder / "data/reports/report.json").read_text("utf-8"))
    asked = questions_of(report)
    (question,) = [one for one in asked if one.asked == f"change {claim}?"]
    words = command_words(dict(question.options[number].decision))
    (decision,) = decisions_of([parse_command(words)], "ana", "2026-11-23T04:00:00Z", asked)
    append_decision(small.folder / "data" / "decisions", decision)


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_proposal_can_be_accepted_in_words(tmp_path: Path, claim: str) -> None:
    proposed, applied = (_world(tmp_path / name, claim, name) for name in ("propose", "apply"))
    applied.refresh()
    proposed.refresh()
    assert proposed.text != applied.text
    _answer(proposed, claim, 0)
    proposed.refresh("--accept-shrink", "papers")
    assert proposed.text == applied.text
    edits = proposed.refresh()["edits"]
    assert [edit for edit in edits if edit["field"] == claim] == []


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_proposal_can_be_refused_and_is_told_nowhere_again(
    tmp_path: Path, claim: str
) -> None:
    small = _world(tmp_path, claim, "propose")
    before = small.text
    small.refresh()
    _answer(small, claim, 1)
    for _ in range(2):
        told = small.refresh()
        assert [edit for edit in told["edits"] if edit["field"] == claim] == []
        assert [
            p for p in told["problems"] if claim in CLAIMS_OF_CODE.get(p["code"], ())
        ] == [] or (claim == "identifier")
    assert small.text == before


def test_another_upstream_value_asks_again(tmp_path: Path) -> None:
    small = _world(tmp_path, "event", "propose")
    small.refresh()
    _answer(small, "event", 1)
    small.facts = tuple(replace(one, venue="ICCV 2025") for one in small.facts)
    shutil.rmtree(tmp_path / "cache")
    edits = [edit for edit in small.refresh()["edits"] if edit["field"] == "event"]
    assert [edit["value"] for edit in edits[:1]] == ["ICCV 2025"]


def test_a_kept_value_is_never_edited(tmp_path: Path) -> None:
    small = _world(tmp_path, "authors", "apply")
    small.decide(kind="keep", subject=f"arxiv:{small.facts[0].id}", field="authors", value="")
    before = small.text
    assert [e for e in small.refresh()["edits"] if e["field"] == "authors"] == []
    assert small.text == before


def test_settings_offer_exactly_the_claims() -> None:
    assert {claim.name: claim.policy.value for claim in LIST_CLAIMS} == DEFAULT_POLICY
