"""The body of a GitHub issue form: what a contributor filled in.

GitHub writes a form's answers as `### Label`, a blank line and the answer; `_No response_` for
none (https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from harvester.errors import BadInput
from harvester.lists.editing.style import plain
from harvester.model import Identifier, PersonName


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What a new entry says: `date` is ISO (when it was submitted), `event` and `year` where it
    was published, `name` a nickname, `code` a github identifier, `tags` as the list writes them."""

    identifier: Identifier
    title: str
    authors: tuple[PersonName, ...] = ()
    date: str = ""
    event: str = ""
    year: str = ""
    name: str = ""
    code: Identifier | None = None
    tags: tuple[str, ...] = ()

    @property
    def nickname(self) -> str:
        """The nickname: `name`, else what stands before a colon in the title, where it is short."""
        before, colon, _ = self.title.partition(":")
        return self.name or (before.strip() if colon and len(before.split()) <= 3 else "")


_HEADING = re.compile(r"^###[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_NOTHING = {"_no response_", "no response", "n/a", "none", "-", ""}
_MAX_BODY = 65_536
_WORDS = {
    "paper": ("arxiv", "doi", "paper", "link", "url", "论文链接", "链接", "identifier"),
    "title": ("title", "标题", "name of the paper"),
    "section": ("section", "category", "topic", "分类", "章节"),
    "tags": ("tag", "label", "keyword", "level", "标签", "等级"),
    "code": ("code", "github", "repository", "代码"),
    "event": ("venue", "conference", "published", "会议"),
    "name": ("nickname", "short name", "简称", "acronym"),
}
_ORDER = ("name", "code", "section", "tags", "event", "title", "paper")


@dataclass(frozen=True, slots=True)
class IssueForm:
    """The answers by meaning; `fields` all of them by their labels, as written."""

    paper: str = ""
    title: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    code: str = ""
    event: str = ""
    name: str = ""
    fields: tuple[tuple[str, str], ...] = ()


def parse_issue_form(body: str) -> IssueForm:
    """Read the body of an issue form.

    Raises:
        BadInput: it names neither a paper nor a title, or is too long.

    >>> parse_issue_form("### arXiv ID\\n\\n2504.13065\\n\\n### Tags\\n\\nL2, CT\\n").tags
    ('L2', 'CT')
    """
    if len(body) > _MAX_BODY:
        raise BadInput(f"the issue has {len(body)} characters; a form has at most {_MAX_BODY}")
    fields = _fields(body)
    answers: dict[str, str] = {}
    for label, answer in fields:
        meaning = _meaning(label)
        if meaning and answer:
            answers.setdefault(meaning, answer)
    if not (answers.get("paper") or answers.get("title")):
        raise BadInput("the issue names no paper; fill in its arXiv id, DOI, link or title")
    tags = tuple(filter(None, (plain(tag).strip("`- ") for tag in _split(answers.pop("tags", "")))))
    return IssueForm(
        **{name: plain(answer) for name, answer in answers.items()}, tags=tags, fields=fields
    )


def _fields(body: str) -> tuple[tuple[str, str], ...]:
    pieces = _HEADING.split(body.replace("\r\n", "\n"))[1:]
    pairs = zip(pieces[::2], pieces[1::2], strict=True)
    return tuple((plain(label), _answer(answer)) for label, answer in pairs)


def _answer(text: str) -> str:
    text = re.sub(r"<!--.*?(?:-->|$)", "", text, flags=re.DOTALL).strip()
    return "" if text.lower() in _NOTHING else text


def _meaning(label: str) -> str | None:
    label = label.lower()
    return next((one for one in _ORDER if any(word in label for word in _WORDS[one])), None)


def _split(answer: str) -> list[str]:
    """Tags by comma, line or ticked box; boxes that are not ticked say no."""
    lines = [line for line in answer.split("\n") if not re.match(r"\s*-\s*\[ \]", line)]
    return re.split(r"[,;，；、\n]", re.sub(r"(?m)^\s*-\s*\[[xX]\]", "", "\n".join(lines)))
