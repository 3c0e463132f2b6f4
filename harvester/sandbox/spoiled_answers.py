"""Answers of bad days that look well: a record less a field, of another thing, with a mad number.

Each function takes the body of a sound answer and returns the spoiled one; where it holds no record
that could be spoiled, the body as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

_HUGE = 10**24
_RECORDS: Mapping[str, Callable[[Any], list[dict[str, Any]]]] = {
    "crossref": lambda content: content["message"]["items"],
    "datacite": lambda content: [content["data"]["attributes"]],
    "huggingface": lambda content: [content] if "id" in content else [],
    "europepmc": lambda content: content["resultList"]["result"],
    "openalex": lambda content: content["results"],
    "openreview": lambda content: content["notes"],
    "semanticscholar": lambda content: [paper for paper in content if paper],
    "unpaywall": lambda content: [content] if "doi" in content else [],
    "github": lambda content: [
        node
        for node in [content, *(content.get("data") or {}).values()]
        if node and ("stargazerCount" in node or "stargazers_count" in node)
    ],
}
_MISSING = ("title", "titles", "author", "authors", "authorList", "authorships", "creators")
_MISSING_OF_GITHUB = ("stargazerCount", "stargazers_count")
_HALF = "Half a letter: \ud83d"
_HALF_LETTERS: Mapping[str, Any] = {
    "title": _HALF,
    "titles": [{"title": _HALF}],
    "description": _HALF,
    "githubRepo": _HALF,
}
"""JSON may escape the half of a letter beyond U+FFFF, which is no text that can be written."""
_OTHER_IDS: Mapping[str, Mapping[str, Any]] = {
    "crossref": {"DOI": "10.9999/of-another-work"},
    "datacite": {"doi": "10.48550/arxiv.2401.99997"},
    "huggingface": {"id": "2401.99997"},
    "europepmc": {"doi": "10.9999/of-another-work"},
    "openalex": {"doi": "https://doi.org/10.9999/of-another-work"},
    "openreview": {"id": "OfAnotherWork"},
    "unpaywall": {"doi": "10.9999/of-another-work"},
    "semanticscholar": {"externalIds": {"ArXiv": "2401.99997", "DOI": "10.9999/of-another-work"}},
}
_DATES: Mapping[str, Mapping[str, Any]] = {
    "crossref": {"issued": {"date-parts": [["soon"]]}},
    "datacite": {
        "dates": [{"date": "soon", "dateType": "Submitted", "dateInformation": "v1"}],
    },
    "europepmc": {"pubYear": "soon"},
    "github": {"pushedAt": "soon", "pushed_at": "soon"},
    "openalex": {"publication_date": "soon"},
    "semanticscholar": {"year": "soon"},
}
_NUMBERS: Mapping[str, Mapping[str, Any]] = {
    "crossref": {"issued": {"date-parts": [[_HUGE, 1]]}},
    "datacite": {
        "dates": [
            {"date": "2024-01-02", "dateType": "Submitted", "dateInformation": f"v{number}"}
            for number in (1, _HUGE)
        ],
    },
    "europepmc": {"pubYear": str(_HUGE)},
    "github": dict.fromkeys(
        ("stargazerCount", "stargazers_count", "forkCount", "forks_count"), _HUGE
    ),
    "openalex": {"publication_date": f"{_HUGE}-01-01"},
    "semanticscholar": {"year": _HUGE},
}
_PAGE_SPOILERS: Mapping[str, tuple[tuple[bytes, bytes], ...]] = {
    "missing-fields": ((rb'<meta name="citation_author"[^>]*>\n?', b""),),
    "other-record": tuple(
        (rb'(<meta name="citation_%s" content=")[^"]*' % name, rb"\g<1>" + value)
        for name, value in (
            (b"title", b"Another work"),
            (b"author", b"Someone Else"),
            (b"doi", b"10.9999/of-another-work"),
        )
    ),
}
_FEED_SPOILERS: Mapping[str, tuple[bytes, bytes]] = {
    "no-abstracts": (rb"(?s)<summary>.*?</summary>", b"<summary/>"),
    "no-authors": (rb"(?s)<author>.*?</author>", b""),
    "no-categories": (rb"<(?:arxiv:primary_)?category [^>]*/>", b""),
    "no-versions": (rb"(<id>http://arxiv\.org/abs/[^<]*?)v\d+</id>", rb"\1</id>"),
    "bad-date": (rb"<published>[^<]*</published>", b"<published>soon</published>"),
}


def spoil(kind: str, service: str, body: bytes) -> bytes | None:
    """Return the `body` of an answer of `service` spoiled by `kind`; None for another kind."""
    if kind == "bad-bytes":
        return body[: len(body) // 2] + b"\xe9\xff" + body[len(body) // 2 :]
    if service == "arxiv":
        return _spoil_feed(kind, body)
    if service == "pages":
        return _replace_in_page(kind, body)
    if kind == "two-titles":
        return _change(service, body, _add_other_title)
    if kind == "missing-fields":
        names = _MISSING_OF_GITHUB if service == "github" else _MISSING
        return _change(service, body, lambda records: _drop(_values_of(records[0]), names))
    if kind == "half-letters":
        return _change(
            service, body, lambda records: _replace(_values_of(records[0]), _HALF_LETTERS)
        )
    if kind == "other-record":
        other = {"title": "Another work", **_OTHER_IDS[service]}
        return _change(service, body, lambda records: records[0].update(other))
    values = {"bad-date": _DATES, "huge-numbers": _NUMBERS}.get(kind)
    if values is None:
        return None
    return _change(service, body, lambda records: _replace(records[0], values[service]))


def _change(service: str, body: bytes, change: Callable[[list[dict[str, Any]]], object]) -> bytes:
    """Let `change` have the records of an answer, if it has any."""
    try:
        content = json.loads(body)
        records = _RECORDS[service](content)
    except (ValueError, KeyError, TypeError, AttributeError):
        return body
    if records:
        change(records)
    return json.dumps(content).encode()


def _values_of(record: dict[str, Any]) -> dict[str, Any]:
    """Return what holds the values of a record: OpenReview keeps them apart from the id."""
    values = record.get("content", record)
    return values if isinstance(values, dict) else record


def _drop(record: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        record.pop(name, None)


def _replace(record: dict[str, Any], values: Mapping[str, Any]) -> None:
    """Replace what the record has of `values`: GraphQL and REST spell one field differently."""
    record.update({name: value for name, value in values.items() if name in record})


def _add_other_title(records: list[dict[str, Any]]) -> None:
    """Add the first record a second time, under another title."""
    other = deepcopy(records[0])
    other["title"] = ["Another work"] if isinstance(other.get("title"), list) else "Another work"
    records.append(other)


def _replace_in_page(kind: str, body: bytes) -> bytes | None:
    if kind not in _PAGE_SPOILERS:
        return None
    for pattern, replacement in _PAGE_SPOILERS[kind]:
        body = re.sub(pattern, replacement, body)
    return body


def _spoil_feed(kind: str, body: bytes) -> bytes | None:
    if kind == "two-titles":
        return _feed_with_second_title(body)
    if kind == "older-version":
        return _OLDER.sub(_of_first_version, body)
    if kind not in _FEED_SPOILERS:
        return None
    pattern, replacement = _FEED_SPOILERS[kind]
    return re.sub(pattern, replacement, body, count=int(kind == "bad-date"))


_OLDER = re.compile(rb"(?s)<entry>.*?</entry>")


def _of_first_version(entry: re.Match[bytes]) -> bytes:
    """Return an entry as it was when its first version was the latest."""
    published = re.search(rb"<published>([^<]*)</published>", entry[0])
    if published is None:
        return entry[0]
    first = re.sub(rb"(/abs/[^<]*?)v\d+</id>", rb"\1v1</id>", entry[0])
    return re.sub(rb"<updated>[^<]*</updated>", b"<updated>" + published[1] + b"</updated>", first)


def _feed_with_second_title(feed: bytes) -> bytes:
    entry = re.search(rb"<entry>.*?</entry>", feed, re.DOTALL)
    if entry is None:
        return feed
    other = re.sub(rb"(?s)<title>.*?</title>", b"<title>Another work</title>", entry[0], count=1)
    return feed.replace(entry[0], entry[0] + other, 1)
