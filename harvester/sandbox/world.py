"""What the sandbox's services know: facts of real papers, and repositories.

Titles, authors, categories, dates, DOIs, venues and repositories are facts. Abstracts, comments,
times of day and all counts are made up when they are served (`made_up.py`) and say so.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files

from harvester.sandbox.made_up import made_up_count, made_up_day


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """One paper as arXiv knows it; dates are ISO days, `updated` is the latest version's.

    `dois` can hold more than one, `affiliations` one tuple per author; `withdrawn` is the state of
    the latest version; `deleted` that arXiv took the paper away on the day `updated`; `abstract`
    and `comment` are empty where they are to be made up. `project` is the address of its page.
    `venue` is where the work was published, as its publisher says;
    arXiv's record tells a conference in its comment at most.
    `former_title` is the title of the first version, where it was another one.
    """

    id: str
    title: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    submitted: str
    updated: str = ""
    versions: int = 1
    dois: tuple[str, ...] = ()
    journal_ref: str = ""
    venue: str = ""
    repository: str = ""
    project: str = ""
    alias: str = ""
    former_title: str = ""
    abstract: str = ""
    comment: str = ""
    withdrawn: bool = False
    deleted: bool = False
    affiliations: tuple[tuple[str, ...], ...] = ()
    license: str = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"

    @property
    def latest(self) -> str:
        """The day of the latest version."""
        return self.updated or self.submitted


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """One repository as GitHub knows it.

    `former_names` lead to it by redirect; `block` is "dmca" or "tos" where access is blocked;
    `tree` the paths at the top and below it, a folder ending in "/"; `readme` is the text
    of README.md.
    """

    full_name: str
    id: int
    stars: int = 0
    forks: int = 0
    open_issues: int = 0
    open_pull_requests: int = 0
    description: str = ""
    license: str | None = "MIT"
    topics: tuple[str, ...] = ()
    default_branch: str = "main"
    pushed_at: str = "2026-01-01T00:00:00Z"
    created_at: str = "2023-01-01T00:00:00Z"
    archived: bool = False
    disabled: bool = False
    size: int = 2048
    latest_release: str | None = None
    former_names: tuple[str, ...] = ()
    block: str = ""
    tree: tuple[str, ...] = ("README.md", "LICENSE", "requirements.txt", "src/", "src/model.py")
    readme: str = "# Sandbox\n\nThis README is made up.\n"
    homepage: str = ""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One landing page at `address` (host and path) as its publisher shows it.

    `kind` is highwire (`citation_*` tags), xplore (IEEE's), refused (403), challenge (a wall with
    status 200), closed (by robots.txt), moved (to `target`) or whole (`html` is the page).
    """

    address: str
    kind: str = "highwire"
    title: str = ""
    authors: tuple[str, ...] = ()
    doi: str = ""
    venue: str = ""
    issued: str = ""
    repository: str = ""
    target: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """One submission as OpenReview knows it: `venue` in words, `venueid` with its state."""

    forum: str
    title: str
    authors: tuple[str, ...]
    venue: str
    venueid: str


@dataclass(frozen=True, slots=True)
class DataSetFacts:
    """One version of a data set, as DataCite knows it where it has a `doi`, and as its page says.

    `address` is that of its page, in the form of its archive; `access` the archive's words for whom
    it lets in; `paper` the DOI of the paper on the data set, and `paper_title` its title.
    """

    doi: str
    title: str
    address: str
    issued: str
    version: str = ""
    rights: str = ""
    access: str = ""
    paper: str = ""
    paper_title: str = ""


DATA_SETS = (
    DataSetFacts(
        "10.7937/7k9k-3c83",
        "MU-Glioma-Post: made-up subtitle",
        "https://www.cancerimagingarchive.net/collection/mu-glioma-post/",
        "2025",
        rights="Creative Commons Attribution 4.0 International",
    ),
    DataSetFacts(
        "10.13026/c2jt1q",
        "MIMIC-CXR Database",
        "https://physionet.org/content/mimic-cxr/2.0.0/",
        "2019",
        "2.0.0",
        "PhysioNet Credentialed Health Data License 1.5.0",
        "Credentialed Access",
    ),
    DataSetFacts(
        "10.13026/4jqj-jw95",
        "MIMIC-CXR Database",
        "https://physionet.org/content/mimic-cxr/2.1.0/",
        "2024",
        "2.1.0",
        "PhysioNet Credentialed Health Data License 1.5.0",
        "Credentialed Access",
    ),
    DataSetFacts(
        "",
        "UCSF-ALPTDG: made-up subtitle",
        "https://imagingdatasets.ucsf.edu/dataset/2",
        "2024",
        access="Data use agreement",
        paper="10.1148/ryai.230182",
        paper_title="The University of California San Francisco Adult Longitudinal Post-Treatment "
        "Diffuse Glioma (UCSF-ALPTDG) MRI Dataset",
    ),
)
"""Data sets that the first list links; DOIs, pages, versions and papers are facts."""


