"""Single faults put into a true list: each names the lines that must be reported, if any."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from harvester.lists import ListDocument
from harvester.lists.editing.corrections import replace_identifier
from harvester.lists.edits import apply
from harvester.matching.existing_identifiers import are_other_titles
from harvester.model import Candidate, Edit, Identifier, LinkRole, Mention, Span
from harvester.values.person_names import family_key

INVENTED = "Quirin Zwickelbach"
_FORUM = " [[OpenReview](https://openreview.net/forum?id=Qx7kLm2Zp9)]"
_BADGE = " ![](https://img.shields.io/github/stars/made-up-owner/made-up-name?style=social)"
_VENUE = " [[Venue](https://openreview.net/group?id=CVPR.cc/2025/Conference)]"


@dataclass(frozen=True, slots=True)
class TrueEntry:
    """An entry all of whose claims agree with the record that it links."""

    mention: Mention
    record: Candidate

    @property
    def identifier(self) -> Identifier:
        """The identifier that stands in it."""
        return self.record.identifier


@dataclass(frozen=True, slots=True)
class Mutation:
    """A list with one fault: its text, and which problems may and must name it.

    `lines` are the lines to be named (empty: there is nothing to say), `codes` what names them;
    `restored` are texts that an edit may write, since they stood there before.
    """

    kind: str
    text: str
    lines: tuple[int, ...] = ()
    codes: frozenset[str] = frozenset()
    restored: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class TrueList:
    """A list, its true entries, and the records that its links can lead to."""

    document: ListDocument
    entries: Sequence[TrueEntry]
    records: Mapping[Identifier, Candidate]


Draw = Callable[[TrueList, random.Random], Mutation | None]
WRONG = frozenset({"wrong-link"})


def swap_links(true_list: TrueList, dice: random.Random) -> Mutation | None:
    """Exchange the links of two entries."""
    one, other = dice.sample(true_list.entries, 2)
    edits = _relink(true_list.document, one, other.identifier) + _relink(
        true_list.document, other, one.identifier
    )
    lines = (one.mention.line, other.mention.line)
    return _edited("swapped links", true_list.document, edits, lines)


def change_digit(true_list: TrueList, dice: random.Random) -> Mutation | None:
    """Change the last digit of an id so that no record has it."""
    entry = dice.choice(true_list.entries)
    value = entry.identifier.value
    digits = [digit for digit in "0123456789" if digit != value[-1]]
    changed = Identifier("arxiv", value[:-1] + dice.choice(digits))
    if changed in true_list.records:
        return None
    return _edited(
        "changed digit",
        true_list.document,
        _relink(true_list.document, entry, changed),
        (entry.mention.line,),
    )


def link_sister(true_list: TrueList, dice: random.Random) -> Mutation | None:
    """Link another paper that shares an author."""
    entry = dice.choice(true_list.entries)
    families = {family_key(name) for name in entry.record.authors}
    sisters = [
        record
        for record in true_list.records.values()
        if record.title != entry.record.title
        and len(families.intersection(map(family_key, record.authors))) >= min(2, len(families))
    ]
    if not sisters:
        return None
    edits = _relink(true_list.document, entry, dice.choice(sisters).identifier)
    return _edited("sister paper", true_list.document, edits, (entry.mention.line,))


def add_venue_link(true_list: TrueList, dice: random.Random) -> Mutation | None:
    """Add a venue's page behind the last link: no fault, nothing to say."""
    entry = dice.choice(true_list.entries)
    mutation = _behind("venue link", true_list.document, (entry,), _VENUE)
    return mutation and replace(mutation, lines=(), codes=frozenset())


def list_twice(true_list: TrueList, dice: random.Random) -> Mutation | None:
    """Put an entry under another topic too: a duplicate may be named, nothing else."""
    entry = dice.choice(true_list.entries)
    start, end = entry.mention.span
    line_start = true_list.document.text.rfind("\n", 0, start) + 1
    if "|" in true_list.document.text[line_start:end].split("\n")[0][:2]:
        return None  # a row outside of its table is no entry
    copied = true_list.document.text[line_start:end].strip("\n")
    text = f"{true_list.document.text.rstrip()}\n\n## Another topic\n\n{copied}\n"
    return Mutation("cross-listed", text, (), frozenset({"duplicate-entry"}))


def rename_person(true_list: TrueList, dice: random.Random) -> Mutation | None:
    """Put an invented name in the place of one of at least two authors."""
    several = [entry for entry in true_list.entries if len(entry.mention.authors) >= 2]
    if not several:
        return None
    entry = dice.choice(several)
    name = dice.choice(entry.mention.authors)
    first, last = entry.mention.authors[0].span.start, entry.mention.authors[-1].span.end
    mutated = apply(true_list.document.text, [Edit(name.span, INVENTED)])
    mutated_line = mutated[first : last + len(INVENTED) - (name.span.end - name.span.start)]
    # The true name may come back in the spelling of its record: "P. K." for "P.K.".
    spellings = (mutated_line.replace(INVENTED, person) for person in entry.record.authors)
    restored = frozenset({true_list.document.text[first:last], *spellings})
    line = true_list.document.line_of(first)
    return Mutation(
        "renamed person", mutated, (line,), frozenset({"authors-differ", "wrong-link"}), restored
    )


