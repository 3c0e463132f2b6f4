"""Pick the facts of real papers that the sandbox serves, and write `world.jsonl.xz`.

Run once, by hand, when the selection changes; the same inputs give the same bytes:

    python -m harvester.sandbox.select_world SNAPSHOT.jsonl.xz FACTS.json LIST.md

Facts only are taken (id, title, authors, categories, dates, DOI, venue, repository).
Abstracts, comments and counts are made up when they are served, and marked as made up.
A venue is what the world knows, not arXiv's journal reference: no record gets one from it.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from harvester.values.identifiers import normalize_arxiv, normalize_repository

WORLD_FILE = Path(__file__).with_name("world.jsonl.xz")

_TOPICS = (
    "world model",
    "ultrasound",
    "echocardiogra",
    "medical",
    "radiograph",
    "chest x-ray",
    "surgical",
    "surgery",
    "electronic health record",
    "patient",
    "glioma",
    "tumor",
    "alzheimer",
    "mri ",
    "dreamer",
    "latent imagination",
    "joint-embedding predictive",
    "generative interactive",
    "model-based reinforcement learning",
    "probe guidance",
    "treatment",
    "clinical",
)
_MONTHS = "2504 2406 2503 2405 2309 2506 2511 2512 2508 1803 1912 2404 2402"
_TOPIC_LIMIT = 6200
_MONTH_LIMIT = 2200
_RANDOM_LIMIT = 2600
_LISTED_REPOSITORY = re.compile(r"https://github\.com/[\w.-]+/[\w.-]+")
_NICKNAMES = {
    "1912.01603": "Dreamer",
    "2010.02193": "DreamerV2",
    "2301.04104": "DreamerV3",
    "1911.08265": "MuZero",
    "2404.08471": "V-JEPA",
    "2506.02327": "MeWM",
    "2309.05406": "TaDiff",
    "2508.12104": "CoMET",
    "2212.08072": "Foresight",
    "2405.17940": "GAS",
}
_NO_VENUE = re.compile(r"^(?:arXiv\b|OpenReview\b)", re.IGNORECASE)


def clean_fact(paper: dict[str, Any]) -> dict[str, Any]:
    """Return the world's line for one hand-checked paper of the first list."""
    doi = paper["doi"] or ""
    venue = paper["venue"] or ""
    updated = paper["updated"] or paper["published"]
    line = {
        "id": paper["arxiv_id"],
        "title": paper["title"],
        "authors": paper["authors"],
        "categories": paper["primary_category"] or "cs.CV",
        "submitted": paper["published"],
        "updated": updated if updated != paper["published"] else "",
        "doi": "" if doi.startswith("10.48550/") else doi,
        "venue": "" if _NO_VENUE.match(venue) else venue,
        "repository": paper["github"] or "",
        "project": (paper.get("project") or "").split(" ")[0],
        "alias": _NICKNAMES.get(paper["arxiv_id"], ""),
    }
    return {key: value for key, value in line.items() if value}


def clean_record(record: dict[str, Any]) -> dict[str, Any] | None:
    """Return the world's line for one record of the snapshot; None where it is not complete."""
    versions = record["versions"]
    created = versions[0].get("created") if versions else None
    authors = [name.strip() for name in record["authors"].split(",") if name.strip()]
    whole_day = created is not None and len(created) == len("2024-01-01")
    if not record.get("authors_complete", True) or not whole_day or not record["categories"]:
        return None
    if not authors or not record["title"] or normalize_arxiv(record["id"]) != record["id"]:
        return None
    line = {
        "id": record["id"],
        "title": " ".join(record["title"].split()),
        "authors": authors[:40],
        "categories": record["categories"],
        "submitted": created,
        "doi": (record["doi"] or "").split(" ")[0],
    }
    return {key: value for key, value in line.items() if value}


def rank(identifier: str) -> str:
    """Return a place in an order that has nothing to do with date or topic, always the same."""
    return hashlib.sha256(identifier.encode()).hexdigest()


