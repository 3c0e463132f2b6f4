"""Venues by the short names that lists use: known ones from a table, others by their acronym.

The table is `venues.tsv` beside this module: short name, kind, full name, other names. A name is
compared without case, years, ordinals, publishers and punctuation, so that "Proceedings of the
2023 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)" is CVPR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files


class VenueKind(StrEnum):
    """What publishes a work."""

    CONFERENCE = "conference"
    JOURNAL = "journal"
    WORKSHOP = "workshop"


@dataclass(frozen=True, slots=True)
class Venue:
    """One edition of a conference or workshop, or a journal and the year of a publication.

    `short` is the name that lists use ("CVPR", "TMI"), `name` the full one where it is known.
    """

    short: str
    kind: VenueKind
    name: str = ""
    year: int | None = None

    def __str__(self) -> str:
        workshop = self.kind is VenueKind.WORKSHOP and "workshop" not in self.short.lower()
        parts = [self.short, str(self.year or ""), "Workshop" if workshop else ""]
        return " ".join(part for part in parts if part)

    def is_same(self, other: Venue) -> bool:
        """Return whether both are one venue; an unknown year is no contradiction.

        >>> parse_venue("CVPR'25").is_same(parse_venue("Proc. IEEE/CVF CVPR 2025"))
        True
        """
        years = {year % 100 for year in (self.year, other.year) if year}
        kinds = VenueKind.WORKSHOP in (self.kind, other.kind) and self.kind is not other.kind
        return _key(self.short) == _key(other.short) and len(years) < 2 and not kinds


@dataclass(frozen=True, slots=True)
class VenueMatch:
    """A venue and where in the text it stands, its year included."""

    venue: Venue
    start: int
    end: int


_YEAR = re.compile(r"(?<![\d.:-])((?:19|20)\d\d)(?![\d:])")
_ABBREVIATED_YEAR = (
    r"(?:\s*['’`]\s?(\d\d)|[\s,-]*((?:19|20)\d\d)|[ -]?(\d\d))"
    r"(?![\d:]|\.\d|\s*(?:pages|pp\b|figures|tables|\())"
    r"(?!\s*(?:st|nd|rd|th)?\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
)
_ORDINAL = (
    r"(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
    r"(?:twenty|thirty|forty|fifty|sixty)?-?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))"
)
_PUBLISHER = r"(?:ieee(?:/[a-z]+)*|acm(?:[/-][a-z]+)*|usenix|springer|cvf|rsj|sigsoft|sigkdd|sigir)"
_LEADING = re.compile(
    rf"^(?:(?:in|the|of|proc(?:eedings)?\.?|annual|joint|{_ORDINAL}|{_PUBLISHER}|\d{{4}})[\s,:]+)+",
    re.IGNORECASE,
)
_SERIES = re.compile(
    r"\b(?P<name>(?:[A-Z0-9][\w&’'/.-]*[ ,]+)*?"
    r"(?P<series>Conference|Symposium|Workshops?|Congress|Colloquium|Meeting)\b"
    r"(?:[ ,]+(?:on|of|for|in|and|the|at|to|[A-Z][\w&’'/-]*|\d{4}))*)"
    r"(?:\s*[–—-]?\s*\((?P<acronym>[A-Z][\w/@&-]*(?:-[A-Z]+)?)(?P<rest>[^()]*)\))?"
)
_NUMERAL = re.compile(r"^(?:[IVXL]+(?:th|st|nd|rd)?)\s+")
_BOOK_OF = re.compile(r"^(?:(?:Abstract|Book|Proceedings)\s+)+(?:of\s+)?")
_DAY = re.compile(
    r"\bon\b[^,;]*$|\d\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,?\s*$"
)
_WORKSHOP = re.compile(r"\bworkshops?\b", re.IGNORECASE)
_ACRONYM = re.compile(r"^(?=(?:[^A-Z]*[A-Z]){2})[A-Z][A-Za-z0-9/&-]{1,14}$")


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.lower())


@cache
def known_venues() -> Mapping[str, Venue]:
    """Return the venues of the table by every name of theirs, in the form names are compared in."""
    by_name: dict[str, Venue] = {}
    for line in (files("harvester.values") / "venues.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        short, kind, name, others = line.split("\t")
        venue = Venue(short, VenueKind(kind), name)
        for spelling in (short, name, *filter(None, others.split("|"))):
            by_name[_key(_bare(spelling))] = venue
    return by_name


@cache
def _known_names() -> re.Pattern[str]:
    """Match any known name; names of one capitalised word count only where a venue is expected."""
    spellings: set[str] = set()
    for line in (files("harvester.values") / "venues.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            short, _, name, others = line.split("\t")
            spellings |= {short, name, *filter(None, others.split("|"))}
    ordered = sorted(spellings, key=lambda name: (-len(name), name))
    flexible = (
        re.sub(r"(?:\\?[-/ ])+", r"[\\s/-]+", re.escape(name))
        if ". " not in name
        else _cut_name(name)
        for name in ordered
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(flexible)})(?P<workshop>W)?(?![A-Za-z])")


def _cut_name(name: str) -> str:
    """Match a cut name with its dots and blanks, without either, and without both."""
    *words, last = (re.escape(word.rstrip(".")) for word in name.split())
    return (
        "".join(rf"{word}\.?\s*" for word in words) + last + (r"\.?" if name.endswith(".") else "")
    )


@cache
def abbreviations() -> frozenset[str]:
    """Return the words that journals' names are cut to with a dot, less the dot: "Phys", "Lett"."""
    folder = files("harvester.values")
    words = (folder / "title_word_abbreviations.txt").read_text("utf-8").split()
    text = (folder / "venues.tsv").read_text("utf-8")
    return frozenset(re.findall(r"\b([A-Z][a-z]{1,9})\.(?=[ A-Z|\t\n])", text)).union(words)


