"""Count what a refresh of the first list knows of its papers, right, wrong and absent.

    python -m tests.benchmarks.first_list_facts [-v]

Every source is on and asked of the sandbox, without a GitHub token; the truth are the hand-checked
facts beside the project. `-v` names each fact that is not right.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harvester.dataset.publication import VenueStance, compare_venue, publication_of, published_doi
from harvester.model import Dataset, FieldData, Paper
from harvester.sandbox import SandboxServer
from harvester.sandbox.world import load_world
from harvester.values.fields import LIST
from harvester.values.person_names import compare_authors
from harvester.values.text import normalize_title, normalize_url
from pipelines.docs.demonstration import sandbox_settings
from pipelines.refresh.run import refresh
from pipelines.settings import SETTINGS_FILE, SOURCE_NAMES, load_settings
from tests.paths import ROOT, SHARED

FACTS = SHARED / "facts" / "seed-papers.json"
RIGHT, WRONG, ABSENT = "right", "wrong", "absent"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one paper: how it came out, and who said it."""

    field: str
    title: str
    outcome: str
    source: str = ""


def judge(paper: Paper | None, true: dict[str, Any]) -> Iterator[Fact]:
    """Compare what is known of a paper with its hand-checked facts."""
    title = str(true["title"])
    if paper is None:
        yield Fact("paper", title, ABSENT)
        return

    def fact(field: str, value: FieldData | None, right: bool, source: str = "") -> Fact:
        return Fact(field, title, ABSENT if not value else RIGHT if right else WRONG, source)

    for field, name in (
        ("title", "title"),
        ("authors", "authors"),
        ("submitted", "published"),
        ("updated", "updated"),
        ("primary_category", "primary_category"),
    ):
        if true[name] and (field != "submitted" or true["arxiv_id"]):
            value, source = _said(paper, field)
            yield fact(field, value, _is_same(field, value, true[name]), source)
    yield from _identifiers(paper, true, title)
    yield _venue(paper, true["venue"] or "", title)
    yield from _related(paper, true, title)


def _said(paper: Paper, field: str) -> tuple[FieldData | None, str]:
    """Return the visible value of a service, none where only the list speaks."""
    chosen = paper.chosen(field)
    return (chosen.value, chosen.source) if chosen and chosen.source != LIST else (None, "")


def _is_same(field: str, value: FieldData | None, true: Any) -> bool:
    if field == "authors" and isinstance(value, tuple):
        names = [str(one) for one in value]
        return len(names) == len(true) and compare_authors(true, names, False).all_agree
    if field == "title":
        return normalize_title(str(value)) == normalize_title(true)
    return bool(value == true)


def _identifiers(paper: Paper, true: dict[str, Any], title: str) -> Iterator[Fact]:
    known = {str(one).lower() for one in paper.identifiers}
    if true["arxiv_id"]:
        there = f"arxiv:{true['arxiv_id']}" in known
        yield Fact("arxiv id", title, RIGHT if there else ABSENT)
    if true["doi"] and not true["doi"].startswith("10.48550"):
        doi = published_doi(paper) or next(
            (one.value for one in paper.identifiers if one.scheme == "doi"), ""
        )
        right = doi.lower() == true["doi"].lower()
        yield Fact("doi", title, RIGHT if right else WRONG if doi else ABSENT)


def _venue(paper: Paper, true: str, title: str) -> Fact:
    publication = publication_of(paper)
    source = publication.source if publication else ""
    if true.startswith(("arXiv", "OpenReview")):
        return Fact("no venue", title, WRONG if publication else RIGHT)
    if publication is None:
        return Fact("venue", title, ABSENT)
    name = true.partition(" (")[0]
    if "MICCAI Workshop on " in true:
        name = true.partition("MICCAI Workshop on ")[2].partition(",")[0]
    stance, _ = compare_venue(name, None, paper)
    return Fact("venue", title, RIGHT if stance is VenueStance.SAME else WRONG, source)


def _related(paper: Paper, true: dict[str, Any], title: str) -> Iterator[Fact]:
    said = [one for one in paper.relations if one.source != LIST and one.kind == "IsSupplementedBy"]
    for field, scheme in (("github", "github"), ("project", "url")):
        targets = {one.target.value for one in said if one.target.scheme == scheme}
        sources = ", ".join(sorted({one.source for one in said if one.target.scheme == scheme}))
        wanted = (true[field] or "").partition(" ")[0]
        name = "code" if field == "github" else "project page"
        if wanted:
            there = normalize_url(wanted) in set(map(normalize_url, targets))
            outcome = RIGHT if there else WRONG if targets else ABSENT
            yield Fact(name, title, outcome, sources)
        elif field == "github":
            yield Fact("no code", title, WRONG if targets else RIGHT, sources)


def run_first_list(folder: Path) -> Dataset:
    """Refresh a copy of the first list in `folder` with every source; return the dataset."""
    (folder / "data").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "list.md", folder / "data" / "list.md")
    on = "".join(f"{name} = true\n" for name in SOURCE_NAMES)
    with SandboxServer(world=load_world(), time_factor=0) as server:
        text = f'contact = "ann@lists.example.org"\n{sandbox_settings(server, 0)}\n[sources]\n{on}'
        (folder / SETTINGS_FILE).write_text(text, encoding="utf-8")
        return refresh(load_settings(folder)).dataset


def facts_of(dataset: Dataset) -> list[Fact]:
    """Return every fact of the first list's papers, compared."""
    index = dataset.index()
    by_title = {normalize_title(str(one.value("title") or "")): one for one in dataset.papers}
    facts: list[Fact] = []
    for true in json.loads(FACTS.read_text("utf-8")):
        keys = (f"arxiv:{true['arxiv_id']}", f"doi:{(true['doi'] or '').lower()}")
        paper = next((index[key] for key in keys if key in index), None)
        facts += judge(paper or by_title.get(normalize_title(true["title"])), true)
    return facts


def main(arguments: Sequence[str]) -> int:
    """Print a row for each field; return 1 where a fact is wrong."""
    if not FACTS.exists():
        print(f"{FACTS} is not there", file=sys.stderr)
        return 2
    os.environ.setdefault("OPENREVIEW_TOKEN", "made-up")
    with tempfile.TemporaryDirectory() as folder:
        facts = facts_of(run_first_list(Path(folder) / "list"))
    counts = Counter((one.field, one.outcome) for one in facts)
    sources = Counter((one.field, one.source) for one in facts if one.outcome == RIGHT)
    print(f"{'field':18} {RIGHT:>6} {WRONG:>6} {ABSENT:>6}  said by")
    for field in sorted({one.field for one in facts}):
        names = [(source, n) for (of, source), n in sorted(sources.items()) if of == field]
        said = ", ".join(f"{source} {n}" for source, n in names if source)
        row = " ".join(f"{counts[field, outcome]:6}" for outcome in (RIGHT, WRONG, ABSENT))
        print(f"{field:18} {row}  {said}")
    totals = Counter(one.outcome for one in facts)
    print(f"{'all':18} {totals[RIGHT]:6} {totals[WRONG]:6} {totals[ABSENT]:6}  of {len(facts)}")
    if "-v" in arguments:
        for one in facts:
            if one.outcome != RIGHT:
                print(f"{one.outcome:7} {one.field}: {one.title[:70]} {one.source}")
    return int(totals[WRONG] > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
