"""Files that are no list to edit: made from data beside them, templates, formats not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from harvester.lists.document import ListDocument

_MADE = re.compile(
    r"auto-?generated|\bgenerated\s+(?:by|from|using|with|via)\b|\bdo\s+not\s+edit\b|"
    r"automatically\s+(?:generated|created|built)|(?:自动|自動)生成",
    re.IGNORECASE,
)
_DATA_FILE = re.compile(r"[\w./-]*\w\.(?:ya?ml|csv|tsv|json|jsonl|bib|toml)\b", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{%-?\s*(?:for|include|if)\b|\{\{\s*[\w.]+(?:\s*\|[^{}]*)?\s*\}\}|<%=?\s")
_ARXIV = re.compile(r"(?<![\d.])\d{4}\.\d{4,5}(?!\d)")
_ENDINGS = frozenset({".yaml", ".yml", ".csv", ".tsv", ".json", ".bib", ".toml"})
_NEAR = 300
_LARGEST = 5_000_000
_MOST_FILES = 60
_FEWEST_IDS = 3
_SHARE = 0.8


def generated_note(document: ListDocument, path: Path) -> str:
    """Return one line about a file that says it is generated; empty where it does not."""
    marks = _marks(document.file_text)
    if not marks:
        return ""
    source = data_file_of(document.file_text, path)
    origin = f"from {source}; name {source} as the list" if source else "by a program"
    return f"{path.name} is generated {origin}: what is edited here is lost when it is made anew"


def data_file_of(text: str, path: Path) -> str:
    """Return the data file that a generated file is made from; empty where none can be told.

    It is named where the file says that it is generated, or holds the same papers beside it.
    """
    for start, end in _marks(text):
        around = text[max(0, start - _NEAR) : end + _NEAR]
        named = [one[0].removeprefix("./") for one in _DATA_FILE.finditer(around)]
        if named:
            return next((one for one in named if (path.parent / one).is_file()), named[0])
    ids = set(_ARXIV.findall(text))
    beside = ((_shared(ids, one), one) for one in _data_files(path.parent))
    most, file = max(beside, default=(0, path), key=lambda pair: pair[0])
    is_same = len(ids) >= _FEWEST_IDS and most >= _SHARE * len(ids)
    return file.relative_to(path.parent).as_posix() if is_same else ""


def _marks(text: str) -> list[tuple[int, int]]:
    """Where a file says that a program makes it: in a comment, or in a line of its own words."""
    marks = []
    for match in _MADE.finditer(text):
        comment = text.rfind("<!--", 0, match.start())
        in_comment = comment >= 0 and text.find("-->", comment, match.start()) < 0
        near_edge = text.count("\n", 0, match.start()) < 12
        named = _DATA_FILE.search(text, match.end(), match.end() + 80)
        if in_comment or (near_edge and named):
            marks.append(match.span())
    return marks


def _data_files(folder: Path) -> Iterator[Path]:
    """Yield the data files beside a list and one folder below, less those that are too large."""
    count = 0
    for pattern in ("*", "*/*"):
        for one in sorted(folder.glob(pattern)):
            if one.suffix.lower() in _ENDINGS and one.is_file() and one.stat().st_size < _LARGEST:
                count += 1
                if count > _MOST_FILES:
                    return
                yield one


def _shared(ids: set[str], path: Path) -> int:
    return len(ids.intersection(_ARXIV.findall(path.read_text("utf-8", errors="replace"))))


def why_no_entries(document: ListDocument, path: Path) -> str:
    """Return one line that says why a file holds no entries, and what to do."""
    if document.notes:
        return f"{path}: {document.notes[0].text}"
    if source := data_file_of(document.file_text, path):
        return f"{path}: no entries found; it is made from {source}: name that file as the list"
    if _TEMPLATE.search(document.file_text):
        return (
            f"{path}: a template that a program fills in, no list; name the file that is made "
            "from it, or the data file that fills it"
        )
    form = f" in it, read as {document.view.format.name}" if document.view else ""
    return (
        f"{path}: no entries found{form}; is this a list of papers? "
        "Each entry needs a title and a link"
    )
