"""Single names of an author line put right where they stand, all else of the line left alone.

Links to people's pages, marks of equal contribution and the lines of a folded value stay, where
each name but those put right is the paper's already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from harvester.lists.editing.forms import NameForm, form_of, format_name
from harvester.lists.editing.style import ParsedList, escape, markup_context
from harvester.model import Edit, Mention, PersonName, Span, Written
from harvester.values.person_names import (
    family_key,
    is_shortened,
    parse_person,
    same_person,
)

_PLAIN = re.compile(r"[^\[\]<>*_`|]*")
_LINKED = re.compile(r"\]\s?[(\[]|</a>", re.IGNORECASE)


def same_name(written: str, person: PersonName) -> bool:
    """Tell whether a name as written is that of `person`, perhaps shortened."""
    return same_person(written, str(person)) or is_shortened(written, str(person))


def names_in_place(
    document: ParsedList,
    mention: Mention,
    names: Sequence[Written],
    authors: Sequence[PersonName],
) -> Edit | None:
    """Return the edit of the names that differ, position by position; None where that is unsafe.

    `names` are those of `mention` with their marks. It is unsafe where the line shows more or
    fewer names than it should, most of them differ, or a name with a link or a mark may give way
    to another person.
    """
    bare = mention.authors
    if len(names) != len(bare) or not _shows_as_many(mention, authors):
        return None
    differing = [at for at, name in enumerate(names) if not same_name(name.text, authors[at])]
    if not differing or len(differing) * 2 >= len(names) + 1:
        return None
    if not all(_can_give_way(document, names[at], bare[at], authors[at]) for at in differing):
        return None
    form = form_of(next(one.text for at, one in enumerate(bare) if at not in differing))
    pieces: list[str] = []
    position = bare[differing[0]].span.start
    for at in differing:
        span = bare[at].span
        name = format_name(authors[at], _own_form(bare[at].text, form))
        pieces += (
            document.text[position : span.start],
            escape(name, markup_context(document, span)),
        )
        position = span.end
    return Edit(
        Span(bare[differing[0]].span.start, position),
        "".join(pieces),
        "authors as the paper names them",
    )


def _shows_as_many(mention: Mention, authors: Sequence[PersonName]) -> bool:
    shown = len(mention.authors)
    return shown < len(authors) if mention.et_al else shown == len(authors)


def _own_form(name: str, form: NameForm) -> NameForm:
    """The form of the name itself, which a single word does not show."""
    own = form_of(name)
    return form if own is NameForm.FAMILY else own


def _can_give_way(document: ParsedList, name: Written, bare: Written, person: PersonName) -> bool:
    """Tell whether the name is plain, or bears a mark or a link and is this person misspelt."""
    text = document.text
    written = bare.span.slice(text)
    if written.split() != bare.text.split() or not _PLAIN.fullmatch(written):
        return False
    is_linked = bool(_LINKED.match(text, bare.span.end))
    is_marked = name.span != bare.span or bool(re.match(r"[*†‡§<^\\]", text[bare.span.end :][:1]))
    if not (is_linked or is_marked):
        return True
    old = parse_person(bare.text)
    same_family = family_key(bare.text) == family_key(str(person))
    same_given = (
        bool(old.given) and old.given.split()[0].lower() == person.given.lower().split(" ")[0]
    )
    return same_family or (same_given and not is_linked)
