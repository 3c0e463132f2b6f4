"""What the charts of a report show, counted from list, dataset and metrics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from harvester.checks.attributes import mark_cells
from harvester.checks.inputs import AttributeRules
from harvester.dataset.entries import Entry
from harvester.lists import ListDocument
from harvester.model import Dataset, Mention, RepositoryState
from harvester.reports import Chart

_SERIES = 6
_ROWS = 60
_COLUMNS = 20
_MONTHS = 48
_DAYS = 60
_FIELDS = (
    "title",
    "authors",
    "submitted",
    "abstract",
    "categories",
    "doi",
    "container_title",
    "event_title",
    "license",
)


def charts_of(
    document: ListDocument,
    entries: Sequence[Entry],
    dataset: Dataset,
    metrics: Sequence[RepositoryState],
) -> tuple[Chart, ...]:
    """Return the charts for which there is anything to show."""
    charts = (
        _papers_per_month(entries, dataset),
        _stars_over_time(metrics),
        _facts_per_night(dataset),
        _coverage(dataset),
        _capabilities(document.mentions),
    )
    return tuple(chart for chart in charts if chart is not None)


def _papers_per_month(entries: Sequence[Entry], dataset: Dataset) -> Chart | None:
    papers = {paper.id: paper for paper in dataset.papers}
    months: Counter[tuple[str, str]] = Counter()
    for entry in {entry.paper_id: entry for entry in reversed(entries)}.values():
        paper = papers.get(entry.paper_id)
        day = str(paper.value("submitted") or paper.value("issued") or "") if paper else ""
        if len(day) >= 7 and day[:4].isdecimal() and day[5:7].isdecimal():
            section = entry.section[-1] if entry.section else "no section"
            months[section, day[:7]] += 1
    if not months:
        return None
    title = "Papers per month and section"
    labels = _every_month(min(month for _, month in months), max(month for _, month in months))
    if len(labels) > _MONTHS:
        title = "Papers per year and section"
        labels = tuple(sorted({label[:4] for label in labels}))
        months = _by_year(months)
    return Chart("papers", title, "bars", labels, _largest_series(months, labels, "sections"))


def _by_year(months: Counter[tuple[str, str]]) -> Counter[tuple[str, str]]:
    years: Counter[tuple[str, str]] = Counter()
    for (section, month), number in months.items():
        years[section, month[:4]] += number
    return years


def _every_month(first: str, last: str) -> tuple[str, ...]:
    start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return tuple(f"{at // 12:04}-{at % 12 + 1:02}" for at in range(start, end + 1))


def _largest_series(
    counts: Mapping[tuple[str, str], int], labels: Sequence[str], what: str
) -> tuple[tuple[str, tuple[float | None, ...]], ...]:
    """Return the largest series by name, and the others as one."""
    sizes: Counter[str] = Counter()
    for (name, _), number in counts.items():
        sizes[name] += number
    largest = [name for name, _ in sorted(sizes.items(), key=lambda one: (-one[1], one[0]))]
    shown = largest if len(largest) <= _SERIES else largest[: _SERIES - 1]
    series: list[tuple[str, tuple[float | None, ...]]] = [
        (name, tuple(float(counts.get((name, at), 0)) for at in labels)) for name in shown
    ]
    if others := largest[len(shown) :]:
        rest = (float(sum(counts.get((name, at), 0) for name in others)) for at in labels)
        series.append((f"{len(others)} other {what}", tuple(rest)))
    return tuple(series)


def _stars_over_time(metrics: Sequence[RepositoryState]) -> Chart | None:
    """Draw the six repositories with most stars; a day without a row keeps the last count."""
    days = sorted({row.day for row in metrics if row.stars is not None})
    if len(days) < 2:
        return None
    counts: dict[str, dict[str, int]] = {}
    for row in metrics:
        if row.stars is not None:
            counts.setdefault(row.repository, {})[row.day] = row.stars
    last = {name: by_day[max(by_day)] for name, by_day in counts.items()}
    top = sorted(last, key=lambda name: (-last[name], name))[:_SERIES]
    series = tuple((name, _carried(counts[name], days)) for name in top)
    return Chart("stars", "Stars over time", "lines", tuple(days), series)


def _carried(by_day: Mapping[str, int], days: Sequence[str]) -> tuple[float | None, ...]:
    values: list[float | None] = []
    for day in days:
        before = values[-1] if values else None
        values.append(float(by_day[day]) if day in by_day else before)
    return tuple(values)


def _facts_per_night(dataset: Dataset) -> Chart | None:
    days = Counter(
        (statement.source, statement.since[:10])
        for paper in dataset.papers
        for statement in paper.statements
        if statement.since
    )
    labels = tuple(sorted({day for _, day in days}))[-_DAYS:]
    if len(labels) < 2:
        return None
    series = _largest_series(
        {at: n for at, n in days.items() if at[1] in labels}, labels, "sources"
    )
    return Chart("nights", "New facts per night and source", "bars", labels, series)


def _capabilities(mentions: Sequence[Mention]) -> Chart | None:
    """Read the matrix of marks in the tables of the list; its headers keep their order."""
    rules = AttributeRules()
    rows: dict[str, dict[str, float | None]] = {}
    for mention in mentions:
        cells = mark_cells(mention, rules)
        marks = {
            cell.header.strip(): float(
                cell.text.strip().replace("\ufe0f", "").lower() in rules.marks
            )
            for cell in cells
        }
        if marks:
            rows.setdefault(mention.refers_to or mention.name, {}).update(marks)
    headers = tuple(dict.fromkeys(header for marks in rows.values() for header in marks))
    if len(rows) < 2 or len(headers) > _COLUMNS:
        return None
    series = tuple(
        (name, tuple(marks.get(header) for header in headers))
        for name, marks in list(rows.items())[:_ROWS]
    )
    title = "Capabilities" if len(rows) <= _ROWS else f"Capabilities: the first {_ROWS} entries"
    return Chart("capabilities", title, "heat", headers, series)


def _coverage(dataset: Dataset) -> Chart | None:
    """Tell which share of the papers each source states each field of."""
    if not dataset.papers:
        return None
    seen: Counter[tuple[str, str]] = Counter()
    for paper in dataset.papers:
        seen.update({(statement.source, statement.field) for statement in paper.statements})
    sources = sorted({source for source, _ in seen})
    fields = tuple(field for field in _FIELDS if any(seen[source, field] for source in sources))
    total = len(dataset.papers)
    series = tuple(
        (source, tuple(seen[source, field] / total or None for field in fields))
        for source in sources
        if any(seen[source, field] for field in fields)
    )
    labels = tuple(field.replace("_", " ") for field in fields)
    return Chart("coverage", "Fields by source", "heat", labels, series) if series else None
