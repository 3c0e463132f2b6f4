"""The words of an entry and the marks between them, without regard to what they mean.

A gap is the place before a word; gap `n` of `n` words is the end. Marks stand in gaps. A stretch
of words is a pair of gaps, so that two readings that differ in blanks or quotes are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from harvester.model import Span, Written
from harvester.values.east_asian_names import HAN, KANA
from harvester.values.text import PICTOGRAPHS, fold

LONGEST_ENTRY = 4000
_MONTH = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_CJK = f"[{KANA}{HAN}]"
_PLAIN = (
    r"(?P<plain>(?!(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|http|et|and))"
    r"[A-Za-z][a-z]*+(?![^\W_]|\.\d|[ ,]{0,2}['’-]?\d))"
)
"""A word that begins no address, date, venue or "et al.", as most words do."""

_LETTERS = (
    rf"{_PLAIN}"
    r"|(?P<url>https?://[^\s<>\"|)\]]+)"
    r"|(?P<etal>\b(?i:et\.?\s?,?al\b\.?|and others\b)|等人?(?=\W|$))"
    rf"|(?P<date>\b(?:19|20)\d\d(?:[./-](?:0?[1-9]|1[0-2])(?:[./-]\d{{1,2}})?)?(?![\w/])"
    rf"|\b(?:\d{{1,2}}\s+)?{_MONTH}\.?,?\s(?:\d{{1,2}},?\s)?(?:19|20)\d\d\b|\b(?:19|20)\d{{6}}\b)"
    r"|(?P<venue>\b[A-Z][A-Za-z]{2,11}[ ,]{0,2}['’-]?(?:(?:19|20)\d\d|\d\d)(?:\.\d\d?)?\b)"
    rf"|(?P<emoji>[{PICTOGRAPHS}])"
    rf"|(?P<word>(?:(?!{_CJK})[^\W_])+(?:\.\d+)*|{_CJK}+?(?=等人?(?!\w))|{_CJK}+)"
)
_SIGNS = (
    r"(?P<mark>[,，、;；·•&/?+=→])"
    r"|(?P<image>!\[[^\[\]\n]{0,300}\](?:\([^()\n]{0,1500}\)|\[[^\[\]\n]{0,100}\]))"
    r"|(?P<target>\](?:\s?\((?:[^()\s]|\([^()\s]{0,300}\)){0,1500}+"
    r"(?:[ \t]+(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'))?\s?\)|\[[^\[\]\n]{0,100}\]))"
    r"|(?P<autolink><(?:https?://|mailto:)[^<>\s]{1,1500}>)"
    r"|(?P<comment><!--.{0,3000}?-->)"
    r"|<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9]{0,15})(?:\s[^<>]{0,1500})?/?>"
    r"|(?P<line>[ \t]*(?:\\|  )?\r?\n[ \t>]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+|\#{1,6}[ \t]+)?)"
    rf"|(?P<icon>:[a-z0-9_+-]{{2,40}}:|[{PICTOGRAPHS}])"
    r"|(?P<strong>\*{1,3}|(?<![^\W_])_{1,3}(?=[^\W_\s(\[])|(?<=[^\s_])_{1,3}(?![^\W_]))"
    r"|(?P<code>`+)|(?P<quote>[\"“”„«»「」『』《》]|(?<![^\W_])['‘](?=\w)|(?<=[\w.?!])['’](?!\w))"
    r"|(?P<bracket>[\[\]()（）【】〔〕{}])|(?P<cell>\|)"
    r"|(?P<colon>[:：](?=[\s*_`\"“\[(（《]|[^\x00-\x7f]|$)|：)"
    r"|(?P<dash>(?<=[\s*_`)\]])[-–—―]{1,3}(?=[\s*_`(\[])|—|–{2})"
    r"|(?P<stop>(?<!\s[A-Z])(?<!^[A-Z])(?<!-[A-Z])(?<!\.[A-Z])[.](?=[\s\"”*_`\[(<|]|$)|。)"
    r"|(?P<exclamation>!)"
)
_TOKEN = re.compile(
    rf"(?=[^\W_])(?:{_LETTERS})|(?![^\W_]| [^ \t\r\n\\])(?:{_SIGNS})",
    re.DOTALL,
)
"""Letters and digits apart from the rest: each sign of a text is tried with the half that fits.

