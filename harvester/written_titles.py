"""The title in what a list writes: tags and a following description cut off; pure."""

from __future__ import annotations

import re
from functools import lru_cache

from harvester.normalize import NUMBERED, strip_title, title_key, title_words
from harvester.titles import Title, fold_words, split_break

_TOLD = re.compile(
    r"(?<=\S)\s+[-–—]+\s+(?-i:[a-z]+s)\s|(?<=\S)(?:\s+[-–—]+\s*|\s*[:：]\s*|\s+)"
    r"(?:(?:in )?this (?:paper|work|study|survey|new|is|report)|"
    r"(?:the )?authors?|we |researchers|it |a new |proposes?|introduces?|presents?|explores?|"
    r"investigates?|provides?|reviews?|shows?|builds?|discusses|releases?|announces|develops|"
    r"demonstrates|examines|reports? (?:that|on)|applies|combines|improves|enhances|trains|finds|"
    r"claims|designs|describes|uses|studies|offers|"
    r"an? (?:open|comprehensive|novel|approach|framework|method|unified))\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?<=\S)\s+\S+(?:\s+\([^()]{2,12}\))?\s+(?:is|are|was)$")
_LONG = 140
_MOST_READ = 1_000
_MOST_REPEATED = 12
_BRACKETED = re.compile(r"[\[【]([^\[\]]{2,30})[\]】]\s*[:.-]?\s*(\S.{8,})$")


def _once(short: str, text: str) -> str:
    """Return the title alone where the description that follows begins with it once more.

    >>> _once("Deep Soup Nets Deep Soup", "Deep Soup Nets Deep Soup Net (DSN) is a model")
    'Deep Soup Nets'
    """
    words = NUMBERED.sub("", text).split()
    folded = ["".join(fold_words(title_words(word))) for word in words[: 2 * _MOST_REPEATED]]
    for count in range(1, len(folded) // 2 + 1):
        if all(folded[:count]) and folded[:count] == folded[count : 2 * count]:
            return " ".join(words[:count])
    return short


@lru_cache(maxsize=1024)
def read_written_title(text: str) -> Title:
    """Make a `Title` of what a list writes: tags and a following description cut off.

    >>> read_written_title("GraphReader - proposes a graph-based agent system; it reads").text
    'GraphReader'
    """
    text = text[:_MOST_READ]  # marks are taken off one by one: a hostile title would take minutes
    told = _TOLD.search(text) if len(text) > _LONG or " - " in text else None
    short = text
    if told and told.start() >= 3:
        short = _once(_SUBJECT.sub("", text[: told.start()]), text)
    clean = strip_title(short)
    if bracket := _BRACKETED.match(clean):
        clean = f"{bracket[1]}: {bracket[2]}"
    if len(clean) > 2 * _LONG:
        clean = clean[: 2 * _LONG].rpartition(" ")[0]
    head, tail = split_break(clean)
    if head and title_key(title_words(head)) == title_key(title_words(tail)):
        clean, head, tail = tail, "", ""  # "[PointTransformer] Point Transformer"
    return Title(clean, head, tail, raw=text[:600])
