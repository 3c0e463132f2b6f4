"""What the list and the services say, put together into papers. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from harvester.dataset.assembly.kept_fields import keep_known_fields
from harvester.dataset.assembly.merging import combine_statements, rank_statements
from harvester.dataset.assembly.same_papers import joined_paper, same_papers
from harvester.dataset.decisions import decisions_for
from harvester.dataset.entries import Entry
from harvester.dataset.list_statements import entry_relations, read_entry
from harvester.matching.existing_identifiers import foreign_identifiers
from harvester.matching.query import candidate_of_reading
from harvester.model import (
    Decision,
    Identifier,
    Paper,
    Reading,
    Relation,
    Resolution,
    Statement,
    Version,
)
from harvester.values.fields import LIST, Ranking


@dataclass(frozen=True, slots=True)
class Assembly:
    """Papers sorted by id, and the ids that were retired: each with the id of its paper now."""

    papers: tuple[Paper, ...] = ()
    retired: Mapping[Identifier, Identifier] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Answers:
    """What was answered today; see `assemble_papers`."""

    resolutions: Mapping[Identifier, Resolution]
    readings: Mapping[Identifier, Mapping[str, Reading]]
    decisions: Sequence[Decision]
    day: str
    stand_ins: Mapping[str, str]
    ranking: Ranking


def assemble_papers(
    entries: Sequence[Entry],
    resolutions: Mapping[Identifier, Resolution],
    readings: Mapping[Identifier, Mapping[str, Reading]],
    decisions: Sequence[Decision],
    day: str,
    stand_ins: Mapping[str, str],
    ranking: Ranking,
    others: Sequence[Entry] = (),
) -> Assembly:
    """Build the paper of each entry from what was known and what was said today.

    `readings` maps an identifier to what each source that answered said of it; `stand_ins` a source
    to the one it stands in for; `ranking` the order in which sources are believed.
    Entries that mean the same paper become one, also where only the records tell it. `others` are
    entries that nobody asked about: their papers stay as they are, but for those that are the
    same as a paper of `entries`.
    """
    answers = _Answers(resolutions, readings, decisions, day, stand_ins, ranking)
    papers = _assemble(entries, answers)
    stored = {e.paper.id: e.paper for e in others if e.paper and e.paper.id not in papers}
    targets = same_papers(
        (*papers.values(), *stored.values()),
        _by_paper((*entries, *others), resolutions),
        {entry.paper.id for entry in (*entries, *others) if entry.paper},
    )
    targets = {  # papers of `others` alone are none of this run's business
        old: new for old, new in targets.items() if old in papers or new in papers
    }
    if targets:
        joined = {*targets, *targets.values()}
        again = (e for e in (*entries, *others) if _paper_id(e, resolutions) in joined)
        apart = {key: paper for key, paper in papers.items() if key not in joined}
        papers = apart | _assemble(_with_joined_papers(tuple(again), targets, resolutions), answers)
    return Assembly(tuple(papers[key] for key in sorted(papers)), targets)


def described_papers(
    readings: Mapping[Identifier, Mapping[str, Reading]],
    decisions: Sequence[Decision],
    day: str,
    ranking: Ranking,
) -> tuple[Paper, ...]:
    """Build papers of which the list says nothing: witnesses of what an entry means."""
    answers = _Answers({}, readings, decisions, day, {}, ranking)
    return tuple(
        _renew(Paper(one), (one,), ((), ()), _readings_of({one}, readings), answers)
        for one in sorted(readings)
    )


def _paper_id(entry: Entry, resolutions: Mapping[Identifier, Resolution]) -> Identifier:
    return _promoted(entry.paper_id, _identifiers(entry, _resolution(entry, resolutions)))


def _resolution(entry: Entry, resolutions: Mapping[Identifier, Resolution]) -> Resolution | None:
    return resolutions.get(entry.paper_id) or (entry.paper.resolution if entry.paper else None)


def _by_paper(
    entries: Iterable[Entry], resolutions: Mapping[Identifier, Resolution]
) -> dict[Identifier, list[Entry]]:
    by_paper: dict[Identifier, list[Entry]] = {}
    for entry in entries:
        by_paper.setdefault(_paper_id(entry, resolutions), []).append(entry)
    return by_paper


def _with_joined_papers(
    entries: Sequence[Entry],
    targets: Mapping[Identifier, Identifier],
    resolutions: Mapping[Identifier, Resolution],
) -> Iterator[Entry]:
    """Give the entries of one paper the record that those it had until now make together."""
    ids = [_paper_id(entry, resolutions) for entry in entries]
    ids = [targets.get(one, one) for one in ids]
    stored: dict[Identifier, dict[Identifier, Paper]] = {}
    for entry, key in zip(entries, ids, strict=True):
        if entry.paper:
            stored.setdefault(key, {})[entry.paper.id] = entry.paper
    for entry, key in zip(entries, ids, strict=True):
        records = stored.get(key, {})
        own = records.get(key, Paper(key))
        others = [records[old] for old in sorted(records) if old != key]
        paper = joined_paper(own, others) if records else None
        yield replace(entry, paper_id=key, paper=paper)


def _assemble(entries: Iterable[Entry], answers: _Answers) -> dict[Identifier, Paper]:
    papers: dict[Identifier, Paper] = {}
    for entry in entries:
        resolution = _resolution(entry, answers.resolutions)
        foreign = _foreign(entry, answers.readings)
        own = tuple(one for one in _identifiers(entry, resolution) if one not in foreign)
        paper_id = own[0] if entry.paper_id in foreign else _promoted(entry.paper_id, own)
        earlier = papers.get(paper_id)
        stored = entry.paper if entry.paper_id not in foreign else None
        before = earlier or stored or Paper(paper_id)
        together = (*own, *(earlier.identifiers if earlier else ()))
        identifiers = tuple(
            one
            for one in dict.fromkeys(together)
            if one not in entry.denied and one not in foreign and (one.scheme != "local" or not own)
        )
        renewed = _renew(
            replace(before, id=paper_id, resolution=resolution or before.resolution),
            identifiers,
            _list_statements(before, entry, answers.day, earlier is None),
            _readings_of({*identifiers, entry.paper_id} - foreign, answers.readings),
            answers,
        )
        # One object for what is as it was: half the memory, and no second look at it.
        papers[paper_id] = before if renewed == before else renewed
    return papers


def _foreign(
    entry: Entry, readings: Mapping[Identifier, Mapping[str, Reading]]
) -> frozenset[Identifier]:
    """Return the identifiers of an entry whose records are other papers than that of the rest."""
    if len(entry.identifiers) < 2:
        return frozenset()
    records = {
        one: replace(record, identifier=one)
        for one in entry.identifiers
        for reading in readings.get(one, {}).values()
        if (record := candidate_of_reading(reading)) is not None
    }
    return foreign_identifiers(entry.query, records)


def touched_papers(
    before: Iterable[Entry],
    after: Sequence[Entry],
    readings: Mapping[Identifier, Mapping[str, Reading]],
    day: str,
) -> frozenset[Identifier]:
    """Return the papers that must be assembled again after the list was edited.

    Those of which the list says something else now, and those that have an identifier more since
    they were assembled, of which a source told something too.
    """
    was, now = _said_by_list(before, day), _said_by_list(after, day)
    more = (
        entry.paper_id
        for entry in after
        for identifier in (entry.paper.identifiers if entry.paper else ())
        if identifier != entry.paper_id and identifier in readings
    )
    return frozenset((*(key for key, words in now.items() if words != was.get(key)), *more))


def _said_by_list(entries: Iterable[Entry], day: str) -> dict[Identifier, list[tuple[object, ...]]]:
    statements: dict[Identifier, list[tuple[object, ...]]] = {}
    for entry in entries:
        words = (read_entry(entry, day), entry_relations(entry), entry.identifiers)
        statements.setdefault(entry.paper_id, []).append(words)
    return statements


def _identifiers(entry: Entry, resolution: Resolution | None) -> tuple[Identifier, ...]:
    identifiers = entry.paper.identifiers if entry.paper else ()
    kept = [identifier for identifier in identifiers if identifier.scheme != "local"]
    resolved = [resolution.identifier] if resolution else []
    together = dict.fromkeys([*entry.identifiers, *resolved, *kept])
    return tuple(identifier for identifier in together if identifier not in entry.denied)


def _promoted(paper_id: Identifier, identifiers: Sequence[Identifier]) -> Identifier:
    """A slug is a stand-in until a first identifier is accepted; an accepted id never changes."""
    return identifiers[0] if paper_id.scheme == "local" and identifiers else paper_id


def _readings_of(
    identifiers: Iterable[Identifier], readings: Mapping[Identifier, Mapping[str, Reading]]
) -> dict[str, Reading]:
    """Return each source's reading, of two that of the identifier that tells most."""
    by_source: dict[str, Reading] = {}
    for identifier in sorted(identifiers, key=lambda one: (one.rank, one)):
        for source, reading in readings.get(identifier, {}).items():
            by_source.setdefault(source, reading)
    return by_source


