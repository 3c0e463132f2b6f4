"""`review`: answer what waits for a decision."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from harvester.dataset.decisions import find_unused, load_decisions
from harvester.dataset.store import load_dataset
from harvester.errors import BadInput
from harvester.files import write_atomically
from harvester.lists import load_list, parse
from pipelines.output import say
from pipelines.publish.git import Checkout, GitError
from pipelines.publish.pull_requests import GithubError, connected
from pipelines.publish_options import read_publish_options, remote_repository, repository_of
from pipelines.review.answers import (
    Answer,
    answers_of_body,
    decisions_of,
    is_answered,
    parse_command,
    read_event,
    record,
)
from pipelines.review.questions import Question, load_report, questions_of
from pipelines.review.sheet import read_sheet, write_sheet
from pipelines.settings import SETTINGS_FILE, Settings, load_settings

_REVIEWER = "a reviewer of the pull request"


@click.command()
@click.option(
    "--from-body", type=click.Path(path_type=Path), help="A pull request's or issue's body."
)
@click.option("--from-event", type=click.Path(path_type=Path), help="A workflow's event file.")
@click.option(
    "--sheet", type=click.Path(path_type=Path), help="Write a CSV sheet, or read it back."
)
@click.option("--from-pull", is_flag=True, help="The boxes ticked in the open pull request.")
@click.option(
    "--paper-to",
    type=click.Path(path_type=Path),
    help="Where to write the event's form for a new paper, for `harvester add --from-issue`.",
)
@click.option("--say", "command", default="", help="One answer in words, as in a comment.")
@click.option("--list", "only_list", is_flag=True, help="What waits, and decisions without effect.")
@click.option("--who", default="", help="Whose answers these are; else git's user.name.")
def review(
    from_body: Path | None,
    from_event: Path | None,
    from_pull: bool,
    paper_to: Path | None,
    sheet: Path | None,
    command: str,
    only_list: bool,
    who: str,
) -> int:
    """Walk through what waits: accept, refuse, edit, keep yours, skip, never ask again.

    Each answer is one line in data/decisions/ and is never asked again; a new upstream value asks
    anew.

    \b
    Examples:
      harvester review
      harvester review --list
      harvester review --from-pull               (what was ticked in the open pull request)
      harvester review --from-body body.md
      harvester review --sheet questions.csv     (once to write it, once more to read it back)
      harvester review --say 'ignore dead-link "EchoWorld" because the page moves'
    """
    settings = load_settings(Path())
    asked = questions_of(load_report(settings.dataset_folder))
    if only_list:
        return _show_list(settings, _open(settings, asked))
    if from_event is not None:
        return _from_event(settings, from_event, paper_to, who, asked)
    if from_pull:
        return _record(settings, answers_of_body(_open_bodies(settings)), who or _REVIEWER, asked)
    if from_body is not None:
        return _record(settings, answers_of_body(load_list(from_body)), who, asked)
    if command:
        return _record(settings, [parse_command(command)], who, asked)
    if sheet is not None:
        return _with_sheet(settings, sheet, who, asked)
    return _walk(settings, _open(settings, asked), who)


def _show_list(settings: Settings, questions: Sequence[Question]) -> int:
    for one in questions:
        say(f"line {one.line}, {one.entry}: {one.asked} {one.claimed or '(nothing)'} | {one.known}")
    document = parse(load_list(settings.list_path), settings.list_path.name)
    decisions = load_decisions(settings.dataset_folder / "decisions")
    names = [mention.name for mention in document.mentions]
    idle = find_unused(decisions, load_dataset(settings.dataset_folder), names)
    for decision, why in idle:
        what = decision.field or decision.value
        say(f"without effect: {decision.kind} {what} of {decision.subject} ({decision.who}): {why}")
    say(
        f"{len(questions)} questions wait; {len(idle)} of {len(decisions)} decisions have no effect"
    )
    return 0


def _from_event(
    settings: Settings, path: Path, paper_to: Path | None, who: str, asked: Sequence[Question]
) -> int:
    event = read_event(path)
    if event.refusal:
        say(f"not heard: {event.refusal}")
    if paper_to is not None and event.form:
        write_atomically(paper_to, event.form.encode("utf-8"))
    return _record(settings, answers_of_body(event.body), who or event.who, asked)


def _with_sheet(settings: Settings, sheet: Path, who: str, asked: Sequence[Question]) -> int:
    if sheet.exists():
        return _record(settings, list(read_sheet(sheet, asked)), who, asked)
    questions = _open(settings, asked)
    write_sheet(sheet, questions)
    say(f"{len(questions)} questions in {sheet}; fill in 'your answer' and run this again")
    return 0


def _open_bodies(settings: Settings) -> str:
    """Return the bodies of our open pull requests, which only people of the repository can edit."""
    options = read_publish_options(settings.publish, f"{SETTINGS_FILE} [publish]")
    checkout = Checkout(settings.root, options.remote, settings.tokens.get("github", ""))
    remote_url = checkout.remote_url()
    repository = repository_of(options, remote_url)
    owner = (remote_repository(remote_url) or repository).partition("/")[0]
    try:
        base = options.base or checkout.default_branch()
        with connected(settings, repository) as pulls:
            pull_requests = pulls.of_branches(owner, options.branch, base)
    except (GitError, GithubError) as error:
        say(f"! the open pull request could not be read: {error}")
        return ""
    return "\n".join(pull.body for pull in pull_requests if pull.state == "open")


def _open(settings: Settings, asked: Sequence[Question]) -> tuple[Question, ...]:
    decisions = load_decisions(settings.dataset_folder / "decisions")
    return tuple(one for one in asked if not is_answered(one, decisions))


def _record(
    settings: Settings, answers: Iterable[Answer], who: str, questions: Sequence[Question]
) -> int:
    folder = settings.dataset_folder / "decisions"
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    decisions = tuple(decisions_of(answers, who or _user(), now, questions))
    added = record(folder, decisions, load_decisions(folder))
    say(f"{added} answers remembered" if added else "nothing new to remember")
    return 0


def _walk(settings: Settings, questions: Sequence[Question], who: str) -> int:
    if not questions:
        say("nothing waits for you")
        return 0
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise BadInput(
            f"{len(questions)} questions wait, and asking them needs a terminal; "
            "without one: --sheet FILE.csv, --from-body FILE or --say WORDS"
        )
    from rich.console import Console

    from pipelines.review.terminal import ask_person, walk

    console = Console()
    document = parse(load_list(settings.list_path), settings.list_path.name)
    sections = {one.name: one.section[-1] for one in document.mentions if one.section}
    for answer in walk(questions, console, partial(ask_person, console), sections):
        _record(settings, [answer], who, questions)
    return 0


def _user() -> str:
    if actor := os.environ.get("GITHUB_ACTOR"):
        return actor
    try:
        command = ["git", "config", "user.name"]
        answer = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603 - no shell
    except FileNotFoundError:
        return getpass.getuser()
    return answer.stdout.strip() or getpass.getuser()
