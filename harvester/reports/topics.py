"""Which section of the report speaks of what, in the order of urgency."""

from __future__ import annotations

SECTIONS = (
    ("decide", "Needs your decision", "Harvester will not guess here; tell it which is right."),
    ("fixed", "Fixed for you", "Done already, in the list or the dataset; look over it and merge."),
    ("contradicts", "Contradictions in the list", "Said here, and said otherwise elsewhere."),
    ("code", "Code released, moved or dead", "What became of the repositories of these papers."),
    ("versions", "New versions and publications", "Papers that were revised or published since."),
    ("learned", "Also new in the dataset", "Changed at a source, or known for the first time."),
    ("stars", "Stars", "How the repositories grow."),
)  # fmt: skip
"""Key, title and one sentence of each section."""

TOPIC_OF_CODE = {
    "wrong-link": "decide",
    "withdrawn": "decide",
    "retracted": "decide",
    "code-released": "code",
    "repository-moved": "code",
    "repository-archived": "code",
    "repository-gone": "code",
    "published-since": "versions",
    "new-version": "versions",
}
"""The section of a problem; every other code is a contradiction."""

TOPIC_OF_FIELD = {
    "version": "versions",
    "updated": "versions",
    "issued": "versions",
    "doi": "versions",
    "journal_ref": "versions",
    "container_title": "versions",
    "event_title": "versions",
    "withdrawn": "decide",
    "archived": "code",
    "moved_to": "code",
    "coming_soon": "code",
    "repository": "code",
}
"""The section of a changed field; every other field is only learned."""

FIELD_OF_CODE = {
    "placeholder-id": "identifier",
    "missing-id": "identifier",
    "wrong-link": "identifier",
    "authors-differ": "authors",
    "title-differs": "title",
    "date-differs": "submitted",
    "published-since": "journal_ref",
    "code-released": "code link",
    "repository-moved": "repository",
}
"""The field that a problem is about: an edit of it puts the problem right."""