def _list_statements(
    before: Paper, entry: Entry, day: str, first: bool
) -> tuple[tuple[Statement, ...], tuple[Relation, ...]]:
    """Where two entries mean one paper the first speaks for the list, and the second fills gaps."""
    statements, relations = read_entry(entry, day), entry_relations(entry)
    if first:
        return statements, relations
    earlier = before.stated_by(LIST)
    fields = {statement.field for statement in earlier}
    linked = tuple(relation for relation in before.relations if relation.source == LIST)
    more = tuple(statement for statement in statements if statement.field not in fields)
    return (*earlier, *more), (*linked, *relations)


def _renew(
    before: Paper,
    identifiers: tuple[Identifier, ...],
    from_list: tuple[tuple[Statement, ...], tuple[Relation, ...]],
    by_source: Mapping[str, Reading],
    answers: _Answers,
) -> Paper:
    by_source = {
        source: keep_known_fields(reading, source, before.statements, before.relations)
        for source, reading in by_source.items()
    }
    new = [
        Statement(name, value, source, answers.day)
        for source, reading in by_source.items()
        for name, value in reading.fields
    ]
    # What only stands in for another is silent again as soon as that one speaks.
    answered = {
        LIST,
        *by_source,
        *(name for name, other in answers.stand_ins.items() if other in by_source),
    }
    statements = combine_statements(before.statements, (*from_list[0], *new), answered)
    extra = [identifier for reading in by_source.values() for identifier in reading.identifiers]
    paper = replace(
        before,
        identifiers=tuple(dict.fromkeys([*identifiers, *extra])) or (before.id,),
        statements=rank_statements(statements, answers.ranking),
        versions=_versions(before.versions, by_source, answers.stand_ins, answers.ranking),
        relations=_relations(before.relations, by_source, from_list[1]),
    )
    mine = decisions_for(answers.decisions, paper)
    if not mine:
        return paper
    return replace(paper, statements=rank_statements(statements, answers.ranking, mine))


