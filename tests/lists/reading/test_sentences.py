"""Words that only seem to be an entry or a label: sentences, names that begin like labels."""

from __future__ import annotations

import pytest

from harvester.lists import parse

ID = "https://arxiv.org/abs/2401.00001"
OTHER = "https://arxiv.org/abs/2401.00002"


@pytest.mark.parametrize("name", ["KeypointDW", "TaskDW", "EnvDW", "SuppDW", "Keyframer"])
def test_a_name_that_begins_like_a_label_begins_an_entry(name: str) -> None:
    text = (
        f"**Flat Worlds for All**\n\n- Paper: {OTHER}\n- Code: None\n\n"
        f"**{name}: Deep Worlds of All**\n\n- Homepage: https://dw.io/dw\n- Paper: {ID}\n"
    )
    flat, deep = parse(text).mentions
    assert [str(one) for one in flat.identifiers] == ["arxiv:2401.00002"]
    assert deep.name == name
    assert [str(one) for one in deep.identifiers] == ["arxiv:2401.00001"]


@pytest.mark.parametrize("name", ["TaskDW", "EnvDW", "KeyDW"])
def test_a_name_that_begins_like_a_label_belongs_to_the_title(name: str) -> None:
    (mention,) = parse(f"- {name}: Deep Worlds of All. [[Paper]({ID})]\n").mentions
    assert mention.title is not None
    assert mention.title.text == f"{name}: Deep Worlds of All"


@pytest.mark.parametrize(
    "sentence",
    [
        f"For more details, kindly refer to our :books: [Paper]({ID}), and to [Page](https://d.io).",
        f"If you find this list useful, please cite our [paper]({ID}).",
        "Please note that a full list can be seen [here](https://github.com/a/b).",
    ],
)
def test_a_sentence_to_readers_is_no_entry(sentence: str) -> None:
    text = f"## Worlds\n\n{sentence}\n\n- **Deep Worlds** [[pdf]({OTHER})]\n"
    assert [one.name for one in parse(text).mentions] == ["Deep Worlds"]


@pytest.mark.parametrize("between", [" · ", "<br>", " | ", " · 🖥️ "])
def test_a_cloud_of_links_through_a_site_is_no_entry(between: str) -> None:
    names = ("Ann Ames", "Ben Bell", "Cyd Cole", "Dan Dean", "Eve Ernst")
    links = [f"[{name} (9)](https://site.org/papers/?author={at})" for at, name in enumerate(names)]
    cloud = "# L\n\n## Browse by Author\n" + between.join(links) + "\n"
    assert parse(cloud).mentions == ()
