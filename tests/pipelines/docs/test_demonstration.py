from __future__ import annotations

from pathlib import Path

from pipelines.commands.refreshing import run_refresh
from pipelines.docs.demonstration import MADE_UP
from pipelines.refresh.options import Options
from pipelines.settings import load_settings
from tests.pipelines.small_world import SmallWorld, papers
from tests.pipelines.small_world import entry as listed


def test_every_form_of_the_report_says_what_is_made_up(tmp_path: Path) -> None:
    small = SmallWorld(tmp_path, papers())
    small.write(*map(listed, small.facts))
    with small.served():
        settings = load_settings(small.folder)
        assert run_refresh(settings, Options(notes=(MADE_UP,)), dry_run=False, as_json=False) == 0
    forms = {path.suffix: path for path in settings.dataset_folder.rglob("report.*")}
    assert {".md", ".html", ".json"} <= set(forms)
    for path in forms.values():
        assert "pushes are made up" in " ".join(path.read_text(encoding="utf-8").split())
