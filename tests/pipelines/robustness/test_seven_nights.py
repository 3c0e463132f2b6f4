"""Seven nights of a changing world: each pull request says what happened, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from harvester.sandbox import Fault, Faults, PaperFacts, RepositoryFacts, World
from pipelines.robustness.nights import Nights

SEEING = PaperFacts(
    "2504.00001",
    "Seeing Worlds: A Long Study of Many Rooms",
    ("Ann Ho", "Bo Li", "Cy Young"),
    ("cs.CV",),
    "2025-04-02",
    comment="12 pages",
)
HEARING = PaperFacts(
    "2504.00002",
    "Hearing Worlds: A Long Study of Many Halls",
    ("Bo Li", "Dan Fox", "Eve Gray"),
    ("cs.SD",),
    "2025-04-03",
    comment="10 pages",
)
SMELLING = PaperFacts(
    "2505.00003",
    "Smelling Worlds: A Long Study of Many Gardens",
    ("Fay Hill", "Gus Ivy", "Hal Jones"),
    ("cs.RO",),
    "2025-05-04",
    comment="9 pages",
)
CODE = RepositoryFacts("bo/halls", 21, stars=50, latest_release=None)
LIST = """# Awesome worlds

## Rooms

**Seeing Worlds: A Long Study of Many Rooms.** [Apr 2025]<br>
*Ann Ho, Bo Li, Cy Young*<br>
[[PDF](https://arxiv.org/abs/2504.00001)]

**Hearing Worlds: A Long Study of Many Halls.** [Apr 2025]<br>
*Bo Li, Dan Foxx, Eve Gray*<br>
[[PDF](https://arxiv.org/abs/2504.00002)] [[Code](https://github.com/bo/halls)]

**Smelling Worlds: A Long Study of Many Gardens.** [May 2025]<br>
*Fay Hill, Gus Ivy, Hal Jones*<br>
[[PDF](https://arxiv.org/abs/2505.xxxxx)]
"""
BEFORE = World((SEEING, HEARING), (CODE,))
PUBLISHED = World((SEEING, HEARING, SMELLING), (CODE,))
RETITLED = PUBLISHED.with_(
    papers=[
        replace(
            SEEING,
            title="Seeing Worlds: A Long Survey of Predicting Indoor Scenes",
            versions=2,
            updated="2025-06-01",
        )
    ],
)
MOVED = RETITLED.with_(
    repositories=[replace(CODE, full_name="bo/great-halls", former_names=("bo/halls",))]
)

ROOMS = RepositoryFacts("ann/rooms", 31, stars=7)
GARDENS = RepositoryFacts("fay/gardens", 33, stars=9)
WITH_CODE = PUBLISHED.with_(repositories=[ROOMS, GARDENS])
LOST = WITH_CODE.with_(repositories=[replace(ROOMS, archived=True)]).without("fay/gardens")
WITHDRAWN = LOST.with_(
    papers=[
        replace(HEARING, withdrawn=True, versions=2, updated="2026-01-03"),
        replace(SMELLING, versions=2, updated="2026-01-03"),
    ],
    repositories=[replace(CODE, latest_release="v1.0", stars=51)],
)


def _rows(text: str) -> list[str]:
    """Return the rows of a report or body with all their lines and boxes, without list links."""
    text = re.sub(r"\[([^]\n]+)\]\(\S+README\.md#L\d+\)", r"\1", text)
    return re.findall(r"^- \*\*.*\n(?:  .*\n)*", text, re.MULTILINE)


def test_seven_nights_and_a_quiet_one(tmp_path: Path) -> None:
    nights = Nights(tmp_path, LIST)

    first = nights.night(BEFORE, "2026-01-01")
    assert first.publication.action == "opened"
    assert "Dan Fox" in first.body
    assert first.list_lines == 2
    rows = _rows(first.body)
    assert len(rows) == 2
    assert rows == _rows(nights.text("data/reports/report.md", "harvester/nightly"))
    nights.merge(first.pull)
    assert "Dan Fox," in nights.text("README.md")

    # a search that found nothing is asked again after a month
    second = nights.night(PUBLISHED, "2026-02-02")
    assert (second.publication.action, second.list_lines) == ("opened", 2)
    assert "2505.00003" in second.body
    assert "Dan Fox" not in second.body

    def word_of_a_reviewer(place: Path) -> None:
        path = place / "README.md"
        path.write_text(path.read_text() + "\nA word of mine.\n")

    nights.person(word_of_a_reviewer, "A word", "harvester/nightly")
    theirs = nights.hosted.git.branch("harvester/nightly")
    third = nights.night(RETITLED, "2026-02-03")
    assert third.publication.action == "waiting"
    assert nights.hosted.git.branch("harvester/nightly") == theirs
    nights.merge(second.pull)
    assert "A word of mine." in nights.text("README.md")
    assert "2505.00003" in nights.text("README.md")

    papers = nights.text("data/papers/arxiv_2504.00001.json")
    for day in ("2026-02-04", "2026-02-05"):
        down = Faults([Fault("arxiv", "503"), Fault("datacite", "503")])
        outage = nights.night(RETITLED, day, down)
        assert outage.publication.action in {"nothing", "kept"}, outage.publication.words
        assert outage.pull == 0

    lies = nights.night(PUBLISHED, "2026-02-06", Faults([Fault("arxiv", "none-found")]))
    assert lies.pull == 0, lies.body
    assert nights.text("data/papers/arxiv_2504.00001.json") == papers

    seventh = nights.night(MOVED, "2026-02-07")
    assert seventh.publication.action == "opened"
    assert "Predicting Indoor Scenes" in seventh.body
    assert "bo/great-halls" in seventh.body
    assert "Smelling" not in seventh.body
    row = next(x for x in seventh.body.splitlines() if "- [ ] keep what the list says" in x)
    ticked = row.replace("[ ]", "[x]")
    answered = nights.night(MOVED, "2026-02-07", body=ticked)
    assert answered.publication.action == "updated", answered.publication.words
    assert row.partition("<!--")[2] not in answered.body
    nights.merge(answered.pull)
    assert '"kind": "keep"' in nights.text("data/decisions/decisions.jsonl")

    tree = nights.tree()
    eighth = nights.night(MOVED, "2026-02-08")
    assert eighth.publication.action in {"nothing", "kept"}, eighth.body
    assert eighth.pull == 0
    assert nights.tree() == tree
    assert "Seeing Worlds" in nights.text("README.md")


def test_nights_of_lost_code_and_a_withdrawal(tmp_path: Path) -> None:
    """Archived, gone, withdrawn are told once; a release, a version, a star open nothing."""
    text = LIST.replace("Dan Foxx", "Dan Fox").replace("2505.xxxxx", "2505.00003")
    for number, name in (("2504.00001", "ann/rooms"), ("2505.00003", "fay/gardens")):
        link = f"{number})]"
        text = text.replace(link, f"{link} [[Code](https://github.com/{name})]")
    nights = Nights(tmp_path, text)

    def told(world: World, day: str) -> list[str]:
        night = nights.night(world, day)
        if night.pull:
            nights.merge(night.pull)
        rows = [" ".join(row.split()) for row in _rows(night.body)]
        return [re.sub(r"^- \*\*(.+?)\*\*, line \d+ · ([a-z ]+).*", r"\1: \2", x) for x in rows]

    assert told(WITH_CODE, "2026-01-01") == []
    assert told(LOST, "2026-01-02") == ["Seeing Worlds: repository archived"]
    assert told(LOST, "2026-01-03") == ["Smelling Worlds: repository gone"]
    assert told(WITHDRAWN, "2026-01-04") == ["Hearing Worlds: entry"]
    tree = nights.tree()
    assert told(WITHDRAWN, "2026-01-05") == []
    assert nights.tree() == tree
