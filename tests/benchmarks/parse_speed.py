"""Parsing against markdown-it-py alone, and in sizes: `python -m tests.benchmarks.parse_speed`."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

from markdown_it import MarkdownIt

from harvester.lists import ListDocument, parse
from harvester.lists.editing.corrections import correct_title
from harvester.lists.edits import apply
from harvester.model import Edit

_SPANS = 1_000

STYLES = (
    "- [Title of Work {n}: With Words](https://arxiv.org/abs/2401.{n:05d}), Bee et al., CVPR 2024"
    " | [github](https://github.com/a/work{n})\n",
    "\n**Nick{n}: Title of a Work in Bold.** [Jan 2024]<br>\n"
    "*Ann Bee, Cy Dee, Ed Eff, et al.*<br>\n"
    "`L1` `CT` `Tag {n}`<br>\n"
    "[[PDF](https://arxiv.org/abs/2402.{n:05d})] [[Project](https://a.b/{n})]\n\n",
    '* **Name{n}**: "Title of a Quoted Work", ECCV, 2022 (*Somewhere*). '
    "[[Paper](https://arxiv.org/abs/2203.{n:05d})][[Code](https://github.com/b/q{n})]\n",
    "\n| Paper | Venue | Date | Code |\n|-|-|-|-|\n| [**Row {n}: Title in a Table**]"
    "(https://arxiv.org/abs/2304.{n:05d}) "
    "| arXiv | 2023-04-01 | [Github](https://github.com/c/r{n}) |\n\n",
    "- (*arXiv'24*) Plain Words as the Title {n} [[paper](https://arxiv.org/abs/2405.{n:05d})]\n",
)


def list_of(entries: int) -> str:
    """Return a list of so many entries, in turn in each style."""
    return "# List\n\n" + "".join(
        STYLES[number % len(STYLES)].format(n=number) for number in range(entries)
    )


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the shortest processor time of several tries."""
    best = float("inf")
    for _ in range(times):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def corrections_of(document: ListDocument) -> list[Edit]:
    """Return 1,000 corrections of titles, of entries spread over the list."""
    step = max(1, len(document.mentions) // _SPANS)
    made = (
        correct_title(document, one, "Other Words for Another Paper")
        for one in document.mentions[::step][:_SPANS]
    )
    return [one for one in made if isinstance(one, Edit)]


def _print_editing(document: ListDocument, parsed: float) -> None:
    edits = corrections_of(document)
    planned = seconds(lambda: corrections_of(document), times=1)
    applied = seconds(lambda: apply(document.text, edits))
    print(
        f"        {len(edits):,} spans: planned in {planned / parsed:.1%} of the parse, "
        f"edited in {applied / parsed:.2%} (budget 10 %)"
    )


def main() -> None:
    """Print the ratio to markdown-it-py, the time per entry by size, the memory by text size."""
    markdown = MarkdownIt("commonmark").enable("table")
    text = list_of(10_000)
    alone = seconds(lambda: markdown.parse(text))
    ours = seconds(lambda: parse(text))
    print(f"10,000 entries, {len(text):,} characters, {len(parse(text).mentions):,} mentions")
    print(f"markdown-it-py {alone:.2f} s, parse {ours:.2f} s, ratio {ours / alone:.2f} (budget 2)")
    for entries in (1_000, 10_000, 100_000):
        sized = list_of(entries)
        took = seconds(lambda sized=sized: parse(sized), times=1)  # type: ignore[misc]
        print(f"{entries:7,} entries: {took:6.2f} s, {1e6 * took / entries:5.0f} µs each")
        _print_editing(parse(sized), took)
    tracemalloc.start()
    parse(text)
    peak = tracemalloc.get_traced_memory()[1]
    print(f"peak memory {peak / len(text.encode()):.1f} x the text (budget 30)")


if __name__ == "__main__":
    main()
