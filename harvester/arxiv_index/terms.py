"""Words that the local index stores of a record, and those a query looks up; pure.

A term is a folded word of the title, "@" and a family among the first authors, or "#" and a page
that the comment names. A key is a small number that titles, or parts of them, share where they
are the same but for blanks, plurals, abbreviations and a leading article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import Literal
from zlib import crc32

from harvester.matching.abstracts import (
    is_coined,
    name_number,
    short_names,
    unpack_terms,
)
from harvester.matching.titles import (
    ABBREVIATIONS,
    ARTICLES,
    PREFIXES,
    Title,
    fold_words,
    read_written_title,
    split_break,
    word_bits,
)
from harvester.model import Identifier, Query
from harvester.values.identifiers import identifier_of_url
from harvester.values.person_names import family_key
from harvester.values.text import normalize_url, title_words

_INDEXED_AUTHORS = 3
_MOST_WORDS = 40
_MOST_TOLD = 60
_MOST_DESCRIBED, _MOST_TELLING, _DESCRIBED_BITS = 120, 20, 7.0
_MOST_LINKS = 8
_JOINED, _TOLD = 0.9, 0.8
_TELLING = 12
_MOST_FOLDED = 1 << 18
_PAGE = re.compile(r"https?://[^\s{}\\,;)\]>\"']+")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]+")
_NOT_FOLDED_ALONE = PREFIXES | {
    word for short in ABBREVIATIONS for word in (short, f"{short}s", f"{short}es")
}
_NO_FAMILIES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md"})

FORMAT = "5"
"""Of what is stored: to be changed with every rule in here, and with how words are folded."""

KeyColumn = Literal["whole", "head", "tail"]


def term_of(term: str) -> int:
    """Return the number a term is stored under; odd for words of titles, even for others."""
    number = int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "big") >> 1
    return number & ~1 | (term[0] not in "@#~")


class _Folded(dict[str, str]):
    """Words as they are stored; nothing but a look-up, for a build folds millions of words."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_FOLDED:
            self.clear()
        folded = self[word] = "".join(fold_words((word,)))
        return folded


_folded = _Folded().__getitem__


def key_of(words: Sequence[str]) -> int | None:
    """Return the key of a title's words; None for no words."""
    return _key(list(map(_folded, words)))


def _key(folded: list[str]) -> int | None:
    if not folded:
        return None
    if folded[0] in ARTICLES and len(folded) > 1:
        folded = folded[1:]
    return crc32("".join(folded).encode()) >> 1


def title_keys(title: str, words: list[str]) -> tuple[int | None, int | None, int | None]:
    """Return the keys of the whole title, of its part before the break and of the part after."""
    folded = list(map(_folded, words))
    if not _may_have_break(title):
        return _key(folded), None, None
    head = title_words(split_break(title)[0])
    if not head or words[: len(head)] != head:
        return _key(folded), None, None
    return _key(folded), _key(folded[: len(head)]), _key(folded[len(head) :])


def _may_have_break(title: str) -> bool:
    """Tell whether it is worth looking for a break; most titles of a build have none."""
    plain = ":" in title or "- " in title or "|" in title
    return plain or (not title.isascii() and any(mark in title for mark in "–—："))


def record_terms(
    words: Sequence[str], authors: str, comment: str | None, abstract_terms: bytes = b""
) -> set[str]:
    """Return what to store a record under, before `fold_term`."""
    terms = set(words) if _NOT_FOLDED_ALONE.isdisjoint(words) else set(fold_words(words))
    plain = authors.isascii() and "," not in authors and "\\" not in authors
    for name in authors.split("; ", _INDEXED_AUTHORS)[:_INDEXED_AUTHORS] if authors else ():
        last = name[name.rfind(" ") + 1 :].lower()
        simple = plain and last.isalpha() and last not in _NO_FAMILIES
        terms.add("@" + (last if simple else family_key(name)))  # the same, and quicker
    if comment and "://" in comment:
        terms.update("#" + normalize_url(page.rstrip(".")) for page in _PAGE.findall(comment))
    if abstract_terms and abstract_terms[0]:
        terms.update(f"~{name:06x}" for name in unpack_terms(abstract_terms).names)
    return terms


