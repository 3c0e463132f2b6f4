from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.dataset.assembly.merging import rank_statements
from harvester.dataset.decisions import (
    append_decision,
    decisions_for,
    find_unused,
    load_decisions,
    parse_decision,
)
from harvester.errors import BadInput
from harvester.model import Dataset, Decision, DecisionKind, Identifier, Paper, Statement
from harvester.sources import RANKING
from harvester.values.field_values import clean_line

GOOD = {
    "kind": "accept",
    "subject": "arxiv:2504.00001",
    "value": "A title",
    "reason": "the printed page says so",
    "who": "ann",
    "when": "2026-11-23",
    "field": "title",
}


def decide(**changed: str) -> Decision:
    return parse_decision(json.dumps({**GOOD, **changed}), "here")


def paper(*decisions: Decision, **titles: str) -> Paper:
    identifier = Identifier("arxiv", "2504.00001")
    seen = tuple(Statement("title", words, who, "2026-01-01") for who, words in titles.items())
    seen += (Statement("name", "EchoWorld", "list", "2026-01-01"),)
    identifiers = (identifier, Identifier("doi", "10.1000/x"))
    return Paper(identifier, identifiers, rank_statements(seen, RANKING, decisions))


def test_decisions_come_back_in_the_order_they_were_taken(tmp_path: Path) -> None:
    taken = [
        decide(),
        decide(kind="keep", value=""),
        decide(kind="different", subject="EchoWorld", value="arxiv:2504.13065", field=""),
        decide(field="authors", value="Yang Yue; Gao Huang", reason="Ünïcode — “quoted”"),
    ]
    for decision in taken:
        append_decision(tmp_path, decision)
    assert load_decisions(tmp_path) == tuple(taken)
    assert {path.name for path in tmp_path.iterdir()} == {"decisions.jsonl"}


@given(st.text(), st.text(), st.text())
def test_any_text_survives_or_is_refused_before_the_file_is_touched(
    value: str, reason: str, who: str
) -> None:
    text = json.dumps({**GOOD, "value": value, "reason": reason, "who": who})
    if clean_line(value) and reason.strip() and who.strip():
        decision = parse_decision(text, "here")
        assert (decision.value, decision.reason, decision.who) == (value, reason, who)
        return
    with pytest.raises(BadInput, match=r"^here: [^\n]+$"):
        parse_decision(text, "here")


def test_lines_added_by_hand_without_a_last_line_end(tmp_path: Path) -> None:
    (tmp_path / "by-hand.jsonl").write_text(
        "\ufeff" + json.dumps(GOOD) + "\r\n\n" + json.dumps(GOOD)
    )
    append_decision(tmp_path, decide(value="B"), "by-hand.jsonl")
    assert [decision.value for decision in load_decisions(tmp_path)] == ["A title", "A title", "B"]


def test_no_folder_is_no_decision(tmp_path: Path) -> None:
    assert load_decisions(tmp_path / "decisions") == ()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"kind": "agree"}, "kind is 'agree'; it must be one of same, different, keep, accept"),
        ({"field": "titel"}, "field is 'titel'; it must be one of name, title, authors"),
        ({"feild": "title"}, "unknown key 'feild' (did you mean field?); allowed: kind, subject"),
        ({"when": "yesterday"}, "when is 'yesterday'; it must be an ISO date"),
        ({"subject": " "}, "subject is ' '; it must be filled"),
        ({"who": ""}, "who is ''; it must be filled"),
        ({"reason": ""}, "reason is ''; it must be filled"),
        ({"value": 3}, "value is 3; it must be text in quotes"),
        ({"value": ""}, "value is ''; it must be text that is not empty"),
        ({"field": "submitted", "value": "May"}, "it must be a date such as 2024-03-05"),
        ({"field": "version", "value": "two"}, "it must be a whole number"),
        ({"field": "withdrawn", "value": "?"}, "it must be true or false"),
        ({"reason": "\ud800"}, "it must be text that UTF-8 can hold"),
        ({"kind": "same", "field": "", "value": "x"}, "an identifier such as arxiv:2504.13065"),
        ({"kind": "same", "value": "arxiv:2504.13065"}, "left out for same"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_allowed(
    tmp_path: Path, changed: dict[str, object], says: str
) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(f"{json.dumps(GOOD)}\n{json.dumps({**GOOD, **changed})}\n")
    with pytest.raises(BadInput) as caught:
        load_decisions(tmp_path)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not one JSON object"),
        ("[]", "must be a table with the keys kind, subject"),
        ("[" * 100_000, "not one JSON object"),
        (json.dumps({"kind": "keep"}), "the key subject is missing"),
        ('{"kind": "keep", "kind": "keep"}', "'kind' stands twice"),
        ("<<<<<<< HEAD", "not one JSON object"),
    ],
)
def test_a_damaged_line(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "a.jsonl").write_text(line)
    with pytest.raises(BadInput, match=r"a\.jsonl:1: ") as caught:
        load_decisions(tmp_path)
    assert says in str(caught.value)


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\xff")
    with pytest.raises(BadInput, match="not UTF-8"):
        load_decisions(tmp_path)


def test_a_decision_that_could_not_be_read_is_not_written(tmp_path: Path) -> None:
    bad = Decision(DecisionKind.ACCEPT, "x", "", "why", "ann", "2026-11-23", "title")
    with pytest.raises(BadInput, match="the decision: value"):
        append_decision(tmp_path, bad)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "subject", ["arxiv:2504.00001", "2504.00001v2", "doi:10.1000/X", "echoworld", "  EchoWorld "]
)
def test_a_paper_is_meant_by_any_of_its_names(subject: str) -> None:
    decision = decide(subject=subject)
    assert decisions_for([decision, decide(subject="other")], paper()) == (decision,)


def test_decisions_that_change_nothing_are_reported_with_why() -> None:
    used, early = decide(), decide(value="Older", when="2026-01-01")
    unknown = decide(subject="Nobody knows")
    waiting = decide(kind="same", subject="New entry", value="arxiv:2504.13065", field="")
    decisions = (used, early, unknown, waiting)
    dataset = Dataset((paper(*decisions_for(decisions, paper()), arxiv="True title"),))
    reasons = dict(find_unused(decisions, dataset, ["New entry"]))
    assert reasons.keys() == {early, unknown}
    assert "later decision" in reasons[early]
    assert "Nobody knows" in reasons[unknown]
    assert waiting in dict(find_unused(decisions, dataset))


def test_a_decision_that_all_sources_have_come_to_share_can_go() -> None:
    decision = decide(value="A title")
    shared = Dataset((paper(decision, arxiv="A title", list="a title"),))
    assert (
        "all sources say the same now: arxiv, list"
        in dict(find_unused([decision], shared))[decision]
    )
    carried_out = replace(decision, answers="A title")
    dataset = Dataset((paper(carried_out, arxiv="A title", list="a title"),))
    assert find_unused([carried_out], dataset) == ()
    only_list = Dataset((paper(decision, list="A title"),))
    assert find_unused([decision], only_list) == ()


def test_keep_without_anything_to_keep_is_reported() -> None:
    keep = decide(kind="keep", value="")
    dataset = Dataset((paper(keep, arxiv="True title"),))
    assert "nothing is known" in dict(find_unused([keep], dataset))[keep]
