"""Person names as papers and lists write them: parse, compare, count agreement.

A name is never proof of a person; here it is evidence for a paper.
Accents, initials, particles, commas and the order of family and given name do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from harvester.model import PersonName
from harvester.values.text import clean_tex, fold

PARTICLES = frozenset(
    re.findall(
        r"\w+",
        "af al ap bin da dal de del della den der di do dos du el ibn la le mac san santa ten ter "
        "van vander vom von zu zum zur",
    )
)
PARTICLE = rf"(?:{'|'.join(sorted(PARTICLES, key=lambda word: (-len(word), word)))})"
"""A pattern for one particle of a family name, such as `van` and `von`, without its blank."""

_SUFFIXES = frozenset(["jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd", "ph.d.", "md", "m.d."])
_GROUP = re.compile(
    r"\b(?:team|collaboration|consortium|group|project|initiative|community|openai|google|deepmind|"
    r"nvidia|anthropic|meta|microsoft|research|lab|ai|inc|committee|contributors|network)\b",
    re.IGNORECASE,
)
_ET_AL = re.compile(r"[\s,]*(?:\bet\.?\s*al\b\.?|\band (?:\d+ )?others\b|等|…|\.\.\.)\s*\.?$")
_SEPARATOR = re.compile(r"\s*(?:,?\s+and\s+|,?\s*&\s*|[,;、，；])\s*")
_NAME_WORD = re.compile(r"[^\W\d_]+")
_KEPT = 4096
"""Names whose reading is kept: those of a few hundred papers, since a paper's come together."""


@lru_cache(maxsize=_KEPT)
def parse_person(text: str) -> PersonName:
    """Read one name: "Laurens van der Maaten", "van der Maaten, L.", "AlayaWorld Team".

    >>> parse_person("Laurens van der Maaten")
    PersonName(family='van der Maaten', given='Laurens', literal='', affiliations=())
    """
    text = " ".join(clean_tex(text).split()).strip(" ,;*†‡§")
    if _GROUP.search(text):
        return PersonName(literal=text)
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma and given and given.lower() not in _SUFFIXES:
        return PersonName(family=family, given=given)
    words = text.split()
    end = len(words)
    while end > 1 and words[end - 1].strip(",").lower() in _SUFFIXES:
        end -= 1
    start = max(end - 1, 0)
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return PersonName(family=" ".join(words[start:]), given=" ".join(words[:start]))


def split_names(text: str) -> tuple[tuple[str, ...], bool]:
    """Split an author line into names; the second value says whether "et al." cuts it.

    >>> split_names("Yang Yue, Yulin Wang, and Gao Huang et al.")
    (('Yang Yue', 'Yulin Wang', 'Gao Huang'), True)
    """
    bare = _ET_AL.sub("", text.strip())
    names = tuple(name for name in _SEPARATOR.split(bare) if name.strip(" .*"))
    return names, bare != text.strip()


