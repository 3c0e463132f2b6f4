"""Questions one by one in a terminal, with the evidence side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.prompt import Prompt
from rich.table import Table

from harvester.reports.safe import one_line
from harvester.values.fields import CLAIM_NAMES, FIELDS
from harvester.values.identifiers import parse_identifier, url_of
from pipelines.review.answers import Answer
from pipelines.review.questions import Question

Ask = Callable[[str, list[str]], str]
Moves = dict[str, tuple[str, dict[str, str]]]
"""Key → what it does in words, and the decision that it makes."""

_OTHER_KEYS = {
    "w": "why it is asked",
    "s": "skip",
    "q": "stop here",
}


def ask_person(console: Console, words: str, choices: list[str]) -> str:
    """Ask for one of `choices`; any text where there are none."""
    if not choices:
        return Prompt.ask(escape(words), console=console, default="")
    return Prompt.ask(escape(words), console=console, choices=choices, default="s")


def walk(
    questions: Sequence[Question],
    console: Console,
    ask: Ask,
    sections: Mapping[str, str] | None = None,
) -> Iterator[Answer]:
    """Give the answers of a person, each as soon as it is given; `q` ends the walk.

    `sections` maps entries to their section, which `n` can speak of.
    """
    for number, question in enumerate(questions, start=1):
        console.rule(f"{number} of {len(questions)}")
        moves = _moves(question)
        _show(question, moves, console)
        while (choice := ask("Your answer", [*moves, *_other_keys(question)])) == "w":
            console.print("\n".join(map(escape, _why(question))))
        if choice == "q":
            return
        decision = _decision(question, choice, moves, console, ask, sections or {})
        if decision:
            yield Answer(decision, ask("Why (for those who come after you)", []))


def _moves(question: Question) -> Moves:
    """Return the answers that the question offers, by the key that gives them."""
    moves: Moves = {}
    for option in question.options:
        decision = dict(option.decision)
        match decision.get("kind"), question.topic:
            case "same", "identifier":
                identifier = parse_identifier(option.url)
                link = f"  {url_of(identifier)}" if identifier else ""
                moves[str(len(moves) + 1)] = (f"it is {option.label}{link}", decision)
            case (("same" | "accept"), _):
                moves["a"] = (f"accept: {_words_of_acceptance(question)}", decision)
            case "different", _:
                moves["r"] = (f"reject: {option.label}", decision)
            case "keep", _:
                moves["r"] = ("reject this value; another one is asked about anew", decision)
                mine = {**decision, "answers": ""}
                moves["k"] = (f"keep mine: {option.label}, whatever else is found", mine)
            case _:
                moves["k"] = (f"keep mine: {option.label}, until something else is found", decision)
    return moves


def _words_of_acceptance(question: Question) -> str:
    return "write what the source says" if question.topic == "problem" else "write it so"


def _other_keys(question: Question) -> dict[str, str]:
    keys = {}
    if _is_identifier(question):
        keys["e"] = "edit: type the right identifier"
    elif _field(question):
        keys["e"] = "edit: type the right value"
    if question.codes:
        keys["n"] = f"never ask again about {question.codes[0]}"
    return {**keys, **_OTHER_KEYS}


def _show(question: Question, moves: Moves, console: Console) -> None:
    head = f"{question.entry} (line {question.line}): {question.asked}"
    console.print(f"[bold]{escape(one_line(head))}[/bold]")
    table = Table(show_header=True, expand=False)
    table.add_column("the list says", overflow="fold")
    table.add_column(f"{question.source or 'upstream'} says", overflow="fold")
    table.add_row(escape(one_line(question.claimed)), escape(one_line(question.known)))
    console.print(table)
    for key, (words, _) in moves.items():
        console.print(f"  {key}  {escape(one_line(words))}")
    for key, words in _other_keys(question).items():
        console.print(f"  {key}  {words}")


def _is_identifier(question: Question) -> bool:
    return question.topic == "identifier" or question.asked == "change identifier?"


def _field(question: Question) -> str:
    decision = dict(question.options[0].decision) if question.options else {}
    field = decision.get("field", "")
    return field if field in FIELDS.keys() | CLAIM_NAMES and field != "entry" else ""


def _why(question: Question) -> Iterator[str]:
    """Give everything that the report knows about the question, a line each."""
    known = question.known or "nothing that decides it"
    yield f"Asked because {question.source or 'the search'} says: {one_line(known)}"
    for name, words in (("why", "reason"), ("sure", "how sure"), ("fix", "what would mend it")):
        if text := str(question.row.get(name) or ""):
            yield f"  {words}: {one_line(text)}"
    for candidate in question.row.get("candidates") or ():
        if isinstance(candidate, dict) and (reason := candidate.get("reason")):
            yield f"  {one_line(str(candidate.get('identifier')))}: {one_line(str(reason))}"


def _decision(
    question: Question,
    choice: str,
    moves: Moves,
    console: Console,
    ask: Ask,
    sections: Mapping[str, str],
) -> dict[str, str] | None:
    """Return the decision of a choice, asking for what it needs; None for "not now"."""
    if choice in moves:
        return moves[choice][1]
    if choice == "n":
        return _ignore(question, ask, sections)
    if choice != "e":
        return None
    if _is_identifier(question):
        return _typed_identifier(question, console, ask)
    value = ask("The value (several with ; between them)", []).strip()
    field = _field(question)
    accepted = {"kind": "accept", "subject": question.entry, "value": value, "field": field}
    return accepted if value else None


def _typed_identifier(question: Question, console: Console, ask: Ask) -> dict[str, str] | None:
    while typed := ask("The identifier (arXiv id, DOI or link; empty: not now)", []).strip():
        if identifier := parse_identifier(typed):
            return {"kind": "same", "subject": question.entry, "value": str(identifier)}
        console.print(escape(f"{typed!r:.80} is no identifier; for example arxiv:2504.13065"))
    return None


def _ignore(question: Question, ask: Ask, sections: Mapping[str, str]) -> dict[str, str]:
    """Ask how far "never again" reaches: this entry, its section, or the list."""
    (code, *_), section = question.codes, sections.get(question.entry, "")
    places = {"e": question.entry, "l": "list"} | ({"c": f"section: {section}"} if section else {})
    words = f"Never ask about {code}: of this entry (e), {f'in {section} (c), ' if section else ''}"
    subject = places.get(ask(f"{words}or anywhere (l)", [*places, "s"]), "")
    ignored = {"kind": "ignore", "subject": subject, "value": code, "answers": ""}
    return ignored if subject else {}
