"""An entry's title, authors and dates against what is known of its paper."""

from __future__ import annotations

from collections.abc import Iterator

from harvester.checks.inputs import CheckInput, known_authors, known_text, known_value
from harvester.checks.publications import PublicationHabits, check_publication
from harvester.matching.evidence import has_former_title
from harvester.matching.languages import same_language
from harvester.matching.title_comparison import TitleComparison, compare_titles
from harvester.matching.titles import Title, read_title, read_written_title
from harvester.model import Mention, Paper, Problem, Severity
from harvester.values.person_names import compare_authors, parse_person

_SHOWN_AUTHORS = 6
_COVERED = 0.9
_NAME_WORDS = 3


def check_papers(check_input: CheckInput) -> Iterator[Problem]:
    """Compare every entry that stands for a paper with what sources say of that paper."""
    habits = PublicationHabits(check_input)
    for mention, paper in check_input.mentions:
        if paper is None or mention.refers_to is not None:
            continue
        yield from _check_title(check_input, mention, paper)
        yield from _check_authors(check_input, mention, paper)
        yield from check_publication(check_input, habits, mention, paper)
        yield from _check_withdrawn(check_input, mention, paper)


def _check_title(check_input: CheckInput, mention: Mention, paper: Paper) -> Iterator[Problem]:
    known, source = known_text(paper, "title")
    if mention.title is None or not known:
        return
    written, true = read_written_title(mention.title.text), read_title(known)
    compared = compare_titles(written, true)
    if compared.equal or compared.spelled or compared.dropped or is_name_only(mention, written):
        return
    if compared.told or not same_language(mention.title.text, known):
        return  # the whole title stands there among more, or a translation does
    line = check_input.document.line_of(mention.title.span.start)
    claim = (mention.title.text, known, source)
    former, _ = known_text(paper, "former_title")
    if has_former_title(written, former):
        fix = "write the present title: the paper was called so in its first version"
        yield check_input.problem("title-differs", Severity.WARNING, mention, claim, fix, line)
    elif is_shortened(written, true, compared):
        fix = "the list shortens the title; write it out if you want it whole"
        yield check_input.problem("title-differs", Severity.INFO, mention, claim, fix, line)
    else:
        fix = f"write the title that {source} gives, or check the link"
        yield check_input.problem("title-differs", Severity.WARNING, mention, claim, fix, line)


def is_name_only(mention: Mention, written: Title) -> bool:
    """Tell whether the list calls the work by a nickname instead of writing its title."""
    short = len(written.words) <= _NAME_WORDS or written.is_coined_name
    return not written.tail and short and not mention.authors


def is_shortened(written: Title, title: Title, compared: TitleComparison) -> bool:
    """Tell whether the list cuts the title, or leaves words out and adds none of its own."""
    if len(written.letters) >= len(title.letters):
        return False
    if compared.prefix or compared.head_only:
        return True
    if written.tail and title.key.startswith(written.tail_title.key):
        return True
    return compared.cover_written >= _COVERED and not compared.versions_differ


def _check_authors(check_input: CheckInput, mention: Mention, paper: Paper) -> Iterator[Problem]:
    known, source = known_authors(paper)
    written = [one.text for one in mention.authors if not parse_person(one.text).literal]
    if not written or not known:
        return
    names = [str(person) for person in known]
    compared = compare_authors(written, names, mention.et_al)
    if compared.all_agree and compared.in_order:
        return
    shown = _shorten(names)
    claimed = ", ".join(written) + (", et al." if mention.et_al else "")
    line = check_input.document.line_of(mention.authors[0].span.start)
    severity, fix = Severity.WARNING, f"write the authors as {source} names them: {shown}"
    if compared.none_agree:
        severity = Severity.ERROR
        fix = f"none of these people wrote this paper; write: {shown}"
    elif compared.strangers:
        fix = f"{_listed(compared.strangers)} not among the authors; write: {shown}"
    elif compared.left_out and not compared.cut:
        fix = f"add {', '.join(compared.left_out[:_SHOWN_AUTHORS])}, or end the line with “et al.”"
    elif not compared.in_order:
        severity, fix = Severity.INFO, f"use the paper's order: {shown}"
    yield check_input.problem(
        "authors-differ", severity, mention, (claimed, shown, source), fix, line
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) + (" is" if len(names) == 1 else " are")


def _shorten(names: list[str]) -> str:
    rest = len(names) - _SHOWN_AUTHORS
    shown = ", ".join(names[:_SHOWN_AUTHORS])
    return f"{shown} and {rest} more" if rest > 0 else shown


def _check_withdrawn(check_input: CheckInput, mention: Mention, paper: Paper) -> Iterator[Problem]:
    withdrawn = known_value(paper, "withdrawn")
    if withdrawn and withdrawn[0] is True:
        claim = ("listed as a paper", "withdrawn by its authors", withdrawn[1])
        fix = "remove the entry, or say beside it that the paper was withdrawn"
        yield check_input.problem("withdrawn", Severity.ERROR, mention, claim, fix)
    for version in paper.versions:
        if version.stage == "retracted":
            claim = ("listed as a paper", f"retracted ({version.identifier})", "dataset")
            fix = "remove the entry, or say beside it that the paper was retracted"
            yield check_input.problem("retracted", Severity.ERROR, mention, claim, fix)
