"""Build, update and search the local index of works.

What tells an index in shards from one file stands here, where nothing is loaded to ask it.
"""

from __future__ import annotations

from pathlib import Path

MANIFEST_NAME = "manifest.json"


def is_sharded(folder: Path) -> bool:
    """Tell whether an index in shards lies in `folder`."""
    return (folder / MANIFEST_NAME).is_file()
