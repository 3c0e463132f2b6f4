"""Lists of made-up papers, written in many styles."""

from __future__ import annotations

import random
from collections.abc import Callable

from harvester.model import Candidate, Identifier

_FIRST = [
    "Grounding",
    "Learning",
    "Towards",
    "Rethinking",
    "Scaling",
    "Aligning",
    "Probing",
    "Steering",
    "Distilling",
    "Mapping",
    "Guarding",
    "Teaching",
    "Pruning",
    "Editing",
    "Fusing",
    "Ranking",
]
_SECOND = [
    "Robust",
    "Sparse",
    "Causal",
    "Neural",
    "Latent",
    "Modular",
    "Visual",
    "Tactile",
    "Spatial",
    "Temporal",
    "Symbolic",
    "Federated",
    "Elastic",
    "Quantized",
    "Hybrid",
    "Lifelong",
]
_THIRD = [
    "World",
    "Policy",
    "Retrieval",
    "Dialogue",
    "Motion",
    "Protein",
    "Weather",
    "Traffic",
    "Speech",
    "Graph",
    "Market",
    "Surgery",
    "Planning",
    "Memory",
    "Contact",
    "Terrain",
]
_LAST = [
    "Models",
    "Agents",
    "Maps",
    "Priors",
    "Rewards",
    "Decoders",
    "Benchmarks",
    "Simulators",
    "Tokens",
    "Experts",
]
_GIVEN = [
    "Ann",
    "Bo",
    "Cy",
    "Dee",
    "Eve",
    "Finn",
    "Gus",
    "Hana",
    "Ivo",
    "June",
    "Kai",
    "Lena",
    "Milo",
    "Nora",
    "Otto",
    "Pia",
]
_FAMILY = [
    "Abel",
    "Brandt",
    "Castro",
    "Dvorak",
    "Eriksen",
    "Fontaine",
    "Grabowski",
    "Haddad",
    "Ivanova",
    "Jansen",
    "Kowalski",
    "Lindqvist",
    "Moreau",
    "Nakamura",
    "Okafor",
    "Petrov",
    "Quiroga",
    "Rossi",
    "Schneider",
    "Takahashi",
    "Ueda",
    "Vargas",
    "Weber",
    "Yamada",
]
_NAMES = [
    "GameFac",
    "DynoNet",
    "QuillX",
    "Orbita",
    "Tessera",
    "Mirador",
    "Kestrel",
    "Lumina",
    "Vireo",
    "Halyard",
]
_VENUES = ("ICLR", "CVPR", "NeurIPS", "ACL", "ICML")


def made_up_papers(count: int, seed: int = 1) -> list[Candidate]:
    """Return papers with distinct titles; three in four have a nickname before a colon."""
    chance = random.Random(seed)
    papers = []
    for number in range(count):
        words = [chance.choice(part) for part in (_FIRST, _SECOND, _THIRD, _LAST)]
        title = f"{' '.join(words)} for Task {number + 10}"
        if number % 4:
            title = f"{chance.choice(_NAMES)}{number}: {title}"
        authors = tuple(
            f"{chance.choice(_GIVEN)} {family}"
            for family in chance.sample(_FAMILY, chance.randint(2, 5))
        )
        year, month = 2021 + number % 5, number % 12 + 1
        identifier = Identifier("arxiv", f"{year % 100}{month:02}.{number + 10000}")
        papers.append(Candidate(identifier, title, authors, submitted=f"{year}-{month:02}-11"))
    return papers


def _url(paper: Candidate) -> str:
    return f"https://arxiv.org/abs/{paper.identifier.value}"


def nickname(paper: Candidate) -> str:
    """Return the nickname of a paper, else its first word."""
    return paper.title.split(":")[0] if ":" in paper.title else paper.title.split()[0]


def _rest(paper: Candidate) -> str:
    return paper.title.split(": ")[-1]


def _year(paper: Candidate) -> str:
    return (paper.submitted or "")[:4]


