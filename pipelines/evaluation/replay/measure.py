"""Set proposals beside what maintainers corrected: found, found otherwise, never made."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harvester.arxiv_index.search import ArxivIndex
from harvester.lists import parse
from harvester.model import Identifier
from harvester.values.person_names import compare_authors, split_names
from pipelines.evaluation.end_to_end.reading import read_list
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
    correction: Correction, index: ArxivIndex, world: WorldToday
) -> Replayed | None:
    """Read the entry as it was before a correction and propose; duplicates need the whole list."""
    kind = kind_of(correction)
    if kind is None or kind == "duplicate":
        return None
    text = textwrap.dedent(correction.before) + "\n"
    mentions = [one for one in parse(text, "README.md").mentions if one.is_paper_entry]
    proposals = [each for one in mentions[:1] for each in propose_for_entry(one, index, world)]
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
            return index.by_identifier(Identifier("arxiv", str(facts["id_after"]))) is not None
        case "placeholder_filled" | "link_added":
            ids = facts.get("ids_after") or ()
            return any(index.by_identifier(Identifier("arxiv", one)) for one in ids)
        case "venue_changed":
            return key in world.venues
        case "code_added":
            return any(
                one in world.code.get(name, ())
                for name in (key, *(f"arxiv:{one}" for one in _ids_in(correction)))
                for one in facts["code_after"]
            )
        case "authors_changed":
            return any(index.by_identifier(Identifier("arxiv", one)) for one in _ids_in(correction))
    return True


def _ids_in(correction: Correction) -> tuple[str, ...]:
    mentions = parse(textwrap.dedent(correction.before) + "\n", "README.md").mentions
    return tuple(
        one.value for each in mentions for one in each.identifiers if one.scheme == "arxiv"
    )


def agrees_with(proposal: Proposal, correction: Correction) -> bool:
    """Tell whether a proposal is what the maintainer wrote."""
    facts = correction.facts
    match proposal.kind:
        case "wrong id":
            return is_identifier(proposal.value, [str(facts.get("id_after"))])
        case "placeholder" | "missing id":
            return is_identifier(proposal.value, facts.get("ids_after") or ())
        case "preprint to venue" | "venue added":
            name = proposal.value.rpartition(" ")[0].lower()
            after = " ".join(facts.get("venue_after") or ()).lower()
            return name in after or _ALIASES.get(name, "-") in after
        case "code":
            return proposal.value in {one.lower() for one in facts.get("code_after") or ()}
        case "authors":
            names, et_al = split_names(str(facts.get("authors_after") or ""))
            compared = compare_authors(names, proposal.value.split(", "), et_al)
            return bool(names) and not compared.strangers
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
) -> tuple[list[BaseOutcome], list[Replayed]]:
    """Propose for a whole list as it was; return proposals, and its duplicates found or not."""
    document = read_list(base.text, base.path, index)
    mentions = [one for one in document.mentions if one.is_paper_entry]
    proposals = [each for one in mentions for each in propose_for_entry(one, index, world)]
    proposals += propose_duplicates(mentions)
    later = [corrections[key] for key in sorted(base.keys) if key in corrections]
    by_title: dict[str, list[Correction]] = {}
    for one in later:
        by_title.setdefault(title_letters(one.title), []).append(one)
    outcomes = []
    for proposal in proposals:
        same = by_title.get(title_letters(proposal.title), ())
        made = any(_fits(proposal, one) and agrees_with(proposal, one) for one in same)
        outcomes.append(BaseOutcome(base.repo, proposal, made))
    titles = {title_letters(one.title) for one in proposals if one.kind == "duplicate"}
    removed = [one for one in later if one.kind == "duplicate_removed"]
    answers = [(one, title_letters(one.title) in titles) for one in removed]
    return outcomes, [
        Replayed(one, "duplicate", answerable=True, proposed="yes" if yes else "", agrees=yes)
        for one, yes in answers
    ]


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
