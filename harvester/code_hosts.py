"""Places that hold code or models and are not asked: gists, GitLab, Hugging Face and the like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from harvester.model import Link, LinkRole

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
    said = "1 link left as it is" if total == 1 else f"{total} links left as they are"
    return (f"{said} ({listed}): only GitHub is asked",)
