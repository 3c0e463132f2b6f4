"""Where a work was published: the version of record first, and how a stated venue compares."""

from __future__ import annotations

import pytest

from harvester.dataset.publication import (
    VenueStance,
    compare_venue,
    publication_of,
    published_doi,
)
from harvester.model import Identifier, Paper, Statement

ID = Identifier("arxiv", "2401.00001")


def paper(*said: tuple[str, str, str], doi: str = "") -> Paper:
    statements = tuple(
        Statement(field, value, source, "2026-01-01") for field, value, source in said
    )
    identifiers = (ID, Identifier("doi", doi)) if doi else (ID,)
    return Paper(ID, identifiers, statements)


DREAM = paper(
    ("event_title", "ICLR 2020", "arxiv"),
    ("event_title", "ICLR", "semanticscholar"),
    ("submitted", "2019-12-03", "arxiv"),
)
ARTICLE = paper(
    ("container_title", "Nature", "crossref"),
    ("container_title", "Nature", "semanticscholar"),
    ("issued", "2025-04", "crossref"),
    ("issued", "2023", "list"),
    doi="10.1038/s41586-025-08744-2",
)


@pytest.mark.parametrize(
    ("known", "label", "source"),
    [
        (DREAM, "ICLR 2020", "arxiv"),
        (ARTICLE, "Nature 2025", "crossref"),
        (paper(("event_title", "ICCV 2025", "arxiv"), *[
            ("container_title", "IEEE Transactions on Medical Imaging", "crossref"),
            ("issued", "2026", "crossref"),
        ]), "TMI 2026", "crossref"),
        (paper(("container_title", "Made-up Letters", "openalex")), "Made-up Letters", "openalex"),
    ],
)  # fmt: skip
def test_version_of_record(known: Paper, label: str, source: str) -> None:
    publication = publication_of(known)
    assert publication is not None
    assert (publication.label, publication.source) == (label, source)


@pytest.mark.parametrize(
    "said",
    [
        ("event_title", "arXiv 2024", "semanticscholar"),
        ("container_title", "Lecture Notes in Computer Science", "crossref"),
        ("event_title", "Submitted to ICLR 2025", "arxiv"),
        ("event_title", "Rejected from ICLR 2025", "arxiv"),
        ("event_title", "CVPR 2025", "list"),
    ],
)
def test_what_is_no_publication(said: tuple[str, str, str]) -> None:
    assert publication_of(paper(said)) is None


@pytest.mark.parametrize(
    ("stated", "year", "known", "stance"),
    [
        ("ICLR", 2020, DREAM, VenueStance.SAME),
        ("ICLR 2020", None, DREAM, VenueStance.SAME),
        ("ICLR'20 (oral)", None, DREAM, VenueStance.SAME),
        ("ICLR", None, DREAM, VenueStance.SAME),
        ("ICLR", 2019, DREAM, VenueStance.OTHER_YEAR),
        ("ICLR 2019", None, DREAM, VenueStance.OTHER_YEAR),
        ("ICLR Workshop", 2020, DREAM, VenueStance.OTHER),
        ("ICLR", 2023, ARTICLE, VenueStance.OTHER),
        ("Nature", 2024, ARTICLE, VenueStance.SAME),
        ("Nature", 2022, ARTICLE, VenueStance.OTHER_YEAR),
        ("IEEE", None, ARTICLE, VenueStance.UNKNOWN),
        ("a blog post", 2020, DREAM, VenueStance.UNKNOWN),
        ("ICLR", 2020, paper(), VenueStance.UNKNOWN),
        ("Lancet", None, paper(("container_title", "The Lancet", "crossref")), VenueStance.SAME),
    ],
)
def test_a_stated_venue(stated: str, year: int | None, known: Paper, stance: VenueStance) -> None:
    assert compare_venue(stated, year, known)[0] is stance


def test_the_doi_of_a_deposit_is_no_publication() -> None:
    assert published_doi(paper(doi="10.5281/zenodo.1")) == ""
    assert published_doi(ARTICLE) == "10.1038/s41586-025-08744-2"
