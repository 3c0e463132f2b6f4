"""Questions one by one in a terminal, with the evidence side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.prompt import Prompt
from rich.table import Table

from harvester.reports.safe import one_line
from harvester.values.fields import CLAIM_NAMES, FIELDS
from harvester.values.identifiers import parse_identifier, url_of
from pipelines.review.answers import Answer
from pipelines.review.questions import CLAIMS_OF_CODE, Question

Ask = Callable[[str, list[str]], str]


def ask_person(console: Console, words: str, choices: list[str]) -> str:
    """Ask for one of `choices`; any text where there are none."""
    if not choices:
        return Prompt.ask(escape(words), console=console, default="")
    return Prompt.ask(escape(words), console=console, choices=choices, default="s")


def walk(questions: Sequence[Question], console: Console, ask: Ask) -> Iterator[Answer]:
    """Give the answers of a person, each as soon as it is given; `q` ends the walk."""
    for number, question in enumerate(questions, start=1):
        console.rule(f"{number} of {len(questions)}")
        _show(question, console)
        while True:
            choice = ask("Your answer", _choices(question))
            if choice != "w":
                break
            console.print(escape(_why(question)))
        if choice == "q":
            return
        answer = _answer(question, choice, ask)
        if answer is not None:
            yield answer


def _show(question: Question, console: Console) -> None:
    head = f"{question.entry} (line {question.line}): {question.asked}"
    console.print(f"[bold]{escape(one_line(head))}[/bold]")
    table = Table(show_header=True, expand=False)
    table.add_column("the list says")
    table.add_column(f"{question.source or 'upstream'} says")
    table.add_row(escape(one_line(question.claimed)), escape(one_line(question.known)))
    console.print(table)
    for number, option in enumerate(question.options, start=1):
        identifier = parse_identifier(option.url) if option.url else None
        link = f"  {url_of(identifier)}" if identifier else ""
        console.print(f"  {number}  {escape(one_line(option.label))}{escape(link)}")
    more = "  e  edit: write the value yourself\n" if _field(question) else ""
    console.print(f"{more}  n  never ask again\n  w  why\n  s  skip\n  q  stop here")


def _choices(question: Question) -> list[str]:
    numbers = [str(number + 1) for number in range(len(question.options))]
    return [*numbers, *(["e"] if _field(question) else []), "n", "w", "s", "q"]


def _field(question: Question) -> str:
    decision = dict(question.options[0].decision) if question.options else {}
    field = decision.get("field", "")
    return field if field in FIELDS.keys() | CLAIM_NAMES and field != "entry" else ""


def _why(question: Question) -> str:
    known = question.known or "nothing that decides it"
    return f"Asked because {question.source or 'the search'} says: {one_line(known)}"


def _answer(question: Question, choice: str, ask: Ask) -> Answer | None:
    if choice == "s":
        return None
    decision: dict[str, str]
    if choice == "e":
        value = ask("The value (several with ; between them)", [])
        decision = {"kind": "accept", "subject": question.entry, "value": value}
        decision["field"] = _field(question)
    elif choice == "n":
        code = question.asked if question.topic == "problem" else _code(question)
        decision = {"kind": "ignore", "subject": question.entry, "value": code, "answers": ""}
    else:
        decision = dict(question.options[int(choice) - 1].decision)
    return Answer(decision, ask("Why (for those who come after you)", []))


def _code(question: Question) -> str:
    """Return the code of the problem that an unanswered question would be."""
    claim = question.asked.removeprefix("change ").rstrip("?")
    codes = (code for code, claims in CLAIMS_OF_CODE.items() if claim in claims)
    return "missing-id" if question.topic == "identifier" else next(codes, f"{claim}-differs")
