"""`export`: the dataset in the forms that other programs read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from harvester.dataset.exports.atom_feed import format_atom
from harvester.dataset.exports.bibtex import format_bibtex
from harvester.dataset.exports.comma_separated import format_csv
from harvester.dataset.exports.csl_json import format_csl_json
from harvester.dataset.exports.json_lines import format_json_lines
from harvester.dataset.run_facts import load_removals
from harvester.dataset.store import load_dataset
from harvester.errors import BadInput
from harvester.files import write_atomically
from harvester.model import Dataset
from pipelines.output import harmless, say
from pipelines.settings import load_settings

_FORMATS: dict[str, Callable[[Dataset], str]] = {
    "bibtex": format_bibtex,
    "csl-json": format_csl_json,
    "csv": format_csv,
    "jsonl": format_json_lines,
}


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice([*_FORMATS, "atom"]),
    required=True,
    help="atom is a feed of what became known, newest first.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write into a file.")
def export(form: str, output: Path | None) -> None:
    """Give the dataset out for reference managers, spreadsheets, programs and feed readers.

    \b
    Examples:
      harvester export --format bibtex -o papers.bib
      harvester export --format csv | head
    """
    settings = load_settings(Path())
    dataset = load_dataset(settings.dataset_folder)
    if not dataset.papers:
        raise BadInput(f"{settings.dataset_folder}: no papers yet; run `harvester refresh` first")
    if form == "atom":
        removals = load_removals(settings.dataset_folder)
        text = format_atom(dataset, f"Papers of {settings.list_path.name}", removals)
    else:
        text = _FORMATS[form](dataset)
    if output is None:
        click.echo(harmless(text), nl=False)
        return
    write_atomically(output, text.encode("utf-8"))
    say(f"{output}: {len(dataset.papers)} papers", err=True)
