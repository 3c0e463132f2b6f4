"""What stands in front of an entry's title: numbers, emoji, dates, venues."""

from __future__ import annotations

import re

from harvester.values.text import HIDDEN, JOINERS

_VENUE_NAMES = (
    r"arXiv|NeurIPS|NIPS|ICML|ICLR|CVPRW?|ICCVW?|ECCVW?|AAAI|IJCAI|ACL|NAACL|EACL|AACL|EMNLP|TACL|"
    r"COLING|COLM|CoNLL|KDD|WWW|SIGIR|CIKM|WSDM|WACV|BMVC|ACCV|3DV|MICCAI|MIDL|ISBI|IPMI|TMI|MedIA|"
    r"TPAMI|IJCV|TIP|TMM|TNNLS|TKDE|TVCG|TOG|TMLR|JMLR|SIGGRAPH(?: Asia)?|CoRL|RSS|ICRA|IROS|RA-L|"
    r"ICASSP|INTERSPEECH|ACM ?MM|MM|AISTATS|UAI|COLT|SIGMOD|VLDB|ICDE|ICDM|ECAI|UIST|CHI|Nature|"
    r"Science|PNAS|TCSVT|PR|Neurocomputing|TASE|LREC|IEEE|ACM|Findings|Preprint"
)


def _by_first_letter(alternatives: str) -> str:
    """Group a pattern's alternatives by their first letter, so that most words fail at once."""
    groups: dict[str, list[str]] = {}
    for one in alternatives.split("|"):
        groups.setdefault(one[0].upper(), []).append(one[1:])
    branches = (
        f"(?-i:[{first}{first.lower()}])(?:{'|'.join(rest)})" for first, rest in groups.items()
    )
    return "|".join(branches)


_VENUES = _by_first_letter(_VENUE_NAMES)
VENUE = re.compile(
    rf"(?<![\w-])(?:{_VENUES})(?:(?!\w)|(?=(?:19|20)\d\d(?!\d)))"
    rf"(?:[ -]?(?:20|19|['’‘])?\d{{2}}(?![\d-]|\.\d{{4}}))?(?:\s*20\d\d(?!\.\d{{4}}))?",
    re.IGNORECASE,
)
_HOSTS = frozenset({"arxiv", "ieee", "acm", "preprint"})
_OCCASION = re.compile(
    rf"{VENUE.pattern}(?:[\s,./-]+[\w'’&]+){{0,5}}(?<=\d)\W*|{VENUE.pattern}"
    r"(?:\s+(?:oral|spotlight|highlight|poster|workshops?|findings|best paper))*\W*",
    re.IGNORECASE,
)
EMOJI = (
    r"[\U0001F000-\U0001FAFF\u2190-\u21FF\u2300-\u23FF\u2600-\u27BF"
    r"\u2B00-\u2BFF\uFE0F\u200D\u2022]+"
)
_DATED = r"[*_`]{0,3}(?:19|20)\d\d(?:[./-](?:\d{1,2}|[A-Z]{3,9}\.?))?(?:[./-]\d{1,2})?[*_`]{0,3}"
_SIGN_LEAD = re.compile(
    "|".join(
        (
            rf"{EMOJI}|:[a-z0-9_+-]+:",
            rf"[\s,:;|–—{HIDDEN}{JOINERS}-]+",
            rf"\((?:{_VENUES})\b[^()\n]{{0,60}}\([^()\s]*\)[^()\n]{{0,20}}\)",
            r"\[[ x]\](?![(\[])",
            r"\*\*\[?\d{1,3}[\]).]*\*\*[.):]?|\[\d{1,3}\](?!\()|\(?\d{1,3}[.)](?=\s)|#\d{1,4}\b|\[\^\w+\]:",
            rf"(?:\[{_DATED}\]|\({_DATED}\)|{_DATED})(?=[\s:,|–—-]|\[)|20\d{{6}}\b",
            rf"[（【「『〔［〈]{_DATED}月?[）】」』〕］〉]",
            r"\[(?:19|20)\d\d[ ,]+[^()\[\]\n\d]{2,40}\](?!\()|\\\[(?:19|20)\d\d[^\\\n]{0,200}\\\]",
            rf"[\[(（【「『〔［〈][*_`]{{0,3}}(?:(?:{_VENUES})\b[^()\[\]（）【】\n]{{0,40}}|"
            r"[^()\[\]（）【】\n]{2,40}?['’ ](?:20)?\d\d"
            r"[^()\[\]（）【】\n]{0,20})[*_`]{0,3}[\])）】」』〕］〉](?!\()",
            r"[０-９]{1,3}[．.、）)]\s*|\d{1,3}[．、）]\s*",
            r"[【［（]\d{1,3}[】］）]|[①-⓿㈠-㊰]",
            r"~~",
            rf"(?:[*_`]{{1,3}})(?:{_VENUES})[ '’-]*(?:20)?\d\d[*_`]{{1,3}}",
        )
    ),
    re.IGNORECASE,
)
_WORD_LEAD = re.compile(
    "|".join(
        (
            rf"(?:(?:{_VENUES})[ -]?['’‘]?(?:20)?[0-3]\d|[A-Z][A-Za-z&]{{2,12}}['’‘](?:20)?\d\d"
            r"|[A-Z&]{2,10}-(?:20)?[0-3]\d)(?:\s+(?:oral|spotlight|workshops?|best paper|findings|"
            r"highlight|poster|industry|demo))*(?=\s*[:\s\[])",
            rf"arxiv(?=\s+\[)|(?:{_VENUES})(?=\s+\[[^\[\]\n]{{12,}}\]\()",
            r"[一二三四五六七八九十]{1,3}、",
        )
    ),
    re.IGNORECASE,
)


def skip_lead(text: str, start: int, end: int) -> int:
    """Return where an entry's words begin, after numbers, emoji, dates and venues in front."""
    position = start
    while position < end:
        lead = _WORD_LEAD if text[position].isalpha() else _SIGN_LEAD
        match = lead.match(text, position, end)
        if match is None:
            break
        position = match.end()
    return position


def is_venue(label: str) -> bool:
    """Tell the label of a link that names the venue of its paper from one that says `arXiv`."""
    return is_occasion(label) and label.strip("[]` ").lower() not in _HOSTS


def is_occasion(label: str) -> bool:
    """Tell a label that is a venue, with its date or without.

    >>> is_occasion("arXiv on 24 Jan 2019"), is_occasion("CVPR2019 Oral"), is_occasion("CVPR World")
    (True, True, False)
    """
    return len(label) <= 60 and _OCCASION.fullmatch(label.strip("[]` ")) is not None