A blank begins no mark but the end of a line.
"""
_PARTS = re.compile(r"[^\W_]+(?:\.\d+)*")
_STYLES = {"b": "B", "strong": "B", "i": "I", "em": "I", "a": "L", "code": "C", "tt": "C"}
_BREAKS = frozenset(["br", "p", "div", "tr", "td", "th", "li", "ul", "ol", "table", "summary"])
_QUOTES = {"“": "q(", "”": "q)", "„": "q(", "«": "q(", "»": "q)", "‘": "q(", "’": "q)"}
_QUOTES |= {"「": "q(", "」": "q)", "『": "q(", "』": "q)", "《": "q(", "》": "q)"}
_BRACKETS = str.maketrans("（）【】〔〕", "()[][]")
_MARKS = {"，": ",", "、": ",", "；": ";", "•": "·"}
MAJOR = frozenset(["B(", "B)", "I(", "I)", "C(", "C)", "L(", "L)", "q(", "q)", "|", "\n", "U"])
SCOPES = frozenset(["|", "\n"])


class Token(NamedTuple):
    """A mark: its kind, where it stands, the gap it stands in, the line or cell it is in."""

    kind: str
    start: int
    end: int
    gap: int
    scope: int


@dataclass(slots=True)
class Layout:
    """The words and marks of one entry; offsets count from the start of the file.

    `starts` are the offsets of the words in `letters`, all words folded and run together.
    """

    words: list[Span] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    letters: str = ""
    starts: list[int] = field(default_factory=list)

    def in_gap(self, gap: int) -> list[Token]:
        """Return the marks that stand in a gap."""
        return [token for token in self.tokens if token.gap == gap]


def read_layout(text: str, start: int, end: int) -> Layout:
    """Read the words and marks of `text[start:end]`, at most 4,000 characters of it."""
    layout = _Reader(text).read(start, min(end, start + LONGEST_ENTRY))
    position = 0
    for key in layout.keys:
        layout.starts.append(position)
        position += len(key)
    layout.letters = "".join(layout.keys)
    return layout


def _key(word: str) -> str:
    """Return the folded letters and digits of a word."""
    if word.isascii() and word.isalnum():
        return word.lower()
    return "".join(_PARTS.findall(fold(word)))


class _Reader:
    """The state of one pass: which marks are open, which line or cell it is."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.layout = Layout()
        self.open: dict[str, int] = {}
        self.brackets: list[int] = []
        self.scope = 0

    def read(self, start: int, end: int) -> Layout:
        text, words, keys = self.text, self.layout.words, self.layout.keys
        for match in _TOKEN.finditer(text, start, end):
            kind = match.lastgroup or ""
            if kind == "plain":
                words.append(Span(*match.span()))
                keys.append(match[0].lower())
            elif kind == "word":
                span = Span(*match.span())
                words.append(span)
                keys.append(_key(span.slice(text)))
            elif kind in {"date", "venue"}:
                self._around(kind[0].upper(), match)
            elif kind in {"tag", "close"}:
                self._tag(match)
            elif kind != "comment":
                self._mark(kind, match)
        return self.layout

    def _add(self, kind: str, start: int, end: int) -> None:
        if kind in SCOPES:
            self.scope += 1
        tokens = self.layout.tokens
        tokens.append(Token(kind, start, end, len(self.layout.words), self.scope))

    def _word(self, start: int, end: int) -> None:
        self.layout.words.append(Span(start, end))
        self.layout.keys.append(_key(self.text[start:end]))

    def _around(self, kind: str, match: re.Match[str]) -> None:
        self._add(f"{kind}(", match.start(), match.start())
        for part in _PARTS.finditer(self.text, *match.span()):
            self._word(*part.span())
        self._add(f"{kind})", match.end(), match.end())

    def _tag(self, match: re.Match[str]) -> None:
        name, closes = match["tag"].lower(), bool(match["close"])
        if name in _STYLES:
            self._add(_STYLES[name] + (")" if closes else "("), *match.span())
        elif name in _BREAKS:
            self._add("\n", *match.span())
        elif name == "img":
            self._add("P", *match.span())
        elif name in {"sup", "sub"}:
            self._add("^)" if closes else "^(", *match.span())

    def _mark(self, kind: str, match: re.Match[str]) -> None:
        signs, start, end = match[0], match.start(), match.end()
        if kind == "target":
            self._target(start, end)
        elif kind == "strong":
            self._toggle("I" if len(signs) == 1 else "B", start, end)
        elif kind == "code":
            self._toggle("C", start, end)
        elif kind == "quote":
            self._quote(signs, start, end)
        elif kind == "bracket":
            self._bracket(signs.translate(_BRACKETS), start, end)
        elif kind == "line":
            self.open.clear()
            self._add("\n", start, end)
        else:
            self._add(_KINDS.get(kind) or _MARKS.get(signs, signs), start, end)

    def _toggle(self, kind: str, start: int, end: int) -> None:
        before = self.text[start - 1 : start]
        after = self.text[end : end + 1]
        if kind in self.open and not before.isspace():
            del self.open[kind]
            self._add(f"{kind})", start, end)
        elif after and not after.isspace():
            self.open[kind] = start
            self._add(f"{kind}(", start, end)

    def _quote(self, sign: str, start: int, end: int) -> None:
        if sign in _QUOTES:
            self._add(_QUOTES[sign], start, end)
            return
        key = f"q{sign}"
        if key in self.open:
            del self.open[key]
            self._add("q)", start, end)
        else:
            self.open[key] = start
            self._add("q(", start, end)

    def _bracket(self, sign: str, start: int, end: int) -> None:
        if sign == "[":
            self.brackets.append(len(self.layout.tokens))
        elif sign == "]" and self.brackets:
            self.brackets.pop()
        self._add(sign, start, end)

    def _target(self, start: int, end: int) -> None:
        """End a link; its opening bracket is known as one from now on."""
        if self.brackets:
            at = self.brackets.pop()
            self.layout.tokens[at] = self.layout.tokens[at]._replace(kind="L(")
        self._add("L)", start, end)


