"""Script and language of titles: a translation says nothing against the work it translates.

Languages are told by their function words, as language identification does for short texts
(Grefenstette 1995, "Comparing two language identification schemes").
"""

from __future__ import annotations

import re
import unicodedata

_MOST = 0.5
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of for and with via by to from is are through using towards toward at its their how "
        "what can we you without under beyond into over between based",
    )
)
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        # French, Spanish, Portuguese, Italian, Romanian, Catalan
        "le la les un une des du de et par pour dans sur avec au aux vers chez sans est el los las "
        "una del y por para con sin sobre hacia em da do dos das um uma na nos pela pelo il lo gli "
        "di della delle dei nel per tra și pentru din prin amb els"
        # German, Dutch, Danish, Norwegian, Swedish
        " der die das den dem ein eine einer eines und für mit von vom zur zum über durch auf het "
        "een en van voor met op og med til av och för att från genom"
        # Polish, Czech, Croatian, Finnish, Hungarian, Turkish, Indonesian, Vietnamese
        " dla oraz przez na pro za ja egy az ve için ile bir dan untuk dengan yang dalam "
        "và của cho bằng trong các",
    )
)
"""Words of grammar that English does not have; those it shares (`in`, `a`, `on`) are left out."""


def same_script(one: str, other: str) -> bool:
    """Tell whether most letters of both are Latin, or of both are not."""
    shares = [
        sum(
            letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")
            for letter in letters
        )
        / max(len(letters), 1)
        for letters in ([c for c in text if c.isalpha()] for text in (one, other))
    ]
    return (shares[0] >= _MOST) is (shares[1] >= _MOST)


def same_language(one: str, other: str) -> bool:
    """Tell whether two titles may be in one language; only what surely is not counts.

    >>> same_language("Ein Weltmodell für chirurgisches Sehen", "Surgical Vision World Model")
    False
    """
    return same_script(one, other) and is_foreign(one) is is_foreign(other)


def is_foreign(title: str) -> bool:
    """Tell a title in Latin letters that is surely not English by its words of grammar."""
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", title).lower())
    foreign = sum(word in _FUNCTION_WORDS for word in words)
    english = sum(word in _ENGLISH for word in words)
    accented = any(not word.isascii() for word in words)
    return foreign > english and foreign + accented >= 2
