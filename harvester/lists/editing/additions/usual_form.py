"""The form that the entries of a section share: what stands around and between their claims.

Each entry is reduced to its form: its marks and labels as they stand, a sign for each claim, and
for the address whether it leads to the abstract or the PDF. The form that most entries of the
section have is the one that a new entry gets; one odd neighbour does not decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from harvester.lists.editing.links import bracketed
from harvester.lists.editing.sections import lines_of
from harvester.lists.editing.style import ByIdentity, ParsedList
from harvester.model import LinkRole, Mention, Span, Written
from harvester.values.text import PICTOGRAPHS

_WORD = re.compile(r"[^\W_]+")
_SHAPE = re.compile(r"[A-Za-z]+|\d+")
_CUT = "\x00"
_GONE = re.compile(r"[\s,;:·|/&–—-]*[(\[{]*\x00+(?:[\s,;:·|/&–—-]*\x00+)*[)\]}]*")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NUMBER = re.compile(r"\d+(?=[.)\]])")
_MARK = re.compile(rf":[a-z0-9_+-]{{2,30}}:|[{PICTOGRAPHS}]\uFE0F?")
_TAIL = re.compile(r"(?:v\d+)?(?P<ending>\.pdf)?/?$")
_SAMPLE = 200
_MANY = 0.1
_LONGEST = 1500
_FEW = 2


class Votes(NamedTuple):
    """A form, and how many entries of a section, and of the list, share it."""

    form: str
    here: int
    everywhere: int

    @property
    def counts(self) -> tuple[int, int]:
        """Return the votes, those of the section first."""
        return self.here, self.everywhere


def usual_forms(document: ParsedList, section: Sequence[Mention]) -> dict[Span, Votes]:
    """Return the votes for the form of each entry of the list, by its span."""
    forms = _forms(ByIdentity(document))
    here = Counter(forms[one.span] for one in section if one.span in forms)
    everywhere = Counter(forms.values())
    return {span: Votes(form, here[form], everywhere[form]) for span, form in forms.items()}


@lru_cache(maxsize=2)
def _forms(key: ByIdentity) -> dict[Span, str]:
    document = key.document
    entries = [one for one in document.mentions if one.is_paper_entry and one.title]
    words = _usual_words(document, entries)
    return {one.span: _form(document, one, words) for one in entries}


def _usual_words(document: ParsedList, entries: Sequence[Mention]) -> set[str]:
    """Words, in lower case, that many entries have: labels, and not words of one paper."""
    sample = entries[:: max(1, len(entries) // _SAMPLE)]
    texts = (document.text_of(one.span)[:_LONGEST].lower() for one in sample)
    seen = Counter(word for text in texts for word in set(_WORD.findall(text)))
    return {word for word, count in seen.items() if count >= max(2, _MANY * len(sample))}


def _form(document: ParsedList, mention: Mention, words: set[str]) -> str:
    text = document.text
    start = lines_of(text, mention.span).start
    places = sorted(_places(document, mention), key=lambda one: (one[0].start, -one[0].end))
    pieces: list[str] = []
    position = start
    for span, sign in places:
        if span.start >= position:
            pieces += (_less_words(text[position : span.start], words), sign)
            position = span.end
    ending = lines_of(text, Span(max(position - 1, start), max(position, start + 1))).end
    pieces.append(_less_words(text[position:ending], words))
    form = _COMMENT.sub("", "".join(pieces))
    form = _GONE.sub("", _NUMBER.sub("1", form))
    return re.sub(r"\s+", " ", form).rstrip()


def _less_words(text: str, words: set[str]) -> str:
    return _WORD.sub(lambda one: one[0] if one[0].lower() in words else _CUT, text)


def _places(document: ParsedList, mention: Mention) -> Iterator[tuple[Span, str]]:
    """The claims and addresses of an entry, each with the sign that stands for it."""
    text = document.text
    if mention.title is not None:
        yield mention.title.span, "{title" + _ends(text, mention.title) + "}"
    if mention.authors_span is not None:
        yield mention.authors_span, _authors_sign(text, mention)
    for name, claim in (("date", mention.date), ("event", mention.event)):
        if claim is not None:
            shape = _SHAPE.sub(lambda one: "0" if one[0].isdigit() else "a", claim.text)
            is_preprint = "arxiv" in claim.text.lower()
            yield claim.span, f"{{{name}{':arxiv' if is_preprint else ''}:{shape}}}"
    for tag in mention.tags:
        yield tag.span, _CUT
    for link in mention.links:
        if link.role is LinkRole.PAPER:
            yield link.span, _address_sign(link.url)
        elif link.role is LinkRole.BADGE:
            yield link.span, "{badge}"
        else:
            yield bracketed(text, link), _CUT


def _ends(text: str, title: Written) -> str:
    """What a title begins and ends with inside its span: its markup, its dot."""
    written = text[title.span.start : title.span.end]
    first, last = _WORD.search(written), list(_WORD.finditer(written))[-1:]
    ending = written[last[0].end() :] if last else ""
    return (written[: first.start()] if first else "") + re.sub(r"[?!)\]]", "", ending)


def _authors_sign(text: str, mention: Mention) -> str:
    spans = [one.span for one in mention.authors]
    last = text[spans[-2].end : spans[-1].start] if len(spans) > 1 else ""
    cut = f":{len(spans)} et al." if mention.et_al else ""
    return "{authors:" + last + cut + "}"


def _address_sign(url: str) -> str:
    """Whether an address of arXiv leads to the abstract or the PDF, and how it ends."""
    if "arxiv.org/" not in url:
        return "{paper}"
    page = url.partition("arxiv.org/")[2].partition("/")[0]
    ending = _TAIL.search(url)
    return f"{{arxiv {page}{ending['ending'] or '' if ending else ''}}}"


def odd_marks(document: ParsedList, model: Mention, block: Span) -> list[Span]:
    """Return where icons stand in `block`, outside links, that most entries do not have.

    Half of the model's section must have them; a section of one or two entries says too little:
    there the whole list is asked.
    """
    places = list(_mark_places(document, model, block))
    if not places:
        return []
    entries = [one for one in document.mentions if one.is_paper_entry]
    near = [one for one in entries if one.section == model.section]
    entries = near if len(near) > _FEW else entries
    seen = Counter(mark for one in entries for mark in _marks(document, one))
    return [span for span, mark in places if seen[mark] * 2 < len(entries)]


def _marks(document: ParsedList, mention: Mention) -> set[str]:
    block = lines_of(document.text, mention.span)
    return {mark for _, mark in _mark_places(document, mention, block)}


def _mark_places(document: ParsedList, mention: Mention, block: Span) -> Iterator[tuple[Span, str]]:
    """Yield where icons stand outside the links and the title of an entry."""
    taken = [link.whole for link in mention.links]
    taken += [mention.title.span] if mention.title else []
    for match in _MARK.finditer(document.text, block.start, block.end):
        span = Span(*match.span())
        if not any(one.overlaps(span) for one in taken):
            yield span, match[0].rstrip("\ufe0f")
