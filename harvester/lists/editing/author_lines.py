"""Author lines: true names in the line's own style.

Kept as written: how many names are shown, "et al.", separators, initials or full names, family
first or last, the dot at the end and what follows in parentheses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from harvester.lists.editing.data_files import read_back
from harvester.lists.editing.forms import NameForm, form_of, format_name
from harvester.lists.editing.names_in_place import names_in_place, same_name
from harvester.lists.editing.style import ByIdentity, ParsedList, escape, markup_context
from harvester.lists.edits import Correction, HandEdit
from harvester.model import Edit, Mention, PersonName, Span, Written
from harvester.values.person_names import (
    AuthorsComparison,
    compare_authors,
    is_part_of_name,
)

_CUT = re.compile(r"[\W_]*(?:et\.?\s*al|等人?|and others)[\W_]*", re.IGNORECASE)
_CUT_BEHIND = re.compile(r"[ \t]*[,，、]?[ \t]*(?:…|\.\.\.)")
_MARK = re.compile(r"(?:\\\*|[†‡§¶¹²³⁴⁵]|<sup>[^<>\n]{1,12}</sup>)+")
_STAR = re.compile(r"\*(?=[ \t]*[,;，、])")
_INITIALS = re.compile(r"(?:[A-Z]\.[ -]?)+")
_CLOSED = re.compile(r"[*_]|</")
_OPENED = re.compile(r"(?:[*_]|<(?:b|u|ins|strong|em|i)>)$")


def as_read(document: ParsedList, mention: Mention) -> Mention:
    """Return `mention` with its authors as people read them.

    "et al." is no name; `Ames, A., Bell, B.` are two names; the span of a name holds its marks,
    so that they stay where the name stays.
    """
    authors = list(mention.authors)
    cut = mention.et_al
    while len(authors) > 1 and _CUT.fullmatch(authors[-1].text):
        authors.pop()
        cut = True
    authors = _paired(document.text, authors)
    if authors and _CUT_BEHIND.match(document.text, authors[-1].span.end):
        cut = True
    return replace(
        mention, authors=tuple(_marked(document.text, one) for one in authors), et_al=cut
    )


def _paired(text: str, authors: Sequence[Written]) -> list[Written]:
    """Family names and the initials behind them as one name each."""
    families, initials = authors[::2], authors[1::2]
    fits = len(families) == len(initials) and all(
        _INITIALS.fullmatch(two.text)
        and not _INITIALS.fullmatch(one.text)
        and re.fullmatch(r",[ \t]*", text[one.span.end : two.span.start])
        for one, two in zip(families, initials, strict=False)
    )
    if not fits:
        return list(authors)
    return [
        Written(f"{one.text}, {two.text}", Span(one.span.start, two.span.end))
        for one, two in zip(families, initials, strict=True)
    ]


def _marked(text: str, name: Written) -> Written:
    start, end = name.span
    match = _MARK.match(text, end)
    if match is None and text[start - 1 : start] != "*":
        match = _STAR.match(text, end)
    return Written(name.text, Span(start, match.end())) if match else name


def one_stands_out(
    document: ParsedList,
    mention: Mention,
    kept: Sequence[PersonName],
    same: Callable[[str, PersonName], bool],
) -> bool:
    """Tell whether a name that goes is bold or underlined and others are not: somebody's own."""
    text = document.text
    opened = [bool(_OPENED.search(text[: one.span.start][-9:])) for one in mention.authors]
    closed = [bool(_CLOSED.match(text, one.span.end)) for one in mention.authors]
    alone = [one and other for one, other in zip(opened, closed, strict=True)]
    if len(alone) < 2 or all(alone):
        return False
    return any(
        stands and not any(same(name.text, person) for person in kept)
        for stands, name in zip(alone, mention.authors, strict=True)
    )


_ET_AL = re.compile(r"[ \t]*[,，、]?[ \t]*(?:and others|_?et\.?[ \t]*al\b_?\.?|等人?|…|\.\.\.)")
_SEPARATOR = re.compile(
    r"[ \t]*\r?\n[ \t]*-[ \t]+(?:name:[ \t]+)?|"
    r"[\s,;、，；·|*_]*(?:(?:and|et|und|y|&|&amp;|with)\s)?[\s,;*_]*",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"[^\W\d_][*†‡§¹²³\d]*,\s*$")