@dataclass(frozen=True)
class World:
    """All papers and repositories that a sandbox serves; change it with `with_` and `without`.

    `deleted` are papers that arXiv took away; only OAI-PMH still tells that they were there;
    `pages` are landing pages.
    """

    papers: tuple[PaperFacts, ...] = ()
    repositories: tuple[RepositoryFacts, ...] = ()
    deleted: tuple[PaperFacts, ...] = ()
    pages: tuple[PageFacts, ...] = ()
    submissions: tuple[SubmissionFacts, ...] = ()
    data_sets: tuple[DataSetFacts, ...] = DATA_SETS

    @property
    def articles(self) -> tuple[PageFacts, ...]:
        """The works that registrars know and arXiv does not: those of pages that name a DOI."""
        on_arxiv = {doi.lower() for paper in self.papers for doi in paper.dois}
        return tuple(one for one in self.pages if one.doi and one.doi.lower() not in on_arxiv)

    @cached_property
    def paper_by_id(self) -> dict[str, PaperFacts]:
        """The papers under their arXiv ids, without version."""
        return {paper.id: paper for paper in self.papers}

    @cached_property
    def deleted_by_id(self) -> dict[str, PaperFacts]:
        """The papers that were taken away, under their arXiv ids."""
        return {paper.id: paper for paper in self.deleted}

    @cached_property
    def repository_by_name(self) -> dict[str, RepositoryFacts]:
        """The repositories under their present names, in lower case."""
        return {repository.full_name.lower(): repository for repository in self.repositories}

    @cached_property
    def repository_by_former_name(self) -> dict[str, RepositoryFacts]:
        """The repositories under names that they had, less names that others have now."""
        former = {
            name.lower(): repository
            for repository in self.repositories
            for name in repository.former_names
        }
        return {name: r for name, r in former.items() if name not in self.repository_by_name}

    @cached_property
    def repository_by_id(self) -> dict[int, RepositoryFacts]:
        """The repositories under their numbers."""
        return {repository.id: repository for repository in self.repositories}

    def without(self, *ids: str) -> World:
        """Return this world less the papers or repositories called `ids`."""
        gone = {identifier.lower() for identifier in ids}
        return World(
            tuple(paper for paper in self.papers if paper.id.lower() not in gone),
            tuple(r for r in self.repositories if r.full_name.lower() not in gone),
            self.deleted,
            self.pages,
            self.submissions,
        )

    def deleting(self, identifier: str, day: str) -> World:
        """Return this world with a paper taken away on `day`."""
        gone = replace(self.paper_by_id[identifier], updated=day, deleted=True)
        return replace(self.without(identifier), deleted=(*self.deleted, gone))

    def with_(
        self,
        papers: Iterable[PaperFacts] = (),
        repositories: Iterable[RepositoryFacts] = (),
    ) -> World:
        """Return this world with `papers` and `repositories` added, or replaced where known."""
        all_papers = self.paper_by_id | {paper.id: paper for paper in papers}
        numbered = self.repository_by_id | {r.id: r for r in repositories}
        return replace(
            self, papers=tuple(all_papers.values()), repositories=tuple(numbered.values())
        )


def made_up_repository(full_name: str) -> RepositoryFacts:
    """Return a real repository's name with made-up counts, always the same for one name."""
    return RepositoryFacts(
        full_name=full_name,
        id=100_000_000 + made_up_count(full_name, "id", 800_000_000),
        stars=made_up_count(full_name, "stars", 3000),
        forks=made_up_count(full_name, "forks", 300),
        open_issues=made_up_count(full_name, "issues", 40),
        description="Sandbox: the counts and dates of this repository are made-up counts.",
        pushed_at=f"{made_up_day(full_name)}T12:00:00Z",
        license=("MIT", "Apache-2.0", None, "GPL-3.0")[made_up_count(full_name, "licence", 4)],
        topics=("made-up-topic",),
        latest_release=("v1.0", None)[made_up_count(full_name, "release", 2)],
    )


def load_world() -> World:
    """Return the packaged world: real papers (facts only) and the first list's repositories."""
    packed = files("harvester.sandbox").joinpath("world.jsonl.xz").read_bytes()
    papers: list[PaperFacts] = []
    names: list[str] = []
    pages: list[PageFacts] = []
    submissions: list[SubmissionFacts] = []
    for line in lzma.decompress(packed).decode().splitlines():
        row = json.loads(line)
        if "address" in row:
            pages.append(PageFacts(**{**row, "authors": tuple(row["authors"])}))
        elif "forum" in row:
            submissions.append(SubmissionFacts(**{**row, "authors": tuple(row["authors"])}))
        elif "full_name" in row:
            names.append(row["full_name"])
        else:
            papers.append(_paper(row))
    supplemented = {paper.repository: paper for paper in papers if paper.repository}
    repositories = (made_up_repository(name) for name in names)
    known = tuple(_with_readme(one, supplemented) for one in repositories)
    return World(tuple(papers), known, pages=tuple(pages), submissions=tuple(submissions))


def _with_readme(
    repository: RepositoryFacts, supplemented: Mapping[str, PaperFacts]
) -> RepositoryFacts:
    """Name the paper in the README of its code, as such READMEs do."""
    paper = supplemented.get(repository.full_name)
    if paper is None:
        return repository
    readme = f"# {paper.title}\n\nThis README is made up.\n\n" + (
        f"[[Paper](https://arxiv.org/abs/{paper.id})]\n"
    )
    return replace(repository, readme=readme, homepage=paper.project)


def _paper(row: dict[str, str | list[str]]) -> PaperFacts:
    def text(key: str) -> str:
        return str(row.get(key, ""))

    return PaperFacts(
        id=text("id"),
        title=text("title"),
        authors=tuple(row["authors"]),
        categories=tuple(text("categories").split()),
        submitted=text("submitted"),
        updated=text("updated"),
        versions=2 if "updated" in row else 1,
        dois=tuple(text("doi").split()),
        journal_ref=text("journal_ref"),
        venue=text("venue"),
        repository=text("repository"),
        project=text("project"),
        alias=text("alias"),
    )
