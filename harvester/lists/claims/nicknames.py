"""A nickname in front of the title: `**Nick**, "Nick: The Title"`, `[Nick](…) - The Title`."""

from __future__ import annotations

import re
from dataclasses import replace

from harvester.lists.claims.author_names import read_authors, sound_like_names
from harvester.lists.claims.citations import cited_title, find_citation
from harvester.lists.claims.leads import VENUE, is_occasion
from harvester.lists.claims.links import label_of, leads_to_work
from harvester.lists.claims.plain_titles import plain_title, quoted_title
from harvester.lists.claims.title_spans import Segment, TitleClaim, is_name, made
from harvester.lists.claims.vocabulary import is_role_label
from harvester.lists.markdown.elements import LINK

_GAP = re.compile(r"[\s\])]*(?P<separator>[,:：]|\.(?=\s)|[-–—]{1,2}(?=\s))?\s*")
_DATED = re.compile(r"\s*[(（][^()（）\n]{0,30}(?:19|20)\d\d[^()（）\n]{0,12}[)）]")
_TAG = re.compile(r"\[(?P<inner>[^\[\]()\n]{1,40})\](?!\()\s*[:：]?\s*")
_LETTERS = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[A-Za-z][\w'’-]{3,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ACRONYM = re.compile(
    r"(?=.{2,24}$)[^\W\d_]+(?:[a-z][A-Z]|[A-Z]{2}|[a-z]-?\d|[A-Za-z]-[A-Z])[\w+-]*"
)
"""A word that is a name and nothing else: `PMC-VQA`, `BioGPT`, `LLaMA2`."""

_BEGINS_TITLE = re.compile(r"(?:An?|The|Towards?|On|How|Why|What|When|[^\W_]\S*:)\s")
_QUOTES = re.compile(r"[\"“”]")
_NAMES = frozenset({"link", "strong", "code", "em"})
LEAST_WORDS = 3
TITLE_CASE = 0.7


def title_behind(text: str, segment: Segment, name: TitleClaim) -> TitleClaim | None:
    """Find the title behind what was taken for one and is a nickname; None where none stands.

    What stands behind is the title where it repeats the nickname, stands in quotes, or is
    written with capitals, as titles are, behind a separator.
    """
    words = name.title.text
    if name.how == "quote":
        return _quoted_start(text, segment, name)
    is_boxed = name.how == "run" and text.startswith("[", name.whole.start)
    if not (name.how in _NAMES or is_boxed) or not is_name(words) or is_role_label(words):
        return None
    dated = _DATED.match(text, name.whole.end, segment.end)
    gap = _GAP.match(text, dated.end() if dated else name.whole.end, segment.end)
    position, separator = (gap.end(), gap["separator"]) if gap else (name.whole.end, None)
    while (tag := _TAG.match(text, position, segment.end)) and _is_occasion(tag["inner"]):
        position = tag.end()
    if (
        name.link is None
        and separator not in {None, ".", ","}
        and (told := _told_behind(text, segment, position))
    ):
        return replace(told, nickname=words)
    quoted = quoted_title(text, segment, position)
    if quoted is not None and quoted.whole.start == position:
        enough = len(quoted.title.text.split()) >= LEAST_WORDS or _repeats(quoted, words)
        return replace(quoted, nickname=words) if enough and separator else None
    return _run_behind(text, segment, name, position, separator, is_boxed=is_boxed)


def _run_behind(
    text: str,
    segment: Segment,
    name: TitleClaim,
    position: int,
    separator: str | None,
    *,
    is_boxed: bool,
) -> TitleClaim | None:
    """Words that begin at `position` and no mark holds."""
    words = name.title.text
    run = plain_title(text, segment, position)
    if run is None or run.title.span.start > position + 1:
        return None
    if "\n" in text[name.whole.end : position] or not run.title.text[0].isupper():
        return None
    if _repeats(run, words):
        return replace(run, nickname=words)
    if is_boxed or not _may_be_title(text, segment, name, run, separator):
        return None
    if separator is None and not _BEGINS_TITLE.match(run.title.text):
        run = plain_title(text, segment, name.whole.start, position) or run
    return replace(run, nickname=words)


def _told_behind(text: str, segment: Segment, position: int) -> TitleClaim | None:
    """`**Nick** — Bee, Dee. *Title*` and `**Nick** (2013) – [Title](…)`."""
    if citation := find_citation(text, segment, position):
        cited = cited_title(text, segment, citation)
        return None if cited is None or is_role_label(cited.title.text) else cited
    link = next((one for one in segment.inline if one.start >= position), None)
    if link is None or link.kind != LINK or link.start != position:
        return None
    label = label_of(text, link, segment.inline)
    if len(label.split()) < LEAST_WORDS or is_role_label(label) or is_occasion(label):
        return None
    return made(text, link.inner_start, link.inner_end, segment.inline, link, "link", link=link)


def _quoted_start(text: str, segment: Segment, quote: TitleClaim) -> TitleClaim | None:
    """`"Do It Now": Characterizing Prompts`: the quotes hold the first words of the title."""
    end = quote.whole.end
    if not text.startswith((":", "："), end) or len(quote.title.text.split()) > 6:
        return None
    run = plain_title(text, segment, quote.whole.start, end + 1)
    if run is None or run.whole.end <= end + 2:
        return None
    if _QUOTES.search(text, end, run.title.span.end):
        return None
    name = quote.title.text
    return made(text, quote.whole.start, run.title.span.end, segment.inline, None, "run", name)


def _repeats(title: TitleClaim, name: str) -> bool:
    letters = _key(title.title.text)
    return letters.startswith(_key(name)) and len(letters) > len(_key(name)) + 4


def _key(words: str) -> str:
    return "".join(_LETTERS.findall(words)).casefold()


def _is_occasion(words: str) -> bool:
    return VENUE.match(words) is not None or _YEAR.search(words) is not None


def _may_be_title(
    text: str, segment: Segment, name: TitleClaim, run: TitleClaim, separator: str | None
) -> bool:
    """Tell a title behind a nickname from a description, authors or a venue."""
    words = run.title.text
    if name.link is not None:
        url = text[name.link.url_start : name.link.url_end]
        if separator in {None, ","} or not leads_to_work(url):
            return False
    elif not _may_stand_alone(name.title.text, separator):
        return False
    if len(words.split()) < LEAST_WORDS or not in_title_case(words) or VENUE.match(words):
        return False
    people = read_authors(text, *run.title.span, segment.inline)
    if people is None:
        return run.authors is None
    if len(people.names) > 1 or people.et_al:
        return False
    is_long = len(words.split()) > LEAST_WORDS or _BEGINS_TITLE.match(words) is not None
    return is_long or not sound_like_names(text, [one.span for one in people.names])


def _may_stand_alone(words: str, separator: str | None) -> bool:
    """Tell a nickname that the title may follow after a dot, or with no sign between."""
    if separator == ".":
        return _ACRONYM.fullmatch(words) is not None
    return separator is not None or len(words.split()) == 1


def in_title_case(words: str) -> bool:
    """Tell words written as a title from a sentence: most of the longer ones have capitals.

    >>> in_title_case("Towards Generalist AI"), in_title_case("A model for many tasks")
    (True, False)
    """
    longer = _WORD.findall(words)
    capitals = sum(not word.islower() for word in longer)
    return len(longer) >= 2 and capitals >= TITLE_CASE * len(longer)
