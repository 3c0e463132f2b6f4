"""What the certainty model looks at: named numbers of one candidate, seen beside the others."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.matching.evidence import Evidence
from harvester.matching.rarity import name_rarity
from harvester.matching.titles import word_bits

# Each number with the direction in which it may move the certainty (1 up, -1 down, 0 either).
FEATURES = {
    "written bits": 0, "known bits": 0, "written words": 0, "known words": 0,
    "same": 1, "longest": 1, "moved": 0, "swapped": -1,
    "worst swap": -1, "front written": -1, "front known": -1, "middle written": -1,
    "middle known": -1, "end written": -1, "end known": -1, "longest share": 1,
    "left written": -1, "left known": -1,
    "ratio": 1, "best ratio": 1, "cover written": 1, "cover known": 1,
    "lost written": -1, "lost known": -1, "shared bits": 1, "run bits": 1,
    "told cover": 1, "told bits": 1, "told": 1, "spelled": 1, "dropped": 1, "subtitle": 1,
    "head only": 1, "prefix": 1, "same head": 1, "heads differ": -1, "versions differ": -1,
    "name": 1, "name begins": 1, "tail told bits": 1, "tail told cover": 1, "tail told length": 1,
    "description": 0, "names alike": -1, "also begun": -1, "margin": 1, "others alike": -1,
    "author share": 1, "author bits": 1, "first author": 1, "in order": 1, "whole team": 1,
    "strangers": -1, "none agree": -1, "authors known": 0, "complete": 0,
    "date agrees": 1, "date near": 1, "date early": -1, "date late": -1,
    "hint agrees": 1, "hint near": 1, "hint off": -1, "link": 1,
}  # fmt: skip


_AS_ALIKE = 0.05
_LISTED_SOON = 14
_LONG_AGO = 48


def begins(evidence: Evidence) -> bool:
    """Tell whether what is written begins with the candidate's name before the colon."""
    name = evidence.record.head
    return bool(name) and (
        evidence.title.same_head or evidence.written.raw_words[: len(name)] == name
    )


def _title_numbers(evidence: Evidence) -> list[float]:
    title, written, record = evidence.title, evidence.written, evidence.record
    alignment = title.alignment
    named = begins(evidence) or title.name_told
    tail = record.tail_canonical if named else ()
    rest = [word for word in dict.fromkeys(tail) if word not in record.head]
    rest_bits = sum(map(word_bits, rest))
    repeated = [word for word in rest if word in written.raw_canonical]
    description_bits = sum(map(word_bits, repeated))
    return [
        written.weight, record.weight, len(written.words), len(record.words),
        alignment.same, alignment.longest, alignment.moved, alignment.swapped, alignment.worst_swap,
        alignment.front_written, alignment.front_known,
        alignment.middle_written, alignment.middle_known,
        alignment.end_written, alignment.end_known, alignment.longest / max(written.weight, 1.0),
        alignment.front_written + alignment.middle_written + alignment.end_written,
        alignment.front_known + alignment.middle_known + alignment.end_known,
        title.ratio, title.best_ratio, title.cover_written, title.cover_known,
        title.lost_written, title.lost_known, title.shared_bits, title.run_bits,
        title.description_cover, title.description_bits, title.told, title.spelled, title.dropped,
        title.subtitle, title.head_only, title.prefix, title.same_head, title.heads_differ,
        title.versions_differ,
        name_rarity(record.head_text) if named else -1.0,
        named,
        description_bits, description_bits / rest_bits if rest_bits else 0.0,
        len(repeated),
        len(written.raw_words) - len(written.words),
    ]  # fmt: skip


def _likeness(evidence: Evidence) -> float:
    """Return one number for how alike two titles are, for setting candidates side by side."""
    alignment = evidence.title.alignment
    weights = evidence.written.weight + evidence.record.weight
    return 2 * (alignment.same + 0.7 * alignment.moved) / max(weights, 1.0)


def _author_numbers(evidence: Evidence) -> list[float]:
    """Return what the people say; nothing written is nothing said, for or against."""
    authors, whole = evidence.authors, evidence.candidate.authors_complete
    have = authors.written > 0 and authors.known > 0
    asked = authors.written if whole else min(authors.written, authors.known)
    together = have and authors.written > 1 and not (authors.strangers or authors.left_out)
    return [
        authors.agreeing / asked if have else 0.0,
        authors.bits if have else 0.0,
        have and authors.first_agrees,
        have and authors.agreeing > 1 and authors.in_order,
        whole and together,
        len(authors.strangers) if have and whole else 0,
        authors.none_agree and whole,
        min(authors.known, 4),
        whole,
    ]


def _date_numbers(evidence: Evidence) -> list[float]:
    """Return what date and placeholder say; 0 throughout where they are silent."""
    months, hint = evidence.months_apart, evidence.hint_apart
    agrees = near = early = late = 0
    if months is not None:
        slack = 1 if evidence.query.month is not None else 0
        agrees = abs(months) <= slack
        near = -slack <= months <= _LISTED_SOON
        early, late = min(max(-months - slack, 0), _LONG_AGO), min(max(months, 0), _LONG_AGO)
    off = min(abs(hint), _LONG_AGO) if hint is not None else 0
    return [
        agrees, near, early, late,
        hint == 0, hint is not None and off <= 1, off, bool(evidence.same_link),
    ]  # fmt: skip


def feature_rows(
    evidences: Sequence[Evidence], asked: Sequence[bool] | None = None
) -> list[list[float]]:
    """Return the numbers of each candidate, in the order of `FEATURES`; of those `asked`."""
    alike = [_likeness(one) for one in evidences]
    named = [begins(one) for one in evidences]
    begun = [one.title.prefix or one.title.head_only for one in evidences]
    rows = []
    for at, one in enumerate(evidences):
        if asked and not asked[at]:
            continue
        others = alike[:at] + alike[at + 1 :]
        beside = (
            sum(named) - named[at],
            sum(begun) - begun[at],
            alike[at] - max(others, default=0.0),
            sum(other > alike[at] - _AS_ALIKE for other in others),
        )
        numbers = (*_title_numbers(one), *beside, *_author_numbers(one), *_date_numbers(one))
        rows.append([float(number) for number in numbers])
    return rows
