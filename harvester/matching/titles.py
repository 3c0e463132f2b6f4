"""A title taken apart for comparing: its words, its head and tail, its versions, its rarity.

Rarity is measured in bits: log2(titles / titles with the word), from counts over arXiv's titles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from itertools import chain, pairwise
from typing import Generic, TypeVar, overload

from harvester.values.text import NUMBERED, strip_title, title_key, title_words

T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801 -- written as a decorator, like `property`
    """Decorates a method without arguments, whose value then stands in the object itself."""

    def __init__(self, work_out: Callable[..., T]) -> None:
        self._work_out, self._name = work_out, work_out.__name__
        self.__doc__ = work_out.__doc__

    @overload
    def __get__(self, one: None, owner: type) -> lazy[T]: ...
    @overload
    def __get__(self, one: object, owner: type) -> T: ...
    def __get__(self, one: object | None, owner: type) -> lazy[T] | T:
        if one is None:
            return self
        value = one.__dict__[self._name] = self._work_out(one)
        return value


UNKNOWN_WORD_BITS = 15.0
ABBREVIATIONS = {
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
        "rlhf": "reinforcement learning from human feedback", "dnn": "deep neural network",
        "uda": "unsupervised domain adaptation", "nlp": "natural language processing",
        "ssl": "self supervised learning",
        "w": "with", "visual": "vision", "convnet": "convolutional neural network",
        "cannot": "can not", "cant": "can not", "dont": "do not", "doesnt": "do not",
        "didnt": "did not", "isnt": "is not", "arent": "are not", "wont": "will not",
        "does": "do",
    }.items()
}  # fmt: skip
PREFIXES = frozenset(
    [
        "multi",
        "pre",
        "non",
        "semi",
        "inter",
        "intra",
        "co",
        "post",
        "sub",
        "super",
        "hyper",
        "re",
        "auto",
        "anti",
        "un",
    ]
)
_BREAK = re.compile(r"\s*[:：]\s+|\s+[-–—|]+\s+|\s*[—]\s*|:(?=[A-Za-z])")
ARTICLES = frozenset(["the", "a", "an"])
_NUMBER = re.compile(r"v?\d+(?:\.\d+)*[a-z]?|[a-z]+\d+(?:\.\d+)*|\d+d")
_ORDINALS = {
    word: f"{number}{end}"
    for number, (word, end) in enumerate(
        [("first", "st"), ("second", "nd"), ("third", "rd"), ("fourth", "th"), ("fifth", "th"),
         ("sixth", "th"), ("seventh", "th"), ("eighth", "th"), ("ninth", "th"), ("tenth", "th")], 1
    )
}  # fmt: skip
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_ROMAN = frozenset(["ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii"])


@lru_cache(maxsize=1)
def _known_bits() -> dict[str, float]:
    bits: dict[str, float] = {}
    for line in (files("harvester.matching") / "title_words.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            twice, _, words = line.partition(": ")
            bits.update(dict.fromkeys(words.split(), int(twice) / 2))
    return bits


def word_bits(word: str) -> float:
    """Return how rare `word` is in titles: 1.5 bits for "for", 15 for a coined word."""
    return _known_bits().get(word, UNKNOWN_WORD_BITS)


@lru_cache(maxsize=65536)
def _stem(word: str) -> tuple[str, ...]:
    if (
        len(word) > 3
        and word.endswith("s")
        and word != "does"
        and not word.endswith(("ss", "us", "is"))
    ):
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    return ABBREVIATIONS.get(word, (word,))


def _canonical(words: tuple[str, ...]) -> tuple[str, ...]:
    if PREFIXES.isdisjoint(words):
        return tuple(chain.from_iterable(map(_stem, words)))
    joined: list[str] = []
    glue = ""
    for word in words:
        if word in PREFIXES and not glue:
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
    following description were cut off; `description` is what else the entry says.
    """

    text: str
    head_text: str = ""
    tail_text: str = ""
    raw: str = ""
    description: str = ""

    def described(self, description: str) -> Title:
        """Return the same title with what else the entry says; what was worked out is kept."""
        title = replace(self, description=description)
        kept = {name: value for name, value in vars(self).items() if name != "raw_canonical"}
        vars(title).update(kept | {"description": description})
        return title

    @lazy
    def raw_words(self) -> tuple[str, ...]:
        """The words of everything that was written, description and tags included."""
        same = self.raw in ("", self.text)
        return self.words if same else tuple(title_words(self.raw))

    @lazy
    def words(self) -> tuple[str, ...]:
        """The folded words."""
        return tuple(title_words(self.text))

    @lazy
    def key(self) -> str:
        """The words run together."""
        return title_key(list(self.words))

    @lazy
    def head(self) -> tuple[str, ...]:
        """The words before the first break, often a nickname."""
        return tuple(title_words(self.head_text))

    @lazy
    def tail(self) -> tuple[str, ...]:
        """The words after the first break."""
        return tuple(title_words(self.tail_text))

    @lazy
    def head_title(self) -> Title:
        """The part before the break as a title."""
        return Title(self.head_text)

    @lazy
    def tail_title(self) -> Title:
        """The part after the break as a title."""
        return Title(self.tail_text)

    @lazy
    def canonical(self) -> tuple[str, ...]:
        """The words in the singular with abbreviations written out."""
        return _canonical(self.words)

    @lazy
    def head_canonical(self) -> tuple[str, ...]:
        """The canonical words before the first break."""
        return _canonical(self.head)

    @lazy
    def tail_canonical(self) -> tuple[str, ...]:
        """The canonical words after the first break."""
        return _canonical(self.tail)

    @lazy
    def raw_canonical(self) -> frozenset[str]:
        """The canonical words of everything that was written."""
        told = title_words(self.description) if self.description else ()
        return frozenset(_canonical((*self.raw_words, *told)))

    @lazy
    def bits(self) -> dict[str, float]:
        """The canonical words, each once, with how rare they are."""
        bits = _known_bits()
        return {word: bits.get(word, UNKNOWN_WORD_BITS) for word in self.canonical}

    @lazy
    def letters(self) -> str:
        """The canonical words run together; "and" may be a sign, or nothing but a comma.

        An article in front is left out.
        """
        words = self.canonical
        if len(words) > 2 and words[0] in ARTICLES:
            words = words[1:]
        return "".join([word for word in words if word != "and"] if "and" in words else words)

    @lazy
    def pairs(self) -> dict[tuple[str, str], float]:
        """Neighbouring canonical words, with the bits of the commoner one."""
        bits = self.bits
        return {(one, two): min(bits[one], bits[two]) for one, two in pairwise(self.canonical)}

    @lazy
    def phrase(self) -> str:
        """The canonical words with blanks."""
        return " ".join(self.canonical)

    @lazy
    def weight(self) -> float:
        """How many bits the canonical words carry together."""
        return sum(self.bits.values())

    @lazy
    def is_coined_name(self) -> bool:
        """One token, or a token and a size or version: the name of a model, a tool or a data set.

        However many words it is folded to, as "gpt-oss-20b-Ja-Fin" is: a name claims no title.
        """
        name, *rest = self.text.split() or [""]
        sized = len(rest) == 1 and rest[0][:1].isdecimal()
        return name.isascii() and (not rest or sized)

    @lazy
    def numbers(self) -> frozenset[str]:
        """Version tokens: "2.5", "v3", "3d", "iii", "plus", and ordinals: "5th" for "fifth" too."""
        ordinals = {_ORDINALS.get(word, word) for word in self.words}
        return frozenset(filter(_ORDINAL.fullmatch, ordinals)) | frozenset(
            word.removeprefix("v") if word[:1] == "v" and word[1:2].isdigit() else word
            for word in self.words
            if word in _ROMAN or word == "plus" or (word[-1:].isdigit() or word[:1].isdigit())
            if _NUMBER.fullmatch(word) or word in _ROMAN or word == "plus"
        )


