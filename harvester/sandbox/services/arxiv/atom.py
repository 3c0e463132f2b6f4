"""arXiv's query API as it has answered since November 2025 (Atom feeds)."""

from __future__ import annotations

import base64
import hashlib
import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from xml.sax.saxutils import escape, quoteattr

from harvester.sandbox.exchange import Reply, Request
from harvester.sandbox.made_up import made_up_abstract, made_up_time
from harvester.sandbox.services.arxiv.query import InvalidQueryError, search
from harvester.sandbox.services.word_index import WordIndex
from harvester.sandbox.world import PaperFacts, World

LONGEST_URL = 8000
_ATOM = "application/atom+xml; charset=utf-8"
# The server checks less than it looks up: a prefix or a trailing remark passes and matches nothing.
_LOOKS_LIKE_ID = re.compile(
    r"\s*(?:arxiv:)?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", re.IGNORECASE
)
_VERSION = re.compile(r"v(\d+)$")
_CONFERENCE = re.compile(r"^([A-Z][A-Za-z]+ \d{4}(?: Workshop \w+)?)|\(([A-Z]+ \d{4})\)")
_SORTS = frozenset({"relevance", "lastUpdatedDate", "submittedDate"})
_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'
    ' xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">\n'
)


class _BadRequestError(Exception):
    """What the Error entry says."""


@dataclass(frozen=True, slots=True)
class _Hit:
    paper: PaperFacts
    version: int


