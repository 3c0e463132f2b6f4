"""Small lists and made-up papers for the checks."""

from __future__ import annotations

from collections.abc import Mapping

from harvester.checks.inputs import CheckInput, Spoken
from harvester.lists import ListDocument, parse
from harvester.model import (
    FieldData,
    Identifier,
    Paper,
    PersonName,
    Problem,
    Relation,
    RepositoryState,
    Statement,
)
from harvester.values.person_names import parse_person


def names(*people: str) -> tuple[PersonName, ...]:
    return tuple(parse_person(one) for one in people)


def paper(arxiv: str, code: str = "", /, **values: FieldData) -> Paper:
    fields = tuple(
        Statement(name, value, "arxiv", "2026-01-01") for name, value in sorted(values.items())
    )
    identifier = Identifier("arxiv", arxiv)
    relation = Relation("IsSupplementedBy", Identifier("github", code), "arxiv")
    return Paper(identifier, (identifier,), fields, relations=(relation,) if code else ())


def speak(document: ListDocument, papers: Mapping[str, Paper]) -> tuple[Spoken, ...]:
    """Tie each mention to the paper of its name, as a dataset would."""
    return tuple((one, papers.get(one.refers_to or one.name)) for one in document.mentions)


def look(
    text: str,
    papers: Mapping[str, Paper] | None = None,
    repositories: Mapping[str, RepositoryState] | None = None,
    files: frozenset[str] | None = None,
    month: str = "2026-01",
) -> CheckInput:
    document = parse(text)
    return CheckInput(
        document, "list.md", speak(document, papers or {}), repositories or {}, files, month
    )


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def only(problems: tuple[Problem, ...], code: str) -> Problem:
    matching = [problem for problem in problems if problem.code == code]
    assert len(matching) == 1, problems
    return matching[0]
