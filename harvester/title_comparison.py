"""Two titles side by side: what they share, how rare it is, what forbids that they are one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from harvester.title_alignment import Alignment, align
from harvester.titles import Title, word_bits

COINED_BITS = 13.0
_GOES_ON = re.compile(r"\+|-?\w|\.\d|\s?\d")
_GOES_BEFORE = re.compile(r"[\w-]\Z")
_ADORNMENT = re.compile(r"(?:\([^)]*\)|[^\w(]|\d|\((?![^)]*\)))*")
_BEHIND_A_BAR = re.compile(r"[|｜]\s*\Z")


@dataclass(frozen=True, slots=True)
class TitleComparison:
    """What two titles have in common.

    `equal`: the same letters; `spelled`: the same but for plurals, abbreviations, a typo or two;
    `dropped`: the same but for a nickname before the break that one of them lacks;
    `subtitle`: the parts after the break are the same, the names before it are not;
    `head_only`: the written one is the known one's part before the break;
    `prefix`: one begins with the other; `told`: the known title stands word for word in all that
    was written; `told_cover` and `told_bits`: how much of it is found there;
    `ratio`, `best_ratio`: share of common characters in order, of the whole, of the best parts;
    `cover_written`, `cover_known`: share of each title's bits that the other has;
    `shared_bits`: bits of the shared words; `run_bits`: of the neighbours shared in order;
    `lost_written`, `lost_known`: bits of the rarest word that the other lacks;
    `same_head`: the names before the break agree; `heads_differ`: both have one, and they do not;
    `name_told`: what was written begins with the known name before the break, a coined one;
    `head_bits`: how rare the common name is; `alignment`: word by word;
    `versions_differ`: "2.5" against "3" and the like.
    """

    equal: bool
    spelled: bool
    dropped: bool
    subtitle: bool
    head_only: bool
    prefix: bool
    told: bool
    told_cover: float
    told_bits: float
    ratio: float
    best_ratio: float
    cover_written: float
    cover_known: float
    shared_bits: float
    run_bits: float
    lost_written: float
    lost_known: float
    same_head: bool
    heads_differ: bool
    head_bits: float
    name_told: bool
    alignment: Alignment
    versions_differ: bool

    @property
    def cover_both(self) -> float:
        """Cover of both titles in one number."""
        return self.cover_written * self.cover_known


@dataclass(frozen=True, slots=True)
class _Overlap:
    shared: float
    cover_written: float
    cover_known: float
    lost_written: float
    lost_known: float
    told: float


def _overlap(written: Title, known: Title) -> _Overlap:
    ours, theirs = set(written.canonical), set(known.canonical)
    common = ours & theirs
    shared = sum(map(word_bits, common))
    lost = []
    rest = [word for word in theirs - common if len(word) >= 4]
    told = sum(word_bits(word) for word in theirs if word in written.raw_canonical)
    for word in sorted(ours - common):
        best = (
            max(rest, key=lambda other: fuzz.ratio(word, other), default="")
            if len(word) > 3
            else ""
        )
        alike = fuzz.ratio(word, best) / 100 if best else 0.0
        if alike >= 0.75:
            shared += alike * min(word_bits(word), word_bits(best), 12.0) * 0.9
            rest.remove(best)
        elif word not in known.key:
            lost.append(word_bits(word))
    unseen = [word_bits(word) for word in rest if word not in written.key]
    return _Overlap(
        shared,
        min(shared / max(written.weight, 1.0), 1.0),
        min(shared / max(known.weight, 1.0), 1.0),
        max(lost, default=0.0),
        max(unseen, default=0.0),
        told,
    )


def _is_typo(one: str, other: str) -> bool:
    limit = 0 if len(one) < 10 else 1 if len(one) < 25 else 2 if len(one) < 60 else 3
    return Levenshtein.distance(one, other, score_cutoff=limit) <= limit


def _letters(title: Title) -> str:
    """Return the canonical words run together; "and" may be a sign, or nothing but a comma."""
    return "".join(word for word in title.canonical if word != "and")


def _spelled_alike(one: Title, other: Title) -> bool:
    if not one.key or not other.key:
        return False
    if one.key == other.key or _letters(one) == _letters(other):
        return True
    return one.numbers == other.numbers and _is_typo(one.key, other.key)


def _name_told(written: Title, known: Title) -> bool:
    """Tell whether the text begins with the known name as a whole: "Phi-4", not "Phi-4-Mini"."""
    name = known.head_text.strip().casefold()
    if len(name) < 3 or sum(map(word_bits, known.head)) < COINED_BITS:
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


def compare_titles(written: Title, known: Title) -> TitleComparison:
    """Compare a written title with a known one; pure, and nearly symmetric."""
    equal = bool(known.key) and known.key in (written.key, "".join(written.raw_words))
    whole, head = known.tail_title, "".join(written.head)
    over, aligned = _overlap(written, known), align(written, known)
    spelled = equal or _spelled_alike(written, known)
    dropped = not spelled and (
        (bool(written.tail) and _spelled_alike(written.tail_title, known))
        or (bool(known.tail) and len(known.head) <= 3 and _spelled_alike(written, whole))
    )
    tails = bool(written.tail and known.tail)
    same_head = bool(known.head) and (head or written.key) == "".join(known.head)
    ratio = fuzz.ratio(written.phrase, known.phrase) / 100
    pairs = [(written.tail_title, known)] if written.tail else []
    pairs += [(written, whole)] if known.tail else []
    pairs += [(written.tail_title, whole)] if tails else []
    short, long = sorted((written.key, known.key), key=len)
    return TitleComparison(
        equal=equal,
        spelled=spelled,
        dropped=dropped,
        subtitle=not spelled and tails and _spelled_alike(written.tail_title, whole),
        head_only=not equal and "".join(known.head) == written.key,
        prefix=bool(short) and not equal and long.startswith(short),
        told=not equal and f" {' '.join(known.words)} " in f" {' '.join(written.raw_words)} ",
        told_cover=min(over.told / max(known.weight, 1.0), 1.0),
        told_bits=over.told,
        ratio=ratio,
        best_ratio=max([ratio, *(fuzz.ratio(one.phrase, two.phrase) / 100 for one, two in pairs)]),
        cover_written=over.cover_written,
        cover_known=over.cover_known,
        shared_bits=over.shared,
        run_bits=sum(bits for pair, bits in written.pairs.items() if pair in known.pairs),
        lost_written=over.lost_written,
        lost_known=over.lost_known,
        same_head=same_head,
        heads_differ=bool(head and known.head) and not same_head,
        head_bits=sum(map(word_bits, known.head)) if same_head else 0.0,
        name_told=_name_told(written, known),
        alignment=aligned,
        versions_differ=not spelled and not dropped and aligned.versions_differ,
    )
