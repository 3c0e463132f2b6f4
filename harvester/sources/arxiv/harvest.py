"""What changed in arXiv since a day, page by page; neither a kill nor a void token costs any of it.

arXiv sorts a harvest by the day a record changed, so that after each page all days before its last
one are complete. That day is the place to begin again when a token is void: tokens last until the
next midnight UTC, and so do the answers that the cache keeps for a harvest that was cut off. Pages
hold 2,500 records and weigh some 8 MB: once a harvest is at its end they are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from harvester.model import Failed, Identifier, Record
from harvester.network.client import HttpClient, Request, Response
from harvester.network.messages import Pairs, Validator

EARLIEST = "2005-09-16"
"""The first day that arXiv's OAI-PMH knows; a harvest from before it is refused."""


_CODE = re.compile(r"[A-Za-z]{1,40}")


@dataclass(frozen=True, slots=True)
class HarvestPage:
    """One page of a harvest: records as they stand now, papers that are gone, where it goes on.

    `token` continues a harvest that was cut off, until the next midnight UTC; None at the end.
    `through` is the day of the last change given: all changes of the days before it have been
    given, so that the next harvest begins with it. Keep both together with what the page holds.
    """

    records: tuple[Record, ...]
    deleted: tuple[Identifier, ...]
    token: str | None
    through: str = ""


@dataclass(frozen=True, slots=True)
class OaiError:
    """An error of the protocol, which comes with status 200."""

    code: str
    text: str

    def __str__(self) -> str:
        """Return the code alone: the rest is whatever a server cares to write."""
        return self.code if _CODE.fullmatch(self.code) else "an error without a code"


class Harvest:
    """One harvest over `client`; `read` makes a page, or an error, of an accepted answer."""

    def __init__(
        self,
        endpoint: str,
        client: HttpClient,
        validate: Validator,
        read: Callable[[Response], HarvestPage | OaiError],
    ) -> None:
        self._endpoint, self._client = endpoint, client
        self._validate, self._read = validate, read
        self._asked: list[Request] = []

    def pages(
        self, since: str, token: str | None = None, until: str | None = None
    ) -> Iterator[HarvestPage | Failed]:
        """Give the pages from the day `since` on, or from `token`; the last is one without a token.

        A void token costs a new start from the last complete day, not the harvest. A token that
        comes again means that the service is at fault, and ends it.
        """
        since = max(min(since[:10], self._client.now().date().isoformat()), EARLIEST)
        seen: set[str] = set()
        begun_again = ""
        while True:
            answer = self._ask(since, token, until)
            if token and _is_void(answer) and begun_again != since:
                begun_again, token, seen = since, None, set()
                continue
            page = _settled(answer, since)
            yield page
            if isinstance(page, Failed):
                return
            since, token = page.through, page.token
            if token is None:
                break
            if token in seen:
                yield Failed("arxiv-oai: the same page again")
                return
            seen.add(token)
        self.forget_pages()

    def forget_pages(self) -> None:
        """Drop the pages from the cache: they are used up."""
        for request in self._asked:
            self._client.forget(request)

    def _ask(
        self, since: str, token: str | None, until: str | None
    ) -> HarvestPage | OaiError | Failed:
        params: Pairs = (("metadataPrefix", "arXivRaw"), ("from", since))
        params += (("until", until),) if until else ()
        if token:
            params = (("resumptionToken", token),)
        params = (("verb", "ListRecords"), *params)
        now = self._client.now()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        today = max((now - midnight).total_seconds(), 1.0)
        request = Request(
            "arxiv",
            "GET",
            self._endpoint,
            params,
            validate=self._validate,
            freshness=today,
            interface="oai-pmh",
        )
        answer = self._client.fetch(request)
        if isinstance(answer, Failed):
            return answer
        page = self._read(answer)
        if isinstance(page, OaiError):
            self._client.forget(request)
        else:
            self._asked.append(request)
        return page


def _is_void(answer: HarvestPage | OaiError | Failed) -> bool:
    return isinstance(answer, OaiError) and answer.code == "badResumptionToken"


def _settled(answer: HarvestPage | OaiError | Failed, since: str) -> HarvestPage | Failed:
    match answer:
        case HarvestPage():
            return replace(answer, through=max(since, answer.through))
        case OaiError("noRecordsMatch"):
            return HarvestPage((), (), None, since)
        case OaiError():
            return Failed(f"arxiv-oai: {answer}")
    return answer
