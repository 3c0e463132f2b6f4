"""What pages say in their markup, in every vocabulary; made-up pages in the shapes of real ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.sources.landing_pages.metadata import is_cut_short, read_page, wall_of
from tests.paths import SHARED

RECORDED = SHARED / "recorded" / "arxiv" / "html" / "abs_1902.02534.html"
HIGHWIRE = """<html><head><title>Made-up Tides | Publisher</title>
<meta name="citation_title" content="Made-up Tides of Small Moons">
<meta name="citation_author" content="Maker, Ada"><meta name="citation_author" content="Bo Weaver">
<meta name="citation_doi" content="doi:10.1234/TIDES.9">
<meta name="citation_conference_title"
 content="Proceedings of the IEEE/CVF Conference on Computer Vision and Pattern Recognition">
<meta name="citation_publication_date" content="2025/06/11">
<meta name="citation_firstpage" content="10"><meta name="citation_lastpage" content="19">
<meta property="og:title" content="Another Title Altogether | Site">
<link rel="canonical" href="/content/tides.html"></head><body></body></html>"""
JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "WebSite", "name": "Site"}, {"@type": "ScholarlyArticle", "headline": "Made-up Dunes",
"author": [{"@type": "Person", "name": "Cy Turner"}], "datePublished": "2024-03-01T00:00:00Z",
"isPartOf": {"@type": "Periodical", "name": "Made-up Letters"},
"sameAs": "https://doi.org/10.1234/dunes"}]}</script>"""
DUBLIN_CORE = """<meta name="DC.Title" content="Made-up Sand">
<meta name="DC.creator" content="Maker, A."><meta name="DC.date" content="2023">
<meta name="dc.identifier" content="https://doi.org/10.1234/sand">"""
XPLORE = """<script>xplGlobal.document.metadata={"title": "Made-up Waves", "doi": "10.1109/WAVES.1",
"authors": [{"name": "Ada Maker"}], "publicationTitle": "IEEE Transactions on Medical Imaging",
"publicationYear": "2022", "startPage": "1", "endPage": "8"};var x = 1;</script>"""


def test_highwire_goes_before_open_graph() -> None:
    page = read_page(HIGHWIRE, "https://library.example/content/x")
    assert page.title == "Made-up Tides of Small Moons"
    assert page.authors == ("Maker, Ada", "Bo Weaver")
    assert (page.doi, page.issued, page.page) == ("10.1234/tides.9", "2025-06-11", "10-19")
    assert page.event.endswith("Pattern Recognition")
    assert page.canonical == "https://library.example/content/tides.html"


@pytest.mark.parametrize(
    ("text", "title", "doi", "issued"),
    [
        (JSON_LD, "Made-up Dunes", "10.1234/dunes", "2024-03-01"),
        (DUBLIN_CORE, "Made-up Sand", "10.1234/sand", "2023"),
        (XPLORE, "Made-up Waves", "10.1109/waves.1", "2022"),
        ("<script type='application/ld+json'>{broken</script>" + DUBLIN_CORE, "Made-up Sand",
         "10.1234/sand", "2023"),
    ],
)  # fmt: skip
def test_other_vocabularies(text: str, title: str, doi: str, issued: str) -> None:
    page = read_page(text)
    assert (page.title, page.doi, page.issued) == (title, doi, issued)
    assert page.names_work


def test_open_graph_alone_names_no_work() -> None:
    page = read_page('<meta property="og:title" content="A Blog Post | Site">')
    assert page.title == "A Blog Post"
    assert not page.names_work


@pytest.mark.parametrize(
    "title",
    ["Just a moment...", "Making sure you're not a bot!", "Attention Required! | Cloudflare"],
)
def test_walls_are_told(title: str) -> None:
    assert wall_of(f"<html><title>{title}</title></html>")
    assert not wall_of(HIGHWIRE)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    read_page(text, "https://a.example/b")
    wall_of(text)


@pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED} is not there")
def test_a_recorded_page() -> None:
    page = read_page(RECORDED.read_text("utf-8"), "https://arxiv.org/abs/1902.02534")
    assert page.arxiv == "1902.02534"
    assert page.title
    assert page.authors


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("", True),
        (" \n", True),
        ("<html><head><title>A</title><meta name='citation_author' content='Ada", True),
        ("<head><meta name='citation_title' content='A'></head>", False),
        ("<title>A</title><body><p>A page of old days", False),
        ("<p>No head at all", False),
    ],
)
def test_a_page_that_ends_in_its_head_is_cut_short(text: str, is_cut: bool) -> None:
    assert is_cut_short(text) is is_cut


def test_a_page_without_an_end_tells_no_links() -> None:
    page = "<html><head></head><body><a href='https://github.com/ana/knee'>Code</a>"
    assert read_page(page).links == ()
    assert read_page(f"{page}</body></html>").links == ("https://github.com/ana/knee",)
