"""Small random workspaces for the fault campaign: a list, the world yesterday and today.

A list names papers by id, by placeholder or by title alone; some of its author lines are wrong,
one of its papers and one of its repositories may not exist. Between yesterday and today some
papers get a new version and some repositories move on, so that there is something to take over.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from harvester.sandbox.faults import Faults, random_plan
from harvester.sandbox.services.arxiv.atom import comment_of
from harvester.sandbox.world import (
    DATA_SETS,
    PaperFacts,
    RepositoryFacts,
    World,
    made_up_repository,
)
from pipelines.robustness.elsewhere import (
    data_set_rows,
    entries_of,
    made_up_data_sets,
    made_up_works,
)
from pipelines.settings import DEFAULT_SOURCES

FIRST_LIST = Path(__file__).resolve().parents[2] / "data" / "list.md"
SERVICES = ("arxiv", "arxiv", "github", "github", "datacite")
"""Whom the faults strike, often those that are asked often; `INDEXES` too where they are on."""
INDEXES = (
    "crossref",
    "semanticscholar",
    "openalex",
    "huggingface",
    "europepmc",
    "pubmed",
    "dblp",
    "unpaywall",
)
UNSEEN = frozenset({"missing-fields", "older-version", "pages=other-record"})
"""Answers that nobody can tell from sound ones: they hold until the cache is stale."""
BREAKING_TEX = (
    r"We bound $\frac{1}{n \text{for \unknownmacro{all} $x \in \mathbb{R}$ by 5% of {\'E}mile's "
    r"\begin{array}{c} rate \\cite{} $."
)
"""An abstract that no reader of TeX gets through."""
_LONG_WAITS = frozenset({"quota", "graphql-rate-limited"})
_UNKNOWN_PAPER = "2401.99998"
_UNKNOWN_REPOSITORY = "made-up-owner/was-never-there"
_PLAIN_TITLE = re.compile(r"[A-Z][\w ,:-]{20,110}")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A list and what the services know yesterday and today; `token` is empty for GitHub's REST.

    `believable` tells that an empty feed of arXiv can be the truth: an entry is searched for;
    `sources` are those that are on.
    """

    name: str
    text: str
    yesterday: World
    today: World
    token: str
    believable: bool
    sources: tuple[str, ...] = DEFAULT_SOURCES

    @property
    def services(self) -> tuple[str, ...]:
        """The services that faults strike."""
        elsewhere = ("pages",) * bool(self.today.pages or self.today.data_sets)
        elsewhere += ("openreview",) * bool(self.today.submissions) + ("raw",) * (not self.token)
        return (*SERVICES, *(name for name in INDEXES if name in self.sources), *elsewhere)

    def plan(self, seed: int, patient: bool) -> Faults:
        """Return random faults for one run; a `patient` one waits, so nothing asks for 20 minutes.

        A search that wrongly finds nothing is an answer like any other: no client can tell. So that
        fault is left out where it would be believed; for a batch of ids it must be seen through.
        """
        chance = random.Random(seed)  # noqa: S311 - a repeatable campaign, no secret
        # A small workspace asks little, so most faults strike at once and often.
        plan = [
            replace(
                fault,
                after=min(fault.after, chance.choice((0, 0, 0, 0, 1, 2))),
                chance=max(fault.chance, chance.choice((0.2, 0.7, 1.0, 1.0))),
            )
            for fault in random_plan(seed, self.services).plan
            if not (self.believable and fault.kind == "none-found")
            if not (patient and fault.kind in _LONG_WAITS)
        ]
        return Faults(plan, seed)


