"""The words of a model entry that may stand in any entry of its list: labels, markup, habits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set

from harvester.lists.leftovers import GONE
from harvester.lists.style import ParsedList
from harvester.model import Edit, Link, LinkRole, Mention, Span

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
    return [
        link
        for link in model.links
        if not any(one.start <= link.span.start and link.span.end <= one.end for one in gone)
    ]


def fixed_places(
    document: ParsedList, model: Mention, block: Span, edits: Sequence[Edit]
) -> list[Span]:
    """The links that stay and the HTML tags, as places in the block: nothing is cut out of them."""
    links = [
        Span(link.whole.start - block.start, link.whole.end - block.start)
        for link in _kept_links(model, edits)
    ]
    raw = document.text[block.start : block.end]
    return links + [Span(*tag.span()) for tag in _TAG.finditer(raw)]


def plain_labels(model: Mention, edits: Sequence[Edit], known: Set[str]) -> bool:
    """Tell whether the links that stay bear labels that fit any paper, or the title."""
    own = {model.name, model.title.text if model.title else ""}
    return not any(
        {word.lower() for word in WORDS.findall(link.label)} - known
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


def _sample(document: ParsedList, model: Mention) -> list[str]:
    """The texts of some other entries of the list."""
    others = [one for one in document.mentions if one.kind is model.kind and one is not model]
    sample = others[:: max(1, len(others) // _SAMPLE)][:_SAMPLE]
    return [document.text[one.span.start : one.span.end] for one in sample]


def _repeated(document: ParsedList, model: Mention) -> set[str]:
    """Words that most entries of the list have: `by`, `Authors`, `Link`."""
    sample = _sample(document, model)
    seen = Counter(word for one in sample for word in {w.lower() for w in WORDS.findall(one)})
    return {word for word, count in seen.items() if len(sample) > 3 and count * 2 >= len(sample)}


def usual_lines(document: ParsedList, model: Mention) -> set[str]:
    """Lines that most entries of the list have as they are: `<summary>More</summary>`."""
    sample = _sample(document, model)
    seen = Counter(line.strip() for one in sample for line in set(one.splitlines()))
    return {line for line, count in seen.items() if len(sample) > 3 and count * 2 >= len(sample)}
