"""The tables of `make evaluate`, as Markdown lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import sqrt

from pipelines.evaluation.measures import Outcome, Rates, calibration, rates

_RULE = "|---|--:|--:|--:|--:|--:|"
_SURE = 1.96


def header(name: str) -> Iterator[str]:
    """Return the head of a table of rates."""
    yield f"| {name} | pairs | right | wrong | silent | false when absent |"
    yield _RULE


def upper_bound(count: int, of: int) -> float:
    """Return the upper end of Wilson's 95 % interval for `count` of `of`.

    >>> round(upper_bound(0, 1000), 4)
    0.0038
    """
    share, spread = count / of, _SURE**2 / of
    middle = share + spread / 2
    half = _SURE * sqrt(share * (1 - share) / of + spread / of / 4)
    return min((middle + half) / (1 + spread), 1.0)


def _rare(share: float, of: int) -> str:
    count = round(share * of)
    return f"{share:.2%} ({count}; below {upper_bound(count, of):.2%})"


def row(name: str, rates: Rates) -> str:
    """Return one row: shares, and for the rare ones the count and what it may be at most."""
    return (
        f"| {name} | {rates.count:,} | {rates.right:.1%} | {_rare(rates.wrong, rates.count)} "
        f"| {rates.silent:.1%} | {_rare(rates.false_alarm, rates.count)} |"
    )


def render_modes(name: str, runs: dict[str, list[Outcome]]) -> Iterator[str]:
    """By evidence available."""
    yield from header(name)
    for mode, outcomes in runs.items():
        yield row(mode, rates(outcomes))


def render_groups(title: str, outcomes: Sequence[Outcome], key: str) -> Iterator[str]:
    """By class of the written title, or by style of the entry."""
    yield from header(title)
    groups: dict[str, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(str(getattr(one.pair, key)), []).append(one)
    for name, members in sorted(groups.items(), key=lambda group: -len(group[1])):
        yield row(name, rates(members))


def render_calibration(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Stated certainty of the best candidate against the share that was right."""
    yield "| certainty stated | candidates | mean stated | right |"
    yield "|---|--:|--:|--:|"
    for band, count, stated, right in calibration(outcomes):
        yield f"| {band} | {count:,} | {stated:.1%} | {right:.1%} |"


def render_confusions(outcomes: Iterable[Outcome], limit: int = 20) -> Iterator[str]:
    """Entries that were answered wrongly, or answered although the right record was left out."""
    shown: set[tuple[str, str]] = set()
    for one in outcomes:
        if not (one.wrong or one.false_alarm) or len(shown) == limit:
            continue
        verdict = one.present if one.wrong else one.absent
        what = "wrong" if one.wrong else "false when absent"
        if (one.pair.written, what) in shown:
            continue
        shown.add((one.pair.written, what))
        yield (
            f"- {what} ({one.mode}): “{one.pair.written[:110]}” is “{one.pair.true_title}”, "
            f"answered “{verdict.judged[0].candidate.title}” ({verdict.reason})"
        )


_PLAIN = frozenset({"exact", "near"})
_CHANGED = frozenset({"truncated", "subtitle_only", "reworded", "alt_title"})
_EVERY: frozenset[str] = frozenset()
_TARGETS = (
    ("title", "exact and near", _PLAIN, "right", 0.995),
    ("title", "truncated, subtitle, reworded, other title", _CHANGED, "right", 0.85),
    ("title, authors", "truncated, subtitle, reworded, other title", _CHANGED, "right", 0.93),
    ("title", "all", _EVERY, "right", 0.93),
    ("all", "all", _EVERY, "right", 0.96),
    ("title", "all", _EVERY, "wrong", 0.001),
    ("title", "all", _EVERY, "false_alarm", 0.001),
    ("title, authors", "all", _EVERY, "wrong", 0.0003),
    ("title, authors", "all", _EVERY, "false_alarm", 0.0003),
)


def render_targets(runs: dict[str, list[Outcome]]) -> Iterator[str]:
    """What was aimed at beside what was reached, missed ones named."""
    yield "| evidence | titles | measure | target | reached | |"
    yield "|---|---|---|--:|--:|---|"
    for mode, name, kinds, measure, target in _TARGETS:
        chosen = [one for one in runs[mode] if not kinds or one.pair.match in kinds]
        if not chosen:
            continue
        reached = float(getattr(rates(chosen), measure))
        recall = measure == "right"
        met = reached >= target if recall else reached <= target
        wanted = f"{'≥' if recall else '≤'} {target:.2%}"
        verdict = "met" if met else "missed"
        what = measure.replace("false_alarm", "false when absent")
        yield f"| {mode} | {name} | {what} | {wanted} | {reached:.2%} | {verdict} |"


def render_speed(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Mentions per second and the slowest ones."""
    seconds = sorted(one.seconds for one in outcomes)
    mean = sum(seconds) / len(seconds)
    slow = seconds[int(0.99 * (len(seconds) - 1))]
    yield f"{1 / mean:,.0f} mentions/s on one core, 99 of 100 within {1000 * slow:.1f} ms."
