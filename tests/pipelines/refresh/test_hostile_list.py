"""A list, and services, that say hostile things: text stays text wherever a run puts it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from harvester.lists import parse
from harvester.sandbox import PaperFacts, RepositoryFacts, SandboxServer, World
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE
from tests.pipelines.runs import digests, harvest

HOSTILE = (
    "Worlds <script>alert(1)</script> & <img src=x onerror=alert(2)>",
    "Cells | of | Tables `code` *bold* [label](javascript:alert(3)) and ![p](../../etc/passwd)",
    "Mentions @everyone #123 GH-4 </details> <!-- hidden --> org/repo#5 commit",
    "::set-output name=x::y ::add-mask::z ##[error]w %0A::error::v in a Title",
    "=cmd|' /C calc'!A0 +1 -1 @SUM(1) as a Formula of Cells",
    "Right \u202eto left\u2066 and \u200bhidden \x1b[31mred\x07 marks",
)
AUTHORS = (
    ("<b>Bobby</b> | Tables", "Eve [x](javascript:1)"),
    ("@everyone Ann", "Ben #12 `Bell`"),
    ("::error::Cyd Cole", "Dan </details> Dean"),
    ("=HYPERLINK(1) Fay", "Gil *Gray*"),
    ("Hal\u202e Hood", "Ida <!-- --> Ivy"),
    ("Jan $x$ Jay", "Kim ~~Kay~~ _Kim_"),
)
TRUE_TITLES = tuple(
    f"Learning to See Hostile Things in the {place} of Every Ordinary List"
    for place in ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")
)
REPOSITORY = RepositoryFacts(
    "evil/code",
    77,
    stars=5,
    description="</details><script>alert(9)</script>\x1b[2J ::error::x =cmd()",
    license="=cmd|' /C calc'!A0",
    topics=("<img src=x>", "@everyone"),
)


def _facts(number: int) -> PaperFacts:
    return PaperFacts(
        f"2401.0000{number + 1}",
        TRUE_TITLES[number],
        AUTHORS[number],
        ("cs.CV",),
        "2024-01-02",
        abstract="Made-up <script>alert(4)</script> abstract. ::warning::no",
        comment="Code at https://github.com/evil/code </details> @everyone | `x`",
        journal_ref="=cmd() <b>J</b> | 1",
    )


def _list() -> str:
    entries = [
        f"**{title}.** [Jan 2024]<br>\n*Wrong Name, Other Wrong.*<br>\n"
        f"[[PDF](https://arxiv.org/abs/2401.0000{number + 1})]\n"
        for number, title in enumerate(TRUE_TITLES)
    ]
    entries += [
        f"- {title} [[PDF](https://arxiv.org/abs/2402.xxxxx)] [[Code](javascript:alert(5))]\n"
        for title in HOSTILE
    ]
    rows = [f"| {title.replace('|', chr(92) + '|')} | TBD |\n" for title in HOSTILE]
    pictures = "![a](../../../etc/passwd) ![b](javascript:alert(6)) <img src='../x' onerror='y'>\n"
    return (
        "# Hostile ::error::list <script>alert(0)</script>\n\n## One @everyone #9\n\n"
        + "\n".join(entries)
        + f"\n{pictures}\n## Table </details>\n\n| Paper | Code |\n|---|---|\n"
        + "".join(rows)
    )


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, str]]:
    """A workspace after one run, what the run printed, and the list before."""
    workspace = tmp_path_factory.mktemp("hostile")
    (workspace / "data").mkdir()
    world = World(tuple(_facts(number) for number in range(len(AUTHORS))), (REPOSITORY,))
    with SandboxServer(world=world, time_factor=0, anonymous_quota=10_000) as server:
        (workspace / SETTINGS_FILE).write_text(sandbox_settings(server, 0), "utf-8")
        (workspace / "data" / "list.md").write_bytes(_list().encode("utf-8"))
        code, printed = harvest(workspace, "refresh")
        assert code == 0, printed
        before = digests(workspace / "data")
        assert harvest(workspace, "refresh")[1].strip() == "nothing changed"
        assert digests(workspace / "data") == before
        yield workspace, printed, _list()


def _report(workspace: Path, form: str) -> str:
    name = {"md": "report.md", "html": "report.html", "json": "report.json"}[form]
    (path,) = workspace.glob(f"data/reports/**/{name}")
    return path.read_text("utf-8")


def test_names_of_services_are_text_in_the_list(night: tuple[Path, str, str]) -> None:
    workspace, _, before = night
    after = (workspace / "data" / "list.md").read_bytes().decode("utf-8")
    old, new = before.split("\n"), after.split("\n")
    changed = [line for one, line in zip(old, new, strict=True) if one != line]
    assert len(changed) == len(AUTHORS)
    for line, authors in zip(changed, AUTHORS, strict=True):
        page = BeautifulSoup(MarkdownIt("gfm-like", {"linkify": False}).render(line), "html.parser")
        assert {tag.name for tag in page.find_all(True)} <= {"p", "em", "br"}, line
        shown = re.sub(r"[^\w<>/@#]", "", page.text)
        for name in authors:
            assert re.sub(r"[^\w<>/@#]", "", name) in shown
    again = parse(after)
    assert not [
        link
        for one in again.mentions
        if one.date
        for link in one.links
        if not link.url.startswith("https://arxiv.org/")
    ]


def test_the_terminal_gets_no_command_and_no_control_character(
    night: tuple[Path, str, str],
) -> None:
    _, printed, _ = night
    assert not re.search(r"(?m)^\s*::[a-z-]+|##\[", printed)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", printed)


def test_the_pull_request_holds_text(night: tuple[Path, str, str]) -> None:
    body = _report(night[0], "md")
    body = re.sub(r" <!-- harvester:answer \{[^-<>]*\} -->$", "", body, flags=re.MULTILINE)
    body = re.sub(r"`<!-- harvester: (?:keep|ignore) [a-z_-]+: reason -->`", "", body)
    assert not re.search(r"<script|<img|<!--|onerror=\w|<b>", body.replace("&lt;", ""))
    assert not re.search(r"(?<![\w\\])@everyone|(?<![\w&])#\d", body)
    page = BeautifulSoup(MarkdownIt("gfm-like", {"linkify": False}).render(body), "html.parser")
    for tag in page.find_all(True):
        assert tag.name not in {"script", "img", "b"}
        assert str(tag.get("href", "https:")).startswith("https:")
    assert body.count("<details>") == body.count("</details>")
    for line in body.split("\n"):
        assert not re.match(r"\s*(?:::[a-z-]+|##\[)", line)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", body)


def test_the_page_runs_no_code_but_its_own(night: tuple[Path, str, str]) -> None:
    page = BeautifulSoup(_report(night[0], "html"), "html.parser")
    rows, *scripts = page.find_all("script")
    assert rows["type"] == "application/json"
    assert "<" not in rows.text
    assert all("alert(" not in script.text for script in scripts)
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.lower().startswith("on")], tag
        for name in ("href", "src"):
            assert not str(tag.get(name, "")).lower().startswith(("javascript:", "data:", ".."))


def test_what_programs_read_is_whole(night: tuple[Path, str, str]) -> None:
    workspace = night[0]
    for path in workspace.glob("data/**/*.json"):
        json.loads(path.read_text("utf-8"))
    with (workspace / "data" / "metrics.csv").open(newline="") as opened:
        cells = [cell for row in csv.reader(opened) for cell in row]
    assert cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]
    assert not [path for path in workspace.rglob("*") if ".." in path.name or "<" in path.name]


def test_hostile_entries_are_checked_and_added(night: tuple[Path, str, str]) -> None:
    workspace = night[0]
    for command in (("check",), ("check", "--json"), ("parse", "data/list.md"), ("report",)):
        code, printed = harvest(workspace, *command)
        assert code == 0, printed
        assert not re.search(r"(?m)^\s*::[a-z-]+|##\[", printed)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", printed)
