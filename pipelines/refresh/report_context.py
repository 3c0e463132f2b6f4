"""What surrounds the rows of a report: addresses, ways to answer, since when a row stands open."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from harvester.errors import BadInput
from harvester.reports import AnswerWay, ReportInput, standing_rows
from harvester.reports.safe import one_line
from pipelines.publish_options import read_publish_options, repository_of
from pipelines.review.boxes import encode_answer
from pipelines.review.questions import Question, load_report, questions_of
from pipelines.settings import SETTINGS_FILE, Settings

_SPECIAL = frozenset('"\\$`!')
"""What double quotes do not take the meaning from."""

_PASTED = frozenset({"keep", "ignore"})


def add_context(report_input: ReportInput, settings: Settings) -> ReportInput:
    """Return `report_input` with the addresses, the answers and the days of the last report."""
    opened = load_report(settings.dataset_folder).get("open_since")
    list_url, report_url = repository_urls(settings)
    return replace(
        report_input,
        answers=answer_ways(report_input),
        open_since=_days(opened) if isinstance(opened, Mapping) else (),
        list_url=report_input.list_url or list_url,
        report_url=report_input.report_url or report_url,
    )


def _days(opened: Mapping[object, object]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((str(key), str(day)) for key, day in opened.items()))


def answer_ways(report_input: ReportInput) -> tuple[AnswerWay, ...]:
    """Return how each question of a report can be answered: by box, command or list comment."""
    return tuple(
        way for question in questions_of(standing_rows(report_input)) for way in _ways(question)
    )


def _ways(question: Question) -> Iterator[AnswerWay]:
    about = question.asked if question.topic == "problem" else ""
    if question.topic == "proposal":
        about = question.asked.removeprefix("change ").removesuffix("?")
    for option in question.options:
        decision = dict(option.decision)
        words = command_words(decision)
        yield AnswerWay(
            topic=question.topic,
            entry=question.entry,
            about=about,
            label=option.label,
            box=encode_answer(decision) if decision else "",
            command=f"harvester review --say {shlex.quote(words)}" if words else "",
            paste=_paste(decision),
            url=option.url,
        )


def command_words(decision: Mapping[str, str]) -> str:
    """Return a decision as `review --say` reads it; empty where it cannot be said so."""
    kind, subject, value = (decision.get(key, "") for key in ("kind", "subject", "value"))
    words: tuple[str, ...]
    match kind:
        case "same" | "different":
            words = (kind, subject, value)
        case "keep":
            words = (kind, decision.get("field", ""), subject)
        case "accept":
            words = (kind, decision.get("field", ""), subject, value)
        case "ignore":
            words = (kind, value, subject)
        case _:
            return ""
    if any(one_line(word) != word for word in words):
        return ""  # cleaned for display, a quote of the shell could be lost with what it ends
    return "" if " because " in f" {' '.join(words)} " else " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    """Return a word as the shell reads it; in double quotes, so that single ones can go around."""
    is_plain = shlex.quote(word) == word or not _SPECIAL.isdisjoint(word)
    return shlex.quote(word) if is_plain else f'"{word}"'


def _paste(decision: Mapping[str, str]) -> str:
    kind = decision.get("kind", "")
    what = decision.get("field" if kind == "keep" else "value", "")
    return f"<!-- harvester: {kind} {what}: reason -->" if kind in _PASTED and what else ""


def repository_urls(settings: Settings) -> tuple[str, str]:
    """Return where list and report are to be read on GitHub; empty where that is not known."""
    path = _git(settings.list_path, "ls-files", "--full-name", "--", settings.list_path.name)
    if not path:
        return "", ""
    remote = _git(settings.list_path, "remote", "get-url", "origin")
    try:
        options = read_publish_options(settings.publish, f"{SETTINGS_FILE} [publish]")
        name = repository_of(options, remote)
    except BadInput:
        return "", ""
    base = f"https://github.com/{name}/blob/HEAD"
    prefix = _git(settings.dataset_folder, "rev-parse", "--show-prefix")
    return f"{base}/{path}", f"{base}/{prefix}reports/report.html"


def _git(beside: Path, *arguments: str) -> str:
    """Return the first line that git answers in a folder, or in that of a file; empty for none."""
    folder = beside if beside.is_dir() else beside.parent
    try:
        answer = subprocess.run(  # noqa: S603 - no shell, fixed commands
            ["git", "-C", str(folder.resolve()), *arguments],  # noqa: S607
            capture_output=True,
            check=False,
        )
    except OSError:
        return ""
    lines = answer.stdout.decode("utf-8", "replace").splitlines()
    return lines[0] if answer.returncode == 0 and lines else ""
