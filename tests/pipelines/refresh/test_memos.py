"""A memo saves time and changes nothing: with it, without it and where it is damaged."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.dataset.run_facts import ABSENCES, Absence, format_absences
from harvester.matching.abstracts import pack_abstract
from harvester.model import Candidate, Identifier, Strength
from harvester.reports import Choice, ReportInput, Waiting
from pipelines.memo import FOLDER, Memo, digest_of_workspace
from pipelines.refresh import standing
from pipelines.refresh.quiet import digest_of_inputs, recall_quiet_run
from pipelines.settings import SETTINGS_FILE, Settings, load_settings
from tests.hash_seeds import outputs_under_hash_seeds
from tests.pipelines.runs import harvest
from tests.pipelines.small_world import SmallWorld, entry, papers

DAY = "2026-11-28"
COMMANDS = (
    ("refresh", "--json"),
    ("refresh",),
    ("check", "--json"),
    ("check", "--format", "sarif"),
    ("report", "--all"),
    ("report", "--json"),
    ("report", "--format", "html"),
)


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace after a run that changed nothing; its list is not all right."""
    facts = papers()
    small = SmallWorld(tmp_path_factory.mktemp("memos"), facts)
    wrong = entry(facts[2], authors=("Ed Other", "Flo Else"), date="Mar 2019")
    small.write(*map(entry, facts[:2]), wrong, entry(facts[3], link="2402.99999"))
    small.refresh()
    assert not (small.folder / "cache" / FOLDER).exists()
    with small.served():
        assert harvest(small.folder, "refresh")[1].startswith("nothing changed")
    return small.folder


def _outputs(workspace: Path, prepare: Callable[[], None]) -> list[str]:
    outputs = []
    for command in COMMANDS:
        prepare()
        code, printed = harvest(workspace, *command)
        assert code == 0, printed
        lines = printed.splitlines()
        outputs.append("\n".join(line for line in lines if not line.startswith(' "seconds": ')))
    return outputs


