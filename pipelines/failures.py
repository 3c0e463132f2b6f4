"""Why a command stops without a fault of its input; each has its exit code in `cli`."""

from __future__ import annotations


class LockedError(Exception):
    """Another run works in this workspace; the message says who and since when."""


class ShrinkError(Exception):
    """A run would lose more than a person can have meant; the message says what, and what to do."""
