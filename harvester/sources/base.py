"""Contract of a source: what its one file declares and what its class answers.

How to add a source, for instance `crossref.py`, in one file and one line:

1. Write `harvester/sources/crossref.py` with a class that has the attributes and methods of
   `Source` (and one with those of `Searcher`, where the service finds works by title).
2. In the same file, declare it::

       DECLARATION = SourceDeclaration(
           name="crossref",
           role=Role.STANDS_IN,
           build=lambda config: CrossrefSource(config.endpoints["crossref"]),
           endpoint="https://api.crossref.org",
           rule=ServiceRule("crossref", hosts=("api.crossref.org",), spacing=0.35),
           trust=70,
           trust_in={"issued": 90, "container_title": 90},
       )

3. Add `crossref.DECLARATION` to `SOURCES` in `harvester/sources/__init__.py`.

Everything else follows from that list: `[sources]` and `[endpoints]` of harvester.toml, the
variable `HARVESTER_ENDPOINT_CROSSREF`, the request limits, the order in which merging believes the
sources, the tables of the README. What a source must keep to:

- `lookup` yields one `(identifier, Lookup)` for each identifier, whatever happens. `NotFound` only
  where the service said so; a timeout, a refusal, an unreadable answer is `Failed(reason)`, and one
  bad record fails alone.
- Every request goes through `client.fetch(Request(service, ...))` with a `validate` that refuses
  what is no answer; `Request` and `Response` come from `harvester.network.messages`.
- `read` is pure: a `Record` to a `Reading`; it leaves out the fields that the service leaves out.
- Settings and reports import every source's file, so what is slow to load (`HttpClient`, parsers)
  is imported where it is used, or for type checking alone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from harvester.model import Candidate, Failed, Identifier, Lookup, Query, Reading, Record
from harvester.network.service_rule import ServiceRule

if TYPE_CHECKING:
    from harvester.arxiv_index.search import ArxivIndex
    from harvester.arxiv_index.update import Harvesting
    from harvester.network.client import HttpClient


class Role(StrEnum):
    """Say what a source is asked for; the jobs choose by it and know no source by name."""

    RECALLS = "answers about papers from this machine, without a request"
    DESCRIBES = "describes papers, many with one request"
    DEEPENS = "knows more of a paper than the source it belongs to, at one request each"
    FORMER_TITLES = "tells under which title a paper first appeared, many with one request"
    STANDS_IN = "describes papers while the source it stands in for is silent"
    ENRICHES = "adds what registrars and indexes know of papers, many with one request"
    COUNTS = "tells how repositories are"
    READS_CODE = "reads what repositories say of papers where their host did not, one request each"
    CATALOGUES = "knows data sets by name, one with one request"


UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
TWO_TITLES = "the same id twice with different titles"
"""What a reader raises at a record of another shape; such a record fails alone."""


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """Hold what sources are built with.

    Attributes:
        endpoints: address by name of source, of those that are on.
        tokens: secret by name of source.
        index: the local index, where there is one.
        existing: papers known to exist, whose absence from an answer is doubted.
        sample: title of a paper that a search must find.
        changed: ISO day on which a paper last changed.
        numbers: GitHub's number of a repository by its name, to know it under another name.
        readmes: whether READMEs are read too where each takes a request of its own.
        contact: the operator's e-mail address, for services that want one.
        titles: titles of papers, for services that can only be asked by title.
    """

    endpoints: Mapping[str, str]
    tokens: Mapping[str, str] = field(default_factory=dict)
    index: ArxivIndex | None = None
    existing: Collection[Identifier] = frozenset()
    sample: str = ""
    changed: Mapping[Identifier, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    readmes: bool = False
    contact: str = ""
    titles: Mapping[Identifier, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceDeclaration:
    """Declare one source: its settings, its service's limits and the trust in its fields.

    Attributes:
        name: the name in settings, statements and reports.
        role: what the source is asked for.
        build: makes the source; None where what it needs is not there.
        endpoint: default address; empty for a source on this machine.
        rule: limits of the service; None where another source of the same service declares them.
        trust: how far its values are believed, 1 to 100; the list itself has 10.
        trust_in: the same for single fields, where it differs.
        token_variable: environment variable that holds a secret; empty without one.
        preferred_scheme: of a paper's identifiers, the one kind that it is asked by where there is
            one; empty where it is asked about each that it accepts.
        needs_contact: whether it is asked only where an e-mail address is set.
        on_by_default: whether it is asked where `[sources]` does not name it.
        without_token: what the user has to do without, for `harvester doctor`.
        build_searcher: makes what finds works by title at this service.
        harvest_changes: what changed at the service since a day, for the local index.
    """

    name: str
    role: Role
    build: Callable[[SourceConfig], Source | None]
    endpoint: str = ""
    rule: ServiceRule | None = None
    trust: int = 50
    trust_in: Mapping[str, int] = field(default_factory=dict)
    token_variable: str = ""
    without_token: str = ""
    preferred_scheme: str = ""
    needs_contact: bool = False
    on_by_default: bool = True
    build_searcher: Callable[[SourceConfig], Searcher] | None = None
    harvest_changes: Callable[[str, HttpClient], Harvesting] | None = None


class Source(Protocol):
    """Answer about things by identifier."""

    @property
    def name(self) -> str:
        """The name that statements carry."""
        ...

    @property
    def role(self) -> Role:
        """What the source is asked for."""
        ...

    @property
    def parent_source(self) -> str:
        """The name of the source that this one deepens or stands in for; empty without one."""
        ...

    @property
    def service(self) -> str:
        """The service whose limits it shares, by name of its rule."""
        ...

    @property
    def provides(self) -> frozenset[str]:
        """The fields that `read` may give."""
        ...

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether the source may be asked about `identifier`."""
        ...

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Give exactly one answer for each identifier asked, in any order, whatever happens."""
        ...

    def read(self, record: Record) -> Reading:
        """Read a record of this source; pure."""
        ...


class OneByOneSource(ABC):
    """Look identifiers up one at a time, each by a request of its own."""

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each identifier, one request each."""
        for identifier in identifiers:
            yield identifier, self.lookup_one(identifier, client)

    @abstractmethod
    def lookup_one(self, identifier: Identifier, client: HttpClient) -> Lookup:
        """Answer for one identifier."""


class Searcher(Protocol):
    """Find works by what an entry says of them."""

    @property
    def name(self) -> str:
        """The name that evidence carries."""
        ...

    @property
    def service(self) -> str:
        """The service whose limits it shares, by name of its rule."""
        ...

    def search(self, query: Query, client: HttpClient) -> tuple[Candidate, ...] | Failed:
        """Return what the service thinks fits; a hit alone proves nothing."""
        ...


def read_or_fail(source: Source, record: Record) -> Reading | Failed:
    """Read a record; one that cannot be read is `Failed` by itself."""
    try:
        return source.read(record)
    except UNREADABLE as error:
        return Failed(f"{source.name}: a record that cannot be read ({type(error).__name__})")
