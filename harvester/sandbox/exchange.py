"""A request as the sandbox's services see it, and the reply they give: plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One request; header names in lower case, `params` from the query and a form body, in order.

    `path` is less its service's prefix; `base` the service's own address, for links in replies.
    """

    method: str
    path: str
    params: Pairs
    headers: Mapping[str, str]
    body: bytes
    base: str

    def param(self, name: str, default: str = "") -> str:
        """Return the first value of parameter `name`."""
        return next((value for key, value in self.params if key == name), default)


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply. `cut` sends only so many bytes of a body announced whole; None sends all of it."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Pairs = ()
    cut: int | None = None


def read_params(query: str, headers: Mapping[str, str], body: bytes) -> Pairs:
    """Return the parameters of a query string and of a form body."""
    pairs = parse_qsl(query, keep_blank_values=True)
    if "x-www-form-urlencoded" in headers.get("content-type", ""):
        pairs += parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return tuple(pairs)


def json_reply(
    status: int, content: Any, headers: Pairs = (), content_type: str = "application/json"
) -> Reply:
    """Return `content` as a JSON reply."""
    body = json.dumps(content, ensure_ascii=False, indent=1).encode()
    return Reply(status, body, f"{content_type}; charset=utf-8", headers)
