"""Words that the local index stores of a record, and those a query looks up; pure.

A term is a folded word of the title, "@" and a family among the first authors, or "#" and a page
that the comment names. A key is a small number that titles, or parts of them, share where they
are the same but for blanks, plurals, abbreviations and a leading article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import Literal
from zlib import crc32

from harvester.identifiers import identifier_of_url
from harvester.model import Identifier, Query
from harvester.normalize import normalize_url, title_words
from harvester.person_names import family_key
from harvester.titles import PREFIXES, Title, fold_words, read_written_title, split_break

_INDEXED_AUTHORS = 3
_MOST_WORDS = 40
_MOST_TOLD = 60
_MOST_LINKS = 8
_JOINED, _TOLD = 0.9, 0.8
_TELLING = 12
_BREAK_MARK = re.compile(r"[:：–—|]|\s--?\s")
_PAGE = re.compile(r"https?://[^\s{}\\,;)\]>\"']+")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]+")
_ARTICLES = frozenset({"the", "a", "an"})
_PLAIN_EXCEPTIONS = frozenset({"team", "sant", "vander", "santa"})

FORMAT = "3"
"""Of what is stored: to be changed with every rule in here, and with how words are folded."""

KeyColumn = Literal["whole", "head", "tail"]


@lru_cache(maxsize=65536)
def term_of(term: str) -> int:
    """Return the number a term is stored under; odd for words of titles, even for others."""
    number = int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "big") >> 1
    return number & ~1 | (term[0] not in "@#")


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    return "".join(fold_words((word,)))


def key_of(words: Sequence[str]) -> int | None:
    """Return the key of a title's words; None for no words."""
    if not words:
        return None
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return crc32("".join(map(_folded, words)).encode()) >> 1


def title_keys(title: str, words: list[str]) -> tuple[int | None, int | None, int | None]:
    """Return the keys of the whole title, of its part before the break and of the part after."""
    if not _BREAK_MARK.search(title):
        return key_of(words), None, None
    head = title_words(split_break(title)[0])
    if not head or words[: len(head)] != head:
        return key_of(words), None, None
    return key_of(words), key_of(head), key_of(words[len(head) :])


def unfolded_terms(words: list[str], authors: str, comment: str | None) -> set[str]:
    """Return a record's terms before `fold_term`, which is left to do once per distinct term."""
    terms = set(words) if PREFIXES.isdisjoint(words) else set(_prefixes_joined(words))
    if authors:
        for name in authors.split("; ", _INDEXED_AUTHORS)[:_INDEXED_AUTHORS]:
            terms.add("@" + _quick_family(name))
    if comment and "://" in comment:
        terms.update("#" + normalize_url(page.rstrip(".")) for page in _PAGE.findall(comment))
    return terms


def fold_term(term: str) -> tuple[str, ...]:
    """Return what a term of `unfolded_terms` is stored as."""
    return (term,) if term[0] in "@#" else fold_words((term,))


def record_terms(title: str, authors: str, comment: str | None) -> frozenset[int]:
    """Return the numbers of all terms of a record."""
    terms = unfolded_terms(title_words(title), authors, comment)
    return frozenset(term_of(folded) for term in terms for folded in fold_term(term))


def _prefixes_joined(words: Iterable[str]) -> Iterator[str]:
    glue = ""
    for word in words:
        if word in PREFIXES and not glue:
            glue = word
        else:
            yield glue + word
            glue = ""
    if glue:
        yield glue


def _quick_family(name: str) -> str:
    """Return `family_key(name)`, faster for the plain names that most are."""
    if name.isascii() and "," not in name:
        last = name.rpartition(" ")[2].lower()
        if last.isalpha() and len(last) > 3 and last not in _PLAIN_EXCEPTIONS:
            return last
    return family_key(name)


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
    return terms


def _told_words(query: Query, title: Title) -> Iterator[str]:
    """Give the words beside the title: of a description, of the short name, of repositories."""
    raw = title.raw or title.text
    yield from fold_words(title.raw_words[:_MOST_TOLD])
    if _IDEOGRAPHS.search(raw):
        yield from fold_words(title_words(_IDEOGRAPHS.sub(" ", raw)))
    yield from fold_words(title_words(query.name))
    for repository in _linked(query, "github"):
        yield "".join(title_words(repository.value.partition("/")[2]))


def _linked(query: Query, scheme: str) -> Iterator[Identifier]:
    for link in query.links[:_MOST_LINKS]:
        found = identifier_of_url(link)
        if found is not None and found.scheme == scheme:
            yield found


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
    name = title_words(query.name)
    begun: list[Sequence[str]] = []
    if len(title.raw_words) >= _TELLING:  # the title and a description, perhaps run together
        begun = [title.raw_words[:count] for count in range(2, _TELLING)]
    wanted: dict[KeyColumn, list[Sequence[str]]] = {
        "whole": [title.words, title.tail, name, *begun],
        "tail": [title.words, title.tail, *begun],
        "head": [title.head or title.words, name, *begun],
    }
    return {
        column: list(dict.fromkeys(key for key in map(key_of, parts) if key is not None))
        for column, parts in wanted.items()
    }
