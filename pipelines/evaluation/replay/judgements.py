"""What a person found who read proposals that nobody ever made: right, wrong or undecidable."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipelines.evaluation.replay.material import title_letters
from pipelines.evaluation.replay.measure import BaseOutcome

JUDGEMENTS = Path(__file__).with_name("judgements.tsv")
_VERDICTS = ("right", "wrong", "undecidable")

Key = tuple[str, str, str, str]


def load_judgements(path: Path = JUDGEMENTS) -> dict[Key, str]:
    """Load the judgement of each proposal that was read."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            (row["list"], row["kind"], title_letters(row["title"]), row["value"]): row["judgement"]
            for row in csv.DictReader(lines, delimiter="\t")
        }


def key_of(outcome: BaseOutcome) -> Key:
    """Return what a proposal is known by; for duplicates the lines do not count."""
    proposal = outcome.proposal
    value = "" if proposal.kind == "duplicate" else proposal.value
    return outcome.repo, proposal.kind, title_letters(proposal.title), value


def render_judgements(
    outcomes: Sequence[BaseOutcome], judgements: Mapping[Key, str]
) -> Iterator[str]:
    """Give how many of the proposals that were never made, and were read, are right."""
    never = {key_of(one) for one in outcomes if not one.made}
    read = {key: judgements[key] for key in sorted(never) if key in judgements}
    counts = Counter(read.values())
    decided = counts["right"] + counts["wrong"]
    if not decided:
        return
    share = counts["right"] / decided
    yield ""
    yield (
        f"Of the {len(never)} proposals that nobody made, {len(read)} drawn at random were read by "
        f"a person: {counts['right']} right, {counts['wrong']} wrong, {counts['undecidable']} "
        f"undecidable; {share:.1%} of the decided ones are right (target at least 98%, "
        f"{'met' if share >= 0.98 else 'missed'})."
    )
    by_kind: dict[str, Counter[str]] = {}
    for key, verdict in read.items():
        by_kind.setdefault(key[1], Counter())[verdict] += 1
    yield ""
    yield "| read, by kind | " + " | ".join(_VERDICTS) + " |"
    yield "|---|" + "--:|" * len(_VERDICTS)
    for kind, seen in sorted(by_kind.items(), key=lambda one: (-sum(one[1].values()), one[0])):
        yield f"| {kind} | " + " | ".join(str(seen[one]) for one in _VERDICTS) + " |"
