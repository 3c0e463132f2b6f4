"""What published rules of other tools answer on the same entries and candidates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rapidfuzz import fuzz

from harvester.arxiv_index.search import ArxivIndex
from harvester.model import Candidate, Query, RankedCandidate, Strength, Verdict
from harvester.values.person_names import compare_authors, family_key
from harvester.values.text import title_words
from pipelines.evaluation.end_to_end.measure import EntryOutcome
from pipelines.evaluation.end_to_end.reading import ReadPair

Score = Callable[[Query, Candidate], float]

_TITLE, _SURNAMES = 0.7, 0.3
_FIRST_AUTHORS = 3
_WHOLE_TITLE_WORDS = 5


def score_sorted_words(query: Query, candidate: Candidate) -> float:
    """Score titles by rapidfuzz's `token_sort_ratio`, 0 to 1."""
    titles = (" ".join(title_words(text)) for text in (query.title, candidate.title))
    return fuzz.token_sort_ratio(*titles) / 100


def score_title_and_surnames(query: Query, candidate: Candidate) -> float:
    """Score as the package bibtexupdater does: 0.7 title, 0.3 overlap of the first surnames."""
    ours, theirs = (
        set(map(family_key, names[:_FIRST_AUTHORS])) for names in (query.authors, candidate.authors)
    )
    overlap = len(ours & theirs) / len(ours | theirs) if ours or theirs else 0.0
    return _TITLE * score_sorted_words(query, candidate) + _SURNAMES * overlap


def score_unless_contrary(query: Query, candidate: Candidate) -> float:
    """Score as the package paper-preflight 1.0 accepts what it searched for.

    Titles by rapidfuzz's `ratio`; 0 where all authors are others, where the years are more than
    one apart, and for titles of fewer than five words without an author who agrees.
    """
    ours, theirs = (" ".join(title_words(text)) for text in (query.title, candidate.title))
    authors = compare_authors(query.authors, candidate.authors, et_al=True)
    short = len(ours.split()) < _WHOLE_TITLE_WORDS
    year = int(candidate.submitted[:4]) if candidate.submitted else query.year
    apart = query.year is not None and year is not None and abs(query.year - year) > 1
    if authors.none_agree or apart or (short and not authors.agreeing):
        return 0.0
    return fuzz.ratio(ours, theirs) / 100


PEERS: tuple[tuple[str, Score, float], ...] = (
    ("title only: token_sort at least 90", score_sorted_words, 0.9),
    ("bibtexupdater: 0.7 title + 0.3 surnames at least 0.85", score_title_and_surnames, 0.85),
    ("paper-preflight 1.0: title at least 0.92, nothing contrary", score_unless_contrary, 0.92),
)


def measure_peer(
    entries: Iterable[ReadPair], index: ArxivIndex, score: Score, least: float
) -> list[EntryOutcome]:
    """Answer each entry by the best-scored of our own candidates, if it reaches `least`."""
    outcomes = []
    for entry in entries:
        query = entry.query or Query("")
        present = _best(query, index.candidates(query), score, least)
        absent = _best(query, index.candidates(query, without=entry.pair.meant), score, least)
        outcomes.append(EntryOutcome(entry.pair, present, absent, 0.0, entry.query is not None))
    return outcomes


def _best(query: Query, candidates: Sequence[Candidate], score: Score, least: float) -> Verdict:
    scored = [(score(query, one), one) for one in candidates]
    best, candidate = max(scored, key=lambda one: one[0], default=(0.0, None))
    if candidate is None or best < least:
        return Verdict(Strength.NONE, "below the threshold")
    ranked = RankedCandidate(candidate, Strength.STRONG, "best score")
    return Verdict(Strength.STRONG, "best score", candidate.identifier, (), (ranked,), best)