def fold_term(term: str) -> str:
    """Return a term of `record_terms` as it is stored."""
    return term if term[0] in "@#~" else _folded(term)


def record_numbers(
    title: str, authors: str, comment: str | None, abstract_terms: bytes = b""
) -> frozenset[int]:
    """Return the numbers of all terms of a record."""
    terms = record_terms(title_words(title), authors, comment, abstract_terms)
    return frozenset(term_of(fold_term(term)) for term in terms)


def query_terms(query: Query) -> dict[str, float]:
    """Return the terms to look up, each with how much of its rarity counts."""
    title = read_written_title(query.title)
    words = title.words[:_MOST_WORDS]
    terms = dict.fromkeys(fold_words(words), 1.0)
    for name in query.authors[:_INDEXED_AUTHORS]:
        terms.setdefault("@" + family_key(name), 1.0)
    for link in query.links[:_MOST_LINKS]:
        terms.setdefault("#" + normalize_url(link), 1.0)
    for one, two in pairwise(words):
        terms.setdefault(_folded(one + two), _JOINED)
    for word in _told_words(query, title):
        terms.setdefault(word, _TOLD)
    repositories = (one.value.partition("/")[2] for one in _linked(query, "github"))
    for name in (*short_names(query.name, title), *filter(is_coined, repositories)):
        terms.setdefault(f"~{name_number(name):06x}", _TOLD)
    return terms


def _told_words(query: Query, title: Title) -> Iterator[str]:
    """Give the words beside the title: of a description, of the short name, of repositories."""
    raw = title.raw or title.text
    yield from fold_words(title.raw_words[:_MOST_TOLD])
    if _IDEOGRAPHS.search(raw):
        yield from fold_words(title_words(_IDEOGRAPHS.sub(" ", raw)))
    told = dict.fromkeys(fold_words(title_words(query.description)[:_MOST_DESCRIBED]))
    telling = [word for word in told if word_bits(word) >= _DESCRIBED_BITS]
    yield from sorted(telling, key=word_bits, reverse=True)[:_MOST_TELLING]
    yield from fold_words(title_words(query.name))
    for repository in _linked(query, "github"):
        yield "".join(title_words(repository.value.partition("/")[2]))


def _linked(query: Query, scheme: str) -> Iterator[Identifier]:
    for link in query.links[:_MOST_LINKS]:
        identifier = identifier_of_url(link)
        if identifier is not None and identifier.scheme == scheme:
            yield identifier


def linked_dois(query: Query) -> list[str]:
    """Return the DOIs that the entry links."""
    return [identifier.value for identifier in _linked(query, "doi")]


def splits_of(word: str) -> list[tuple[str, str]]:
    """Return the ways to split a word that no title has: "diffusionmodel" may be two."""
    if len(word) < 8 or not word.isalpha():
        return []
    return [(word[:at], word[at:]) for at in range(3, len(word) - 2)]


def query_keys(query: Query) -> dict[KeyColumn, list[int]]:
    """Return the keys under which the record may stand, by column."""
    title = read_written_title(query.title)
    name, words, tail = title_words(query.name), key_of(title.words), key_of(title.tail)
    named = [title_words(one) for one in query.named_titles[:_MOST_LINKS]]
    begun = []
    if len(title.raw_words) >= _TELLING:  # the title and a description, perhaps run together
        folded = list(map(_folded, title.raw_words[: _TELLING - 1]))
        begun = [_key(folded[:count]) for count in range(2, _TELLING)]
    wanted: dict[KeyColumn, list[int | None]] = {
        "whole": [words, tail, key_of(name), *begun, *map(key_of, named)],
        "tail": [words, tail, *begun],
        "head": [key_of(title.head) if title.head else words, key_of(name), *begun],
    }
    return {
        column: [key for key in dict.fromkeys(keys) if key is not None]
        for column, keys in wanted.items()
    }
