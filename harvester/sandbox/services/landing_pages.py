"""Pages of publishers over a world: `/<host>/<path>`, and the robots.txt of each host."""

from __future__ import annotations

import json
from html import escape

from harvester.sandbox.exchange import Reply, Request
from harvester.sandbox.services.data_set_pages import data_set_pages
from harvester.sandbox.world import PageFacts, World

_HTML = "text/html; charset=utf-8"
_CHALLENGE = b"<html><head><title>Just a moment...</title></head><body></body></html>"


class LandingPages:
    """Answers the pages of a world; every other page of any host is not there."""

    def __init__(self, world: World) -> None:
        whole = data_set_pages(world.data_sets).items()
        self._pages = {address: PageFacts(address, "whole", html=html) for address, html in whole}
        self._pages.update((page.address.rstrip("/"), page) for page in world.pages)

    def reply(self, request: Request) -> Reply:
        """Answer one page, or one robots.txt."""
        address = request.path.strip("/")
        host, _, path = address.partition("/")
        if path == "robots.txt":
            closed = [one for one in self._pages.values() if one.address.startswith(f"{host}/")]
            shut = any(page.kind == "closed" for page in closed)
            return Reply(200, b"User-agent: *\nDisallow: /\n" if shut else b"User-agent: *\n")
        query = "&".join(f"{name}={value}" for name, value in request.params)
        page = self._pages.get(f"{address}?{query}" if query else address)
        if page is None:
            return Reply(404, b"<html><title>Not found</title></html>", _HTML)
        if page.kind == "refused":
            return Reply(403, _CHALLENGE, _HTML)
        if page.kind == "challenge":
            return Reply(200, _CHALLENGE, _HTML)
        if page.kind == "moved":
            return Reply(301, b"", _HTML, (("location", page.target),))
        text = page.html if page.kind == "whole" else _html(page)
        return Reply(200, text.encode(), _HTML)


def _html(page: PageFacts) -> str:
    head = f"<title>{escape(page.title)} | Made-up Publisher</title>\n"
    if page.kind == "xplore":
        about = {
            "title": page.title,
            "authors": [{"name": name} for name in page.authors],
            "doi": page.doi,
            "publicationTitle": page.venue,
            "publicationYear": page.issued[:4],
        }
        script = f"xplGlobal.document.metadata={json.dumps(about)};"
        return f"<html><head>{head}<script>{script}</script></head><body></body></html>"
    pairs = [("citation_title", page.title)]
    pairs += [("citation_author", name) for name in page.authors]
    pairs += [("citation_doi", page.doi), ("citation_journal_title", page.venue)]
    pairs += [("citation_publication_date", page.issued.replace("-", "/"))]
    metas = "".join(
        f'<meta name="{name}" content="{escape(value, quote=True)}">\n'
        for name, value in pairs
        if value
    )
    link = f'<link rel="canonical" href="https://{escape(page.address, quote=True)}">\n'
    code = f'<a href="https://github.com/{page.repository}">Code</a>' if page.repository else ""
    return f"<html><head>{head}{metas}{link}</head><body>{code}</body></html>"
