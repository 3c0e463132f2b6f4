"""Code and project pages that comments and abstracts name; pages of venues are neither."""

from __future__ import annotations

import pytest

from harvester.sources.arxiv.named_links import links_named


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Code: https://github.com/ada/tides.", ["github:ada/tides"]),
        ("Project page: https://ada.example/tides.", ["url:https://ada.example/tides"]),
        ("CVPR 2025. Project website at https://ada.example", ["url:https://ada.example"]),
        ("See our webpage https://ada.example/tides for videos", ["url:https://ada.example/tides"]),
        ("https://sites.example/view/tides", ["url:https://sites.example/view/tides"]),
        ("Demo (https://ada.example/demo)", ["url:https://ada.example/demo"]),
        ("Workshop website: https://workshop.example/2025", []),
        ("Accepted at a conference (https://conference.example)", []),
        ("Dataset at https://zenodo.org/records/1234567", []),
        ("Project page: https://github.com/ada/tides", ["github:ada/tides"]),
        ("Project: https://ada.github.io/tides/", ["url:https://ada.github.io/tides/"]),
        ("Homepage: https://arxiv.org/abs/2401.00001", []),
        ("Talk: https://video.example/watch?v=1. 12 pages", []),
        ("", []),
    ],
)
def test_links_of_a_comment(text: str, targets: list[str]) -> None:
    assert [str(one.target) for one in links_named(text)] == targets
