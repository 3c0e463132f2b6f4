"""What the list and the services say, put together into papers. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from harvester.dataset.decisions import decisions_for
from harvester.dataset.entries import Entry
from harvester.dataset.kept_fields import keep_known_fields
from harvester.dataset.merging import combine_observations, merge_cleaned
from harvester.model import (
    Decision,
    FieldData,
    Identifier,
    Observation,
    Paper,
    PersonName,
    Reading,
    Relation,
    Resolution,
    Version,
)
from harvester.values.fields import Ranking
from harvester.values.person_names import parse_person

ET_AL = PersonName(literal="et al.")


def read_entry(entry: Entry, day: str) -> tuple[Observation, ...]:
    """Return what the list says of a paper; a cut author line ends in the literal "et al."."""
    mention, query = entry.mention, entry.query
    said: list[tuple[str, FieldData]] = [("name", mention.name)]
    if mention.title:
        said.append(("title", mention.title.text))
    if mention.authors:
        names = tuple(parse_person(author.text) for author in mention.authors)
        said.append(("authors", (*names, ET_AL) if mention.et_al else names))
    if mention.event:
        said.append(("event_title", mention.event.text))
    if query.year:
        month = f"-{query.month:02d}" if query.month else ""
        said.append(("issued", f"{query.year}{month}"))
    return tuple(Observation(field, value, "list", day) for field, value in said)


def assemble_papers(
    entries: Sequence[Entry],
    resolutions: Mapping[Identifier, Resolution],
    readings: Mapping[Identifier, Mapping[str, Reading]],
    decisions: Sequence[Decision],
    day: str,
    stand_ins: Mapping[str, str],
    ranking: Ranking,
) -> tuple[Paper, ...]:
    """Build the paper of each entry from what was known and what was said today.

    `readings` maps an identifier to what each source that answered said of it; `stand_ins` a source
    to the one it stands in for; `ranking` the order in which sources are believed.
    Entries that mean the same paper become one. The result is sorted by id.
    """
    papers: dict[Identifier, Paper] = {}
    for entry in entries:
        resolution = resolutions.get(entry.paper_id) or (entry.known and entry.known.resolution)
        identifiers = _identifiers(entry, resolution or None)
        paper_id = _promoted(entry.paper_id, identifiers)
        before = papers.get(paper_id) or entry.known or Paper(paper_id)
        said = _readings_of(identifiers, readings)
        first = paper_id not in papers
        papers[paper_id] = _renew(
            replace(before, id=paper_id, resolution=resolution or None),
            identifiers,
            _list_says(before, entry, day, first),
            said,
            day,
            decisions,
            stand_ins,
            ranking,
        )
    return tuple(papers[key] for key in sorted(papers))


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
        for identifier in (entry.known.identifiers if entry.known else ())
        if identifier != entry.paper_id and identifier in readings
    )
    return frozenset((*(key for key, said in now.items() if said != was.get(key)), *more))


def _said_by_list(
    entries: Iterable[Entry], day: str
) -> dict[Identifier, list[tuple[tuple[Observation, ...], tuple[Identifier, ...]]]]:
    said: dict[Identifier, list[tuple[tuple[Observation, ...], tuple[Identifier, ...]]]] = {}
    for entry in entries:
        words = read_entry(entry, day), entry.identifiers
        said.setdefault(entry.paper_id, []).append(words)
    return said


def _identifiers(entry: Entry, resolution: Resolution | None) -> tuple[Identifier, ...]:
    known = entry.known.identifiers if entry.known else ()
    kept = [identifier for identifier in known if identifier.scheme != "local"]
    resolved = [resolution.identifier] if resolution else []
    together = dict.fromkeys([*entry.identifiers, *resolved, *kept])
    return tuple(identifier for identifier in together if identifier not in entry.denied)


def _promoted(paper_id: Identifier, identifiers: Sequence[Identifier]) -> Identifier:
    """A slug is a stand-in until a first identifier is accepted; an accepted id never changes."""
    return identifiers[0] if paper_id.scheme == "local" and identifiers else paper_id


def _readings_of(
    identifiers: Iterable[Identifier], readings: Mapping[Identifier, Mapping[str, Reading]]
) -> dict[str, Reading]:
    said: dict[str, Reading] = {}
    for identifier in identifiers:
        for source, reading in readings.get(identifier, {}).items():
            said.setdefault(source, reading)
    return said


def _list_says(before: Paper, entry: Entry, day: str, first: bool) -> tuple[Observation, ...]:
    """Where two entries mean one paper the first speaks for the list, and the second fills gaps."""
    said = read_entry(entry, day)
    if first:
        return said
    earlier = tuple(seen for seen in before.observations if seen.source == "list")
    fields = {seen.field for seen in earlier}
    return (*earlier, *(seen for seen in said if seen.field not in fields))


def _renew(
    before: Paper,
    identifiers: tuple[Identifier, ...],
    from_list: tuple[Observation, ...],
    said: Mapping[str, Reading],
    day: str,
    decisions: Sequence[Decision],
    stand_ins: Mapping[str, str],
    ranking: Ranking,
) -> Paper:
    new = [
        Observation(field, value, source, day)
        for source, answer in said.items()
        for reading in [keep_known_fields(answer, source, before.observations)]
        for field, value in reading.fields
    ]
    # What only stands in for another is silent again as soon as that one speaks.
    answered = {"list", *said, *(name for name, other in stand_ins.items() if other in said)}
    observations = combine_observations(before.observations, (*from_list, *new), answered)
    extra = [known for reading in said.values() for known in reading.identifiers]
    known = replace(
        before,
        identifiers=tuple(dict.fromkeys([*identifiers, *extra])) or (before.id,),
        observations=observations,
        fields=merge_cleaned(observations, ranking),
        versions=_versions(before.versions, said, stand_ins, ranking),
        relations=_relations(before.relations, said),
    )
    mine = decisions_for(decisions, known)
    return replace(known, fields=merge_cleaned(observations, ranking, mine)) if mine else known


def _versions(
    before: tuple[Version, ...],
    said: Mapping[str, Reading],
    stand_ins: Collection[str],
    ranking: Ranking,
) -> tuple[Version, ...]:
    """Return what is known of the versions: one statement about each, the best believed one.

    What stands in for another source fills gaps, with the first version and the latest.
    """
    rank = partial(ranking.rank, "version")
    known = {_version_key(version): version for version in before}
    told = {source: said[source].versions for source in sorted(said, key=rank, reverse=True)}
    for versions in (told[source] for source in told if source not in stand_ins):
        known.update((_version_key(version), version) for version in versions)
    for versions in (told[source] for source in told if source in stand_ins):
        for version in (*versions[:1], *versions[-1:]):
            known.setdefault(_version_key(version), version)
    return tuple(sorted(known.values(), key=lambda v: (str(v.identifier), v.number or 0, v.stage)))


def _version_key(version: Version) -> tuple[Identifier, int | str]:
    return version.identifier, version.number if version.number is not None else version.stage


def _relations(before: tuple[Relation, ...], said: Mapping[str, Reading]) -> tuple[Relation, ...]:
    kept = [relation for relation in before if relation.source not in said]
    told = [relation for reading in said.values() for relation in reading.relations]
    unique = dict.fromkeys([*kept, *told])
    return tuple(sorted(unique, key=lambda r: (r.kind, str(r.target), r.source)))
