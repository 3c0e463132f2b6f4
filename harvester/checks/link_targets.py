"""Links that show one identifier and lead to another, and links that lead to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from harvester.checks.inputs import CheckInput, known_text
from harvester.model import (
    Identifier,
    Link,
    LinkRole,
    Mention,
    Paper,
    Problem,
    Severity,
)
from harvester.values.fields import LIST
from harvester.values.identifiers import normalize_arxiv, url_of
from harvester.values.text import title_words

_ARXIV_PAGE = re.compile(r"^/(?:abs|pdf)/(?P<id>[^/?#]*\d[^/?#]*)")
_SHOWN = re.compile(r"(?:\barxiv[-: ]|(?<!/)\babs/)\s?(\d{4}\.\d{4,5})(?!\d)", re.IGNORECASE)


def check_targets(check_input: CheckInput) -> Iterator[Problem]:
    """Report links that show another id or repository than they lead to, and dead ones."""
    titles = _titles(check_input)
    for mention, paper in check_input.mentions:
        if mention.is_paper_entry:
            yield from _check_shown(check_input, mention)
            if paper is not None:
                yield from _check_code(check_input, mention, paper, titles)
            yield from _check_dead(check_input, mention)
        yield from _check_badges(check_input, mention)


def _check_shown(check_input: CheckInput, mention: Mention) -> Iterator[Problem]:
    """Compare the one id that a badge or the text shows with the one that is linked."""
    text = check_input.document.text_of(mention.span)
    shown = {one for written in _SHOWN.findall(text) if (one := normalize_arxiv(written))}
    targets = (link.identifier for link in mention.links)
    linked = {one.value for one in targets if one is not None and one.scheme == "arxiv"}
    odd = shown - linked
    if len(linked) != 1 or len(odd) != 1 or shown & linked:
        return
    (seen,), (led,) = odd, linked
    if any((mention.span, Identifier("arxiv", one)) in check_input.disputed for one in (seen, led)):
        return  # which of the two is wrong has been said
    claim = (f"shows arXiv {seen}", f"links arXiv {led}", "this list")
    yield check_input.problem(
        "wrong-link", Severity.WARNING, mention, claim, "show and link the same paper"
    )


def _check_code(
    check_input: CheckInput, mention: Mention, paper: Paper, titles: Mapping[str, str]
) -> Iterator[Problem]:
    """Report code whose README names one paper, and that another one than the entry's.

    The other paper must be known, by another title: one work may have several identifiers.
    """
    own = {str(one) for one in (paper.id, *paper.identifiers)}
    said = (one for one in paper.relations if one.source != LIST)
    vouched = {one.target.value.casefold() for one in said if one.target.scheme == "github"}
    title, _ = known_text(paper, "title")
    for link in mention.links:
        target = link.identifier
        if link.role is not LinkRole.CODE or target is None or target.scheme != "github":
            continue
        state = check_input.repository(target.value)
        named = state.names_paper if state is not None and state.state == "found" else ""
        other = titles.get(named, "")
        if not other or named in own or target.value.casefold() in vouched:
            continue
        if title and not _alike(title, other):
            claim = (
                f"links github:{target.value} as its code",
                f"its README names {named} alone, “{other}”",
                "github",
            )
            fix = "link the code of this paper, or say that it builds on that of another"
            line = check_input.document.line_of(link.span.start)
            yield check_input.problem("wrong-link", Severity.WARNING, mention, claim, fix, line)


def _titles(check_input: CheckInput) -> dict[str, str]:
    """Return the titles that are known of papers, by identifier as CURIE."""
    titles = {str(one): record.title for one, record in check_input.records.items()}
    for paper in (*check_input.known, *(paper for _, paper in check_input.mentions if paper)):
        title, _ = known_text(paper, "title")
        titles.update((str(one), title) for one in (paper.id, *paper.identifiers) if title)
    return titles


def _alike(title: str, other: str) -> bool:
    """Tell whether two titles may be of one work: a version's title changes in some words."""
    words, others = set(title_words(title)), set(title_words(other))
    return 2 * len(words & others) >= min(len(words), len(others))


def _check_badges(check_input: CheckInput, mention: Mention) -> Iterator[Problem]:
    """Compare the repository that a badge counts with the ones that the entry links."""
    linked = {
        link.identifier.value.casefold()
        for link in mention.links
        if link.identifier and link.identifier.scheme == "github" and link.role is LinkRole.CODE
    }
    for name in tuple(linked):
        state = check_input.repository(name)
        if state is not None and state.moved_to:
            linked.add(state.moved_to.casefold())
    for link in mention.links:
        counted = link.identifier
        if link.role is not LinkRole.BADGE or counted is None or counted.scheme != "github":
            continue
        if linked and counted.value.casefold() not in linked:
            state = check_input.repository(counted.value)
            if state is not None and state.moved_to.casefold() in linked:
                continue
            line = check_input.document.line_of(link.span.start)
            names = ", ".join(sorted(linked))
            claim = (f"badge of github:{counted.value}", f"the code is github:{names}", "this list")
            fix = "let the badge count the repository that the entry links"
            yield check_input.problem("badge-differs", Severity.WARNING, mention, claim, fix, line)


def _check_dead(check_input: CheckInput, mention: Mention) -> Iterator[Problem]:
    """Report links to arXiv pages that cannot be, or that arXiv says it does not have."""
    verdict = check_input.verdicts.get(mention.span)
    right = f"this paper is {url_of(verdict.identifier)}" if verdict and verdict.identifier else ""
    placed = [place.span for place in mention.placeholders]
    for link in mention.links:
        inside = any(span.overlaps(link.span) for span in placed)
        if (mention.span, link.identifier) in check_input.disputed:
            continue  # the wrong link is the cause, and has been said
        severity = Severity.ERROR
        if link.identifier is not None and link.identifier in check_input.absent:
            once = link.identifier in check_input.absent_today and not right
            known = check_input.absent[link.identifier] + (", asked once" if once else "")
            severity = Severity.INFO if once else Severity.WARNING
        elif (malformed := malformed_arxiv(link)) and not inside:
            known = f"{malformed} is no arXiv identifier"
        else:
            continue
        line = check_input.document.line_of(link.span.start)
        fix = right or "look up the paper and replace the link"
        if severity is Severity.INFO:
            fix = "nothing yet: one answer is no proof, the next run asks again"
        yield check_input.problem(
            "dead-link", severity, mention, (f"links {link.url}", known, "arxiv"), fix, line
        )


def malformed_arxiv(link: Link) -> str:
    """Return what stands in place of an id in a link to arXiv; empty where all is well."""
    if link.identifier is not None or link.role in (LinkRole.BADGE, LinkRole.IMAGE):
        return ""
    try:
        parts = urlsplit(link.url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    page = _ARXIV_PAGE.match(parts.path)
    return page["id"] if page and (host == "arxiv.org" or host.endswith(".arxiv.org")) else ""
