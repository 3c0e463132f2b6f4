"""Lists of fields (`- Paper: https://…`, `- Oral`) that belong to the title above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from harvester.lists.claims.links import label_of, leads_to_work
from harvester.lists.claims.title_spans import Segment
from harvester.lists.claims.vocabulary import ANY_FIELD, FIELD, URL_FIELD, is_role_label
from harvester.lists.markdown.elements import LINK, within
from harvester.lists.markdown.parser import LIST, PARA, Block
from harvester.lists.markdown.plain_text import plain

_FEW_WORDS = 4
_FEWEST_DETAILS = 2
_LONGEST_REMARK = 400
_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]")
_WORD = re.compile(r"[^\W_]+")
_ADDRESSED = re.compile(r"[*_`]*\[[^\[\]\n]{1,40}\][*_`:\s]*<?https?://\S+\s*")
"""`[ICCV2023] https://…`: a venue and the address of the paper."""


_IS_HERE = re.compile(
    r"(?:(?:The|Our|Its|And)\s+)*(?:[a-z]+\s+)?"
    r"(?:papers?|codes?|data ?sets?|data|project|page|video|slides)\b"
    r"[^\[\]()\n]{0,40}\[(?:here|link|this link)\]\(",
    re.IGNORECASE,
)
"""`The code can be found [here](…)`: a sentence that says where the link leads."""

_WORK = re.compile(r"arxiv\.org|doi\.org|openreview\.net|aclanthology", re.IGNORECASE)
_BARE_FIELD = re.compile(r"[*_`]*(?P<label>[^\W\d_][^:：\n\[\]()*_`]{0,24}?)[*_`]*\s+<?https?://")


_TITLE_FIELD = re.compile(
    r"[*_`\s]*(?:title|paper(?: title)?|标题|論文|论文(?:标题|题目|名称)?|题目|원제)[*_`\s]*[:：]"
    r"(?![*_`\s]*(?:<?https?:|[\[(（]|$))[^\n]{4}",
    re.IGNORECASE,
)
"""A label of titles with words behind it, and no link."""

_FIELD_STARTS = re.compile(r"\r?\n[ \t>]*|<br\s*/?>\s*|\s*[;；|]\s*")
_SEVERAL = 2


def begins_with_title(text: str, block: Block) -> bool:
    """Tell a block that begins with a label of titles and words: `Title: Deep Worlds`."""
    return _TITLE_FIELD.match(text, block.start, block.end) is not None


def labelled_parts(text: str, segment: Segment) -> list[Segment]:
    """Cut `Title: Deep Worlds; Authors: Ann Bee; Link: https://…` at its labels.

    Nothing where the stretch does not begin with the title, or has no other label.
    """
    if not _TITLE_FIELD.match(text, segment.start, segment.end):
        return []
    gaps = [
        gap
        for gap in _FIELD_STARTS.finditer(text, segment.start, segment.end)
        if FIELD.match(text, gap.end(), min(segment.end, gap.end() + 80))
    ]
    starts = [segment.start, *(gap.end() for gap in gaps)]
    ends = [*(gap.start() for gap in gaps), segment.end]
    if len(starts) < _SEVERAL:
        return []
    return [
        Segment(start, end, within(segment.inline, start, end))
        for start, end in zip(starts, ends, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class FieldRules:
    """What tells a field from an entry in one list: known labels, and those this list repeats."""

    text: str
    labels: frozenset[str] = frozenset()

    def follow(self, rest: Sequence[Block]) -> bool:
        """Tell whether fields come next."""
        return bool(rest) and self.are(rest[0])

    def are(self, block: Block) -> bool:
        """Tell whether a block is fields: a paragraph or a list of them."""
        if block.kind == PARA:
            if labelled_parts(self.text, Segment(block.start, block.end, block.inline)):
                return False
            return FIELD.match(self.text, block.start, block.end) is not None
        return block.kind == LIST and self.are_list(block)

    def are_list(self, block: Block) -> bool:
        """Tell whether four in five items are fields, and one in four by a label that is known."""
        items = [item for item in block.children if item.children]
        if any(self._holds_works_below(item) for item in items):
            return False
        firsts = [item.children[0] for item in items]
        if any(labelled_parts(self.text, Segment(b.start, b.end, b.inline)) for b in firsts[:1]):
            return False
        if sum(begins_with_title(self.text, one) for one in firsts) >= _SEVERAL:
            return False
        certain = [self._is_field(one) for one in firsts]
        if sum(certain) * 4 < len(firsts) or not any(certain):
            return False
        hits = sum(
            is_certain or self._is_remark(one)
            for is_certain, one in zip(certain, firsts, strict=True)
        )
        return hits * 5 >= len(firsts) * 4

    def are_details(self, block: Block) -> bool:
        """Tell the unlabelled details of the entry above: its people, its venue, its one address.

        `- Title` with `- Ann Bee, Cy Dee`, `- CVPR 2025` and `- https://arxiv.org/…` nested.
        """
        firsts = [item.children[0] for item in block.children if item.children]
        if block.kind != LIST or len(firsts) < _FEWEST_DETAILS:
            return False
        addresses = [one for one in firsts if self._is_address(one) or self._is_role(one)]
        others = [one for one in firsts if one not in addresses]
        is_one = sum(self._leads_to_work(one) for one in addresses) == 1
        return is_one and bool(others) and all(self._is_remark(one) for one in others)

    def are_boxes(self, block: Block) -> bool:
        """Tell a list each of whose items is one link in brackets: `[[Python Reference]](…)`."""
        firsts = [item.children[0] for item in block.children if item.children]
        return block.kind == LIST and all(
            self.text.startswith("[[", one.start) and self._is_link_alone(one) for one in firsts
        )

    def _is_address(self, block: Block) -> bool:
        words = self.text[block.start : block.end].strip("<>")
        return block.kind == PARA and words.startswith("http") and len(words.split()) == 1

    def _leads_to_work(self, block: Block) -> bool:
        urls = (self.text[one.url_start : one.url_end] for one in block.inline if one.kind == LINK)
        return any(map(leads_to_work, urls))

    def _holds_works_below(self, item: Block) -> bool:
        """A list inside the item, with links: the item's words are a category of entries."""
        return any(
            one.kind == LIST and self.text.find("](http", one.start, one.end) >= 0
            for one in item.children
        )

    def _is_field(self, block: Block) -> bool:
        end = min(block.end, block.start + 80)
        if FIELD.match(self.text, block.start, end) is not None or self._is_role(block):
            return True
        if _IS_HERE.match(self.text, block.start, block.end):
            return True
        bare = _BARE_FIELD.match(self.text, block.start, end)
        if bare is not None and is_role_label(bare["label"]):
            return True
        if _ADDRESSED.fullmatch(self.text, block.start, min(block.end, block.start + 600)):
            return True
        named = URL_FIELD.match(self.text, block.start, end)
        return named is not None and named["label"] in self.labels

    def _is_role(self, block: Block) -> bool:
        """`- [Paper](…)` alone in its item."""
        if block.kind != PARA or block.end - block.start > 400:
            return False
        inline = block.inline
        links = [one for one in inline if one.kind == LINK]
        if not links or links[0].start - block.start > 8:
            return False
        behind = plain(self.text, links[-1].end, block.end, inline)
        if len(_WORD.findall(_ASIDE.sub(" ", behind))) > 1:
            return False
        return all(is_role_label(self.text[one.inner_start : one.inner_end]) for one in links)

    def _is_link_alone(self, block: Block) -> bool:
        """`- [[Python Reference]](…)`: one link of a few words and nothing else."""
        inline = block.inline
        links = [one for one in inline if one.kind == LINK]
        if len(links) != 1 or leads_to_work(self.text[links[0].url_start : links[0].url_end]):
            return False
        around = self.text[block.start : links[0].start] + self.text[links[0].end : block.end]
        label = label_of(self.text, links[0], inline)
        return not around.strip(" []*_`") and len(label.split()) <= _FEW_WORDS

    def _is_remark(self, block: Block) -> bool:
        """A bare address, or a few words without any (`Oral`), among the fields of an entry."""
        value = self.text[block.start : min(block.end, block.start + 400)]
        if value.startswith(("http://", "https://", "<http")):
            return len(value.split()) == 1
        if "](" in value:
            labelled = ANY_FIELD.match(value) is not None and _WORK.search(value) is None
            return labelled or self._is_link_alone(block)
        if "http" not in value:
            return block.kind == PARA and block.end - block.start <= _LONGEST_REMARK
        return ANY_FIELD.match(value) is not None
