"""Works that are not on arXiv, for the fault campaign: pages, submissions, data sets."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from harvester.sandbox.world import DataSetFacts, PageFacts, PaperFacts, SubmissionFacts, World

_AUTHORS = ("Ada Maker", "Bo Weaver", "Cy Turner")


def made_up_works(
    chance: random.Random,
) -> tuple[tuple[PageFacts, ...], tuple[SubmissionFacts, ...]]:
    """Return up to three pages and up to two submissions, each on a host or forum of its own."""
    pages = tuple(
        PageFacts(
            f"library{number}.example/work",
            title=f"Made-up Article on Harbour Lights of Town {number}",
            authors=_AUTHORS[: chance.randint(2, 3)],
            doi=f"10.1000/harbour.{number}",
            venue="Made-up Letters",
            issued="2025-06",
        )
        for number in range(1, chance.randint(0, 3) + 1)
    )
    submissions = tuple(
        SubmissionFacts(
            f"Forum{number}",
            f"Made-up Submission on Mountain Paths of Valley {number}",
            _AUTHORS[: chance.randint(2, 3)],
            "ICLR 2025 Poster",
            "ICLR.cc/2025/Conference",
        )
        for number in range(1, chance.randint(0, 2) + 1)
    )
    return pages, submissions


def entries_of(chance: random.Random, world: World) -> Iterator[str]:
    """Yield the lines of an entry for each work; a page is linked itself, or by its DOI."""
    for page in world.pages:
        link = chance.choice((f"https://{page.address}", f"https://doi.org/{page.doi}"))
        yield from _entry(page.title, page.authors, "Jun 2025", link)
    for one in world.submissions:
        link = f"https://openreview.net/forum?id={one.forum}"
        yield from _entry(one.title, one.authors, "2025", link)


def _entry(title: str, authors: tuple[str, ...], date: str, link: str) -> Iterator[str]:
    yield f"**{title}.** [{date}]<br>"
    yield f"*{', '.join(authors)}.*<br>"
    yield f"[[Paper]({link})]"
    yield ""


def facts_elsewhere(world: World) -> Iterator[PaperFacts]:
    """Yield what a world's pages and submissions say, in the form of papers without an arXiv id."""
    for page in world.articles:
        yield PaperFacts(
            "", page.title, page.authors, (), page.issued, dois=(page.doi,), venue=page.venue
        )
    for one in world.submissions:
        yield PaperFacts(one.forum, one.title, one.authors, (), "2025", venue=one.venue)


def made_up_data_sets(chance: random.Random) -> tuple[DataSetFacts, ...]:
    """Return up to three data sets, each on an archive of its own kind."""
    every = (
        DataSetFacts(
            "10.1000/buoys.2",
            "Buoys Database",
            "https://physionet.org/content/buoys/2.0.0/",
            "2024",
            "2.0.0",
            access="Restricted Access",
        ),
        DataSetFacts(
            "10.5281/zenodo.12",
            "Lanterns-3",
            "https://zenodo.org/records/12",
            "2023",
            "1.1",
            "https://creativecommons.org/licenses/by/4.0/legalcode",
        ),
        DataSetFacts("", "Quays", "https://quays.example/data/3", "2022", access="Open Access"),
    )
    return tuple(one for one in every if chance.random() < 0.5)


def data_set_rows(data_sets: Sequence[DataSetFacts]) -> Iterator[str]:
    """Yield the table of data sets that a list links."""
    if data_sets:
        yield from ("## Datasets", "", "| Dataset | Kind |", "|---|---|")
        yield from (f"| [{one.title.split()[0]}]({one.address}) | Images |" for one in data_sets)
        yield ""
