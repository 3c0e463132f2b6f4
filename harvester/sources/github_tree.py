"""Whether a repository holds code already, told from the files at its top."""

from __future__ import annotations

import re
from collections.abc import Sequence

Entry = tuple[str, bool]
"""The name of a file or folder at the top, and whether it is a folder."""

_PAPERWORK = re.compile(
    r"(?:readme|licen[cs]e|copying|notice|citation|contributing|code_of_conduct|security|changelog"
    r"|authors|todo|cname|\.gitignore|\.gitattributes|\.gitmodules|\.ds_store|\.nojekyll"
    r"|_config\.yml|index\.html)(?:[._-].*)?"
    r"|.*\.(?:md|rst|txt|png|jpe?g|gif|svg|webp|pdf|mp4|mov|bib|cff|tex|css|ico|pptx?)",
    re.IGNORECASE,
)
_PICTURE_FOLDERS = frozenset(
    [
        ".github",
        "asset",
        "assets",
        "doc",
        "docs",
        "fig",
        "figs",
        "figure",
        "figures",
        "image",
        "images",
        "img",
        "imgs",
        "media",
        "paper",
        "pic",
        "pics",
        "pictures",
        "resources",
        "static",
        "teaser",
        "video",
        "videos",
    ]
)
_CODE_LANGUAGES_EXEMPT = frozenset(["", "HTML", "CSS", "TeX", "SCSS", "JavaScript", "Markdown"])
_COLLECTION = re.compile(
    r"awesome|papers|survey|reading-list|paper-list|dataset|\.github\.io", re.IGNORECASE
)


def speaks_of_code(language: str) -> bool:
    """Tell whether the main language that GitHub names is one that research code is written in.

    A repository whose only code is its project page shows HTML or JavaScript.
    """
    return language not in _CODE_LANGUAGES_EXEMPT


def is_collection(name: str, topics: Sequence[str]) -> bool:
    """Tell whether a repository is a list, a survey or a home page: nothing is still to come."""
    return any(_COLLECTION.search(text) for text in (name, *topics))


def is_coming_soon(name: str, topics: Sequence[str], language: str, tree: Sequence[Entry]) -> bool:
    """Tell whether a repository holds a README, a licence and pictures at most, and no code.

    >>> is_coming_soon("a/b", (), "", [("README.md", False), ("assets", True)])
    True
    >>> is_coming_soon("a/b", (), "Python", [("README.md", False), ("train.py", False)])
    False
    """
    if speaks_of_code(language) or is_collection(name, topics):
        return False
    return all(
        entry.lower() in _PICTURE_FOLDERS if folder else _PAPERWORK.fullmatch(entry) is not None
        for entry, folder in tree
    )
