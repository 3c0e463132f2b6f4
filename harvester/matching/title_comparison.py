"""Two titles side by side: what they share, how rare it is, what forbids that they are one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein, Prefix
from rapidfuzz.process import extractOne

from harvester.matching.special_titles import approach_of, notice_of, part_of_series
from harvester.matching.title_alignment import Alignment, align, has_version
from harvester.matching.titles import UNKNOWN_WORD_BITS, Title, lazy, word_bits

COINED_BITS = 13.0
_ALIKE = 75.0
_FULL_WORD = 3
_SMALL_WORD = 6.0
_STEM = 4
_GOES_ON = re.compile(r"\+|-?\w|\.\d|\s?\d")
_GOES_BEFORE = re.compile(r"[\w-]\Z")
_ADORNMENT = re.compile(r"(?:\([^)]*\)|[^\w(]|\d|\((?![^)]*\)))*")
_BEHIND_A_BAR = re.compile(r"[|｜]\s*\Z")


@dataclass(frozen=True)
class TitleComparison:
    """What two titles have in common.

    `shared_bits`: bits of the shared words; `cover_written`, `cover_known`: share of each title's
    bits that the other has; `lost_written`, `lost_known`: bits of the rarest word that the other
    lacks. All else is worked out when it is asked for: of many candidates few are looked at in
    full.
    """

    written: Title
    record: Title
    shared_bits: float
    cover_written: float
    cover_known: float
    lost_written: float
    lost_known: float

    @lazy
    def equal(self) -> bool:
        """The same letters."""
        key = self.record.key
        return bool(key) and key in (self.written.key, "".join(self.written.raw_words))

    @lazy
    def spelled(self) -> bool:
        """The same but for plurals, abbreviations, a typo or two."""
        return self.equal or (not self.parts_differ and _spelled_alike(self.written, self.record))

    @lazy
    def dropped(self) -> bool:
        """The same but for a nickname before the break that one of them lacks."""
        written, record = self.written, self.record
        if self.spelled or self.notices_differ:
            return False
        return (bool(written.tail) and _spelled_alike(written.tail_title, record)) or (
            bool(record.tail)
            and len(record.head) <= 3
            and _spelled_alike(written, record.tail_title)
        )

    @lazy
    def subtitle(self) -> bool:
        """The parts after the break are the same, the names before it are not."""
        written, record = self.written, self.record
        tails = not self.spelled and bool(written.tail and record.tail)
        return tails and _spelled_alike(written.tail_title, record.tail_title)

    @lazy
    def head_only(self) -> bool:
        """The written one is the known one's part before the break."""
        written, record = self.written, self.record
        words = len(record.head_canonical)
        alike = bool(words) and abs(words - len(written.canonical)) <= 1
        return alike and not self.equal and _spelled_alike(written, record.head_title)

    @lazy
    def prefix(self) -> bool:
        """One begins with the other."""
        one, other = self.written.letters, self.record.letters
        begins = one.startswith(other) or other.startswith(one)
        return begins and bool(one and other) and not self.equal

    @lazy
    def told(self) -> bool:
        """The known title stands word for word in all that was written."""
        record_words, list_words = " ".join(self.record.words), " ".join(self.written.raw_words)
        return not self.equal and f" {record_words} " in f" {list_words} "

    @lazy
    def description_bits(self) -> float:
        """How many bits of the known title are found in all that was written."""
        bits = self.record.bits
        return sum(map(bits.__getitem__, bits.keys() & self.written.raw_canonical))

    @property
    def description_cover(self) -> float:
        """The share of the known title's bits that is found in all that was written."""
        return min(self.description_bits / max(self.record.weight, 1.0), 1.0)

    @lazy
    def ratio(self) -> float:
        """Share of common characters in order."""
        return fuzz.ratio(self.written.phrase, self.record.phrase) / 100

    @lazy
    def best_ratio(self) -> float:
        """The same of the whole titles or of the parts after the break, whichever is best."""
        written, record = self.written, self.record
        pairs = [(written.tail_title, record)] if written.tail else []
        pairs += [(written, record.tail_title)] if record.tail else []
        pairs += [(written.tail_title, record.tail_title)] if written.tail and record.tail else []
        parts = [fuzz.ratio(one.phrase, two.phrase) / 100 for one, two in pairs]
        return max([self.ratio, *parts])

    @property
    def cover_both(self) -> float:
        """Cover of both titles in one number."""
        return self.cover_written * self.cover_known

    @lazy
    def run_bits(self) -> float:
        """Bits of the neighbours shared in order."""
        pairs = self.record.pairs
        return sum(bits for pair, bits in self.written.pairs.items() if pair in pairs)

    @lazy
    def same_head(self) -> bool:
        """The names before the break agree."""
        head = "".join(self.written.head) or self.written.key
        return bool(self.record.head) and head == "".join(self.record.head)

    @property
    def head_bits(self) -> float:
        """How rare the common name is."""
        return sum(map(word_bits, self.record.head)) if self.same_head else 0.0

    @lazy
    def variant(self) -> bool:
        """The same title behind a name that has a word more: "TideNet-Turbo" and "TideNet"."""
        ours, theirs = self.written.head, self.record.head
        longer = len(ours) != len(theirs) and bool(ours and theirs)
        shared = min(len(ours), len(theirs))
        begins = ours[:shared] == theirs[:shared] or ours[-shared:] == theirs[-shared:]
        alike = longer and begins and "".join(ours) != "".join(theirs)
        return alike and _spelled_alike(self.written.tail_title, self.record.tail_title)

    @property
    def heads_differ(self) -> bool:
        """Both have a name before the break, and it is not the same."""
        return bool(self.written.head and self.record.head) and not self.same_head

    @lazy
    def name_told(self) -> bool:
        """What was written begins with the known name before the break, a coined one."""
        return _name_told(self.written, self.record)

    @lazy
    def alignment(self) -> Alignment:
        """Both titles word by word."""
        return align(self.written, self.record)

    @lazy
    def notices_differ(self) -> bool:
        """One is about the other: an erratum, a reply, a survey of it, a step towards it."""
        one, other = self.written.text, self.record.text
        ours, theirs = approach_of(one), approach_of(other)
        about = ours != theirs and not (ours in other.lower() and theirs in one.lower())
        return about or notice_of(one) != notice_of(other)

    @lazy
    def parts_differ(self) -> bool:
        """They are two parts of one series: "Part A" and "Part B", "I" and "II"."""
        return part_of_series(self.written.text) != part_of_series(self.record.text)

    @lazy
    def opposed(self) -> bool:
        """A word of one is the contrary of a word of the other: "supervised", "unsupervised"."""
        ours, theirs = self.written.bits.keys(), self.record.bits.keys()
        unshared = theirs - ours
        return any(not unshared.isdisjoint(_contraries_of(one)) for one in ours - theirs)

    @lazy
    def one_word_swapped(self) -> bool:
        """One full word stands in the place of another one, and all else is the same."""
        one, other = self.written.canonical, self.record.canonical
        swaps = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
        if len(one) != len(other) or len(swaps) != 1:
            return False
        ((ours, theirs),) = swaps
        short = min(len(ours), len(theirs)) < _FULL_WORD + 1
        return not short and fuzz.ratio(ours, theirs) < _ALIKE

    @lazy
    def versions_differ(self) -> bool:
        """One says "2.5" where the other says "3", or is an erratum of it, and the like."""
        if (self.parts_differ or self.opposed) and not self.equal:
            return True
        return (self.notices_differ and not self.spelled) or (
            (has_version(self.written) or has_version(self.record))
            and not self.spelled
            and not self.dropped
            and self.alignment.versions_differ
        )


