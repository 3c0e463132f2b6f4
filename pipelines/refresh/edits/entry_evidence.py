"""What an entry says for and against the paper it links, before a claim is corrected."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.dataset.entries import Entry
from harvester.matching.existing_identifiers import (
    LinkVerdict,
    compare_link,
    is_disputed,
    vouches_for,
)
from harvester.matching.query import candidate_of_paper
from harvester.model import Mention, Paper, PersonName
from harvester.values.person_names import compare_authors


def means_paper(entry: Entry, paper: Paper) -> bool:
    """Tell whether title and people of the entry, not its link alone, say that it means `paper`."""
    record = candidate_of_paper(paper)
    return record is not None and vouches_for(entry.query, record)


def is_undisputed(entry: Entry, paper: Paper) -> bool:
    """Tell whether nothing of the entry speaks against `paper`: enough to ask a person."""
    record = candidate_of_paper(paper)
    if record is None:
        return False
    return not is_disputed(entry.query, record, compare_link(entry.query, record))


def is_renamed(entry: Entry, paper: Paper) -> bool:
    """Tell whether the entry means `paper` under another title, as its people say too."""
    record = candidate_of_paper(paper)
    if record is None or not entry.mention.authors:
        return False
    says = compare_link(entry.query, record)
    return says is LinkVerdict.TITLE_CHANGED and not is_disputed(entry.query, record, says)


def is_fillable(entry: Entry, paper: Paper) -> bool:
    """Tell whether a placeholder may get the id of `paper`: a person's word, or no contradiction.

    Entries can share a paper by a link that is wrong; what was resolved for one is not the other's.
    """
    if paper.resolution is None or paper.resolution.reason == "decision":
        return paper.resolution is not None
    record, query = candidate_of_paper(paper), entry.query
    return record is None or not is_disputed(query, record, compare_link(query, record))


def names_nobody_new(mention: Mention, names: Sequence[PersonName]) -> bool:
    """Tell whether the authors `names` would only take people out of the line, or reorder it.

    Sources cut long lists of authors, and versions of a paper differ in people and in their order:
    where nobody is wrong or lacking, what the list says may be as true as the record.
    """
    written = [one.text for one in mention.authors]
    shown = names[: len(written)] if mention.et_al else names
    return not compare_authors(written, list(map(str, shown)), False).left_out
