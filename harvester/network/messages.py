"""Requests and responses as plain values, without secrets in any text."""

from __future__ import annotations

import base64
import codecs
import hashlib
import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, quote_plus, urlencode, urlsplit, urlunsplit

from harvester.about import homepage, version

Pairs = tuple[tuple[str, str], ...]
REDACTED = "[redacted]"
_SHORTEST_SECRET = 4
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,100}?\bencoding=[\"']([A-Za-z][\w.-]{0,40})[\"']")
_NO_CHARSETS = frozenset(
    ["idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7", "mbcs"]
)
"""Codecs of Python that are no encodings of documents."""


@dataclass(frozen=True, slots=True)
class Response:
    """Hold an answer that its validator accepted.

    `headers` have lower-case names; `url` is where it came from, redacted; `retrieved_at` an ISO
    time in UTC; `cached` tells that no request was made; `undecodable` why bytes are no text.
    """

    status: int
    headers: Mapping[str, str]
    text: str
    url: str
    retrieved_at: str
    cached: bool = False
    undecodable: str = ""


@dataclass(frozen=True, slots=True)
class RedirectStep:
    """One request of a chain of redirects, with the secrets that it may carry."""

    method: str
    url: str
    headers: Pairs
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Received:
    """Hold what a service sent; `size` in bytes as sent, `content` decompressed."""

    status: int
    headers: Mapping[str, str]
    url: str
    content: bytes
    size: int


class Final(str):
    """A validator's reason that asking again would not change."""

    __slots__ = ()


Validator = Callable[[Response], str | None]


def accept_all(_answer: Response) -> str | None:
    """Accept every answer with an expected status."""
    return None


@dataclass(frozen=True, slots=True)
class Request:
    """Ask one question of a service.

    `statuses` are handed back after `validate` returned None for them (it returns the reason where
    the answer is no success); of these only `cache_statuses` are kept. `secret_headers` and
    `secret_params` are sent, but are part of no key, log, message or cached answer, and do not
    follow a redirect to another host. `body` is sent as it is; its type stands in `headers`.
    `retry_invalid`: ask again when the validator refuses the body, as one does when a service says
    "Rate exceeded" with status 200. `freshness` overrides the service's, in seconds.
    `interface` names one of several of a service: an outage of one leaves the others be.
    """

    service: str
    method: str
    url: str
    params: Pairs = ()
    headers: Pairs = ()
    body: str | None = None
    secret_headers: Pairs = field(default=(), repr=False)
    secret_params: Pairs = field(default=(), repr=False)
    statuses: frozenset[int] = frozenset({200})
    cache_statuses: frozenset[int] = frozenset({200})
    validate: Validator = accept_all
    retry_invalid: bool = True
    freshness: float | None = None
    interface: str = ""

    def full_url(self) -> str:
        """Return the URL with its parameters, the secret ones left out."""
        return with_params(self.url, self.params)

    def key(self) -> str:
        """Return the cache key: everything that shapes the answer, no secret.

        Whether a secret is sent shapes the answer (private repositories): its name is part of it.
        """
        shape = [self.method.upper(), self.full_url(), sorted(self.headers), self.body]
        parts = [*shape, self.login()]
        text = json.dumps(parts, ensure_ascii=True)
        return hashlib.sha256(text.encode("ascii")).hexdigest()

    def login(self) -> list[str]:
        """Return the names of what carries secrets, never a secret: who asks, as far as told."""
        return sorted(name.lower() for name, _ in self.secret_headers + self.secret_params)

    def redact(self, text: str) -> str:
        """Return `text` without any secret of this request, in case a service sends it back.

        Neither as it is nor in the disguises that servers put things into on their way.
        """
        for _, secret in self.secret_headers + self.secret_params:
            for part in {secret, secret.rpartition(" ")[2]}:
                if len(part) >= _SHORTEST_SECRET:
                    text = encoded_forms(part).sub(REDACTED, text)
        return text


@lru_cache(maxsize=64)
def encoded_forms(secret: str) -> re.Pattern[str]:
    """Return what finds `secret` as it is, in an address, in JSON, in HTML, in hex and in base64.

    Base64 takes three bytes at once: inside a longer text the secret has one of three forms, and
    the letters at both ends, which belong to its neighbours too, are left out.
    """
    raw = secret.encode("utf-8")
    forms = {secret, quote(secret, safe=""), quote_plus(secret), html.escape(secret), raw.hex()}
    forms.add(json.dumps(secret)[1:-1])
    for before in range(3):
        letters = base64.b64encode(bytes(before) + raw).decode("ascii").rstrip("=")
        whole = 4 * ((before + len(raw)) // 3)
        inner = letters[-(-before * 4 // 3) : whole]
        forms |= {inner, inner.translate(str.maketrans("+/", "-_"))}
    longest_first = sorted(forms, key=len, reverse=True)
    kept = [form for form in longest_first if len(form) >= _SHORTEST_SECRET]
    return re.compile("|".join(map(re.escape, kept)), re.IGNORECASE)


def with_params(url: str, params: Pairs) -> str:
    """Return `url` with `params` added to its query."""
    if not params:
        return url
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, urlencode(params))))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))


def user_agent(contact: str) -> str:
    """Return `harvester/VERSION (+URL; mailto:CONTACT)`, with what is known of it."""
    notes = [f"+{page}"] if (page := homepage()) else []
    plain = re.sub(r"[^\x21-\x7e]+", "", contact)
    if plain:
        notes.append(f"mailto:{plain}" if "@" in plain else plain)
    return f"harvester/{version()} ({'; '.join(notes)})" if notes else f"harvester/{version()}"


def same_origin(url: str, home: str) -> bool:
    """Tell whether `url` is on the host of `home` and as well protected: secrets may go there."""
    there, here = urlsplit(url), urlsplit(home)
    ports = {"http": 80, "https": 443}
    if there.hostname != here.hostname:
        return False
    if (there.scheme, here.scheme) == ("https", "http"):
        return True
    same_port = (there.port or ports.get(there.scheme)) == (here.port or ports.get(here.scheme))
    return there.scheme == here.scheme and same_port


def host_of(url: str) -> str:
    """Return the host of an address with its port, in lower case; empty where there is none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower().rstrip(".")
    except ValueError:
        return ""


def build_response(request: Request, received: Received, at: str) -> Response:
    """Return what came over the wire as an answer without cookies and secrets."""
    clean = {
        name.lower(): request.redact(value)
        for name, value in received.headers.items()
        if name.lower() != "set-cookie"
    }
    text, undecodable = decode(received.content, clean)
    url = request.redact(received.url)
    return Response(received.status, clean, request.redact(text), url, at, undecodable=undecodable)


def decode(content: bytes, headers: Mapping[str, str]) -> tuple[str, str]:
    """Return `content` as text and, where bytes do not decode, why; never by guess.

    A byte order mark tells the encoding, then XML's own declaration, then the header, else UTF-8.
    """
    name = _declared_encoding(content, headers.get("content-type", ""))
    try:
        return content.decode(name), ""
    except UnicodeDecodeError:
        return content.decode(name, errors="replace"), f"bytes that are no {name}"


def _declared_encoding(content: bytes, content_type: str) -> str:
    for mark, name in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return name
    own = _XML_ENCODING.match(content)
    header = re.search(r"charset=[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    declared = own[1].decode("ascii") if own else header[1] if header else "utf-8"
    try:
        name = codecs.lookup(declared).name
        "".encode(name)  # refuses codecs of bytes to bytes
    except (LookupError, UnicodeError, ValueError):
        return "utf-8"
    return "utf-8" if name in _NO_CHARSETS else name