_CONTRARIES = (
    *(("", prefix) for prefix in ("un", "non", "in", "im", "ir", "dis", "de", "anti", "mis")),
    *(("on", "off"), ("pre", "post"), ("intra", "inter"), ("over", "under"), ("sub", "super")),
    *(("in", "out"), ("micro", "macro"), ("mono", "multi"), ("uni", "multi"), ("homo", "hetero")),
)
_LEAST_STEM = 4


@lru_cache(maxsize=65536)
def _contraries_of(word: str) -> frozenset[str]:
    """Return what `word` becomes by a prefix that turns the meaning round."""
    contraries = set()
    for first, second in _CONTRARIES:
        for ours, theirs in ((first, second), (second, first)):
            stem = word[len(ours) :]
            if len(stem) >= _LEAST_STEM and word.startswith(ours):
                contraries.add(theirs + stem)
    return frozenset(contraries)


_AMERICAN = tuple(
    (re.compile(pattern), other)
    for pattern, other in (
        (r"(?<=[a-z]{2})our(?=$|s$|ed|ing|al|able|hood|ful|ite|ly)", "or"),
        (r"is(?=e$|ed$|es$|er$|ers$|ing$|ation)", "iz"),
        (r"ys(?=e$|ed$|es$|er$|ers$|ing$)", "yz"),
        (r"(?<=[bt])re$", "er"),
        (r"ll(?=ed$|ing$|er$|ers$|ful)", "l"),
        (r"l(?=ful)", "l"),
        (r"ogue$", "og"),
        (r"[ao]e(?=[bcdfgmnprst])", "e"),
        (r"amme$", "am"),
        (r"^grey$", "gray"),
        (r"gement$", "gment"),
        (r"^artef", "artif"),
        (r"ence$", "ense"),
        (r"inium$", "inum"),
    )
)
"""British spelling as American, https://en.wikipedia.org/wiki/Comparison_of_American_and_British_English."""


