"""What the list says about code: table against table, and against the repository we know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from harvester.checks.inputs import AttributeRules, CheckInput, Spoken, groups
from harvester.model import (
    Identifier,
    LinkRole,
    Mention,
    MentionKind,
    Problem,
    RepositoryState,
    Severity,
)

_FEW_ENTRIES = 3
_SOME_LINKS = 2
_USUAL_SHARE = 0.3


class Claim(StrEnum):
    """What a cell says about the code of a paper."""

    AVAILABLE = "available"
    SOON = "coming soon"
    UNKNOWN = "unknown"
    ABSENT = "not available"


@dataclass(frozen=True, slots=True)
class _CellClaim:
    """What one cell says about code; `linked` tells that it links to where the code is."""

    claim: Claim
    mention: Mention
    text: str
    line: int
    linked: bool


@dataclass(frozen=True, slots=True)
class _Repository:
    name: str
    source: str
    state: RepositoryState | None

    @property
    def vouched(self) -> str:
        """Who says that it is the paper's, and who looked whether it is there."""
        both = self.source if self.state is None else f"{self.source}, github"
        return both.replace("github, github", "github")

    @property
    def there(self) -> bool:
        """Nothing that we know speaks against the code being there."""
        return self.state is None or (
            self.state.state == "found" and self.state.coming_soon is not True
        )


def check_code_claims(check_input: CheckInput) -> Iterator[Problem]:
    """Compare every code claim with the others about the same paper and with its repository."""
    habits = _code_habits(check_input)
    for group in groups(check_input.mentions):
        claims = list(_claims(check_input, group))
        repositories = _repositories(check_input, group)
        yield from _against_each_other(check_input, claims)
        yield from _against_repositories(check_input, claims, repositories)
        if _links_code(habits, group):
            yield from _unlinked(check_input, group, claims, repositories)


def _code_habits(check_input: CheckInput) -> dict[tuple[str, ...], tuple[int, int]]:
    """Count by section, and under () for the list, paper entries and those with a code link."""
    counts: dict[tuple[str, ...], tuple[int, int]] = {}
    for mention, _ in check_input.mentions:
        if not mention.is_paper_entry:
            continue
        coded = any(link.role is LinkRole.CODE for link in mention.links)
        for section in {(), mention.section}:
            entries, linked = counts.get(section, (0, 0))
            counts[section] = entries + 1, linked + coded
    return counts


def _links_code(habits: dict[tuple[str, ...], tuple[int, int]], group: Sequence[Spoken]) -> bool:
    """Tell whether entries like this one, those of its section, carry code links in this list."""
    section = next((m.section for m, _ in group if m.refers_to is None), ())
    entries, linked = habits.get(section, (0, 0))
    if entries < _FEW_ENTRIES:
        entries, linked = habits.get((), (0, 0))
    return linked >= _SOME_LINKS and linked >= _USUAL_SHARE * entries


def read_claim(text: str, rules: AttributeRules) -> Claim | None:
    """Return what the words of a cell say about code; None where they say nothing.

    >>> read_claim("🔜 Coming Soon", AttributeRules()).value, read_claim("-", AttributeRules())
    ('coming soon', None)
    """
    lowered = text.lower().strip()
    for claim, words in (
        (Claim.SOON, rules.soon),
        (Claim.UNKNOWN, rules.unknown),
        (Claim.ABSENT, rules.absent),
        (Claim.AVAILABLE, rules.available),
    ):
        if any(_says(lowered, word.lower()) for word in words):
            return claim
    return None


def _says(text: str, word: str) -> bool:
    if word.isascii() and word[0].isalnum():
        return re.search(rf"\b{re.escape(word)}\b", text) is not None
    return word in text


def _claims(check_input: CheckInput, group: Sequence[Spoken]) -> Iterator[_CellClaim]:
    for mention, _ in group:
        for cell in mention.cells:
            header = cell.header.lower()
            if not any(word in header for word in check_input.attributes.code_columns):
                continue
            linked = any(
                link.role is LinkRole.CODE and link.url.strip("#") and cell.span.contains(link.span)
                for link in mention.links
            )
            claim = Claim.AVAILABLE if linked else read_claim(cell.text, check_input.attributes)
            if claim:
                line = check_input.document.line_of(cell.span.start)
                yield _CellClaim(claim, mention, cell.text.strip(), line, linked)


