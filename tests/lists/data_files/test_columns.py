"""Data files with names of fields that nobody knows, and with people in parts."""

from __future__ import annotations

import pytest

from harvester.lists import parse

ROWS = (
    ("Deep Worlds of Flat Things", "https://arxiv.org/abs/2001.00001", "Ann Leeuw, Bo Chenovic"),
    ("Thin Worlds of Round Things", "https://arxiv.org/abs/2001.00002", "Cy Deeming, Bo Chenovic"),
)
YAML = "papiere:\n" + "".join(
    f"  - bezeichnung: {title}\n    adresse: {url}\n    wer: {people}\n    wann: 202{at}\n"
    for at, (title, url, people) in enumerate(ROWS)
)
CSV = "nr,was,wo,wer,wann\n" + "".join(
    f'{at},{title},{url},"{people}",202{at}\n' for at, (title, url, people) in enumerate(ROWS)
)
JSON = (
    "["
    + ",".join(
        f'{{"was":"{title}","wo":"{url}","wer":["{people.replace(", ", chr(34) + "," + chr(34))}"],'
        f'"wann":"202{at}"}}'
        for at, (title, url, people) in enumerate(ROWS)
    )
    + "]"
)


@pytest.mark.parametrize(("path", "text"), [("a.yaml", YAML), ("a.csv", CSV), ("a.json", JSON)])
def test_fields_are_told_by_what_they_hold(path: str, text: str) -> None:
    mentions = parse(text, path).mentions
    assert [one.title.text for one in mentions if one.title] == [row[0] for row in ROWS]
    people = [", ".join(name.text for name in one.authors) for one in mentions]
    assert people == [row[2] for row in ROWS]
    assert [one.date.text for one in mentions if one.date] == ["2020", "2021"]


@pytest.mark.parametrize(
    "people",
    [
        "      - - Ann\n        - Lee\n      - - Bo\n        - Chen\n",
        "      - first: Ann\n        last: Lee\n      - first: Bo\n        last: Chen\n",
    ],
)
def test_people_in_parts_are_one_person_each(people: str) -> None:
    record = f"  - title: Deep Worlds\n    url: {ROWS[0][1]}\n    authors:\n{people}"
    (mention,) = parse(f"papers:\n{record}", "a.yaml").mentions
    assert [one.text for one in mention.authors] == ["Ann Lee", "Bo Chen"]


def test_a_topic_with_a_list_is_a_section() -> None:
    topics = "".join(
        f"- topic: {topic}\n  list:\n    - title: {title}\n      link: {url}\n"
        for topic, (title, url, _) in zip(("Vision", "Language"), ROWS, strict=True)
    )
    mentions = parse(topics, "a.yaml").mentions
    assert [one.section for one in mentions] == [("Vision",), ("Language",)]
