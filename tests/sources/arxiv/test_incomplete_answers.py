"""What an answer leaves out is no absence: it is asked for again, and told in the same words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harvester.model import Failed, Found, Identifier, Lookup, NotFound
from harvester.sources.arxiv.atom import ArxivSource
from harvester.sources.arxiv.oai_pmh import ArxivOai
from tests.loopback import Loopback, ReceivedRequest, Reply, in_turn
from tests.sources.arxiv.atom_server import entry, feed
from tests.sources.arxiv.oai_server import document, error, opened, raw

KNOWN, NEW, UNKNOWN = "2401.00001", "2401.00002", "2401.99998"
SPOILERS = {
    "authors": r"(?s)<author>.*?</author>",
    "abstract": r"(?s)<summary.*?</summary>",
    "categories": r"<(?:arxiv:primary_)?category [^>]*/>",
}


def source(url: str, known: list[str]) -> ArxivSource:
    identifiers = [Identifier("arxiv", value) for value in known]
    return ArxivSource(url + "/api/query", identifiers, ArxivOai(url + "/oai"))


def asked(url: str, folder: Path, values: list[str], known: list[str]) -> dict[str, Lookup]:
    with opened(folder) as client:
        wanted = [Identifier("arxiv", value) for value in values]
        return {one.value: answer for one, answer in source(url, known).lookup(wanted, client)}


@pytest.mark.parametrize("field", SPOILERS)
def test_an_entry_that_lacks_a_field_of_every_paper_is_asked_for_again(
    tmp_path: Path, field: str
) -> None:
    whole = entry(KNOWN)
    lacking = re.sub(SPOILERS[field], "", whole)
    assert lacking != whole
    with Loopback(in_turn(Reply(feed(lacking)), Reply(feed(whole)))).running() as server:
        first = asked(server.url, tmp_path, [KNOWN], [KNOWN])[KNOWN]
        again = asked(server.url, tmp_path, [KNOWN], [KNOWN])[KNOWN]
        last = asked(server.url, tmp_path, [KNOWN], [KNOWN])[KNOWN]
    assert isinstance(first, Found)
    assert field in ArxivSource().read(first.record).lacking
    assert isinstance(again, Found)
    assert ArxivSource().read(again.record).lacking == ()
    assert last == Found(again.record, cached=True)


def test_an_empty_feed_that_is_not_believed_is_not_kept(tmp_path: Path) -> None:
    identifier, known = Identifier("arxiv", NEW), [Identifier("arxiv", KNOWN)]
    entries: list[str] = []
    with Loopback(lambda _: Reply(feed(*entries))).running() as server:
        for wanted in (Failed, Found):
            with opened(tmp_path) as client:
                arxiv = ArxivSource(server.url + "/api/query", known)
                assert isinstance(dict(arxiv.lookup([identifier], client))[identifier], wanted)
            entries.append(entry(NEW))


def of_oai(request: ReceivedRequest) -> Reply:
    if request.path.startswith("/api"):
        return Reply("", 503)
    if UNKNOWN in request.path:
        return error("idDoesNotExist", "Nothing found for this ID")
    third = '<version version="v3"><date>Wed, 02 Feb 2011 10:00:00 GMT</date></version>'
    body = raw(KNOWN).replace("<title>", third + "<title>", 1)
    return document(f"<GetRecord>{body}</GetRecord>")


def test_with_atom_dead_oai_tells_what_atom_would_have_told(tmp_path: Path) -> None:
    with Loopback(of_oai).running() as server:
        answers = asked(server.url, tmp_path, [KNOWN, UNKNOWN], [])
    assert answers[UNKNOWN] == NotFound("arXiv does not know it")
    found = answers[KNOWN]
    assert isinstance(found, Found)
    assert [v.number for v in ArxivSource().read(found.record).versions] == [1, 3]
