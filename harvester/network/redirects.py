"""Follow redirects within the service that was asked, never into private networks."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from harvester.network.failures import RequestFailure
from harvester.network.messages import (
    REDACTED,
    RedirectStep,
    Request,
    Response,
    same_origin,
    with_params,
)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REDACTED_IN_URL = re.compile(r"(?<=[?&])[^=&#]+=" + re.escape(REDACTED) + r"&?")
_MOST_REDIRECTS = 5


def redirect_refusal(endpoint: str, owns: Callable[[str], bool], url: str) -> str | None:
    """Return why a redirect from `endpoint` to `url` is refused; None where it may be followed.

    It may go to the host and port of the endpoint, or to a public host that the service `owns`.
    """
    target, home = urlsplit(url), urlsplit(endpoint)
    host = (target.hostname or "").rstrip(".")
    if host == home.hostname and (is_public(host) or target.netloc == home.netloc):
        return None
    if not owns(host):
        return "redirected to a host of another service"
    return None if is_public(host) else "redirected to an address of a private network"


def is_public(host: str) -> bool:
    """Tell whether every address of `host` is one of the public internet."""
    try:
        addresses = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return True  # no address: nothing can be asked there
    return all(ipaddress.ip_address(str(one).partition("%")[0]).is_global for one in addresses)


def follow(
    request: Request,
    send: Callable[[RedirectStep], Response | RequestFailure],
    refusal: Callable[[str], str | None],
) -> Response | RequestFailure:
    """Send `request` and follow its redirects to an answer, as far as it did not ask to see them.

    `refusal` says why an address must not be followed. A form keeps its method where it stays on
    its host; it is not carried to another one.
    """
    step = _first_step(request)
    for _ in range(_MOST_REDIRECTS):
        response = send(step)
        if isinstance(response, RequestFailure):
            return response
        location = response.headers.get("location", "")
        if response.status not in _REDIRECTS or response.status in request.statuses or not location:
            return response
        following = _next_step(request, step, response.status, location)
        if isinstance(following, RequestFailure):
            return following
        if reason := refusal(following.url):
            return RequestFailure(reason)
        step = following
    return RequestFailure("redirected in circles")


def _first_step(request: Request) -> RedirectStep:
    body = request.body.encode("utf-8") if request.body is not None else None
    url = with_params(request.full_url(), request.secret_params)
    return RedirectStep(request.method.upper(), url, request.headers + request.secret_headers, body)


def _next_step(
    request: Request, step: RedirectStep, status: int, location: str
) -> RedirectStep | RequestFailure:
    try:
        url = urljoin(step.url, location)
        if urlsplit(url).scheme not in {"http", "https"}:
            return RequestFailure("redirected to something that is no web page")
        at_home = same_origin(url, request.url)
    except ValueError:
        return RequestFailure("redirected to something that is no address")
    if _REDACTED_IN_URL.search(url):  # the client hides secrets from us too; at home they go along
        if not at_home:
            return RequestFailure("redirected with a secret to another host")
        url = with_params(_REDACTED_IN_URL.sub("", url), request.secret_params)
    if status == 303:
        return RedirectStep(
            "GET", url, request.headers + (request.secret_headers if at_home else ()), None
        )
    if at_home:
        return RedirectStep(step.method, url, request.headers + request.secret_headers, step.body)
    if step.body is not None:
        return RequestFailure("redirected to another host")
    return RedirectStep(step.method, url, request.headers, None)
