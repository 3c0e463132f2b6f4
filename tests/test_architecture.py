"""The house stays straight: arrows, sizes and names, read from the code itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT

MODULES = sorted(
    path for folder in ("harvester", "pipelines") for path in (ROOT / folder).rglob("*.py")
)
_NAMES = [path.relative_to(ROOT).as_posix() for path in MODULES]
_ONLY_IN = {
    "requests": {"harvester/http.py", "harvester/wire.py", "harvester/response_cache.py"},
    "urllib3": {"harvester/wire.py"},
    "requests_cache": {"harvester/response_cache.py"},
    "tenacity": {"harvester/http.py"},
    "sqlite_utils": {"harvester/database.py", "harvester/index_"},
    "numpy": {"harvester/index_ranking.py", "pipelines/fit_certainty.py"},
    "arxiv": {"harvester/sources/"},
    "bs4": {"harvester/lists/", "harvester/sources/"},
}
_PURE = ("matching", "merging", "changes", "fields", "normalize", "identifiers")
_IMPURE = re.compile(
    r"^harvester\.(?:http|sources|dataset|database|files|arxiv_index|index_build|index_tables|sandbox|ledger|reports)\b"
)
_FORBIDDEN_NAMES = re.compile(r"(?:^|_)(?:utils?|helpers?|common|misc|manager)(?:_|$)")


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("name", _NAMES)
def test_arrows_point_inwards(name: str) -> None:
    imported = set(_imports(ROOT / name))
    if name.startswith("harvester/"):
        assert not [module for module in imported if module.split(".")[0] == "pipelines"]
    for package, places in _ONLY_IN.items():
        if any(module.split(".")[0] == package for module in imported):
            assert any(name.startswith(place) for place in places), f"{name} imports {package}"
    if name.startswith(("harvester/checks/", "harvester/model/")) or Path(name).stem in _PURE:
        assert not [module for module in imported if _IMPURE.match(module)]


@pytest.mark.parametrize("name", [name for name in _NAMES if name.startswith("pipelines/")])
def test_the_jobs_know_no_source_by_name(name: str) -> None:
    assert not [
        module for module in _imports(ROOT / name) if module.startswith("harvester.sources.")
    ]


@pytest.mark.parametrize("name", _NAMES)
def test_modules_and_functions_are_small(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 50, f"{node.name} has {length} lines"


@pytest.mark.parametrize("name", _NAMES)
def test_names_say_something(name: str) -> None:
    assert not _FORBIDDEN_NAMES.search(Path(name).stem)
