"""What a build stores a record under is what a query asks for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harvester.arxiv_index.terms import record_terms
from harvester.values.person_names import family_key

_WORDS = [
    "Ann", "J.", "van", "der", "Le", "Li", "San", "Jr", "Jr.", "III", "PhD", "MD", "Team",
    "Müller", "O'Neil", "Ibn-Sina", r"Ili\' c", r"{\L}ukasz", "Lee,", "2nd", "D",
]  # fmt: skip
names = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map(" ".join)


@given(st.lists(names, min_size=1, max_size=3))
def test_authors_are_stored_under_the_key_of_their_family(authors: list[str]) -> None:
    stored = record_terms([], "; ".join(authors), None)
    assert stored == {f"@{family_key(name)}" for name in authors}
