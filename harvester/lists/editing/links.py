"""A missing code link, with the label, the brackets and the place that the list uses."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from harvester.lists.claims.leads import EMOJI
from harvester.lists.claims.vocabulary import CODE_LABEL
from harvester.lists.editing.data_files import set_code_field
from harvester.lists.editing.style import (
    ByIdentity,
    MarkupContext,
    ParsedList,
    line_span,
    markup_context,
    safe_url,
)
from harvester.lists.editing.table_cells import link_like_column
from harvester.lists.edits import Correction, HandEdit
from harvester.model import Cell, Edit, Identifier, Link, LinkRole, Mention, Span
from harvester.values.identifiers import identifier_of_url

_BETWEEN = re.compile(
    rf"(?:<br ?/?>|:[a-z0-9_+-]+:|{EMOJI}|[\s|\\\-*+•·:：,;/()_`]"
    r"|(?i:source|code|github|git|project|implementation|repo(?:sitory)?|link|代码|源码|コード)){0,30}"
)
_REPEATED = 2
_PLAIN_LABEL = re.compile(r"[A-Za-z]{1,12}(?: (?:[Pp]age|[Ll]ink|[Ss]ite))?")
_BARE_LINK = re.compile(
    r"\[*\(?\[[*_`]*[A-Za-z]+[*_`]*\]\(\{url\}\)\]*|<a href=\"\{url\}\">[A-Za-z]+</a>"
)
_LABELLED_ROLES = frozenset((LinkRole.PAPER, LinkRole.PROJECT, LinkRole.CODE))
_CLOSING = frozenset(')]}*_.`"”）】')
_ONE_FRAMEWORK = re.compile(
    r"(?i)torch|tensor|\btf\b|\bjax\b|keras|caffe|mxnet|jittor|paddle|mindspore|matlab"
    r"|construction|soon|official"
)
_NO_CODE_LINE = re.compile(
    r"(?im)^(?P<lead>[ \t>]*(?:[-*+][ \t]+)?[*_]*(?:source )?"
    r"(?:code|github|代码|コード)[*_]*[ \t]*[:：][*_]*[ \t]*)"
    r"(?P<none>none|tbd|tba|n/a|no|coming soon|soon|无|未开源|待定|[-–—❌✗])?[ \t.]*$"
)
_CODE_COLUMN = re.compile(
    r"^\W*(?:source )?(?:code|github|git|repo\w*|代码|コード)\W*$", re.IGNORECASE
)
_NO_CODE = frozenset(("", "tbd", "coming", "coming soon", "soon", "tba", "n a", "none", "no"))


def add_code_link(document: ParsedList, mention: Mention, repository: Identifier) -> Correction:
    """Add a link to `repository` (scheme github) behind the entry's paper link.

    Label, brackets and what stands between come from the list's other entries, those of the same
    section first; a list that has no code link yet gets the form of its other labelled links, with
    the label "Code", or where it has none either a plain link. None where the entry has the link.
    """
    url = safe_url(f"https://github.com/{repository.value}")
    if any(
        link.identifier == repository or identifier_of_url(link.url) == repository
        for link in mention.links
    ):
        return None
    if document.form:
        return set_code_field(document, mention, url)
    form = _most_used(document, mention)
    codes = [link for link in mention.links if link.role is LinkRole.CODE]
    if codes:
        return _in_place_of(document, mention, codes, url, form)
    if cell := next((one for one in mention.cells if _awaits_code(one)), None):
        return link_like_column(document, mention, cell, url, repository.value)
    why = f"the code is at {repository}"
    if line := _NO_CODE_LINE.search(document.text, mention.span.start, mention.span.end):
        return Edit(
            Span(line.end("lead"), line.end("none") if line["none"] else line.end()), url, why
        )
    return _behind_paper_link(document, mention, url, repository, form)


def _behind_paper_link(
    document: ParsedList,
    mention: Mention,
    url: str,
    repository: Identifier,
    form: tuple[str, str] | None,
) -> Correction:
    """The code link behind the paper's, in the learnt form, or else that of other links."""
    paper = _paper_link(mention)
    if paper is None:
        return HandEdit(
            mention.line,
            (form[1] if form else "[Code]({url})").replace("{url}", url),
            "the entry has no paper link to put it behind",
        )
    anchor = bracketed(document.text, paper)
    if form is None:
        form = _like_paper_link(document, mention, paper, anchor)
    if form is None:
        html = markup_context(document, anchor) is MarkupContext.HTML
        form = _label_form(ByIdentity(document), bool(mention.cells), html=html)
    if form is None:
        why = "the forms of code links in this list could not be told"
        return HandEdit(mention.line, f"[Code]({url})", why)
    between, construct = form
    end = anchor.end
    if "\n" not in between:
        ends = (one.span.end for one in mention.cells if one.span.contains(anchor))
        stop = next(ends, anchor.end if mention.cells else -1)
        end = _behind_claims(document, mention, anchor, stop)
        end = _behind_project(document, mention, end, stop)
    made = between + _fill(construct, url, repository.value)
    return Edit(Span(end, end), made, f"the code is at {repository}")


