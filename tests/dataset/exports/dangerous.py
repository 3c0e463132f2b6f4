"""Papers whose texts try to be something else than text in one of the forms."""

from __future__ import annotations

from dataclasses import replace

from harvester.model import Dataset, Identifier, PersonName, Relation
from tests.paper_strategies import made_paper

TITLES = (
    r"\input{/etc/passwd} & 100% of #1 costs } 5 $ ~ ^",
    '=HYPERLINK("http://evil.example";"x")',
    '<script>alert(1)</script> & "quotes" ]]> \x1b[31m \u202e',
    "@comment{a, b = {c}}, Müller's Straße 世界模型 🙂",
    "Worlds, twice\nover\u2028lines",
)


def dangerous() -> Dataset:
    people = (
        PersonName("Müller and Sons", "Özge, Jr."),
        PersonName(literal="World {Labs}"),
        PersonName("+1 Group", "@SUM(A1)"),
        PersonName(literal="et al."),
    )
    code = (Relation("IsSupplementedBy", Identifier("github", "a/b"), "list"),)
    papers = (
        replace(made_paper(number, title=title, authors=people), relations=code)
        for number, title in enumerate(TITLES, start=1)
    )
    return Dataset(tuple(papers))