@lru_cache(maxsize=_KEPT)
def name_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name, initials as single letters, without suffixes, particles.

    A name that is short stays whole: "Le Wang" is no "Wang" with a particle.
    """
    words = _NAME_WORD.findall(fold(clean_tex(name) if "\\" in name or "{" in name else name))
    words = [word for word in words if word not in _SUFFIXES] or words
    bare = tuple(word for word in words[:-1] if word not in PARTICLES) + tuple(words[-1:])
    return bare if len(bare) >= 2 else tuple(words)


def family_key(name: str) -> str:
    """Return the folded last word of the family name, the key of the index.

    >>> family_key("Laurens van der Maaten"), family_key("Müller, Jörg"), family_key("")
    ('maaten', 'muller', '')
    """
    before, comma, after = name.partition(",")
    if comma and after.strip().lower() not in _SUFFIXES:
        name = before
    words = name_words(name)
    return words[-1] if words else ""


_ASIDE = re.compile(
    r"<[^<>]*>[^<>]*</[^<>]*>|<[^<>]*>|[(（\[{][^()（）\[\]{}]*[)）\]}]|[\"“][^\"“”]*[\"”]"
)
_FOR_A_GROUP = re.compile(
    r"^.*\b(?:collaboration|consortium|team|group)\b[^:：]*[:：]\s*(?=\S)", re.IGNORECASE
)
_TITLE = re.compile(r"^(?:(?:the|dr|prof(?:essor)?|mr|mrs|ms|sir)\b\.?\s+)+", re.IGNORECASE)
_DEGREE = re.compile(r",\s*(?:ph\.?\s?d|m\.?\s?d|m\.?\s?sc)\.?$", re.IGNORECASE)
_ODD = frozenset('<(（[{"“:：')
_INITIALS = re.compile(r"(?:^|(?<=[\s,]))[A-Z]{2,3}(?=$|[\s,])")
_SPELLED_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
    | {"Ø": "Oe", "Å": "Aa", "đ": "dj", "Đ": "Dj"}
)
_PINYIN = re.compile(r"(?<=[LNln])ü")
_TEAM = re.compile(r"\b(?:team|collaboration|consortium|group)\s*$", re.IGNORECASE)
_IOTATED = re.compile(r"\bye(?=[bfgklv][a-z]{3})", re.IGNORECASE)  # Yekaterina is Ekaterina
_SON_OF = re.compile(r"\bmc(?=[^\W\d_]{3})", re.IGNORECASE)
_DOUBLE = re.compile(r"([^\W\d_]{4,})[-‐‑–][^\W\d_]{4,}$")
_NICKNAMES = {
    nickname: name
    for name, nicknames in {
        "alexander": "sasha sandy alex",
        "andrew": "andy drew",
        "anthony": "tony",
        "charles": "chuck charlie",
        "christopher": "kit",
        "edward": "ted ned eddie",
        "elizabeth": "beth betty liz lizzie betsy",
        "james": "jim jimmy jamie",
        "john": "jack johnny",
        "katherine": "kate kathy katie cathy",
        "margaret": "peggy maggie meg",
        "michael": "mike mick",
        "muhammad": "mohammed mohamed mohammad muhammed mohamad muhammet",
        "nicholas": "nick",
        "richard": "dick rick rich",
        "robert": "bob bobby rob",
        "thomas": "tom tommy",
        "timothy": "tim",
        "william": "bill billy will",
    }.items()
    for nickname in nicknames.split()
}


@lru_cache(maxsize=_KEPT)
def _readings(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways in which a written name can be meant, each as folded words, family last.

    "Gordon BA" may be B. A. Gordon; "König" is written "Koenig" too; marks, titles, affiliations
    and the group that a person writes for are left out.
    """
    plain = unicodedata.normalize("NFC", name)
    if not _ODD.isdisjoint(plain):
        plain = _FOR_A_GROUP.sub("", _ASIDE.sub(" ", plain)) if "\\" not in plain else plain
    plain = _DEGREE.sub("", _TITLE.sub("", _ET_AL.sub("", plain).strip())) or name
    family, comma, given = plain.partition(",")
    while comma and given.rpartition(",")[2].strip().lower() in _SUFFIXES:
        given = given.rpartition(",")[0]
    if comma and _TEAM.search(family):
        plain = family  # "Gemini Team, Google": its home stands behind it
    elif comma and given.strip() and given.strip().lower() not in _SUFFIXES:
        plain = f"{given} {family}"
    written = dict.fromkeys((plain, plain.translate(_SPELLED_OUT)))
    if not plain.isupper() and _INITIALS.search(plain):
        written[_INITIALS.sub(lambda match: " ".join(match[0]), plain)] = None
    written[_SON_OF.sub("mac", _IOTATED.sub("e", _PINYIN.sub("yu", plain)))] = None
    written.update(dict.fromkeys(_DOUBLE.sub(r"\1", one) for one in tuple(written)))
    readings = [name_words(one.replace("'", "").replace("’", "")) for one in written]
    readings += [_particles_joined(one) for one in written]
    return tuple(dict.fromkeys(words for words in readings if words))


def _particles_joined(name: str) -> tuple[str, ...]:
    """Return the words with the particles of the family name run together with it."""
    words = _NAME_WORD.findall(fold(name)) if "\\" not in name and "{" not in name else []
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    return (*words[:start], "".join(words[start:])) if 0 < start < len(words) - 1 else ()


