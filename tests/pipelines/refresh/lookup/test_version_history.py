"""What batches do not tell of a paper: when it is asked for, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.dataset.store import load_dataset
from harvester.model import Paper
from harvester.network.request_log import load_request_log
from harvester.sandbox import PaperFacts, SandboxServer, World
from harvester.sandbox.faults import Faults, parse_faults
from pipelines.refresh.lookup import version_history
from pipelines.refresh.options import Options
from pipelines.refresh.outcome import Outcome
from pipelines.refresh.report import report_page
from pipelines.refresh.run import refresh
from pipelines.refresh.write import write_outcome
from pipelines.settings import Settings
from tests.pipelines.runs import digests

FIRST_NIGHT = datetime(2026, 11, 20, 4, tzinfo=UTC)


def papers(count: int) -> tuple[PaperFacts, ...]:
    return tuple(
        PaperFacts(
            f"2401.{number:05}",
            f"Made-up Study of Thing {number}",
            ("Ada Maker",),
            ("cs.RO",),
            "2024-01-02",
            license="http://creativecommons.org/licenses/by/4.0/",
            abstract="A made-up abstract.",
        )
        for number in range(1, count + 1)
    )


class Nights:
    """A workspace with a list of `facts`, refreshed night after night against a sandbox."""

    def __init__(self, folder: Path, facts: Sequence[PaperFacts]) -> None:
        self.folder, self.facts = folder, facts
        (folder / "data").mkdir(parents=True)
        lines = [f"- [{p.title}](https://arxiv.org/abs/{p.id}), Ada Maker" for p in facts]
        (folder / "data" / "list.md").write_text("\n".join(["# Papers", "", *lines, ""]))
        self.asked: list[str] = []
        self.batches = 0
        self._told = 0

    def pass_one(
        self, night: int, faults: Faults | None = None, options: Options | None = None
    ) -> Outcome:
        """Make the run of the given night; `asked` are then the ids asked one by one."""
        now = FIRST_NIGHT + timedelta(days=night)
        world = World(tuple(self.facts))
        with SandboxServer(world=world, faults=faults, time_factor=0) as server:
            settings = Settings(
                root=self.folder,
                list_path=self.folder / "data" / "list.md",
                dataset_folder=self.folder / "data",
                cache_folder=self.folder / "cache",
                endpoints=server.endpoints,
                time_factor=0,
            )
            outcome = refresh(settings, options or Options(), now=lambda: now)
            write_outcome(outcome, report_page(outcome))
            self.batches = sum(entry.path == "/api/query" for entry in server.log.entries)
        urls = [str(line.get("url", "")) for line in load_request_log(settings.cache_folder)]
        self.asked = [url.partition("arXiv.org%3A")[2][:10] for url in urls if "/oai" in url]
        self.asked, self._told = self.asked[self._told :], len(self.asked)
        return outcome

    def paper(self, number: int) -> Paper:
        return load_dataset(self.folder / "data").index()[f"arxiv:{self.facts[number - 1].id}"]


def test_the_first_night_asks_once_about_every_paper_and_later_ones_about_none(
    tmp_path: Path,
) -> None:
    nights = Nights(tmp_path, papers(7))
    nights.pass_one(0)
    assert (nights.batches, len(nights.asked)) == (1, 7)
    licence = nights.paper(3).chosen("license")
    assert licence is not None
    assert licence.value == "http://creativecommons.org/licenses/by/4.0/"
    assert licence.source == "arxiv-oai"
    before = digests(tmp_path, "cache/")
    nights.pass_one(0)
    assert (nights.batches, nights.asked) == (0, [])
    for night in (1, 2, 30):
        nights.pass_one(night)
        assert (nights.batches, nights.asked) == (1, [])
    assert digests(tmp_path, "cache/") == before


def test_a_paper_that_comes_later_is_asked_about_in_its_first_night(tmp_path: Path) -> None:
    nights = Nights(tmp_path, papers(3))
    nights.pass_one(0)
    with (tmp_path / "data" / "list.md").open("a") as file:
        file.write("- [Made-up Study of Thing 4](https://arxiv.org/abs/2401.00004), Ada Maker\n")
    nights.facts = papers(4)
    nights.pass_one(20)
    assert nights.asked == ["2401.00004"]


def test_a_longer_list_has_its_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version_history, "MOST", 20)
    nights = Nights(tmp_path, papers(45))
    asked = []
    for night in range(5):
        nights.pass_one(night)
        asked.append((nights.batches, len(nights.asked)))
    assert asked == [(1, 20), (1, 20), (1, 5), (1, 0), (1, 0)]


def test_batches_of_the_first_night_are_as_few_as_they_can_be(tmp_path: Path) -> None:
    nights = Nights(tmp_path, papers(250))
    outcome = nights.pass_one(0)
    assert nights.batches == 3
    assert outcome.counts["arxiv"].found == 250


def test_a_new_version_is_asked_about_at_once_and_all_its_dates_are_known(tmp_path: Path) -> None:
    nights = Nights(tmp_path, papers(2))
    for night in range(2):
        nights.pass_one(night)
    changed = replace(nights.facts[0], versions=3, updated="2026-11-21")
    nights.facts = [changed, nights.facts[1]]
    nights.pass_one(2)
    assert nights.asked == [changed.id]
    numbers = [(version.number, version.issued) for version in nights.paper(1).versions]
    assert numbers == [(1, "2024-01-02"), (2, "2026-11-21"), (3, "2026-11-21")]


def test_words_about_a_withdrawal_stay_told_whatever_the_source_type(tmp_path: Path) -> None:
    facts = list(papers(2))
    facts[0] = replace(facts[0], abstract="This paper has been withdrawn.")
    facts[1] = replace(facts[1], abstract="This paper has been withdrawn.", withdrawn=True)
    nights = Nights(tmp_path, facts)
    outcome = nights.pass_one(0)
    assert sorted(nights.asked) == [facts[0].id, facts[1].id]
    for night in (1, 2):
        assert [problem.code for problem in outcome.problems] == ["withdrawn"] * 2
        assert nights.paper(1).value("withdrawn") is True
        assert nights.paper(2).value("withdrawn") is True
        assert [version.stage for version in nights.paper(1).versions] == ["withdrawn"]
        assert [version.stage for version in nights.paper(2).versions] == ["withdrawn"]
        outcome = nights.pass_one(night)
        assert nights.asked == []


def test_a_withdrawal_that_no_word_tells_of_is_found_by_its_marker(tmp_path: Path) -> None:
    facts = [replace(papers(1)[0], withdrawn=True)]
    nights = Nights(tmp_path, facts)
    for night in (0, 1, 2, 3):
        outcome = nights.pass_one(night)
        withdrawn = nights.paper(1).chosen("withdrawn")
        assert withdrawn is not None
        assert (withdrawn.value, withdrawn.source) == (True, "arxiv-oai")
        assert [version.stage for version in nights.paper(1).versions] == ["withdrawn"]
        assert [problem.code for problem in outcome.problems] == ["withdrawn"]
    facts[0] = replace(facts[0], withdrawn=False, versions=2, updated="2026-11-23")
    nights.pass_one(4)
    assert nights.paper(1).value("withdrawn") is None


def test_a_night_on_which_words_cannot_be_checked_believes_them(tmp_path: Path) -> None:
    facts = [replace(papers(1)[0], abstract="This paper has been withdrawn.")]
    nights = Nights(tmp_path, facts)
    faults = parse_faults("arxiv=empty")
    faults = Faults([replace(faults.plan[0], after=1)])
    assert not nights.pass_one(0, faults).complete
    assert nights.paper(1).value("withdrawn") is True
    assert nights.pass_one(0).complete
    assert nights.paper(1).value("withdrawn") is True


def test_a_first_night_that_failed_half_way_leaves_no_trace_once_one_did_not(
    tmp_path: Path,
) -> None:
    quiet = Nights(tmp_path / "quiet", papers(23))
    for night in (0, 1):
        quiet.pass_one(night)
    troubled = Nights(tmp_path / "troubled", papers(23))
    faults = parse_faults("arxiv=503")
    outcome = troubled.pass_one(0, Faults([replace(faults.plan[0], after=5)]))
    assert any("arxiv-oai could not be asked about" in note for note in outcome.notes)
    troubled.pass_one(1)
    wanted = digests(tmp_path / "quiet", "cache/", "data/reports")
    assert all(troubled.paper(number).value("license") for number in range(1, 24))
    assert digests(tmp_path / "troubled", "cache/", "data/reports").keys() == wanted.keys()


def test_a_paper_that_a_person_names_is_asked_about_at_once(tmp_path: Path) -> None:
    nights = Nights(tmp_path, papers(3))
    nights.pass_one(0, options=Options(only=("arxiv:2401.00002",)))
    assert nights.asked == ["2401.00002"]


@pytest.mark.parametrize(
    "words",
    [
        "This paper has been withdrawn and then came back.",
        "An earlier version of this paper was withdrawn.",
        "The paper was withdrawn from a made-up workshop by the authors.",
        "The paper was withdrawn by its submitter; it has been reinstated.",
    ],
)
@pytest.mark.parametrize("marker", [False, True])
def test_words_about_the_past_leave_the_judgement_to_the_marker(
    tmp_path: Path, words: str, marker: bool
) -> None:
    nights = Nights(tmp_path, [replace(papers(1)[0], abstract=words, withdrawn=marker)])
    outcome = nights.pass_one(0)
    for night in (1, 2):
        assert nights.paper(1).value("withdrawn") is (True if marker else None)
        assert [problem.code for problem in outcome.problems] == ["withdrawn"] * marker
        outcome = nights.pass_one(night)


def test_offline_nothing_is_asked_one_by_one_and_what_was_told_still_counts(
    tmp_path: Path,
) -> None:
    facts = list(papers(2))
    facts[0] = replace(facts[0], abstract="This paper has been withdrawn and then came back.")
    nights = Nights(tmp_path, facts)
    nights.pass_one(0)
    outcome = nights.pass_one(1, options=Options(offline=True))
    assert nights.asked == []
    assert outcome.complete
    assert nights.paper(1).value("withdrawn") is None
