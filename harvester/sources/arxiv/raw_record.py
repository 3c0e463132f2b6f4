"""Read arXiv's `arXivRaw` records: what the author typed, TeX and all, and each version's date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.utils import parsedate_to_datetime

from lxml import etree

from harvester.model import FieldData, Identifier, PersonName, Reading, Record, Version
from harvester.sources.arxiv.feed import full_text
from harvester.sources.arxiv.named_links import links_named
from harvester.sources.arxiv.papers import (
    collapse,
    read_publication_fields,
    states_withdrawal,
)
from harvester.values.identifiers import normalize_doi
from harvester.values.person_names import parse_person, split_names

_RAW = "{http://arxiv.org/OAI/arXivRaw/}"
_WITHDRAWN_SOURCE = "I"
_VERSION_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_NICKNAME = re.compile(r"[^\W\d_][\w.'’-]*")
_REST_OF_NAME = re.compile(r"\s+(?!(?:and|for|on)\b)[^\W\d_]")
_NUMBERED = re.compile(r"\((\d+)\)\s*([^()]+?)\s*(?=[,;]?\s*\(\d+\)|$)")


def read_raw(record: Record) -> Reading:
    """Read one record: fields, DOIs, all versions, repositories it names."""
    root = etree.fromstring(
        record.body.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True)
    )
    texts = {
        name: collapse(full_text(root.find(_RAW + name)))
        for name in [
            "title",
            "authors",
            "categories",
            "comments",
            "journal-ref",
            "doi",
            "license",
            "abstract",
        ]
    }
    versions = tuple(_versions(record.identifier, root))
    if versions and states_withdrawal(texts["comments"], texts["abstract"]):
        versions = (*versions[:-1], replace(versions[-1], stage="withdrawn"))
    dois = _dois(texts["doi"])
    return Reading(
        record.identifier,
        tuple((name, value) for name, value in _fields(texts, versions, dois) if value),
        identifiers=tuple(Identifier("doi", doi) for doi in dois),
        versions=versions,
        relations=links_named(texts["comments"], texts["abstract"]),
    )


def title_of(record: Record) -> str:
    """Return the title of a record, to tell two of one paper apart."""
    root = etree.fromstring(record.body.encode("utf-8"), etree.XMLParser(resolve_entities=False))
    return collapse(full_text(root.find(_RAW + "title")))


def _fields(
    texts: dict[str, str], versions: tuple[Version, ...], dois: tuple[str, ...]
) -> Iterator[tuple[str, FieldData]]:
    categories = tuple(texts["categories"].split())
    yield "title", texts["title"]
    yield "authors", read_author_line(texts["authors"])
    yield "abstract", texts["abstract"]
    yield "submitted", (versions[0].issued or "") if versions else ""
    yield "updated", (versions[-1].issued or "") if versions else ""
    yield "primary_category", next(iter(categories), "")
    yield "categories", categories
    yield "comment", texts["comments"]
    yield "journal_ref", texts["journal-ref"]
    yield "doi", next(iter(dois), "")
    yield from read_publication_fields(texts["comments"], texts["journal-ref"])
    yield "withdrawn", bool(versions) and versions[-1].stage == "withdrawn"
    yield "version", (versions[-1].number or 0) if versions else 0
    yield "license", texts["license"]


def _dois(text: str) -> tuple[str, ...]:
    dois = (normalize_doi(part) for part in re.split(r"[\s;]+", text))
    return tuple(dict.fromkeys(doi for doi in dois if doi))


def _versions(identifier: Identifier, root: etree._Element) -> Iterator[Version]:
    """Give the versions in order; source type I marks the withdrawal of the paper by a version."""
    for entry in root.iterfind(f"{_RAW}version"):
        number = (entry.get("version") or "").removeprefix("v")
        if not _VERSION_NUMBER.fullmatch(number):
            continue
        kinds = collapse(entry.findtext(f"{_RAW}source_type"))
        stage = "withdrawn" if _WITHDRAWN_SOURCE in kinds else "submitted"
        yield Version(identifier, stage, int(number), _day(entry.findtext(f"{_RAW}date")))


def _day(text: str | None) -> str | None:
    try:
        return parsedate_to_datetime(text or "").date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def read_author_line(text: str) -> tuple[PersonName, ...]:
    """Read an author line with its affiliations: "A. One (1), B. Two (Inst C) ((1) Inst A)".

    >>> [str(name) for name in read_author_line("A. One and B. Two (Inst A, Town)")]
    ['A. One', 'B. Two']
    """
    bare, notes = _without_notes(text)
    legend = dict(_NUMBERED.findall(" ".join(note for _, note in notes if "(" in note)))
    names, _ = split_names(bare)
    people: list[PersonName] = []
    position = 0
    for name in names:
        start = bare.find(name, position)
        position = start + len(name) if start >= 0 else position
        following = next((note for at, note in notes if 0 <= at - position <= 2), "")
        people.append(replace(parse_person(name), affiliations=_affiliations(following, legend)))
    return tuple(people)


def _affiliations(note: str, legend: dict[str, str]) -> tuple[str, ...]:
    if not note or "(" in note:
        return ()
    if re.fullmatch(r"(?:\d+|and|[\s,&])+", note):
        return tuple(legend[number] for number in re.findall(r"\d+", note) if number in legend)
    return (collapse(note),)


def _without_notes(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Return `text` without its parentheses, and these with the place where each stood.

    A nickname in the middle of a name, "Yuge (Jimmy) Shi", is a part of it.
    """
    bare: list[str] = []
    notes: list[tuple[int, str]] = []
    depth, begin = 0, 0
    for index, letter in enumerate(text):
        if letter == "(":
            depth += 1
            if depth == 1:
                begin = index + 1
        elif letter == ")" and depth:
            depth -= 1
            if depth == 0:
                inner = text[begin:index]
                if _NICKNAME.fullmatch(inner) and _REST_OF_NAME.match(text, index + 1):
                    bare.append(f"({inner})")
                else:
                    notes.append((len("".join(bare)), inner))
        elif depth == 0:
            bare.append(letter)
    return "".join(bare), notes
