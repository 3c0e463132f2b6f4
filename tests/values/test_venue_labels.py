"""Venues read from comments, against labels: made-up ones of many shapes, and recorded ones.

Precision is the share of right ones among those read; recall the share read of those stated.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from harvester.values.publication_notes import read_publication
from tests.paths import SHARED

LEAST_PRECISION, LEAST_RECALL = 0.99, 0.95
LABELS = Path(__file__).with_name("venue_labels.tsv")
"""By arXiv id, each read by eye: where one of its recorded comments says that it was published.

Looked at was what the reader reads, and every other comment with a word of publication in it.
"""
COMMENTS = Path(__file__).with_name("venue_comments.tsv")
LEAST_RECALL_OF_RECORDED = 0.75
"""Much is left that only a person tells: conferences by their topic in quotes, bare acronyms."""
METADATA = SHARED / "recorded" / "arxiv" / "metadata"
CONFERENCES = ("CVPR", "NeurIPS", "ICLR", "ICML", "MICCAI", "ACL", "ECCV", "AAAI", "ICRA", "KDD")
JOURNALS = ("IEEE TMI", "TMLR", "Nature Medicine", "Medical Image Analysis", "MNRAS", "JMLR")
SHORT = {"IEEE TMI": "TMI", "Medical Image Analysis": "MedIA"}
OF_CONFERENCES = (
    "Accepted at {} 2025",
    "Accepted to {} 2025 (oral)",
    "Accepted by {} 2025. Project page: https://a.example/2024",
    "12 pages, 5 figures, {} 2025",
    "{} 2025",
    "{}'25",
    "{} 2025 Spotlight",
    "To appear in {} 2025; 9 pages",
    "Published as a conference paper at {} 2025",
    "Camera-ready version for {} 2025",
    "Published at {} 2025, code at https://github.com/a/b",
    "8 pages. In Proceedings of {} 2025",
    "Accepted for publication at {} 2025; v2 corrects typos",
    "Poster at {} 2025",
)
OF_WORKSHOPS = (
    "Accepted at the {} 2025 Workshop on Made-up Widgets",
    "{} 2025 Workshop on Made-up Widgets",
    "Accepted to the Made-up Widgets Workshop at {} 2025",
)
OF_JOURNALS = (
    "Accepted by {}",
    "Accepted for publication in {}",
    "To appear in {}",
    "14 pages. Published in {}",
    "Accepted in {}; 3 figures",
)
SILENT = (
    "Submitted to {} 2025",
    "Under review at {} 2025",
    "Rejected from {} 2025",
    "In submission to {} 2025",
    "Extended version of our {} 2025 paper",
    "An earlier version appeared at {} 2025",
    "To be submitted to {} 2025",
    "Solution of the {} 2025 challenge on widgets",
    "Compared with the winners of {} 2025",
    "Accepted at {} 2025. This paper has been withdrawn",
    "Tutorial given at {} 2025",
    "Resubmitted after reviews of {} 2025",
    "Not yet accepted at {} 2025",
    "9 pages, under consideration at {} 2025",
)


def made_up() -> Iterator[tuple[str, str]]:
    """Yield comments with what a person reads in them, empty for nothing."""
    for text, venue in product(OF_CONFERENCES, CONFERENCES):
        yield text.format(venue), f"{venue} 2025"
    for text, venue in product(OF_WORKSHOPS, CONFERENCES):
        yield text.format(venue), f"{venue} 2025 Workshop"
    for text, venue in product(OF_JOURNALS, JOURNALS):
        yield text.format(venue), SHORT.get(venue, venue)
    for text, venue in product(SILENT, (*CONFERENCES, *JOURNALS)):
        yield text.format(venue), ""


def written_first() -> Iterator[tuple[str, str]]:
    """Yield comments labelled before anybody looked at what is read from them."""
    for line in COMMENTS.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            label, _, comment = line.partition("\t")
            yield comment, label


def recorded() -> Iterator[tuple[str, str]]:
    """Yield the recorded comments with their labels."""
    labels = dict(line.split("\t") for line in LABELS.read_text("utf-8").splitlines())
    for identifier, comment in notes():
        yield comment, labels.get(identifier, "")


def notes() -> Iterator[tuple[str, str]]:
    """Yield arXiv ids with each recorded comment of theirs."""
    seen = set()
    for path in sorted(METADATA.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            identifier = str(row.get("arxiv") or row.get("paper_id"))
            comment = " ".join(str(row.get("comments") or "").split())
            if comment and (identifier, comment) not in seen:
                seen.add((identifier, comment))
                yield identifier, comment


@pytest.mark.parametrize("labelled", [made_up, written_first, recorded])
def test_precision_and_recall(labelled: Callable[[], Iterator[tuple[str, str]]]) -> None:
    if labelled is recorded and not METADATA.exists():
        pytest.skip(f"{METADATA} is not there")
    pairs = list(labelled())
    read = [(note, str(read_publication(note) or ""), label) for note, label in pairs]
    stated = sum(bool(label) for _, label in pairs)
    spoken = [one for one in read if one[1]]
    right = sum(venue == label for _, venue, label in spoken)
    wrong = [one for one in spoken if one[1] != one[2]]
    silent = [one for one in read if one[2] and not one[1]]
    print(f"{len(pairs)} comments, {stated} state a venue: {right} right of {len(spoken)} read")
    assert right / len(spoken) >= LEAST_PRECISION, wrong
    if labelled is not recorded:
        assert right / stated >= LEAST_RECALL, silent


def test_recall_on_recorded_papers() -> None:
    """A paper counts as read where any version of its comment is: first ones often say less."""
    if not METADATA.exists():
        pytest.skip(f"{METADATA} is not there")
    labels = dict(line.split("\t") for line in LABELS.read_text("utf-8").splitlines())
    right = {identifier for identifier, note in notes() if _is_right(note, labels.get(identifier))}
    print(f"{len(labels)} papers state a venue: {len(right)} are read")
    assert len(right) / len(labels) >= LEAST_RECALL_OF_RECORDED, sorted(labels.keys() - right)


def _is_right(note: str, label: str | None) -> bool:
    return label is not None and str(read_publication(note)) == label