_KINDS = {
    "image": "P",
    "url": "U",
    "autolink": "U",
    "cell": "|",
    "colon": ":",
    "dash": "-",
    "stop": ".",
    "etal": "&al",
    "emoji": "e",
    "icon": "e",
}
_WRAPPERS = {"(": ")", "[": "]", "{": "}", "（": "）", "【": "】"}
_AFTER = frozenset("?!%°+)]）】'’′")


def words_span(text: str, layout: Layout, first: int, last: int) -> Span:
    """Return the characters of words `first` to `last` (exclusive), closing signs included.

    A bracket or quote that opens inside and closes right behind belongs to the stretch, and so
    do the signs `?`, `!`, `%` and `+`; a bracket is taken in on both sides or on neither.
    """
    start, end = layout.words[first].start, layout.words[last - 1].end
    floor = layout.words[first - 1].end if first else start
    roof = layout.words[last].start if last < len(layout.words) else end + 8
    while end < min(roof, len(text)) and text[end] in _AFTER:
        if text[end] in ")]）】" and not _is_open(text, start, end):
            break
        if text[end] in "'’′" and text[end - 1] == " ":
            break
        end += 1
    if start > floor and _opens_inside(text, start, end):
        start -= 1
    return Span(start, end)


def _is_open(text: str, start: int, end: int) -> bool:
    closing = text[end]
    opening = next(one for one, other in _WRAPPERS.items() if other == closing)
    inside = text[start:end]
    return inside.count(opening) > inside.count(closing)


def _opens_inside(text: str, start: int, end: int) -> bool:
    """Tell a stretch with a closing sign whose opening sign stands right before it."""
    opening = text[start - 1]
    if opening in _WRAPPERS:
        closing = _WRAPPERS[opening]
        return text[start:end].count(closing) > text[start:end].count(opening)
    return opening == '"' and text[start:end].count('"') % 2 == 1


def plain_words(text: str, layout: Layout, span: Span) -> str:
    """Return the characters of a span less the markup inside it, on one line."""
    pieces: list[str] = []
    position = span.start
    for token in layout.tokens:
        if span.start <= token.start and token.end <= span.end and _is_markup(text, token):
            pieces.append(text[position : token.start])
            pieces.append(" " if token.kind in SCOPES else "")
            position = max(position, token.end)
    pieces.append(text[position : span.end])
    return " ".join("".join(pieces).replace("\\", "").split())


def _is_markup(text: str, token: Token) -> bool:
    if token.kind in {"P", "U", "L(", "L)", "\n", "e"} or token.kind[0] in "BIC^":
        return token.end > token.start
    return token.end > token.start and text[token.start] == "<"


def runs(layout: Layout, dividers: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of words between the marks of some kinds, as pairs of gaps."""
    first = 0
    for token in layout.tokens:
        if token.kind in dividers and token.gap > first:
            yield first, token.gap
            first = token.gap
    if first < len(layout.words):
        yield first, len(layout.words)


def dates_of(layout: Layout) -> Iterator[tuple[int, int]]:
    """Yield the stretches of words that are dates, as pairs of gaps."""
    first = 0
    for token in layout.tokens:
        if token.kind == "D(":
            first = token.gap
        elif token.kind == "D)":
            yield first, token.gap


def shown(text: str, layout: Layout, first: int, last: int) -> Written:
    """Return the words between two gaps as a claim."""
    span = words_span(text, layout, first, last)
    return Written(plain_words(text, layout, span), span)
