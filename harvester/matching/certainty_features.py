"""What the certainty model looks at: named numbers of one candidate, seen beside the others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import log2

from harvester.matching.evidence import Evidence
from harvester.matching.titles import UNKNOWN_WORD_BITS, word_bits
from harvester.values.text import title_words

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
    "name given": 1, "abstract bits": 1, "abstract margin": 1,
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


def _ahead(at: int, told: Sequence[float]) -> float:
    """Return how much more of one abstract is told than of any other; 0 where nothing is."""
    return told[at] - max((*told[:at], *told[at + 1 :]), default=0.0) if told[at] else 0.0


def feature_rows(
    evidences: Sequence[Evidence], asked: Sequence[bool] | None = None
) -> list[list[float]]:
    """Return the numbers of each candidate, in the order of `FEATURES`; of those `asked`."""
    alike = [_likeness(one) for one in evidences]
    named = [begins(one) for one in evidences]
    begun = [one.title.prefix or one.title.head_only for one in evidences]
    told = [one.abstract_bits for one in evidences]
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
        abstract = one.name_given, told[at], _ahead(at, told)
        numbers = (
            *_title_numbers(one),
            *beside,
            *_author_numbers(one),
            *_date_numbers(one),
            *abstract,
        )
        rows.append([float(number) for number in numbers])
    return rows


# How likely is it that two papers bear the same coined name before the colon? "GAIA" is borne by
# many, "Paper2Code" by one. By shape and number of letters or digits, of the records of 2021 and
# later in an index of half a million titles: share of names that another record bears as well.
_SHARED_NAMES = {
    "capitals": {3: 0.46, 4: 0.39, 5: 0.38, 6: 0.34, 7: 0.24, 8: 0.22},
    "mixed": {4: 0.45, 5: 0.19, 6: 0.11, 7: 0.090, 8: 0.082, 10: 0.073, 11: 0.052, 12: 0.037},
    "digits": {3: 0.30, 4: 0.046, 6: 0.045, 7: 0.034, 8: 0.020, 12: 0.009},
    "plain": {4: 0.55, 5: 0.49, 6: 0.37, 8: 0.25},
}
_KNOWN_WORD = 0.9
_SEVERAL_WORDS_BASE = 0.07


@lru_cache(maxsize=4096)
def name_rarity(name: str) -> float:
    """Return how rare `name` is as a name of papers, in bits: 0 for a common word, 5 and more."""
    words = title_words(name)
    if not words:
        return 0.0
    if len(words) > 1:
        rarest = max(map(word_bits, words))
        total = sum(map(word_bits, words))
        return min(-log2(_SEVERAL_WORDS_BASE) * min(total / UNKNOWN_WORD_BITS, 3.0), 12.0) * (
            1.0 if rarest >= UNKNOWN_WORD_BITS else 0.6
        )
    if word_bits(words[0]) < UNKNOWN_WORD_BITS:
        return -log2(_KNOWN_WORD)
    shares = _SHARED_NAMES[_shape(name.strip())]
    length = max((size for size in shares if size <= len(words[0])), default=0)
    return -log2(shares.get(length, 0.6))


def is_coined_in_form(word: str) -> bool:
    """Tell a name from a word by how it is written: "PaLM", "Phi-4", "LADDER", not "Monaco".

    >>> [is_coined_in_form(word) for word in ("DINOv3", "Tides", "CO2", "A")]
    [True, False, True, False]
    """
    return len(word) > 1 and (any(map(str.isdigit, word)) or any(map(str.isupper, word[1:])))


def _shape(name: str) -> str:
    if any(letter.isdigit() for letter in name):
        return "digits"
    if name.upper() == name:
        return "capitals"
    return "mixed" if any(letter.isupper() for letter in name[1:]) else "plain"