def _repositories(check_input: CheckInput, group: Sequence[Spoken]) -> list[_Repository]:
    by_name: dict[str, _Repository] = {}

    def note(target: Identifier, source: str) -> None:
        if target.scheme == "github":
            one = _Repository(target.value, source, check_input.repository(target.value))
            by_name.setdefault(target.value.lower(), one)

    for mention, paper in group:
        for link in mention.links:
            if link.identifier and link.role is not LinkRole.BADGE:
                note(link.identifier, "this list")
        for relation in paper.relations if paper else ():
            if relation.kind == "IsSupplementedBy" and relation.source != "list":
                note(relation.target, relation.source)
    return list(by_name.values())


def _against_each_other(check_input: CheckInput, claims: Sequence[_CellClaim]) -> Iterator[Problem]:
    denials = (Claim.SOON, Claim.ABSENT)
    for one in claims:
        for other in claims:
            if one.claim in denials and other.claim is Claim.AVAILABLE:
                known = f"“{other.text}” in another table (line {other.line})"
                claim = (f"“{one.text}”", known, "this list")
                fix = f"say the same in both places (lines {one.line} and {other.line})"
                yield check_input.problem(
                    "status-contradicts", Severity.WARNING, one.mention, claim, fix, one.line
                )


def _against_repositories(
    check_input: CheckInput, claims: Sequence[_CellClaim], repositories: Sequence[_Repository]
) -> Iterator[Problem]:
    there = [one for one in repositories if one.there]
    for statement in claims:
        if statement.claim is Claim.AVAILABLE:
            if not there and (repositories or not statement.linked):
                yield _not_there(check_input, statement, repositories)
        elif there:
            best = there[0]
            severity = Severity.INFO if best.state is None else Severity.WARNING
            fix = f"link https://github.com/{best.name} and mark the code as available"
            claim = (f"“{statement.text}”", _described(best), best.vouched)
            yield check_input.problem(
                "code-released", severity, statement.mention, claim, fix, statement.line
            )


def _not_there(
    check_input: CheckInput, statement: _CellClaim, repositories: Sequence[_Repository]
) -> Problem:
    severity, known, source = Severity.INFO, "no repository is linked or known", "dataset"
    fix = "link the repository, or say that the code is not known"
    if repositories:
        severity, source = Severity.WARNING, "github"
        known = "; ".join(_described(one) for one in repositories)
        fix = "say that the code is not available (yet), or link where it is now"
    claim = (f"“{statement.text}”", known, source)
    return check_input.problem(
        "code-claim-contradicts", severity, statement.mention, claim, fix, statement.line
    )


def _described(repository: _Repository) -> str:
    state = repository.state
    name = f"github:{repository.name}"
    if state is None:
        return f"{name} belongs to the paper"
    if state.state != "found":
        return f"{name} is not there ({state.state})"
    if state.coming_soon is True:
        return f"{name} exists, its code is announced only"
    pushed = f", last pushed {state.pushed_at[:10]}" if state.pushed_at else ""
    stars = f", {state.stars} stars" if state.stars is not None else ""
    return f"{name} is public{pushed}{stars}"


def _unlinked(
    check_input: CheckInput,
    group: Sequence[Spoken],
    claims: Sequence[_CellClaim],
    repositories: Sequence[_Repository],
) -> Iterator[Problem]:
    """Say that a paper has code where the list neither links it nor says anything about it."""
    entry = next((m for m, _ in group if m.refers_to is None), None)
    if entry is None or entry.kind is not MentionKind.PAPER:
        return
    if any(statement.claim is not Claim.AVAILABLE for statement in claims):
        return
    if any(link.role is LinkRole.CODE for mention, _ in group for link in mention.links):
        return  # whichever host it is on
    there = [one for one in repositories if one.there]
    if there and not any(one.source == "this list" for one in repositories):
        best = there[0]
        statement = ("no code link", _described(best), best.vouched)
        fix = f"add a code link: https://github.com/{best.name}"
        yield check_input.problem("code-released", Severity.INFO, entry, statement, fix)
