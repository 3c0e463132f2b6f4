"""Lists of fields (`- Paper: https://…`, `- Oral`) that belong to the title above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from harvester.lists.claims.links import label_of, leads_to_work
from harvester.lists.claims.vocabulary import ANY_FIELD, FIELD, URL_FIELD, is_role_label
from harvester.lists.markdown.elements import LINK
from harvester.lists.markdown.parser import LIST, PARA, Block
from harvester.lists.markdown.plain_text import plain

_FEW_WORDS = 4
_LONGEST_REMARK = 400
_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]")
_WORD = re.compile(r"[^\W_]+")
_ADDRESSED = re.compile(r"[*_`]*\[[^\[\]\n]{1,40}\][*_`:\s]*<?https?://\S+\s*")
"""`[ICCV2023] https://…`: a venue and the address of the paper."""


_WORK = re.compile(r"arxiv\.org|doi\.org|openreview\.net|aclanthology", re.IGNORECASE)
_BARE_FIELD = re.compile(r"[*_`]*(?P<label>[^\W\d_][^:：\n\[\]()*_`]{0,24}?)[*_`]*\s+<?https?://")


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
            return FIELD.match(self.text, block.start, block.end) is not None
        return block.kind == LIST and self.are_list(block)

    def are_list(self, block: Block) -> bool:
        """Tell whether four in five items are fields, and one in four by a label that is known."""
        items = [item for item in block.children if item.children]
        if any(self._holds_works_below(item) for item in items):
            return False
        firsts = [item.children[0] for item in items]
        certain = [self._is_field(one) for one in firsts]
        if sum(certain) * 4 < len(firsts) or not any(certain):
            return False
        hits = sum(
            is_certain or self._is_remark(one)
            for is_certain, one in zip(certain, firsts, strict=True)
        )
        return hits * 5 >= len(firsts) * 4

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

    def _refers(self, block: Block) -> bool:
        """Tell a link by reference (`[Title][label]`), whose address stands elsewhere."""
        return any(one.kind == LINK and one.syntax == "reference" for one in block.inline)

    def _is_remark(self, block: Block) -> bool:
        """A bare address, or a few words without any (`Oral`), among the fields of an entry."""
        value = self.text[block.start : min(block.end, block.start + 400)]
        if value.startswith(("http://", "https://", "<http")):
            return len(value.split()) == 1
        if "](" in value:
            labelled = ANY_FIELD.match(value) is not None and _WORK.search(value) is None
            return labelled or self._is_link_alone(block)
        if "http" not in value:
            is_short = block.kind == PARA and block.end - block.start <= _LONGEST_REMARK
            return is_short and not self._refers(block)
        return ANY_FIELD.match(value) is not None
