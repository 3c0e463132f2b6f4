"""What the sources of data sets share: they ask by the names that a list gives to the pages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from harvester.model import Identifier
from harvester.sources.base import Role
from harvester.values.text import title_words

_NO_TITLES: Mapping[Identifier, str] = MappingProxyType({})


class NamedPages:
    """Take pages whose data set has a name. `endpoint` is where the source is asked.

    `titles` are the names that the list gives to the pages it links.
    """

    role = Role.CATALOGUES
    parent_source = ""

    def __init__(self, endpoint: str, titles: Mapping[Identifier, str] = _NO_TITLES) -> None:
        self._endpoint, self._titles = endpoint, titles

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is a page whose data set has a name to know it by."""
        return identifier.scheme == "url" and bool(title_words(self._titles.get(identifier, "")))
