"""Text from lists and services made harmless for Markdown, terminals and links."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

_ESCAPE_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?")
_MARKDOWN = re.compile(r"([\\`*_\[\]|~$<>&])")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "|": "&#124;", "`": "&#96;"}
_LINE_START = re.compile(r"^(?:(?=[#+\-=:])|(\d{1,9})(?=[.)](?:\s|$)))")
_MENTION = re.compile(r"(@|#|\bGH-)(?=\w)")
_KEPT_FORMATS = frozenset("\u200d\u200c\u00ad")
_BIDI_AND_HIDDEN = frozenset(["Cc", "Cf", "Cs", "Co", "Zl", "Zp"])


def one_line(text: str) -> str:
    r"""Return `text` on one line, without control, bidi, hidden or lone surrogate characters.

    Joiners, which scripts and emoji need, stay.

    >>> one_line("a\x1b[31mred\n\u202etxt")
    'ared txt'
    """
    if text.isprintable():
        return text.strip()
    text = _ESCAPE_SEQUENCE.sub("", text)
    text = "".join(" " if mark in "\t\n\r\v\f\u2028\u2029\x85" else mark for mark in text)
    kept = (
        mark
        for mark in text
        if mark in _KEPT_FORMATS or unicodedata.category(mark) not in _BIDI_AND_HIDDEN
    )
    return " ".join("".join(kept).split(" ")).strip()


def clip(text: str, length: int) -> str:
    """Return one line of at most `length` characters."""
    text = one_line(text)
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def markdown(text: str, length: int = 400) -> str:
    """Return `text` so that GitHub shows exactly its characters: no markup, link, mention, number.

    >>> markdown("*a* | @bob #1 <b>")
    '\\\\*a\\\\* &#124; @&#8203;bob #&#8203;1 &lt;b&gt;'
    """
    text = _MENTION.sub("\\1\u200b", clip(text, length))
    text = _MARKDOWN.sub(lambda match: _ENTITIES.get(match[1], "\\" + match[1]), text)
    text = text.replace("\u200b", "&#8203;").replace("://", "&#58;//").replace("www.", "www&#46;")
    return _LINE_START.sub(lambda match: f"{match[1] or ''}\\", text)


def web_link(url: str) -> str:
    """Return `url` fit for an attribute or a Markdown target; empty unless it is http(s).

    >>> web_link("javascript:alert(1)"), web_link("https://x.org/a b)(")
    ('', 'https://x.org/a%20b%29%28')
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return ""
    return quote(one_line(url), safe="%/:?#=&~+,;@!$'-._")


def markdown_link(label: str, url: str) -> str:
    """Return a Markdown link, or the label alone where `url` is no web address."""
    target = web_link(url)
    return f"[{markdown(label)}]({target})" if target else markdown(label)


def markdown_code(text: str) -> str:
    """Return `text` on one line as inline code that no character of it can end.

    >>> markdown_code("say `a`")
    '`` say `a` ``'
    """
    text = one_line(text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if longest else ""
    return f"{fence}{blank}{text}{blank}{fence}"
