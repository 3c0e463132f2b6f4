"""What a preprint's note says of its publication: "Accepted at ICCV 2025 (oral)".

A note is arXiv's comment or journal reference. It counts clause by clause: a clause that speaks of
a submission, of another version of the work or of a challenge says nothing, and silence is the
answer wherever the words can be read in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from harvester.values.venues import (
    Venue,
    VenueKind,
    VenueMatch,
    abbreviations,
    find_named_series,
    find_venues,
    parse_venue,
)

_ADDRESS = re.compile(r"(?:https?://|ht+pp?s?://|www\.)\S+")
_CLAUSE_END = re.compile(
    r"\s*;\s*|(?<!\bProc)(?<!\bInt)(?<!\bConf)(?<!\bTrans)(?<!\bSymp)(?<!\bvs)(?<!\bpp)(?<!\b[A-Z])"
    r"\.\s+(?=[A-Z(\d])|\s/\s+(?=Key)"
)
_KEPT = "\ue000"
"""Stands for the blank behind a cut word while a note is parted: of private use, in no note."""
_WORKSHOP = re.compile(r"\bworkshops?\b", re.IGNORECASE)
_WITHDRAWN = re.compile(r"\b(?:withdrawn|retracted)\b", re.IGNORECASE)
_ABBREVIATIONS = {"Conf.": "Conference", "Int.": "International", "Symp.": "Symposium"}
_NOT_YET = re.compile(
    r"\b(?:submitted|submission|resubmi\w+|under\s+(?:[\w-]+\s+)?review|in\s+review|being\s+reviewed|"
    r"under\s+consideration|reject\w*|to\s+be\s+submitted|in\s+preparation|withdrawn|"
    r"not\s+(?:been\s+|yet\s+)*(?:accepted|published|peer)|pending|upon\s+(?:acceptance|publication)|(?:plan\w*|hop(?:e|ing)|aim\w*|wish|want)\s+(?:to|for)|intended\s+for)\b",
    re.IGNORECASE,
)
_ANOTHER_WORK = re.compile(
    r"\b(?:(?:extended|expanded|abridged|abbreviated|full|long(?:er)?|short(?:er)?|preliminary|earlier|"
    r"previous|initial|partial|conference|journal|workshop|condensed)(?:\s+\w+)?\s+"
    r"(?:versions?|abstract)|part(?:s|ially)?\s+of\s+(?:this|the|our)|extend(?:s|ing)?|"
    r"extension\s+of|based\s+on|builds?\s+(?:up)?on|follow-?up|compar(?:ed|ing)\s+(?:to|with)|"
    r"updates?\s+of|supersedes?|replaces?|companion|supplement\w*\s+(?:to|of|for)|overlap|sequel|translation\s+of|cited|"
    r"(?:comments?|repl(?:y|ies)|response|errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a))\s+(?:on|to|for)|"
    r"same\s+as|\ba\s+version\s+of\s+(?:this|the|our)|which\s+(?:is|was|has\s+been)|\b(?:papers|articles|works)\s+(?:that\s+)?"
    r"(?:were\s+)?(?:accepted|published|presented)|in\s+another\s+form|"
    r"challenge|competition|contest|shared\s+task|track\s+winner|winning|1st\s+place|"
    r"tutorial|keynote|lecture|funded|supported\s+by|editors?|thesis|code\s+for|dataset\s+of)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:accept(?:ed|ance)?|appear(?:s|ed|ing)?|publish(?:ed)?|publication|present(?:ed|ation)|"
    r"proc(?:eedings)?|camera[- ]ready|oral|spotlight|poster|highlight|best\s+paper|in\s+press)\b",
    re.IGNORECASE,
)
_BEFORE_A_BARE_VENUE = re.compile(
    r"^(?:in|at|the|proc(?:eedings)?\.?|of|findings|v\d+:|preprint|paper|article|final|version|to|[\s,:()'’\"“”.–—-]|"
    r"\d+|pages?|pp?|figures?|figs?|tables?|appendix|and|including|with|colou?r)*$",
    re.IGNORECASE,
)
_HOSTED = re.compile(r"^[\w\s,-]*\bworkshop\b[\w\s,:&-]*(?:\bat|\bin|@|,)\s*$", re.IGNORECASE)

_SAID = (
    r"(?:accepted|appear(?:s|ed|ing)?|published|publication|presentation|presented|"
    r"proc(?:eedings)?)"
)
_BETWEEN = (
    r"(?:\s+(?:(?:for|as|an?|oral|spotlight|poster|full|long|short|paper|article|publication|"
    r"presentation|be|at|in|by|to|on|of|the|proceedings|annual|journal|\d+(?:st|nd|rd|th))\b|"
    r"(?:IEEE|ACM|USENIX|IFIP)(?:/[A-Z]+)*(?=\s+[A-Z][\w-]*[A-Z][\w-]*[\s'’-]*\d)))*\s+"
)
_EDITION = re.compile(
    rf"\b{_SAID}{_BETWEEN}(?P<acronym>[A-Z][A-Za-z]*[A-Z][A-Za-z]*)"
    r"(?:\s?['’]\s?(?P<two>\d\d)|[\s-]?(?P<four>(?:19|20)\d\d))(?![\w.]*\d)",
    re.IGNORECASE,
)
"""An acronym and a year behind words of publication; the case of the acronym is looked at later."""
_EDITION_IN_FRONT = re.compile(
    r"^(?P<acronym>[A-Z]{2,}[A-Za-z]*)(?:\s?['’]\s?(?P<two>\d\d)|[\s-]?(?P<four>(?:19|20)\d\d))"
    r"\s*[:,(–-]\s*(?:the\s+)?[^,;]*\b(?:Conference|Symposium|Workshop|Congress)\b"
)
_SOURCES_OF_NO_EDITION = re.compile(
    r"^(?:ar[Xx]iv|GitHub|GitLab|YouTube|Ph\.?D|MSc|BSc|[A-Z]?USA?|UK|EU|CC|BY|DOI|HAL|SSRN|[a-z].*)$"
)
_TITLE_WORD = (
    r"(?:[A-Z][\w’'-]*(?:\.(?=\s?[A-Z(,;:]|\s*$|\s+(?:\d|(?:of|i|et|und)\s)))?|[dl]['’][A-Z]\w+)"
)
_TITLE = (
    rf"{_TITLE_WORD}(?:[ :]*(?:, (?=Series [A-Z]\b))?"
    rf"(?:(?:of|and|in|for|on|the|with|its|de|la|der|und|et|i|&)\s+)*\s?{_TITLE_WORD})*"
)
_PERIODICAL = re.compile(
    r"\b(?P<words>(?:[Aa]ccepted|be\s+published|[Tt]o\s+appear|[Aa]ppear(?:s|ed|ing)?|[Pp]ublished|[Pp]ublication)"
    r"(?:\s+for\s+publication)?)\s+(?:at\s+in\s+|in\s+at\s+)?(?:in|by|at|to|on|with|for)?[\s,:]*"
    rf"(?:the\s+)?(?:journal\s+)?(?P<quote>[\"“])?(?P<title>(?:npj )?{_TITLE})(?P<closing>[\"”])?"
    r"(?!\w)(?=\s*(?:$|[,;:([]|\.(?!\s*[a-z]{2})|vol\b|journal\b|as\b|on\b|with\b|\d))"
    r"(?:[\s,.]*(?:\d+\s*)?\(?(?P<year>(?:19|20)\d\d)\b)?"
)
_PERIODICAL_IN_FRONT = re.compile(
    rf"(?:^|[,;]\s|figures\s|pages\s)(?P<title>{_TITLE})(?:\s\([^)]*\))?,?\s(?:Vol[^()]*\((?P<year>\d{{4}})\),\s)?"
    r"(?P<words>)(?P<quote>)(?P<closing>)(?:in\spress|accepted|to\sappear)$"
)
_NO_PERIODICAL = re.compile(
    r"\b(?:Part|Sections?|Sect?|Appendix|Chapter|Volume|Vol|Conf|Symp|Proceedings|Springer|Elsevier|Wiley|"
    r"English|French|German|Russian|Chinese|Japanese|Spanish|Italian|January|February|March|April|"
    r"May|June|July|August|September|October|November|December|arXiv|GitHub|Zenodo|Figshare|"
    r"Hugging|Kaggle|Conference|Workshops?|Symposium|Congress|Meeting|School|Seminar|Special|"
    r"University|Institute|Department|Society|Committee|Academy|Association|Abstracts?|Lecture|"
    r"Track|Dataset|Benchmarks?)\b"
)
_BOOK = re.compile(
    r"\b(?:eds?|edited|editors?|chapter|book|handbook|festschrift|springer-verlag|press|conference|symposium|"
    r"workshop|proceedings)(?!\w)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]*\)")
_OF_A_SOCIETY = re.compile(r"(?:Journal|Transactions|Bulletin|Memoirs|Annals|J\.|Trans\.|Bull\.)")
_LINKED = re.compile(r"\w{3,} (?:of|and|in|with|for|&) \w{3,}")
_THINGS = re.compile(
    r"^(?:\d+[^,;]*[,;]\s*)*(?:the\s+|all\s+|our\s+)?(?:source\s+)?(?:codes?|data|datasets?|models?|"
    r"animations?|movies?|videos?|figures|results|proofs?|tables?|examples?)\s+"
    r"(?:\w+\s+){0,4}(?:appear|publish|available|release|present)",
    re.IGNORECASE,
)
"""What a clause speaks of is no publication of the work, but of things that belong to it."""
_TITLE_MARK = re.compile(
    r"\b(?:Journal|J|Transactions|Trans|Letters|Lett|Annals|Ann|Annales|Annalen|Reviews?|Rev|Acta|Bulletin|"
    r"Bull|Magazine|Archives?|Advances|Communications|Systems|Sciences?|Research|Phys|Math|Chem|"
    r"Medicine|Intelligence|Learning|Reports|[A-Z]\w+(?:ology|ics|omy|istry|ysis|scopy|ica))\b"
)


def read_publication(note: str) -> Venue | None:
    """Return the venue in which `note` says the work is published or accepted; None else.

    >>> str(read_publication("12 pages. Accepted at ICCV 2025 (oral)"))
    'ICCV 2025'
    >>> read_publication("Submitted to ICCV 2025") is None
    True
    """
    if _WITHDRAWN.search(note):
        return None
    stated = [venue for clause in _clauses(note) if (venue := _venue_of_clause(clause))]
    agree = all(venue.is_same(stated[0]) for venue in stated)
    return stated[0] if stated and agree else None


def read_journal_reference(reference: str) -> Venue | None:
    """Return the known venue that a journal reference names; None where the table has none."""
    if _NOT_YET.search(reference):
        return None
    text = _ADDRESS.sub(" ", reference)
    for short, whole in _ABBREVIATIONS.items():
        text = text.replace(short, whole)
    match = next(find_venues(text), None)
    return match.venue if match and match.venue.year else None


def _clauses(note: str) -> Iterator[str]:
    text = " ".join(_ADDRESS.sub(" ", note).split())
    for name in _cut_words().findall(text):
        text = text.replace(f"{name} ", f"{name}{_KEPT}")
    yield from (one.replace(_KEPT, " ") for one in _CLAUSE_END.split(text) if one)


@cache
def _cut_words() -> re.Pattern[str]:
    """Match a word cut with a dot in a venue's name, where the name goes on: no clause ends."""
    return re.compile(rf"\b(?:{'|'.join(sorted(abbreviations()))})\.(?= [A-Z])")


