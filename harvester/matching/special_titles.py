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


_PART = re.compile(
    r"\b(?:part|pt|vol(?:ume)?|chapter|episode|phase)\b\.?\s*"
    r"(?P<id>[a-h]|[ivx]{1,4}|\d{1,2}|one|two|three|four|five)\b",
    re.IGNORECASE,
)
_LETTER = re.compile(
    r"(?:[:,(–—.-]\s*|\s)\(?(?P<last>[A-H])[\W_]*$|^(?P<first>[A-H]|[IVX]{1,4})\s*[:：]"
)
_APPROACH = re.compile(
    r"^\W*(?:(?P<word>towards?|revisiting|rethinking|reconsidering|re-?evaluating|re-?examining|"
    r"beyond|against|re(?=\]))|(?:an?\s+)?(?:[\w-]+\s+)?(?P<kind>survey|review|benchmark|tutorial|introduction|"
    r"overview|lecture\s+notes)\s+(?:of|on|for|to))\s+?\S|(?P<again>revisited|reconsidered|redux)\W*$",
    re.IGNORECASE,
)
_ORDINALS = {word: str(at) for at, word in enumerate(["one", "two", "three", "four", "five"], 1)}
_ROMAN = {
    numeral: str(at)
    for at, numeral in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"], 1)
}


def part_of_series(title: str) -> str:
    """Return which part of a series a title names, as a number or a letter; empty for a whole.

    >>> part_of_series("Rolling Drums, Part II"), part_of_series("Rolling Drums: B")
    ('2', 'b')
    """
    match = _PART.search(title)
    if match is None:
        letter = _LETTER.search(title)
        return fold(letter["last"] or letter["first"]) if letter else ""
    part = fold(match["id"])
    return _ORDINALS.get(part) or _ROMAN.get(part) or part


def approach_of(title: str) -> str:
    """Return the word by which a title says that it is about the work of another title.

    >>> approach_of("Towards Rolling Drums"), approach_of("Rolling Drums Revisited")
    ('toward', 'revisited')
    """
    match = _APPROACH.search(title)
    word = fold(match["word"] or match["kind"] or match["again"]) if match else ""
    return "toward" if word == "towards" else word


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
