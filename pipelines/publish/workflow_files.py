"""The files that `init` lays under .github/: three workflows and two issue forms."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files
from urllib.parse import urlsplit

from harvester.about import homepage, source_commit, version

_COMMIT = re.compile(r"[0-9a-f]{40}")


def action_reference(commit: str = "") -> str:
    """Return what `uses:` names: this project's action at a commit, else at its version's tag."""
    place = urlsplit(homepage()).path.strip("/")
    commit = commit or source_commit()
    return f"{place}@{commit if _COMMIT.fullmatch(commit) else f'v{version()}'}"


def is_pinned(reference: str) -> bool:
    """Tell whether a reference names a commit, which nobody can move."""
    return _COMMIT.fullmatch(reference.rpartition("@")[2]) is not None


def github_files(list_name: str, reference: str) -> dict[str, str]:
    """Return path → text; the minute is odd and hangs on the list, so that lists do not queue."""
    number = int(hashlib.sha256(list_name.encode("utf-8")).hexdigest(), 16)
    marks = {
        "@@MINUTE@@": str(2 * (number % 29) + 3),
        "@@HOUR@@": str(number // 29 % 5 + 1),
        "@@ACTION@@": reference,
        "@@VERSION@@": f"v{version()}",
    }
    laid = {}
    for folder, place in (("workflows", "workflows"), ("issue_forms", "ISSUE_TEMPLATE")):
        for source in files("pipelines.publish").joinpath(folder).iterdir():
            if source.name.endswith(".yml"):
                text = source.read_text(encoding="utf-8")
                for mark, value in marks.items():
                    text = text.replace(mark, value)
                laid[f".github/{place}/{source.name}"] = text
    return dict(sorted(laid.items()))
