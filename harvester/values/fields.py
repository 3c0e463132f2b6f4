"""What is known about each field: one row per field.

A row says how a value is cleaned, when two values say the same, which source is believed first
and why, how a person writes the value in a decision, and whether the list may be corrected
without asking.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from harvester.model import FieldData
from harvester.values import field_values as values

DECISION = "decision"
"""The source of a value that a person decided; outranks every service."""
LIST = "list"
"""The source of what the list says, typed by hand."""
_LIST_TRUST = 10


class Ranking:
    """Order the sources of a field by the trust that each source's file declares.

    `trust` by name of source: its trust (1 to 100), and that in single fields where it differs.
    """

    def __init__(self, trust: Mapping[str, tuple[int, Mapping[str, int]]]) -> None:
        self._trust = {LIST: (_LIST_TRUST, {}), **trust}

    def rank(self, field: str, source: str) -> tuple[int, str]:
        """Return the place of `source` for `field`: smaller is believed first, equals by name."""
        if source == DECISION:
            return -1000, source
        general, single = self._trust.get(source, (0, {}))
        return -single.get(field, general), source


class Policy(StrEnum):
    """May Harvester correct this field in the list: at once, by proposal, or not at all."""

    APPLY = "apply"
    PROPOSE = "propose"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class ListClaim:
    """Name something an entry claims, with its default policy and the fields that speak of it.

    `[policy]` of harvester.toml has exactly these names.
    """

    name: str
    policy: Policy
    fields: tuple[str, ...]
    correction: str


LIST_CLAIMS = (
    ListClaim("identifier", Policy.APPLY, (), "fill in a placeholder, replace a denied id"),
    ListClaim("authors", Policy.APPLY, ("authors",), "correct the author line"),
    ListClaim("title", Policy.PROPOSE, ("title",), "correct the title"),
    ListClaim("date", Policy.PROPOSE, ("submitted", "issued"), "correct the date"),
    ListClaim(
        "event",
        Policy.PROPOSE,
        ("event_title", "container_title"),
        "name the venue where a preprint has been published since",
    ),
    ListClaim("code", Policy.PROPOSE, ("code",), "add a missing code link"),
    ListClaim("stars", Policy.PROPOSE, (), "bring a star count in a table up to date"),
    ListClaim("entry", Policy.PROPOSE, ("withdrawn",), "take out a withdrawn or retracted paper"),
)
"""Everything in a list that Harvester may correct, and whether it asks first."""
CLAIM_NAMES = frozenset(claim.name for claim in LIST_CLAIMS)


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

    `why` gives the reason for the order in which the sources are believed (see `Ranking`).
    """

    name: str
    form: Form
    why: str
    key: Callable[[FieldData], Hashable] = values.text_key
    agrees: Callable[[Hashable, Hashable], bool] = values.same

    @property
    def policy(self) -> Policy:
        """Return what Harvester may do by default where the list says otherwise."""
        return next((c.policy for c in LIST_CLAIMS if self.name in c.fields), Policy.NEVER)

    def normalize(self, value: FieldData) -> FieldData | None:
        """Return `value` cleaned, None where it says nothing."""
        return _CLEANERS[self.form](value)

    def parse(self, text: str) -> FieldData | None:
        """Return what a person wrote in a decision as a value, None where it cannot be one."""
        read = _READERS[self.form](text)
        return None if read is None else self.normalize(read)


_LIST_LAST = (
    "arXiv holds what the authors deposited; DataCite and the snapshot are copies of it, "
    "the snapshot the older one; the list was typed by hand"
)
_DEPOSIT = "only the deposit knows; DataCite and the snapshot are copies of it"
_COPY_FIRST = "registered with the DOI of the published work; arXiv only repeats what authors add"

_ROWS = (
    FieldRule("name", Form.TEXT, "what the list calls the work is the list's own word"),
    FieldRule("title", Form.TEXT, _LIST_LAST, values.title_key),
    FieldRule(
        "authors",
        Form.NAMES,
        _LIST_LAST,
        values.names_key,
        values.same_people,
    ),
    FieldRule("abstract", Form.PARAGRAPHS, _LIST_LAST),
    FieldRule(
        "submitted",
        Form.DATE,
        "the date of the first version is arXiv's own act; the list gives a month at best",
        agrees=values.same_as_far_as_known,
    ),
    FieldRule("updated", Form.DATE, _DEPOSIT, agrees=values.same_as_far_as_known),
    FieldRule(
        "issued",
        Form.DATE,
        _COPY_FIRST,
        agrees=values.same_as_far_as_known,
    ),
    FieldRule(
        "container_title",
        Form.TEXT,
        _COPY_FIRST,
        values.venue_key,
        values.same_venue,
    ),
    FieldRule(
        "event_title",
        Form.TEXT,
        _COPY_FIRST,
        values.venue_key,
        values.same_venue,
    ),
    FieldRule("primary_category", Form.TEXT, _DEPOSIT),
    FieldRule("categories", Form.WORDS, _DEPOSIT, key=values.words_key),
    FieldRule("comment", Form.TEXT, _DEPOSIT),
    FieldRule("journal_ref", Form.TEXT, _DEPOSIT, key=values.title_key),
    FieldRule(
        "former_title",
        Form.TEXT,
        "the title of the first version, which lists keep; only the deposit knows",
        values.title_key,
    ),
    FieldRule(
        "doi",
        Form.TEXT,
        "the DOI of the published work is what authors tell arXiv; DataCite knows arXiv's own DOI",
    ),
    FieldRule("version", Form.NUMBER, _DEPOSIT, key=values.exact_key),
    FieldRule("withdrawn", Form.FLAG, _DEPOSIT, key=values.exact_key),
    FieldRule(
        "license",
        Form.TEXT,
        "OAI-PMH carries the licence that authors chose; the Atom feed does not",
    ),
    FieldRule("type", Form.TEXT, _COPY_FIRST),
    FieldRule("page", Form.TEXT, _COPY_FIRST),
    FieldRule("open_access", Form.TEXT, "Unpaywall alone looks at every copy"),
    FieldRule("open_access_url", Form.TEXT, "Unpaywall alone looks at every copy"),
    *(
        FieldRule(
            name,
            Form.TEXT,
            "a data set's own page knows where it lies, its newest version and whom it lets in",
            key=values.exact_key,
        )
        for name in ("access", "data_version", "url")
    ),
    FieldRule("retracted", Form.FLAG, _COPY_FIRST, key=values.exact_key),
    FieldRule(
        "code",
        Form.WORDS,
        "GitHub knows the repository's present name; then the authors' own word; then the list",
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
    rule = FIELDS.get(name)
    if rule:
        return rule
    return _UnlistedField(name, Form.TEXT, "no row yet", values.exact_key)
