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

    `head` and `tail` are empty for a title without a break; `cut` tells that a description that
    followed the title was cut off.
    """

    text: str
    head_text: str = ""
    tail_text: str = ""
    cut: bool = False

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
    def canonical(self) -> tuple[str, ...]:
        """The words in the singular with abbreviations written out."""
        return _canonical(self.words)

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
    if len(clean) > 2 * _LONG:
        clean = clean[: 2 * _LONG].rpartition(" ")[0]
    head, tail = split_break(clean)
    return Title(clean, head, tail, cut=told is not None)


@dataclass(frozen=True, slots=True)
class TitleComparison:
    """What two titles have in common.

    `equal`: the same letters; `spelled`: the same after plurals, abbreviations, one or two typos;
    `ratio`: share of common characters in order (0 to 1); `cover_written` and `cover_known`: share
    of each title's bits that the other has; `shared_bits`: bits of the shared words;
    `same_head`: the parts before the colon agree, `head_bits` how rare that head is;
    `prefix`: one is the beginning of the other; `subtitle`: the written one is the part after the
    break (or the other way round); `versions_differ`: "2.5" against "3" and the like.
    """

    equal: bool
    spelled: bool
    ratio: float
    cover_written: float
    cover_known: float
    shared_bits: float
    same_head: bool
    head_bits: float
    prefix: bool
    subtitle: bool
    versions_differ: bool


def _shared(written: Title, known: Title) -> tuple[float, float, float]:
    """Bits of `written` found in `known`, bits of `known` found in `written`, bits shared."""
    ours, theirs = set(written.canonical), set(known.canonical)
    common = ours & theirs
    shared = sum(map(word_bits, common))
    near = 0.0
    rest = [word for word in theirs - common if len(word) >= 4]
    for word in ours - common:
        if len(word) < 4 or not rest:
            continue
        best = max(rest, key=lambda other: fuzz.ratio(word, other))
        alike = fuzz.ratio(word, best) / 100
        if alike >= 0.75:
            near += alike * min(word_bits(word), word_bits(best), 12.0) * 0.9
            rest.remove(best)
    both = shared + near
    return both / max(written.weight, 1.0), both / max(known.weight, 1.0), both


def _is_typo(one: str, other: str) -> bool:
    limit = 1 if len(one) < 25 else 2 if len(one) < 60 else 3
    return Levenshtein.distance(one, other, score_cutoff=limit) <= limit


def _versions_differ(written: Title, known: Title) -> bool:
    ours, theirs = written.numbers, known.numbers
    if ours == theirs:
        return False
    if ours - theirs and theirs - ours:
        return True
    if written.head and known.head:
        heads = (Title(written.head_text).numbers, Title(known.head_text).numbers)
        if heads[0] != heads[1]:
            return True
    return bool(ours - theirs) or len(written.words) >= len(known.words) - 1


def compare_titles(written: Title, known: Title) -> TitleComparison:
    """Compare a written title with a known one; pure and symmetric but for the names."""
    equal = written.key == known.key and bool(written.key)
    versions = not equal and _versions_differ(written, known)
    cover_written, cover_known, shared = _shared(written, known)
    same_phrase = "".join(written.canonical) == "".join(known.canonical)
    spelled = equal or (not versions and (same_phrase or _is_typo(written.key, known.key)))
    head = "".join(written.head) or (written.key if len(written.words) <= 3 else "")
    known_head = "".join(known.head)
    same_head = bool(head) and head == known_head
    short, long = sorted((written.key, known.key), key=len)
    return TitleComparison(
        equal=equal,
        spelled=spelled,
        ratio=fuzz.ratio(written.phrase, known.phrase) / 100,
        cover_written=min(cover_written, 1.0),
        cover_known=min(cover_known, 1.0),
        shared_bits=shared,
        same_head=same_head,
        head_bits=sum(map(word_bits, written.head or written.words)) if same_head else 0.0,
        prefix=bool(short) and long.startswith(short),
        subtitle=bool(known.tail and written.words) and written.key == "".join(known.tail)
        or bool(written.tail and known.words) and known.key == "".join(written.tail),
        versions_differ=versions,
    )
