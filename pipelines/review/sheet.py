"""Questions as a CSV sheet that goes out and comes back with answers.

Cells that a spreadsheet would run as a formula are written with an apostrophe before them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

from harvester.errors import BadInput
from harvester.files import write_atomically
from pipelines.review.answers import Answer
from pipelines.review.questions import Question

COLUMNS = (
    "key",
    "line",
    "entry",
    "question",
    "list says",
    "upstream says",
    "source",
    "answers",
    "your answer",
    "reason",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_sheet(path: Path, questions: Sequence[Question]) -> None:
    """Write one row a question; the column `your answer` takes the number of an answer."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in questions:
        answers = " | ".join(f"{at}: {o.label}" for at, o in enumerate(one.options, start=1))
        cells = (one.key, str(one.line), one.entry, one.asked, one.claimed, one.known, one.source)
        writer.writerow([*map(_harmless, (*cells, answers)), "", ""])
    write_atomically(path, text.getvalue().encode("utf-8-sig"))


def _harmless(cell: str) -> str:
    cell = " ".join(cell.split())
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def read_sheet(path: Path, questions: Sequence[Question]) -> Iterator[Answer]:
    """Give the answers of a sheet that came back; empty cells are left for later.

    Raises:
        BadInput: a column is missing, a row answers a question that is not open, or its number is
            none; the message names the row.
    """
    open_questions = {question.key: question for question in questions}
    try:
        rows = list(csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{path}: no CSV sheet in UTF-8 ({error})") from error
    for number, row in enumerate(rows, start=2):
        missing = [name for name in ("key", "your answer", "reason") if name not in row]
        if missing:
            raise BadInput(f"{path}: the column {missing[0]!r} is missing; it was in what went out")
        answer = (row["your answer"] or "").strip()
        if not answer:
            continue
        question = open_questions.get((row["key"] or "").strip().lstrip("'"))
        if question is None:
            raise BadInput(f"{path}:{number}: this question is not open any more; remove the row")
        yield Answer(_chosen(question, answer, f"{path}:{number}"), (row["reason"] or "").strip())


def _chosen(question: Question, answer: str, where: str) -> dict[str, str]:
    number = answer.split(":")[0].strip()
    if number.isdigit() and 1 <= int(number) <= len(question.options):
        return dict(question.options[int(number) - 1].decision)
    allowed = "a number from 1" if question.options else "left empty: it has no answer to choose"
    last = f" to {len(question.options)}" if question.options else ""
    raise BadInput(f"{where}: 'your answer' is {answer!r:.40}; it must be {allowed}{last}")
