"""Names that people give: which entries they mean, and the nearest names where they mean none."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from harvester.dataset.decisions import place_of, subject_key
from harvester.dataset.entries import Entry
from harvester.errors import BadInput
from harvester.model import Dataset, Decision, DecisionKind, Mention

_SUGGESTIONS = 3
_ALIKE = 0.6


def select_entries(entries: Sequence[Entry], names: Iterable[str]) -> tuple[Entry, ...]:
    """Return the entries that `names` (names, titles or ids) mean; all of them without names.

    Raises:
        BadInput: a name means no entry; the message gives the nearest names.
    """
    wanted = tuple(names)
    if not wanted:
        return tuple(entries)
    by_key: dict[str, list[Entry]] = {}
    for entry in entries:
        for key in _keys(entry):
            by_key.setdefault(key, []).append(entry)
    chosen: set[int] = set()
    for name in wanted:
        matches = by_key.get(subject_key(name), [])
        if not matches:
            names_of_list = (entry.mention.name for entry in entries)
            raise BadInput(f"no entry is {name!r:.80}{nearest(name, names_of_list)}")
        chosen.update(id(entry) for entry in matches)
    return tuple(entry for entry in entries if id(entry) in chosen)


def _keys(entry: Entry) -> set[str]:
    mention = entry.mention
    curies = {str(entry.paper_id), *map(str, mention.identifiers)}
    if entry.paper:
        curies.update(map(str, entry.paper.identifiers))
    titles = {mention.name, mention.title_or_name}
    return curies | {subject_key(title) for title in titles}


def nearest(name: str, names: Iterable[str]) -> str:
    """Return "; did you mean …?" with the names most like `name`; empty where none is."""
    by_folded = {" ".join(one.casefold().split()): one for one in names}
    close = difflib.get_close_matches(
        " ".join(name.casefold().split()), by_folded, _SUGGESTIONS, _ALIKE
    )
    return f"; did you mean {' or '.join(by_folded[one] for one in close)}?" if close else ""


def refuse_vain_decisions(
    decisions: Iterable[Decision],
    mentions: Iterable[Mention],
    dataset: Dataset,
    folder: Path,
    decided: Collection[str] = (),
) -> frozenset[str]:
    """Return the subjects of decisions, each an entry or a paper now or among those `decided`.

    Raises:
        BadInput: a decision is about nothing that was ever in the list; names file and line.
    """
    words = tuple(word for word in decisions if word.kind is not DecisionKind.IGNORE)
    subjects = frozenset(subject_key(word.subject) for word in words)
    if subjects <= set(decided):
        return subjects
    names = dict[str, str]()
    for mention in mentions:
        titles = (mention.name, *((mention.title.text,) if mention.title else ()))
        curies = tuple(map(str, mention.identifiers))
        names.update((subject_key(one), one) for one in (*titles, *curies))
    for paper in dataset.papers:
        titles = tuple(str(v) for v in (paper.value("name"), paper.value("title")) if v)
        names.update((subject_key(one), one) for one in titles)
    names.update((curie, curie) for curie in dataset.index())
    for word in words:
        if subject_key(word.subject) not in names and subject_key(word.subject) not in decided:
            hint = nearest(word.subject, names.values())
            raise BadInput(
                f"{place_of(folder, word)}: the decision {word.kind} about "
                f"{word.subject!r:.80} ({word.who}, {word.when}) has no effect: "
                f"no paper and no entry has this name{hint}"
            )
    return subjects
