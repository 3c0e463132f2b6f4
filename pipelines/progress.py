"""Progress on stderr, and only where someone watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def shown_steps() -> Iterator[Callable[[str, int], Callable[[], None]]]:
    """Give the progress display of a run with several steps."""
    if not sys.stderr.isatty():
        from pipelines.refresh.run import no_progress

        yield no_progress
        return
    # imported here because it is heavy, and at night nobody watches
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as display:

        def step(name: str, parts: int) -> Callable[[], None]:
            task = display.add_task(name, total=parts)
            return lambda: display.advance(task)

        yield step


@contextmanager
def shown_count(
    what: str, share: Callable[[], float] | None = None
) -> Iterator[Callable[[int], None] | None]:
    """Give a counter of `what`; with a bar where `share` tells how much of the work is done."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        ProgressColumn,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns: list[ProgressColumn] = [TextColumn(f"{what}: {{task.fields[done]:,}}")]
    if share:
        columns += [BarColumn(), TaskProgressColumn(), TimeRemainingColumn()]
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as display:
        task = display.add_task(what, total=1.0, done=0)
        yield lambda done: display.update(task, completed=share() if share else 0, done=done)
