"""Read from a paper what a bibliography says of it: visible values alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from harvester.model import FieldData, Identifier, Paper, PersonName
from harvester.values.identifiers import url_of
from harvester.values.text import clean_tex, fold, strip_hidden, title_words

_ET_AL = "et al."
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MATH = re.compile(r"\$[^$]*[\\^_{][^$]*\$")
_STOP_WORDS = frozenset({"a", "an", "the", "on", "of", "in", "for", "and", "to", "towards"})


@dataclass(frozen=True, slots=True)
class Citation:
    """One paper as a bibliography names it.

    `type` is CSL's; `issued` an ISO date, possibly partial; `is_cut` tells that the list gave the
    first authors only; `code` are addresses of repositories.
    """

    id: Identifier
    key: str
    type: str
    title: str
    authors: tuple[PersonName, ...]
    is_cut: bool
    issued: str
    container: str
    event: str
    doi: str
    arxiv: str
    category: str
    url: str
    abstract: str
    code: tuple[str, ...]


def cite_papers(papers: Iterable[Paper]) -> tuple[Citation, ...]:
    """Return the citations of `papers`, sorted by id, each with a key of its own."""
    ordered = sorted(papers, key=lambda paper: paper.id)
    keys = _distinct(_key(paper) for paper in ordered)
    return tuple(_cite(paper, key) for paper, key in zip(ordered, keys, strict=True))


def _cite(paper: Paper, key: str) -> Citation:
    authors = _authors(paper)
    container, event = _text(paper, "container_title"), _text(paper, "event_title")
    return Citation(
        id=paper.id,
        key=key,
        type=_type(paper, container, event),
        title=_title(paper),
        authors=tuple(one for one in authors if one.literal != _ET_AL),
        is_cut=any(one.literal == _ET_AL for one in authors),
        issued=_issued(paper),
        container=container,
        event=event,
        doi=_first(paper, "doi"),
        arxiv=_first(paper, "arxiv"),
        category=_text(paper, "primary_category"),
        url=_url(paper),
        abstract=_text(paper, "abstract"),
        code=repositories(paper),
    )


def plain(value: FieldData | None) -> str:
    """Return a value as text without characters that hide, or that XML forbids."""
    text = "" if value is None or isinstance(value, tuple) else str(value)
    return _NOT_IN_XML.sub("", strip_hidden(text)).strip()


def repositories(paper: Paper) -> tuple[str, ...]:
    """Return the addresses of the repositories of `paper`, sorted."""
    targets = {one.target for one in paper.relations if one.target.scheme == "github"}
    return tuple(url_of(target) for target in sorted(targets))


def _text(paper: Paper, field: str) -> str:
    return plain(paper.value(field))


def _title(paper: Paper) -> str:
    title = _text(paper, "title") or _text(paper, "name") or str(paper.id)
    has_tex = "\\" in title or _MATH.search(title)
    return plain(clean_tex(title)) or title if has_tex else title


def _authors(paper: Paper) -> tuple[PersonName, ...]:
    value = paper.value("authors")
    names = value if isinstance(value, tuple) else ()
    persons = (one if isinstance(one, PersonName) else PersonName(literal=one) for one in names)
    cleaned = (
        PersonName(plain(one.family), plain(one.given), plain(one.literal)) for one in persons
    )
    return tuple(one for one in cleaned if str(one))


def _type(paper: Paper, container: str, event: str) -> str:
    stated = _text(paper, "type")
    if stated:
        return stated
    chosen = paper.chosen("event_title")
    if event and chosen and chosen.source != "list":
        return "paper-conference"
    return "article-journal" if container else "article"


def _issued(paper: Paper) -> str:
    """Return when the work came out; the list's own word only where nobody else says it."""
    return next(filter(None, (_text(paper, name) for name in ("submitted", "issued"))), "")


def _first(paper: Paper, scheme: str) -> str:
    identifiers = (paper.id, *sorted(paper.identifiers))
    return next((plain(one.value) for one in identifiers if one.scheme == scheme), "")


def _url(paper: Paper) -> str:
    identifiers = sorted({paper.id, *paper.identifiers}, key=lambda one: (one != paper.id, one))
    return next((plain(url) for one in identifiers if (url := url_of(one))), "")


def _key(paper: Paper) -> str:
    """Return `<family><year><first word of the title>` in ASCII letters and digits."""
    authors, issued = _authors(paper), _issued(paper)
    family = (authors[0].family or authors[0].literal) if authors else ""
    words = (word for word in title_words(_title(paper)) if word not in _STOP_WORDS)
    parts = (_ascii(family), issued[:4], _ascii(next(words, "")))
    return "".join(parts) or "paper"


def _ascii(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


def _distinct(keys: Iterable[str]) -> Iterator[str]:
    """Yield each key; one that came before gets a letter, or a number after the alphabet."""
    used: set[str] = set()
    for key in keys:
        number, candidate = 0, key
        while candidate in used:
            candidate = f"{key}{_suffix(number)}"
            number += 1
        used.add(candidate)
        yield candidate


def _suffix(number: int) -> str:
    return chr(ord("a") + number) if number < 26 else f"-{number}"