def _versions(
    before: tuple[Version, ...],
    by_source: Mapping[str, Reading],
    stand_ins: Collection[str],
    ranking: Ranking,
) -> tuple[Version, ...]:
    """Return what is known of the versions: one statement about each, the best believed one.

    What stands in for another source fills gaps, with the first version and the latest.
    """
    rank = partial(ranking.rank, "version")
    by_key = {_version_key(version): version for version in before}
    by_rank = {
        source: by_source[source].versions for source in sorted(by_source, key=rank, reverse=True)
    }
    for versions in (by_rank[source] for source in by_rank if source not in stand_ins):
        by_key.update((_version_key(version), version) for version in versions)
    for versions in (by_rank[source] for source in by_rank if source in stand_ins):
        for version in (*versions[:1], *versions[-1:]):
            by_key.setdefault(_version_key(version), version)
    return tuple(sorted(by_key.values(), key=lambda v: (str(v.identifier), v.number or 0, v.stage)))


def _version_key(version: Version) -> tuple[Identifier, int | str]:
    return version.identifier, version.number if version.number is not None else version.stage


def _relations(
    before: tuple[Relation, ...], by_source: Mapping[str, Reading], from_list: tuple[Relation, ...]
) -> tuple[Relation, ...]:
    kept = [one for one in before if one.source not in by_source and one.source != LIST]
    stated = [relation for reading in by_source.values() for relation in reading.relations]
    unique = dict.fromkeys([*kept, *stated, *from_list])
    return tuple(sorted(unique, key=lambda r: (r.kind, str(r.target), r.source)))
