"""DataCite as arXiv's shadow, `/dois/10.48550/arXiv.<id>`, and a search of its data sets."""

from __future__ import annotations

import re
from typing import Any

from harvester.sandbox.exchange import Reply, Request, json_reply
from harvester.sandbox.made_up import made_up_time
from harvester.sandbox.services.arxiv.atom import abstract_of, comment_of
from harvester.sandbox.world import DataSetFacts, PaperFacts, World

_JSON_API = "application/vnd.api+json"
_DOI_PATH = re.compile(r"/dois/10\.48550/arxiv\.(?P<id>.+)", re.IGNORECASE)


class Datacite:
    """Answers `/dois/…` over a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def _search(self, query: str) -> Reply:
        """Answer a search for data sets by words of their title."""
        words = query.partition(":")[2].strip('" ').lower()
        listed = (one for one in self._world.data_sets if one.doi and words)
        found = [one for one in listed if words in one.title.lower()]
        about = {"data": [_data_set(one) for one in found], "meta": {"total": len(found)}}
        return json_reply(200, about, content_type=_JSON_API)

    def reply(self, request: Request) -> Reply:
        """Answer one look-up of a DOI."""
        if request.path == "/dois":
            return self._search(request.param("query"))
        match = _DOI_PATH.fullmatch(request.path)
        paper = self._world.paper_by_id.get(match["id"]) if match else None
        if paper is None:
            message = "The resource you are looking for doesn't exist."
            errors = {"errors": [{"status": "404", "title": message}]}
            return json_reply(404, errors, content_type=_JSON_API)
        return json_reply(200, {"data": _resource(paper)}, content_type=_JSON_API)


def _data_set(one: DataSetFacts) -> dict[str, Any]:
    attributes = {
        "doi": one.doi,
        "titles": [{"title": one.title}],
        "publicationYear": int(one.issued),
        "version": one.version or None,
        "url": one.address,
        "rightsList": [{"rights": one.rights}] if one.rights else [],
        "types": {"resourceTypeGeneral": "Dataset"},
    }
    return {"id": one.doi, "type": "dois", "attributes": attributes}


def _resource(paper: PaperFacts) -> dict[str, Any]:
    doi = f"10.48550/arxiv.{paper.id}"
    return {"id": doi, "type": "dois", "attributes": {"doi": doi, **_attributes(paper)}}


def _attributes(paper: PaperFacts) -> dict[str, Any]:
    time = made_up_time(paper.id)
    days = [paper.submitted] + [paper.latest] * (paper.versions - 1)
    dates = [
        {"date": f"{day}T{time}", "dateType": kind, "dateInformation": f"v{number}"}
        for number, day in enumerate(days, 1)
        for kind in ("Submitted", "Updated")
    ]
    dates += [
        {"date": paper.submitted[:7], "dateType": "Available", "dateInformation": "v1"},
        {"date": paper.submitted[:4], "dateType": "Issued"},
    ]
    descriptions = [{"description": abstract_of(paper), "descriptionType": "Abstract"}]
    if comment := comment_of(paper):
        descriptions.append({"description": comment, "descriptionType": "Other"})
    return {
        "identifiers": [{"identifier": paper.id, "identifierType": "arXiv"}],
        "creators": [_creator(name) for name in paper.authors],
        "titles": [{"title": paper.title}],
        "publisher": "arXiv",
        "publicationYear": int(paper.submitted[:4]),
        "subjects": [
            {"lang": "en", "subject": f"Subject ({term})", "subjectScheme": "arXiv"}
            for term in paper.categories
        ],
        "dates": dates,
        "relatedIdentifiers": [
            {
                "relationType": "IsVersionOf",
                "relatedIdentifier": d,
                "relatedIdentifierType": "DOI",
            }
            for d in paper.dois
        ],
        "version": str(paper.versions),
        "rightsList": [{"rights": "arXiv.org licence", "rightsUri": paper.license}],
        "descriptions": descriptions,
        "url": f"https://arxiv.org/abs/{paper.id}",
    }


def _creator(name: str) -> dict[str, Any]:
    given, _, family = name.rpartition(" ")
    inverted = f"{family}, {given}" if given else family
    return {
        "name": inverted,
        "nameType": "Personal",
        "givenName": given,
        "familyName": family,
        "affiliation": [],
        "nameIdentifiers": [],
    }
