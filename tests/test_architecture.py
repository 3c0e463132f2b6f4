"""The house stays straight: sizes and names, read from the code itself.

The arrows between the packages are contracts in pyproject.toml, checked by `lint-imports`.
"""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from tests.paths import ROOT

_NAMES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("harvester", "pipelines")
    for path in (ROOT / folder).rglob("*.py")
)
_FORBIDDEN_NAMES = re.compile(r"(?:^|_)(?:utils?|helpers?|common|misc|manager)(?:_|$)")


@pytest.mark.parametrize("name", _NAMES)
def test_modules_and_functions_are_small(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 50, f"{node.name} has {length} lines"


def test_folders_hold_at_most_fifteen_modules() -> None:
    modules = [name for name in _NAMES if not name.endswith("__init__.py")]
    counts = Counter(name.rpartition("/")[0] for name in modules)
    assert {folder: count for folder, count in counts.items() if count > 15} == {}


@pytest.mark.parametrize("name", _NAMES)
def test_names_say_something(name: str) -> None:
    assert not any(_FORBIDDEN_NAMES.search(part) for part in name.removesuffix(".py").split("/"))


_REFUSALS = frozenset({"BadInput", "OverlappingEdits"})
_OUTSIDE = re.compile(r"pipelines/(?:commands|evaluation|robustness|docs)/")
_OF_PROGRAMS = [name for name in _NAMES if not _OUTSIDE.match(name)]


@pytest.mark.parametrize("name", _OF_PROGRAMS)
def test_public_functions_say_which_errors_they_raise(name: str) -> None:
    for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            calls = (one.exc for one in ast.walk(node) if isinstance(one, ast.Raise))
            raised = {getattr(one.func, "id", "") for one in calls if isinstance(one, ast.Call)}
            is_documented = "Raises" in (ast.get_docstring(node) or "")
            assert is_documented or not raised & _REFUSALS, node.name