def _venue_of_clause(clause: str) -> Venue | None:
    if any(said.search(clause) for said in (_NOT_YET, _ANOTHER_WORK, _THINGS)):
        return None
    matches = list(find_venues(clause))
    if not matches:
        return _venue_by_its_form(clause)
    if not _is_stated(clause, matches[0]) or _are_rivals([match.venue for match in matches]):
        return None
    workshops = [match.venue for match in matches if match.venue.kind is VenueKind.WORKSHOP]
    venue = (workshops or [matches[0].venue])[0]
    years = {match.venue.year for match in matches if match.venue.year}
    if venue.year or (venue.kind is VenueKind.JOURNAL and not years):
        return venue
    return replace(venue, year=years.pop()) if len(years) == 1 else None


def _are_rivals(venues: list[Venue]) -> bool:
    """Return whether two conferences are named, each with a year of its own."""
    dated = [one for one in venues if one.year and one.kind is VenueKind.CONFERENCE]
    return any(not one.is_same(dated[0]) for one in dated)


def _venue_by_its_form(clause: str) -> Venue | None:
    """Return a venue beyond the table: words of publication, then a name by its form."""
    edition = _EDITION_IN_FRONT.match(clause) or _EDITION.search(clause)
    if edition and not _SOURCES_OF_NO_EDITION.match(edition["acronym"]):
        acronym, digits = edition["acronym"], edition["four"] or f"20{edition['two']}"
        if sum(letter.isupper() for letter in acronym) > 1:
            workshop = _WORKSHOP.search(clause)
            kind = VenueKind.WORKSHOP if workshop else VenueKind.CONFERENCE
            return Venue(acronym, kind, "", int(digits))
    return _periodical(clause) or (_PUBLISHED.search(clause) and find_named_series(clause)) or None


