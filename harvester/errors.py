"""The one exception of the core that is meant for people."""


class BadInput(Exception):
    """A plain one-line message for people: what is wrong and what to do; the program ends with 2."""
