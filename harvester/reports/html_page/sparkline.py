"""The history of one count as a small line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 220
HEIGHT = 44
_EDGE = 4


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A line through the history of a count, with the area below it and its last point."""

    line: str
    area: str
    last_x: float
    last_y: float


def sparkline(history: Sequence[tuple[str, int]]) -> Sparkline | None:
    """Draw counts over days to scale; None for fewer than two days.

    >>> sparkline([("2026-01-01", 5)]) is None
    True
    """
    if len(history) < 2:
        return None
    days = [_day_number(day) for day, _ in history]
    counts = [count for _, count in history]
    days_long, high = max(days[-1] - days[0], 1), max(max(counts) - min(counts), 1)
    points = [
        (
            round(_EDGE + (day - days[0]) / days_long * (WIDTH - 2 * _EDGE), 1),
            round(HEIGHT - _EDGE - (count - min(counts)) / high * (HEIGHT - 2 * _EDGE), 1),
        )
        for day, count in zip(days, counts, strict=True)
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    area = f"{points[0][0]},{HEIGHT} {line} {points[-1][0]},{HEIGHT}"
    return Sparkline(line, area, *points[-1])


def _day_number(day: str) -> int:
    """Count days well enough for drawing; an unreadable day counts as the first."""
    parts = day[:10].split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return 0
    year, month, number = (int(part) for part in parts)
    return year * 372 + month * 31 + number
