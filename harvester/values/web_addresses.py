"""Web addresses as people write them: cleaned, and taken out of redirectors, archives, proxies.

An address in a list may lack its scheme, carry the punctuation of its sentence or invisible
characters, or lead through a service that only passes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from harvester.values.text import strip_hidden

_LONGEST = 4000
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&"))
_STAND_IN = "***"
_SCHEMES = re.compile(
    r"^(?:(?:git\+)?(?:h{0,2}t{1,3}ps{0,2}|ftp|git|ssh):?/{1,3}\s*|//)+", re.IGNORECASE
)
_HOST_FIRST = re.compile(
    r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?(?:[/?#]|$)", re.IGNORECASE
)
_PLAIN = re.compile(
    r"https?://(?P<host>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?P<path>(?:/[\w./-]*[\w/-])?)", re.ASCII
)
"""An address with nothing in it to clean or to decode, as most are."""

_SSH = re.compile(r"^(?:ssh:/{2})?git@(?P<host>[\w.-]+)[:/]/*(?P<path>\S+)$", re.IGNORECASE)
_WRAPPED = re.compile(r"[^\w]https?(?:://|:/|%3A%2F%2F)", re.IGNORECASE)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ESCAPED = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_PROXIED = re.compile(
    r"^(?P<host>[\w-]+(?:\.[\w-]+)*?)\.(?:[\w-]*proxy[\w-]*|libproxy|idm)\.", re.IGNORECASE
)
_REDIRECTORS: tuple[tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(rf"(?:^|\.){host}$"), re.compile(path), tuple(names.split()))
    for host, path, names in (
        (r"google(?:\.[a-z]{2,3}){1,2}", r"^/(?:url|scholar_url)$", "q url"),
        (r"(?:facebook|instagram)\.com", r"^/l(?:\.php)?/?$", "u"),
        (r"zhihu\.com", r"^/?(?:link/?)?$", "target"),
        (r"safelinks\.protection\.outlook\.com", r"", "url"),
        (r"duckduckgo\.com", r"^/l/?$", "uddg"),
        (r"slack-redir\.net", r"^/link", "url"),
        (r"youtube\.com", r"^/redirect$", "q"),
        (r"steamcommunity\.com", r"^/linkfilter", "url u"),
        (
            r"(?:jianshu|juejin|csdn|oschina|gitee)\.\w+",
            r"^/(?:go-wild|link|.*redirect)?",
            "target url",
        ),
        (r"translate\.goog(?:le\.[a-z.]+)?", r"", "u"),
        (r".*proxy.*", r"/login", "url qurl"),
    )
)
_WEB_HOST = re.compile(r"^(?:www\d?|m)\.")
_PREFIXERS = re.compile(
    r"(?:^|\.)(?:archive\.(?:org|ph|is|today|li|md|vn|fo)|r\.jina\.ai|via\.hypothes\.is|12ft\.io|"
    r"urldefense\.(?:com|proofpoint\.com)|outline\.com|cc\.bingj\.com|href\.li)$"
)


class WebAddress(NamedTuple):
    """An address taken apart: `host` in lower case without "www.", `path` and `query` decoded."""

    host: str
    path: str
    query: tuple[tuple[str, str], ...]


def unescape(text: str) -> str:
    """Return `text` with the entities decoded that HTML needs in an address; `&note=` is none."""
    if "&" in text:
        for entity, sign in _ENTITIES:
            text = text.replace(entity, sign)
    return text


def clean_address(text: str) -> str:
    """Return an address without invisible characters and the punctuation of its sentence.

    >>> clean_address("<https://https://ArXiv.org/abs/2504.13065\u200b>.")
    'https://ArXiv.org/abs/2504.13065'
    """
    text = unescape(text[:_LONGEST])
    if not text.isascii():
        text = strip_hidden(text).translate(_FULL_WIDTH)
    text = text.strip().strip("\"'`“”‘’")
    if text.startswith("<"):
        text = text[1:].partition(">")[0].strip()
    text = trim_punctuation(text)
    if ssh := _SSH.match(text):
        return f"https://{ssh['host']}/{ssh['path']}"
    if schemes := _SCHEMES.match(text):
        plain = "http" if schemes[0].lower().startswith("http:") else "https"
        return f"{plain}://{text[schemes.end() :]}"
    return f"https://{text}" if _HOST_FIRST.match(text) else text


def trim_punctuation(text: str) -> str:
    """Return `text` without the full stops, quotes and unmatched brackets behind it.

    >>> trim_punctuation("10.1016/S0140-6736(20)30183-5)."), trim_punctuation("2504.13065,")
    ('10.1016/S0140-6736(20)30183-5', '2504.13065')
    """
    while text and not text.endswith(_STAND_IN):
        last = text[-1]
        opening = {")": "(", "]": "[", "}": "{", ">": "<"}.get(last)
        if last in ".,;:!*|\"'`”’»。，；、\\ " or (
            opening and text.count(last) > text.count(opening)
        ):
            text = text[:-1]
        else:
            break
    return text


@lru_cache(maxsize=4096)
def read_address(text: str) -> WebAddress | None:
    """Return where an address leads in the end; None where `text` is no address.

    >>> read_address("https://www.google.com/url?q=https://arxiv.org/abs/2504.13065&sa=D").path
    '/abs/2504.13065'
    """
    for _ in range(4):
        address = _plain(text) or _split(clean_address(text))
        if address is None:
            return None
        inner = _inner(address, text)
        if inner is None:
            return address
        text = inner
    return None


def _plain(text: str) -> WebAddress | None:
    match = _PLAIN.fullmatch(text[:_LONGEST])
    return WebAddress(_direct_host(match["host"].lower()), match["path"], ()) if match else None


def _split(url: str) -> WebAddress | None:
    if not url.lower().startswith(("http://", "https://")):
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower().rstrip(".")
    except ValueError:
        return None
    host = _direct_host(host)
    path = parts.path + ("#" if url.endswith(";2-#") else "")
    query = tuple(parse_qsl(parts.query, keep_blank_values=True)) if parts.query else ()
    return WebAddress(host, decode(path), query) if host else None


@lru_cache(maxsize=1024)
def _direct_host(host: str) -> str:
    """Return a host less the library's proxy around it and less "www."."""
    if proxied := _PROXIED.match(host):
        host = proxied["host"]
        host = host if "." in host else host.replace("-", ".")
    return _WEB_HOST.sub("", host)


