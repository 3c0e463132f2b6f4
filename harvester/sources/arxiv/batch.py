"""Ask arXiv's Atom API for up to a hundred papers, and tell silence from absence."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import arxiv  # type: ignore[import-untyped] # it ships no type marker

from harvester.model import Failed, Found, Identifier, Lookup, NotFound, Reading, Record
from harvester.network.client import CachedRecord, HttpClient, Request, Response
from harvester.sources.arxiv.entry import read_record
from harvester.sources.arxiv.feed import FeedClient, check_feed, error_in, readable_feed, split_feed
from harvester.sources.base import TWO_TITLES, UNREADABLE, Source
from harvester.values.identifiers import arxiv_month

FEWEST_TO_DOUBT = 5
"""No entry at all for so many ids is a fault of arXiv, whether they are known or not."""
_MOST_ATTEMPTS = 12
_MOST_OF_SECOND = 100
"""It takes a request for each paper, and three seconds."""
_URI_TOO_LONG = 414
_SILENT = "arxiv: found nothing at all, which is not believed"
_YOUNG = timedelta(days=3)
_FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


class RefusedError(Exception):
    """The client gave no answer; carries the reason through the package."""


class BadRequestError(Exception):
    """arXiv says that something in the request is malformed."""


class Batch:
    """The asking for up to a hundred ids, and what it means that some were not in the answer."""

    def __init__(
        self, endpoint: str, client: HttpClient, ids: Collection[str], second: Source | None
    ) -> None:
        self._endpoint, self._client = endpoint, client
        self._known, self._second = ids, second
        self._attempts = _MOST_ATTEMPTS
        self._faults: dict[str, str] = {}
        self._urls: list[str] = []

    def answers(self, ids: list[str]) -> Iterator[tuple[str, Lookup]]:
        """Give one answer for each of `ids`."""
        answer = self._ask(ids)
        if isinstance(answer, BadRequestError):
            yield from self._without_culprits(ids, answer)
            return
        parts, refusal = answer
        yield from ((value, Failed(self._faults[value])) for value in ids if value in self._faults)
        whole = [parts[value] for value in sorted(parts) if _is_whole(parts[value])]
        self._client.store_records("arxiv", whole)
        for value in parts:
            yield value, lookup_of(parts[value], cached=False)
        left = [value for value in ids if value not in parts and value not in self._faults]
        if refusal:
            yield from self._from_second(left, refusal)
        elif left:
            yield from self._absences(left, alone=not parts)

    def _from_second(self, ids: list[str], refusal: str) -> Iterator[tuple[str, Lookup]]:
        """Ask the second source about `ids` while the first is down; a failure of both is one."""
        asked = ids[:_MOST_OF_SECOND] if self._second else []
        answered: set[str] = set()
        if self._second and not self._client.offline:
            papers = [Identifier("arxiv", value) for value in asked]
            for identifier, lookup in self._second.lookup(papers, self._client):
                # An absence is told in the words of the first, whoever was asked.
                absent = isinstance(lookup, NotFound)
                told = self._absent(identifier.value) if absent else lookup
                if not isinstance(told, Failed):
                    answered.add(identifier.value)
                    yield identifier.value, told
        yield from ((value, Failed(refusal)) for value in ids if value not in answered)

    def _ask(
        self, ids: list[str], further: int = 0
    ) -> tuple[dict[str, CachedRecord], str] | BadRequestError:
        """Return what was said of `ids`, and why not of all of them where the answer was cut off.

        `further` results are asked for, which makes another question of the same.
        """
        doubtful = len(ids) >= FEWEST_TO_DOUBT or any(value in self._known for value in ids)

        def fetch(url: str) -> Response:
            self._urls.append(url)
            return fetch_feed(url, len(ids) if doubtful else 0, self._client)

        pages, error = fetch_pages(self._endpoint, ids, len(ids) + further, fetch)
        if isinstance(error, BadRequestError):
            return error
        refusal = str(error) if error else ""
        parts, faults = _parts_of(pages, set(ids))
        self._faults |= faults
        if faults or not all(map(_is_whole, parts.values())):
            self._forget_answers()
        return parts, refusal

    def _forget_answers(self) -> None:
        """Drop what the cache has of this batch: it is not to be used, and is asked for again."""
        for url in self._urls:
            forget_feed(url, self._client)

    def _without_culprits(
        self, ids: list[str], error: BadRequestError
    ) -> Iterator[tuple[str, Lookup]]:
        """Ask again without the id that arXiv calls malformed; find it by halves if need be."""
        words = re.split(r"[\s,;]+", str(error))
        culprits = [value for value in ids if value in words]
        if len(ids) == 1 or self._attempts <= 0:
            culprits = ids
        for value in culprits:
            yield value, Failed(f"arxiv: {error}")
        rest = [value for value in ids if value not in culprits]
        half = len(rest) if culprits else len(rest) // 2
        for part in filter(None, (rest[:half], rest[half:])):
            self._attempts -= 1
            yield from self.answers(part)

    def _absences(self, ids: list[str], alone: bool) -> Iterator[tuple[str, Lookup]]:
        """Say of each of `ids`, which a sound answer left out, whether it is absent.

        An answer about other papers (`alone` is False) shows that arXiv is well. One about none at
        all is not believed by itself: `ids` are asked for once more, together with a paper that is
        known to exist; or the second source is asked; or each is asked for by itself.
        """
        anchor = next(iter(sorted(self._known)), None)
        if not alone:
            yield from ((value, self._absent(value)) for value in ids)
        elif anchor:
            parts, whole = self._ask_again([*ids, anchor])
            sound = whole and anchor in parts
            yield from ((value, self._settled(value, parts, sound)) for value in ids)
        elif self._second:
            asked = [Identifier("arxiv", value) for value in ids]
            for identifier, lookup in self._second.lookup(asked, self._client):
                absent = isinstance(lookup, NotFound)
                yield identifier.value, self._settled(identifier.value, {}, absent)
        else:
            for value in ids:
                yield value, self._settled(value, *self._ask_again([value], further=1))

    def _ask_again(self, ids: list[str], further: int = 0) -> tuple[dict[str, CachedRecord], bool]:
        """Return what was said of `ids`, and whether that is the whole answer."""
        answer = self._ask(ids, further)
        return ({}, False) if isinstance(answer, BadRequestError) else (answer[0], not answer[1])

    def _settled(
        self, value: str, parts: Mapping[str, CachedRecord], absence_is_sound: bool
    ) -> Lookup:
        if value in parts:
            if _is_whole(parts[value]):
                self._client.store_records("arxiv", [parts[value]])
            return lookup_of(parts[value], cached=False)
        if value in self._faults:
            return Failed(self._faults[value])
        if absence_is_sound:
            return self._absent(value)
        self._forget_answers()
        return Failed(_SILENT)

    def _absent(self, value: str) -> Lookup:
        if value in self._known:
            self._forget_answers()
            return Failed("arxiv: left out a paper that it has")
        at = self._client.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        part = CachedRecord(value, at, self._endpoint, None, _absence(value, self._client))
        self._client.store_records("arxiv", [part])
        return lookup_of(part, cached=False)


def _parts_of(
    pages: Iterable[Response], asked: Collection[str]
) -> tuple[dict[str, CachedRecord], dict[str, str]]:
    """Cut `pages` into records by id, in the latest version; and why others cannot be read."""
    parts: dict[str, CachedRecord] = {}
    faults: dict[str, str] = {}
    latest: dict[str, tuple[int, str]] = {}
    for page in pages:
        for entry in split_feed(page.text):
            value = entry.value
            if value not in asked:
                continue
            part = CachedRecord(value, page.retrieved_at, page.url, entry.body)
            version, title = latest.get(value, (0, entry.title))
            if title != entry.title:
                faults[value] = f"arxiv: {TWO_TITLES}"
            elif fault := entry.fault or _unreadable(part):
                faults[value] = f"arxiv: {fault}"
            if entry.version >= version:
                parts[value] = part
                latest[value] = entry.version, entry.title
    return {value: parts[value] for value in parts if value not in faults}, faults


def _read(part: CachedRecord) -> Reading:
    identifier = Identifier("arxiv", part.key)
    return read_record(Record("arxiv", identifier, part.url, part.retrieved_at, part.body or ""))


def _is_whole(part: CachedRecord) -> bool:
    """Tell whether an entry says all that arXiv has for every paper; else it is asked for again."""
    return not _read(part).lacking


def _unreadable(part: CachedRecord) -> str:
    """Return why one entry cannot be read: it fails alone, and its batch stands."""
    try:
        _read(part)
    except UNREADABLE as error:
        return f"an entry that cannot be read ({type(error).__name__})"
    return ""


def fetch_pages(
    endpoint: str, ids: Sequence[str], most: int, fetch: Callable[[str], Response]
) -> tuple[list[Response], Exception | None]:
    """Return the pages that answer for `ids`, and what ended the asking before the last one."""
    pages: list[Response] = []

    def read_page(url: str) -> str:
        pages.append(fetch(url))
        return readable_feed(pages[-1].text)

    feed = FeedClient(read_page, endpoint, page_size=most)
    try:
        for _result in feed.results(arxiv.Search(id_list=list(ids), max_results=most)):
            continue
    except (BadRequestError, RefusedError, arxiv.ArxivError) as error:
        return pages, error
    return pages, None


def fetch_feed(
    url: str, expected: int, client: HttpClient, freshness: float | None = None
) -> Response:
    """Ask for `url` (by POST where it is long) and return the answer, a feed beyond doubt.

    Raises:
        RefusedError: there is no answer.
        BadRequestError: arXiv says what is wrong with the question.
    """
    parts = urlsplit(url)
    start = int(parse_qs(parts.query).get("start", ["0"])[0])

    def validate(answer: Response) -> str | None:
        if answer.status == _URI_TOO_LONG or (answer.status == 400 and error_in(answer.text)):
            return None
        return check_feed(answer.text, expected, start)

    statuses = frozenset({200, 400, _URI_TOO_LONG})
    request, form = (
        replace(one, statuses=statuses, validate=validate, freshness=freshness)
        for one in _get_and_post(url)
    )
    answer = client.fetch(form if len(url) > client.rule("arxiv").longest_url else request)
    if isinstance(answer, Response) and answer.status == _URI_TOO_LONG:
        answer = client.fetch(replace(form, statuses=frozenset({200, 400})))
    if isinstance(answer, Failed):
        raise RefusedError(answer.reason)
    if answer.status == 400:
        raise BadRequestError(error_in(answer.text))
    return answer


def forget_feed(url: str, client: HttpClient) -> None:
    """Drop the cached answer to `url`."""
    for request in _get_and_post(url):
        client.forget(request)


def _get_and_post(url: str) -> tuple[Request, Request]:
    get = Request("arxiv", "GET", url)
    address, _, query = url.partition("?")
    return get, replace(get, method="POST", url=address, headers=_FORM, body=query)


def _absence(value: str, client: HttpClient) -> str:
    """Say what it means that arXiv does not know `value`: new papers take days to be searchable."""
    month = arxiv_month(value)
    if month > client.now().strftime("%Y-%m"):
        return "not yet: its month has not begun"
    if month >= (client.now() - _YOUNG).strftime("%Y-%m"):
        return "not yet: papers of this month may take three days to appear"
    return "arXiv does not know it"


def lookup_of(part: CachedRecord, cached: bool) -> Lookup:
    """Return a kept part as the answer it was."""
    if part.body is None:
        return NotFound(part.reason, cached=cached)
    identifier = Identifier("arxiv", part.key)
    return Found(Record("arxiv", identifier, part.url, part.retrieved_at, part.body), cached=cached)
