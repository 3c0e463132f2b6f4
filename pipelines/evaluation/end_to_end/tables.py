"""The end-to-end part of `make evaluate`, as Markdown lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipelines.evaluation.end_to_end.measure import (
    EntryOutcome,
    by_list,
    interval,
    mean_of_lists,
)
from pipelines.evaluation.tables import upper_bound

_HEAD = "entries | right | ambiguous, the right one among the first three | wrong | silent"
_TARGETS = (("right", 0.92, True), ("wrong", 0.001, False), ("false when absent", 0.001, False))
_TARGET_SHOWN = 0.95
_SHOWN = 25

INTRODUCTION = (
    "## As users meet it\n\n"
    "Whole list files, read by Harvester's own parser with the forms that the other entries "
    "teach. The arXiv ids and DOI links of the labelled entries are taken out (the month stays, "
    "as in `2504.xxxxx`), and each entry is resolved with the evidence the list really has: once "
    "with its record in the index, once with it left out. The certainty model never saw the list. "
    "What each kind of evidence adds is seen where it is taken away; the tables below the first "
    "are of the entries with the READMEs of linked repositories, which a run with GitHub reads. "
    "Intervals (95 %) are drawn by list, since entries of one list are much alike; rare events "
    "stand with their count and the upper end of their own interval."
)


def render_end_to_end(runs: Mapping[str, Sequence[EntryOutcome]]) -> Iterator[str]:
    """Give the rates of each run, its mean over lists, and the intervals of the first."""
    yield f"| measured on | {_HEAD} | false when absent | right, mean of lists |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for name, outcomes in runs.items():
        mean = mean_of_lists(outcomes, lambda one: one.right)
        yield f"{_row(name, outcomes)} {mean:.1%} |"


def render_intervals(outcomes: Sequence[EntryOutcome]) -> Iterator[str]:
    """Give the targets of the end-to-end figure beside what was reached."""
    yield "| end to end | reached | 95 % by list | target | |"
    yield "|---|--:|--:|--:|---|"
    counts = {
        "right": lambda one: one.right,
        "wrong": lambda one: one.wrong,
        "false when absent": lambda one: one.false_alarm,
    }
    for name, target, least in _TARGETS:
        reached = interval(outcomes, counts[name])
        met = reached.share >= target if least else reached.share <= target
        yield (
            f"| {name} | {reached.share:.2%} | {reached.low:.2%} to {reached.high:.2%} "
            f"| {'≥' if least else '≤'} {target:.1%} | {'met' if met else 'missed'} |"
        )
    left = [one for one in outcomes if one.present.identifier is None]
    share = sum(one.shown for one in left) / max(len(left), 1)
    reached_it = "met" if share >= _TARGET_SHOWN else "missed"
    yield (
        f"| left to a person, the right one in the first three | {share:.1%} | "
        f"| ≥ {_TARGET_SHOWN:.1%} | {reached_it} |"
    )


def render_lists(outcomes: Sequence[EntryOutcome]) -> Iterator[str]:
    """Give the rates of each list."""
    yield from _groups("list", by_list(outcomes))


def render_classes(outcomes: Sequence[EntryOutcome], name: str, key: str) -> Iterator[str]:
    """Give the rates by an attribute of the labelled entry."""
    groups: dict[str, list[EntryOutcome]] = {}
    for one in outcomes:
        groups.setdefault(str(getattr(one.pair, key)), []).append(one)
    yield from _groups(name, groups)


def render_mistakes(outcomes: Sequence[EntryOutcome]) -> Iterator[str]:
    """List what was answered wrongly, or answered although the record was left out."""
    mistakes = [one for one in outcomes if one.wrong or one.false_alarm]
    for one in mistakes[:_SHOWN]:
        verdict = one.present if one.wrong else one.absent
        what = "wrong" if one.wrong else "false when absent"
        yield (
            f"- {what}: {one.pair.repo}:{one.pair.line} “{one.pair.written[:90]}” is "
            f"“{one.pair.true_title}”, answered “{verdict.judged[0].candidate.title}” "
            f"({verdict.reason})"
        )


def _groups(name: str, groups: Mapping[str, Sequence[EntryOutcome]]) -> Iterator[str]:
    yield f"| {name} | {_HEAD} | false when absent |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for key, members in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])):
        yield _row(key, members)


def _row(name: str, outcomes: Sequence[EntryOutcome]) -> str:
    count = len(outcomes)
    right, ambiguous, shown, silent, wrong, false = (
        sum(getattr(one, counted) for one in outcomes)
        for counted in ("right", "ambiguous", "shown", "silent", "wrong", "false_alarm")
    )
    return (
        f"| {name} | {count:,} | {right / count:.1%} | {ambiguous / count:.1%}, {shown} of "
        f"{ambiguous} | {_rare(wrong, count)} | {silent / count:.1%} | {_rare(false, count)} |"
    )


def _rare(events: int, of: int) -> str:
    return f"{events / of:.2%} ({events}; below {upper_bound(events, of):.2%})"
