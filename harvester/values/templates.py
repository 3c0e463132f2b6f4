"""Stand-ins that a template leaves where an identifier is to come: `XXXXXXXX`, `your-repo`.

A template is not an identifier: two papers that carry the same one are not one paper.
"""

from __future__ import annotations

import re
from functools import lru_cache

from harvester.values.text import strip_hidden

_LOOKALIKES = str.maketrans(
    {"х": "x", "Х": "X", "×": "x", "✕": "x", "＊": "*", "？": "?", "●": "*", "○": "*"}
)
_RUN = re.compile(
    r"(?<![a-z])x{3,}(?![a-z])|(?<![a-z])n{5,}(?![a-z])|\*{2,}|\?{2,}|_{4,}|\.{3}|…|#{2,}"
)
_WORD = re.compile(
    r"(?:to[-_ ]?do|tb[adc]|to[-_ ]be[-_ ]\w+|coming[-_ ]?soon|placeholder|"
    r"(?:your|my|some)[-_ ]?\w*|"
    r"(?:paper|forum|arxiv|doi)[-_ ]?(?:id|link|url|number)|insert[-_ ]\w+|none|null|n/?a|example)"
)
_OWNER = re.compile(r"(?:user(?:name)?|owner|org(?:ani[sz]ation)?|account|author|name)")
_NAME = re.compile(r"(?:repo(?:sitory)?(?:[-_]?name)?|project(?:[-_]?name)?|name|code)")
_PART = re.compile(
    r"(?:x{3,}|\*+|\?+|\.{3}|_+|-+|<.*>|\{.*\}|todo|tbd|tba|coming-?soon)\Z|"
    r"your(?:[-_]|user|org|name|repo|account|\Z)"
)
"""An owner or a name that stands in for one."""

_ARXIV_LABEL = re.compile(r"^arxiv[:. ]*")
_VERSIONS = re.compile(r"(?:v[\dx]+)+$")
_ARXIV_ID = re.compile(r"\d{4}\.\d{3,6}")
_ONE_CHARACTER = re.compile(r"([\w*?.#-])\1+")


def plain_template(text: str) -> str:
    """Return `text` in lower case with letters and signs that look alike written as one."""
    text = text if text.isascii() else strip_hidden(text).translate(_LOOKALIKES)
    return text.lower().strip()


def is_template_doi(doi: str) -> bool:
    """Tell the DOI of a template from a real one.

    >>> is_template_doi("10.1109/XXXXXXX.2025.XXXXXXX"), is_template_doi("10.15607/RSS.2024.XX.041")
    (True, False)
    """
    prefix, _, suffix = plain_template(doi).partition("/")
    parts = re.split(r"[./_-]", suffix)
    return (
        not re.fullmatch(r"10(?:\.\d+)+", prefix)
        or _RUN.search(suffix) is not None
        or any(re.fullmatch(r"\d+x{2,}|x{3,}\d*", part) for part in parts)
        or _WORD.fullmatch(suffix) is not None
    )


def is_template_page(value: str) -> bool:
    """Tell a stand-in for a page's id (`XXXXXXXX`, `YOUR_ID`, `****`) from a real one.

    >>> is_template_page("XXXXXXXX"), is_template_page("S1lOTC4tDS")
    (True, False)
    """
    plain = plain_template(value)
    return (
        _ONE_CHARACTER.fullmatch(plain) is not None
        or _WORD.fullmatch(plain) is not None
        or re.search(r"[*?…#]|\.\.\.|(?<![a-z0-9])x{3,}(?![a-z0-9])", plain) is not None
        or plain in {"id", "abcdefg", "abcdefgh", "abc123"}
    )


@lru_cache(maxsize=4096)
def is_template_repository(name: str) -> bool:
    """Tell `xxx/xxx`, `username/repo`, `your-name/project` from a real repository.

    >>> is_template_repository("XXX/XXX"), is_template_repository("danijar/dreamer")
    (True, False)
    """
    owner, _, rest = plain_template(name).partition("/")
    if _PART.match(owner) or _PART.match(rest):
        return True
    return _OWNER.fullmatch(owner) is not None and _NAME.fullmatch(rest) is not None


@lru_cache(maxsize=4096)
def is_template_arxiv(text: str) -> bool:
    """Tell an arXiv id of a template (`2504.xxxxx`, `0000.00000`, `1234.56789`) from others.

    >>> is_template_arxiv("2405.00000"), is_template_arxiv("2405.17940")
    (True, False)
    """
    plain = _VERSIONS.sub("", _ARXIV_LABEL.sub("", plain_template(text))).removesuffix(".pdf")
    digits = plain.replace(".", "")
    if _ARXIV_ID.fullmatch(plain):
        number = plain[5:]
        ascending = digits in "01234567890123456789"
        return (
            ascending
            or set(number) == {"0"}
            or (len(set(digits)) == 1 and not "07" <= digits[:2] <= "31")
        )
    stand_in = r"[x*?_#n]"
    return bool(
        (
            re.fullmatch(
                rf"(?:\d{{2}}(?:\d{{2}}|{stand_in}{{2}})|{stand_in}{{4}})[.-](?:\d{{0,4}}{stand_in}{{1,6}}|\d{{1,2}}0{{3,}})",
                plain,
            )
            and not re.fullmatch(r"[\d.-]+", plain)
        )
        or re.fullmatch(r"[x*?_#]{2,}", plain)
        or re.fullmatch(rf"\d{{4}}[.-](?:{_WORD.pattern}|([^\W\d_]|[-…#])\1*)?", plain)
        or re.fullmatch(r"<[^<>]*>|\{[^{}]*\}|arxiv[_-]?id|id", plain)
        or _WORD.fullmatch(plain)
        or plain in {"...", "…", "#"}
    )
