"""Doubt the reading first: what most entries of a form get wrong was misread, not miswritten."""

from __future__ import annotations

from dataclasses import replace

from harvester.checks.inputs import CheckInput
from harvester.model import Mention


def without_misread_claims(check_input: CheckInput) -> CheckInput:
    """Return `check_input` without the titles and authors of entries whose form was misread.

    What is not claimed raises no `title-differs`, `authors-differ` or `wrong-link`.
    """
    mentions = tuple((without_misread(mention), paper) for mention, paper in check_input.mentions)
    return replace(check_input, mentions=mentions)


def without_misread(mention: Mention) -> Mention:
    """Return a mention without the claims in which most entries of its form differ."""
    misread = mention.form.misread if mention.form is not None else ()
    if "title" in misread:
        mention = replace(mention, title=None)
    if "authors" in misread:
        mention = replace(mention, authors=(), authors_span=None, et_al=False)
    return mention
