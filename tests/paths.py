"""Where the project's root lies, the shared material beside it, and the lists to test over."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
FIRST_LIST = ROOT / "data" / "list.md"


def real_lists(
    suffixes: Collection[str] = (".md",), largest: int | None = None
) -> tuple[Path, ...]:
    """Return the shipped list, and the lists beside this repository where they are there."""
    paths = (FIRST_LIST, *sorted((SHARED / "lists").rglob("*")))
    return tuple(
        path
        for path in paths
        if path.suffix in suffixes and (largest is None or path.stat().st_size <= largest)
    )