def _paper_link(mention: Mention) -> Link | None:
    """The last link to the paper; else the one that bears the title."""
    title = mention.title.text if mention.title else ""
    links = [link for link in mention.links if link.role is LinkRole.PAPER]
    links = links or [one for one in mention.links if one.label and one.label == title]
    return links[-1] if links else None


def is_framework(label: str) -> bool:
    """Tell whether a code link's label says more than that it leads to code: `PyTorch`."""
    return bool(_ONE_FRAMEWORK.search(label))


def _in_place_of(
    document: ParsedList,
    mention: Mention,
    codes: list[Link],
    url: str,
    form: tuple[str, str] | None,
) -> Correction:
    """Fill a code link that leads nowhere yet: `[Code]()`, `[Code (coming soon)](#)`."""
    (link, *more) = codes
    if more or link.url.strip() not in {"", "#"}:
        return HandEdit(mention.line, url, "the entry has another code link")
    if not is_framework(link.label):
        return Edit(link.span, url, "the code's address")
    construct = form[1] if form and "{name}" not in form[1] else None
    if construct is None:
        return HandEdit(mention.line, url, f"'{link.label}' is no label for code that is there")
    return Edit(
        bracketed(document.text, link), construct.replace("{url}", url), "the code's address"
    )


def _behind_project(document: ParsedList, mention: Mention, end: int, stop: int) -> int:
    """The end of the project link right behind the paper's, where the list puts code after it.

    It does not stand behind `stop`, the end of the cell in a row (-1: no row).
    """
    project = next((one for one in mention.links if one.role is LinkRole.PROJECT), None)
    if project is None or not _after_projects(ByIdentity(document)):
        return end
    span = bracketed(document.text, project)
    near = span.start >= end and _BETWEEN.fullmatch(document.text[end : span.start])
    return span.end if near and (stop < 0 or span.end <= stop) else end


@lru_cache(maxsize=2)
def _after_projects(key: ByIdentity) -> bool:
    """Tell whether most entries that have both put the code link behind the project's."""
    after = before = 0
    for mention in key.document.mentions:
        place = {link.role: link.span.start for link in mention.links}
        if LinkRole.CODE in place and LinkRole.PROJECT in place:
            after += place[LinkRole.CODE] > place[LinkRole.PROJECT]
            before += place[LinkRole.CODE] < place[LinkRole.PROJECT]
    return after > before


def _behind_claims(document: ParsedList, mention: Mention, paper: Span, stop: int = -1) -> int:
    """The end of the claims that follow the paper's link in its line: authors, venue, date."""
    line = line_span(document.text, paper.start)
    stop = line.end if stop < 0 else min(stop, line.end)
    spans = [one.span for one in (mention.title, mention.date, mention.event) if one]
    spans += [mention.authors_span] if mention.authors_span else []
    end = max([paper.end, *(one.end for one in spans if paper.end <= one.start < one.end <= stop)])
    while paper.end < end < stop and document.text[end] in _CLOSING:
        end += 1
    return end


def _behind_links(document: ParsedList, mention: Mention, start: int, stop: int) -> int:
    """The end of the last link between the paper's and the code's."""
    ends = (bracketed(document.text, link).end for link in mention.links)
    return max((end for end in ends if start <= end <= stop), default=start)


def _awaits_code(cell: Cell) -> bool:
    """A cell of a code column that says there is none yet."""
    text = re.sub(r"[^\w?]+", " ", cell.text).strip().lower()
    return bool(_CODE_COLUMN.search(cell.header)) and text in _NO_CODE


def _fill(construct: str, url: str, name: str) -> str:
    return construct.replace("{url}", url).replace("{name}", name)


def bracketed(text: str, link: Link) -> Span:
    """Return the span of the link with a pair of brackets right around it: `[[PDF](…)]`."""
    start, end = link.whole
    if text[start - 1 : start] == "[" and text[end : end + 1] == "]" and start > 0:
        return Span(start - 1, end + 1)
    return Span(start, end)


