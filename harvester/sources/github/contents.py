"""Whether a repository holds code already, told from its size and the files at its top."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

Entry = tuple[str, bool]
"""The name of a file or folder at the top, and whether it is a folder."""

_PAPERWORK = re.compile(
    r"(?:readme|licen[cs]e|copying|notice|citation|contributing|code_of_conduct|security|changelog"
    r"|authors|todo|cname|\.gitignore|\.gitattributes|\.gitmodules|\.ds_store|\.nojekyll"
    r"|_config\.yml|index\.html)(?:[._-].*)?"
    r"|.*\.(?:md|rst|txt|bib|cff|tex|css|ico)",
    re.IGNORECASE,
)
_MEDIA = re.compile(r".*\.(?:png|jpe?g|gif|svg|webp|pdf|mp4|mov|webm|pptx?)", re.IGNORECASE)
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
_OF_A_COLLECTION = re.compile(
    r"\b(?:awesome|curated|reading list|paper list|(?:list|collection) of (?:\w+ ){0,3}"
    r"(?:papers|works|resources|literature|methods)|survey of|a survey)\b",
    re.IGNORECASE,
)
_PAPERWORK_KILOBYTES = 5_000
"""More than texts weigh: what weighs so much lies on another branch or was there once."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What GitHub says of a repository's contents, less its files; `size` is in kilobytes."""

    name: str
    description: str = ""
    topics: tuple[str, ...] = ()
    language: str = ""
    size: int | None = None
    released: bool = False


def speaks_of_code(language: str) -> bool:
    """Tell whether the main language that GitHub names is one that research code is written in.

    A repository whose only code is its project page shows HTML or JavaScript.
    """
    return language not in _CODE_LANGUAGES_EXEMPT


def has_come(contents: Contents) -> bool:
    """Tell, without a look at the files, that nothing is still to come.

    There is code or a release, or it is a list, a survey, a dataset or a home page.
    """
    return (
        contents.released
        or speaks_of_code(contents.language)
        or any(_COLLECTION.search(text) for text in (contents.name, *contents.topics))
        or _OF_A_COLLECTION.search(contents.description) is not None
    )


def is_coming_soon(contents: Contents, tree: Sequence[Entry]) -> bool | None:
    """Tell whether a repository holds a README, a licence and pictures at most, and no code.

    None where it weighs more than its files can: the code may lie on another branch.

    >>> is_coming_soon(Contents("a/b"), [("README.md", False), ("assets", True)])
    True
    >>> is_coming_soon(Contents("a/b", language="Python"), [("README.md", False)])
    False
    """
    if has_come(contents) or not all(_is_paperwork(name, folder) for name, folder in tree):
        return False
    texts_only = not any(folder or _MEDIA.fullmatch(name) for name, folder in tree)
    if texts_only and contents.size is not None and contents.size > _PAPERWORK_KILOBYTES:
        return None
    return True


def _is_paperwork(name: str, folder: bool) -> bool:
    if folder:
        return name.lower() in _PICTURE_FOLDERS
    return any(pattern.fullmatch(name) for pattern in (_PAPERWORK, _MEDIA))
