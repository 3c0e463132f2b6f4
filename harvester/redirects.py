"""Follow redirects by our own rules: secrets stay at home, every hop takes its turn in the lane."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from harvester.asks import REDACTED, Answer, Ask, Hop, same_home, with_params
from harvester.limits import Setback

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REDACTED_IN_URL = re.compile(r"(?<=[?&])[^=&#]+=" + re.escape(REDACTED) + r"&?")
_MOST_HOPS = 5


def follow(ask: Ask, send: Callable[[Hop], Answer | Setback]) -> Answer | Setback:
    """Send `ask` and follow its redirects to an answer, as far as it did not ask to see them.

    A form keeps its method where it stays on its host; it is not carried to another one.
    """
    hop = _first_hop(ask)
    for _ in range(_MOST_HOPS):
        answer = send(hop)
        if isinstance(answer, Setback):
            return answer
        location = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or answer.status in ask.statuses or not location:
            return answer
        following = _next_hop(ask, hop, answer.status, location)
        if isinstance(following, Setback):
            return following
        hop = following
    return Setback("redirected in circles")


def _first_hop(ask: Ask) -> Hop:
    body = ask.body.encode("utf-8") if ask.body is not None else None
    url = with_params(ask.full_url(), ask.secret_params)
    return Hop(ask.method.upper(), url, ask.headers + ask.secret_headers, body)


def _next_hop(ask: Ask, hop: Hop, status: int, location: str) -> Hop | Setback:
    try:
        url = urljoin(hop.url, location)
        if urlsplit(url).scheme not in {"http", "https"}:
            return Setback("redirected to something that is no web page")
        at_home = same_home(url, ask.url)
    except ValueError:
        return Setback("redirected to something that is no address")
    if _REDACTED_IN_URL.search(url):  # the door hides secrets from us too; at home they go along
        if not at_home:
            return Setback(f"redirected with a secret to another host ({urlsplit(url).hostname})")
        url = with_params(_REDACTED_IN_URL.sub("", url), ask.secret_params)
    if status == 303:
        return Hop("GET", url, ask.headers + (ask.secret_headers if at_home else ()), None)
    if at_home:
        return Hop(hop.method, url, ask.headers + ask.secret_headers, hop.body)
    if hop.body is not None:
        return Setback(f"redirected to another host ({urlsplit(url).hostname})")
    return Hop(hop.method, url, ask.headers, None)
