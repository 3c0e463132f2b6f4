from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.values.identifiers import left_alone, other_code_host


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://gist.github.com/ana/0123456789abcdef", "gists"),
        ("https://gitlab.com/group/sub/name", "GitLab"),
        ("https://gitlab.lrz.de/ana/knee", "GitLab"),
        ("https://bitbucket.org/ana/knee", "Bitbucket"),
        ("https://huggingface.co/datasets/ana/knee", "Hugging Face"),
        ("https://huggingface.co/papers/2401.00001", None),
        ("https://huggingface.co/", None),
        ("https://github.com/ana/knee", None),
        ("https://notgitlab.com/ana/knee", None),
        ("https://arxiv.org/abs/2401.00001", None),
        ("https://[broken/ana", None),
        ("", None),
    ],
)
def test_hosts_that_are_not_asked_are_recognised(url: str, host: str | None) -> None:
    assert other_code_host(url) == host


def test_they_are_named_in_one_sentence() -> None:
    document = parse(
        "- Knees. [Paper](https://arxiv.org/abs/2401.00001) [Code](https://gitlab.com/a/b) "
        "[Weights](https://hf.co/a/b) [![x](https://huggingface.co/b/x.svg)](https://hf.co/a/b)\n"
    )
    links = [link for mention in document.mentions for link in mention.links]
    assert left_alone(links) == (
        "2 links left as they are (1 to GitLab, 1 to Hugging Face): only GitHub is asked",
    )
    assert left_alone(link for link in links if "hf.co" in link.url)[0].startswith("1 link left as")
    assert left_alone(()) == ()
