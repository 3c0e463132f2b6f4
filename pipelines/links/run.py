"""Look at every link of the list that no service answers for; remember the bad ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from urllib.parse import urlsplit

from harvester.dataset.link_states import (
    FILE,
    LinkRow,
    format_links,
    load_links,
    renew_links,
)
from harvester.files import write_atomically
from harvester.model import Mention
from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES, LinkChecker, LinkState, link_checker
from pipelines.refresh.workspace import load_workspace
from pipelines.settings import Settings

_ANSWERED_FOR = frozenset({"arxiv", "doi", "github"})
"""What these name the services are asked about: no page need be loaded for it."""


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What a night found: states by link, and the rows that stand in the file now."""

    checked: tuple[tuple[str, str, str], ...]
    rows: tuple[LinkRow, ...]
    requests: int


def links_of(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Return the web addresses of a list that no service answers for, each once, hosts in turn."""
    by_host: dict[str, dict[str, None]] = defaultdict(dict)
    for mention in mentions:
        for link in mention.links:
            named = link.identifier is not None and link.identifier.scheme in _ANSWERED_FOR
            if not named and _is_web(link.url):
                by_host[urlsplit(link.url).netloc.lower()].setdefault(link.url)
    rounds = zip_longest(*by_host.values())
    return tuple(url for one in rounds for url in one if url is not None)


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    web = parts.scheme in {"https", "http"} and "." in (parts.hostname or "")
    return web and url.isprintable() and " " not in url


def check_links(
    settings: Settings,
    tick: Callable[[], None] = lambda: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> LinkReport:
    """Look at every link once and write data/links.csv; same-host links are spread out."""
    urls = links_of(load_workspace(settings).document.mentions)
    with HttpClient(
        settings.cache_folder,
        SERVICE_RULES,
        contact=settings.contact,
        now=now,
        time_factor=settings.time_factor,
    ) as client:
        checker = link_checker(settings.endpoints)
        checked = tuple(_states(urls, checker, client, tick))
        requests = client.counts(checker.service).requests
    day = now().date().isoformat()
    rows = renew_links(load_links(settings.dataset_folder), checked, urls, day)
    path = settings.dataset_folder / FILE
    if rows or path.exists():
        write_atomically(path, format_links(rows))
    return LinkReport(checked, rows, requests)


def _states(
    urls: Sequence[str], checker: LinkChecker, client: HttpClient, tick: Callable[[], None]
) -> Iterator[tuple[str, str, str]]:
    for url in urls:
        answer = checker.check(url, client)
        yield url, "" if answer.state is LinkState.ALIVE else str(answer.state), answer.detail
        tick()