def _bare(name: str) -> str:
    return _LEADING.sub("", name.strip())


def parse_venue(text: str) -> Venue | None:
    """Return the venue that `text` names first; None where it names none.

    >>> str(parse_venue("2023 IEEE/CVF Conference on Computer Vision and Pattern Recognition"))
    'CVPR 2023'
    >>> str(parse_venue("ICCVW'21")), str(parse_venue("IEEE Transactions on Medical Imaging, 2025"))
    ('ICCV 2021 Workshop', 'TMI 2025')
    """
    match = next(find_venues(text), None)
    return match.venue if match else None


def find_venues(text: str) -> Iterator[VenueMatch]:
    """Yield the venues named in `text` with their years, from left to right."""
    matches = [*_known_matches(text), *_series_matches(text)]
    end = 0
    for match in sorted(matches, key=lambda match: (match.start, -match.end)):
        if match.start >= end:
            yield match
            end = match.end


def _known_matches(text: str) -> Iterator[VenueMatch]:
    for match in _known_names().finditer(text):
        name = match[0].removesuffix("W") if match["workshop"] else match[0]
        venue = known_venues().get(_key(_bare(name)))
        if venue is None or _is_part_of_a_name(text, match, venue):
            continue
        start = _extended_start(text, match.start())
        is_journal = venue.kind is VenueKind.JOURNAL
        year, end = _year_beside(text, start, match.end(), is_journal)
        workshop = match["workshop"] or (
            venue.kind is VenueKind.CONFERENCE and _names_workshop(text, match.start(), end)
        )
        kind = VenueKind.WORKSHOP if workshop else venue.kind
        yield VenueMatch(replace(venue, year=year, kind=kind), start, end)


def _is_part_of_a_name(text: str, match: re.Match[str], venue: Venue) -> bool:
    """Return whether a journal of plain words ("Nature", "Proceedings of the IEEE") goes on."""
    if venue.kind is not VenueKind.JOURNAL or _ACRONYM.match(text[match.start() : match.end()]):
        return False
    after, before = text[match.end() :], text[: match.start()]
    goes_on = re.match(r"[ ]+(?!Special\b)(?:[A-Z][a-z]|(?:of|and|with|for)\b|&)", after)
    cut = re.search(r"\b([A-Z][a-z]*)\.\s*$", before)
    if cut and "." in match[0] and cut[1] in abbreviations():
        return True
    if " " in match[0]:
        before = re.sub(r"(?:issue of )?(?:[Tt]he )?$", "", before)
    return bool(goes_on or re.search(r"(?:[A-Z][\w-]*|\b(?:of|and|on|in the|&))\s+$", before))


def _extended_start(text: str, start: int) -> int:
    """Return where the name begins, its ordinal, year and publisher in front included."""
    front = re.search(
        rf"(?:(?:\b(?:the|annual|international|joint|{_ORDINAL}|{_PUBLISHER}|(?:19|20)\d\d))[\s,]+)+$",
        text[:start],
        re.IGNORECASE,
    )
    return front.start() if front else start


