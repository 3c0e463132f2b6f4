"""Write a dataset as BibTeX; characters that TeX obeys are written as the signs they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from harvester.dataset.exports.citation import Citation, cite_papers
from harvester.model import Dataset, PersonName

_ENTRY_TYPES = {
    "article-journal": "article",
    "paper-conference": "inproceedings",
    "chapter": "incollection",
    "thesis": "phdthesis",
    "report": "techreport",
}
_CONTAINERS = {
    "article": "journal",
    "inproceedings": "booktitle",
    "incollection": "booktitle",
    "phdthesis": "school",
    "techreport": "institution",
}
_UNSAFE_IN_ADDRESS = re.compile(r"[\s{}\\%\"<>^`|]")


def format_bibtex(dataset: Dataset) -> str:
    """Return one entry per paper, sorted by id; fields in a fixed order, one a line."""
    return "\n".join(_entry(citation) for citation in cite_papers(dataset.papers))


def _entry(citation: Citation) -> str:
    kind = _ENTRY_TYPES.get(citation.type, "misc")
    fields = [f"  {name} = {{{value}}}" for name, value in _fields(citation, kind) if value]
    return f"@{kind}{{{citation.key},\n" + ",\n".join(fields) + "\n}\n"


def _fields(citation: Citation, kind: str) -> Iterator[tuple[str, str]]:
    """Yield names and values; braces in a title keep the case of its words."""
    people = [_person(one) for one in citation.authors] + ["others"] * citation.is_cut
    year, _, month = citation.issued[:7].partition("-")
    yield "title", f"{{{_tex(citation.title)}}}"
    yield "author", " and ".join(people)
    yield "year", year
    yield "month", str(int(month)) if month.isdigit() else ""
    if kind in _CONTAINERS:
        yield _CONTAINERS[kind], _tex(citation.container or citation.event)
    else:
        yield "howpublished", _tex(citation.container or citation.event)
    yield "doi", _address(citation.doi)
    if citation.arxiv:
        yield "eprint", _address(citation.arxiv)
        yield "archiveprefix", "arXiv"
        yield "primaryclass", _address(citation.category)
    yield "url", _address(citation.url)
    yield "abstract", _tex(" ".join(citation.abstract.split()))


def _person(name: PersonName) -> str:
    """Return `Family, Given`; a group stands in braces, so that BibTeX takes it as one name."""
    if name.literal or not name.family:
        return f"{{{_tex(str(name))}}}"
    parts = [_guarded(_tex(part)) for part in (name.family, name.given) if part]
    return ", ".join(parts)


def _guarded(part: str) -> str:
    """Brace a part of a name that holds what separates names."""
    return f"{{{part}}}" if re.search(r",|(?i:\band\b)", part) else part


def _address(text: str) -> str:
    """Return an address or identifier that ends no brace and starts no command."""
    return _UNSAFE_IN_ADDRESS.sub(lambda sign: "".join(f"%{b:02X}" for b in sign[0].encode()), text)


def _tex(text: str) -> str:
    return str(_encoder().unicode_to_latex(text))


@cache
def _encoder() -> Any:
    # imported here because it is heavy and rarely needed
    from pylatexenc.latexencode import (  # type: ignore[import-untyped]  # it ships no types
        UnicodeToLatexEncoder,
    )

    return UnicodeToLatexEncoder(
        replacement_latex_protection="braces-all",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )
