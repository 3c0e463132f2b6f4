from __future__ import annotations

import json

from harvester.model import Severity
from harvester.reports import build_page, render_json, standing_rows
from harvester.reports.from_json import edit_of, problem_of, resolution_of, waiting_of
from tests.reports.samples import full


def test_rows_are_read_as_they_were_written() -> None:
    given = full()
    report = json.loads(render_json(build_page(given)))
    assert given.edits
    assert given.problems
    assert given.waiting
    assert given.resolutions
    assert tuple(map(edit_of, report["edits"])) == given.edits
    assert tuple(map(problem_of, report["problems"])) == given.problems
    assert tuple(map(resolution_of, report["resolutions"])) == given.resolutions
    read = tuple(map(waiting_of, report["waiting"]))
    assert [one.entry for one in read] == [one.entry for one in given.waiting]
    again = json.loads(json.dumps(standing_rows(type(given)("", "", waiting=read))["waiting"]))
    assert again == report["waiting"]


def test_damaged_rows_are_read_as_far_as_they_go() -> None:
    assert edit_of({"entry": None, "line": "x"}).line == 0
    assert problem_of({"severity": "loud"}).severity is Severity.WARNING
    assert waiting_of({"candidates": [{"identifier": "?"}, 3]}).choices == ()
    assert waiting_of({"candidates": 3}).choices == ()
    assert resolution_of({"entry": "A"}) is None
