"""Whole entries: add one to a section in its style and order, or take one out."""

from __future__ import annotations

from harvester.lists.editing.additions.add import add_entry, by_hand, entry_like
from harvester.lists.editing.additions.new_entry import NewEntry
from harvester.lists.editing.additions.remove import remove_entry

__all__ = ["NewEntry", "add_entry", "by_hand", "entry_like", "remove_entry"]
