"""The summary of a fleet: one row a list, as Markdown, HTML and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from harvester.files import write_atomically
from harvester.reports.safe import clip, markdown, web_link
from pipelines.fleet.one_list import ListResult
from pipelines.fleet.run import FleetOutcome

_NAME = "summary"


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One list in the summary; `last_good` is the day on which it last ran whole, "" for never."""

    result: ListResult
    last_good: str

    @property
    def state(self) -> str:
        """One word: failed, partial where something could not be asked, else good."""
        if self.result.failure:
            return "failed"
        return "good" if self.result.complete else "partial"

    @property
    def coverage(self) -> str:
        """How many of the entries have a paper that a service described."""
        entries, described = self.result.entries, self.result.described
        return f"{described:,} of {entries:,} ({described / entries:.0%})" if entries else "–"

    @property
    def problems(self) -> str:
        """The problems by severity."""
        if self.result.failure and not self.result.entries:
            return "–"  # a list that was not read is not free of them
        counts = self.result.problems
        words = (_counted(count, name) for name, count in counts.items() if count)
        return ", ".join(words) or "none"

    @property
    def remark(self) -> str:
        """Why it failed, what could not be asked, or what became of the pull request."""
        result = self.result
        notes = () if result.complete else result.notes[:2]
        return clip("; ".join((result.failure or result.publication, *notes)).strip("; "), 300)


@dataclass(frozen=True, slots=True)
class Summary:
    """Hold the rows of a fleet, those that failed first, and what the harvest cost."""

    rows: tuple[SummaryRow, ...]
    outcome: FleetOutcome

    @property
    def failed(self) -> int:
        """How many lists failed."""
        return sum(row.state == "failed" for row in self.rows)

    @property
    def headline(self) -> str:
        """Say in one line how the night went."""
        lists, failed = len(self.rows), self.failed
        partial = sum(row.state == "partial" for row in self.rows)
        states = [f"{lists - failed - partial:,} good"]
        states += [f"{partial:,} partly asked"] if partial else []
        states += [f"{failed:,} failed"] if failed else []
        entries = sum(row.result.entries for row in self.rows)
        described = sum(row.result.described for row in self.rows)
        return (
            f"{lists:,} lists on {self.outcome.day}: {', '.join(states)}; "
            f"{described:,} of {entries:,} entries described"
        )

    @property
    def costs(self) -> str:
        """Say what the night cost: requests, by service."""
        total = sum(self.outcome.requests.values())
        by_service = ", ".join(f"{name} {n:,}" for name, n in self.outcome.requests.items())
        return f"{total:,} requests" + (f" ({by_service})" if by_service else "")


def _counted(count: int, severity: str) -> str:
    name = "hint" if severity == "info" else severity
    return f"{count:,} {name}{'s' if count != 1 else ''}"


def summarize(outcome: FleetOutcome, former: Mapping[str, str]) -> Summary:
    """Return the summary; `former` tells on which day each list was last good."""
    rows = []
    for result in outcome.results:
        good = result.complete and not result.failure
        rows.append(SummaryRow(result, outcome.day if good else former.get(result.name, "")))
    order = {"failed": 0, "partial": 1, "good": 2}
    return Summary(tuple(sorted(rows, key=lambda row: order[row.state])), outcome)


def load_last_good(folder: Path) -> dict[str, str]:
    """Return by name the last good day of each list in the summary of an earlier night."""
    try:
        rows = json.loads((folder / f"{_NAME}.json").read_bytes())["lists"]
        return {str(row["name"]): str(row["last_good"]) for row in rows}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def summary_as_json(summary: Summary) -> dict[str, Any]:
    """Return the summary for programs."""
    outcome = summary.outcome
    rows = [
        {**asdict(row.result), "state": row.state, "last_good": row.last_good}
        for row in summary.rows
    ]
    return {
        "day": outcome.day,
        "lists": rows,
        "failed": summary.failed,
        "requests": outcome.requests,
        "passes": outcome.passes,
        "index": outcome.index,
        "seconds": outcome.seconds,
    }


def render_markdown(summary: Summary) -> str:
    """Return the summary as a Markdown page."""
    head = ("List", "State", "Described", "Problems", "Changes", "Last good night", "Remark")
    lines = ["# Lists", "", summary.headline, "", summary.costs, ""]
    lines += [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    lines += [f"| {' | '.join(cells)} |" for cells in map(_cells, summary.rows)]
    return "\n".join((*lines, ""))


def _cells(row: SummaryRow) -> tuple[str, ...]:
    result = row.result
    return (
        markdown(result.name),
        row.state,
        row.coverage,
        row.problems,
        f"{result.changes:,}",
        row.last_good or "never",
        markdown(row.remark) if row.remark else "",
    )


def render_html(summary: Summary) -> str:
    """Return the summary as one HTML page without scripts."""
    # imported here: a page is rendered once a night, and jinja2 is slow to load
    from jinja2 import Environment

    source = files(__package__).joinpath("summary.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(source).render(summary=summary, web_link=web_link)


def write_summary(folder: Path, summary: Summary) -> None:
    """Write the page in its three forms into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(summary_as_json(summary), ensure_ascii=False, indent=1) + "\n"
    contents = {"json": text, "md": render_markdown(summary), "html": render_html(summary)}
    for ending, content in contents.items():
        write_atomically(folder / f"{_NAME}.{ending}", content.encode("utf-8", "replace"))


def say_in_words(summary: Summary) -> Iterator[str]:
    """Give the lines for a terminal: the headline, then every list that is not good."""
    yield summary.headline
    for row in summary.rows:
        if row.state != "good":
            yield f"! {row.result.name}: {row.state}: {row.remark}"
    if summary.outcome.index:
        yield summary.outcome.index
    yield summary.costs