def make_scenario(seed: int, world: World) -> Scenario:
    """Return the scenario of `seed`; every sixth is about the first list."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable campaign, no secret
    first_list = seed % 6 == 0
    if first_list:
        text = FIRST_LIST.read_text(encoding="utf-8")
        wanted = [p for p in world.papers if p.id in text or p.alias or p.repository]
        repositories = world.repositories
        believable = True
    else:
        plain = [p for p in world.papers if _PLAIN_TITLE.fullmatch(p.title) and len(p.authors) > 1]
        chosen = enumerate(chance.sample(plain, chance.randint(3, 8)))
        wanted = [_elaborated(paper, place) for place, paper in chosen]
        repositories = tuple(_repositories(chance, wanted))
        text, believable = _write_list(chance, wanted)
    neighbours = {p.id: p for p in chance.sample(world.papers, 20)} | {p.id: p for p in wanted}
    data_sets = DATA_SETS if first_list else made_up_data_sets(chance)
    yesterday = World(tuple(neighbours.values()), repositories, data_sets=data_sets)
    if not first_list:
        text = "\n".join((text, *data_set_rows(data_sets)))
    if not first_list and chance.random() < 0.5:
        pages, submissions = made_up_works(chance)
        yesterday = replace(yesterday, pages=pages, submissions=submissions)
        text = "\n".join((text, "## Articles", "", *entries_of(chance, yesterday)))
        believable = True  # these entries are searched for on arXiv, and rightly not there
    return Scenario(
        name=f"{'first list' if first_list else 'short list'} of seed {seed}",
        text=text,
        yesterday=yesterday,
        today=_a_day_later(chance, yesterday),
        token=chance.choice(("", "made-up-token")),
        believable=believable,
        sources=tuple(sorted({*DEFAULT_SOURCES, "openreview", *(INDEXES if seed % 3 else ())})),
    )


def _elaborated(paper: PaperFacts, place: int) -> PaperFacts:
    """Return a paper with code, with a published article or with TeX that breaks, by turns."""
    if place % 3:
        paper = replace(paper, repository=f"made-up-owner/code-{place}")
    if place % 2 and not paper.dois:
        paper = replace(paper, dois=(f"10.1000/made-up.{paper.id}",))
    return replace(paper, abstract=BREAKING_TEX) if place % 4 == 2 else paper


def _repositories(chance: random.Random, papers: Sequence[PaperFacts]) -> Iterator[RepositoryFacts]:
    for paper in papers:
        if paper.repository:
            repository_facts = made_up_repository(paper.repository)
            fate = chance.random()
            if fate < 0.15:
                yield replace(repository_facts, block="dmca")
            elif fate < 0.3:
                renamed = f"{paper.repository}-renamed"
                yield replace(repository_facts, full_name=renamed, former_names=(paper.repository,))
            else:
                yield repository_facts


def _a_day_later(chance: random.Random, world: World) -> World:
    papers = [
        replace(
            p,
            versions=p.versions + 1,
            updated="2026-11-01",
            comment=f"New figures. {comment_of(p)}".strip(),
        )
        for p in world.papers
        if chance.random() < 0.3
    ]
    repositories = [
        replace(r, stars=r.stars + 7, archived=chance.random() < 0.3)
        for r in world.repositories
        if chance.random() < 0.5
    ]
    later = world.with_(papers, repositories)
    gone = (r.full_name for r in world.repositories if chance.random() < 0.1)
    return replace(later.without(*gone), data_sets=world.data_sets)


def _write_list(chance: random.Random, papers: Sequence[PaperFacts]) -> tuple[str, bool]:
    """Return the list, and whether one of its entries must be searched for."""
    lines = ["# Awesome Made-up Papers", "", "## Papers", ""]
    searches = False
    ways = chance.choice((("id",), ("id", "id", "id", "placeholder", "title")))
    for paper in papers:
        how = chance.choice(ways)
        searches = searches or how != "id"
        lines += [*_entry(chance, paper, how), ""]
    if chance.random() < 0.5:
        lines += ["**A Paper That Nobody Deposited Under This Number.** [Jan 2024]<br>"]
        lines += [f"[[PDF](https://arxiv.org/abs/{_UNKNOWN_PAPER})]", ""]
    if chance.random() < 0.5:
        lines += ["## Code", "", f"- [Gone](https://github.com/{_UNKNOWN_REPOSITORY})", ""]
    return "\n".join(lines), searches


def _entry(chance: random.Random, paper: PaperFacts, how: str) -> Iterator[str]:
    year, month = paper.submitted[:4], int(paper.submitted[5:7])
    authors = list(paper.authors[:3])
    if chance.random() < 0.3:
        authors[-1] = "Nobody Ofthispaper"
    shown = ", ".join(authors) + (", et al." if len(paper.authors) > 3 else ".")
    hint = f"{year[2:]}{month:02d}.xxxxx"
    links = {"id": f"[[PDF](https://arxiv.org/abs/{paper.id})] "}
    links["placeholder"] = f"[[PDF](https://arxiv.org/abs/{hint})] "
    yield f"**{paper.title}.** [{_MONTHS[month - 1]} {year}]<br>"
    yield f"*{shown}*<br>"
    code = f"[[Github](https://github.com/{paper.repository})]" if paper.repository else ""
    yield f"{links.get(how, '')}{code}" or "`no link`"
