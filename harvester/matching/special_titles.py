"""Titles that name no paper of their own: notices about another paper, parts of every volume.

The kinds of notices are those of Crossref's updates, https://www.crossref.org/documentation/crossmark/.
"""

from __future__ import annotations

import re

from harvester.values.text import fold

_NOTICE = re.compile(
    r"^\W*(?:(?:author|publisher)(?:'s|’s)?\s+)?(?:"
    r"(?P<kind>errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a)|corrections?|retraction(?:\s+note)?|"
    r"retracted(?:\s+article)?|withdrawn|expression\s+of\s+concern|rejoinder|"
    r"suppl(?:ementary|emental)\s+(?:materials?|information|notes?))"
    r"(?:\s+to\s|(?:\s+(?:to|of|for|on))?\s*(?:[:：.–—-]|(?=[\"“'‘]))|(?<=[lns])\s+for\s)|"
    r"(?P<answer>comments?\s+on|reply\s+to|response\s+to|discussion\s+of)\s)",
    re.IGNORECASE,
)
_PARTS = frozenset(
    re.split(
        r"\s*[|\n]\s*",
        """\
        abstracts|acknowledgements|acknowledgments|afterword|announcement|annual report|appendix
        author index|back matter|bibliography|book review|book reviews|call for papers|case report
        closing remarks|commentary|concluding remarks|conclusion|conclusions|contents|contributors
        copyright page|correspondence|cover page|discussion|editorial|editorial board|editors note
        epilogue|errata|erratum|foreword|front matter|further reading|general discussion|glossary
        guest editorial|in memoriam|index|introduction|introductory remarks|invited talk|keynote
        lecture notes|letter to the editor|list of contributors|list of reviewers
        message from the chairs|news|obituary|opening remarks|organizing committee|overview
        postscript|preface|proceedings|program|program committee|prologue|references|related work
        remarks|reviewers|subject index|summary|table of contents|technical report|title page
        white paper""",
    )
)


def notice_of(title: str) -> str:
    """Return the kind of notice that `title` heads, folded; empty for a paper of its own.

    >>> notice_of("Erratum: Rolling Drums"), notice_of("Correction of Motion in Rolling Drums")
    ('erratum', '')
    """
    match = _NOTICE.match(title)
    return fold(" ".join((match["kind"] or match["answer"]).split())) if match else ""


def is_part_title(title: str) -> bool:
    """Tell whether `title` heads a part of any volume: "Editorial", "Technical Report".

    >>> is_part_title("The Editorial"), is_part_title("Phi-4 Technical Report")
    (True, False)
    """
    words = re.findall(r"\w+", fold(title).replace("'", "").replace("’", ""))
    while words and words[0] in {"a", "an", "the"}:
        words = words[1:]
    phrase = " ".join(words)
    return phrase in _PARTS
