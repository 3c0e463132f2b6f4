"""Two titles side by side: what they share, how rare it is, and what forbids that they are one.

Rarity is measured in bits: log2(titles / titles with the word), from counts over arXiv's titles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from harvester.normalize import strip_title, title_key, title_words

UNKNOWN_WORD_BITS = 15.0
_ABBREVIATIONS = {
    short: tuple(long.split())
    for short, long in {
        "llm": "large language model", "lm": "language model", "plm": "pretrained language model",
        "lvlm": "large vision language model", "vlm": "vision language model",
        "mllm": "multimodal large language model", "lmm": "large multimodal model",
        "mlm": "multimodal language model", "slm": "small language model",
        "rag": "retrieval augmented generation", "nerf": "neural radiance field",
        "gan": "generative adversarial network", "cot": "chain of thought",
        "rl": "reinforcement learning", "cnn": "convolutional neural network",
        "gnn": "graph neural network", "3dgs": "3d gaussian splatting", "sr": "super resolution",
        "vqa": "visual question answering", "vla": "vision language action",
        "moe": "mixture of expert", "t2i": "text to image", "t2v": "text to video",
        "vit": "vision transformer", "kg": "knowledge graph", "qa": "question answering",
        "rlhf": "reinforcement learning from human feedback", "uda": "unsupervised domain adaptation",
        "dnn": "deep neural network", "nlp": "natural language processing", "ssl": "self supervised learning",
        "w": "with", "visual": "vision", "convnet": "convolutional neural network",
    }.items()
}  # fmt: skip
_PREFIXES = frozenset("multi pre non semi inter intra co post sub super hyper re auto anti un".split())
_BREAK = re.compile(r"\s*[:：]\s+|\s+[-–—|]+\s+|\s*[—]\s*|:(?=[A-Za-z])")
_TOLD = re.compile(
    r"(?<=\S)(?:\s+[-–—]+\s*|\s*[:：]\s*|\s+)(?:(?:in )?this (?:paper|work|study|survey|new|is|report)|"
    r"(?:the )?authors?|we |researchers|it |a new |proposes?|introduces?|presents?|explores?|investigates?|"
    r"provides?|reviews?|shows?|builds?|discusses|releases?|announces|develops|demonstrates|examines|"
    r"reports? (?:that|on)|applies|combines|improves|enhances|trains|finds|claims|designs|describes|"
    r"uses|studies|offers|an? (?:open|comprehensive|novel|approach|framework|method|unified))\b",
    re.IGNORECASE,
)
_LONG = 140
_BRACKETED = re.compile(r"[\[【]([^\[\]]{2,30})[\]】]\s*[:.-]?\s*(\S.{8,})$")
_NUMBER = re.compile(r"v?\d+(?:\.\d+)*[a-z]?|[a-z]+\d+(?:\.\d+)*|\d+d")
_ROMAN = frozenset("ii iii iv vi vii viii ix xi xii".split())


@lru_cache(maxsize=1)
def _known_bits() -> dict[str, float]:
    bits: dict[str, float] = {}
    for line in (files("harvester") / "title_words.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            twice, _, words = line.partition(": ")
            bits.update(dict.fromkeys(words.split(), int(twice) / 2))
    return bits


def word_bits(word: str) -> float:
    """Return how rare `word` is in titles: 1.5 bits for "for", 15 for a coined word."""
    return _known_bits().get(word, UNKNOWN_WORD_BITS)


@lru_cache(maxsize=65536)
def _stem(word: str) -> tuple[str, ...]:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    return _ABBREVIATIONS.get(word, (word,))


def _canonical(words: tuple[str, ...]) -> tuple[str, ...]:
    joined: list[str] = []
    glue = ""
    for word in words:
        if word in _PREFIXES and not glue:
            glue = word
            continue
        joined.extend(_stem(glue + word))
        glue = ""
    if glue:
        joined.append(glue)
    return tuple(joined)


@dataclass(frozen=True)
class Title:
    """A title ready for comparing: its words, and the parts before and after the first break.

    `head` and `tail` are empty for a title without a break; `raw` is the text before tags and a
    following description were cut off.
    """

    text: str
    head_text: str = ""
    tail_text: str = ""
    raw: str = ""

    @cached_property
    def raw_words(self) -> tuple[str, ...]:
        """The words of everything that was written, description and tags included."""
        return tuple(title_words(self.raw)) if self.raw else self.words

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded words."""
        return tuple(title_words(self.text))

    @cached_property
    def key(self) -> str:
        """The words run together."""
        return title_key(list(self.words))

    @cached_property
    def head(self) -> tuple[str, ...]:
        """The words before the first break, often a nickname."""
        return tuple(title_words(self.head_text))

    @cached_property
    def tail(self) -> tuple[str, ...]:
        """The words after the first break."""
        return tuple(title_words(self.tail_text))

    @cached_property
    def head_title(self) -> Title:
        """The part before the break as a title."""
        return Title(self.head_text)

    @cached_property
    def tail_title(self) -> Title:
        """The part after the break as a title."""
        return Title(self.tail_text)

    @cached_property
    def canonical(self) -> tuple[str, ...]:
        """The words in the singular with abbreviations written out."""
        return _canonical(self.words)

    @cached_property
    def raw_canonical(self) -> frozenset[str]:
        """The canonical words of everything that was written."""
        return frozenset(_canonical(self.raw_words))

    @cached_property
    def pairs(self) -> dict[tuple[str, str], float]:
        """Neighbouring canonical words, with the bits of the commoner one."""
        words = self.canonical
        return {
            (one, two): min(word_bits(one), word_bits(two))
            for one, two in zip(words, words[1:], strict=False)
        }

    @cached_property
    def phrase(self) -> str:
        """The canonical words with blanks."""
        return " ".join(self.canonical)

    @cached_property
    def weight(self) -> float:
        """How many bits the canonical words carry together."""
        return sum(word_bits(word) for word in set(self.canonical))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Version tokens: "2.5", "v3", "3d", "iii", "plus"."""
        return frozenset(
            word.removeprefix("v") if word[:1] == "v" and word[1:2].isdigit() else word
            for word in self.words
            if word in _ROMAN or word == "plus" or (word[-1:].isdigit() or word[:1].isdigit())
            if _NUMBER.fullmatch(word) or word in _ROMAN or word == "plus"
        )


def split_break(text: str) -> tuple[str, str]:
    """Split a title at its first break: "DINO: Emerging …" into head and tail; empty without one."""
    found = _BREAK.search(text)
    if found is None or found.start() == 0:
        return "", ""
    return text[: found.start()], text[found.end() :]


@lru_cache(maxsize=8192)
def read_title(text: str) -> Title:
    """Make a `Title` of a title as a source gives it."""
    head, tail = split_break(text)
    return Title(text, head, tail)


@lru_cache(maxsize=1024)
def read_written_title(text: str) -> Title:
    """Make a `Title` of what a list writes: tags and a following description cut off.

    >>> read_written_title("GraphReader - proposes a graph-based agent system; it structures …").text
    'GraphReader'
    """
    told = _TOLD.search(text) if len(text) > _LONG or " - " in text else None
    short = text[: told.start()] if told and told.start() >= 3 else text
    clean = strip_title(short)
    if bracket := _BRACKETED.match(clean):
        clean = f"{bracket[1]}: {bracket[2]}"
    if len(clean) > 2 * _LONG:
        clean = clean[: 2 * _LONG].rpartition(" ")[0]
    head, tail = split_break(clean)
    return Title(clean, head, tail, raw=text[:600])


@dataclass(frozen=True, slots=True)
class TitleComparison:
    """What two titles have in common.

    `equal`: the same letters; `spelled`: the same but for plurals, abbreviations, one or two typos;
    `dropped`: the same, spelled alike, but for a nickname before the break that one of them lacks;
    `subtitle`: the parts after the break are the same, the names before it are not;
    `head_only`: one is the other's part before the break; `prefix`: one begins with the other;
    `told`: the known title stands word for word in all that was written, `told_cover` and
    `told_bits` how much of it is found there;
    `ratio` and `best_ratio`: share of common characters in order, of the whole and of the best pair
    of parts; `cover_written`, `cover_known`: share of each title's bits that the other has;
    `shared_bits`: bits of the shared words, `run_bits`: of the neighbours shared in order; `lost_written`, `lost_known`: bits of the rarest word
    that the other lacks; `same_head`: the names before the break agree, `heads_differ`: both have
    one and they do not; `head_bits`: how rare the common name is;
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
    versions_differ: bool


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
        best = max(rest, key=lambda other: fuzz.ratio(word, other), default="") if len(word) > 3 else ""
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


def _spelled_alike(one: Title, other: Title) -> bool:
    if not one.key or not other.key:
        return False
    if one.key == other.key or "".join(one.canonical) == "".join(other.canonical):
        return True
    return one.numbers == other.numbers and _is_typo(one.key, other.key)


def _versions_differ(written: Title, known: Title) -> bool:
    ours, theirs = written.numbers, known.numbers
    if ours == theirs:
        return False
    if ours - theirs and theirs - ours:
        return True
    if written.head and known.head:
        heads = written.head_title.numbers, known.head_title.numbers
        if heads[0] != heads[1]:
            return True
    elif known.head and not written.head and known.head_title.numbers - ours:
        return known.head_title.numbers <= theirs and "".join(written.words) not in known.tail_title.key
    return bool(ours - theirs) or len(written.words) >= len(known.words) - 1


def compare_titles(written: Title, known: Title) -> TitleComparison:
    """Compare a written title with a known one; pure, and nearly symmetric."""
    equal = bool(known.key) and known.key in (written.key, "".join(written.raw_words))
    whole, head = known.tail_title, "".join(written.head)
    over = _overlap(written, known)
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
        versions_differ=not equal and not dropped and _versions_differ(written, known),
    )
