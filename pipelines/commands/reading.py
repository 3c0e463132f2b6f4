"""`parse` and `repair`: what a list file says."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from harvester.arxiv_index.shards.search import open_index as open_index_at
from harvester.dataset.store import load_dataset
from harvester.errors import BadInput
from harvester.files import write_atomically
from harvester.lists import ListDocument, load_list
from harvester.lists import parse as parse_list
from harvester.lists.as_json import document_as_json
from harvester.lists.generated import generated_note, why_no_entries
from harvester.lists.mojibake.repair import repair as repair_text
from harvester.lists.reading.forms import learn_forms, read_again
from harvester.model import Candidate, Identifier
from pipelines.known_records import records_in_index, records_of
from pipelines.output import say, say_json


@click.command()
@click.argument("path", metavar="LIST", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything, for programs.")
@click.option(
    "--known",
    "records_path",
    metavar="DATA|INDEX",
    type=click.Path(path_type=Path),
    help="A dataset folder or a local index: its papers teach the list's own forms.",
)
def parse(path: Path, as_json: bool, records_path: Path | None) -> None:
    """Show what LIST says: its mentions with their places.

    \b
    Examples: harvester parse README.md --json | jq '.mentions[].title'
              harvester parse --known data README.md
    """
    document = parse_list(load_list(path), path.name)
    if records_path is not None:
        document = read_again(document, learn_forms(document, _records(document, records_path)))
    if not document.mentions:
        raise BadInput(why_no_entries(document, path))
    if as_json:
        say_json(document_as_json(document, str(path)), indent=1)
        return
    for mention in document.mentions:
        ids = ", ".join(str(identifier) for identifier in mention.identifiers)
        missing = ", ".join(p.text for p in mention.placeholders)
        refers = f"-> {mention.refers_to}" if mention.refers_to else ""
        say(f"{mention.line:6d}  {mention.kind:10s}  {mention.name}  {ids or missing}{refers}")
    if generated := generated_note(document, path):
        say(generated, err=True)
    for note in document.notes:
        say(f"{path}:{note.line}: {note.text}", err=True)


def _records(document: ListDocument, path: Path) -> dict[Identifier, Candidate]:
    """Return what a dataset folder or an index file says of the papers of a list."""
    if path.is_dir():
        return records_of(document, load_dataset(path))
    with closing(open_index_at(path)) as index:
        return records_in_index(document, index)


@click.command()
@click.argument("path", metavar="LIST", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write here, not into LIST.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def repair(path: Path, output: Path | None, dry_run: bool) -> None:
    """Mend text garbled on its way, and list every character that is a guess.

    \b
    Example: harvester repair README.md -o repaired.md
    """
    text = load_list(path)
    mended = repair_text(text)
    for place in mended.uncertain:
        certainty = f"{place.certainty:.0%}"
        say(f"{path}:{place.line}: {place.text!r} -> {place.repaired!r} ({certainty} sure)")
    if mended.text == text:
        say(f"{path}: nothing is garbled")
        return
    if not dry_run:
        write_atomically(output or path, mended.text.encode("utf-8"))
    done = "would be repaired" if dry_run else f"repaired into {output or path}"
    say(f"{path}: {done}; {len(mended.uncertain)} places are guesses, listed above")
