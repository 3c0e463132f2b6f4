"""The state of a walk over the blocks of a list, and what it asks of the blocks around."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from harvester.lists.claims.links import identifier_of
from harvester.lists.claims.title_spans import Segment
from harvester.lists.claims.vocabulary import CONTENTS_SECTION, RELATED_SECTION, SKIPPED_SECTION
from harvester.lists.document import Heading, ListDocument, Note
from harvester.lists.markdown.elements import LINK, NOTE
from harvester.lists.markdown.parser import HTML, Block, leaves, read_inline
from harvester.lists.reading.field_lists import FieldRules
from harvester.lists.reading.line_kinds import footnotes_of
from harvester.lists.reading.tables import TableRow
from harvester.model import Mention, Span


@lru_cache(maxsize=1024)
def is_headed(section: re.Pattern[str], heading: str) -> bool:
    """Tell whether a heading is that of a kind of section; each block below asks it again."""
    return section.match(heading) is not None


@dataclass(slots=True)
class Walk:
    """What is known on the way through a list: sections above, mentions and weak rows so far."""

    document: ListDocument
    fields: FieldRules
    section: list[tuple[int, str]] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    weak: list[TableRow] = field(default_factory=list)
    fences: list[Block] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    paper_levels: frozenset[int] = frozenset()
    footnotes: dict[str, Span] | None = None
    entry_notes: set[Span] = field(default_factory=set)
    last_path: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """The headings above, outermost first; one value for all entries of a section."""
        path = tuple(text for _, text in self.section)
        if path != self.last_path:
            self.last_path = path
        return self.last_path

    @property
    def skipped(self) -> bool:
        """Whether this section holds no entries (contents, contributing, citation, …)."""
        above = any(is_headed(SKIPPED_SECTION, text) for _, text in self.section)
        return above or bool(self.section and is_headed(CONTENTS_SECTION, self.section[-1][1]))

    @property
    def related(self) -> bool:
        """Whether this section names other lists."""
        return any(is_headed(RELATED_SECTION, text) for _, text in self.section)

    def add(self, *mentions: Mention | None) -> None:
        """Keep what was read; None stands for a place that speaks of no work."""
        self.mentions.extend(one for one in mentions if one is not None)

    def segment(self, block: Block) -> Segment:
        """Return the block's stretch of text with its inline elements."""
        inline = block.inline
        if block.kind == HTML:
            inline = read_inline(self.document.text, block.start, block.end)
        return Segment(block.start, block.end, inline)


def holds_work(walk: Walk, segment: Segment) -> bool:
    """Tell whether a link of the segment leads to a work or out into the web."""
    for element in segment.inline:
        if element.kind == LINK and element.url_start >= 0:
            identifier = identifier_of(walk.document.text[element.url_start : element.url_end])
            if identifier is not None and (identifier.is_paper or identifier.scheme == "github"):
                return True
            if walk.document.text.startswith("http", element.url_start):
                return True
    return False


def notes_below(walk: Walk, segment: Segment) -> list[Segment]:
    """Return the footnotes that an entry without links refers to, where one leads to a work."""
    marks = [one for one in segment.inline if one.kind == NOTE]
    if not marks or any(one.kind == LINK for one in segment.inline):
        return []
    text = walk.document.text
    if walk.footnotes is None:
        walk.footnotes = footnotes_of(text)
    labels = [text[one.inner_start : one.inner_end].removeprefix("^") for one in marks]
    spans = [walk.footnotes[label] for label in labels if label in walk.footnotes]
    notes = [Segment(*span, read_inline(text, *span)) for span in spans]
    if not any(holds_work(walk, note) for note in notes):
        return []
    walk.entry_notes.update(spans)
    return notes


def details_below(walk: Walk, rest: list[Block]) -> tuple[list[Segment], int]:
    """Return the segments of the blocks that belong to a title above, and how many blocks."""
    segments: list[Segment] = []
    for taken, block in enumerate(rest[:6]):
        if not walk.fields.are(block):
            return segments, taken
        segments.extend(walk.segment(one) for one in leaves(block))
    return segments, min(len(rest), 6)
