"""What else the lines of a model entry say, and how it is taken out of a new entry of its form.

A new entry keeps the model's markup, labels and icons, and none of the words that speak of the
model's paper: its institution in parentheses, its summary, its rating, its other lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from itertools import pairwise

from harvester.lists.editing.style import ParsedList
from harvester.model import Edit, Link, LinkRole, Mention, Span

GONE = "\x00"
"""Stands for what was taken out until `tidy` has seen which lines are left empty."""

_WORD = re.compile(r"[^\W_]+")
_MARKUP = re.compile(r"<[^<>]*>|&\w+;|[\U0001F000-\U0001FAFF☀-➿⬛]️?|:[a-z_]+:|📄")
_RATING = re.compile(r"(?::star2?:|[⭐★☆🌟]){2,}")
_TAGS = re.compile(r"</?[A-Za-z][^<>]*>")
_GROUP = re.compile(r"[ \t]*(?P<mark>\*{1,2}|_|`|)(?:\([^()\n]*\)|（[^（）\n]*）)(?P=mark)[ \t]*")
_NUMBERED = re.compile(
    r"[ \t>]*(?:\|[ \t]*)?(?:[-*+][ \t]+)?[*_]*\[?\d{1,4}(?:[.)][ \t]|\][*_]*[ \t]*|[ \t]*\|)"
)
_CLOSERS = re.compile(r"(?:[*_`\"'”»)\]】》]|</[A-Za-z]+>)*\.?")
_OPENERS = re.compile(r"(?:[*_`\"'“«(\[【《]|<[A-Za-z][^<>]*>)*$")
_LINE_MARK = re.compile(r"^[ \t>]*(?:[-*+]|\d+[.)])?[ \t]*")
_HARD_END = re.compile(r"(?:[ \t]*<br ?/?>|[ \t]*\\|[ \t]{2,})?$")
_LABEL = re.compile(r"[\s>*+\-]*[^\w\s]*[\s*_]*[\w ]{1,25}[*_]*[:：][*_]*\s*")
_EMPTY = re.compile(r"[\s>\-*+•|,;:：·/\\()\[\].。_`\"'–—&]*")
_ONLY_BREAK = re.compile(r"[ \t]*<br ?/?>[ \t]*")


def leftovers(
    text: str,
    edits: Sequence[Edit],
    addresses: Sequence[Span],
    words: Set[str],
    usual_lines: Set[str],
    tabular: bool,
) -> list[Edit]:
    """Return the edits that take out of `text` what is neither edited nor `known`.

    `known` are words in lower case that most entries of the list have; `usual_lines` whole lines
    that they have; at `addresses` stand links that lead to the new paper. Lines that hold no claim
    go whole; else a group in parentheses goes, or the words of a stretch between two claims.
    """
    kept = sorted(edit.span for edit in edits if edit.text not in ("", GONE))
    taken = sorted([*(edit.span for edit in edits), *addresses])
    clean_ups: list[Edit] = []
    number = _NUMBERED.match(text)
    if number:
        taken = sorted([*taken, Span(*number.span())])
    for line in _lines(text):
        here = [span for span in taken if span.overlaps(line)]
        claimed = any(span.overlaps(line) for span in kept)
        content = line.slice(text)
        if not claimed and not tabular:
            if content.strip() not in usual_lines and _WORD.search(_MARKUP.sub(" ", content)):
                edited = [one for one in here if one not in addresses]
                clean_ups += [Edit(one, GONE) for one in _untagged(text, line, edited)]
            continue
        for free in _between(line, here):
            clean_ups += _stretch(text, free, line, words)
    return clean_ups


def is_prose(text: str, edits: Sequence[Edit], addresses: Sequence[Span], words: Set[str]) -> bool:
    """Tell whether words that are the model's own stand before its first claim: a sentence."""
    first = min((edit.span.start for edit in edits), default=0)
    first = min([first, *(one.start for one in addresses)])
    number = _NUMBERED.match(text)
    begun = min(number.end(), first) if number else 0
    start = max(begun, text.rfind("|", 0, first) + 1)
    return bool(_foreign(text[start:first], words))


def _lines(text: str) -> list[Span]:
    starts = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text)), len(text) + 1]
    return [Span(one, one + len(text[one:other].rstrip("\r\n"))) for one, other in pairwise(starts)]


def _between(line: Span, taken: Sequence[Span]) -> list[Span]:
    """The stretches of a line that no edit touches."""
    spans: list[Span] = []
    position = line.start
    for span in taken:
        if span.start > position:
            spans.append(Span(position, span.start))
        position = max(position, span.end)
    if position < line.end:
        spans.append(Span(position, line.end))
    return spans


