"""Code repositories: GitHub's in every public form, and the hosts that are not asked.

Source: GitHub's rules for owner and repository names, https://docs.github.com.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from harvester.model import Link, LinkRole
from harvester.values.templates import is_template_repository
from harvester.values.text import strip_hidden
from harvester.values.web_addresses import WebAddress, read_address, trim_punctuation

_PICTURES = (LinkRole.BADGE, LinkRole.IMAGE)
_HOSTS = {
    "gist.github.com": "gists",
    "gitlab.com": "GitLab",
    "bitbucket.org": "Bitbucket",
    "huggingface.co": "Hugging Face",
    "hf.co": "Hugging Face",
    "codeberg.org": "Codeberg",
    "gitee.com": "Gitee",
    "sourceforge.net": "SourceForge",
    "modelscope.cn": "ModelScope",
}
_NOTEBOOK_VIEWERS = frozenset(["colab.research.google.com", "nbviewer.org", "nbviewer.jupyter.org"])
_REVISION = re.compile(r"(?<=.)@.*$")
"""Where pip takes a revision from: `git+https://github.com/owner/name.git@main`."""
_PART = re.compile(r"^[A-Za-z0-9._-]+$")
_PICTURE_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|mp4|webm|mov)$", re.IGNORECASE)
_PAGES = frozenset(
    [
        "about",
        "apps",
        "collections",
        "contact",
        "customer-stories",
        "enterprise",
        "events",
        "explore",
        "features",
        "issues",
        "login",
        "marketplace",
        "new",
        "notifications",
        "organizations",
        "orgs",
        "pricing",
        "pulls",
        "readme",
        "search",
        "security",
        "settings",
        "sponsors",
        "stars",
        "team",
        "topics",
        "trending",
        "user-attachments",
        "users",
    ]
)
_FRONT_ENDS = frozenset(
    ["github.com", "github.dev", "github1s.com", "raw.githubusercontent.com", "codeload.github.com"]
)


def normalize_repository(text: str) -> str | None:
    """Return `owner/name` for a GitHub repository URL or `owner/name`; None for other pages.

    Pictures that people upload in issues (`…/assets/…`) lead to no repository, nor does the
    stand-in of a template (`xxx/xxx`).

    >>> normalize_repository("git@github.com:danijar/dreamer.git")
    'danijar/dreamer'
    """
    plain = strip_hidden(text).strip()
    if "//" not in plain and "@" not in plain and plain.count("/") == 1:
        return _named(plain.split("/"))
    address = read_address(plain)
    return repository_of_address(address) if address else None


def repository_of_address(address: WebAddress) -> str | None:
    """Return `owner/name` where an address leads to a repository of GitHub; None elsewhere."""
    segments = [segment for segment in address.path.split("/") if segment]
    if address.host == "api.github.com" and segments[:1] == ["repos"]:
        return _named(segments[1:3])
    if address.host in _NOTEBOOK_VIEWERS and segments[:1] == ["github"]:
        return _named(segments[1:3])
    if address.host not in _FRONT_ENDS or segments[2:3] == ["assets"]:
        return None
    if address.host.startswith("raw.") and _PICTURE_FILE.search(address.path):
        return None
    return _named(segments[:2])


def _named(segments: list[str]) -> str | None:
    if len(segments) != 2 or segments[0].lower() in _PAGES:
        return None
    owner, name = segments[0], _REVISION.sub("", trim_punctuation(segments[1]))
    name = name.removesuffix(".git").rstrip(".")
    if not (_PART.match(owner) and _PART.match(name)) or is_template_repository(f"{owner}/{name}"):
        return None
    return f"{owner}/{name}"


def template_repository_of(address: WebAddress) -> str | None:
    """Return the stand-in for a repository (`xxx/xxx`) that an address leads to; None if none."""
    name = "/".join([segment for segment in address.path.split("/") if segment][:2])
    if address.host != "github.com" or not name:
        return None
    return name if is_template_repository(name) else None


def other_code_host(url: str) -> str | None:
    """Return the name of the host where `url` leads to code, models or data that is not asked.

    >>> other_code_host("https://gitlab.com/a/b"), other_code_host("https://github.com/a/b")
    ('GitLab', None)
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        return None
    if not parts.path.strip("/") or parts.path.startswith("/papers/"):
        return None  # the home page of the host; a page about a paper
    if host.startswith("gitlab."):
        return "GitLab"
    return _HOSTS.get(host)


def left_alone(links: Iterable[Link]) -> tuple[str, ...]:
    """Say in one sentence which of `links` are not asked about; nothing where there are none."""
    urls = (link.url for link in links if link.role not in _PICTURES)
    hosts = (other_code_host(url) for url in dict.fromkeys(urls))
    counts = Counter(host for host in hosts if host)
    if not counts:
        return ()
    listed = ", ".join(f"{count} to {host}" for host, count in sorted(counts.items()))
    total = counts.total()
    links_left = "1 link left as it is" if total == 1 else f"{total} links left as they are"
    return (f"{links_left} ({listed}): only GitHub is asked",)
