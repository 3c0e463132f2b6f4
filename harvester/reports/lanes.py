"""The lanes of a report in the order of their urgency, and what belongs in which."""

from __future__ import annotations

from harvester.model import Change, Severity

LANES = (
    ("decide", "Needs your decision", "Harvester will not guess here; tell it which is right."),
    ("fixed", "Fixed for you", "Changed in the list already; look over it and merge."),
    ("contradicts", "Contradictions", "Said here, and said otherwise elsewhere."),
    ("code", "Code", "Repositories that were released, moved, archived or lost."),
    ("published", "Published, withdrawn, retracted", "What became of the papers themselves."),
    ("removed", "Removed", "Gone from the list or the dataset since; nothing goes silently."),
    ("rest", "Everything else", "Background facts and hints, as counts."),
)
"""Key, title and one sentence of each lane."""

LANE_OF_CODE = {
    "wrong-link": "decide",
    "withdrawn": "decide",
    "retracted": "decide",
    "published-since": "published",
    "new-version": "rest",
    "code-released": "code",
    "code-claim-contradicts": "code",
    "repository-moved": "code",
    "repository-archived": "code",
    "repository-gone": "code",
}
"""The lane of a problem; every other code is a contradiction."""

LANE_OF_FIELD = {
    "doi": "published",
    "journal_ref": "published",
    "container_title": "published",
    "event_title": "published",
    "withdrawn": "published",
    "archived": "code",
    "moved_to": "code",
    "coming_soon": "code",
    "repository": "code",
}
"""The lane of a changed field; every other field is background."""

CODES_OF_FIELD = {
    "doi": ("published-since",),
    "journal_ref": ("published-since",),
    "container_title": ("published-since",),
    "event_title": ("published-since",),
    "withdrawn": ("withdrawn", "retracted"),
    "archived": ("repository-archived",),
    "moved_to": ("repository-moved",),
    "coming_soon": ("code-released",),
}
"""The problems that say already what a changed field says."""

_NEWS = frozenset({"code-released", "repository-moved", "repository-archived", "repository-gone"})
"""Hints that are news nevertheless."""


def lane_of_problem(code: str, severity: Severity) -> str:
    """Return the key of the lane that a problem belongs in."""
    lane = LANE_OF_CODE.get(code, "contradicts")
    is_hint = severity is Severity.INFO and code not in _NEWS
    return "rest" if is_hint and lane in ("contradicts", "code") else lane


def says_nothing(change: Change) -> bool:
    """Tell whether nobody needs to see a change: a first "no", or a state that was not answered.

    That a repository is gone is a problem of its own; its state is then merely not known.
    """
    if change.before is None:
        return change.after is False
    return change.after is None and LANE_OF_FIELD.get(change.field) == "code"


FIELD_OF_CODE = {
    "placeholder-id": "identifier",
    "missing-id": "identifier",
    "wrong-link": "identifier",
    "authors-differ": "authors",
    "title-differs": "title",
    "date-differs": "date",
    "published-since": "event",
    "venue-differs": "event",
    "code-released": "code",
    "repository-moved": "repository",
    "withdrawn": "entry",
    "retracted": "entry",
    "badge-differs": "stars",
}
"""The field that a problem is about: an edit of it puts the problem right."""

UNLIKE_CODES = frozenset(LANE_OF_CODE) | {
    "date-differs",
    "attribute-contradicts",
    "status-contradicts",
    "stale-badge",
    "missing-file",
    "shared-url",
    "template-text",
    "duplicate-entry",
    "missing-id",
}
"""Problems whose two sides are sentences, not two writings of one thing."""