def split_break(text: str) -> tuple[str, str]:
    """Split a title at its first break ("DINO: Emerging …"); both parts empty without one."""
    match = _BREAK.search(text)
    if match is None or match.start() == 0:
        return "", ""
    return text[: match.start()], text[match.end() :]


def fold_words(words: Iterable[str]) -> tuple[str, ...]:
    """Return words in the singular, prefixes joined to what follows, abbreviations written out.

    The local index stores words so: whoever changes the rules gives it a new `FORMAT`.

    >>> fold_words(["multi", "modal", "llms"])
    ('multimodal', 'large', 'language', 'model')
    """
    return _canonical(tuple(words))


@lru_cache(maxsize=2048)
def read_title(text: str) -> Title:
    """Make a `Title` of a title as a source gives it."""
    head, tail = split_break(text)
    return Title(text, head, tail)


_TOLD = re.compile(
    r"(?<=\S)\s+[-–—]+\s+(?-i:[a-z]+s)\s|(?<=\S)(?:\s+[-–—]+\s*|\s*[:：]\s*|\s+)"
    r"(?:(?:in )?this (?:paper|work|study|survey|new|is|report)|"
    r"(?:the )?authors?|we |researchers|it |a new |proposes?|introduces?|presents?|explores?|"
    r"investigates?|provides?|reviews?|shows?|builds?|discusses|releases?|announces|develops|"
    r"demonstrates|examines|reports? (?:that|on)|applies|combines|improves|enhances|trains|finds|"
    r"claims|designs|describes|uses|studies|offers|"
    r"an? (?:open|comprehensive|novel|approach|framework|method|unified))\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?<=\S)\s+\S+(?:\s+\([^()]{2,12}\))?\s+(?:is|are|was)$")