def select(records: Iterable[dict[str, Any]], ids: Iterable[str]) -> list[dict[str, Any]]:
    """Pick neighbours in topic and in month, and some at random, leaving out the `known` ids."""
    pools: dict[str, list[dict[str, Any]]] = {"topic": [], "month": [], "random": []}
    left_out = set(ids)
    for record in records:
        line = clean_record(record) if record["id"] not in left_out else None
        if line is not None:
            pools[_pool_of(line)].append(line)
    limits = {"topic": _TOPIC_LIMIT, "month": _MONTH_LIMIT, "random": _RANDOM_LIMIT}
    return [
        line
        for pool, lines in pools.items()
        for line in sorted(lines, key=_preference)[: limits[pool]]
    ]


def _pool_of(line: dict[str, Any]) -> str:
    title = f"{line['title'].lower()} "
    if any(topic in title for topic in _TOPICS):
        return "topic"
    return "month" if line["id"][:4] in _MONTHS else "random"


def _preference(line: dict[str, Any]) -> tuple[bool, str]:
    # Papers on world models are the nearest neighbours of the first list: all of them are taken.
    return "world model" not in line["title"].lower(), rank(line["id"])


def read_snapshot(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a snapshot file, one JSON object a line."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


_PAGES = {
    "10.1109/JBHI.2020.3006925": ("ieeexplore.ieee.org/document/9311194", "xplore"),
    "10.1016/S2589-7500(24)00025-6": (
        "www.thelancet.com/journals/landig/article/PIIS2589-7500(24)00025-6/fulltext",
        "highwire",
    ),
}
"""Where the first list links papers that it gives no identifier of, by their DOI."""


def pages_of(facts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the world's lines for the landing pages that the first list links."""
    rows = []
    for paper in facts:
        if paper["doi"] in _PAGES:
            address, kind = _PAGES[paper["doi"]]
            journal, _, year = paper["venue"].rpartition(", ")
            row = {"address": address, "kind": kind, "title": paper["title"], "issued": year}
            rows.append({**row, "authors": paper["authors"], "doi": paper["doi"], "venue": journal})
    return sorted(rows, key=lambda row: str(row["address"]))


_FORUMS = {
    "A Path Towards Autonomous Machine Intelligence Version 0.9.2, 2022-06-27": "BZ5a1r-kVsf"
}
"""Where the first list links papers that live on OpenReview alone, by their title."""


def submissions_of(facts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the world's lines for the papers that lie in OpenReview's archive."""
    return [
        {
            "forum": _FORUMS[paper["title"]],
            "title": paper["title"],
            "authors": paper["authors"],
            "venue": "OpenReview Archive",
            "venueid": "OpenReview.net/Archive",
        }
        for paper in facts
        if paper["title"] in _FORUMS
    ]


def build(snapshot: Path, facts: Path, listed: Path) -> bytes:
    """Return the packaged world: papers first, sorted by id, then repositories, sorted by name."""
    seeds = [clean_fact(p) for p in json.loads(facts.read_text("utf-8")) if p["arxiv_id"]]
    papers = seeds + select(read_snapshot(snapshot), (seed["id"] for seed in seeds))
    names = {seed["repository"] for seed in seeds if "repository" in seed}
    for url in _LISTED_REPOSITORY.findall(listed.read_text("utf-8")):
        if "YOUR_USERNAME" not in url:
            names.add(normalize_repository(url) or "")
    rows = sorted(papers, key=lambda line: str(line["id"]))
    rows += [{"full_name": name} for name in sorted(names - {""})]
    rows += pages_of(json.loads(facts.read_text("utf-8")))
    rows += submissions_of(json.loads(facts.read_text("utf-8")))
    text = "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)


def main(arguments: Sequence[str]) -> int:
    """Write `world.jsonl.xz` beside this module."""
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    snapshot, facts, listed = (Path(argument) for argument in arguments)
    WORLD_FILE.write_bytes(build(snapshot, facts, listed))
    print(f"{WORLD_FILE.name}: {WORLD_FILE.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