def _periodical(clause: str) -> Venue | None:
    """Return the journal in which a clause says that the work is published, named as there."""
    match = _PERIODICAL.search(clause) or _PERIODICAL_IN_FRONT.search(clause)
    if (
        not match
        or _BOOK.search(_BRACKETS.sub("", clause))
        or bool(match["quote"]) != bool(match["closing"])
    ):
        return None
    title = _whole(match["title"])
    if (known := parse_venue(title)) and known.kind is VenueKind.JOURNAL:
        return replace(known, year=int(match["year"]) if match["year"] else known.year)
    certain = match["words"].lower().endswith(("to appear", "publication", "be published"))
    certain = certain or (
        match["words"].lower() == "accepted" and _LINKED.search(title) is not None
    )
    alone = " " not in title
    if match["quote"] and not alone:
        certain = False
    other = _NO_PERIODICAL.search(title) and not _OF_A_SOCIETY.match(title)
    if other or re.search(r"\d", title) or not (certain or _TITLE_MARK.search(title)):
        return None
    goes_on = re.match(r",\s+(?!Vol)[A-Z]", clause[match.end("title") :])
    if alone and (goes_on or len(title) < 4 or title.isupper()):
        return None
    return Venue(title, VenueKind.JOURNAL, "", int(match["year"]) if match["year"] else None)


def _whole(title: str) -> str:
    """Return a title without its volume, a cut last word with its dot."""
    title = re.sub(r"^The (?=Journal\b)|[ ,]+(?:V|Vol|No)\.?$", "", title)
    last = re.split(r"[\s.]", title)[-1]
    return f"{title}." if "." in title and last in abbreviations() else title


def _is_stated(clause: str, match: VenueMatch) -> bool:
    """Return whether the clause says so in words, or names venue and year alone."""
    if _PUBLISHED.search(clause):
        return True
    front = clause[: match.start]
    bare = _BEFORE_A_BARE_VENUE.match(front) or _HOSTED.match(front)
    return match.venue.year is not None and bare is not None
