"""Lists whose author lines name wrong people: what they name is read whole, or not at all."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.lists.reading.forms import learn_forms, read_again
from harvester.model import Candidate
from tests.lists.reading.forms.styles import made_up_papers, records_of

PAPERS = [paper for paper in made_up_papers(40, seed=3) if len(paper.authors) > 3][:5]
STRANGER = "Nobody Ofthispaper"


def family_first(name: str) -> str:
    given, family = name.split()
    return f"{family}, {given[0]}."


LINES = {
    "et al.": lambda names: f"*{', '.join(names)}, et al.*",
    "et al. without a comma": lambda names: f"{', '.join(names)} et al.",
    "no end": lambda names: f"*{', '.join(names)}.*",
    "and": lambda names: f"{', '.join(names[:-1])} and {names[-1]}",
    "comma and": lambda names: f"*{', '.join(names[:-1])}, and {names[-1]}*",
    "ampersand": lambda names: f"{', '.join(names[:-1])} & {names[-1]}",
    "semicolons": lambda names: f"{'; '.join(names)}",
    "families first": lambda names: f"{', '.join(map(family_first, names))}, et al.",
    "families first, and": lambda names: (
        f"{', '.join(map(family_first, names[:-1]))}, and {family_first(names[-1])}"
    ),
    "linked": lambda names: ", ".join(f"[{one}](https://people.example.org)" for one in names),
}
ENTRIES = {
    "below": "**{title}.** [Mar 2015]<br>\n{people}<br>\n[[PDF](https://arxiv.org/abs/{id})]\n",
    "in front": "- {people} (2015). {title}. [link](https://arxiv.org/abs/{id})",
    "by": "- {title}, by {people}. [arXiv](https://arxiv.org/abs/{id})",
}


def names_of(paper: Candidate, place: int, is_wrong: bool) -> list[str]:
    names = list(paper.authors[:3])
    if is_wrong:
        names[place] = STRANGER
    return names


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("entry", ENTRIES)
def test_a_run_of_names_is_never_cut(entry: str, line: str, place: int) -> None:
    written = [names_of(paper, place, number != 2) for number, paper in enumerate(PAPERS)]
    text = "# Papers\n\n" + "\n".join(
        ENTRIES[entry].format(
            title=paper.title, people=LINES[line](names), id=paper.identifier.value
        )
        for paper, names in zip(PAPERS, written, strict=True)
    )
    document = parse(text)
    again = read_again(document, learn_forms(document, records_of(PAPERS)))
    for mention, before, names in zip(again.mentions, document.mentions, written, strict=True):
        assert mention.authors == before.authors or len(mention.authors) == len(names)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("entry", ENTRIES)
def test_a_longer_run_than_the_taught_ones_is_never_cut(entry: str, line: str) -> None:
    papers = [paper for paper in made_up_papers(60, seed=5) if len(paper.authors) == 3][:8]
    longer = next(paper for paper in made_up_papers(60, seed=9) if len(paper.authors) == 5)
    text = "# Papers\n\n" + "\n".join(
        ENTRIES[entry].format(
            title=paper.title, people=LINES[line](list(paper.authors)), id=paper.identifier.value
        )
        for paper in [*papers, longer]
    )
    document = parse(text)
    again = read_again(document, learn_forms(document, records_of(papers)))
    before, mention = document.mentions[-1], again.mentions[-1]
    assert mention.authors == before.authors or len(mention.authors) == len(longer.authors)
