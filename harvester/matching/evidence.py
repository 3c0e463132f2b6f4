"""All that a mention and a candidate say about each other, gathered before anything is decided."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from harvester.matching.abstracts import name_number, short_names, terms_of, weigh_words
from harvester.matching.title_comparison import TitleComparison, compare_titles
from harvester.matching.titles import Title, lazy, read_title, read_written_title
from harvester.model import Candidate, Query
from harvester.values.dates import MONTH_NAMES
from harvester.values.identifiers import arxiv_month, identifier_of_url
from harvester.values.person_names import AuthorsComparison, compare_authors
from harvester.values.text import normalize_url, title_words

_BARE_HOSTS = frozenset(
    ["github.com", "huggingface.co", "youtube.com", "arxiv.org", "openreview.net"]
)


TOLD_BY_ABSTRACT = 40.0
"""Bits of an abstract in what an entry says from which on it is a witness: of 536 candidates that
were not meant, one in a hundred has so many."""


@dataclass(frozen=True)
class Evidence:
    """The comparison of one query with one candidate.

    `months_apart` counts from the tag's month (0 to 11 are forgiven within a year without month);
    `hint_apart` from the placeholder's month; None where either side is silent.
    `same_link` names the link that candidate and entry share, `same_doi` the DOI. `named_place` is
    where the candidate stands among the papers that the entry's own repositories name (0 for the
    likeliest), `named_title` tells that they write its title. `is_former_title` tells that the
    entry has the title of the candidate's first version: `record` and `title` speak of that one.
    """

    query: Query
    candidate: Candidate
    written: Title
    record: Title
    title: TitleComparison
    authors: AuthorsComparison
    months_apart: int | None
    hint_apart: int | None
    same_doi: bool
    same_link: str
    named_place: int | None = None
    named_title: bool = False
    is_former_title: bool = False

    @property
    def nickname_told(self) -> bool:
        """The entry's short name stands in the candidate's title or abstract."""
        words = title_words(self.query.name or self.written.head_text)
        if not words or len(words) > 4:
            return False
        text = f"{self.candidate.title} {self.candidate.abstract}"
        return f" {' '.join(words)} " in f" {' '.join(title_words(text))} "

    @lazy
    def name_given(self) -> bool:
        """The abstract gives the entry's coined name to its own work."""
        names = terms_of(self.candidate).names
        own = short_names(self.query.name, self.written) if names else ()
        return any(name_number(one) in names for one in own)

    @lazy
    def abstract_bits(self) -> float:
        """How many bits of what was written are among the rarest words of the abstract."""
        words = terms_of(self.candidate).words
        if not words:
            return 0.0
        told = weigh_words(self.written.raw_canonical)
        return sum(bits for number, bits in told.items() if number in words)

    @property
    def named_alone(self) -> bool:
        """The entry's repositories name this paper and no other one on arXiv."""
        arxiv = sum(one.scheme == "arxiv" for one in self.query.named)
        return self.named_place == 0 and arxiv == 1

    @lazy
    def listed_title_named(self) -> bool:
        """The entry's repositories write the very title that the entry has."""
        letters = self.written.letters
        return any(read_title(one).letters == letters for one in self.query.named_titles)

    @lazy
    def second(self) -> int:
        """How many kinds of evidence beside the title speak for the candidate."""
        authors = self.authors.agreeing > 0 and not self.authors.strangers
        slack = 0 if self.title.head_only or self.title.prefix else 1  # names have namesakes
        near = self.months_apart is not None and abs(self.months_apart) <= slack
        unopposed = self.hint_apart in {None, 0}  # by the month of the placeholder
        dated = near and self.query.month and unopposed
        return sum(
            (
                authors,
                bool(self.same_link),
                self.same_doi,
                bool(dated),
                self.hint_apart == 0,
                self.named_place is not None,
                self.named_title,
                unopposed and self.abstract_bits >= TOLD_BY_ABSTRACT,
            )
        )