def test_every_command_says_the_same(quiet: Path) -> None:
    folder = quiet / "cache" / FOLDER
    memos = {path: path.read_bytes() for path in folder.iterdir()}
    assert {path.stem for path in memos} == {"refresh", "standing"}

    def spoil(content: Callable[[bytes], bytes]) -> None:
        for path, kept in memos.items():
            path.write_bytes(content(kept))

    with_memos = _outputs(quiet, lambda: spoil(bytes))
    assert _outputs(quiet, lambda: shutil.rmtree(folder, ignore_errors=True)) == with_memos
    assert _outputs(quiet, lambda: spoil(lambda kept: kept[: len(kept) // 2])) == with_memos
    assert _outputs(quiet, lambda: spoil(lambda kept: kept.replace(b"the", b"two"))) == with_memos
    assert {path: path.read_bytes() for path in folder.iterdir()}.keys() == memos.keys()


def test_a_memo_of_this_state_is_shown_and_one_of_another_state_is_not(
    quiet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = json.loads(harvest(quiet, "check", "--json")[1])["problems"]
    assert shown
    monkeypatch.chdir(quiet)
    settings, today = load_settings(Path()), datetime.now(UTC).date().isoformat()
    memo, key = Memo(settings, "standing"), digest_of_workspace(settings, today)
    raw = memo.recall(key)
    assert [problem["code"] for problem in raw["problems"]] == [row["code"] for row in shown]
    assert memo.recall(digest_of_workspace(settings, "2000-01-01")) is None
    memo.keep(key, {**raw, "problems": []})
    assert json.loads(harvest(quiet, "check", "--json")[1]) == {"problems": []}
    memo.keep(key, {"of": "another shape"})
    assert json.loads(harvest(quiet, "check", "--json")[1])["problems"] == shown


def test_what_is_kept_is_shown_on_every_day_of_the_month(quiet: Path) -> None:
    settings = load_settings(quiet)
    for day in ("2026-10-01", "2026-10-31", "2026-11-01"):
        shutil.rmtree(quiet / "cache" / FOLDER, ignore_errors=True)
        worked_out = standing.load_standing(settings, day)
        assert worked_out.day == day
        for before in ("2026-10-01", "2026-10-30"):
            standing.load_standing(settings, before)
            assert standing.load_standing(settings, day) == worked_out


def test_the_month_counts_and_the_day_where_something_was_lacking_first_on_it(
    quiet: Path, tmp_path: Path
) -> None:
    workspace = tmp_path / "copy"
    shutil.copytree(quiet, workspace)
    settings = load_settings(workspace)
    days = ("2026-10-30", "2026-10-31", "2026-11-01")
    digests = [digest_of_workspace(settings, day) for day in days]
    assert digests[0] == digests[1] != digests[2]
    absence = Absence(Identifier("arxiv", "2402.99999"), "arxiv", "no such paper", days[0])
    (workspace / "data" / ABSENCES).write_bytes(format_absences([absence]) or b"")
    first, second, other_month = (digest_of_workspace(settings, day) for day in days)
    assert len({first, second, other_month}) == 3


CHANGES: dict[str, Callable[[Path], object]] = {
    "the list": lambda root: _append(root / "data/list.md"),
    "a paper": lambda root: _append(next((root / "data/papers").iterdir())),
    "a decision": lambda root: _append(root / "data/decisions/new.jsonl"),
    "metrics": lambda root: _append(root / "data/metrics.csv"),
    "links": lambda root: _append(root / "data/links.csv"),
    "what waits": lambda root: _append(root / "data/inbox/waiting.json"),
    "a file beside the list": lambda root: _append(root / "data/picture.png"),
    "settings": lambda root: _append(root / SETTINGS_FILE, '\n[policy]\ntitle = "never"\n'),
}


def _append(path: Path, text: str = "\n") -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


@pytest.mark.parametrize("name", list(CHANGES))
def test_whatever_changes_is_another_state(name: str, quiet: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "copy"
    shutil.copytree(quiet, workspace)
    before = digest_of_inputs(load_settings(workspace), DAY)
    assert before == digest_of_inputs(load_settings(workspace), DAY)
    CHANGES[name](workspace)
    after = digest_of_inputs(load_settings(workspace), DAY)
    assert after.workspace != before.workspace
    assert after.whole != before.whole


def test_a_run_looks_at_cache_and_tokens_too(
    quiet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = tmp_path / "copy"
    shutil.copytree(quiet, workspace)
    settings = load_settings(workspace)
    before = digest_of_inputs(settings, DAY)
    _append(workspace / "cache/ledger.jsonl")
    assert digest_of_inputs(settings, DAY) == before
    monkeypatch.setenv("GITHUB_TOKEN", "made up")
    assert digest_of_inputs(settings, DAY).workspace == before.workspace
    assert digest_of_inputs(settings, DAY).whole != before.whole
    monkeypatch.delenv("GITHUB_TOKEN")
    (workspace / "cache/records.sqlite").unlink()
    assert digest_of_inputs(settings, DAY).workspace == before.workspace
    assert digest_of_inputs(settings, DAY).whole != before.whole


def test_a_quiet_run_stands_while_the_cache_is_fresh(
    quiet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harvest(quiet, "refresh")
    now = datetime.now(UTC)
    monkeypatch.chdir(quiet)
    settings = load_settings(Path())
    inputs = digest_of_inputs(settings, now.date().isoformat())
    raw = Memo(settings, "refresh").recall(inputs.whole)
    since, until = (datetime.fromisoformat(raw[name]) for name in ("since", "until"))
    assert since < now < until < now + timedelta(days=60)
    assert recall_quiet_run(settings, inputs, now)
    assert recall_quiet_run(settings, inputs, until) is None
    assert recall_quiet_run(settings, inputs, since - timedelta(seconds=1)) is None


def test_the_digest_is_that_of_every_process(quiet: Path) -> None:
    code = (
        "from pathlib import Path; from pipelines.memo import digest_of_workspace as digest\n"
        "from pipelines.settings import load_settings\n"
        f"print(digest(load_settings(Path({str(quiet)!r})), '{DAY}'))"
    )
    (digest,) = outputs_under_hash_seeds(code, "1", "2")
    assert len(digest.strip()) == 64


def test_a_list_that_changes_while_it_is_examined_is_not_remembered(
    quiet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = tmp_path / "copy"
    shutil.copytree(quiet, workspace)
    shutil.rmtree(workspace / "cache" / FOLDER)
    examine = standing.examine_workspace

    def examine_while_somebody_writes(settings: Settings, day: str) -> object:
        findings = examine(settings, day)
        _append(workspace / "data/list.md")
        return findings

    monkeypatch.setattr(standing, "examine_workspace", examine_while_somebody_writes)
    assert harvest(workspace, "check", "--json")[0] == 0
    assert not (workspace / "cache" / FOLDER).exists()


def test_no_memo_where_nothing_is_cached_and_none_where_the_list_links_into_the_cache(
    quiet: Path, tmp_path: Path
) -> None:
    shutil.copy(quiet / "data/list.md", tmp_path / "README.md")
    assert harvest(tmp_path, "check", "--json")[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
    (tmp_path / "cache").mkdir()
    assert digest_of_workspace(load_settings(tmp_path), DAY)
    _append(tmp_path / "README.md", "\n![a picture](cache/picture.png)\n")
    assert digest_of_workspace(load_settings(tmp_path), DAY) == ""


def test_a_candidate_is_kept_with_the_terms_of_its_abstract(quiet: Path) -> None:
    packed = pack_abstract("We present TideNet, a lattice of coastal gauges.")
    candidate = Candidate(Identifier("arxiv", "2401.00001"), "TideNet", abstract_terms=packed)
    choice = Choice(candidate, Strength.AMBIGUOUS, "the name alone")
    waiting = Waiting("TideNet", 3, "TideNet", "", "", "a person must choose", (choice,))
    shown = ReportInput("list.md", DAY, waiting=(waiting,))
    memo = Memo(load_settings(quiet), "kept-candidate")
    standing.keep_standing(memo, "key", shown)
    assert standing.recall_standing(memo, "key", DAY) == shown
