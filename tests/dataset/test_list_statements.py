"""What the list says of papers and datasets becomes statements and relations of source `list`."""

from __future__ import annotations

from harvester.dataset.entries import paper_entries
from harvester.dataset.list_statements import entry_relations, read_datasets, read_entry
from harvester.lists import parse
from harvester.model import Dataset, FieldData
from harvester.values.fields import Ranking

LIST = """# List

## Robots

**Arm Worlds: A Study of Arms.** [Jun 2025]<br>
*Bo Li, Ann Ray.*<br>
`L2` `Robot`<br>
[[PDF](https://arxiv.org/abs/2504.00002)] [[Project](https://arms.example.org/)] [[Github](https://github.com/a/arms)]

## Matrix

| Paper | L1 | L2 | Domain |
|-------|:--:|:--:|--------|
| Arm Worlds | | \u2705 | Robotics |

## Datasets

| Dataset | Size | Task |
|---------|------|------|
| [Arms-1K](https://arms.example.org/data) | 1K clips | Grasping |
"""


def values(text: str = LIST) -> dict[str, FieldData]:
    (entry,) = paper_entries(parse(text, "list.md").mentions, Dataset())
    statements = read_entry(entry, "2026-01-01")
    assert {statement.source for statement in statements} == {"list"}
    return {statement.field: statement.value for statement in statements}


def test_section_tags_and_columns_are_kept() -> None:
    stated = values()
    assert stated["section"] == ("Robots",)
    assert stated["tags"] == ("L2", "Robot")
    columns = {field: value for field, value in stated.items() if field.startswith("column:")}
    assert columns == {"column:L2": "\u2705", "column:Domain": "Robotics"}


def test_the_title_of_the_list_is_no_section() -> None:
    assert values(LIST.replace("# List", "# Other"))["section"] == ("Robots",)


def test_code_and_project_links_become_relations() -> None:
    (entry,) = paper_entries(parse(LIST, "list.md").mentions, Dataset())
    relations = entry_relations(entry)
    assert {(one.kind, str(one.target), one.source) for one in relations} == {
        ("IsSupplementedBy", "github:a/arms", "list"),
        ("IsSupplementedBy", "url:https://arms.example.org/", "list"),
    }


def test_datasets_get_records_that_keep_their_dates() -> None:
    mentions = parse(LIST, "list.md").mentions
    (record,) = read_datasets(mentions, (), "2026-01-01", Ranking({}))
    assert record.slug == "arms-1k"
    assert record.value("url") == "https://arms.example.org/data"
    assert record.value("column:Size") == "1K clips"
    assert read_datasets(mentions, (record,), "2026-02-02", Ranking({})) == (record,)
