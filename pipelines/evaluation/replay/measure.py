"""Set proposals beside what maintainers corrected: found, found otherwise, never made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harvester.arxiv_index.search import ArxivIndex
from harvester.lists import parse
from harvester.model import Candidate, Identifier, Mention
from harvester.values.person_names import compare_authors, family_key, split_names
from harvester.values.text import title_words
from pipelines.evaluation.replay.entries import ListReader, entry_alone
from pipelines.evaluation.replay.material import (
    BaseRevision,
    Correction,
    WorldToday,
    title_letters,
)
from pipelines.evaluation.replay.proposals import (
    Proposal,
    is_identifier,
    propose_duplicates,
    propose_for_entry,
)

_KINDS = {
    "id_replaced": "wrong id", "placeholder_filled": "placeholder", "link_added": "missing id",
    "duplicate_removed": "duplicate", "venue_changed": "preprint to venue",
    "code_added": "code", "authors_changed": "authors",
}  # fmt: skip
_ALIASES = {"nips": "neurips", "neurips": "nips"}


@dataclass(frozen=True, slots=True)
class Replayed:
    """One correction: can the material answer it, what was proposed, is that what people did."""

    correction: Correction
    kind: str
    answerable: bool
    proposed: str
    agrees: bool


def kind_of(correction: Correction) -> str | None:
    """Return the kind of proposal that would make a correction; None for kinds left out."""
    facts = correction.facts
    if correction.kind == "venue_changed" and not facts.get("preprint_to_published"):
        return None
    if correction.kind == "id_replaced" and facts.get("id_check") != "wrong_to_right":
        return None
    if correction.kind == "code_added" and facts.get("had_code"):
        return None
    return _KINDS.get(correction.kind)


def replay_correction(
    correction: Correction, index: ArxivIndex, world: WorldToday, entry: Mention | None = None
) -> Replayed | None:
    """Propose for the entry as it was before a correction; duplicates need the whole list.

    `entry` is the entry as it was read within its list; without it its lines are read alone.
    """
    kind = kind_of(correction)
    if kind is None or kind == "duplicate":
        return None
    entry = entry or entry_alone(correction)
    proposals = list(propose_for_entry(entry, index, world)) if entry else []
    kinds = {"placeholder", "missing id"} if kind in {"placeholder", "missing id"} else {kind}
    if kind == "preprint to venue":
        kinds.add("venue added")
    mine = [one for one in proposals if one.kind in kinds]
    agrees = any(agrees_with(one, correction) for one in mine)
    value = mine[0].value if mine else ""
    return Replayed(correction, kind, is_answerable(correction, index, world), value, agrees)


def is_answerable(correction: Correction, index: ArxivIndex, world: WorldToday) -> bool:
    """Tell whether what is known today holds what the maintainer wrote."""
    facts, key = correction.facts, title_letters(correction.title)
    match correction.kind:
        case "id_replaced":
            held = index.by_identifier(Identifier("arxiv", str(facts["id_after"]))) is not None
            return held and str(facts["id_before"]) in correction.before
        case "placeholder_filled" | "link_added":
            ids = facts.get("ids_after") or ()
            return any(index.by_identifier(Identifier("arxiv", one)) for one in ids)
        case "venue_changed":
            return any(_is_written(venue.name, facts) for venue in world.venues.get(key, ()))
        case "code_added":
            return any(
                one in world.code.get(name, ())
                for name in (key, *(f"arxiv:{one}" for one in _ids_in(correction)))
                for one in facts["code_after"]
            )
        case "authors_changed":
            ids = (Identifier("arxiv", one) for one in _ids_in(correction))
            return any(_authors_corrected(correction, index.by_identifier(one)) for one in ids)
    return True


def _authors_corrected(correction: Correction, record: Candidate | None) -> bool:
    """Tell whether a record has the people that a maintainer wrote, and not those before."""
    if record is None or not record.authors_complete or not _names_all(correction, record.authors):
        return False
    names, et_al = split_names(str(correction.facts.get("authors_before") or ""))
    compared = compare_authors(names, record.authors, et_al)
    return bool(compared.strangers) or (bool(compared.left_out) and not et_al)


def _names_all(correction: Correction, authors: Iterable[str]) -> bool:
    """Tell whether the entry as the maintainer left it names the family of every author."""
    words = set(title_words(correction.after))
    return all(set(title_words(family_key(one))) <= words for one in authors)


def _ids_in(correction: Correction) -> tuple[str, ...]:
    mentions = parse(correction.before + "\n", "README.md").mentions
    return tuple(
        one.value for each in mentions for one in each.identifiers if one.scheme == "arxiv"
    )


def _is_written(venue: str, facts: Mapping[str, Any]) -> bool:
    """Tell whether a venue, not a workshop of it, is what the maintainer wrote."""
    after = " ".join(facts.get("venue_after") or ()).lower()
    names = (venue.lower(), _ALIASES.get(venue.lower(), venue.lower()))
    return any(re.search(rf"\b{re.escape(name)}(?!w\b)", after) for name in names)


def agrees_with(proposal: Proposal, correction: Correction) -> bool:
    """Tell whether a proposal is what the maintainer wrote."""
    facts = correction.facts
    match proposal.kind:
        case "wrong id":
            return is_identifier(proposal.value, [str(facts.get("id_after"))])
        case "placeholder" | "missing id":
            return is_identifier(proposal.value, facts.get("ids_after") or ())
        case "preprint to venue" | "venue added":
            return _is_written(proposal.value.rpartition(" ")[0], facts)
        case "code":
            return proposal.value in {one.lower() for one in facts.get("code_after") or ()}
        case "authors":
            return _names_all(correction, proposal.value.split(", "))
    return proposal.kind == "duplicate"


@dataclass(frozen=True, slots=True)
class BaseOutcome:
    """What is proposed at a base revision: made later by people, or never."""

    repo: str
    proposal: Proposal
    made: bool


def replay_base(
    base: BaseRevision,
    corrections: Mapping[str, Correction],
    index: ArxivIndex,
    world: WorldToday,
    reader: ListReader,
) -> list[BaseOutcome]:
    """Propose for a whole list as it was, and tell what people made later."""
    document = reader.read(base.text, base.path)
    mentions = [one for one in document.mentions if one.is_paper_entry]
    proposals = [each for one in mentions for each in propose_for_entry(one, index, world)]
    proposals += propose_duplicates(mentions)
    by_title: dict[str, list[Correction]] = {}
    for key in sorted(base.keys & corrections.keys()):
        by_title.setdefault(title_letters(corrections[key].title), []).append(corrections[key])
    outcomes = []
    for proposal in proposals:
        same = by_title.get(title_letters(proposal.title), ())
        made = any(_fits(proposal, one) and agrees_with(proposal, one) for one in same)
        outcomes.append(BaseOutcome(base.repo, proposal, made))
    return outcomes


def replay_duplicates(
    bases: Iterable[BaseRevision], corrections: Mapping[str, Correction], reader: ListReader
) -> list[Replayed]:
    """Look for the duplicates that people removed, each in the last of `bases` that holds it.

    `bases` are given newest first. A duplicate can be found where the paper stands there twice.
    """
    replayed: dict[str, Replayed] = {}
    for base in bases:
        removed = [corrections[key] for key in sorted(base.keys & corrections.keys())]
        removed = [one for one in removed if one.kind == "duplicate_removed"]
        left = [one for one in removed if one.key not in replayed]
        if not left:
            continue
        proposals = list(propose_duplicates(reader.read(base.text, base.path).mentions))
        titles = {title_letters(one.title) for one in proposals}
        for one in left:
            found = title_letters(one.title) in titles or _line_of(one, base) in {
                line for each in proposals for line in (str(each.line), each.value)
            }
            replayed[one.key] = Replayed(
                one, "duplicate", _stands_twice(one, base), "yes" if found else "", found
            )
    return list(replayed.values())


def _line_of(correction: Correction, base: BaseRevision) -> str:
    """Return the number of the line at which an entry stands in a base revision; "" for none."""
    start = base.text.find(correction.before.split("\n")[0])
    return str(base.text.count("\n", 0, start) + 1) if start >= 0 else ""


def _stands_twice(correction: Correction, base: BaseRevision) -> bool:
    identifier = correction.facts.get("same_id_elsewhere")
    what = str(identifier or correction.facts.get("same_title_elsewhere") or correction.title)
    return base.text.casefold().count(what.casefold()) > 1


def _fits(proposal: Proposal, correction: Correction) -> bool:
    kind = kind_of(correction)
    ids, venues = {"placeholder", "missing id"}, {"preprint to venue", "venue added"}
    together = ({proposal.kind, str(kind)} <= ids) or ({proposal.kind, str(kind)} <= venues)
    return kind == proposal.kind or together


def share(rows: Sequence[Replayed], of: Iterable[Replayed]) -> float:
    """Return the mean over lists of the share of `of` that is in `rows`."""
    chosen = {id(one) for one in rows}
    by_list: dict[str, list[bool]] = {}
    for one in of:
        by_list.setdefault(one.correction.repo, []).append(id(one) in chosen)
    shares = [sum(each) / len(each) for each in by_list.values()]
    return sum(shares) / len(shares) if shares else 0.0