def _year_beside(
    text: str, start: int, end: int, is_journal: bool = False
) -> tuple[int | None, int]:
    """Return the year of the edition named at `start`..`end`, and where the name with it ends.

    Two bare digits behind a journal's name are its volume.
    """
    close = re.match(r"\s*\(?[A-Z]{2,}[A-Za-z]*(?=\W)", text[end:])
    for begin in (end, end + close.end()) if close else (end,):
        match = re.match(rf"\)?{_ABBREVIATED_YEAR}", text[begin:])
        if match and not (is_journal and match[3]):
            digits = next(filter(None, match.groups()))
            return int(digits) if len(digits) == 4 else 2000 + int(digits), begin + match.end()
    if inside := _YEAR.search(text[start:end]):
        return int(inside[1]), end
    if later := _YEAR.search(re.split(r"[;]|\.\s", text[end:], maxsplit=1)[0]):
        # A journal's acceptance has a day; its volume has none.
        dated = is_journal and _DAY.search(text[end : end + later.start()])
        return None if dated else int(later[1]), end
    return None, end


def _names_workshop(text: str, start: int, end: int) -> bool:
    clause = re.split(r"[;]|\.\s", text[start:], maxsplit=1)[0]
    before = re.split(r"[;]|\.\s", text[:start])[-1]
    joint = re.search(r"\w@$", text[:start])  # as DBLP writes "DLMIA@MICCAI"
    named = _WORKSHOP.search(clause) or _WORKSHOP.search(before)
    return bool(named or joint or text[end : end + 1] == "W")


def _series_matches(text: str) -> Iterator[VenueMatch]:
    """Yield venues that the table does not hold, told by their series and acronym."""
    for match in _SERIES.finditer(text):
        name, acronym = match["name"].strip(" ,"), match["acronym"] or ""
        venue = known_venues().get(_key(_bare(re.sub(r"\b(?:19|20)\d\d\b", "", name)).strip(" ,")))
        if venue is not None and venue.kind is VenueKind.JOURNAL:
            continue
        digits = re.match(r"^(.*?)['’]?((?:19|20)\d\d|\d\d)$", acronym)
        short = venue.short if venue else digits[1] if digits else acronym
        short = _without_workshop_mark(short.rstrip("-'’"))
        if not venue and not _ACRONYM.match(short):
            continue
        workshop = match["series"].startswith("Workshop") or bool(_WORKSHOP.search(name))
        workshop = workshop or bool(re.match(r"[\s,:-]+Workshops?\b", text[match.end() :]))
        year = _series_year(text, match, digits)
        kind = VenueKind.WORKSHOP if workshop else VenueKind.CONFERENCE
        full = venue.name if venue else re.sub(r"\s+", " ", _bare(name))
        yield VenueMatch(Venue(short, kind, full, year), match.start(), match.end())


def find_named_series(text: str) -> Venue | None:
    """Return the conference or workshop that `text` names in full, without an acronym, with a year.

    >>> str(find_named_series("Proceedings of the First Fictional Widget Symposium, Paris, 2007"))
    'Fictional Widget Symposium 2007'
    """
    matches = [match for match in _SERIES.finditer(text) if not match["acronym"]]
    if len(matches) != 1:
        return None
    match = matches[0]
    front, (name, _, rest) = text[: match.start()], match["name"].partition(",")
    name = re.split(r"\s(?:in|at|to)\s(?!the\b)", re.sub(r"\b(?:19|20)\d\d\b", "", name))[0]
    name = re.sub(r"(?:\s+(?:on|of|for|and|the|Proceedings))+$", "", " ".join(name.split()))
    name = _BOOK_OF.sub("", _bare(_NUMERAL.sub("", name)))
    is_cut = re.search(r"\b(?:and|&)\s+$", front) or " and " in rest
    is_long = " on " in name or sum(word[0].isupper() for word in name.split()) > 2
    year = _series_year(text, match, None)
    if is_cut or not is_long or not year or re.search(r"\d", name):
        return None
    workshop = match["series"].startswith("Workshop") or bool(_WORKSHOP.search(name))
    kind = VenueKind.WORKSHOP if workshop else VenueKind.CONFERENCE
    return None if match["series"] == "Meeting" else Venue(name, kind, name, year)


def _without_workshop_mark(short: str) -> str:
    """Return the conference's short name for that of its workshops: ICSTW is ICST's."""
    base = known_venues().get(_key(short.removesuffix("W"))) if short.endswith("W") else None
    return base.short if base else short


def _series_year(text: str, match: re.Match[str], digits: re.Match[str] | None) -> int | None:
    if digits:
        return int(digits[2]) if len(digits[2]) == 4 else 2000 + int(digits[2])
    if rest := re.match(_ABBREVIATED_YEAR, match["rest"] or ""):
        number = next(filter(None, rest.groups()))
        return int(number) if len(number) == 4 else 2000 + int(number)
    clause_end = re.split(r"[;]|\.\s", text[match.end() :], maxsplit=1)[0]
    before = text[max(match.start() - 6, 0) : match.start()]
    for part in (match[0], clause_end, before):
        if year := _YEAR.search(part):
            return int(year[1])
    return None
