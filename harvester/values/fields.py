"""What is known about each field: one row per field.

A row says how a value is cleaned, when two values say the same, which source is believed first
and why, how a person writes the value in a decision, and whether the list may be corrected
without asking.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import StrEnum

from harvester.model import FieldData
from harvester.values import field_values as values

DECISION = "decision"
"""The source of a value that a person decided; outranks every service."""


class Policy(StrEnum):
    """May Harvester correct this field in the list: at once, by proposal, or not at all."""

    APPLY = "apply"
    PROPOSE = "propose"
    NEVER = "never"


class Form(StrEnum):
    """What a field holds."""

    TEXT = "text"
    PARAGRAPHS = "paragraphs"
    DATE = "date"
    NAMES = "names"
    WORDS = "words"
    NUMBER = "number"
    FLAG = "flag"


_CLEANERS: dict[Form, Callable[[FieldData], FieldData | None]] = {
    Form.TEXT: values.clean_text,
    Form.PARAGRAPHS: values.clean_paragraphs,
    Form.DATE: values.clean_text,
    Form.NAMES: values.clean_names,
    Form.WORDS: values.clean_words,
    Form.NUMBER: values.clean_number,
    Form.FLAG: values.clean_flag,
}
_READERS: dict[Form, Callable[[str], FieldData | None]] = {
    Form.TEXT: values.parse_text,
    Form.PARAGRAPHS: values.parse_text,
    Form.DATE: values.parse_date,
    Form.NAMES: values.parse_names,
    Form.WORDS: values.parse_words,
    Form.NUMBER: values.parse_number,
    Form.FLAG: values.parse_flag,
}


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One row: `key` makes values comparable, `agrees` says whether a second value contradicts.

    `ranking` names sources, most believed first, for the reason in `why`; others come after, by
    name.
    """

    name: str
    form: Form
    ranking: tuple[str, ...]
    why: str
    policy: Policy = Policy.NEVER
    key: Callable[[FieldData], Hashable] = values.text_key
    agrees: Callable[[Hashable, Hashable], bool] = values.same

    def normalize(self, value: FieldData) -> FieldData | None:
        """Return `value` cleaned, None where it says nothing."""
        return _CLEANERS[self.form](value)

    def parse(self, text: str) -> FieldData | None:
        """Return what a person wrote in a decision as a value, None where it cannot be one."""
        read = _READERS[self.form](text)
        return None if read is None else self.normalize(read)

    def rank(self, source: str) -> tuple[int, str]:
        """Return the place of `source`: smaller is believed first."""
        if source == DECISION:
            return -1, source
        if source in self.ranking:
            return self.ranking.index(source), source
        return len(self.ranking), source


_AUTHORITY = ("arxiv", "arxiv-oai", "datacite", "arxiv-snapshot", "list")
_PUBLISHED = ("datacite", "arxiv", "arxiv-oai", "arxiv-snapshot", "list")
_LIST_LAST = (
    "arXiv holds what the authors deposited; DataCite and the snapshot are copies of it, "
    "the snapshot the older one; the list was typed by hand"
)
_DEPOSIT = "only the deposit knows; DataCite and the snapshot are copies of it"
_COPY_FIRST = "registered with the DOI of the published work; arXiv only repeats what authors add"

_ROWS = (
    FieldRule("name", Form.TEXT, ("list",), "what the list calls the work is the list's own word"),
    FieldRule("title", Form.TEXT, _AUTHORITY, _LIST_LAST, Policy.PROPOSE, values.title_key),
    FieldRule(
        "authors",
        Form.NAMES,
        _AUTHORITY,
        _LIST_LAST,
        Policy.APPLY,
        values.names_key,
        values.same_people,
    ),
    FieldRule("abstract", Form.PARAGRAPHS, _AUTHORITY, _LIST_LAST),
    FieldRule(
        "submitted",
        Form.DATE,
        _AUTHORITY,
        "the date of the first version is arXiv's own act; the list gives a month at best",
        Policy.PROPOSE,
        agrees=values.same_as_far_as_known,
    ),
    FieldRule("updated", Form.DATE, _AUTHORITY, _DEPOSIT, agrees=values.same_as_far_as_known),
    FieldRule(
        "issued",
        Form.DATE,
        _PUBLISHED,
        _COPY_FIRST,
        Policy.PROPOSE,
        agrees=values.same_as_far_as_known,
    ),
    FieldRule(
        "container_title",
        Form.TEXT,
        _PUBLISHED,
        _COPY_FIRST,
        Policy.PROPOSE,
        values.title_key,
    ),
    FieldRule("event_title", Form.TEXT, _PUBLISHED, _COPY_FIRST, Policy.PROPOSE, values.title_key),
    FieldRule("primary_category", Form.TEXT, _AUTHORITY, _DEPOSIT),
    FieldRule("categories", Form.WORDS, _AUTHORITY, _DEPOSIT, key=values.words_key),
    FieldRule("comment", Form.TEXT, _AUTHORITY, _DEPOSIT),
    FieldRule("journal_ref", Form.TEXT, _AUTHORITY, _DEPOSIT, key=values.title_key),
    FieldRule(
        "doi",
        Form.TEXT,
        ("arxiv", "arxiv-oai", "arxiv-snapshot", "datacite", "list"),
        "the DOI of the published work is what authors tell arXiv; DataCite knows arXiv's own DOI",
    ),
    FieldRule("version", Form.NUMBER, _AUTHORITY, _DEPOSIT, key=values.exact_key),
    FieldRule("withdrawn", Form.FLAG, _AUTHORITY, _DEPOSIT, key=values.exact_key),
    FieldRule(
        "license",
        Form.TEXT,
        ("arxiv-oai", "datacite", "arxiv", "arxiv-snapshot", "github", "list"),
        "OAI-PMH carries the licence that authors chose; the Atom feed does not",
    ),
    FieldRule("type", Form.TEXT, _PUBLISHED, _COPY_FIRST),
    FieldRule(
        "code",
        Form.WORDS,
        ("github", "arxiv", "arxiv-oai", "datacite", "arxiv-snapshot", "list"),
        "GitHub knows the repository's present name; then the authors' own word; then the list",
        Policy.PROPOSE,
        values.words_key,
        values.contains,
    ),
)

FIELDS: dict[str, FieldRule] = {rule.name: rule for rule in _ROWS}


@dataclass(frozen=True, slots=True)
class _UnlistedField(FieldRule):
    """A field that a source brings before it has a row: kept, never corrected."""

    def normalize(self, value: FieldData) -> FieldData | None:
        return values.clean_any(value)


def rule_of(name: str) -> FieldRule:
    """Return the row of field `name`; one without a row is kept as it comes, sources by name."""
    known = FIELDS.get(name)
    if known:
        return known
    return _UnlistedField(name, Form.TEXT, (), "no row yet", Policy.NEVER, values.exact_key)
