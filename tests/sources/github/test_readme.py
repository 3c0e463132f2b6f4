"""What a README names as its paper: made-up ones, and 211 real ones where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model import Found, Identifier
from harvester.network.client import HttpClient
from harvester.sandbox import RepositoryFacts, SandboxServer, World
from harvester.sources import SERVICE_RULES
from harvester.sources.github.github import GithubSource
from harvester.sources.github.readme import read_readme, says_unofficial
from tests.paths import SHARED

RECORDED = SHARED / "recorded" / "readmes" / "readmes.jsonl"

README = """# Seeing Made-up Hearts: a Study of Nothing
<!-- template of https://arxiv.org/abs/2301.00001 -->
[![arXiv](https://img.shields.io/badge/arXiv-2504.13065-red)](https://arxiv.org/abs/2504.13065)

We build on [Older Made-up Work of Others](https://arxiv.org/abs/2002.05709).

## Citation
```bibtex
@article{made2025up,
  title={Seeing {Made-up} Hearts: a Study of Nothing},
  journal={arXiv preprint arXiv:2504.13065},
  year={2025}
}
```

## Acknowledgements
Thanks to [this paper](https://arxiv.org/abs/1912.01603) and [this paper](https://arxiv.org/abs/1912.01603).
"""


def test_own_paper_comes_first_and_comments_name_nothing() -> None:
    papers = read_readme(README)
    assert papers.identifiers[0] == Identifier("arxiv", "2504.13065")
    assert Identifier("arxiv", "2301.00001") not in papers.identifiers
    assert papers.cited == ("Seeing Made-up Hearts: a Study of Nothing",)
    assert papers.names_title("seeing made-up hearts: A study of nothing")
    assert not papers.names_title("Seeing Hearts")
    assert not papers.names_title("")


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    papers = read_readme(text)
    assert len(set(papers.identifiers)) == len(papers.identifiers)
    assert set(papers.cited) <= set(papers.titles)


def test_graphql_brings_the_readme_with_the_same_request(tmp_path: Path) -> None:
    named = RepositoryFacts("ana/hearts", 21, readme=README)
    without = RepositoryFacts("ana/bare", 22, tree=("src/", "src/model.py"))
    identifiers = [Identifier("github", one.full_name) for one in (named, without)]
    with (
        SandboxServer(world=World((), (named, without))) as sandbox,
        HttpClient(tmp_path, SERVICE_RULES, time_factor=0.0001, locks=tmp_path) as client,
    ):
        source = GithubSource(sandbox.endpoints["github"], "ghp_secret0123456789")
        answers = dict(source.lookup(identifiers, client))
        requests = client.counts("github").requests
    fields = {}
    for identifier, lookup in answers.items():
        assert isinstance(lookup, Found)
        fields[identifier.value] = dict(source.read(lookup.record).fields)
    assert requests == 1
    named_papers = fields["ana/hearts"]["readme_identifiers"]
    assert isinstance(named_papers, tuple)
    assert named_papers[0] == "arxiv:2504.13065"
    assert "readme_identifiers" not in fields["ana/bare"]


@pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED} is not there")
def test_recorded_readmes_name_their_papers() -> None:
    """The first of one id is right in 97 of 100; a true id is never left out."""
    alone, right, named, held = 0, 0, 0, 0
    for line in RECORDED.read_text("utf-8").splitlines():
        row = json.loads(line)
        true = {Identifier("arxiv", pair["true_id"]) for pair in row["pairs"]}
        identifiers = [one for one in read_readme(row["text"]).identifiers if one.scheme == "arxiv"]
        if row["names_true_id"]:
            named += 1
            held += not true.isdisjoint(identifiers)
        if len(row["arxiv_ids"]) == 1:
            alone += 1
            right += bool(identifiers) and identifiers[0] in true
    assert held == named > 100
    assert right >= 0.97 * alone > 100


@pytest.mark.parametrize(
    ("text", "unofficial"),
    [
        ("# Tides\nUnofficial PyTorch implementation of the paper", True),
        ("A re-implementation of Made-up Tides", True),
        ("This is not the official repository.", True),
        ("非官方实现", True),
        ("Official implementation of Made-up Tides", False),
        ("# Tides\nThe official code. There is an unofficial port, too.", False),
        ("Code for Made-up Tides (CVPR 2025)", False),
        ("x" * 2_000 + " unofficial", False),
    ],
)
def test_a_readme_says_that_others_wrote_the_code(text: str, unofficial: bool) -> None:
    assert says_unofficial(text) is unofficial
