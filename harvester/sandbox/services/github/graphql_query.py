"""Enough of the GraphQL language to read queries about repositories.

Grammar: https://spec.graphql.org/October2021/#sec-Document-Syntax
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(
    r'\s*(?:#[^\n]*\s*)*(?P<token>\.\.\.|[{}()\[\]:!=$@]|"(?:[^"\\]|\\.)*"|-?\d+|[_A-Za-z]\w*)[\s,]*'
)


class SyntaxFaultError(Exception):
    """The query cannot be read."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field with its alias, arguments (variables filled in) and selection."""

    alias: str
    name: str
    arguments: Mapping[str, Any]
    selection: tuple[Field, ...]


def read_query(text: str, variables: Mapping[str, Any]) -> tuple[Field, ...]:
    """Return the fields that a query selects at the top; raises SyntaxFaultError."""
    tokens, at = [], 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise SyntaxFaultError(f"unexpected character at {at}")
        tokens.append(match["token"])
        at = match.end()
    return _Reader(tokens, variables).document()


class _Reader:
    def __init__(self, tokens: list[str], variables: Mapping[str, Any]) -> None:
        self._tokens = tokens
        self._at = 0
        self._variables = variables
        self._fragments = self._read_fragments()

    def document(self) -> tuple[Field, ...]:
        """Read the operation; fragments have been read."""
        self._at = 0
        while self._peek() != "{":
            if self._peek() == "(":
                self._skip_brackets()
            else:
                self._next()
        return self._selection()

    def _read_fragments(self) -> dict[str, tuple[Field, ...]]:
        fragments: dict[str, tuple[Field, ...]] = {}
        for place, word in enumerate(self._tokens):
            depth = self._tokens[:place].count("{") - self._tokens[:place].count("}")
            if word == "fragment" and depth == 0:
                self._fragments = fragments
                self._at = place + 4
                fragments[self._tokens[place + 1]] = self._selection()
        return fragments

    def _peek(self) -> str:
        if self._at >= len(self._tokens):
            raise SyntaxFaultError("unexpected end of document")
        return self._tokens[self._at]

    def _next(self, expected: str = "") -> str:
        token = self._peek()
        if expected and token != expected:
            raise SyntaxFaultError(f"expected {expected}, found {token}")
        self._at += 1
        return token

    def _skip_brackets(self) -> None:
        while self._next() != ")":
            pass

    def _selection(self) -> tuple[Field, ...]:
        self._next("{")
        fields: list[Field] = []
        while self._peek() != "}":
            fields += self._spread() if self._peek() == "..." else [self._field()]
        self._next("}")
        return tuple(fields)

    def _spread(self) -> tuple[Field, ...]:
        self._next("...")
        if self._peek() == "on":
            self._next()
            self._next()
            return self._selection()
        name = self._next()
        if name not in self._fragments:
            raise SyntaxFaultError(f"fragment {name} is not defined")
        return self._fragments[name]

    def _field(self) -> Field:
        alias = name = self._next()
        if self._peek() == ":":
            self._next()
            name = self._next()
        arguments = self._arguments() if self._peek() == "(" else {}
        selection = self._selection() if self._peek() == "{" else ()
        return Field(alias, name, arguments, selection)

    def _arguments(self) -> dict[str, Any]:
        self._next("(")
        arguments = {}
        while self._peek() != ")":
            name = self._next()
            self._next(":")
            arguments[name] = self._value()
        self._next(")")
        return arguments

    def _value(self) -> Any:
        word = self._next()
        if word == "$":
            return self._variables.get(self._next())
        if word.startswith('"') or re.fullmatch(r"-?\d+", word):
            return json.loads(word)
        if word == "[":
            values = []
            while self._peek() != "]":
                values.append(self._value())
            self._next()
            return values
        if word == "{":
            return self._object()
        return {"true": True, "false": False, "null": None}.get(word, word)

    def _object(self) -> dict[str, Any]:
        content = {}
        while self._peek() != "}":
            name = self._next()
            self._next(":")
            content[name] = self._value()
        self._next()
        return content
