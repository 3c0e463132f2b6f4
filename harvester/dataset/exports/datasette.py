"""What `datasette` needs to show the SQLite file well: titles, facets, labels, search.

Format: https://docs.datasette.io/en/stable/metadata.html
"""

from __future__ import annotations

import json
from typing import Any

_TABLES: dict[str, dict[str, Any]] = {
    "papers": {
        "title": "Papers",
        "description": "One row a paper, with the visible value of each field.",
        "facets": ["primary_category", "event_title", "withdrawn"],
        "label_column": "title",
        "sort_desc": "submitted",
        "fts_table": "papers_fts",
    },
    "authors": {"title": "Authors", "facets": ["family"], "sort": "position"},
    "categories": {"title": "Categories of papers", "facets": ["category"]},
    "sections": {"title": "Sections of the list", "facets": ["heading"]},
    "tags": {"title": "Tags of the list", "facets": ["tag"]},
    "attributes": {"title": "Columns of the list's tables", "facets": ["header", "value"]},
    "code": {"title": "Code of papers", "facets": ["sources"]},
    "repositories": {
        "title": "Repositories",
        "description": "Each with its last counts; the history is in metrics.",
        "facets": ["license", "archived", "state"],
        "label_column": "name",
        "sort_desc": "stars",
    },
    "metrics": {
        "title": "Metrics over time",
        "description": "One row per day on which a repository changed.",
        "facets": ["repository_key"],
        "sort_desc": "day",
    },
    "datasets": {"title": "Datasets of the list", "facets": ["section"], "label_column": "name"},
    "dataset_attributes": {"title": "Columns of the datasets", "facets": ["header", "value"]},
    "identifiers": {"title": "Identifiers", "facets": ["scheme", "retired"]},
    "versions": {"title": "Versions", "facets": ["stage"]},
    "relations": {"title": "Relations", "facets": ["kind", "source"]},
    "field_values": {
        "title": "Visible values",
        "description": "Who states each value, who supports it and who states another.",
        "facets": ["field", "source"],
    },
    "statements": {
        "title": "Statements",
        "description": "Everything that every source states, since when.",
        "facets": ["source", "field", "since"],
    },
}
_QUERIES = {
    "stars_over_time": {
        "title": "Stars over time",
        "sql": "select day, repository, stars from metrics where stars is not null "
        "order by day, repository",
    },
    "papers_without_code": {
        "title": "Papers without code",
        "sql": "select id, title, submitted from papers "
        "where id not in (select paper from code) order by submitted desc",
    },
    "sources_that_contradict": {
        "title": "Sources that contradict one another",
        "sql": "select paper, field, value, source, alternatives from conflicts",
    },
}


def format_metadata(title: str, database: str) -> bytes:
    """Return metadata.json for `datasette FILE --metadata metadata.json`, as canonical bytes.

    `database` is the file's name without its ending.
    """
    metadata = {
        "title": title,
        "description": "Papers of a curated list, with who states what since when.",
        "databases": {
            database: {
                "tables": _TABLES,
                "queries": _QUERIES,
            }
        },
    }
    return (json.dumps(metadata, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
