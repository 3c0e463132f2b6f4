"""Read what the list says of a paper or dataset as statements of source `list`. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from harvester.dataset.assembly.merging import combine_statements, rank_statements
from harvester.dataset.entries import Entry, slug, title_depth
from harvester.model import (
    Cell,
    FieldData,
    Identifier,
    Link,
    LinkRole,
    ListedDataset,
    Mention,
    MentionKind,
    PersonName,
    Relation,
    Statement,
)
from harvester.values.fields import LIST, Ranking
from harvester.values.person_names import parse_person
from harvester.values.text import normalize_title

ET_AL = PersonName(literal="et al.")
COLUMN = "column:"
"""Begins the field of a table's column; the header as written follows: `column:Domain`."""
_SUPPLEMENTS = (LinkRole.CODE, LinkRole.PROJECT, LinkRole.DATASET)


def read_entry(entry: Entry, day: str) -> tuple[Statement, ...]:
    """Return what the list says of a paper, in its entry and in the rows that refer to it."""
    mentions = (entry.mention, *entry.references)
    values = [*_claims(entry), *_arrangement(mentions, entry.section)]
    return tuple(Statement(field, value, LIST, day) for field, value in values)


def _claims(entry: Entry) -> Iterator[tuple[str, FieldData]]:
    """A cut author line ends in the literal "et al."."""
    mention, query = entry.mention, entry.query
    yield "name", mention.name
    if mention.title:
        yield "title", mention.title.text
    if mention.authors:
        names = tuple(parse_person(author.text) for author in mention.authors)
        yield "authors", (*names, ET_AL) if mention.et_al else names
    if mention.event:
        yield "event_title", mention.event.text
    if query.year:
        month = f"-{query.month:02d}" if query.month else ""
        yield "issued", f"{query.year}{month}"


def _arrangement(
    mentions: Sequence[Mention], section: tuple[str, ...]
) -> Iterator[tuple[str, FieldData]]:
    """Yield section and tags, and one value per column of the tables that speak of the work."""
    if section:
        yield "section", section
    if tags := tuple(dict.fromkeys(tag.text for one in mentions for tag in one.tags)):
        yield "tags", tags
    columns = dict.fromkeys(column for mention in mentions for column in _columns(mention))
    yield from columns


def _columns(mention: Mention) -> Iterator[tuple[str, str]]:
    for cell in mention.cells:
        header, text = " ".join(cell.header.split()), " ".join(cell.text.split())
        if header and text.strip("-–— ") and not _stated_elsewhere(cell, mention):
            yield f"{COLUMN}{header}", text


def _stated_elsewhere(cell: Cell, mention: Mention) -> bool:
    """Tell whether a cell holds the name, the title, the authors or a link."""
    claims = [link.span for link in mention.links]
    claims += [mention.title.span] if mention.title else []
    claims += [mention.authors_span] if mention.authors_span else []
    inside = any(cell.span.start <= span.start < cell.span.end for span in claims)
    return inside or cell.text.strip() in {mention.name, mention.refers_to}


def entry_relations(entry: Entry) -> tuple[Relation, ...]:
    """Return the code, project pages and data that the list links for a paper, as relations."""
    links = [link for mention in (entry.mention, *entry.references) for link in mention.links]
    targets = dict.fromkeys(_target(link) for link in links if link.role in _SUPPLEMENTS)
    return tuple(Relation("IsSupplementedBy", target, LIST) for target in targets if target)


def _target(link: Link) -> Identifier | None:
    if link.identifier:
        return link.identifier if link.identifier.scheme == "github" else None
    web = link.url.startswith(("https://", "http://")) and link.url.isprintable()
    return Identifier("url", link.url) if web and " " not in link.url else None


def data_set_links(mention: Mention) -> tuple[Link, ...]:
    """Return the links of a data set to itself: those of that role, else by DOI under its name."""
    own = tuple(link for link in mention.links if link.role is LinkRole.DATASET)
    return own or tuple(
        link
        for link in mention.links
        if link.identifier is not None
        and link.identifier.scheme == "doi"
        and normalize_title(link.label) == normalize_title(mention.name)
    )


def listed_data_sets(mentions: Iterable[Mention]) -> tuple[tuple[str, str, str], ...]:
    """Return slug, name and address of every data set that the list links, each slug once."""
    listed: dict[str, tuple[str, str, str]] = {}
    for mention in mentions:
        if mention.kind is not MentionKind.DATASET or mention.refers_to:
            continue
        for link in data_set_links(mention):
            if link.url.startswith(("https://", "http://")):
                key = slug(mention.name)
                listed.setdefault(key, (key, mention.name, link.url))
    return tuple(listed[key] for key in sorted(listed))


def read_datasets(
    mentions: Iterable[Mention], before: Iterable[ListedDataset], day: str, ranking: Ranking
) -> tuple[ListedDataset, ...]:
    """Return a record of every dataset that the list names for itself, sorted by slug."""
    mentions = tuple(mentions)
    title = title_depth(mentions)
    earlier = {one.slug: one.statements for one in before}
    datasets: dict[str, ListedDataset] = {}
    for mention in mentions:
        if mention.kind is not MentionKind.DATASET or mention.refers_to:
            continue
        key = slug(mention.name)
        values = [("name", mention.name), *_arrangement((mention,), mention.section[title:])]
        values += [("url", link.url) for link in data_set_links(mention)][:1]
        stated = [Statement(field, value, LIST, day) for field, value in values]
        code = [one.identifier for one in mention.links if one.role is LinkRole.CODE]
        relations = tuple(
            Relation("IsSupplementedBy", one, LIST) for one in dict.fromkeys(code) if one
        )
        statements = combine_statements(earlier.get(key, ()), stated, {LIST})
        ranked = rank_statements(statements, ranking)
        datasets.setdefault(key, ListedDataset(key, ranked, relations))
    return tuple(datasets[key] for key in sorted(datasets))