def _untagged(text: str, line: Span, taken: Sequence[Span]) -> list[Span]:
    """A line less its tags: they may close what another line opens."""
    tags = [Span(*match.span()) for match in _TAGS.finditer(text, line.start, line.end)]
    opened = sum(not text[tag.start :].startswith("</") for tag in tags)
    inline = all(not _ONLY_BREAK.fullmatch(tag.slice(text)) for tag in tags)
    if inline and opened * 2 == len(tags):
        tags = []
    return _between(line, sorted([*tags, *taken]))


def _stretch(text: str, free: Span, line: Span, spared: Set[str]) -> list[Edit]:
    """Take the words of one stretch out; markup at its two ends stays."""
    content = free.slice(text)
    foreign = _foreign(content, spared)
    edits: list[Edit] = []
    for group in _GROUP.finditer(content):
        if any(group.start() < start < group.end() for start, _ in foreign):
            span = Span(free.start + group.start(), free.start + group.end())
            joint = GONE + " " if group[0][-1:] in " \t" and group[0][:1] in " \t" else GONE
            edits.append(Edit(span, joint))
            foreign = [one for one in foreign if not group.start() < one[0] < group.end()]
    if free.start == line.start and free.end < line.end and _LABEL.fullmatch(content):
        return edits
    for piece in _pieces(content, edits, free.start):
        words = [one for one in foreign if piece.start <= one[0] < piece.end]
        if words:
            edits.append(_cut(text, free, line, piece, words))
    return edits


def _pieces(content: str, groups: Sequence[Edit], shift: int) -> list[Span]:
    taken = [one.span.moved(-shift) for one in groups]
    return _between(Span(0, len(content)), taken)


def _foreign(content: str, spared: Set[str]) -> list[tuple[int, int]]:
    """Where words stand that are the model's own, numbers and ratings among them."""
    blank = _MARKUP.sub(lambda match: " " * len(match[0]), content)
    words = [
        match.span()
        for match in _WORD.finditer(blank)
        if match[0].lower() not in spared and (len(match[0]) > 1 or match[0].isdigit())
    ]
    return sorted([*words, *(match.span() for match in _RATING.finditer(content))])


def _cut(text: str, free: Span, line: Span, piece: Span, words: Sequence[tuple[int, int]]) -> Edit:
    content = free.slice(text)
    head, tail = content[piece.start : words[0][0]], content[words[-1][1] : piece.end]
    at_end = free.start + piece.end == line.end
    at_start = free.start + piece.start == line.start
    mark = _LINE_MARK.match(head) if at_start else _CLOSERS.match(head)
    start = piece.start + (mark.end() if mark else 0)
    if at_end:
        ending = _HARD_END.search(tail)
        closing = re.search(r"[ \t]*(?:\||</[A-Za-z]+>)+[ \t]*$", tail)
        keep = closing or ending
        end = words[-1][1] + (keep.start() if keep else len(tail))
        return Edit(Span(free.start + start, free.start + end), GONE)
    opening = _OPENERS.search(tail.rstrip(" \t"))
    end = words[-1][1] + (opening.start() if opening else len(tail))
    if "|" in tail or "<br" in tail:
        end = words[-1][1] + min(at for at in (tail.find("|"), tail.find("<br")) if at >= 0)
    elif re.match(r"[,;·]\s", tail):
        end = words[-1][1]
        return Edit(Span(free.start + start, free.start + end), GONE)
    if at_start and (stop := re.match(r"[.,;:!?。，：；]+[ \t]*", content[end:])):
        end += stop.end()
    gap = "" if at_start or content[end : end + 1].isspace() else " "
    return Edit(Span(free.start + start, free.start + end), GONE + gap)


def tidy(text: str) -> str:
    """Drop the marks of what is gone, with the lines that hold nothing else any more."""
    pieces = re.split(r"(\r\n?|\n)", text)
    lines, ends = pieces[::2], [*pieces[1::2], ""]
    kept: list[tuple[str, str]] = []
    dropped = False
    for line, end in zip(lines, ends, strict=True):
        bare = line.replace(GONE, "")
        if GONE in line and (_EMPTY.fullmatch(bare) or _ONLY_BREAK.fullmatch(bare)):
            dropped = True
            continue
        before = kept[-1][0].strip() if kept else ""
        repeats = not bare.strip() if not before else bool(_ONLY_BREAK.fullmatch(bare))
        if dropped and repeats and (not before or _ONLY_BREAK.fullmatch(before)):
            continue
        dropped = False
        kept.append((_less_blanks(line), end))
    while kept and not kept[-1][0].strip():
        kept.pop()
    joined = "".join(line + end for line, end in kept)
    return joined[: -len(kept[-1][1])] if kept and kept[-1][1] else joined


