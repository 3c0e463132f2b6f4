"""Names that speak of entries elsewhere in the list: matrix rows, back references, roadmaps.

A name means an entry where it equals its name or title, or abbreviates it: each word of the one
is a word of the other, the beginning of one, or the initials of several in a row (`WM` of World
Models).
A name that fits two entries means neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from harvester.lists.claims.dates_and_venues import tags_of
from harvester.lists.claims.links import identifiers_of, links_of
from harvester.lists.claims.placeholders import placeholders_of
from harvester.lists.claims.title_spans import Segment, nickname_of
from harvester.lists.claims.vocabulary import FEATURED
from harvester.lists.document import ListDocument
from harvester.lists.markdown.parser import Block
from harvester.lists.reading.tables import TableRow
from harvester.model import Link, LinkRole, Mention, MentionKind, Span, Written

_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "for",
        "in",
        "on",
        "and",
        "with",
        "to",
        "by",
        "via",
        "from",
        "at",
        "as",
        "is",
        "using",
        "towards",
        "toward",
    ]
)
_TREE_LINE = re.compile(r"[├└│╰▶►→]|^\s*(?:[-*+]|\d+[.)])\s")
_PIECE = re.compile(
    r"[\"“](?P<quoted>[^\"“”\n]{3,120})[\"”]|(?P<bare>[^\s,，、;；├└│─→>\"“”][^,，、;；├└│─→\"“”\n]*)"
)
_PARENTHESES = re.compile(r"\([^()]*\)")
_LONGEST_RUN = 6
_MOST_CANDIDATES = 60
_LARGEST_FENCE = 20_000


def _key(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.casefold() not in _SMALL]


@dataclass(slots=True)
class Names:
    """The entries of a list by what they may be called."""

    exact: dict[str, int] = field(default_factory=dict)
    postings: dict[str, set[int]] = field(default_factory=dict)
    entries: list[Mention] = field(default_factory=list)
    posted: int = 0
    split: dict[int, tuple[list[str], list[str]]] = field(default_factory=dict)
    known: dict[tuple[str, bool], int | None] = field(default_factory=dict)

    def add(self, mention: Mention) -> None:
        """Take in an entry under its name, its title, and the title less the nickname."""
        at = len(self.entries)
        self.entries.append(mention)
        title = mention.title_or_name
        for name in (mention.name, title):
            self.exact.setdefault(_key(name), at)
        if (nickname := nickname_of(title)) is not None:
            self.exact.setdefault(_key(nickname), at)
            self.exact.setdefault(_key(title.strip()[len(nickname) :]), at)

    def _post(self) -> None:
        """Index the entries by beginnings and initials of their words, when first asked for."""
        for at in range(self.posted, len(self.entries)):
            mention = self.entries[at]
            title = mention.title_or_name
            words = _words(title) + ([] if mention.name in title else _words(mention.name))
            for word in words:
                self.postings.setdefault(word.casefold()[:4], set()).add(at)
            for initials in _initials(words):
                self.postings.setdefault(initials, set()).add(at)
        self.posted = len(self.entries)

    def find(self, name: str, *, loose: bool = True) -> Mention | None:
        """Return the one entry that `name` means, None where there is none or more than one."""
        if (name, loose) not in self.known:
            self.known[name, loose] = self._find(name, loose=loose)
        at = self.known[name, loose]
        return None if at is None else self.entries[at]

    def may_mean(self, name: str, links: Sequence[Link], entry: Mention) -> bool:
        """Tell whether a row with links of its own speaks of `entry`.

        A name that only resembles the entry's, with a link that the entry has not, is another work.
        """
        own = {link.url for link in links if link.role not in {LinkRole.BADGE, LinkRole.IMAGE}}
        if not own or own & {link.url for link in entry.links}:
            return True
        return _key(name) in self.exact

    def _find(self, name: str, *, loose: bool) -> int | None:
        key = _key(name)
        if not key:
            return None
        if key in self.exact:
            return self.exact[key]
        words = _words(name)
        if len(words) < 2 or len(name) > 150:
            return None
        self._post()
        candidates: dict[int, int] = {}
        for word in words:
            keys = {word.casefold()[:4], *([word.casefold()] if word.isupper() else [])}
            for at in set().union(*(self.postings.get(one, set()) for one in keys)):
                candidates[at] = candidates.get(at, 0) + 1
            if len(candidates) > _MOST_CANDIDATES * 50:
                return None
        ranked = sorted(candidates, key=lambda at: (-candidates[at], at))[:_MOST_CANDIDATES]
        fits = [at for at in ranked if self._means(words, at, loose=loose)]
        distinct = {_key(self.entries[at].name) for at in fits}
        return fits[0] if len(distinct) == 1 else None

    def _means(self, words: list[str], at: int, *, loose: bool) -> bool:
        if at not in self.split:
            mention = self.entries[at]
            title = mention.title_or_name
            head = _words(_PARENTHESES.sub(" ", nickname_of(title) or title))
            self.split[at] = (_words(title), head)
        whole, head = self.split[at]
        if _covers(words, head) or _covers(words, whole):
            return loose or any(word.isupper() for word in words)
        return len(head) > 1 and _covers(head, words)


def _initials(words: Sequence[str]) -> Iterable[str]:
    for start in range(min(len(words), 12)):
        letters = ""
        for word in words[start : start + _LONGEST_RUN]:
            letters += word[0].casefold()
            if len(letters) >= 2:
                yield letters


def _covers(short: Sequence[str], whole: Sequence[str]) -> bool:
    """Each word of `short` stands in `whole`, in full, as a beginning, or by initials."""
    if not short or len(short) > len(whole) + 1:
        return False
    lower = [word.casefold() for word in whole]
    initials = set(_initials(whole)) if any(word.isupper() for word in short) else set()
    total = 0
    for word in short:
        one = word.casefold()
        if any(_fits(one, other) for other in lower):
            total += len(one)
        elif word.isupper() and len(word) >= 2 and one in initials:
            total += 4
        else:
            return False
    return total >= 6


def _fits(one: str, other: str) -> bool:
    if one == other or one.rstrip("s") == other.rstrip("s"):
        return True
    return len(one) >= 4 and other.startswith(one)


def resolve_references(
    document: ListDocument,
    mentions: Sequence[Mention],
    weak: Sequence[TableRow],
    fences: Sequence[Block],
) -> list[Mention]:
    """Return the mentions, those that only repeat an entry told apart, and the names tied to it."""
    names = Names()
    repeats = _repeats(mentions)
    strong = {
        index
        for index, one in enumerate(mentions)
        if _stands_for_itself(one) and index not in repeats
    }
    strong -= _rows_of_works(mentions, strong)
    for index in sorted(strong):
        names.add(mentions[index])
    resolved: list[Mention] = []
    for index, one in enumerate(mentions):
        if index in repeats:
            name = repeats[index]
            resolved.append(replace(one, kind=MentionKind.REFERENCE, refers_to=name))
            continue
        entry = names.find(one.name) if index not in strong and one.cells else None
        if entry is not None and not names.may_mean(one.name, one.links, entry):
            entry = None
        if entry is not None and entry is not one and entry.kind is MentionKind.PAPER:
            resolved.append(replace(one, kind=MentionKind.REFERENCE, refers_to=entry.name))
        else:
            resolved.append(one)
    for row in weak:
        entry = names.find(row.name)
        if entry is None and row.paper is not None:
            resolved.append(row.paper)
        mention = _reference(document, row, entry) if entry is not None else None
        if entry is not None and mention and names.may_mean(row.name, mention.links, entry):
            resolved.append(mention)
    for fence in fences if names.entries else ():
        resolved.extend(_named_in(document, fence, names))
    return resolved


def _is_featured(mention: Mention) -> bool:
    return any(map(FEATURED.fullmatch, mention.section[-1:]))


def _repeats(mentions: Sequence[Mention]) -> dict[int, str]:
    """The entries of sections such as `Featured` that stand in another section too, by name."""
    shown = [at for at, one in enumerate(mentions) if _is_featured(one)]
    if not shown:
        return {}
    others = {
        identifier: one.name
        for one in reversed(mentions)
        if not _is_featured(one) and one.kind is MentionKind.PAPER
        for identifier in one.identifiers
        if identifier.is_paper
    }
    works = {at: next((i for i in mentions[at].identifiers if i in others), None) for at in shown}
    return {at: others[work] for at, work in works.items() if work is not None}


def _stands_for_itself(mention: Mention) -> bool:
    return mention.kind is MentionKind.PAPER and (_names_work(mention) or bool(mention.links))


def _names_work(mention: Mention) -> bool:
    works = any(one.is_paper for one in mention.identifiers)
    linked = any(link.role is LinkRole.PAPER for link in mention.links)
    return works or linked or bool(mention.placeholders) or bool(mention.authors)


def _rows_of_works(mentions: Sequence[Mention], strong: set[int]) -> set[int]:
    """The rows that only link code or weights of an entry elsewhere, whose very name they bear."""
    works = {_key(mentions[at].name) for at in strong if _names_work(mentions[at])}
    linked = (at for at in strong if mentions[at].cells and not _names_work(mentions[at]))
    return {at for at in linked if _key(mentions[at].name) in works}


def _reference(document: ListDocument, row: TableRow, entry: Mention) -> Mention:
    segments: list[Segment] = list(row.segments)
    spans = [Span(one.start, one.end) for one in segments]
    links = tuple(link for one in segments for link in links_of(document.text, one.inline))
    return Mention(
        kind=MentionKind.REFERENCE,
        name=row.name,
        span=Span(spans[0].start, spans[-1].end),
        line=document.line_of(spans[0].start),
        title=row.written,
        section=row.section,
        tags=tags_of(segments, document.text, [row.written.span]),
        identifiers=identifiers_of(document.text, spans, links),
        placeholders=placeholders_of(document.text, spans, links),
        links=links,
        cells=row.cells,
        refers_to=entry.name,
    )


def _named_in(document: ListDocument, fence: Block, names: Names) -> Iterable[Mention]:
    """The entries that a roadmap drawn in a code block names."""
    if fence.end - fence.start > _LARGEST_FENCE:
        return
    position = fence.start
    for line in document.text[fence.start : fence.end].splitlines(keepends=True):
        if _TREE_LINE.search(line):
            for piece in _PIECE.finditer(line):
                group = "quoted" if piece["quoted"] else "bare"
                written = piece[group].strip()
                entry = names.find(written, loose=group == "quoted")
                if entry is not None:
                    start = position + piece.start(group)
                    span = Span(start, start + len(written))
                    section = _section_at(document, start)
                    yield Mention(
                        MentionKind.REFERENCE,
                        written,
                        span,
                        document.line_of(start),
                        title=Written(written, span),
                        section=section,
                        refers_to=entry.name,
                    )
        position += len(line)


def _section_at(document: ListDocument, offset: int) -> tuple[str, ...]:
    path: list[tuple[int, str]] = []
    for heading in document.headings:
        if heading.span.start > offset:
            break
        while path and path[-1][0] >= heading.level:
            path.pop()
        path.append((heading.level, heading.text))
    return tuple(text for _, text in path)