@lru_cache(maxsize=_KEPT)
def _marks(name: str) -> frozenset[str]:
    """Return what any two names of which `same_person` is true have at least one of in common."""
    readings = _readings(name)
    if not readings:
        return frozenset((name.strip(),))
    return frozenset(mark for words in readings for mark in (*words, "".join(words)))


def same_person(one: str, other: str) -> bool:
    """Tell whether two written names can be one person's, whatever the order and initials.

    >>> same_person("Z. Kraljevic", "Željko Kraljević"), same_person("Wei Li", "Lei Wang")
    (True, False)
    >>> same_person("Gordon BA", "Brian A Gordon"), same_person("Sandra Koenig", "Sandra König")
    (True, True)
    """
    first, second = _readings(one), _readings(other)
    if not first or not second:
        return bool(one.strip()) and one.strip() == other.strip()
    if _marks(one).isdisjoint(_marks(other)):  # as those of most names are
        return False
    if len(first) == len(second) == 1:  # as those of most names do
        return _agree(first[0], second[0])
    return any(_agree(ours, theirs) for ours in first for theirs in second)


def _agree(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    if first == second or "".join(first) == "".join(second):
        return True
    if len(first) == len(second) and sorted(first) == sorted(second):
        return True
    if len(first) == 1 or len(second) == 1:
        short, long = sorted((first, second), key=len)
        return len(short[0]) > 1 and short[0] in (long[-1], long[0])
    return (
        _compatible(first, second)
        or (first[-1] == second[0] and _compatible(first, second[1:] + second[:1]))
        or (first[-1] == second[-2] and _compatible(first, second[-1:] + second[:-1]))
        or (first[0] == second[-1] and _compatible(first[1:] + first[:1], second))
        or (first[-2] == second[-1] and _compatible(first[-1:] + first[:-1], second))
    )


def _compatible(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Family last, given names in front; initials and left out middle names agree."""
    if first[-1] != second[-1] or len(first[-1]) < 2:
        return False
    if _begins("".join(first[:-1]), "".join(second[:-1])):
        return True
    first, second = _without_leading_initials(first, second)
    lead_one, lead_other = first[0], second[0]
    agree = _NICKNAMES.get(lead_one, lead_one) == _NICKNAMES.get(lead_other, lead_other)
    return (agree or _begins(lead_one, lead_other)) and _in_order(first[1:-1], second[1:-1])


def _without_leading_initials(
    first: tuple[str, ...], second: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Leave out initials before a name by which the other begins: "S. M. Ali" is called "Ali"."""
    for one, other in ((first, second), (second, first)):
        given = [at for at, word in enumerate(one[:-1]) if len(word) > 1][:1]
        if given and given[0] and one[given[0]] == other[0]:
            return (one[given[0] :], other) if one is first else (other, one[given[0] :])
    return first, second


def _in_order(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Tell whether the middle names of one are those of the other, shortened or left out."""
    short, long = sorted((first, second), key=len)
    rest = iter(long)
    return all(any(_begins(word, other) for other in rest) for word in short)


def _begins(one: str, other: str) -> bool:
    """Tell whether one given name shortens the other; "Yu" is no short "Yue"."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return long.startswith(short) and (len(short) != 2 or short == long)


_RARE_FAMILY_BITS = 12.0
_GIVEN_BITS, _INITIAL_BITS = 5.0, 2.5


@lru_cache(maxsize=1)
def _family_bits() -> dict[str, float]:
    bits: dict[str, float] = {}
    for line in (files("harvester.matching") / "family_names.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            twice, _, families = line.partition(": ")
            bits.update(dict.fromkeys(families.split(), int(twice) / 2))
    return bits


def _agreeing_bits(one: str, other: str) -> float:
    """Return how rare it is that two strangers' names agree as these two do."""
    first, second = name_words(one), name_words(other)
    common = [word for word in first if word in second and len(word) > 1]
    bits = _family_bits().get(family_key(other), _RARE_FAMILY_BITS)
    if len(common) >= 2 or "".join(first) == "".join(second):
        return bits + _GIVEN_BITS
    return bits + _INITIAL_BITS if min(len(first), len(second)) >= 2 else bits


@dataclass(frozen=True, slots=True)
class AuthorsComparison:
    """Authors as written beside the authors known.

    `agreeing` written names have a partner; `strangers` are written and not known;
    `left_out` are known and not written; `in_order` tells that the partners stand in the same
    order; `first_agrees` that both begin with the same person; `cut` that the written line says
    it is not complete; `bits` how rare the agreeing names are together.
    """

    written: int
    known: int
    agreeing: int
    strangers: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    in_order: bool = True
    first_agrees: bool = False
    cut: bool = False
    bits: float = 0.0

    @property
    def all_agree(self) -> bool:
        """Every written name is an author, and nothing but "et al." was left out."""
        return not self.strangers and self.agreeing > 0 and (self.cut or not self.left_out)

    @property
    def none_agree(self) -> bool:
        """Names are written and known, and no written name is an author."""
        return self.written > 0 and self.known > 0 and self.agreeing == 0


def _apart(name: str, authors: Sequence[str]) -> tuple[str, ...]:
    """Take "Ann Lee, Bo Wu", written as one name, apart if both are known and the whole is not."""
    if "," not in name or any(same_person(name, one) for one in authors):
        return (name,)
    parts, _ = split_names(name)
    is_apart = all(any(same_person(part, one) for one in authors) for part in parts)
    return parts if parts and is_apart else (name,)


def _pair_shortened(
    written: Sequence[str], authors: Sequence[str], partners: list[int | None], free: list[int]
) -> None:
    """Pair "Mo Norouzi" with "Mohammad Norouzi" where both stand at the same place of the line."""
    for place, name in enumerate(written):
        if partners[place] is None and place in free and is_shortened(name, authors[place]):
            partners[place] = place
            free.remove(place)


def is_shortened(one: str, other: str) -> bool:
    """Tell whether a given name may be the first two letters of the other: "Mo" of "Mohammad".

    Weak agreement, "Yu" and "Yue" are mostly two people: it keeps a name from being rewritten.
    """
    first, second = name_words(one), name_words(other)
    short, long = sorted((first[0], second[0]), key=len) if first and second else ("", "")
    return first[-1:] == second[-1:] and len(short) == 2 and long.startswith(short)


def is_part_of_name(part: str, name: str) -> bool:
    """Tell whether every word of `part` stands in `name`, which has more of them.

    >>> is_part_of_name("Aaron van den", "Aaron van den Oord"), is_part_of_name("Wei Li", "Wei Xu")
    (True, False)
    """
    words, whole = (set(_NAME_WORD.findall(fold(one))) for one in (part, name))
    return bool(words) and words < whole


def compare_authors(
    written: Sequence[str], authors: Sequence[str], et_al: bool
) -> AuthorsComparison:
    """Pair each written name with at most one known author, the nearest place first.

    >>> compare_authors(["Y. Yue", "G. Li"], ["Yang Yue", "Li Wang", "Gao Li"], True).all_agree
    True
    """
    written = [name for one in written for name in _apart(one, authors)]
    if not written:
        return AuthorsComparison(0, len(authors), 0, left_out=tuple(authors), cut=et_al)
    marks = frozenset().union(*map(_marks, authors))
    free = list(range(len(authors)))
    partners: list[int | None] = []
    for place, name in enumerate(written):
        if marks.isdisjoint(_marks(name)):  # as with most candidates: nobody is looked for
            partners.append(None)
            continue
        nearest = sorted(free, key=lambda at: abs(at - place))
        partner = next((at for at in nearest if same_person(name, authors[at])), None)
        partners.append(partner)
        if partner is not None:
            free.remove(partner)
    if any(partner is not None for partner in partners):
        _pair_shortened(written, authors, partners, free)
    order = [partner for partner in partners if partner is not None]
    return AuthorsComparison(
        written=len(written),
        known=len(authors),
        agreeing=len(order),
        strangers=tuple(n for n, p in zip(written, partners, strict=True) if p is None),
        left_out=tuple(authors[at] for at in free),
        in_order=order == sorted(order),
        first_agrees=bool(partners) and partners[0] == 0,
        cut=et_al,
        bits=sum(
            _agreeing_bits(name, authors[partner])
            for name, partner in zip(written, partners, strict=True)
            if partner is not None
        ),
    )
