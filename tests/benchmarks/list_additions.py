"""Leave-one-out measure of `add`: each entry taken out and added again from its record alone.

Run: `python -m tests.benchmarks.list_additions [--only NAME] [--each N] [--show other]`. The record
is what the corpus knows: title, authors, first version's date, venue; the repository is the one the
entry links. `same`: the list is what it was, byte for byte; `line`: the entry's lines are, and
another place was chosen; `form`: they are up to facts that the record lacks or tells otherwise
(another date or spelling, words and links of the entry's own); `other`: another form; `hand`: left
to a person. Whoever adds says the section.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from harvester.errors import BadInput
from harvester.lists import ListDocument, load_list, parse
from harvester.lists.editing.additions import NewEntry, add_entry, remove_entry
from harvester.lists.editing.sections import whole_entry
from harvester.lists.edits import apply
from harvester.model import Candidate, Edit, Identifier, LinkRole, Mention, Span, Written
from harvester.values.person_names import parse_person
from harvester.values.text import normalize_title
from tests.benchmarks.learnt_forms import corpus_records
from tests.benchmarks.list_edits import spread
from tests.benchmarks.list_reading import list_files
from tests.paths import SHARED

VERDICTS = ("same", "line", "form", "other", "hand")
_WORD = re.compile(r"[^\W_]+")
_OWN_LINE = 0.34
_SAMPLE = 40


class Venue(NamedTuple):
    """Where a paper was published."""

    name: str
    year: str


def venues(titles: set[str]) -> dict[str, Venue]:
    """Return where the papers of some normalised titles were published."""
    facts: dict[str, Venue] = {}
    with lzma.open(SHARED / "corpus" / "venues.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            title = normalize_title(row["title"])
            if title in titles:
                facts[title] = Venue(row["venue"], str(row["year"]))
    return facts


def new_entry(mention: Mention, record: Candidate, published: Mapping[str, Venue]) -> NewEntry:
    """Return what is known of the entry's paper without the entry."""
    venue = published.get(normalize_title(record.title), Venue("", ""))
    code = [one.identifier for one in mention.links if one.role is LinkRole.CODE]
    return NewEntry(
        record.identifier,
        record.title,
        tuple(map(parse_person, record.authors)),
        (record.submitted or "")[:10],
        event=venue.name,
        year=venue.year,
        code=next((one for one in code if one and one.scheme == "github"), None),
        tags=tuple(one.text for one in mention.tags),
    )