@lru_cache(maxsize=16384)
def _american(word: str) -> str:
    for pattern, other in _AMERICAN:
        word = pattern.sub(other, word)
    return word


def _same_but_for_spelling(one: Title, other: Title) -> bool:
    """Tell whether titles differ by British and American spelling, or by "oe" for "ö"."""
    ours, theirs = one.canonical, other.canonical
    if len(ours) != len(theirs):
        return False
    return all(
        a == b or _american(a) == _american(b) or _UMLAUT.sub(r"\1", a) == _UMLAUT.sub(r"\1", b)
        for a, b in zip(ours, theirs, strict=True)
    )


_UMLAUT = re.compile(r"([aou])e(?=[^aeiou])")


def _is_typo(one: str, other: str) -> bool:
    limit = 0 if len(one) < 10 else 1 if len(one) < 25 else 2 if len(one) < 60 else 3
    return Levenshtein.distance(one, other, score_cutoff=limit) <= limit


def _spelled_alike(one: Title, other: Title) -> bool:
    if not one.key or not other.key:
        return False
    if one.key == other.key or one.letters == other.letters:
        return True
    if _same_but_for_spelling(one, other):
        return True
    typo = _is_typo(one.key, other.key) and one.numbers == other.numbers
    return typo and not _another_word(one, other)


def _another_word(one: Title, other: Title) -> bool:
    """Tell whether what looks like a typo puts a word of its own in the place of another one."""
    ours = [word for word in one.bits if word not in other.bits]
    theirs = [word for word in other.bits if word not in one.bits]
    if bool(ours) != bool(theirs):  # a word of its own, not a typo: "TideNet XL"
        added, key = (ours, other.key) if ours else (theirs, one.key)
        return any(word_bits(word) >= _SMALL_WORD and word not in key for word in added)
    words = [word for word in (*ours, *theirs) if len(word) >= _FULL_WORD]
    is_usual = all(word_bits(word) < UNKNOWN_WORD_BITS for word in words)
    inflected = any(_same_stem(word, theirs) for word in ours)
    return bool(ours and theirs and words) and is_usual and not inflected


def _same_stem(word: str, others: Sequence[str]) -> bool:
    """Tell whether `word` is one of `others` but for its ending."""
    return any(
        Prefix.similarity(word, other) >= max(_STEM, min(len(word), len(other)) - 2)
        for other in others
    )


def _name_told(written: Title, title: Title) -> bool:
    """Tell whether the text begins with the known name as a whole: "Phi-4", not "Phi-4-Mini"."""
    name = title.head_text.strip().casefold()
    if len(name) < 3 or sum(map(word_bits, title.head)) < COINED_BITS:
        return False
    text = (written.raw or written.text).casefold()
    if name not in text:
        return False
    at = text.find(name)
    while at >= 0:
        before = text[:at]
        alone = not _GOES_ON.match(text, at + len(name)) and not _GOES_BEFORE.search(before[-1:])
        if alone and (_ADORNMENT.fullmatch(before) or _BEHIND_A_BAR.search(before)):
            return True
        at = text.find(name, at + 1)
    return False


def compare_titles(written: Title, title: Title) -> TitleComparison:
    """Compare a written title with a known one; pure, and nearly symmetric."""
    ours, theirs = written.bits, title.bits
    shared = sum(bits for word, bits in ours.items() if word in theirs)
    rest = [word for word in theirs if len(word) >= 4 and word not in ours]
    lost = 0.0
    for word in sorted(ours.keys() - theirs.keys()):
        best, alike = _likest(word, rest)
        if alike >= _ALIKE:
            shared += alike / 100 * min(ours[word], theirs[best], 12.0) * 0.9
            rest.remove(best)
        elif word not in title.key:
            lost = max(lost, ours[word])
    return TitleComparison(
        written,
        title,
        shared_bits=shared,
        cover_written=min(shared / max(written.weight, 1.0), 1.0),
        cover_known=min(shared / max(title.weight, 1.0), 1.0),
        lost_written=lost,
        lost_known=max((theirs[word] for word in rest if word not in written.key), default=0.0),
    )


def _likest(word: str, others: list[str]) -> tuple[str, float]:
    """Return which word is spelled most like `word`, and how alike they are, from 75 on."""
    if len(word) <= 3 or not others:
        return "", 0.0
    likest = extractOne(word, others, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return (likest[0], likest[1]) if likest else ("", 0.0)
