"""A report with something in every section, and the same with hostile text everywhere."""

from __future__ import annotations

from harvester.model import (
    Candidate,
    Cause,
    Change,
    Identifier,
    Problem,
    Severity,
    SourceCount,
    Strength,
)
from harvester.reports import (
    Choice,
    EntryFacts,
    ReportInput,
    ResolvedEntry,
    ShownEdit,
    StarsChange,
    Waiting,
)

ALPHA = Identifier("arxiv", "2503.01234")
BETA = Identifier("arxiv", "2503.01235")


def full(word: str = "word") -> ReportInput:
    candidate = Candidate(BETA, f"Tides {word}", (f"Ann {word}", "Bo Xu"), True, "2025-03-02")
    return ReportInput(
        list_name=f"Tides {word}",
        day="2026-01-01",
        changes=(
            Change(ALPHA, f"Alpha {word}", "journal_ref", "changed", None, word, "arxiv",
                   Cause.SOURCE_CHANGED),
            Change(BETA, "Beta", "paper", "added", None, word, "list", Cause.LIST_EDITED),
        ),
        problems=(
            problem("authors-differ", "Alpha", word),
            problem("date-differs", "Beta", word),
            problem("code-released", "Beta", word),
            problem("wrong-link", "Gamma", word),
        ),
        edits=(
            ShownEdit("Alpha", "authors", f"Eve {word}", "Ann Lee", 4, f"because {word}", "arxiv"),
            ShownEdit("Delta", "identifier", "2503.xxxxx", "2503.01234", 5, "found", "arxiv"),
            ShownEdit("Beta", "title", "Old", f"New {word}", 6, "by hand", "arxiv", "", False),
        ),
        waiting=(
            Waiting("Gamma", 9, f"Waves {word}", "Ann Lee", "2025", f"several fit {word}",
                    (Choice(candidate, Strength.AMBIGUOUS, f"alike {word}"),)),
        ),
        resolutions=(
            ResolvedEntry("Delta", 5, ALPHA, Strength.EXACT, f"title equal, 2 of 2 authors {word}",
                     "2503.xxxxx"),
        ),
        sources=(("arxiv", SourceCount(3, 0, 2, 0, 1, 1)),),
        notes=(f"arxiv could not be asked {word}",),
        stars=(StarsChange("ann/alpha", 5, 9, "2025-12-01",
                           (("2025-12-01", 5), ("2026-01-01", 9))),),
        papers=2,
        entries=(EntryFacts("Alpha", ALPHA, (("authors", "2025-12-30"),)),),
        list_url="https://github.com/ann/list/blob/main/README.md",
    )  # fmt: skip


def problem(code: str, subject: str, word: str, line: int = 7) -> Problem:
    return Problem(
        code,
        Severity.WARNING,
        "list.md",
        line,
        subject,
        f"says {word}",
        f"is {word}",
        "arxiv",
        "do",
    )
