"""Entries of software and model weights, whose description speaks of a paper.

`[flows](https://github.com/…) An implementation of the flows that this [paper](…) describes.`
names a repository; the paper is one that it speaks of, and its title, authors and dates are
another work's. A link with a label of its own beside the title (`[[paper](…)]`, `| [PDF](…) |`)
is the entry's paper.
"""

from __future__ import annotations

import re

from harvester.lists.claims.title_spans import TitleClaim, nickname_of
from harvester.lists.claims.vocabulary import is_role_label
from harvester.model import Link, LinkRole, Mention, Span
from harvester.values.east_asian_names import HAN, HANGUL, KANA
from harvester.values.repositories import other_code_host
from harvester.values.text import normalize_title
from harvester.values.web_addresses import read_address

_LEAST_WORDS = 3
_LEAST_LETTERS = 6
_PACKAGE_SITES = frozenset(("pypi", "anaconda", "npmjs", "crates", "r-project", "rubygems"))
"""Second-level names of the hosts of packages."""
_DOCUMENT = re.compile(r"\.pdf\b", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>|!?\[[^\]\n]*\]\([^)\n]*\)|https?://\S+|&[a-z]+;")
_RUNNING_WORD = re.compile(r"(?<![\w./@-])[^\W\d_A-Z]{2,}(?![\w/@])")
_EAST_ASIAN = f"[{KANA}{HAN}{HANGUL}]"
_WORD_BEFORE = re.compile(rf"(?:(?<!\w)[^\W\d_A-Z]+['’]?\s+|{_EAST_ASIAN}\s?|\w+\s+)[\"“‘'*_]*$")
_SENTENCE_AFTER = re.compile(
    rf"[\"”’'*_)]*(?:,?\s+[^\W\d_A-Z]{{2,}}|[.;。](?:\s|$)|\s?{_EAST_ASIAN})"
)
_OPEN_WORD = re.compile(
    r"(?i)(?<!\w)(?:the|this|an?|our|their|its|of|in|by|from|with|on|to|see|le|la|les|du|des?|"
    r"dans|der|die|das|dem|den|im|aus|el|los|del)\s+[\"“‘'*_]*$"
)
"""Articles and prepositions: a sentence does not end behind one, so the link belongs to it."""


def is_software(text: str, mention: Mention, title: TitleClaim) -> bool:
    """Tell an entry of code or weights from one of a paper, which only its description links."""
    own = _title_link(mention, title)
    if own is None or not leads_to_software(own):
        return False
    papers = [one for one in mention.links if one.role is LinkRole.PAPER or _is_paper(one)]
    linked = {one.identifier for one in papers}
    if not papers or any(one.is_paper and one not in linked for one in mention.identifiers):
        return False
    if any(place.is_paper for place in mention.placeholders):
        return False
    start = title.whole.end
    return all(
        one.whole.start > start
        and not _is_same_work(one, mention)
        and _is_in_sentence(text, Span(start, one.whole.start), mention, one)
        for one in papers
    )


def leads_to_software(link: Link) -> bool:
    """Tell a link to a repository, a package or weights from one to a document in it."""
    if _DOCUMENT.search(link.url) or link.role is LinkRole.DATASET:
        return False
    if link.identifier is not None:
        return link.identifier.scheme == "github"
    address = read_address(link.url)
    if address is None:
        return False
    host = address.host.removeprefix("www.")
    parts = [one for one in address.path.split("/") if one]
    if host in ("huggingface.co", "hf.co"):
        return len(parts) == 2 and parts[0] not in {"datasets", "papers", "spaces", "collections"}
    is_package = not _PACKAGE_SITES.isdisjoint(host.split(".")[-2:-1])
    return is_package or other_code_host(link.url) is not None


def is_described(text: str, mention: Mention, title: TitleClaim, claim: Span) -> bool:
    """Tell a claim behind running words, which say it of something else, from the entry's own."""
    ends = [title.whole.end, *([mention.authors_span.end] if mention.authors_span else [])]
    start = max((end for end in ends if end <= claim.start), default=claim.start)
    return _are_running_words(text[start : claim.start])


def _title_link(mention: Mention, title: TitleClaim) -> Link | None:
    if title.link is None:
        return None
    place = title.link.url_start
    return next((one for one in mention.links if one.span.start == place), None)


def _is_paper(link: Link) -> bool:
    return link.identifier is not None and link.identifier.is_paper


def _is_same_work(link: Link, mention: Mention) -> bool:
    """Tell a link that bears the entry's title or name: it leads to the work itself."""
    label = normalize_title(link.label)
    names = {normalize_title(one) for one in (mention.title_or_name, mention.name)}
    return label in names or normalize_title(nickname_of(link.label) or "\n") in names


def _is_in_sentence(text: str, before: Span, mention: Mention, link: Link) -> bool:
    """Tell a link that is part of a sentence from one beside it."""
    start = before.start
    for cell in mention.cells:
        if cell.span.contains(link.whole):
            start = max(start, cell.span.start)
    words = text[start : before.end]
    words = words[words.rfind(" | ") + 1 :]
    if not _WORD_BEFORE.search(words) or not _are_running_words(words):
        return False
    if _OPEN_WORD.search(words) or not is_role_label(link.label):
        return True
    return _SENTENCE_AFTER.match(text, link.whole.end, mention.span.end) is not None


def _are_running_words(text: str) -> bool:
    plain = _MARKUP.sub(" ", text)
    return (
        len(_RUNNING_WORD.findall(plain)) >= _LEAST_WORDS
        or len(re.findall(_EAST_ASIAN, plain)) >= _LEAST_LETTERS
    )
