"""What is right in each public case: a judge returns what is wrong, nothing where all is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.pipelines.cases.runs import CaseRun

Judge = Callable[[CaseRun], Iterator[str]]
ADVICE = {
    "title-differs",
    "authors-differ",
    "date-differs",
    "published-since",
    "code-released",
    "withdrawn",
}
"""Problems that say what to write; of a wrong paper they give wrong advice."""


def _link_forms(run: CaseRun) -> Iterator[str]:
    for one in run.mentions:
        if one["line"] != 30 and "arxiv:2504.13065" not in one["identifiers"]:
            yield f"line {one['line']}: the id in the link is not read"


def _openreview_group(run: CaseRun) -> Iterator[str]:
    yield from _no_identifiers(run, "openreview:")
    yield from _silent(run, "wrong-link", "duplicate-entry")
    yield from _papers(run, 5)


def _publisher_links(run: CaseRun) -> Iterator[str]:
    wanted = {5: "doi:10.1101/2023.01.02.522503", 22: "doi:10.1371/journal.pone.0012345"}
    wanted |= dict.fromkeys((6, 7, 9), wanted[5])
    wanted |= {
        10: "doi:10.1101/2020.05.13.20101113",
        25: "doi:10.1088/0953-2048/20/11/s13",
        41: "acl:P18-1001",
        40: "acl:2020.acl-main.1",
        52: "pmid:12345678",
        56: "doi:10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2",
    }
    for line, identifier in wanted.items():
        if identifier not in run.entry(line).get("identifiers", []):
            yield f"line {line}: {identifier} is not read"
    if run.entry(49).get("identifiers"):
        yield "line 49: a venue page is read as a paper"


def _one_paper_many_forms(run: CaseRun) -> Iterator[str]:
    yield from _lines(run, "duplicate-entry", 9, 14, 16, 18, 20, 22)
    yield from _papers(run, 9)


def _plain_ids(run: CaseRun) -> Iterator[str]:
    for line in range(5, 14):
        if not run.entry(line).get("identifiers"):
            yield f"line {line}: no id read"


def _github_forms(run: CaseRun) -> Iterator[str]:
    for line, name in ((8, "github:danijar/dreamer"), (9, "github:danijar/dreamerv2")):
        if name not in run.entry(line).get("identifiers", []):
            yield f"line {line}: {name} is not read"
    for line in (8, 12, 13):
        if "code-released" in run.at(line) or "missing-file" in run.at(line):
            yield f"line {line}: {run.at(line)}"


def _fullwidth(run: CaseRun) -> Iterator[str]:
    yield from _titles(run, {6: "CheXWorld", 12: "Medical World Model"})
    yield from _no_title_advice(run)
    for line in (5, 8, 10):
        if len(run.entry(line).get("authors", [])) < 3:
            yield f"line {line}: authors not read"


def _lenticular(run: CaseRun) -> Iterator[str]:
    yield from _titles(run, {8: "Medical World Model"})
    for line in range(5, 11):
        if not run.entry(line).get("event"):
            yield f"line {line}: event not read"


def _no_title_advice(run: CaseRun) -> Iterator[str]:
    yield from _silent(run, "title-differs")


def _italics(run: CaseRun) -> Iterator[str]:
    if "Fading Channels" not in str(run.entry(6).get("title")):
        yield "line 6: the title is cut"
    yield from _silent(run, "title-differs")


def _comments(run: CaseRun) -> Iterator[str]:
    lines = [one["line"] for one in run.mentions]
    if lines != [9, 11]:
        yield f"entries at {lines}"
    yield from _titles(run, {11: "Surgical Vision World Model"})


def _reference_links(run: CaseRun) -> Iterator[str]:
    papers = [one for one in run.mentions if one["kind"] == "paper"]
    if len(papers) != 6:
        yield f"{len(papers)} of 6 entries"
    yield from _only_wrong_link(run, 8)


def _author_forms(run: CaseRun) -> Iterator[str]:
    if "Schueffler" not in run.after:
        yield "line 12: a true name was rewritten"
    if "authors-differ" in run.at(14):
        yield "line 14: Koenig is König"
    for line, name in ((5, "Wrong, Z."), (9, "T. Lillicrap")):
        if len(run.entry(line).get("authors", [])) < 4:
            yield f"line {line}: {name} not read"


def _wrong_link_alone(run: CaseRun) -> Iterator[str]:
    yield from _no_edits(run)
    for line in range(5, 10):
        yield from _only_wrong_link(run, line)


def _placeholder_forms(run: CaseRun) -> Iterator[str]:
    yield from _silent(run, "dead-link", "repository-gone")
    for line in range(5, 18):
        text = run.after.splitlines()[line - 1]
        if "placeholder-id" not in run.at(line) and text == run.before.splitlines()[line - 1]:
            yield f"line {line}: neither filled nor named"


def _template_ids(run: CaseRun) -> Iterator[str]:
    yield from _silent(run, "duplicate-entry", "wrong-link", "authors-differ")
    yield from _no_author_edits(run)
    yield from _papers(run, 6)


def _proceedings(run: CaseRun) -> Iterator[str]:
    yield from _silent(run, "duplicate-entry", "wrong-link", "authors-differ")
    yield from _no_author_edits(run)
    yield from _papers(run, 6)


def _garbled(run: CaseRun) -> Iterator[str]:
    if not run.named("garbled-text"):
        yield "nothing is garbled"


def _nested(run: CaseRun) -> Iterator[str]:
    titles = " | ".join(str(one["title"]) for one in run.mentions)
    for name in ("Diverse Domains", "Revisiting Feature", "CLARITY", "Generative Simulation"):
        if name not in titles:
            yield f"{name} is not read"


def _citations(run: CaseRun) -> Iterator[str]:
    papers = [one for one in run.mentions if one["kind"] == "paper"]
    titles = [str(one["title"]) for one in papers]
    wanted = "X-WIN|Dream to|Mastering Atari|World Models for|World Models for|EchoWorld|Surgical"
    for at, start in enumerate(wanted.split("|")):
        if at >= len(titles) or not titles[at].startswith(start):
            yield f"entry {at + 1}: {titles[at : at + 1]} is no {start}…"


def _headings(run: CaseRun) -> Iterator[str]:
    yield from _silent(run, "wrong-link")
    titles = [str(one["title"])[:14] for one in run.mentions if one["kind"] == "paper"]
    if titles != ["X-WIN: Buildin", "Dream to Contr"]:
        yield f"titles {titles}"


def _citation_table(run: CaseRun) -> Iterator[str]:
    yield from _only_wrong_link(run, 8)
    yield from _only_wrong_link(run, 10)
    yield from _silent(run, "placeholder-id")
    if "2301.xxxxx" in run.after:
        yield "line 9: not filled"


def _workshops(run: CaseRun) -> Iterator[str]:
    yield from _silent(run, "duplicate-entry", "wrong-link")
    yield from _no_identifiers(run, "openreview:")


def _preprint_dates(run: CaseRun) -> Iterator[str]:
    yield from _silent(run, "date-differs")


def _silent(run: CaseRun, *codes: str) -> Iterator[str]:
    for row in run.problems:
        if row["code"] in codes:
            yield f"line {row['line']}: {row['code']} of {row['claimed'][:60]}"


def _lines(run: CaseRun, code: str, *lines: int) -> Iterator[str]:
    for line in lines:
        if code not in run.at(line):
            yield f"line {line}: no {code}"


def _only_wrong_link(run: CaseRun, line: int) -> Iterator[str]:
    texts = run.at(line)
    if texts.count("wrong-link") != 1:
        yield f"line {line}: no wrong-link"
    if more := ADVICE.intersection(texts):
        yield f"line {line}: advice from the wrong paper: {', '.join(sorted(more))}"


def _titles(run: CaseRun, wanted: dict[int, str]) -> Iterator[str]:
    for line, start in wanted.items():
        if not str(run.entry(line).get("title")).startswith(start):
            yield f"line {line}: title {run.entry(line).get('title')}"


def _no_identifiers(run: CaseRun, scheme: str) -> Iterator[str]:
    for one in run.mentions:
        if any(answer.startswith(scheme) for answer in one["identifiers"]):
            yield f"line {one['line']}: {one['identifiers']}"


def _no_edits(run: CaseRun) -> Iterator[str]:
    for before, after in run.edits():
        yield f"edited: {before[:80]} → {after[:80]}"


def _no_author_edits(run: CaseRun) -> Iterator[str]:
    for before, after in run.edits():
        if before.split("[[")[0] != after.split("[[")[0]:
            yield f"edited: {before[:80]} → {after[:80]}"


def _papers(run: CaseRun, wanted: int) -> Iterator[str]:
    if len(run.papers) != wanted:
        yield f"{len(run.papers)} papers, not {wanted}"


JUDGES: dict[str, Judge] = {
    "01": _link_forms,
    "03": _openreview_group,
    "04": _publisher_links,
    "05": _one_paper_many_forms,
    "07": _plain_ids,
    "11": _github_forms,
    "12": _fullwidth,
    "15": _lenticular,
    "17": _no_title_advice,
    "18": _italics,
    "21": _comments,
    "22": _reference_links,
    "23": _author_forms,
    "24": _wrong_link_alone,
    "28": _placeholder_forms,
    "30": _template_ids,
    "31": _proceedings,
    "35": _garbled,
    "36": _nested,
    "39": _citations,
    "40": _headings,
    "41": _citation_table,
    "43": _workshops,
    "45": _preprint_dates,
}