@lru_cache(maxsize=1024)
def _redirections(host: str) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """Return the pages of a redirector's host and the parameters that hold the address."""
    return tuple((path, names) for pattern, path, names in _REDIRECTORS if pattern.search(host))


@lru_cache(maxsize=1024)
def _is_prefixer(host: str) -> bool:
    return _PREFIXERS.search(host) is not None


def _inner(address: WebAddress, text: str) -> str | None:
    """Return the address that a redirector or an archive passes on to; None for all others."""
    for path, names in _redirections(address.host):
        if path.search(address.path):
            return next((v for n, v in address.query if n in names and "://" in v), None)
    if _is_prefixer(address.host):
        wrapped = list(_WRAPPED.finditer(text))
        if wrapped:
            return decode(text[wrapped[-1].start() + 1 :])
        if later := re.match(r"^/web/[\d*a-z_]+/(?P<rest>[\w.-]+\.[a-z]{2,}/.*)", address.path):
            return later["rest"]
    return None


def decode(text: str) -> str:
    """Return `text` with percent signs decoded, also where they were encoded twice.

    >>> decode("10.1145%252F3106235")
    '10.1145/3106235'
    """
    for _ in range(3):
        if "%" not in text or not _ESCAPED.search(text):
            break
        text = unquote(text)
    return strip_hidden(text).strip()


def query_values(address: WebAddress, *names: str) -> Iterator[str]:
    """Yield the values of the query's parameters that have one of `names`."""
    yield from (value for name, value in address.query if name.lower() in names)


def is_home_page(url: str) -> bool:
    """Tell whether `url` names a site and nothing on it.

    >>> is_home_page("https://www.example.org/"), is_home_page("https://example.org/set?id=1")
    (True, False)
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    path = parts.path.rstrip("/").lower()
    bare = path in ("", "/index.html", "/home")
    return parts.scheme in ("http", "https") and bare and not parts.query and not parts.fragment
