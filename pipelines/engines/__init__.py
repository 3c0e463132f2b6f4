"""Where work is done: in this process, in several, or on Ray."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from harvester.arxiv_index.shards.search import LocalShards, Shards
from pipelines.engines.local import LocalEngine

if TYPE_CHECKING:
    from pipelines.engines.ray_cluster import RayEngine

ENGINES = ("local", "ray")
Engine: TypeAlias = "LocalEngine | RayEngine"


def open_engine(name: str, workers: int) -> Engine:
    """Return what does independent jobs.

    Raises:
        BadInput: Ray is wanted and not installed.
    """
    if name == "local":
        return LocalEngine(workers)
    from pipelines.engines.ray_cluster import RayEngine  # only where it is asked for: it is heavy

    return RayEngine(workers)


def shards_of(name: str, workers: int) -> Callable[[Sequence[Path]], Shards]:
    """Return what opens the shards of an index.

    Raises:
        BadInput: Ray is wanted and not installed.
    """
    engine = open_engine(name, workers)
    if not isinstance(engine, LocalEngine):
        return engine.shards
    if workers == 1:
        return LocalShards
    from pipelines.engines.process_shards import ProcessShards

    return partial(ProcessShards, workers=workers)
