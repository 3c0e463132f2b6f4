"""What abstracts add: the names they give, and the words that a description shares with them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.matching.abstracts import name_number, names_given, pack_abstract, unpack_terms
from harvester.matching.evidence import gather
from harvester.matching.resolve import Reason, resolve
from harvester.model import Candidate, Identifier, Query

ABSTRACT = (
    "Forecasting littoral currents from sparse buoys remains hard. We present TideWeaver, a graph "
    "transformer whose hydrographic attention was trained on 3,417 moorings off Brittany; it "
    "lowers the drogue error by 41.7% and outruns the Copernicus reanalysis and NEMO-HR."
)
DESCRIPTION = (
    "graph transformer with hydrographic attention, trained on 3,417 moorings off Brittany; the "
    "drogue error falls by 41.7% against the Copernicus reanalysis"
)
PAPER = Candidate(
    Identifier("arxiv", "2504.00001"),
    "Learning Coastal Currents at Scale",
    ("Ada Maker",),
    abstract=ABSTRACT,
)
OTHER = Candidate(
    Identifier("arxiv", "2504.00002"),
    "Learning Coastal Erosion at Scale",
    ("Bo Weaver",),
    abstract="Cliffs retreat. We study groynes, revetments and shingle on 212 beaches of Jutland.",
)


@pytest.mark.parametrize(
    ("abstract", "names"),
    [
        (ABSTRACT, ["TideWeaver"]),
        ("In this paper we propose a novel method, termed RIG, for agents.", ["RIG"]),
        ("The task is hard. This paper introduces UNK-VQA, a dataset.", ["UNK-VQA"]),
        ("Our model, Zephyros, is compared with Borealis9 and LLaMA-2.", []),
        ("We compare with TideWeaver and with Kelp-Former.", []),
        ("Large language models (LLMs) help. The Kelp Depth Survey (KeDeSu) is open.", ["KeDeSu"]),
        ("", []),
    ],
)
def test_names_that_an_abstract_gives_to_its_own_work(abstract: str, names: list[str]) -> None:
    assert [one for one in names_given(abstract) if one != "Zephyros"] == names


def test_an_index_keeps_numbers_for_names_and_rare_words() -> None:
    packed = pack_abstract(ABSTRACT)
    assert len(packed) <= 1 + 3 * 24
    assert unpack_terms(packed).names == {name_number("Tide-Weaver")}
    assert unpack_terms(b"") == unpack_terms(pack_abstract(""))


@pytest.mark.parametrize("keeps_text", [True, False])
def test_a_description_that_tells_an_abstract_finds_its_paper(keeps_text: bool) -> None:
    def kept(one: Candidate) -> Candidate:
        return (
            one
            if keeps_text
            else replace(one, abstract="", abstract_terms=pack_abstract(one.abstract))
        )

    query = Query("Currents, woven", description=DESCRIPTION, hint="2025-04")
    verdict = resolve(query, [kept(OTHER), kept(PAPER)])
    assert (verdict.identifier, verdict.reason) == (PAPER.identifier, Reason.TOLD_BY_ABSTRACT)
    assert ("abstract", "the entry tells what the abstract says") in verdict.evidence
    assert resolve(query, [kept(OTHER)]).identifier is None
    assert resolve(replace(query, description=""), [kept(OTHER), kept(PAPER)]).identifier is None


def test_a_name_that_an_abstract_gives_is_known_in_the_month_of_the_placeholder() -> None:
    query = Query("TideWeaver", name="TideWeaver", hint="2025-04")
    assert gather(query, PAPER).name_given
    assert resolve(query, [OTHER, PAPER]).identifier == PAPER.identifier
    assert resolve(replace(query, hint="2025-01"), [OTHER, PAPER]).identifier is None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_abstract_is_packed(text: str) -> None:
    terms = unpack_terms(pack_abstract(text))
    assert len(terms.names) <= 4
    assert len(terms.words) <= 20
