"""Identifiers of entries: placeholders, missing ones, the same one twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from harvester.checks.inputs import CheckInput, known_text
from harvester.checks.link_targets import malformed_arxiv
from harvester.matching.existing_identifiers import are_other_titles
from harvester.model import Identifier, Mention, MentionKind, Paper, Problem, Severity, Span
from harvester.values.identifiers import url_of

_WORKS_OF_CONTAINER = 3
_CROSS_LISTED = 3
_MEETING = re.compile(
    r"\b(?:workshop|tutorial|challenge|competition|symposium|summer school)\b|"
    r"研讨会|ワークショップ",
    re.IGNORECASE,
)
_CROSS_LISTED_SHARE = 0.02


def check_identities(check_input: CheckInput) -> Iterator[Problem]:
    """Report what is wrong with the identifiers of the entries."""
    unlinked = _sections_without_identifiers(check_input)
    software = _sections_of_software(check_input)
    for mention, paper in check_input.mentions:
        yield from _check_placeholders(check_input, mention, paper)
        if mention.is_paper_entry and mention.section not in software:
            yield from _check_missing(check_input, mention, paper, unlinked)
    yield from _check_duplicates(check_input)


def _sections_without_identifiers(check_input: CheckInput) -> frozenset[tuple[str, ...]]:
    """Return the sections that link most entries otherwise: software, blog posts, project pages."""
    counted: dict[tuple[str, ...], list[bool]] = {}
    for mention, _ in check_input.mentions:
        if mention.is_paper_entry:
            counted.setdefault(mention.section, []).append(_names_paper(mention))
    return frozenset(
        section for section, has in counted.items() if len(has) > 1 and sum(has) * 2 < len(has)
    )


def _sections_of_software(check_input: CheckInput) -> frozenset[tuple[str, ...]]:
    """Return the sections where most entries are repositories and none links a paper as its own."""
    are_code: dict[tuple[str, ...], list[bool]] = {}
    papers: set[tuple[str, ...]] = set()
    for mention, _ in check_input.mentions:
        if mention.is_paper_entry and _names_paper(mention):
            papers.add(mention.section)
        elif mention.refers_to is None and mention.kind is not MentionKind.DATASET:
            is_code = mention.kind is MentionKind.REPOSITORY
            are_code.setdefault(mention.section, []).append(is_code)
    return frozenset(
        section
        for section, has in are_code.items()
        if section not in papers and sum(has) * 2 > len(has)
    )


def _names_paper(mention: Mention) -> bool:
    """Tell whether an identifier of a paper stands in the entry, or what stands in for one."""
    return any(one.is_paper for one in mention.identifiers) or any(
        place.is_paper for place in mention.placeholders
    )


def _page_id(paper: Paper | None) -> Identifier | None:
    if paper is None:
        return None
    identifiers = (paper.id, *paper.identifiers)
    return min((one for one in identifiers if one.is_paper), key=lambda one: one.rank, default=None)


def _vouched(identifier: Identifier, paper: Paper | None) -> tuple[str, str]:
    """Return the identifier with the evidence for it, and who vouches."""
    resolution = paper.resolution if paper else None
    if resolution is None:
        return str(identifier), "dataset"
    evidence = ", ".join(words for _, words in resolution.evidence) or resolution.reason
    return f"{identifier} ({evidence})", f"resolution, {resolution.strength.value}"


def _check_placeholders(
    check_input: CheckInput, mention: Mention, paper: Paper | None
) -> Iterator[Problem]:
    identifier = _page_id(paper)
    for place in mention.placeholders:
        line = check_input.document.line_of(place.span.start)
        if not place.is_paper:
            claim = (place.text, "a template's stand-in for a repository", "this list")
            fix = "write the link of the code, or take this one out"
        elif identifier and place.accepts(identifier):
            claim = (place.text, *_vouched(identifier, paper))
            fix = f"replace “{place.text}” by {url_of(identifier)}"
        else:
            hint = f", given out in {place.hint}" if place.hint else ""
            claim = (place.text, f"not an identifier{hint}; none is known yet", "dataset")
            fix = "run `harvester resolve`, or write the paper's own link"
        yield check_input.problem("placeholder-id", Severity.ERROR, mention, claim, fix, line)


def _check_missing(
    check_input: CheckInput,
    mention: Mention,
    paper: Paper | None,
    unlinked: frozenset[tuple[str, ...]],
) -> Iterator[Problem]:
    if _names_paper(mention):
        return
    if any(map(malformed_arxiv, mention.links)):
        return  # said of the link itself
    identifier = _page_id(paper)
    if identifier is None and (mention.section in unlinked or _is_meeting(mention)):
        return
    pages = [link.url for link in mention.links if link.role.value == "paper"]
    claimed = f"only {pages[0]}" if pages else "no link to the paper"
    if identifier:
        claim = (claimed, *_vouched(identifier, paper))
        fix = f"add {url_of(identifier)}"
        yield check_input.problem("missing-id", Severity.WARNING, mention, claim, fix)
    else:
        claim = (claimed, "no identifier is known", "dataset")
        fix = "add the DOI or the arXiv link of the paper, if it has one"
        yield check_input.problem("missing-id", Severity.INFO, mention, claim, fix)


def _is_meeting(mention: Mention) -> bool:
    """Tell an entry for a workshop or a challenge, whose page lists papers and is none."""
    event = mention.event.text if mention.event else ""
    pages = " ".join(link.url for link in mention.links if "openreview.net/" in link.url)
    words = f"{event} {mention.title_or_name} {pages}".replace("_", " ")
    return _MEETING.search(words) is not None and not mention.authors


def _check_duplicates(check_input: CheckInput) -> Iterator[Problem]:
    standing: dict[Identifier, list[Mention]] = {}
    pairs: list[tuple[Mention, Mention, Identifier]] = []
    entries = [
        (mention, paper) for mention, paper in check_input.mentions if mention.is_paper_entry
    ]
    for mention, paper in entries:
        spans: set[Span] = set()
        for identifier in _every_name(mention, paper):
            disputed = (mention.span, identifier) in check_input.disputed
            if disputed or not identifier.is_paper:
                continue
            before = standing.setdefault(identifier, [])
            if before:
                beside = (one for one in before if one.section == mention.section)
                earlier = next(beside, before[0])
                if earlier.span not in spans:
                    pairs.append((mention, earlier, identifier))
                spans.add(earlier.span)
            before.append(mention)
    crossing = [one for one in pairs if _is_cross_listed(*one[:2])]
    on_purpose = len(crossing) >= max(_CROSS_LISTED, _CROSS_LISTED_SHARE * len(entries))
    containers = {one for one in standing if _is_container(check_input, one, standing[one])}
    for mention, earlier, identifier in pairs:
        if identifier not in containers and not (on_purpose and _is_cross_listed(mention, earlier)):
            yield _duplicate(check_input, mention, earlier, identifier)


def _every_name(mention: Mention, paper: Paper | None) -> Iterable[Identifier]:
    """Return the identifiers that the entry links, then those by which its paper is known too."""
    linked = mention.identifiers
    return dict.fromkeys((*linked, *(paper.identifiers if paper and linked else ())))


def _is_cross_listed(mention: Mention, earlier: Mention) -> bool:
    """Tell whether one paper stands under two topics, under one name and by one link."""
    linked = {one for one in mention.identifiers if one.is_paper}
    return (
        mention.section != earlier.section
        and not linked.isdisjoint(earlier.identifiers)
        and not surely_another_title(mention, earlier)
    )


def _duplicate(
    check_input: CheckInput, mention: Mention, earlier: Mention, identifier: Identifier
) -> Problem:
    known = f"{identifier} already stands at “{earlier.name}” (line {earlier.line})"
    verb = "links" if identifier in mention.identifiers else "is"
    claim = (f"“{mention.name}” {verb} {identifier}", known, "this list")
    if not surely_another_title(mention, earlier):
        fix = "keep one of the two entries, or make one a reference to the other"
        return check_input.problem("duplicate-entry", Severity.INFO, mention, claim, fix)
    fix = "two entries lead to one paper: correct the link of one, or keep one entry"
    code = "duplicate-entry" if _is_described(check_input, identifier) else "wrong-link"
    return check_input.problem(code, Severity.WARNING, mention, claim, fix)


def _is_container(
    check_input: CheckInput, identifier: Identifier, mentions: Sequence[Mention]
) -> bool:
    """Tell an id that three works share and nobody described: it is that of what holds them."""
    if identifier.scheme == "arxiv" or _is_described(check_input, identifier):
        return False
    works: list[Mention] = []
    for mention in mentions:
        if all(surely_another_title(mention, other) for other in works):
            works.append(mention)
    return len(works) >= _WORKS_OF_CONTAINER


def _is_described(check_input: CheckInput, identifier: Identifier) -> bool:
    """Tell whether a source told which paper it is: then both titles may be that paper's."""
    return identifier in check_input.records or any(
        identifier in paper.identifiers and known_text(paper, "title")[0]
        for paper in check_input.known
    )


def surely_another_title(one: Mention, other: Mention) -> bool:
    """Tell whether two entries are written as two works: long titles with little in common."""
    return are_other_titles(one.title_or_name, other.title_or_name)