def _venue(paper: Candidate) -> str:
    return f"{_VENUES[len(paper.title) % len(_VENUES)]} {_year(paper)}"


def _all(paper: Candidate) -> str:
    return ", ".join(paper.authors)


def _one(paper: Candidate) -> str:
    return f"{paper.authors[0]} et al."


def _family_first(paper: Candidate) -> str:
    parted = [name.split() for name in paper.authors]
    return ", ".join(f"{family}, {given[0]}." for given, family in parted)


Style = Callable[[Candidate], str]
STYLES: dict[str, Style] = {
    "nickname, quoted": lambda p: f'- **{nickname(p)}**, "{p.title}". [Paper]({_url(p)})',
    "nickname as code": lambda p: f"* **`{nickname(p)}`**, {p.title}. [[Paper]({_url(p)})]",
    "linked nickname": lambda p: f"- [{nickname(p)}]({_url(p)}) - {_rest(p)}",
    "nickname without a mark": lambda p: f"* **{nickname(p)}** {p.title}. [paper]({_url(p)})",
    "tag and quotes": lambda p: f'* [**Arxiv, {_year(p)}.8**] "{p.title}". [paper]({_url(p)})',
    "year behind": lambda p: f"- **{nickname(p)}** {p.title}. {_year(p)} [paper]({_url(p)})",
    "tags in front": lambda p: (
        f"* ({_venue(p)}) [💬 Safety] **{p.title}**, {_one(p)} [[Paper]({_url(p)})]"
    ),
    "nickname like a name": lambda p: (
        f'- **Grounding Robo**: "{p.title}", *{_venue(p)}*. [[Paper]({_url(p)})]'
    ),
    "citation": lambda p: f"- {_all(p)}. {p.title}. {_venue(p)}. [[paper]({_url(p)})]",
    "family names first": lambda p: (
        f"* {_family_first(p)} ({_year(p)}). {p.title}. *arXiv preprint*. [link]({_url(p)})"
    ),
    "by": lambda p: f"- {p.title} by {_all(p)} ({_year(p)}) [arXiv]({_url(p)})",
    "two lines": lambda p: (
        f"- **[{nickname(p)}]** {p.title}  \n  {_all(p)}  \n  *{_venue(p)}* [[Paper]({_url(p)})]"
    ),
    "authors above": lambda p: f"**{_all(p)}**<br>{p.title}<br>[arXiv]({_url(p)}) {_year(p)}\n",
    "slashes": lambda p: f"- {nickname(p)} / {p.title} / {_venue(p)} / [paper]({_url(p)})",
    "full width": lambda p: f"- 【{_venue(p)}】{p.title}（{p.authors[0]}等）[论文]({_url(p)})",
    "description behind": lambda p: (
        f"- [{nickname(p)}]({_url(p)}) **{p.title}** We show that models can act in practice."
    ),
    "html": lambda p: (
        f'<li><b>{nickname(p)}</b> <i>{p.title}</i>, {_all(p)} <a href="{_url(p)}">pdf</a></li>'
    ),
    "table": lambda p: f"| [{nickname(p)}]({_url(p)}): {_rest(p)} | {_all(p)} | Some Lab |",
}
WITH_AUTHORS = {
    "tags in front", "citation", "family names first", "by", "two lines", "authors above",
    "full width", "html", "table",
}  # fmt: skip
_TABLE = "| Model | Who | Lab |\n|---|---|---|\n"


def write_list(style: str, papers: list[Candidate]) -> str:
    """Return a list of papers in one style."""
    head = _TABLE if style == "table" else ""
    entries = "\n".join(STYLES[style](paper) for paper in papers)
    return f"# A list\n\n## Papers\n\n{head}{entries}\n"


def records_of(papers: list[Candidate]) -> dict[Identifier, Candidate]:
    """Return papers by identifier."""
    return {paper.identifier: paper for paper in papers}