def _most_used(document: ParsedList, mention: Mention) -> tuple[str, str] | None:
    """What stands between paper and code link, and the code link with {url} in it."""
    used = _all_forms(ByIdentity(document))
    tabular = bool(mention.cells)
    for section in (mention.section, None):
        for form, times in (used.get((tabular, section)) or Counter()).most_common():
            if _is_fixed_picture(form[1]) and max(times, used[tabular, None][form]) < _REPEATED:
                continue
            if not is_framework(re.sub(r"\{\w+\}|https?://\S+", "", form[1])):
                return form
    return None


_Forms: TypeAlias = dict[tuple[bool, tuple[str, ...] | None], Counter[tuple[str, str]]]


@lru_cache(maxsize=2)
def _all_forms(key: ByIdentity) -> _Forms:
    """The forms of code links by section, and of the whole list under None."""
    used: _Forms = defaultdict(Counter)
    for mention in key.document.mentions:
        for form in _forms(key.document, mention):
            used[bool(mention.cells), mention.section][form] += 1
            used[bool(mention.cells), None][form] += 1
    return used


def _forms(document: ParsedList, mention: Mention) -> Iterator[tuple[str, str]]:
    text = document.text
    papers = [link for link in mention.links if link.role is LinkRole.PAPER]
    codes = [link for link in mention.links if link.role is LinkRole.CODE]
    if not papers or len(codes) != 1:
        return
    paper, code = bracketed(text, papers[-1]), bracketed(text, codes[0])
    if code.start < paper.end:
        return
    between = text[paper.end : code.start]
    if not _BETWEEN.fullmatch(between):
        between = text[_behind_claims(document, mention, paper, code.start) : code.start]
    if not _BETWEEN.fullmatch(between):
        between = text[_behind_links(document, mention, paper.end, code.start) : code.start]
    if not _BETWEEN.fullmatch(between):
        return
    if mention.cells and "|" in between:
        return
    construct = code.slice(text).replace(codes[0].url, "{url}")
    repository = codes[0].identifier or identifier_of_url(codes[0].url)
    if repository:
        construct = re.sub(re.escape(repository.value), "{name}", construct, flags=re.IGNORECASE)
    label = codes[0].label
    told = CODE_LABEL.search(label) or "{name}" in construct or "![" in construct
    if label and not (told or label == papers[-1].label):
        return  # `[Eval Tool](…)` leads to code, and not to that of the paper
    if "{url}" in construct:
        yield between, construct


def _is_fixed_picture(construct: str) -> bool:
    """Tell a picture whose address is not made from the repository's name."""
    return "http" in construct and "{name}" not in construct


def _like_paper_link(
    document: ParsedList, mention: Mention, link: Link, anchor: Span
) -> tuple[str, str] | None:
    """The paper link's own form with the label "Code"; None where the link is the title."""
    if link.label in (mention.name, mention.title.text if mention.title else ""):
        return None
    construct = _relabelled(document, link, anchor)
    return (" ", construct) if construct else None


def _relabelled(document: ParsedList, link: Link, whole: Span) -> str:
    """A labelled link with {url} in it and the label "Code"; empty where it bears no plain word."""
    construct = document.text_of(whole)
    label, url = link.label, link.url
    if not _PLAIN_LABEL.fullmatch(label) or construct.count(url) != 1 or "http" in label:
        return ""
    construct = construct.replace(url, "{url}")
    if construct.count(label) != 1:
        return ""
    code = "code" if label.islower() else "CODE" if label.isupper() and len(label) > 3 else "Code"
    construct = construct.replace(label, code)
    return construct if _BARE_LINK.fullmatch(construct) else ""


def _has_both(mention: Mention) -> bool:
    roles = {link.role for link in mention.links}
    return mention.is_paper_entry and {LinkRole.PAPER, LinkRole.CODE} <= roles


@lru_cache(maxsize=4)
def _label_form(key: ByIdentity, tabular: bool, *, html: bool) -> tuple[str, str] | None:
    """The form in which entries write most of their labelled links, with the label "Code".

    None where several entries have code links, and their forms could not be told.
    """
    document = key.document
    entries = (one for one in document.mentions if bool(one.cells) == tabular)
    if sum(_has_both(one) for one in entries) > _REPEATED:
        return None
    used: Counter[str] = Counter()
    for mention in document.mentions:
        for link in mention.links:
            if link.role in _LABELLED_ROLES and bool(mention.cells) == tabular:
                used[_relabelled(document, link, bracketed(document.text, link))] += 1
    del used[""]
    (form, times), *_ = used.most_common(1) or [("", 0)]
    plain_form = '<a href="{url}">Code</a>' if html else "[Code]({url})"
    is_usual = times >= _REPEATED and form.startswith("<") == html
    return " ", form if is_usual else plain_form
