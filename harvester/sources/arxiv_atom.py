"""arXiv by identifier, through its Atom API: batches of a hundred, one answer per id asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import arxiv  # type: ignore[import-untyped] # it ships no type marker

from harvester.http import Answer, Ask, Door, Part
from harvester.identifiers import arxiv_month, normalize_doi, normalize_repository
from harvester.model import (
    Failed,
    FieldData,
    Found,
    Identifier,
    Lookup,
    NotFound,
    Reading,
    Record,
    Relation,
    Version,
)
from harvester.sources.arxiv_feed import (
    FeedClient,
    check_feed,
    collapse,
    error_in,
    read_entry,
    read_person,
    split_feed,
)
from harvester.sources.arxiv_papers import FIELDS, MALFORMED, is_arxiv_id
from harvester.sources.base import Role

ENDPOINT = "https://export.arxiv.org/api/query"
BATCH = 100
_YOUNG = timedelta(days=3)
_REPOSITORY = re.compile(r"github\.com/[\w.\\-]+/[\w.\\-]+", re.IGNORECASE)
_WITHDRAWN = re.compile(
    r"^\W*(?:withdrawn|retracted)\b"
    r"|\b(?:paper|article|submission|manuscript|work|preprint|version|note|draft)\s+"
    r"(?:has been|have been|is being|is|was)\s+(?:\w+\s+){0,2}(?:withdrawn|retracted)\b",
    re.IGNORECASE,
)
_WITHDRAWN_COMMENT = re.compile(
    r"\bwithdrawn\s+(?:by|due|because|for|from|pending|until|after)\b", re.IGNORECASE
)
_FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


class RefusedError(Exception):
    """The door gave no answer; carries the reason through the package."""


class BadRequestError(Exception):
    """arXiv says that something in the request is malformed."""


class ArxivSource:
    """arXiv's Atom API. `endpoint` is the address of `/api/query`."""

    name = service = "arxiv"
    role = Role.DESCRIBES
    beside = ""
    provides = FIELDS

    def __init__(self, endpoint: str = ENDPOINT) -> None:
        self._endpoint = endpoint

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is a well-formed arXiv id."""
        return is_arxiv_id(identifier)

    def lookup(
        self, identifiers: Sequence[Identifier], door: Door
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each identifier: kept answers at once, the rest in batches of `BATCH`.

        A malformed id is never sent: it would cost its whole batch.
        """
        wanted = list(dict.fromkeys(identifiers))
        for identifier in wanted:
            if not self.accepts(identifier):
                yield identifier, NotFound(MALFORMED)
        ids = sorted(identifier.value for identifier in wanted if self.accepts(identifier))
        kept = door.recall("arxiv", ids)
        for value in ids:
            if value in kept:
                yield Identifier("arxiv", value), _lookup_of(kept[value], cached=True)
        missing = [value for value in ids if value not in kept]
        for start in range(0, len(missing), BATCH):
            yield from self._ask_batch(missing[start : start + BATCH], door)

    def _ask_batch(self, ids: list[str], door: Door) -> Iterator[tuple[Identifier, Lookup]]:
        """Ask for `ids`; one that arXiv calls malformed all the same is taken out."""
        for _ in range(4):
            pages: list[Answer] = []
            try:
                self._fetch_pages(ids, door, pages)
            except BadRequestError as error:
                culprits = [value for value in ids if str(error).endswith(f" {value}")]
                for value in culprits or ids:
                    yield Identifier("arxiv", value), Failed(f"arxiv: {error}")
                ids = [value for value in ids if culprits and value not in culprits]
                if ids:
                    continue
                return
            except (RefusedError, arxiv.ArxivError) as error:
                reason = str(error)
                yield from self._answers(ids, _keep(ids, pages, door, complete=False), reason)
                return
            yield from self._answers(ids, _keep(ids, pages, door, complete=True), "")
            return
        for value in ids:
            yield Identifier("arxiv", value), Failed("arxiv: calls the request malformed")

    def _fetch_pages(self, ids: list[str], door: Door, pages: list[Answer]) -> None:
        """Let the package ask for `ids`, page by page if it must; the answers go to `pages`."""

        def fetch(url: str) -> str:
            answer = fetch_feed(url, len(ids), door)
            pages.append(answer)
            return answer.text

        client = FeedClient(fetch, self._endpoint, page_size=len(ids))
        for _result in client.results(arxiv.Search(id_list=ids, max_results=len(ids))):
            continue

    def _answers(
        self, ids: list[str], parts: dict[str, Part], reason: str
    ) -> Iterator[tuple[Identifier, Lookup]]:
        for value in ids:
            part = parts.get(value)
            answer = _lookup_of(part, cached=False) if part else Failed(reason)
            yield Identifier("arxiv", value), answer

    def read(self, record: Record) -> Reading:
        """Read one entry: fields, DOIs, first and latest version, repositories it names."""
        result = read_entry(record.body)
        number = _version_number(result)
        withdrawn = _is_withdrawn(result)
        return Reading(
            record.identifier,
            tuple((name, value) for name, value in _fields(result, number) if value),
            identifiers=tuple(Identifier("doi", doi) for doi in dois_of(result)),
            versions=_versions(record.identifier, result, number, withdrawn),
            relations=repositories_named(collapse(result.comment), collapse(result.summary)),
        )


