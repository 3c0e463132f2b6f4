"""A missing code link, with the label, the brackets and the place that the list uses."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from harvester.identifiers import identifier_of_url
from harvester.lists.cells import link_like_column
from harvester.lists.edits import Correction, HandEdit
from harvester.lists.style import ByIdentity, ParsedList, safe_url
from harvester.model import Cell, Edit, Identifier, Link, LinkRole, Mention, Span

_BETWEEN = re.compile(
    r"(?:<br ?/?>|[\s|\\\-*+•·:,;/⭐🔗()]|(?i:code|github|project|implementation)){0,30}"
)
_CODE_COLUMN = re.compile(
    r"^\W*(?:source )?(?:code|github|git|repo\w*|代码|コード)\W*$", re.IGNORECASE
)
_NO_CODE = frozenset(("", "tbd", "coming", "coming soon", "soon", "tba", "n a", "none", "no"))


def add_code_link(document: ParsedList, mention: Mention, repository: Identifier) -> Correction:
    """Add a link to `repository` (scheme github) behind the entry's paper link.

    Label, brackets and what stands between come from the list's other entries, those of the same
    section first; a list that has no code link yet gets the paper link's form with the label
    "Code". None where the entry has the link.
    """
    url = safe_url(f"https://github.com/{repository.value}")
    if any(
        link.identifier == repository or identifier_of_url(link.url) == repository
        for link in mention.links
    ):
        return None
    if any(link.role is LinkRole.CODE for link in mention.links):
        return HandEdit(mention.line, url, "the entry has another code link")
    if cell := next((one for one in mention.cells if _awaits_code(one)), None):
        return link_like_column(document, mention, cell, url)
    anchors = [link for link in mention.links if link.role is LinkRole.PAPER]
    form = _most_used(document, mention)
    if not anchors:
        return HandEdit(
            mention.line,
            (form[1] if form else "[Code]({url})").replace("{url}", url),
            "the entry has no paper link to put it behind",
        )
    anchor = bracketed(document.text, anchors[-1])
    if form is None:
        form = _like_paper_link(document, mention, anchors[-1], anchor)
    if form is None:
        return HandEdit(
            mention.line, f"[Code]({url})", "no other entry shows how a code link looks"
        )
    between, construct = form
    text = between + _fill(construct, url, repository.value)
    return Edit(Span(anchor.end, anchor.end), text, f"the code is at {repository}")


def _awaits_code(cell: Cell) -> bool:
    """A cell of a code column that says there is none yet."""
    text = re.sub(r"[^\w?]+", " ", cell.text).strip().lower()
    return bool(_CODE_COLUMN.search(cell.header)) and text in _NO_CODE


def _fill(construct: str, url: str, name: str) -> str:
    return construct.replace("{url}", url).replace("{name}", name)


def bracketed(text: str, link: Link) -> Span:
    """Return the span of the link with a pair of brackets right around it: `[[PDF](…)]`."""
    start, end = link.whole
    if text[start - 1 : start] == "[" and text[end : end + 1] == "]" and start > 0:
        return Span(start - 1, end + 1)
    return Span(start, end)


def _most_used(document: ParsedList, mention: Mention) -> tuple[str, str] | None:
    """What stands between paper and code link, and the code link with {url} in it."""
    used = _all_forms(ByIdentity(document))
    tabular = bool(mention.cells)
    best = (
        used.get((tabular, mention.section)) or used.get((tabular, None)) or Counter()
    ).most_common(1)
    return best[0][0] if best else None


_Forms: TypeAlias = dict[tuple[bool, tuple[str, ...] | None], Counter[tuple[str, str]]]


@lru_cache(maxsize=2)
def _all_forms(key: ByIdentity) -> _Forms:
    """The forms of code links by section, and of the whole list under None."""
    used: _Forms = defaultdict(Counter)
    for mention in key.document.mentions:
        for form in _forms(key.document, mention):
            used[bool(mention.cells), mention.section][form] += 1
            used[bool(mention.cells), None][form] += 1
    return used


def _forms(document: ParsedList, mention: Mention) -> Iterator[tuple[str, str]]:
    text = document.text
    papers = [link for link in mention.links if link.role is LinkRole.PAPER]
    codes = [link for link in mention.links if link.role is LinkRole.CODE]
    if not papers or len(codes) != 1:
        return
    paper, code = bracketed(text, papers[-1]), bracketed(text, codes[0])
    between = text[paper.end : code.start]
    if code.start < paper.end or not _BETWEEN.fullmatch(between):
        return
    if mention.cells and "|" in between:
        return
    construct = text[code.start : code.end].replace(codes[0].url, "{url}")
    repository = codes[0].identifier or identifier_of_url(codes[0].url)
    if repository:
        construct = re.sub(re.escape(repository.value), "{name}", construct, flags=re.IGNORECASE)
    if "{url}" in construct and ("http" not in construct or "{name}" in construct):
        yield between, construct


def _like_paper_link(
    document: ParsedList, mention: Mention, link: Link, anchor: Span
) -> tuple[str, str] | None:
    """The paper link's own form with the label "Code"; None where the link is the title."""
    construct = document.text[anchor.start : anchor.end]
    if link.label in (mention.name, mention.title.text if mention.title else ""):
        return None
    if not link.label or len(link.label) > 12 or construct.count(link.label) != 1:
        return None
    label = "code" if link.label.islower() else "Code"
    return " ", construct.replace(link.url, "{url}").replace(link.label, label)
