"""Doubt the reading first: what most entries of a form get wrong was misread, not miswritten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from harvester.checks.inputs import CheckInput
from harvester.checks.wrong_links import WrongLink, linked_records
from harvester.model import Mention, Problem, Severity

_MOST = 0.8
_LEAST = 6


def without_misread_claims(check_input: CheckInput) -> CheckInput:
    """Return `check_input` without the titles and authors of entries whose form was misread.

    What is not claimed raises no `title-differs`, `authors-differ` or `wrong-link`.
    """
    mentions = tuple((without_misread(mention), paper) for mention, paper in check_input.mentions)
    return replace(check_input, mentions=mentions)


def without_misread(mention: Mention) -> Mention:
    """Return a mention without the claims in which most entries of its form differ."""
    misread = mention.form.misread if mention.form is not None else ()
    if "title" in misread:
        mention = replace(mention, title=None)
    if "authors" in misread:
        mention = replace(mention, authors=(), authors_span=None, et_al=False)
    return mention


def doubted_readings(
    check_input: CheckInput, wrong: Sequence[WrongLink]
) -> tuple[tuple[WrongLink, ...], ...]:
    """Return the wrong links of each form of which most entries disagree with their links.

    Where so many do, and the right paper is known of none, the titles were misread.
    """
    known = linked_records(check_input)
    linking: dict[str, int] = {}
    for mention, _ in check_input.mentions:
        if mention.is_paper_entry and mention.title and known.intersection(mention.identifiers):
            linking[_form(mention)] = linking.get(_form(mention), 0) + 1
    by_form: dict[str, list[WrongLink]] = {}
    for one in wrong:
        by_form.setdefault(_form(one.mention), []).append(one)
    return tuple(
        tuple(links)
        for form, links in by_form.items()
        if len(links) >= max(_LEAST, _MOST * linking.get(form, 0))
        and not any(one.right or one.neighbour or one.record is None for one in links)
    )


def check_readings(
    check_input: CheckInput, doubted: Sequence[Sequence[WrongLink]]
) -> Iterator[Problem]:
    """Report each form that was misread once, at its first entry."""
    for links in doubted:
        one = links[0]
        claim = (
            f"{len(links)} entries of this form bear other titles than the papers they link",
            f"the titles of this form may be misread, such as “{one.query.title}”",
            one.source,
        )
        fix = "see what `harvester parse` reads there; write the titles as the other entries do"
        yield check_input.problem("wrong-link", Severity.INFO, one.mention, claim, fix)


def _form(mention: Mention) -> str:
    """Return what entries of one form have in common: the learnt shape, else the kind of block."""
    if mention.form is not None:
        return mention.form.shape
    return f"{'row' if mention.cells else 'text'} {bool(mention.authors)} {bool(mention.date)}"