def fetch_feed(url: str, expected: int, door: Door) -> Answer:
    """Ask for `url` (by POST where it is long) and return the answer, a feed beyond doubt."""
    parts = urlsplit(url)
    start = int(parse_qs(parts.query).get("start", ["0"])[0])

    def validate(answer: Answer) -> str | None:
        if answer.status == 400 and error_in(answer.text):
            return None
        return check_feed(answer.text, expected, start)

    ask = Ask("arxiv", "GET", url, statuses=frozenset({200, 400}), validate=validate)
    if len(url) > door.rule("arxiv").longest_url:
        address = url.partition("?")[0]
        ask = replace(ask, method="POST", url=address, headers=_FORM, body=parts.query)
    answer = door.ask(ask)
    if isinstance(answer, Failed):
        raise RefusedError(answer.reason)
    if answer.status == 400:
        raise BadRequestError(error_in(answer.text))
    return answer


def _keep(ids: list[str], pages: list[Answer], door: Door, complete: bool) -> dict[str, Part]:
    """Cut `pages` into parts by id and keep them in the cache.

    Only when the answer is complete does an id that is not in it count as unknown.
    """
    asked = set(ids)
    parts = {
        value: Part(value, page.retrieved_at, page.url, body)
        for page in pages
        for value, body in split_feed(page.text)
        if value in asked
    }
    if complete and pages:
        for value in asked - parts.keys():
            reason = _absence(value, door)
            parts[value] = Part(value, pages[-1].retrieved_at, pages[-1].url, None, reason)
    door.keep("arxiv", [parts[value] for value in sorted(parts)])
    return parts


def _absence(value: str, door: Door) -> str:
    """Say what it means that arXiv does not know `value`: new papers take days to be searchable."""
    month = arxiv_month(value)
    if month > door.now().strftime("%Y-%m"):
        return "not yet: its month has not begun"
    if month >= (door.now() - _YOUNG).strftime("%Y-%m"):
        return "not yet: papers of this month may take three days to appear"
    return "arXiv does not know it"


def _lookup_of(part: Part, cached: bool) -> Lookup:
    if part.body is None:
        return NotFound(part.reason, cached=cached)
    identifier = Identifier("arxiv", part.key)
    return Found(Record("arxiv", identifier, part.url, part.retrieved_at, part.body), cached=cached)


def _fields(result: arxiv.Result, number: int) -> tuple[tuple[str, FieldData], ...]:
    return (
        ("title", collapse(result.title)),
        ("authors", tuple(read_person(author) for author in result.authors)),
        ("abstract", collapse(result.summary)),
        ("submitted", result.published.date().isoformat()),
        ("updated", result.updated.date().isoformat()),
        ("primary_category", result.primary_category),
        ("categories", tuple(dict.fromkeys(result.categories))),
        ("comment", collapse(result.comment)),
        ("journal_ref", collapse(result.journal_ref)),
        ("doi", next(iter(dois_of(result)), "")),
        ("withdrawn", _is_withdrawn(result)),
        ("version", number),
    )


def dois_of(result: arxiv.Result) -> tuple[str, ...]:
    """Return every DOI of the entry; the package itself keeps the first only."""
    texts = (result.doi or "").split()
    texts += [link.href for link in result.links if link.title == "doi"]
    found = [doi for doi in (normalize_doi(text) for text in texts) if doi]
    return tuple(dict.fromkeys(found))


def _version_number(result: arxiv.Result) -> int:
    found = re.search(r"v(\d+)$", result.get_short_id())
    return int(found[1]) if found else 1


def _is_withdrawn(result: arxiv.Result) -> bool:
    comment, abstract = collapse(result.comment), collapse(result.summary)
    said = _WITHDRAWN.search(comment) or _WITHDRAWN_COMMENT.search(comment)
    return bool(said or _WITHDRAWN.search(abstract[:300]))


def _versions(
    identifier: Identifier, result: arxiv.Result, number: int, withdrawn: bool
) -> tuple[Version, ...]:
    """Return the first and the latest version: Atom gives the dates of these two alone."""
    first, latest = result.published.date().isoformat(), result.updated.date().isoformat()
    stage = "withdrawn" if withdrawn else "submitted"
    if number == 1:
        return (Version(identifier, stage, 1, first),)
    return (
        Version(identifier, "submitted", 1, first),
        Version(identifier, stage, number, latest),
    )


def repositories_named(*texts: str) -> tuple[Relation, ...]:
    """Return the GitHub repositories that arXiv's comment or abstract names, as relations."""
    names: dict[str, Relation] = {}
    for text in texts:
        for found in _REPOSITORY.findall(text):
            name = normalize_repository("https://" + found.replace("\\", "").rstrip(".-_"))
            if name and name.lower() not in names:
                target = Identifier("github", name)
                names[name.lower()] = Relation("IsSupplementedBy", target, "arxiv")
    return tuple(names.values())
