"""How much of each real list the parser reads: ids that belong to a mention, titles as written.

Run: `python -m tests.benchmarks.list_coverage [--misses]`. Prints one row per list file.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter, defaultdict

from harvester.lists import ListDocument, load_list, parse
from harvester.lists.claims.links import identifier_of
from harvester.model import MentionKind
from tests.paths import SHARED

ENDINGS = {".md", ".yaml", ".yml", ".csv", ".bib"}
_URL = re.compile(r"https?://[^\s<>\"'`|\\\[\]]+")
_REMNANTS = re.compile(r"\[(?:paper|code)\]| \| |[：｜|]\s*(?:link|代码)", re.IGNORECASE)
_DESCRIBED = re.compile(r"\s-\s(?:an?|the|[a-z]+s)\s")
_WORDS = re.compile(r"[A-Za-z]{2,}")
_SCHEMES = {"arxiv", "doi", "github"}


def ids_in(text: str) -> dict[str, int]:
    """Return every distinct arXiv id, DOI and repository that a URL of the text carries."""
    by_name: dict[str, int] = {}
    for match in _URL.finditer(text):
        url = match[0]
        while url and url[-1] in ".,;:!?*_~])}":
            if url[-1] == ")" and url.count("(") >= url.count(")"):
                break
            url = url[:-1]
        identifier = identifier_of(url.split(",http")[0])
        if identifier is not None and identifier.scheme in _SCHEMES:
            by_name.setdefault(str(identifier).lower(), match.start())
    return by_name


def key(title: str) -> str:
    """Return a title's letters and digits, to compare it as written."""
    return "".join(re.findall(r"[^\W_]+", title.casefold()))


def same_title(title: str, wanted: set[str]) -> bool:
    """Compare with the label, which often keeps the venue or the tags around the title."""
    if title in wanted:
        return True
    return any(title in one for one in wanted if len(title) >= 0.7 * len(one))


def labelled() -> dict[tuple[str, str], list[dict[str, object]]]:
    """Return the labelled entries by repository and path."""
    by_name: dict[tuple[str, str], list[dict[str, object]]] = defaultdict(list)
    for line in (SHARED / "eval" / "pairs.jsonl").read_text("utf-8").splitlines():
        pair = json.loads(line)
        by_name[pair["repo"], pair["path"]].append(pair)
    return by_name


def is_faulty(pair: dict[str, object]) -> bool:
    """Tell a label that is no title as written: it holds links, cells or a description.

    Labels were cut by a rule of thumb. Faulty are those that hold what is left of links
    (`[paper]`, `：link`), the next cells of a row, a description behind the title (more than 25
    words, or a dash and a small letter), or that stand in the middle of a row's description.
    """
    written, entry = str(pair["written"]), str(pair["entry"])
    if _REMNANTS.search(written) or len(written.split()) > 25:
        return True
    if _DESCRIBED.search(written) and not str(pair["true_title"]).startswith(written):
        return True
    at = entry.find(written)
    return entry.startswith("|") and at > 0 and len(_WORDS.findall(entry[:at])) > 6


def titles_right(
    document: ListDocument, pairs: list[dict[str, object]]
) -> tuple[int, list[tuple[str, str]]]:
    """Count the labelled entries whose mention has the title as written; list the others."""
    by_id = defaultdict(list)
    for mention in document.mentions:
        if mention.kind is not MentionKind.REFERENCE and mention.title is not None:
            for identifier in mention.identifiers:
                by_id[str(identifier)].append(mention.title.text)
    right, wrong = 0, []
    for pair in pairs:
        titles = by_id[f"arxiv:{pair['linked_id']}"]
        wanted = {key(str(pair["written"])), key(str(pair["true_title"]))}
        if any(same_title(key(title), wanted) for title in titles):
            right += 1
        else:
            fault = " (faulty label)" if is_faulty(pair) else ""
            wrong.append(
                (f"{pair['line']}: {pair['written']}{fault}", " / ".join(titles) or "(none)")
            )
    return right, wrong


def owned_twice(document: ListDocument) -> int:
    """Count the links that two entries (no back references) both claim."""
    claims = Counter(
        link.span
        for mention in document.mentions
        if mention.kind is not MentionKind.REFERENCE
        for link in mention.links
    )
    return sum(times > 1 for times in claims.values())


def main() -> None:
    """Print the table; with `--misses` what was not read, too."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--misses", action="store_true")
    options.add_argument("--only", default="")
    asked = options.parse_args()
    pairs = labelled()
    total: Counter[str] = Counter()
    print(f"{'list':58} {'ids':>6} {'covered':>8} {'titles':>11} {'mentions':>8} {'s':>6}")
    for path in sorted((SHARED / "lists").rglob("*")):
        if path.suffix not in ENDINGS or asked.only not in str(path) or path.stat().st_size < 2000:
            continue
        text = load_list(path)
        began = time.perf_counter()
        document = parse(text, path.name)
        seconds = time.perf_counter() - began
        ids = ids_in(text)
        covered = {str(one).lower() for mention in document.mentions for one in mention.identifiers}
        missed = [one for one in ids if one not in covered]
        folder = path.relative_to(SHARED / "lists").parts[0]
        inner = str(path.relative_to(SHARED / "lists" / folder))
        right, wrong = titles_right(document, pairs.get((folder.replace("__", "/"), inner), []))
        share = 100 * (1 - len(missed) / len(ids)) if ids else 100.0
        name = f"{folder.split('__')[1][:28]}/{inner}"
        print(
            f"{name[:58]:58} {len(ids):6} {share:7.1f}% {right:5}/{right + len(wrong):5} "
            f"{len(document.mentions):8} {seconds:6.2f}"
        )
        total.update(ids=len(ids), missed=len(missed), right=right, wrong=len(wrong))
        faulty = sum(got[0].endswith("(faulty label)") for got in wrong)
        total.update(faulty=faulty, twice=owned_twice(document))
        if asked.misses:
            for one in missed:
                line = document.line_of(ids[one])
                print(f"   missed {one} at {line}: {text.splitlines()[line - 1][:150]!r}")
            for written, got in wrong:
                print(f"   title {written!r}\n      got {got[:200]!r}")
    share = 100 * (1 - total["missed"] / max(1, total["ids"]))
    titles = 100 * total["right"] / max(1, total["right"] + total["wrong"])
    honest = 100 * total["right"] / max(1, total["right"] + total["wrong"] - total["faulty"])
    print(
        f"ids {total['ids']}, covered {share:.2f} %, links owned twice {total['twice']}; "
        f"titles {titles:.2f} %, without {total['faulty']} faulty labels {honest:.2f} %"
    )


if __name__ == "__main__":
    main()
