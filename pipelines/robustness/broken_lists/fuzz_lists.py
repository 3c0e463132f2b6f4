"""Throw broken lists at the parser: `make fuzz`.

Texts are built from pieces of lists and then broken by chance: cut, doubled, swapped, joined. For
each one, parsing, editing and repairing must end within a bound, without an exception, with every
span inside the text and with the text unchanged where nothing was edited.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from harvester.errors import BadInput
from harvester.lists import ListDocument, parse
from harvester.lists.editing.additions import NewEntry, add_entry, remove_entry
from harvester.lists.editing.corrections import (
    add_code_link,
    correct_authors,
    correct_date,
    correct_event,
    correct_title,
)
from harvester.lists.edits import HandEdit, apply
from harvester.lists.mojibake.repair import find_garbled, repair
from harvester.model import Edit, Identifier, PersonName, Span

ENTRIES = (
    "- [A Title of Words](https://arxiv.org/abs/2401.00001), Ann Bee et al., CVPR 2024\n",
    "**Nick: Title in Bold.** [Jan 2024]<br>\n*Ann Bee, Cy Dee*<br>\n`L1` [[PDF]()]\n\n",
    '* **Name**: "Quoted Title", ECCV, 2022 (*Place*). [[Paper](https://a.b/c)][[Code](x)]\n',
    "| Paper | Date | Code |\n|-|-|-|\n| [**Row**](https://doi.org/10.1/x) | 2023 | – |\n\n",
    "### Heading as Title\n- Paper: https://arxiv.org/abs/2405.00003\n- Code: https://github.com/c/d\n",
    "<table>\n<tr><td><a href='https://a.b/c.pdf'>HTML</a></td><td>\\|y</td></tr>\n\n</table>\n",
    "> 1. (*arXiv'24*) Plain Words [[paper](https://arxiv.org/abs/2504.xxxxx)] 见上方\n",
    "<details><summary>More</summary>\n\n- 世界模型 [论文](https://doi.org/10.1000/x)\n</details>\n\n",
    "[^1]: See [A Footnote Work](https://arxiv.org/abs/2401.00004).\n[ref]: https://arxiv.org/abs/1\n",
    "```\n├── Nick\n└── A Title of Words\n```\nä¸–ç•Œæ¨¡åž‹ â€œcafÃ©â€\x9d Ã©\xad\n",
)
SHARDS = (
    *"[](){}<>|*_`~#!\\\"'&:;,.\n\r\t \0",
    *("](", "**", "```", "<br>", "<a href='", "</td>", "<!--", "-->", "\u202e", "\ufeff", "\u00ad"),
    *(
        "http://",
        "https://arxiv.org/abs/",
        "javascript:alert(1)",
        "::error::",
        "🔥",
        "\\|",
        "$x_1$",
    ),
)
BOUND = 5.0
NEW_ID = Identifier("arxiv", "2504.01234")
REPOSITORY = Identifier("github", "bee/new")


CRASHES = (
    *(ArithmeticError, AssertionError, AttributeError, BadInput),
    *(LookupError, RecursionError, TypeError, ValueError),
)


class HangError(Exception):
    """A text took longer than the bound."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise `HangError` where the block takes longer."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise HangError(f"longer than {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def broken_text(chance: random.Random) -> str:
    """Return a text like a list, broken in some places; now and then a long or deep one."""
    if chance.random() < 0.05:
        return "- a " + "".join(chance.choices(SHARDS, k=3)) * chance.randint(500, 4_000)
    text = "".join(chance.choices(ENTRIES, k=chance.randint(1, 12)))
    for _ in range(chance.randint(0, 12)):
        at, other = sorted(chance.randint(0, len(text)) for _ in range(2))
        text = chance.choice(
            (
                text[:at] + chance.choice(SHARDS) + text[at:],
                text[:at] + text[min(other, at + 20) :],
                text[:other] + text[at:other][:200] + text[other:],
                text[:at] + chr(chance.randint(0, 0xD7FF)) + text[at:],
                text.replace("\n", "\r\n", chance.randint(0, 3)),
            )
        )
    return text


def check(text: str, chance: random.Random) -> int:
    """Parse, edit and repair one text; return how many mentions it has.

    Raises `AssertionError` where a promise is broken.
    """
    document = parse(text)
    assert document.file_text == text, "parsing changed the text"
    assert apply(text, ()) == text, "the round trip does not hold"
    spans = list(_spans(document))
    assert all(0 <= start <= end <= len(text) for start, end in spans), "a span lies outside"
    if spans:
        start, end = chance.choice(spans)
        edited = apply(text, [Edit(Span(start, end), "NEW", "fuzzing")])
        assert edited == f"{text[:start]}NEW{text[end:]}", "an edit changed more than its span"
        parse(edited)
    if document.mentions and chance.random() < 0.3:
        _write(document, chance)
    find_garbled(text)
    repair(text)
    return len(document.mentions)


def _write(document: ListDocument, chance: random.Random) -> None:
    """Correct and remove an entry and add one: every edit must lie inside the text."""
    mention = chance.choice(document.mentions)
    title = "A | New <b>Title</b> of `Words`" + "".join(chance.choices(SHARDS, k=2))
    entry = NewEntry(NEW_ID, title, (PersonName("Bee", "Ann"),), "2025-04-17", code=REPOSITORY)
    made = [
        correct_title(document, mention, title),
        correct_authors(document, mention, entry.authors),
        correct_date(document, mention, entry.date),
        correct_event(document, mention, "CVPR", "2025"),
        add_code_link(document, mention, REPOSITORY),
    ]
    for one in made:
        if isinstance(one, Edit):
            parse(apply(document.text, [one]))
    for edits in (remove_entry(document, mention), _added(document, entry)):
        parse(apply(document.text, [one for one in edits if isinstance(one, Edit)]))


def _added(document: ListDocument, entry: NewEntry) -> tuple[Edit | HandEdit, ...]:
    try:
        return add_entry(document, entry, "")
    except BadInput:
        return ()  # several sections, or none: it says so


def _spans(document: ListDocument) -> Iterator[Span]:
    for mention in document.mentions:
        yield mention.span
        for link in mention.links:
            assert document.text_of(link.span) == link.url, "a link's span lies"
            yield from (link.span, link.whole)
        claims = (mention.title, mention.date, mention.event)
        yield from (one.span for one in claims if one is not None)
        yield from (one.span for one in (*mention.authors, *mention.tags))
        yield from (one.span for one in mention.placeholders)
        yield from (one.span for one in mention.cells)


def fuzz(seconds: float, seed: int) -> Counter[str]:
    """Check texts until the time is over; print each that fails, and return the counts."""
    counts: Counter[str] = Counter()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        number = seed + counts["texts"]
        chance = random.Random(number)  # noqa: S311 - to repeat a text, not to keep a secret
        text = broken_text(chance)
        counts["texts"] += 1
        counts["characters"] += len(text)
        try:
            with at_most(BOUND):
                counts["mentions"] += check(text, chance)
        except HangError as error:
            counts["hangs"] += 1
            print(f"seed {number}: {error}: {text[:200]!r}")
        except CRASHES as error:
            counts["failures"] += 1
            print(f"seed {number}: {type(error).__name__}: {error}: {text[:2000]!r}")
    return counts


def main() -> int:
    """Fuzz for a while; exit 1 where a text failed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=110)
    options.add_argument("--seed", type=int, default=0)
    asked = options.parse_args()
    counts = fuzz(min(asked.seconds, 120), asked.seed)
    print(
        f"{counts['texts']:,} texts, {counts['characters']:,} characters, "
        f"{counts['mentions']:,} mentions: {counts['failures']} failures, {counts['hangs']} hangs"
    )
    return 1 if counts["failures"] or counts["hangs"] else 0


if __name__ == "__main__":
    sys.exit(main())