def add_foreign_link(true_list: TrueList, dice: random.Random) -> Mutation | None:
    """Add the link of another entry's paper, under the label that both entries use."""
    entry, other = dice.sample(true_list.entries, 2)
    labels, others = (
        {link.label for link in one.mention.links if link.identifier == one.identifier}
        for one in (entry, other)
    )
    label = min(labels & others, default="")
    if not label or other.identifier in entry.mention.identifiers:
        return None
    added = f" [[{label}](https://arxiv.org/abs/{other.identifier.value})]"
    return _behind("foreign link", true_list.document, (entry,), added)


def exchange_title(true_list: TrueList, dice: random.Random) -> Mutation | None:
    """Put an unrelated title above true authors and a true link (HALLMARK's first kind)."""
    entry = dice.choice(true_list.entries)
    families = set(map(family_key, entry.record.authors))
    strangers = [
        record
        for record in true_list.records.values()
        if families.isdisjoint(map(family_key, record.authors)) and _is_plain(record.title)
    ]
    if entry.mention.title is None or not strangers:
        return None
    edits = [Edit(entry.mention.title.span, dice.choice(strangers).title)]
    return _edited("unrelated title", true_list.document, edits, (entry.mention.line,))


def invent_entry(true_list: TrueList, dice: random.Random) -> Mutation | None:
    """Alter the title and invent the authors of a linked paper (HALLMARK's second kind)."""
    several = [
        one for one in true_list.entries if len(one.mention.authors) >= 2 and one.mention.title
    ]
    if not several:
        return None
    entry = dice.choice(several)
    title, words = entry.mention.title, entry.record.title.split()
    if title is None or len(words) < 6 or not _is_plain(entry.record.title):
        return None
    words[len(words) // 2 :] = ["for", "Deep", "Sea", "Cable", "Repair"]
    edits = [Edit(title.span, " ".join(words))]
    edits += [
        Edit(name.span, f"{INVENTED} {'ab'[at % 2]}{at}")
        for at, name in enumerate(entry.mention.authors)
    ]
    lines = (entry.mention.line,)
    mutation = _edited("invented entry", true_list.document, edits, lines)
    codes = frozenset({"wrong-link", "authors-differ", "title-differs"})
    return mutation and replace(mutation, codes=codes)


def add_foreign_preprint(true_list: TrueList, dice: random.Random) -> Mutation | None:
    """Add the link of another entry's paper, under a label that the list uses nowhere else."""
    entry, other = dice.sample(true_list.entries, 2)
    if other.identifier in entry.mention.identifiers:
        return None
    added = f" [[Preprint](https://arxiv.org/abs/{other.identifier.value})]"
    return _behind("foreign link, own label", true_list.document, (entry,), added)


def share_forum(true_list: TrueList, dice: random.Random) -> Mutation | None:
    """Put two papers under one OpenReview id that nobody knows: named at the later entry."""
    pair = sorted(dice.sample(true_list.entries, 2), key=lambda one: one.mention.line)
    if not are_other_titles(*(one.mention.title_or_name for one in pair)):
        return None
    mutation = _behind("shared forum", true_list.document, pair, _FORUM)
    codes = frozenset({"wrong-link", "duplicate-entry"})
    return mutation and replace(mutation, lines=mutation.lines[1:], codes=codes)


def add_star_badge(true_list: TrueList, dice: random.Random) -> Mutation | None:
    """Add a badge that counts the stars of a repository which the entry does not link."""
    coded = [
        one for one in true_list.entries if any(m.role is LinkRole.CODE for m in one.mention.links)
    ]
    coded = [one for one in coded if any(i.scheme == "github" for i in one.mention.identifiers)]
    if not coded:
        return None
    entry = dice.choice(coded)
    mutation = _behind("star badge", true_list.document, (entry,), _BADGE)
    line = true_list.document.line_of(max(link.whole.end for link in entry.mention.links) - 1)
    return mutation and replace(mutation, lines=(line,), codes=frozenset({"badge-differs"}))


def hide_entry(true_list: TrueList, dice: random.Random) -> Mutation | None:
    """Put a template of an entry into hidden text: nothing to say, nothing to fill."""
    title = dice.choice(true_list.entries).record.title
    line = f"- **{title}** [[PDF](https://arxiv.org/abs/2504.xxxxx)]"
    hidden = dice.choice((f"<!-- {line} -->", f"[//]: # ({line})", f"<!--\n{line}\n-->"))
    return Mutation("hidden text", f"{true_list.document.text.rstrip()}\n\n{hidden}\n")


def _behind(
    kind: str, document: ListDocument, entries: Sequence[TrueEntry], added: str
) -> Mutation | None:
    ends = [max(link.whole.end for link in one.mention.links) for one in entries]
    edits = [Edit(Span(end, end), added) for end in ends]
    return _edited(kind, document, edits, tuple(one.mention.line for one in entries))


def _is_plain(title: str) -> bool:
    return not set("[]()|*_`<>$\\{}") & set(title)


def _relink(document: ListDocument, entry: TrueEntry, new: Identifier) -> list[Edit]:
    edits = replace_identifier(document, entry.mention, entry.identifier, new)
    return [edit for edit in edits if isinstance(edit, Edit)]


def _edited(
    kind: str, document: ListDocument, edits: list[Edit], lines: tuple[int, ...]
) -> Mutation | None:
    if not edits:
        return None
    return Mutation(kind, apply(document.text, edits), lines, WRONG if lines else frozenset())


MUTATIONS: tuple[Draw, ...] = (
    swap_links,
    change_digit,
    link_sister,
    add_venue_link,
    list_twice,
    rename_person,
    add_foreign_link,
    exchange_title,
    invent_entry,
    add_foreign_preprint,
    share_forum,
    add_star_badge,
    hide_entry,
)