_LONG = 140
_MOST_READ = 1_000
_MOST_REPEATED = 12
_BRACKETED = re.compile(r"[\[【]([^\[\]]{2,30})[\]】]\s*[:.-]?\s*(\S.{8,})$")


def _once(short: str, text: str) -> str:
    """Return the title alone where the description that follows begins with it once more.

    >>> _once("Deep Soup Nets Deep Soup", "Deep Soup Nets Deep Soup Net (DSN) is a model")
    'Deep Soup Nets'
    """
    words = NUMBERED.sub("", text).split()
    folded = ["".join(fold_words(title_words(word))) for word in words[: 2 * _MOST_REPEATED]]
    for count in range(1, len(folded) // 2 + 1):
        if all(folded[:count]) and folded[:count] == folded[count : 2 * count]:
            return " ".join(words[:count])
    return short


@lru_cache(maxsize=1024)
def read_written_title(text: str, description: str = "") -> Title:
    """Make a `Title` of what a list writes: tags and a following description cut off.

    >>> read_written_title("GraphReader - proposes a graph-based agent system; it reads").text
    'GraphReader'
    """
    if not description:
        return _read_written(text)
    return read_written_title(text).described(description[:_MOST_READ])


def _read_written(text: str) -> Title:
    text = text[:_MOST_READ]  # marks are taken off one by one: a hostile title would take minutes
    match = _TOLD.search(text) if len(text) > _LONG or " - " in text else None
    short = text
    if match and match.start() >= 3:
        short = _once(_SUBJECT.sub("", text[: match.start()]), text)
    clean = strip_title(short)
    if bracket := _BRACKETED.match(clean):
        clean = f"{bracket[1]}: {bracket[2]}"
    if len(clean) > 2 * _LONG:
        clean = clean[: 2 * _LONG].rpartition(" ")[0]
    head, tail = split_break(clean)
    if head and title_key(title_words(head)) == title_key(title_words(tail)):
        clean, head, tail = tail, "", ""  # "[PointTransformer] Point Transformer"
    return Title(clean, head, tail, raw=text[:600])