def _less_blanks(line: str) -> str:
    """The line without marks, and without blanks doubled or left at its end by what is gone."""
    if GONE not in line:
        return line
    line = re.sub(rf"[ \t]*{GONE}(?:[ \t]*{GONE})*$", "", line)
    line = re.sub(rf"(?<=[ \t]){GONE}[ \t]+", "", line)
    line = re.sub(rf"{GONE}(?:[ \t]*<br ?/?>[ \t]*{GONE}?)+[ \t]*(?=\||$)", GONE + " ", line)
    line = re.sub(rf"{GONE}[ \t]{{2,}}(?=\|)", " ", line)
    line = line.replace(GONE, "")
    return re.sub(r"[ \t]+(?=[.,;:](?:\s|$))", "", line)


_SAMPLE = 20
WORDS = re.compile(r"[^\W\d_]{2,}")
"""Words of two letters or more."""
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_OF_ANY = frozenset(
    (
        *("arxiv", "preprint", "by", "and", "et", "al", "paper", "title", "pdf", "star", "stars"),
        *("code", "github", "project", "page", "link", "doi", "homepage", "website", "url", "repo"),
        *("论文", "代码", "项目", "链接", "主页", "コード", "論文", "authors", "date", "venue"),
    )
)


def known_words(document: ParsedList, model: Mention) -> set[str]:
    """Return words, in lower case, that say nothing of the model's own paper."""
    return _labels(model) | _repeated(document, model) | _OF_ANY


def _kept_links(model: Mention, edits: Sequence[Edit]) -> list[Link]:
    gone = [edit.span for edit in edits if edit.text == GONE]
    return [link for link in model.links if not any(span.contains(link.span) for span in gone)]


def fixed_places(
    document: ParsedList, model: Mention, block: Span, edits: Sequence[Edit]
) -> list[Span]:
    """The links that stay and the HTML tags, as places in the block: nothing is cut out of them."""
    links = [
        Span(link.whole.start - block.start, link.whole.end - block.start)
        for link in _kept_links(model, edits)
    ]
    raw = document.text_of(block)
    return links + [Span(*tag.span()) for tag in _TAG.finditer(raw)]


def plain_labels(model: Mention, edits: Sequence[Edit], words: Set[str]) -> bool:
    """Tell whether the links that stay bear labels that fit any paper, or the title."""
    own = {model.name, model.title.text if model.title else ""}
    return not any(
        {word.lower() for word in WORDS.findall(link.label)} - words
        for link in _kept_links(model, edits)
        if link.role is not LinkRole.BADGE and link.label not in own
    )


def _labels(model: Mention) -> set[str]:
    """The words that links of the model bear as labels, not those of its title."""
    title = model.title.text if model.title else ""
    labels = (link.label for link in model.links if link.label not in (title, model.name))
    return {
        word.lower()
        for label in labels
        if len(label) < 20 and len(label.split()) < 3
        for word in WORDS.findall(label)
    }


def _has_code(mention: Mention) -> bool:
    return any(link.role is LinkRole.CODE for link in mention.links)


def _sample(document: ParsedList, model: Mention, *, alike: bool = False) -> list[str]:
    """The texts of some other entries of the list; `alike`, of those with code as the model."""
    others = [one for one in document.mentions if one.kind is model.kind and one is not model]
    if alike:
        others = [one for one in others if _has_code(one) == _has_code(model)]
    sample = others[:: max(1, len(others) // _SAMPLE)][:_SAMPLE]
    return [document.text_of(one.span) for one in sample]


def _repeated(document: ParsedList, model: Mention) -> set[str]:
    """Words that most entries of the list have: `by`, `Authors`, `Link`."""
    sample = _sample(document, model)
    seen = Counter(word for one in sample for word in {w.lower() for w in WORDS.findall(one)})
    return {word for word, count in seen.items() if len(sample) > 3 and count * 2 >= len(sample)}


def usual_lines(document: ParsedList, model: Mention) -> set[str]:
    """Lines that most entries of the list have as they are: `<summary>More</summary>`.

    Only entries count that have a code link as the model has, or have none: `- Code: None`.
    """
    sample = _sample(document, model, alike=True)
    seen = Counter(line.strip() for one in sample for line in set(one.splitlines()))
    return {line for line, count in seen.items() if len(sample) > 3 and count * 2 >= len(sample)}
