"""Which files lie beside the list, for links to them."""

from __future__ import annotations

import os
from pathlib import Path

_LARGEST_FOLDER = 20_000
_SKIPPED = frozenset({".git", ".venv", "node_modules", "__pycache__"})


def files_beside(list_path: Path) -> frozenset[str] | None:
    """Return the paths below the list's folder; None where there are too many to look at."""
    folder = list_path.resolve().parent
    files: set[str] = set()
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _SKIPPED]
        here = Path(place).relative_to(folder)
        files.update((here / name).as_posix() for name in (*names, *folders))
        if len(files) > _LARGEST_FOLDER:
            return None
    return frozenset(files)
