"""Read a text that holds one mention."""

from __future__ import annotations

from harvester.lists import parse
from harvester.model import Mention


def only(text: str, path: str = "") -> Mention:
    """Return the one mention of `text`; fail where there is another or none."""
    (mention,) = parse(text, path).mentions
    return mention
