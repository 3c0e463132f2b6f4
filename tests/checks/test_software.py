"""An entry of software is not compared with the paper that its description links."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.checks.check import check
from harvester.dataset.entries import mentions_with_papers, paper_entries
from harvester.model import Dataset, MentionKind
from tests.checks.worlds import codes, look, names, paper

CODE = "https://github.com/ann/dunes"
PAPER = "https://arxiv.org/abs/2512.00001"
RECORD = paper(
    "2512.00001",
    title="Grains that Flow: Estimating Sand by Transport",
    authors=names("Carl Ito", "Dana Roe"),
    submitted="2025-12-01",
)
SOFTWARE = {
    "a repository whose description speaks of a paper": (
        f"1. 2020-11-02 - [Sand Estimation with Transport Maps (STM)]({CODE}) by Ann Lee<br>\n"
        f"   This hands-on implementation of transport was presented in the [paper]({PAPER}) "
        "introducing the idea (C. Ito).\n"
    ),
    "the description names the paper": (
        f"- [Dune Learning Kit]({CODE}) by Ann Lee<br>Code base for the paper "
        f"[Grains that Flow]({PAPER}).\n"
    ),
    "a sentence that ends with the link": (
        f"- [Dune Kit for Sand and Wind]({CODE}) - Fast code for the models of this "
        f"[paper]({PAPER})\n"
    ),
    "a row whose description says where details are": (
        "| Tool | Description | By |\n|---|---|---|\n"
        f"| [Dune Evaluation Harness for Sand]({CODE}) | Measures how dunes wander. "
        f"Details [here]({PAPER}). | Ann Lee |\n"
    ),
    "without blanks between words": (
        f"- [Dune Harness for Sand]({CODE}) 砂丘の移動を測るための道具。"
        f"詳細は[こちら]({PAPER})を参照。\n"
    ),
    "model weights": (
        "- [Dune 7B Instruct Model](https://huggingface.co/ann/dune-7b) - a model that was trained "
        f"on sand as described in [this paper]({PAPER}).\n"
    ),
    "a package": (
        "- [Dune Tools in Python](https://cran.r-project.org/package=dunes) offers the "
        f"estimators of the [paper]({PAPER}) on sand.\n"
    ),
}
PAPERS = {
    "links in brackets": f"- [Sand by Maps and Wind]({CODE}) [[paper]({PAPER})] [[code]({CODE})]\n",
    "a label behind words": (
        f"- [Sand by Maps and Wind]({CODE}) A fast method for dunes that wander [paper]({PAPER})\n"
    ),
    "a row's own column": (
        "| Model | By | Paper |\n|---|---|---|\n"
        f"| [Sand by Maps and Wind]({CODE}) | The group for sand and wind | [PDF]({PAPER}) |\n"
    ),
    "the paper's own title": (
        f"- [Grains that Flow]({CODE}) is the code of [Grains that Flow]({PAPER}).\n"
    ),
    "a venue": (
        f"- [Sand by Maps and Wind]({CODE}), CVPR 2025. It does what the [paper]({PAPER}) of "
        "last year left open.\n"
    ),
    "a document in a repository": (
        f"- [Sand by Maps and Wind]({CODE}/blob/main/sand.pdf) follows what is in the "
        f"[paper]({PAPER}) of last year.\n"
    ),
}


@pytest.mark.parametrize("text", SOFTWARE.values(), ids=SOFTWARE.keys())
def test_the_paper_of_a_description_is_another_work(text: str) -> None:
    looked = look(f"# L\n\n## Tools\n\n{text}")
    (mention,) = looked.document.mentions
    assert mention.kind is MentionKind.REPOSITORY
    entries = paper_entries(looked.document.mentions, Dataset((RECORD,)))
    spoken = mentions_with_papers(looked.document.mentions, entries)
    problems = check(replace(looked, mentions=spoken, known=(RECORD,)))
    assert codes(problems) == []


@pytest.mark.parametrize("text", PAPERS.values(), ids=PAPERS.keys())
def test_a_link_beside_the_title_is_the_entrys_paper(text: str) -> None:
    looked = look(f"# L\n\n## Tools\n\n{text}")
    (mention,) = looked.document.mentions
    assert mention.kind is MentionKind.PAPER


def test_a_placeholder_is_asked_for_whatever_the_description_says() -> None:
    text = f"- [Dune Kit]({CODE}) [[paper](https://arxiv.org/abs/XXXX.XXXXX)] after the "
    looked = look(f"# L\n\n## Tools\n\n{text}[paper]({PAPER}) of Ito and others.\n")
    assert codes(check(looked)) == ["placeholder-id"]
