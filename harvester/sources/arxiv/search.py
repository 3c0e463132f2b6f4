"""arXiv by title, through its Atom API: one request for a title, at most two."""

from __future__ import annotations

import re
from collections.abc import Sequence

import arxiv  # type: ignore[import-untyped] # it ships no type marker

from harvester.model import Candidate, Failed, Identifier, Query
from harvester.network.client import HttpClient
from harvester.sources.arxiv.atom import ENDPOINT
from harvester.sources.arxiv.batch import (
    BadRequestError,
    RefusedError,
    fetch_feed,
    forget_feed,
)
from harvester.sources.arxiv.entry import dois_of
from harvester.sources.arxiv.feed import FeedClient, readable_feed
from harvester.sources.arxiv.papers import collapse
from harvester.sources.base import TWO_TITLES
from harvester.values.identifiers import normalize_arxiv

_MOST_RESULTS = 10
_MOST_WORDS = 12
_STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "andnot",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "for",
        "from",
        "how",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "no",
        "not",
        "of",
        "on",
        "or",
        "such",
        "that",
        "the",
        "their",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "towards",
        "via",
        "was",
        "we",
        "what",
        "when",
        "which",
        "will",
        "with",
    ]
)
_WORD = re.compile(r"[^\W_]+")
_NICKNAME_WORDS = 2
_JUST_NOW = 60.0


class ArxivSearch:
    """Finds papers by the words of their title. `endpoint` is the address of `/api/query`.

    `sample` is the title of a paper that arXiv is known to have, to tell by whether it is well.
    """

    name = service = "arxiv"

    def __init__(self, endpoint: str = ENDPOINT, sample: str = "") -> None:
        self._endpoint = endpoint
        self._sample = sample
        self._is_well: bool | None = None

    def search(self, query: Query, client: HttpClient) -> tuple[Candidate, ...] | Failed:
        """Return what arXiv finds for the title; asks once more for its part after the nickname.

        That nothing is found is an answer after two questions alone, and where the sample is found:
        empty feeds are a known fault of arXiv, and "nothing" is remembered for a month.
        """
        queries = title_queries(query.title)[:2]
        for words in queries:
            if candidates := self._run(words, client):
                return candidates
        if len(queries) == 1 and (candidates := self._run(queries[0], client, _MOST_RESULTS + 1)):
            return candidates
        if queries and not self._finds_its_own(client):
            return Failed("arxiv: its search finds nothing, not even a paper that it has")
        return ()

    def _finds_its_own(self, client: HttpClient) -> bool:
        if self._is_well is None:
            queries = title_queries(self._sample)[:1]
            answers = [self._run(words, client, 1, freshness=_JUST_NOW) for words in queries]
            self._is_well = all(isinstance(one, tuple) and one for one in answers)
        return self._is_well

    def _run(
        self,
        words: str,
        client: HttpClient,
        most: int = _MOST_RESULTS,
        freshness: float | None = None,
    ) -> tuple[Candidate, ...] | Failed:
        search = arxiv.Search(query=words, max_results=most)
        urls: list[str] = []

        def fetch(url: str) -> str:
            urls.append(url)
            return readable_feed(fetch_feed(url, 0, client, freshness).text)

        feed = FeedClient(fetch, self._endpoint, page_size=most)
        try:
            results = [_candidate(result) for result in feed.results(search)]
        except (RefusedError, BadRequestError, arxiv.ArxivError) as error:
            return Failed(str(error))
        candidates = tuple(candidate for candidate in results if candidate)
        if not (fault := _fault_of(candidates)):
            return candidates
        for url in urls:
            forget_feed(url, client)
        return Failed(f"arxiv: {fault}")


def _fault_of(candidates: Sequence[Candidate]) -> str:
    """Return why the results of a search cannot be judged; empty where they can."""
    titles = {one.identifier: one.title for one in reversed(candidates)}
    if any(titles[one.identifier] != one.title for one in candidates):
        return f"{TWO_TITLES} among the results of a search"
    whole = all(candidate.authors for candidate in candidates)
    return "" if whole else "results of a search without their authors"


def title_queries(title: str) -> list[str]:
    """Return the queries for `title`, the stricter first.

    Words alone, no phrase: hyphens, colons and quotes have a meaning in queries, and a title that
    was changed a little would not be found as a phrase. Stop words are not in arXiv's index.

    >>> title_queries('X-VLA: A "Soft" Model')
    ['ti:X AND ti:VLA AND ti:Soft AND ti:Model', 'ti:Soft AND ti:Model']
    """
    queries = [_query(title)]
    nickname, colon, rest = title.partition(":")
    if colon and len(_title_words(rest)) >= 2 and len(nickname.split()) <= 4:
        queries.append(_query(rest))
    if len(_title_words(title)) <= _NICKNAME_WORDS:
        # A paper is often called by a name that only its abstract says.
        queries.append(_query(title, "all"))
    return [query for query in dict.fromkeys(queries) if query]


def _query(title: str, where: str = "ti") -> str:
    return " AND ".join(f"{where}:{word}" for word in _title_words(title)[:_MOST_WORDS])


def _title_words(title: str) -> list[str]:
    bare = re.sub(r"\\[a-zA-Z]+|[$^{}]", " ", title)
    words = [word for word in _WORD.findall(bare) if word.lower() not in _STOP_WORDS]
    return list(dict.fromkeys(words))


def _candidate(result: arxiv.Result) -> Candidate | None:
    value = normalize_arxiv(result.get_short_id())
    if value is None:
        return None
    return Candidate(
        Identifier("arxiv", value),
        collapse(result.title),
        authors=tuple(collapse(author.name) for author in result.authors),
        submitted=result.published.date().isoformat(),
        abstract=collapse(result.summary),
        comment=collapse(result.comment),
        doi=next(iter(dois_of(result)), None),
        journal_ref=collapse(result.journal_ref),
    )
