"""Links and files of the list: shared home pages, files that are not there, repositories."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from harvester.checks.data_sets import said_of
from harvester.checks.inputs import CheckInput
from harvester.checks.wording import without_code
from harvester.dataset.entries import slug
from harvester.model import (
    Link,
    LinkRole,
    Mention,
    MentionKind,
    Problem,
    RepositoryState,
    Severity,
)
from harvester.values.text import normalize_url
from harvester.values.web_addresses import is_home_page

_TARGET = re.compile(
    r"\]\(\s*<?(?P<inline>[^()\s<>]+)|(?:src|href)\s*=\s*[\"'](?P<attribute>[^\"']+)[\"']",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"[\w.-]+@[\w.-]+:|(?:www\.)?(?:[\w-]+\.)+(?:org|com|net|io|edu|co)/")
_PICTURES = (LinkRole.BADGE, LinkRole.IMAGE)
_OWN_PAGES = (LinkRole.PAPER, LinkRole.PROJECT, LinkRole.DATASET)


def check_links(check_input: CheckInput) -> Iterator[Problem]:
    """Report shared home pages, missing files, and repositories moved, archived or gone."""
    yield from _check_shared(check_input)
    yield from _check_files(check_input)
    yield from _check_repositories(check_input)


def _check_shared(check_input: CheckInput) -> Iterator[Problem]:
    users: dict[str, dict[str, tuple[Mention, Link]]] = {}
    for mention, _ in check_input.mentions:
        if mention.kind is MentionKind.REFERENCE:
            continue
        for link in mention.links:
            own = mention.kind is MentionKind.DATASET or link.role in _OWN_PAGES
            if own and link.role not in _PICTURES and is_home_page(link.url):
                name = mention.refers_to or mention.name
                users.setdefault(normalize_url(link.url), {}).setdefault(name, (mention, link))
    for pages in users.values():
        (mention, link), names = next(iter(pages.values())), list(pages)
        paged = [(name, page) for name in names if (page := _own_page(check_input, name))]
        if len(pages) > 1 or paged:
            known = f"the same home page stands for {', '.join(names)}"
            fix = "link each to its own page"
            claim = (link.url, known, "this list")
            if len(pages) == 1:
                claim = (link.url, f"{names[0]} has a page of its own", paged[0][1][1])
            if paged:
                fix += f": {'; '.join(f'{name}: {page}' for name, (page, _) in paged)}"
            line = check_input.document.line_of(link.span.start)
            kinds = {one.kind for one, _ in pages.values()}
            severity = Severity.INFO if kinds == {MentionKind.PAPER} else Severity.WARNING
            yield check_input.problem("shared-url", severity, mention, claim, fix, line)


def _own_page(check_input: CheckInput, name: str) -> tuple[str, str] | None:
    """Return the page that a catalogue knows of a data set, and the catalogue's name."""
    record = next((one for one in check_input.datasets if one.slug == slug(name)), None)
    page, source = said_of(record, "url") if record else ("", "")
    return (page, source) if page and not is_home_page(page) else None


def _check_files(check_input: CheckInput) -> Iterator[Problem]:
    if check_input.existing_files is None:
        return
    there = {posixpath.normpath(path) for path in check_input.existing_files}
    folders = {parent for path in there for parent in _parents(path)}
    seen: set[str] = set()
    text = without_code(check_input.document.text)
    for match in _TARGET.finditer(text):
        group = "inline" if match["inline"] else "attribute"
        path = relative_path(match[group])
        if path is None or path in there or path in folders or path in seen:
            continue
        seen.add(path)
        yield Problem(
            code="missing-file",
            severity=Severity.WARNING,
            path=check_input.path,
            line=check_input.document.line_of(match.start(group)),
            subject=path,
            claimed=f"links {match[group]}",
            known="there is no such file beside the list",
            source="files of the repository",
            fix=f"add {path}, or take the link out",
        )


def relative_path(target: str) -> str | None:
    """Return the path of a link to a file beside the list; None for every other link.

    >>> relative_path("./figures/a%20b.png#x"), relative_path("https://x.org/a")
    ('figures/a b.png', None)
    """
    try:
        parts = urlsplit(target.strip())
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    if _ELSEWHERE.match(parts.path):
        return None  # an address without its scheme, or one of ssh
    path = posixpath.normpath(unquote(parts.path))
    return None if path.startswith("..") or path == "." else path


def _parents(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _check_repositories(check_input: CheckInput) -> Iterator[Problem]:
    """Say of each repository once what is wrong with it, with the lines of all its entries."""
    places: dict[str, list[tuple[Mention, Link]]] = {}
    for mention, _ in check_input.mentions:
        for link in mention.links:
            if link.identifier is not None and link.identifier.scheme == "github":
                places.setdefault(link.identifier.value.lower(), []).append((mention, link))
    for name, users in places.items():
        state = check_input.repository(name)
        if state is not None:
            mention, link = users[0]
            lines = [check_input.document.line_of(one.span.start) for _, one in users]
            shown = link.identifier.value if link.identifier else name
            yield from _judge_repository(check_input, mention, (shown, state, lines))


def _judge_repository(
    check_input: CheckInput, mention: Mention, repository: tuple[str, RepositoryState, list[int]]
) -> Iterator[Problem]:
    name, state, lines = repository
    line, others = lines[0], sorted(set(lines[1:]) - {lines[0]})
    more = f", and in line{'s' * (len(others) > 1)} {', '.join(map(str, others))}"
    claimed = f"links github:{name}" + (more if others else "")
    if state.state != "found":
        yield _absent(check_input, mention, (name, state, claimed), line)
        return
    if state.moved_to and state.moved_to.lower() != name.lower():
        fix = f"link https://github.com/{state.moved_to}"
        claim = (claimed, f"moved to github:{state.moved_to}", "github")
        yield check_input.problem("repository-moved", Severity.WARNING, mention, claim, fix, line)
    if state.archived:
        pushed = f", last pushed {state.pushed_at[:10]}" if state.pushed_at else ""
        claim = (claimed, f"archived by its owner{pushed}", "github")
        fix = "say beside the link that the code is archived, if readers should know"
        yield check_input.problem("repository-archived", Severity.INFO, mention, claim, fix, line)


def _absent(
    check_input: CheckInput,
    mention: Mention,
    repository: tuple[str, RepositoryState, str],
    line: int,
) -> Problem:
    """Call a repository gone from the second day on; a block is the host's own word."""
    name, state, claimed = repository
    once = name.lower() in check_input.absent_once and not state.state.startswith("blocked")
    if once:
        claim = (claimed, f"not found on {state.day}, asked once", "github")
        fix = "nothing yet: one answer is no proof, the next run asks again"
        return check_input.problem("repository-gone", Severity.INFO, mention, claim, fix, line)
    claim = (claimed, f"not there any more ({state.state})", "github")
    fix = "link where the code is now, or say that it is gone"
    return check_input.problem("repository-gone", Severity.ERROR, mention, claim, fix, line)
