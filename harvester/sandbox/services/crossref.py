"""Crossref over a world: `/works?filter=doi:…`, `/works/<doi>`, with the headers of its pools."""

from __future__ import annotations

import re
from typing import Any

from harvester.sandbox.exchange import Reply, Request, json_reply
from harvester.sandbox.made_up import ABSTRACT_MARK
from harvester.sandbox.services.word_index import words_of
from harvester.sandbox.world import DataSetFacts, PageFacts, PaperFacts, World
from harvester.values.venues import Venue, VenueKind, parse_venue

_POOL = (
    ("x-api-pool", "polite-array"),
    ("x-rate-limit-limit", "3"),
    ("x-rate-limit-interval", "1s"),
    ("x-concurrency-limit", "3"),
)
_MOST_ROWS = 1000
DATACITE_PREFIXES = ("10.48550/", "10.5281/", "10.6084/")
"""DOIs of arXiv, Zenodo and figshare are registered with DataCite: Crossref knows none of them."""
_SERIES = "LNCS"
_WORKSHOP = re.compile(r"Workshop on ([^,;()]+)")
_PAGES = re.compile(r"\bpp?\. ?(\d+(?:-\d+)?)")


class Crossref:
    """Answers `/works` for the published DOIs of a world; deposits' are not Crossref's."""

    def __init__(self, world: World) -> None:
        self._works = {
            doi.lower(): _work(doi, paper)
            for paper in world.papers
            for doi in paper.dois
            if not doi.lower().startswith(DATACITE_PREFIXES)
        }
        self._works.update((one.doi.lower(), _article(one)) for one in world.articles)
        described = (one for one in world.data_sets if one.paper)
        self._works.update((one.paper.lower(), _data_paper(one)) for one in described)

    def reply(self, request: Request) -> Reply:
        """Answer one list request or one look-up."""
        if request.path == "/works":
            return self._list(request)
        work = self._works.get(request.path.removeprefix("/works/").lower())
        if work is None:
            return Reply(404, b"Resource not found.")
        message = {"status": "ok", "message-type": "work", "message-version": "1.0.0"}
        return json_reply(200, {**message, "message": work}, _POOL)

    def _list(self, request: Request) -> Reply:
        rows = request.param("rows", "20")
        if not rows.isdigit() or int(rows) > _MOST_ROWS:
            problem = {
                "type": "integer-not-valid",
                "value": rows,
                "message": f"Integer specified as {rows} but must be a positive integer "
                f"less than or equal to {_MOST_ROWS}.",
            }
            failure = {"status": "failed", "message-type": "validation-failure"}
            return json_reply(400, {**failure, "message": [problem]})
        if words := request.param("query.bibliographic"):
            return self._search(words, int(rows))
        names = [part.partition(":") for part in request.param("filter").split(",")]
        dois = dict.fromkeys(value.lower() for key, _, value in names if key == "doi")
        return _listed([self._works[doi] for doi in sorted(dois) if doi in self._works], int(rows))

    def _search(self, words: str, rows: int) -> Reply:
        """Answer always something: first what has most of the words in its title."""
        wanted = set(words_of(words))

        def likeness(work: dict[str, Any]) -> tuple[int, str]:
            return -len(wanted.intersection(words_of(work["title"][0]))), work["DOI"]

        return _listed(sorted(self._works.values(), key=likeness), rows)


def _listed(works: list[dict[str, Any]], rows: int) -> Reply:
    message = {"facets": {}, "total-results": len(works), "items": works[:rows]}
    head = {"status": "ok", "message-type": "work-list", "message-version": "1.0.0"}
    return json_reply(200, {**head, "message": message}, _POOL)


def _work(doi: str, paper: PaperFacts) -> dict[str, Any]:
    venue = parse_venue(paper.venue or paper.journal_ref)
    is_article = venue is not None and venue.kind is VenueKind.JOURNAL
    year = (venue.year if venue else None) or int(paper.latest[:4])
    work: dict[str, Any] = {
        "DOI": doi,
        "type": "journal-article" if is_article else "proceedings-article",
        "title": [paper.title],
        "author": [_author(name, at) for at, name in enumerate(paper.authors)],
        "container-title": _containers(paper, venue),
        "issued": {"date-parts": [[year]]},
        "publisher": "Made-up Publisher",
        "URL": f"https://doi.org/{doi}",
        "relation": {},
    }
    if pages := _PAGES.search(paper.venue):
        work["page"] = pages[1]
    if venue and not is_article and _SERIES not in paper.venue:
        work["event"] = {"name": f"{venue.name or venue.short} ({venue.short})"}
    return work


def _article(page: PageFacts) -> dict[str, Any]:
    return {
        "DOI": page.doi,
        "type": "journal-article",
        "title": [page.title],
        "author": [_author(name, at) for at, name in enumerate(page.authors)],
        "container-title": [page.venue],
        "issued": {"date-parts": [[int(part) for part in page.issued.split("-")]]},
        "publisher": "Made-up Publisher",
        "URL": f"https://doi.org/{page.doi}",
        "relation": {},
    }


def _data_paper(one: DataSetFacts) -> dict[str, Any]:
    abstract = f"{ABSTRACT_MARK} Data available at: {one.address}."
    return {
        "DOI": one.paper,
        "type": "journal-article",
        "title": [one.paper_title],
        "author": [],
        "abstract": f"<jats:p>{abstract}</jats:p>",
        "container-title": ["Made-up Journal of Data"],
        "issued": {"date-parts": [[int(one.issued)]]},
        "URL": f"https://doi.org/{one.paper}",
        "relation": {},
    }


def _containers(paper: PaperFacts, venue: Venue | None) -> list[str]:
    """Return the titles as publishers register them: of a chapter, series and book."""
    if _SERIES in paper.venue and venue is not None:
        on = _WORKSHOP.search(paper.venue)
        book = on[1] if on else f"{venue.name} – {venue.short} {venue.year or ''}".strip()
        return ["Lecture Notes in Computer Science", book]
    return [(venue.name or venue.short) if venue else "Made-up Proceedings"]


def _author(name: str, at: int) -> dict[str, Any]:
    given, _, family = name.rpartition(" ")
    place: dict[str, Any] = {"sequence": "additional" if at else "first", "affiliation": []}
    return {"given": given, "family": family, **place} if given else {"name": family, **place}
