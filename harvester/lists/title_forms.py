"""A title in the form of another: the markup around it, around its nickname, and its dot."""

from __future__ import annotations

import re

from harvester.lists.style import Place, escape, plain

_WRAPPED = re.compile(
    r"(?P<open>(?:\*\*|__|[*_`\"“]|<[A-Za-z][^<>]*>|\s)*)(?P<core>.*?)"
    r"(?P<dot>\.?)(?P<close>(?:\*\*|__|[*_`\"”]|</[A-Za-z]+>|\s)*)(?P<last>\.?)",
    re.DOTALL,
)
_NO_DOT = (".", "?", "!")


def rewrite_title(now: str, shown: str, name: str, title: str, place: Place) -> str | None:
    """Return `title` as `now` writes the title `shown`; None where markup would be lost.

    >>> rewrite_title("**Nick**: Old Words.", "Nick: Old Words.", "Nick", "New: Words", Place.LINE)
    '**New**: Words.'
    """
    wrapped = _WRAPPED.fullmatch(now)
    if wrapped is None:
        return None
    core, text = " ".join(wrapped["core"].split()), shown.rstrip(".").strip('"“”*_ ')
    dotted = (wrapped["dot"] or wrapped["last"]) and not title.endswith(_NO_DOT)
    close = (
        (wrapped["dot"] if dotted else "") + wrapped["close"] + (wrapped["last"] if dotted else "")
    )
    if core in (text, escape(text, place)) or plain(core) == plain(text):
        return wrapped["open"] + escape(title, place) + close
    return _by_nickname(now, name, title, place)


def _by_nickname(now: str, name: str, title: str, place: Place) -> str | None:
    """The nickname in its own markup, then the rest: `**Nick**: Title`."""
    shape = re.fullmatch(
        rf"(?P<open>[\W_]*?){re.escape(escape(name, place))}(?P<between>\W*[:：]\W*?)"
        r"(?P<rest>\w.*?)(?P<close>[*_`]*\.?[*_`]*)",
        now,
        re.DOTALL,
    )
    before, colon, after = title.partition(":")
    if shape is None or not colon or re.search(r"[*_`<>\[\]]", shape["rest"]):
        return None
    close = shape["close"].replace(".", "") if title.endswith(_NO_DOT) else shape["close"]
    return (
        shape["open"]
        + escape(before, place)
        + shape["between"]
        + escape(after, place).lstrip()
        + close
    )
