"""arXiv's OAI-PMH as it has answered since March 2025: errors come with status 200."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlencode
from xml.sax.saxutils import escape, quoteattr

from harvester.sandbox.exchange import Pairs, Reply, Request
from harvester.sandbox.made_up import made_up_time
from harvester.sandbox.services.arxiv.atom import abstract_of, comment_of
from harvester.sandbox.world import PaperFacts, World

_FORMATS = ("arXivRaw", "arXiv", "oai_dc")
_ARGUMENTS = {
    "GetRecord": {"identifier", "metadataPrefix"},
    "ListRecords": {"from", "until", "set", "metadataPrefix", "resumptionToken"},
    "ListIdentifiers": {"from", "until", "set", "metadataPrefix", "resumptionToken"},
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _RefusedError(Exception):
    """Code and message of an OAI error."""


class ArxivOai:
    """Answers `/oai` over a world, `page` records at a time."""

    def __init__(self, world: World, page: int = 2500) -> None:
        self._world = world
        self._page = page

    def reply(self, request: Request) -> Reply:
        """Answer one OAI request; every error is a 200 too."""
        try:
            content = self._content(request)
        except _RefusedError as error:
            code, message = error.args
            content = f"<error code={quoteattr(code)}>{escape(message)}</error>"
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">\n'
            f"<responseDate>{now}</responseDate>\n<request>{escape(request.base)}</request>\n"
            f"{content}\n</OAI-PMH>\n"
        )
        return Reply(200, body.encode(), "text/xml; charset=utf-8")

    def _content(self, request: Request) -> str:
        names = [name for name, _ in request.params if name != "verb"]
        verb = request.param("verb")
        if verb not in _ARGUMENTS:
            raise _RefusedError("badVerb", "Illegal OAI verb")
        if len(names) != len(set(names)) or not set(names) <= _ARGUMENTS[verb]:
            raise _RefusedError("badArgument", "Unknown or repeated argument")
        inner = self._record(request) if verb == "GetRecord" else self._list(request, verb)
        return f"<{verb}>{inner}</{verb}>"

    def _record(self, request: Request) -> str:
        name, form = request.param("identifier"), _form(request.param("metadataPrefix"))
        if not name.startswith("oai:arXiv.org:"):
            raise _RefusedError("idDoesNotExist", "All identifiers start with: oai:arXiv.org:")
        bare = re.sub(r"v\d+$", "", name.removeprefix("oai:arXiv.org:"))
        bare = re.sub(r"^([a-z-]+)\.[A-Z]{2}/", r"\1/", bare)
        paper = self._world.paper_by_id.get(bare) or self._world.deleted_by_id.get(bare)
        if paper is None:
            raise _RefusedError("idDoesNotExist", "Nothing found for this ID")
        return _record(paper, form)

    def _list(self, request: Request, verb: str) -> str:
        asked = request.params
        if token := request.param("resumptionToken"):
            asked = _read_token(token)
        given = dict(asked)
        form, skip = _form(given.get("metadataPrefix", "")), int(given.get("skip", "0"))
        papers = self._changed(given)
        if not papers:
            raise _RefusedError("noRecordsMatch", "No records found")
        page = papers[skip : skip + self._page]
        rest = len(papers) > skip + self._page
        write = _record if verb == "ListRecords" else _header_only
        records = "".join(write(paper, form) for paper in page)
        if rest:
            kept = {name: value for name, value in given.items() if name not in {"verb", "skip"}}
            return records + _next_page(kept | {"skip": str(skip + self._page)})
        return f"{records}<resumptionToken/>" if skip else records

    def _changed(self, given: dict[str, str]) -> list[PaperFacts]:
        today = datetime.now(UTC).date().isoformat()
        first, last = given.get("from", ""), given.get("until", today)
        for day in filter(None, (first, last)):
            if not _DAY.fullmatch(day) or (day == first and day < "2005-09-16"):
                raise _RefusedError("badArgument", "from and until are days from 2005-09-16 on")
        if first > last:
            raise _RefusedError("badArgument", "until date must be greater than or equal to from")
        archive = given.get("set", "").rpartition(":")[2]
        papers = [
            paper
            for paper in (*self._world.papers, *self._world.deleted)
            if first <= paper.latest <= last
            and (not archive or any(c.startswith(archive) for c in paper.categories))
        ]
        return sorted(papers, key=lambda paper: (paper.latest, paper.id))


def _form(name: str) -> str:
    if not name:
        raise _RefusedError("badArgument", "metadataPrefix is missing")
    if name not in _FORMATS:
        raise _RefusedError("cannotDisseminateFormat", "Did not recognize requested format")
    return name


def _next_page(kept: dict[str, str]) -> str:
    expires = datetime.now(UTC).strftime("%Y-%m-%dT23:59:59Z")
    mark = escape(quote(urlencode(kept)))
    return f'<resumptionToken expirationDate="{expires}">{mark}</resumptionToken>'


def _read_token(token: str) -> Pairs:
    pairs = tuple(part.partition("=") for part in unquote(token).split("&"))
    given = tuple((name, unquote(value)) for name, _, value in pairs)
    if not dict(given).get("skip", "").isdigit():
        raise _RefusedError("badResumptionToken", "Invalid resumption token")
    return given


def _record(paper: PaperFacts, form: str) -> str:
    if paper.deleted:
        return f"<record>{_header(paper)}</record>\n"
    inner = {"arXivRaw": _raw, "arXiv": _plain, "oai_dc": _dublin_core}[form](paper)
    return f"<record>{_header(paper)}<metadata>{inner}</metadata></record>\n"


def _header_only(paper: PaperFacts, _form: str) -> str:
    return f"{_header(paper)}\n"


def _header(paper: PaperFacts) -> str:
    archive = paper.categories[0].partition(".")[0] if paper.categories else "cs"
    gone = ' status="deleted"' if paper.deleted else ""
    return (
        f"<header{gone}><identifier>oai:arXiv.org:{paper.id}</identifier>"
        f"<datestamp>{paper.latest}</datestamp><setSpec>{archive}</setSpec></header>"
    )


def _version_date(paper: PaperFacts, day: str) -> str:
    moment = datetime.fromisoformat(f"{day}T{made_up_time(paper.id)}")
    return f"{moment:%a, %d} {_MONTHS[moment.month - 1]} {moment:%Y %H:%M:%S} GMT"


def _raw(paper: PaperFacts) -> str:
    days = [paper.submitted] + [paper.latest] * (paper.versions - 1)
    versions = "".join(
        f'<version version="v{number}"><date>{_version_date(paper, day)}</date>'
        f"<size>1024kb</size>{_source_type(paper, number)}</version>"
        for number, day in enumerate(days, 1)
    )
    authors = ", ".join(paper.authors)
    return (
        '<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/">'
        f"<id>{paper.id}</id><submitter>{escape(paper.authors[0])}</submitter>{versions}"
        f"<title>{escape(paper.title)}</title><authors>{escape(authors)}</authors>"
        f"{_tail(paper)}</arXivRaw>"
    )


def _source_type(paper: PaperFacts, number: int) -> str:
    withdrawn = paper.withdrawn and number == paper.versions
    return "<source_type>I</source_type>" if withdrawn else "<source_type>D</source_type>"


def _tail(paper: PaperFacts) -> str:
    texts = {
        "categories": " ".join(paper.categories),
        "comments": comment_of(paper),
        "journal-ref": paper.journal_ref,
        "doi": " ".join(paper.dois),
        "license": paper.license,
        "abstract": abstract_of(paper),
    }
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in texts.items() if text)


def _plain(paper: PaperFacts) -> str:
    names = "".join(
        f"<author><keyname>{escape(name.rpartition(' ')[2])}</keyname>"
        f"<forenames>{escape(name.rpartition(' ')[0])}</forenames></author>"
        for name in paper.authors
    )
    # <created> is the day of the current version here, not of the first: a trap of the real thing.
    return (
        f'<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>{paper.id}</id>'
        f"<created>{paper.latest}</created><updated>{paper.latest}</updated>"
        f"<authors>{names}</authors><title>{escape(paper.title)}</title>{_tail(paper)}</arXiv>"
    )


def _dublin_core(paper: PaperFacts) -> str:
    names = "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in paper.authors)
    days = dict.fromkeys((paper.submitted, paper.latest))
    dates = "".join(f"<dc:date>{day}</dc:date>" for day in days)
    return (
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(paper.title)}</dc:title>{names}"
        f"<dc:description>{escape(abstract_of(paper))}</dc:description>{dates}"
        f"<dc:identifier>http://arxiv.org/abs/{paper.id}</dc:identifier></oai_dc:dc>"
    )
