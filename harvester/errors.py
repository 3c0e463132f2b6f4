"""The one exception of the core that is meant for people."""


class BadInput(Exception):  # noqa: N818 - named for what it is, as people read it in messages
    """One plain line: what is wrong and what to do; the program ends with 2."""
