from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError  # type: ignore[import-untyped]

from harvester.reports import ReportInput, build_page, load_report_schema, render_json
from tests.reports.samples import full

VALIDATOR = Draft202012Validator(load_report_schema())


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(load_report_schema())


@given(st.text())
def test_a_report_of_any_text_fits_its_schema(word: str) -> None:
    VALIDATOR.validate(json.loads(render_json(build_page(full(word)))))


def test_an_empty_report_fits() -> None:
    VALIDATOR.validate(json.loads(render_json(build_page(ReportInput("List", "2026-01-01")))))


@pytest.mark.parametrize("key", ["headline", "problems", "sources", "open_since", "edits"])
def test_a_report_without_a_part_does_not_fit(key: str) -> None:
    report = json.loads(render_json(build_page(full())))
    del report[key]
    with pytest.raises(ValidationError):
        VALIDATOR.validate(report)
