"""Entries whose papers are known teach how the others of their shape are written."""

from __future__ import annotations

import pytest

from harvester.lists import ListDocument, parse
from harvester.lists.as_json import document_as_json
from harvester.lists.reading.forms import learn_forms, read_again
from harvester.lists.reading.forms.alignment import is_title
from harvester.model import Candidate, Identifier, Mention
from tests.lists.reading.forms.styles import STYLES, WITH_AUTHORS, made_up_papers, records_of
from tests.lists.reading.forms.styles import write_list as write

PAPERS = made_up_papers(24)


def entries_by_id(document: ListDocument) -> dict[Identifier, Mention]:
    return {one: mention for mention in document.mentions for one in mention.identifiers}


def read_by(text: str, records: dict[Identifier, Candidate]) -> ListDocument:
    document = parse(text)
    return read_again(document, learn_forms(document, records))


@pytest.mark.parametrize("style", STYLES)
def test_the_other_entries_teach_the_title(style: str) -> None:
    entries = entries_by_id(read_by(write(style, PAPERS), records_of(PAPERS)))
    titles = {paper: entries[paper.identifier].title for paper in PAPERS}
    wrong = [t for paper, t in titles.items() if not (t and is_title(t.text, paper.title))]
    assert len(wrong) <= 1


@pytest.mark.parametrize("style", sorted(WITH_AUTHORS))
def test_the_other_entries_teach_the_authors(style: str) -> None:
    entries = entries_by_id(read_by(write(style, PAPERS), records_of(PAPERS)))
    wrong = 0
    for paper in PAPERS:
        mention = entries[paper.identifier]
        names = [name.text.split(",")[0].split()[-1] for name in mention.authors]
        families = [name.split()[-1] for name in paper.authors]
        whole = names == families or (mention.et_al and names == families[: len(names)] != [])
        wrong += not whole
    assert wrong <= 1


@pytest.mark.parametrize("style", sorted(STYLES.keys() - WITH_AUTHORS))
def test_no_authors_are_made_up(style: str) -> None:
    document = read_by(write(style, PAPERS), records_of(PAPERS))
    assert [one.authors for one in document.mentions if one.authors] == []


@pytest.mark.parametrize("style", ["nickname, quoted", "tags in front", "citation", "slashes"])
def test_an_entry_without_an_id_is_read_like_its_neighbours(style: str) -> None:
    masked = PAPERS[::5]
    text = write(style, PAPERS)
    for paper in masked:
        month = paper.identifier.value[:4]
        text = text.replace(paper.identifier.value, f"{month}.xxxxx")
    document = read_by(text, records_of(PAPERS))
    titles = [one.title.text for one in document.mentions if one.placeholders and one.title]
    assert len(titles) == len(masked)
    assert all(is_title(t, p.title) for t, p in zip(titles, masked, strict=True))


def test_the_nickname_stays_the_name_of_the_entry() -> None:
    document = read_by(write("slashes", PAPERS), records_of(PAPERS))
    nicknamed = [p for p in PAPERS if ":" in p.title]
    entries = entries_by_id(document)
    assert all(entries[p.identifier].name == p.title.split(":")[0] for p in nicknamed)


def test_an_entry_is_read_without_its_own_record() -> None:
    """What the record of an entry says must not decide how that entry is read."""
    for style in ("nickname, quoted", "citation", "linked nickname"):
        document = parse(write(style, PAPERS))
        records = records_of(PAPERS)
        every = entries_by_id(read_again(document, learn_forms(document, records)))
        for paper in PAPERS[:6]:
            others = {key: one for key, one in records.items() if key != paper.identifier}
            alone = entries_by_id(read_again(document, learn_forms(document, others)))
            one, other = every[paper.identifier], alone[paper.identifier]
            assert (one.title, one.authors, one.date) == (other.title, other.authors, other.date)


def test_two_entries_teach_nothing() -> None:
    document = parse(write("nickname, quoted", PAPERS[:3]))
    again = read_again(document, learn_forms(document, records_of(PAPERS[:2])))
    assert again.mentions == document.mentions


def test_entries_that_hold_other_titles_teach_nothing() -> None:
    strangers = made_up_papers(24, seed=7)
    records = {
        paper.identifier: Candidate(paper.identifier, other.title, other.authors)
        for paper, other in zip(PAPERS, reversed(strangers), strict=True)
    }
    document = parse(write("tag and quotes", PAPERS))
    again = read_again(document, learn_forms(document, records))
    assert [m.title for m in again.mentions] == [m.title for m in document.mentions]


def test_json_says_so_where_no_form_was_learnt() -> None:
    mentions = document_as_json(parse(write("tag and quotes", PAPERS)), "list.md")["mentions"]
    assert isinstance(mentions, list)
    assert [one["form"] for one in mentions] == [None] * len(PAPERS)


def test_json_names_the_form_of_an_entry() -> None:
    document = read_by(write("slashes", PAPERS), records_of(PAPERS))
    mentions = document_as_json(document, "list.md")["mentions"]
    assert isinstance(mentions, list)
    form = mentions[3]["form"]
    assert form["learnt"] == ["title"]
    assert form["agreeing"] == form["taught_by"] >= 3
    assert form["shape"].endswith("[](…)")