def usual_words(document: ListDocument) -> set[str]:
    """Return the words, in lower case, that many entries of a list have."""
    entries = [one for one in document.mentions if one.is_paper_entry]
    sample = entries[:: max(1, len(entries) // _SAMPLE)][:_SAMPLE]
    texts = (document.text_of(one.span) for one in sample)
    seen = Counter(word for text in texts for word in set(_WORD.findall(text.lower())))
    return {word for word, count in seen.items() if count >= max(2, _OWN_LINE * len(sample))}


def skeleton(document: ListDocument, mention: Mention, usual: set[str]) -> str:
    """Return an entry's first lines with a letter for each claim, less links and words of its own.

    What only this entry says (a project page, a summary) is left out with the marks around it.
    """
    text, end = document.text, mention.span.end
    start = text.rfind("\n", 0, mention.span.start) + 1
    spans = [(one.span, letter) for one, letter in _claims(mention)]
    for link in mention.links:
        known = link.role in {LinkRole.PAPER, LinkRole.CODE, LinkRole.BADGE}
        spans.append((link.span, "U") if known else (link.whole, "\x00"))
    pieces, position = [], start
    for span, letter in sorted(spans, key=lambda one: (one[0].start, -one[0].end)):
        if span.start < position:
            continue
        pieces += [_less(text[position : span.start], usual), letter]
        position = span.end
    made = "".join([*pieces, _less(text[position:end], usual)])
    made = re.sub(r"[\s,;:.·|/&–—-]*[(\[{]*\x00+[)\]}]*[.;:]?", "", made)
    return re.sub(r"\s+", " ", re.sub(r"\d+(?=[.)]\s)", "1", made)).strip(" .,;|-")


def _claims(mention: Mention) -> Iterator[tuple[Written | _Place, str]]:
    for claim, letter in ((mention.title, "T"), (mention.date, "D"), (mention.event, "D")):
        if claim is not None:
            yield claim, letter
    if mention.authors_span is not None:
        yield _Place(mention.authors_span), "A"
    for tag in mention.tags:
        yield tag, "G"


class _Place(NamedTuple):
    span: Span


def _less(text: str, usual: set[str]) -> str:
    return _WORD.sub(lambda match: match[0] if match[0].lower() in usual else "\x00", text)


def left_out(document: ListDocument, mention: Mention, name: str) -> ListDocument | None:
    """Return the list without one entry; None where its lines hold more."""
    edits = remove_entry(document, mention)
    if not all(isinstance(one, Edit) for one in edits):
        return None
    text = apply(document.text, [one for one in edits if isinstance(one, Edit)])
    then = parse(text, name)
    return then if len(then.mentions) == len(document.mentions) - 1 else None


def judge(
    document: ListDocument, name: str, mention: Mention, entry: NewEntry
) -> tuple[str, str, str]:
    """Take an entry out and add it; return the verdict, the lines before and after."""
    rest = left_out(document, mention, name)
    if rest is None:
        return "none", "", ""
    before = document.text_of(whole_entry(document, mention))
    try:
        made = add_entry(rest, entry, " > ".join(mention.section))
    except BadInput:
        return "none", "", ""
    edits = [one for one in made if isinstance(one, Edit)]
    if not edits:
        return "hand", before, ""
    text = apply(rest.text, edits)
    if text == document.text:
        return "same", before, before
    then = parse(text, name)
    added = next(one for one in then.mentions if entry.identifier in one.identifiers)
    after = then.text_of(whole_entry(then, added))
    if after == before:
        return "line", before, after
    usual = usual_words(document)
    alike = skeleton(document, mention, usual) == skeleton(then, added, usual)
    return "form" if alike else "other", before, after


def one_list(
    path: Path, each: int, records: Mapping[Identifier, Candidate], published: Mapping[str, Venue]
) -> Iterator[tuple[Mention, str, str, str]]:
    """Yield entry, verdict, and the lines before and after, for entries spread over a list."""
    document = parse(load_list(path), path.name)
    known = [
        (one, papers[0])
        for one in document.mentions
        if one.is_paper_entry and len(papers := [i for i in one.identifiers if i in records]) == 1
    ]
    paper_of = {one.span: paper for one, paper in known}
    for mention in spread([one for one, _ in known], each):
        entry = new_entry(mention, records[paper_of[mention.span]], published)
        yield mention, *judge(document, path.name, mention, entry)


@lru_cache(maxsize=1)
def _known() -> tuple[Mapping[Identifier, Candidate], Mapping[str, Venue]]:
    wanted = {
        match for path in list_files() for match in re.findall(r"\d{4}\.\d{4,5}", load_list(path))
    }
    records = corpus_records(wanted)
    return records, venues({normalize_title(one.title) for one in records.values()})


def main() -> None:
    """Print one row per list, and the totals."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", default="")
    options.add_argument("--each", type=int, default=8)
    options.add_argument("--show", default="")
    asked = options.parse_args()
    total: Counter[str] = Counter()
    for path in list_files():
        if asked.only not in str(path):
            continue
        row: Counter[str] = Counter()
        for mention, verdict, before, after in one_list(path, asked.each, *_known()):
            row[verdict] += 1
            if asked.show and verdict in asked.show:
                print(f"{verdict} {path.parent.name}/{path.name}:{mention.line}")
                print(f"  - {before[:500]!r}\n  + {after[:500]!r}")
        if row.total():
            folder = path.relative_to(SHARED / "lists").parts[0].split("__")[1]
            print(f"{folder[:24]}/{path.name[-24:]:26}" + _counts(row), flush=True)
        total.update(row)
    print(f"{'all':51}" + _counts(total))
    tried = sum(total[one] for one in VERDICTS)
    for one in VERDICTS:
        print(f"{one:6} {total[one]:5} {total[one] / max(1, tried):7.1%}")


def _counts(row: Counter[str]) -> str:
    return "".join(f" {one} {row[one]:3}" for one in VERDICTS)


if __name__ == "__main__":
    main()
