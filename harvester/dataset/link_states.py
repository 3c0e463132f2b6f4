"""data/links.csv: the links of the list that do not lead where they led; one row each.

A link that is alive has no row. `nights` counts the nights on which it was in this state, up to
two: one bad night is no death, and a third one changes no byte.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from harvester.errors import BadInput
from harvester.values.field_values import clean_line

FILE = "links.csv"
_ENOUGH = 2


@dataclass(frozen=True, slots=True, order=True)
class LinkRow:
    """One link in a `state` since the day `since`; `checked` is the last day that counted."""

    url: str
    state: str
    since: str
    checked: str
    nights: int = 1
    detail: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether two nights said so."""
        return self.nights >= _ENOUGH


COLUMNS = tuple(column.name for column in fields(LinkRow))


def renew_links(
    before: Iterable[LinkRow],
    today: Iterable[tuple[str, str, str]],
    listed: Iterable[str],
    day: str,
) -> tuple[LinkRow, ...]:
    """Return the rows after a night: `today` are url, state and detail of those that were asked.

    An empty state says that the link is alive. Links that are not `listed` any more go.
    """
    rows = {row.url: row for row in before}
    for url, state, detail in today:
        old = rows.pop(url, None)
        if not state:
            continue
        if old is None or old.state != state:
            rows[url] = LinkRow(url, state, day, day, 1, clean_line(detail))
        elif old.is_confirmed or old.checked == day:
            rows[url] = old
        else:
            rows[url] = LinkRow(url, state, old.since, day, old.nights + 1, old.detail)
    standing = frozenset(listed)
    return tuple(sorted(row for row in rows.values() if row.url in standing))


def format_links(rows: Iterable[LinkRow]) -> bytes:
    """Return the file's bytes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(row) for row in sorted(rows))
    return out.getvalue().encode("utf-8")


def load_links(folder: Path) -> tuple[LinkRow, ...]:
    """Read the file of a dataset folder; nothing without one.

    Raises:
        BadInput: the file is damaged.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        lines = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))
        if tuple(lines[0]) != COLUMNS:
            raise ValueError("other columns")
        return tuple(
            LinkRow(url, state, since, checked, int(nights), detail)
            for url, state, since, checked, nights, detail in lines[1:]
        )
    except (UnicodeDecodeError, ValueError, IndexError, csv.Error) as error:
        raise BadInput(f"{path}: damaged ({error}); remove it and run: harvester links") from error
