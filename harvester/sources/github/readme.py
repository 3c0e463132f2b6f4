"""What a repository's README names as its paper: identifiers and titles, the likeliest first.

A README links its own paper, its authors' other papers and what it builds on. Each place where an
identifier stands speaks for it: a BibTeX entry to cite, a link that is called "paper", the first
lines; what stands in comments or under "related work" and "acknowledgements" does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from harvester.model import Identifier
from harvester.values.identifiers import identifier_of_url, parse_identifier
from harvester.values.text import normalize_title

MOST_NAMED = 20
"""Papers of one README that are kept."""
_MOST_CHARACTERS = 100_000
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_URL = re.compile(r"https?://[^\s<>\"'`|\\{}\[\]]+")
_BARE = re.compile(
    r"\b(?:arXiv(?:\.org)?[:\s]+(?:preprint\s+arXiv[:\s]+)?|eprint\s*=\s*[{\"])(\d{4}\.\d{4,5})"
    r"(?!\d)",
    re.IGNORECASE,
)
_BIBTEX = re.compile(r"@[a-z]{3,20} ?\{[^@]{1,4000}?\n[ \t]{0,8}\}", re.IGNORECASE)
_LABEL = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\](?:\([^()]*\))?)*\]\(\s*$|<a\b[^<>]*$", re.DOTALL)
_PAPER_LABEL = re.compile(
    r"\b(?:arxiv|paper|pdf|preprint|tech(?:nical)?[- ]report|report)\b|论文|論文",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^ {0,3}#{1,6}\s+(?P<marked>.+?)\s*#*\s*$|<h[1-3]\b[^<>]*>(?P<tagged>.{1,600}?)</h[1-3]>",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
_OTHERS = re.compile(
    r"acknowledg|related|references?\b|credits?|built (?:up)?on|based on|thanks|see also|"
    r"baselines?|other (?:works?|projects?)|our (?:other|previous|series)|resources|致谢|相关",
    re.IGNORECASE,
)
_CITE = re.compile(r"\bcit(?:e|ation|ing)\b|bibtex|引用", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_UNOFFICIAL = re.compile(
    r"\bun-?official\b|\bnon-?official\b|\bthird[- ]party (?:implementation|code|port)"
    r"|\bnot (?:the|an) official\b|\bre-?implementation of\b|\breproduc(?:tion|es) of the paper"
    r"|\bmy (?:own )?(?:implementation|reproduction)\b|非官方",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(
    r"(?<!un)(?<!un-)(?<!non-)(?<!not the )(?<!not an )\bofficial\b|(?<!非)官方", re.IGNORECASE
)
_TITLE_WORDS = 4
_LONG_TITLE = 300
_TOP = 1_500


@dataclass(frozen=True, slots=True)
class ReadmePapers:
    """Hold what a README names: papers likeliest first, titles as written likeliest first.

    `cited` are the titles of its BibTeX entries; `titles` holds them too.
    """

    identifiers: tuple[Identifier, ...] = ()
    titles: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()

    def names_title(self, title: str) -> bool:
        """Tell whether one of the titles is `title`, or holds it where it has four words or more.

        >>> ReadmePapers(titles=("Made-up Depth of Scenes (CVPR 2024)",)).names_title(
        ...     "Made-Up Depth of Scenes"
        ... )
        True
        """
        wanted = normalize_title(title)
        if not wanted:
            return False
        whole = len(wanted.split()) >= _TITLE_WORDS
        written = map(normalize_title, self.titles)
        return any(wanted == one or (whole and f" {wanted} " in f" {one} ") for one in written)


class _Place(NamedTuple):
    """One place where a paper is named, and how much it speaks for it."""

    identifier: Identifier
    start: int
    weight: float


def read_readme(text: str) -> ReadmePapers:
    """Read the papers that a README names as its own, likeliest first.

    >>> text = "# Made-up Depth of Scenes\\n[[paper](https://arxiv.org/abs/2504.13065)]"
    >>> [str(one) for one in read_readme(text).identifiers], read_readme(text).titles
    (['arxiv:2504.13065'], ('Made-up Depth of Scenes',))
    """
    shown = _COMMENT.sub(lambda match: " " * len(match[0]), text[:_MOST_CHARACTERS])
    weights: dict[Identifier, float] = {}
    first: dict[Identifier, int] = {}
    for place in _places(shown):
        weights[place.identifier] = weights.get(place.identifier, 0.0) + place.weight
        first.setdefault(place.identifier, place.start)
    ordered = sorted(weights, key=lambda one: (-weights[one], first[one]))
    cited = tuple(dict.fromkeys(_cited_titles(shown)))
    titles = dict.fromkeys((*cited, *_headings(shown), *_link_titles(shown)))
    return ReadmePapers(tuple(ordered), tuple(titles), cited)


def says_unofficial(text: str) -> bool:
    """Tell whether a README's head, or a description, says that others than the authors wrote it.

    >>> says_unofficial("Unofficial PyTorch implementation of Made-up Tides")
    True
    >>> says_unofficial("The official code, with links to unofficial ports"), says_unofficial("")
    (False, False)
    """
    head = text[:_TOP]
    return bool(_UNOFFICIAL.search(head)) and not _OFFICIAL.search(head)


def _places(text: str) -> Iterator[_Place]:
    entries = [(match.start(), match.end()) for match in _BIBTEX.finditer(text)]
    others = list(_sections_about_others(text))
    named: dict[Identifier, int] = {}
    for start, identifier in sorted(_mentions(text), key=lambda pair: pair[0]):
        named[identifier] = named.get(identifier, 0) + 1
        if any(begin <= start < end for begin, end in others):
            weight = 0.1
        elif place := next((k for k, (b, e) in enumerate(entries) if b <= start < e), None):
            weight = 1.0 if place else 2.0
        elif entries and entries[0][0] <= start < entries[0][1]:
            weight = 2.0
        else:
            weight = _weight_of_link(text, start)
        yield _Place(identifier, start, weight / named[identifier])


def _mentions(text: str) -> Iterator[tuple[int, Identifier]]:
    for match in _URL.finditer(text):
        identifier = identifier_of_url(match[0].rstrip(").,;*"))
        if identifier is not None and identifier.is_paper:
            yield match.start(), identifier
    for match in _BARE.finditer(text):
        bare = parse_identifier(match[1])
        if bare is not None:
            yield match.start(), bare


def _weight_of_link(text: str, start: int) -> float:
    line = text[text.rfind("\n", 0, start) + 1 : start]
    label = _LABEL.search(line)
    after = re.match(r"[^<>]*>(.{0,200}?)</a>", text[start : start + 600], re.DOTALL)
    words = (label[0] if label else "") + (after[1] if after else "")
    weight = 1.5 if _PAPER_LABEL.search(words) else 0.5
    return weight + (1.0 if start < _TOP else 0.0)


def _sections_about_others(text: str) -> Iterator[tuple[int, int]]:
    headings = list(_HEADING.finditer(text))
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    for heading, end in zip(headings, ends, strict=False):
        words = heading["marked"] or heading["tagged"]
        if _OTHERS.search(words) and not _CITE.search(words):
            yield heading.start(), end


def _cited_titles(text: str) -> Iterator[str]:
    # imported here because it brings YAML and BibTeX, which no other reading of a README needs
    from harvester.lists.data_files.read import bibtex_records

    for match in _BIBTEX.finditer(text):
        for record in bibtex_records(match[0]):
            for claim in record.claims:
                if claim.field == "title":
                    title = " ".join((claim.shown or claim.value).strip('{}" ').split())
                    if title and len(title) <= _LONG_TITLE:
                        yield title


def _headings(text: str) -> Iterator[str]:
    """Yield the first headings that are long enough to be titles."""
    for match in list(_HEADING.finditer(text))[:6]:
        title = _plain(match["marked"] or match["tagged"])
        if _is_title(title):
            yield title


def _link_titles(text: str) -> Iterator[str]:
    """Yield the labels of links to papers that are long enough to be titles."""
    for match in _LINK.finditer(text):
        target = match[0][len(match[1]) + 3 :]
        url = _URL.match(target)
        identifier = identifier_of_url(url[0].rstrip(").,;")) if url else None
        title = _plain(match[1])
        if identifier is not None and identifier.is_paper and _is_title(title):
            yield title


def _is_title(text: str) -> bool:
    return len(text.split()) >= _TITLE_WORDS and len(text) <= _LONG_TITLE


def _plain(text: str) -> str:
    text = _LINK.sub(r"\1", _IMAGE.sub(" ", text))
    text = _TAG.sub(" ", text).replace("**", "").replace("`", "").strip("*_ ")
    return " ".join(text.split())
