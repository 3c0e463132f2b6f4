"""Author lines: names as written, where each stands, and whether "et al." cuts them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from harvester.lists.inverted_names import family_first
from harvester.lists.marks import BREAK, LINK, NOTE, Mark
from harvester.lists.plain_text import plain
from harvester.model import Span, Written

ET_AL = re.compile(r"\bet\.?\s*al\b\.?|\band others\b|等(?:人)?$", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:,|;|、|，|；|·|\band\b|&amp;|&|\|)\s*")
_TRAILING = re.compile(r"(?:[\s.*†‡§¹²³⁴#]|\^\w+\^?|\([^()]*\)|<sup>.*?</sup>)+$", re.DOTALL)
_NOT_A_NAME = re.compile(
    r"\d{2}|\banonymous\b|https?:|[:：!?=<>/\"“”]|\b(?:university|institute|arxiv|conference|"
    r"proceedings|journal|"
    r"paper|code|model|dataset|project|page|website|github|learning|network|the|of|for|with|is|"
    r"are|by|via|using|based|on)\b|"
    r"[，。]",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"^[^\W\d_]|^[\"'’(]?[^\W\d_]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CJK_NAME = re.compile(
    r"(?![^ ]*(?:大学|学院|公司|研究|实验室|机构|算法|方法|模型))[\u3040-\u30ff\u3400-\u9fff·]{2,8}"
    r"(?: [\u3040-\u30ff\u3400-\u9fff]{1,6})?"
)
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ter",
        "ten",
    ]
)
LABEL = re.compile(r"\W*(?:authors?|by|作者|著者)\b\W*[:：]?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AuthorsFound:
    """The names of one author line; `span` from the first name to the last, "et al." included."""

    names: tuple[Written, ...]
    span: Span
    et_al: bool


def read_authors(text: str, start: int, end: int, marks: list[Mark]) -> AuthorsFound | None:
    """Read `text[start:end]` as an author line; None where it is none."""
    if end - start > 6000:
        return None
    label = LABEL.match(text, start, end)
    if label:
        start = label.end()
    cut = ET_AL.search(text, start, end)
    stop = cut.start() if cut else end
    inside = [one for one in marks if start <= one.start < end]
    names: list[Written] = []
    for left, right in _pieces(text, start, stop, inside):
        name = _name(text, left, right, inside)
        if name is None:
            if names and _is_affiliation(text, left, right):
                continue
            return None
        if name.text:
            names.append(name)
    if not names or (len(names) == 1 and not cut and len(names[0].text.split()) not in {2, 3, 4}):
        return None
    last = cut.end() if cut else names[-1].span.end
    span = Span(names[0].span.start, last)
    return AuthorsFound(family_first(text, tuple(names)), span, cut is not None)


def _is_affiliation(text: str, left: int, right: int) -> bool:
    return text[left:right].strip().startswith("(")


def _pieces(text: str, start: int, stop: int, marks: list[Mark]) -> list[tuple[int, int]]:
    """Cut at separators, not inside a link's URL or in parentheses."""
    blocked = [(one.inner_end, one.end) for one in marks if one.kind == LINK]
    blocked += [(one.start, one.inner_start) for one in marks if one.kind == LINK]
    pieces: list[tuple[int, int]] = []
    position = start
    for found in _SEPARATOR.finditer(text, start, stop):
        if any(one <= found.start() < other for one, other in blocked):
            continue
        before = text[position : found.start()]
        if before.count("(") > before.count(")"):
            continue
        pieces.append((position, found.start()))
        position = found.end()
    pieces.append((position, stop))
    return [(left, right) for left, right in pieces if text[left:right].strip(" \t\r\n*_.>")]


def _name(text: str, left: int, right: int, marks: list[Mark]) -> Written | None:
    while left < right and text[left] in " \t\r\n*_>\\":
        left += 1
    while right > left and text[right - 1] in " \t\r\n*_\\":
        right -= 1
    mine = [one for one in marks if one.start < right and one.end > left]
    for one in mine:
        if one.kind == LINK and one.start <= left and one.end >= right - 1:
            left, right = one.inner_start, one.inner_end
    trimmed = text[left:right]
    if found := _TRAILING.search(trimmed):
        kept = trimmed[: found.start()]
        initial = re.search(r"(?:^|[\s.-])[^\W\d_]$", kept)
        right = left + found.start() + (1 if initial and found[0].startswith(".") else 0)
    written = plain(text, left, right, [one for one in mine if one.kind not in {BREAK, NOTE}])
    if not written:
        return Written("", Span(left, right))
    return Written(written, Span(left, right)) if _is_person(written) else None


def _is_person(written: str) -> bool:
    """Tell a name by its words: few, not of those that no name holds, begun with letters."""
    words = written.split()
    if _CJK.search(written) and (not _CJK_NAME.fullmatch(written) or len(written) > 9):
        return False
    if (
        len(words) > 6
        or len(written) > 60
        or _NOT_A_NAME.search(re.sub(r"\([^()]*\)", "", written))
    ):
        return False
    if not all(_NAME_WORD.match(word) for word in words if word not in {"-", "&"}):
        return False
    lower = [word for word in words if word[0].islower() and word.lower() not in _PARTICLES]
    return not lower or len(lower) * 2 <= len(words)
