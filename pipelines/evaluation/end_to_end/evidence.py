"""Entries with a kind of evidence taken away or spoilt: what each adds, what a wrong one does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from zlib import crc32

from pipelines.evaluation.end_to_end.reading import ReadPair
from pipelines.evaluation.training_data import moved

_MONTHS = (-2, -1, 1, 2, 3, 6)


def without(entries: Iterable[ReadPair], **fields: Any) -> list[ReadPair]:
    """Return the entries with fields of their queries set to what says nothing."""
    return [one.asking(lambda query: replace(query, **fields)) for one in entries]


def with_another_month(entry: ReadPair) -> ReadPair:
    """Return an entry whose placeholder names a month in which its paper was not submitted."""
    drawn = crc32(entry.pair.true.value.encode()) % len(_MONTHS)
    return entry.asking(
        lambda query: replace(query, hint=query.hint and moved(query.hint, _MONTHS[drawn]))
    )
