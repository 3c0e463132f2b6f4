"""Titles written as lists write them: made from real titles, for fitting and measuring.

A record's own title, cut, reworded or misspelled, is a mention whose meaning is known; asked of an
index from which that record is left out, it is a mention whose paper is not there.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence

from harvester.matching.titles import split_break

_VENUES = ("CVPR", "ICCV", "ECCV", "NeurIPS", "ICML", "ICLR", "ACL", "EMNLP", "AAAI", "arXiv")
_SHORTER = (
    ("Large Language Models", "LLMs"), ("Large Language Model", "LLM"),
    ("Vision-Language", "VL"), ("Reinforcement Learning", "RL"),
    ("Retrieval-Augmented Generation", "RAG"), ("Language Models", "LMs"),
    ("Chain-of-Thought", "CoT"), ("and", "&"), ("with", "w/"),
)  # fmt: skip
_TOLD = (
    "This paper introduces", "- proposes", "- presents", "This work proposes",
    "Researchers present",
    "- a new", "is a new", "- shows that",
)  # fmt: skip


def _typo(title: str, rng: random.Random) -> str:
    letters = [at for at, letter in enumerate(title) if letter.isalpha() and letter.islower()]
    if len(letters) < 8:
        return title
    at = rng.choice(letters)
    return rng.choice(
        (
            title[:at] + title[at + 1 :],
            title[:at] + title[at] + title[at:],
            title[:at] + rng.choice("aeiorstn") + title[at + 1 :],
            title[: at - 1] + title[at : at + 1] + title[at - 1 : at] + title[at + 1 :],
        )
    )


def _plural(title: str, rng: random.Random) -> str:
    words = title.split()
    long = [at for at, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if long:
        at = rng.choice(long)
        words[at] = words[at][:-1] if words[at].endswith("s") else words[at] + "s"
    return " ".join(words)


def _near(title: str, rng: random.Random) -> str:
    if rng.random() < 0.3:
        for long, short in _SHORTER:
            if re.search(rf"\b{long}\b", title, re.IGNORECASE):
                return re.sub(rf"\b{long}\b", short, title, flags=re.IGNORECASE)
    if rng.random() < 0.3:
        return title.replace("-", rng.choice((" ", "")))
    return _plural(title, rng) if rng.random() < 0.4 else _typo(title, rng)


def _truncated(title: str, rng: random.Random) -> str:
    head, _ = split_break(title)
    words = title.split()
    if len(head.split()) >= 3 and rng.random() < 0.7:
        return head
    for mark in (" for ", " with ", " via ", " in ", " using ", " by ", " through ", " from "):
        place = title.rfind(mark)
        if place > 25:
            return title[:place]
    return " ".join(words[: rng.randint(max(4, len(words) // 2), max(5, len(words) - 1))])


def _subtitle(title: str, rng: random.Random) -> str:
    head, tail = split_break(title)
    return tail if tail and len(tail.split()) >= 3 and len(head) < len(title) else _near(title, rng)


def _reworded(title: str, rng: random.Random) -> str:
    head, tail = split_break(title)
    words = (tail or title).split()
    for _ in range(rng.randint(1, 3)):
        if len(words) < 4:
            break
        at = rng.randrange(len(words))
        if rng.random() < 0.6:
            del words[at]
        else:
            other = rng.randrange(len(words))
            words[at], words[other] = words[other], words[at]
    return f"{head}: {' '.join(words)}" if tail else " ".join(words)


def _nickname(title: str, rng: random.Random) -> str:
    head, tail = split_break(title)
    if not head or len(head.split()) > 2:
        return _truncated(title, rng)
    words = tail.split()
    if rng.random() < 0.5 or len(words) < 3:
        return head
    sample = rng.sample(words, k=max(2, int(len(words) * rng.uniform(0.3, 0.8))))
    return f"{head} {rng.choice(_TOLD)} {' '.join(sample).lower()}"


def _other_name(title: str, rng: random.Random) -> str:
    """Give the title's rest another name before it, or a name where it has none."""
    head, tail = split_break(title)
    name = "".join(rng.choice("BCDFGLMNPRST") + rng.choice("aeiou") for _ in range(3))
    name += rng.choice(("", "Net", "-3D", "LLM", "GPT", "Bench"))
    return f"{name}: {tail if tail and len(head.split()) <= 2 else title}"


def _swapped(title: str, rng: random.Random) -> str:
    """Put a general word in the place of another one."""
    words = title.split()
    at = rng.randrange(len(words))
    words[at] = rng.choice(("Generation", "Understanding", "Efficient", "Unified", "Learning"))
    return " ".join(words)


KINDS: dict[str, Callable[[str, random.Random], str]] = {
    "exact": lambda title, _: title,
    "near": _near,
    "truncated": _truncated,
    "subtitle_only": _subtitle,
    "reworded": _reworded,
    "nickname": _nickname,
    "alt_title": _other_name,
    "token_set": _swapped,
}


def decorated(title: str, rng: random.Random) -> str:
    """Write around a title what lists write around it, now and then."""
    luck = rng.random()
    if luck < 0.04:
        return f"{title}. {rng.choice(_VENUES)} {rng.randint(2018, 2026)}"
    if luck < 0.08:
        return f"{rng.randint(1, 10)}) {title}"
    if luck < 0.12:
        return f"**{title}** ({rng.choice(_VENUES)}'{rng.randint(18, 26)})"
    return title


def written_as(kind: str, title: str, rng: random.Random) -> str:
    """Write `title` in one of the ways of `KINDS`."""
    return decorated(KINDS[kind](title, rng), rng)


def draw_kinds(shares: Mapping[str, int], count: int, rng: random.Random) -> Sequence[str]:
    """Draw kinds in the shares in which lists use them; unknown kinds count as reworded."""
    names = [name if name in KINDS else "reworded" for name in shares]
    return rng.choices(names, weights=list(shares.values()), k=count)
