"""Links that two nights found dead; a whole host that fails is one problem."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from harvester.checks.inputs import CheckInput
from harvester.dataset.link_states import LinkRow
from harvester.model import Link, Mention, Problem, Severity

_MANY = 3
_ELSEWHERE = "leads to another site"
_SOURCE = "the web"


def check_dead_links(check_input: CheckInput) -> Iterator[Problem]:
    """Report confirmed dead links, and those that lead to another site now."""
    confirmed = {row.url: row for row in check_input.links if row.is_confirmed}
    if not confirmed:
        return
    places: dict[str, tuple[Mention, Link]] = {}
    hosts: dict[str, set[str]] = defaultdict(set)
    for mention, _ in check_input.mentions:
        for link in mention.links:
            hosts[_host(link.url)].add(link.url)
            if link.url in confirmed:
                places.setdefault(link.url, (mention, link))
    fallen = {
        host
        for host, urls in hosts.items()
        if len(urls) >= _MANY and all(_is_dead(confirmed.get(url)) for url in urls)
    }
    told: set[str] = set()
    for url, (mention, link) in places.items():
        host, row = _host(url), confirmed[url]
        if host in fallen:
            if host not in told:
                told.add(host)
                yield _of_host(check_input, mention, link, host, len(hosts[host]), row)
        elif row.state != "keeps programs out":
            yield _of_link(check_input, mention, link, row)


def _is_dead(row: LinkRow | None) -> bool:
    return row is not None and row.state not in {_ELSEWHERE, "keeps programs out"}


def _of_link(check_input: CheckInput, mention: Mention, link: Link, row: LinkRow) -> Problem:
    elsewhere = row.state == _ELSEWHERE
    known = f"{row.state} ({row.detail}), seen on two days since {row.since}"
    fix = "find where it is now, or take the link out"
    if elsewhere:
        fix = f"see whether {row.detail} is what is meant"
    severity = Severity.INFO if elsewhere else Severity.WARNING
    line = check_input.document.line_of(link.span.start)
    said = (f"links {link.url}", known, _SOURCE)
    return check_input.problem("dead-link", severity, mention, said, fix, line)


def _of_host(
    check_input: CheckInput, mention: Mention, link: Link, host: str, count: int, row: LinkRow
) -> Problem:
    line = check_input.document.line_of(link.span.start)
    said = (f"{count} links to {host}", f"none of them leads anywhere since {row.since}", _SOURCE)
    fix = f"see whether {host} has moved; the same holds for all {count} links"
    return check_input.problem("dead-link", Severity.WARNING, mention, said, fix, line)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
