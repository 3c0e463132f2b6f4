"""Badges of entries against the columns of a matrix: `L1-L2` and ✅ under L1, L2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from harvester.checks.inputs import AttributeRules, CheckInput, Spoken, groups
from harvester.model import Cell, Mention, Problem, Severity, Written

_LEVEL = re.compile(r"(?P<letters>[^\W\d_]+)[ -]?(?P<number>\d{1,2})")
_RANGE = re.compile(
    r"(?P<letters>[^\W\d_]+)[ -]?(?P<first>\d{1,2})\s*(?:[-–—~]|to)\s*"
    r"(?:(?P=letters)[ -]?)?(?P<last>\d{1,2})"
)


def check_attributes(check_input: CheckInput) -> Iterator[Problem]:
    """Report each matrix row whose marks are not the badges of its entry, and badges at odds."""
    columns = level_columns(check_input)
    for group in groups(check_input.mentions):
        badges = [
            (mention, tag, levels)
            for mention, _ in group
            for tag in mention.tags
            if (levels := levels_of(tag.text, check_input.attributes)) and levels <= columns
        ]
        if badges:
            yield from _compare_badges(check_input, badges)
            yield from _compare_rows(check_input, group, badges[0])


def level_columns(check_input: CheckInput) -> frozenset[str]:
    """Return the levels that stand as headers of mark columns anywhere in the list."""
    return frozenset(
        cell.header.strip().upper()
        for mention, _ in check_input.mentions
        for cell in mark_cells(mention, check_input.attributes)
    )


def mark_cells(mention: Mention, rules: AttributeRules) -> Sequence[Cell]:
    """Return the cells of a matrix row: a level as header, nothing but a mark or a blank inside."""
    cells = [
        cell
        for cell in mention.cells
        if _LEVEL.fullmatch(cell.header.strip()) and _mark(cell, rules) is not None
    ]
    return cells if len(cells) > 1 else []


def _mark(cell: Cell, rules: AttributeRules) -> bool | None:
    text = cell.text.strip().replace("\ufe0f", "").lower()
    if text in rules.marks:
        return True
    return False if text in rules.blanks else None


def levels_of(tag: str, rules: AttributeRules) -> frozenset[str]:
    """Return the levels a badge stands for: `L1-L3` is L1, L2 and L3; empty for other badges.

    >>> sorted(levels_of("L1-L3", AttributeRules())), levels_of("X-ray", AttributeRules())
    (['L1', 'L2', 'L3'], frozenset())
    """
    levels: set[str] = set()
    for part in re.split(r"\s*[,/+&、]\s*", tag.strip()):
        if span := _RANGE.fullmatch(part):
            first, last = int(span["first"]), int(span["last"])
            numbers = range(first, last + 1) if rules.ranges else (first, last)
            levels.update(f"{span['letters'].upper()}{number}" for number in numbers)
        elif one := _LEVEL.fullmatch(part):
            levels.add(f"{one['letters'].upper()}{int(one['number'])}")
        else:
            return frozenset()
    return frozenset(levels)


_Badge = tuple[Mention, Written, frozenset[str]]


def _compare_badges(check_input: CheckInput, badges: Sequence[_Badge]) -> Iterator[Problem]:
    first, tag, levels = badges[0]
    for mention, other, theirs in badges[1:]:
        if theirs != levels and mention is not first:
            known = f"“{tag.text}” in its entry (line {_line(check_input, tag)})"
            fix = f"make the two badges agree: “{tag.text}” or “{other.text}”"
            claim = (f"“{other.text}”", known, "this list")
            line = _line(check_input, other)
            yield check_input.problem(
                "attribute-contradicts", Severity.WARNING, mention, claim, fix, line
            )


def _line(check_input: CheckInput, tag: Written) -> int:
    return check_input.document.line_of(tag.span.start)


def _compare_rows(
    check_input: CheckInput, group: Sequence[Spoken], badge: _Badge
) -> Iterator[Problem]:
    _, tag, levels = badge
    for mention, _ in group:
        cells = mark_cells(mention, check_input.attributes)
        marked = {c.header.strip().upper() for c in cells if _mark(c, check_input.attributes)}
        columns = {cell.header.strip().upper() for cell in cells}
        if not cells or not levels <= columns or marked == levels:
            continue
        missing, extra = sorted(levels - marked), sorted(marked - levels)
        ways = [f"mark {', '.join(missing)} in the table"] if missing else []
        ways += [f"take {', '.join(extra)} out of the table"] if extra else []
        fix = f"{' and '.join(ways)}, or make the badge “{badge_for(marked)}”"
        known = f"badge “{tag.text}” of the entry (line {_line(check_input, tag)})"
        claim = (
            f"marked {', '.join(sorted(marked)) or 'nowhere'} in the table",
            known,
            "this list",
        )
        yield check_input.problem("attribute-contradicts", Severity.WARNING, mention, claim, fix)


def badge_for(levels: set[str]) -> str:
    """Return the badge that stands for `levels`: a range where they follow one another.

    >>> badge_for({"L2", "L4", "L3"}), badge_for({"L1", "L3"}), badge_for(set())
    ('L2-L4', 'L1, L3', '')
    """
    ordered = sorted(levels, key=lambda level: (level.rstrip("0123456789"), _number(level)))
    if len(ordered) > 1 and _number(ordered[-1]) - _number(ordered[0]) == len(ordered) - 1:
        return f"{ordered[0]}-{ordered[-1]}"
    return ", ".join(ordered)


def _number(level: str) -> int:
    match = re.search(r"\d+$", level)
    return int(match[0]) if match else 0