_NAME_BEHIND = re.compile(r"[*†‡§¹²³\d]*\s*,\s*[A-Z][\w.-]*\s+[A-Z][a-z]")
_OF_ONE = re.compile(r"(?P<of>\s*\([^()\n]{1,120}\)),?\s*(?:et\b|and others)")
_LAST_WORD = re.compile(r"\band\b|&|\bet\b|\bund\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    """An author line taken apart: the names' texts, what stands between, the style of the names.

    `alike` says that one separator stands between all names, as BibTeX's "and" does.
    """

    span: Span
    names: tuple[str, ...]
    separators: tuple[str, ...]
    form: NameForm
    dotted: bool
    alike: bool = False

    @property
    def main(self) -> str:
        """What separates two names that are not the last two."""
        if self.alike:
            return self.separators[0] if self.separators else " and "
        plain = [one for one in self.separators if not _LAST_WORD.search(one)]
        return Counter(plain).most_common(1)[0][0] if plain else ", "

    def last(self, cut: bool) -> str:
        """What stands before the last name: " and " only where nothing is cut behind it."""
        if cut or self.alike or not self.separators:
            return self.main
        return self.separators[-1]


def correct_authors(
    document: ParsedList, mention: Mention, authors: Sequence[PersonName]
) -> Correction:
    """Return the edit that makes the author line of `mention` true, None where it is.

    Names that agree but for case, accents, dots or initials are left as they are. As many names
    stay shown as are shown now; where that is fewer than all and nothing says "et al.", the line
    follows what the list does elsewhere: all names, or this list's "et al.".
    """
    if not mention.authors or not authors:
        return None
    people = [person for person in authors if str(person).strip()]
    written, mention = mention, as_read(document, mention)
    compared = _compared(mention, people)
    if compared.all_agree and compared.in_order and compared.first_agrees:
        return None
    if _are_misread([name.text for name in mention.authors], compared.strangers, people):
        return None
    line = _take_apart(document, mention)
    shown, cut = _how_many(document, mention, len(people))
    names = [_name(line, mention, person, document) for person in people[:shown]]
    text = _join(line, names, cut) if line else ", ".join(names)
    if line is None or not _only_names(document, mention, people[:shown]):
        edit = names_in_place(document, written, mention.authors, people)
        if edit is not None and not one_stands_out(document, mention, people[:shown], same_name):
            return read_back(document, mention, edit)
        return HandEdit(
            mention.line, text, "the author line is not the paper's, and holds more than names"
        )
    if _no_people(mention, people) or _holds_more(document, mention, line):
        return HandEdit(mention.line, text, "only some names of the line could be told apart")
    if one_stands_out(document, mention, people[:shown], same_name):
        named = ", ".join(names)
        return HandEdit(mention.line, named, "the name that is marked is not the paper's")
    if _speaks_of_last(document, mention, line, names):
        return HandEdit(mention.line, text, "what follows the last name in parentheses is about it")
    end, ending = _ending(document, line, mention.et_al, cut)
    why = "authors as the paper names them"
    return read_back(document, mention, Edit(Span(line.span.start, end), text + ending, why))


def authors_like(
    document: ParsedList, model: Mention, authors: Sequence[PersonName]
) -> Edit | None:
    """Return the edit that puts the names of another paper into the author line of `model`.

    None where its names cannot be told apart or hold markup.
    """
    people = [person for person in authors if str(person).strip()]
    model = as_read(document, model)
    line = _take_apart(document, model)
    if line is None or not people or not _only_names(document, model, ()):
        return None
    shown, cut = _how_many(document, model, len(people))
    names = [_name(line, model, person, document) for person in people[:shown]]
    end, ending = _ending(document, line, model.et_al, cut)
    if of_one := _OF_ONE.match(document.text, line.span.end):
        end, ending = of_one.end("of"), ""
    return Edit(Span(line.span.start, end), _join(line, names, cut) + ending)


def _compared(mention: Mention, person_names: Sequence[PersonName]) -> AuthorsComparison:
    """Compare the line as the checks do: what they call true is not edited."""
    written = [name.text for name in mention.authors]
    return compare_authors(written, [str(person) for person in person_names], mention.et_al)


def _take_apart(document: ParsedList, mention: Mention) -> _Line | None:
    spans = [name.span for name in mention.authors]
    separators = tuple(document.text[one.end : other.start] for one, other in pairwise(spans))
    if not all(_SEPARATOR.fullmatch(between) for between in separators):
        return None
    names = tuple(" ".join(name.text.split()) for name in mention.authors)
    return _Line(
        Span(spans[0].start, spans[-1].end),
        names,
        separators,
        _form_of_line(names),
        any(re.search(r"\b[^\W\d_]\.", name) for name in names) or not _any_initials(names),
        document.form == "bib"
        or any("\n" in one for one in separators)
        or (len(separators) > 1 and all(_LAST_WORD.search(one) for one in separators)),
    )


def _form_of_line(names: Iterable[str]) -> NameForm:
    """The form most names have; full names win a tie, since a group looks like a family name."""
    forms = Counter(form_of(name) for name in names)
    return max(forms, key=lambda form: (forms[form], form is NameForm.FULL))


def _any_initials(names: Iterable[str]) -> bool:
    return any("INITIALS" in form_of(name).name for name in names)


def _how_many(document: ParsedList, mention: Mention, total: int) -> tuple[int, bool]:
    """Return how many names to show and whether "et al." follows them."""
    shown = len(mention.authors)
    if mention.et_al:
        return (shown, True) if shown < total else (total, False)
    if shown >= total:
        return total, False
    habits = _habits(ByIdentity(document))
    if not habits.shown or total <= habits.longest:
        return total, False
    return habits.shown, True


def _name(line: _Line | None, mention: Mention, person: PersonName, document: ParsedList) -> str:
    """The name as it stands where the line has it already, else in the line's form."""
    for written in mention.authors:
        if same_name(written.text, person):
            return document.text_of(written.span)
    form, dotted = (line.form, line.dotted) if line else (NameForm.FULL, True)
    return escape(
        format_name(person, form, dotted), markup_context(document, mention.authors[0].span)
    )


def _only_names(document: ParsedList, mention: Mention, kept: Sequence[PersonName]) -> bool:
    """Tell whether what the edit drops is plain names: markup in them may carry more."""
    return all(
        document.text_of(name.span).split() == name.text.split()
        or any(same_name(name.text, person) for person in kept)
        for name in mention.authors
    )


def _join(line: _Line, names: Sequence[str], cut: bool) -> str:
    pieces = [names[0]] if names else []
    for at, name in enumerate(names[1:], start=1):
        last = at == len(names) - 1
        pieces += (line.last(cut) if last else line.main, name)
    return "".join(pieces)


def _no_people(mention: Mention, person_names: Sequence[PersonName]) -> bool:
    """Tell whether single words that are no author's stand there: institutions, or "Low, Liz"."""
    names = [name.text for name in mention.authors]
    words = sum(form_of(name) is NameForm.FAMILY for name in names)
    if len(names) == 1 or words * 2 < len(names):
        return False
    return not all(any(same_name(name, one) for one in person_names) for name in names)


def _are_misread(
    names: Sequence[str], strangers: Sequence[str], person_names: Sequence[PersonName]
) -> bool:
    """Tell whether a name was cut in reading, or read as two where the family name stands first."""
    if any(is_part_of_name(one, str(person)) for one in strangers for person in person_names):
        return True
    return any(
        " " not in family.strip()
        and same_name(f"{given} {family}", person)
        and " " not in given.strip()
        for family, given in pairwise(names)
        for person in person_names
    )


def _holds_more(document: ParsedList, mention: Mention, line: _Line) -> bool:
    """Tell whether names seem to stand before or behind, or the one name may be no person."""
    before = document.text[max(0, line.span.start - 60) : line.span.start]
    title_ends = mention.title.span.end if mention.title else -1
    between = document.text[title_ends : line.span.start] if title_ends >= 0 else "?"
    if _NAME_BEFORE.search(before) and re.search(r"\w", between):
        return True
    if not mention.et_al and _NAME_BEHIND.match(document.text, line.span.end):
        return True
    return len(mention.authors) == 1 and not mention.et_al and not document.form


def _speaks_of_last(
    document: ParsedList, mention: Mention, line: _Line, names: Sequence[str]
) -> bool:
    """Tell whether an affiliation between the last name and "et al." would get another person."""
    kept = document.text[mention.authors[-1].span.start : mention.authors[-1].span.end]
    follows = _OF_ONE.match(document.text, line.span.end)
    return bool(follows) and names[-1:] != [kept]


def _ending(document: ParsedList, line: _Line, was_cut: bool, cut: bool) -> tuple[int, str]:
    """Return where the replaced region ends and what "et al." or dot it ends with."""
    end = line.span.end
    if was_cut == cut:
        return end, ""
    if not cut:
        match = _ET_AL.match(document.text, end)
        if not match:
            return end, ""
        dot = "." if match[0].endswith(".") and _habits(ByIdentity(document)).dotted else ""
        return match.end(), dot
    et_al = _habits(ByIdentity(document)).et_al
    if et_al.endswith(".") and document.text.startswith(".", end):
        et_al = et_al[:-1]
    return end, et_al


@dataclass(frozen=True, slots=True)
class _Habits:
    """What the list's author lines do: how many names before "et al.", how it is written, how many
    names the longest whole line has, whether whole lines end with a dot."""

    shown: int
    et_al: str
    longest: int
    dotted: bool


@lru_cache(maxsize=2)
def _habits(key: ByIdentity) -> _Habits:
    text = key.document.text
    lines = [one for one in key.document.mentions if one.authors]
    whole = [one for one in lines if not one.et_al]
    cut = [one for one in lines if one.et_al]
    shown = Counter(len(one.authors) for one in cut).most_common(1)
    ends = [one.authors[-1].span.end for one in cut]
    endings = Counter(match[0] for end in ends if (match := _ET_AL.match(text, end))).most_common(1)
    dots = sum(text.startswith(".", one.authors[-1].span.end) for one in whole)
    return _Habits(
        shown[0][0] if shown else 0,
        endings[0][0] if endings else ", et al.",
        max((len(one.authors) for one in whole), default=0),
        dots * 2 > len(whole),
    )
