"""Bring back what earlier nights learnt and nobody merged yet: the dataset, never the list."""

from __future__ import annotations

from pathlib import Path

from harvester.dataset.repository_metrics import format_metrics, load_metrics
from harvester.files import write_atomically
from pipelines.publish.git import Checkout, GitError
from pipelines.publish.run import find_branch, our_paths
from pipelines.publish_options import PublishOptions
from pipelines.settings import Settings

_GONE = "0" * 40


def restore(settings: Settings, options: PublishOptions, checkout: Checkout) -> int:
    """Write the dataset files of our unmerged branch into the working tree; return how many.

    Where both sides changed a file, or a person has changed it here, what is here stays; of
    metrics.csv the rows of both sides stay.

    Raises:
        GitError: the remote cannot be reached.
    """
    head = checkout.head()
    onto = checkout.fetch(options.base or checkout.default_branch()) or head
    branch = find_branch(checkout, options, onto, ())
    if branch.tip is None or branch.foreign:
        return 0
    try:
        before = checkout.merge_base(branch.tip, head)
    except GitError:
        return 0
    ours = our_paths(settings, checkout.root)
    touched = set(checkout.changed_paths(ours))
    restored = 0
    for path, blob in checkout.differences(before, branch.tip).items():
        if path == ours[0] or not path.startswith(ours[1:]) or path in touched:
            continue
        place = checkout.root / path
        if checkout.content(before, path) == checkout.content(head, path):
            restored += _put(place, None if blob == _GONE else checkout.content(branch.tip, path))
        elif place.name == "metrics.csv":
            restored += _add_rows(place, checkout.content(branch.tip, path) or b"")
    return restored


def _put(place: Path, content: bytes | None) -> bool:
    if content is None:
        existed = place.exists()
        place.unlink(missing_ok=True)
        return existed
    return write_atomically(place, content)


def _add_rows(place: Path, content: bytes) -> bool:
    other = place.with_name(".metrics.other.csv")
    other.write_bytes(content)
    try:
        states = {(one.repository, one.day): one for one in load_metrics(other)}
    finally:
        other.unlink()
    states.update({(one.repository, one.day): one for one in load_metrics(place)})
    merged = format_metrics(tuple(states[key] for key in sorted(states)))
    return write_atomically(place, merged)