class ArxivAtom:
    """Answers `/api/query` over a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    @cached_property
    def _index(self) -> WordIndex:
        return WordIndex(self._world.papers)

    def reply(self, request: Request) -> Reply:
        """Answer one query by GET or POST."""
        try:
            start = _whole_number(request, "start", 0)
            most = _whole_number(request, "max_results", 10)
            if most > 30_000:
                raise _BadRequestError("max_results_must_be_less_than_30000")
            if most == 0:
                return Reply(500, b"division by zero")
            hits = self._hits(request)
        except _BadRequestError as error:
            return Reply(400, _error_feed(str(error)), _ATOM)
        body = _feed(request, hits[start : start + most], len(hits), start, most)
        return Reply(200, body, _ATOM)

    def _hits(self, request: Request) -> list[_Hit]:
        query, ids = request.param("search_query"), request.param("id_list")
        sort = request.param("sortBy", "relevance")
        if sort not in _SORTS:
            raise _BadRequestError("sortBy_must_be_in:_relevance,_lastUpdatedDate,_submittedDate")
        if request.param("sortOrder", "descending") not in {"ascending", "descending"}:
            raise _BadRequestError("sortOrder_must_be_in:_ascending,_descending")
        if not query and not any(name == "id_list" and value for name, value in request.params):
            raise _BadRequestError("either_a_search_query_or_id_list_must_be_specified")
        hits = self._named(ids) if ids else self._searched(query)
        if ids and query:
            meant = {hit.paper.id for hit in self._searched(query)}
            hits = [hit for hit in hits if hit.paper.id in meant]
        return _sorted(hits, sort, request.param("sortOrder", "descending"))

    def _named(self, ids: str) -> list[_Hit]:
        hits = []
        for text in dict.fromkeys(ids.split(",")):
            if not _LOOKS_LIKE_ID.match(text):
                raise _BadRequestError(f"incorrect_id_format_for_{text}")
            version = _VERSION.search(text)
            paper = self._world.paper_by_id.get(text[: version.start()] if version else text)
            number = int(version[1]) if version else (paper.versions if paper else 0)
            if paper is not None and 1 <= number <= paper.versions:
                hits.append(_Hit(paper, number))
        random.Random(ids).shuffle(hits)  # noqa: S311 - the real order is not the order asked
        return hits

    def _searched(self, query: str) -> list[_Hit]:
        try:
            places = search(self._index, query)
        except InvalidQueryError as error:
            raise _BadRequestError("invalid_query_string") from error
        papers = (self._world.papers[place] for place in places)
        return [_Hit(paper, paper.versions) for paper in papers]


def _whole_number(request: Request, name: str, default: int) -> int:
    text = request.param(name, str(default))
    if not re.fullmatch(r"-?\d+", text):
        raise _BadRequestError(f"{name}_must_be_an_integer")
    if int(text) < 0:
        raise _BadRequestError(f"{name}_must_be_non-negative")
    return int(text)


def _sorted(hits: list[_Hit], sort: str, order: str) -> list[_Hit]:
    if sort == "relevance":
        return hits if order == "descending" else hits[::-1]
    newest_first = order == "descending"
    if sort == "submittedDate":
        return sorted(hits, key=lambda hit: hit.paper.submitted, reverse=newest_first)
    return sorted(hits, key=lambda hit: hit.paper.latest, reverse=newest_first)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _feed(request: Request, hits: list[_Hit], total: int, start: int, most: int) -> bytes:
    query, ids = escape(request.param("search_query")), escape(request.param("id_list"))
    asked = f"search_query={query}&amp;{{}}start={start}&amp;max_results={most}"
    digest = hashlib.sha1(asked.encode() + ids.encode(), usedforsecurity=False).digest()
    link = f"https://arxiv.org/api/query?{asked.format('')}&amp;id_list={ids}"
    title = asked.format(f"id_list={ids}&amp;")
    head = (
        f"  <id>https://arxiv.org/api/{base64.b64encode(digest).decode().rstrip('=')}</id>\n"
        f"  <title>arXiv Query: {title}</title>\n"
        f"  <updated>{_now()}</updated>\n"
        f'  <link href="{link}" type="application/atom+xml"/>\n'
    )
    return _whole(head, most, total, start, "".join(_entry(hit) for hit in hits))


def _error_feed(message: str) -> bytes:
    address = f"https://arxiv.org/api/errors#{message}"
    head = (
        "  <id>https://arxiv.org/</id>\n  <title>arXiv Search Results</title>\n"
        f"  <updated>{_now()}</updated>\n"
    )
    entry = (
        f"  <entry>\n    <id>{escape(address)}</id>\n    <title>Error</title>\n"
        f"    <updated>{_now()}</updated>\n"
        f'    <link href={quoteattr(address)} rel="alternate" type="text/html"/>\n'
        f"    <summary>{escape(message.replace('_', ' '))}</summary>\n"
        "    <author>\n      <name>arXiv api core</name>\n    </author>\n  </entry>\n"
    )
    return _whole(head, 1, 1, 0, entry)


def _whole(head: str, most: int, total: int, start: int, entries: str) -> bytes:
    counts = (
        f"  <opensearch:itemsPerPage>{most}</opensearch:itemsPerPage>\n"
        f"  <opensearch:totalResults>{total}</opensearch:totalResults>\n"
        f"  <opensearch:startIndex>{start}</opensearch:startIndex>\n"
    )
    return f"{_HEAD}{head}{counts}{entries}</feed>\n".encode()


def _entry(hit: _Hit) -> str:
    paper, name = hit.paper, f"{hit.paper.id}v{hit.version}"
    time = made_up_time(paper.id)
    updated = paper.submitted if hit.version == 1 else paper.latest
    title = (paper.former_title if hit.version == 1 else "") or paper.title
    scheme = 'scheme="http://arxiv.org/schemas/atom"'
    lines = [
        f"<id>http://arxiv.org/abs/{name}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{updated}T{time}</updated>",
        f'<link href="https://arxiv.org/abs/{name}" rel="alternate" type="text/html"/>',
        f'<link href="https://arxiv.org/pdf/{name}" rel="related" type="application/pdf"'
        ' title="pdf"/>',
        f"<summary>{escape(abstract_of(paper))}</summary>",
        *(f'<category term="{escape(term)}" {scheme}/>' for term in paper.categories),
        f"<published>{paper.submitted}T{time}</published>",
    ]
    if comment := comment_of(paper):
        lines.append(f"<arxiv:comment>{escape(comment)}</arxiv:comment>")
    lines += [f'<arxiv:primary_category term="{escape(t)}"/>' for t in paper.categories[:1]]
    if paper.journal_ref:
        lines.append(f"<arxiv:journal_ref>{escape(paper.journal_ref)}</arxiv:journal_ref>")
    lines += _authors(paper)
    lines += [f"<arxiv:doi>{escape(doi)}</arxiv:doi>" for doi in paper.dois]
    links = (quoteattr(f"https://doi.org/{doi}") for doi in paper.dois)
    lines += [f'<link rel="related" href={link} title="doi"/>' for link in links]
    return "".join(("  <entry>\n", *(f"    {line}\n" for line in lines), "  </entry>\n"))


def _authors(paper: PaperFacts) -> list[str]:
    lines = []
    for place, author in enumerate(paper.authors):
        places = paper.affiliations[place] if place < len(paper.affiliations) else ()
        inner = "".join(
            f"\n      <arxiv:affiliation>{escape(text)}</arxiv:affiliation>" for text in places
        )
        lines.append(f"<author>\n      <name>{escape(author)}</name>{inner}\n    </author>")
    return lines


def abstract_of(paper: PaperFacts) -> str:
    """Return the abstract that the sandbox serves: the given one, else a made-up one."""
    if paper.withdrawn and not paper.abstract:
        return "This paper has been withdrawn by the author. (made up for the sandbox)"
    return paper.abstract or made_up_abstract(paper.id, paper.title, paper.alias)


def comment_of(paper: PaperFacts) -> str:
    """Return the comment: the given one, else the conference and the code, as authors tell them.

    Journals are left out: arXiv's comment rarely says them, Crossref does.
    """
    if paper.comment:
        return paper.comment
    conference = _CONFERENCE.search(paper.venue)
    accepted = f"Accepted at {conference[1] or conference[2]}." if conference else ""
    code = f"Code: https://github.com/{paper.repository}" if paper.repository else ""
    page = f"Project page: {paper.project}" if paper.project and not paper.repository else ""
    return " ".join(part for part in (accepted, code, page) if part)