@lru_cache(maxsize=256)
def _query_links(links: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Code and project pages among the links, and the DOIs they carry."""
    dois = set()
    pages = []
    for link in links:
        identifier = identifier_of_url(link)
        if identifier is not None and identifier.scheme == "doi":
            dois.add(identifier.value)
        elif identifier is None or identifier.scheme == "github":
            page = normalize_url(link)
            host, _, path = page.partition("/")
            own_host = host.endswith((".github.io", ".gitlab.io"))
            if own_host or ("/" in path if host in _BARE_HOSTS else path):
                pages.append(page)
    return tuple(pages), frozenset(dois)


def _same_link(query: Query, candidate: Candidate) -> str:
    if not query.links or not (candidate.comment or candidate.abstract):
        return ""
    text = f"{candidate.comment} {candidate.abstract}".lower()
    pages, _ = _query_links(query.links)
    for page in pages:
        if re.search(re.escape(page) + r"(?![\w-])", text):
            return page
    return ""


def _months_apart(query: Query, submitted: str | None) -> int | None:
    if query.year is None or not submitted or len(submitted) < 7:
        return None
    year, month = int(submitted[:4]), int(submitted[5:7])
    if query.month is None:
        return 12 * (query.year - year)
    return 12 * (query.year - year) + query.month - month


def _submitted(candidate: Candidate) -> str | None:
    if candidate.submitted:
        return candidate.submitted
    return (
        arxiv_month(candidate.identifier.value) if candidate.identifier.scheme == "arxiv" else None
    )


def _hint_apart(query: Query, candidate: Candidate) -> int | None:
    if not query.hint or candidate.identifier.scheme != "arxiv":
        return None
    given = arxiv_month(candidate.identifier.value)
    return 12 * (int(query.hint[:4]) - int(given[:4])) + int(query.hint[5:7]) - int(given[5:7])


def gather(query: Query, candidate: Candidate) -> Evidence:
    """Compare everything that both sides say."""
    written = read_written_title(query.title, query.description)
    record = read_title(candidate.title)
    title = compare_titles(written, record)
    if query.name and not title.equal and query.name not in query.title:
        with_name = read_written_title(f"{query.name}: {query.title}", query.description)
        named = compare_titles(with_name, record)
        if (named.equal, named.ratio) > (title.equal, title.ratio):
            written, title = with_name, named
    is_former = not title.equal and has_former_title(written, candidate.former_title)
    if is_former:
        record = read_title(candidate.former_title)
        title = compare_titles(written, record)
    authors = compare_authors(
        query.authors, candidate.authors, query.et_al or not candidate.authors_complete
    )
    return Evidence(
        query=query,
        candidate=candidate,
        written=written,
        record=record,
        title=title,
        authors=authors,
        months_apart=_months_apart(query, _submitted(candidate)),
        hint_apart=_hint_apart(query, candidate),
        same_doi=candidate.doi is not None
        and candidate.doi.lower() in _query_links(query.links)[1],
        same_link=_same_link(query, candidate),
        named_place=_named_place(query, candidate),
        named_title=any(read_title(one).letters == record.letters for one in query.named_titles),
        is_former_title=is_former,
    )


def has_former_title(written: Title, former: str) -> bool:
    """Tell whether an entry has the title of a paper's first version; `former` may be empty."""
    return bool(former) and compare_titles(written, read_title(former)).equal


def _named_place(query: Query, candidate: Candidate) -> int | None:
    named = [one for one in query.named if one.scheme == candidate.identifier.scheme]
    return named.index(candidate.identifier) if candidate.identifier in named else None


def _title_line(evidence: Evidence) -> str:
    title = evidence.title
    if title.equal:
        return "title equal"
    if title.spelled:
        return "title equal but for spelling"
    if title.dropped:
        return "title equal but for a name before the colon"
    if title.subtitle:
        return "same after the colon, other name before it"
    if title.told:
        return "the whole title stands in the entry's text"
    if title.head_only:
        return "the name before the colon alone"
    if title.prefix:
        return "one title is the beginning of the other"
    if title.same_head:
        return f"same name before the colon, {round(100 * title.ratio)} % of the title"
    return f"title {round(100 * title.ratio)} % alike"


def _authors_line(authors: AuthorsComparison) -> str:
    if not authors.written or not authors.known:
        return ""
    order = "" if authors.in_order else ", in another order"
    return f"{authors.agreeing} of {authors.written} authors{order}"


def _repository_line(evidence: Evidence) -> str:
    if evidence.named_place is not None:
        return "the README of the entry's repository names this paper"
    return "the README of the entry's repository writes its title" if evidence.named_title else ""


def _date_line(evidence: Evidence) -> str:
    submitted = _submitted(evidence.candidate)
    if not submitted or evidence.months_apart is None:
        return ""
    month = f"{MONTH_NAMES[int(submitted[5:7]) - 1]} {submitted[:4]}"
    apart = evidence.months_apart
    if evidence.query.month is None:
        return (
            submitted[:4]
            if apart == 0
            else f"submitted {month}, the entry says {evidence.query.year}"
        )
    if apart == 0:
        return month
    date_text = f"{MONTH_NAMES[evidence.query.month - 1]} {evidence.query.year}"
    return f"submitted {month}, the entry says {date_text}"


def _abstract_line(evidence: Evidence) -> str:
    """Say what the abstract adds to the title."""
    if evidence.abstract_bits >= TOLD_BY_ABSTRACT:
        return "the entry tells what the abstract says"
    in_title = evidence.title.same_head or evidence.title.equal
    return "the abstract gives this name" if evidence.name_given and not in_title else ""


def evidence_pairs(evidence: Evidence) -> tuple[tuple[str, str], ...]:
    """Return what speaks for and against, as (kind, words that a person reads)."""
    hint = evidence.hint_apart
    pairs = (
        ("doi", f"the entry links doi:{evidence.candidate.doi}" if evidence.same_doi else ""),
        ("title", _title_line(evidence)),
        ("versions", "another version or number" if evidence.title.versions_differ else ""),
        ("authors", _authors_line(evidence.authors)),
        ("date", _date_line(evidence)),
        ("hint", "month of the placeholder agrees" if hint == 0 else ""),
        ("link", f"the paper names {evidence.same_link}" if evidence.same_link else ""),
        ("repository", _repository_line(evidence)),
        ("abstract", _abstract_line(evidence)),
    )
    return tuple((kind, words) for kind, words in pairs if words)
