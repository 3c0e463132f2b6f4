"""Pure cleaners for titles and URLs; every `normalize_` is idempotent.

A title is compared in two forms: its words (`title_words`) and the words run together
(`title_key`), so that "multi-modal", "multi modal" and "multimodal" are one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

_SPECIAL_LETTERS = str.maketrans(
    {
        "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
        "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th",
        "ı": "i", "ħ": "h", "ə": "e", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'",
        "°": "deg", "∞": " infinity ", "×": "x",
    }
)  # fmt: skip
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψως",
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "o",
            "pi",
            "rho",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "chi",
            "psi",
            "omega",
            "sigma",
        ],
        strict=True,
    )
)
_GREEK |= {"ϕ": "phi", "ϵ": "epsilon", "ϑ": "theta"}
_GREEK_TABLE = str.maketrans(_GREEK | {key.upper(): name for key, name in _GREEK.items()})
_TEX_ACCENT = re.compile(
    r"\\[\"'`^~=.](?=[{\\A-Za-z])|\\(?:c|v|u|H|k|r|(?:wide)?(?:hat|tilde)|bar|d?dot|"
    r"vec|acute|grave|check|breve)(?=\{)"
)
_TEX_STYLE = re.compile(
    r"\\(?:text|math)?(?:rm|bf|it|cal|bb|sf|tt|frak|scr|sc|normal|up|em|emph|text|operatorname)"
    r"(?![a-zA-Z])\s*|\\(?:text|math|boldsymbol|mbox|hbox|left|right|ensuremath|xspace)"
    r"(?![a-zA-Z])\s*"
)
_TEX_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
_TEX_NOISE = re.compile(r"[${}\\^_]")
_TAG = re.compile(r"</?[a-z]{1,6}>")
_WORD = re.compile(r"[^\W_]+(?:\.\d+)*")
_PLUS = re.compile(r"(?<=[A-Za-z0-9])(\++)(?![A-Za-z0-9])|(?<=[A-Za-z0-9])(\++)(?=\s|:|-|$)")


HIDDEN = (
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
)
"""Characters that print nothing, for a class of a pattern: fillers and direction marks."""

JOINERS = "\u00ad\u200c\u200d\ufe0e\ufe0f"
"""Characters without width that scripts and emoji need; a soft hyphen may be a garbled letter."""

CONTROLS = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f"
"""Characters that terminals and files obey or cannot hold: controls, line ends, half letters."""

_HIDDEN = re.compile(f"[{HIDDEN}{JOINERS}]")


def strip_hidden(text: str) -> str:
    """Return `text` without characters that print nothing: zero-width ones, marks of direction.

    >>> strip_hidden("arxiv.org/abs/2504.13065\u200b")
    'arxiv.org/abs/2504.13065'
    """
    return text if text.isascii() else _HIDDEN.sub("", text)


def fold(text: str) -> str:
    """Return `text` in lower case without accents, Greek letters spelled out.

    >>> fold("Łukasz Müller-Straße, α")
    'lukasz muller-strasse, alpha'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_SPECIAL_LETTERS).casefold())
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return bare.translate(_SPECIAL_LETTERS).translate(_GREEK_TABLE).casefold()


def strip_tex(text: str) -> str:
    """Return `text` with TeX markup reduced to its letters; fast and lossy, for comparing only.

    >>> strip_tex(r"$\\text{Transformer}^2$: {G}eo\\'etrie"), strip_tex(r"$\\beta$-VAE")
    ('Transformer2: Geoetrie', 'beta-VAE')
    """
    if "\\" in text:
        text = _TEX_COMMAND.sub(r"\1 ", _TEX_STYLE.sub("", _TEX_ACCENT.sub("", text)))
        text = re.sub(r"\s+(?=[$}^_-])", "", text)
    if "$" in text or "{" in text or "^" in text or "_" in text:
        text = _TEX_NOISE.sub("", text)
    return text


def clean_tex(text: str) -> str:
    """Return `text` as a person reads it: TeX accents, symbols and commands as Unicode.

    >>> clean_tex(r"Schr\\"odinger and $\\beta$")
    'Schrödinger and β'
    """
    if not any(mark in text for mark in "\\${}"):
        return text
    # imported here because it is heavy and rarely needed
    from pylatexenc.latex2text import (  # type: ignore[import-untyped]  # it ships no types
        LatexNodes2Text,
    )

    try:
        cleaned: str = LatexNodes2Text(
            math_mode="text", latex_context=_tex_context()
        ).latex_to_text(_undoubled(text), tolerant_parsing=True)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return " ".join(text.split())  # as it was written
    return " ".join(cleaned.split())


_DOUBLED_ACCENT = re.compile(
    r"\\{2,}(?=[\"'`^~=.](?:\{?\\?[A-Za-z])|(?:[cvuHkrdbt]|ss|ae|oe|aa|AE|OE|AA|[lLoOij])(?![A-Za-z]))"
)
_LINE_BREAK = re.compile(r"\\{2,}")
_COMMENT_SIGN = re.compile(r"(?<!\\)%")


def _undoubled(text: str) -> str:
    """Return TeX whose letters all stay: doubled backslashes, as arXiv prints some, made single.

    Before anything but an accent two are a line break. A bare % would hide the rest of the line.
    """
    text = _LINE_BREAK.sub(" ", _DOUBLED_ACCENT.sub(lambda _: "\\", text))
    return _COMMENT_SIGN.sub(r"\\%", text)


@lru_cache(maxsize=1)
def _tex_context() -> Any:
    """Return the macros that are known; of any other the letters stay."""
    from pylatexenc.latex2text import MacroTextSpec, get_default_latex_context_db

    context = get_default_latex_context_db()
    context.set_unknown_macro_spec(
        MacroTextSpec("", simplify_repl=lambda node, **_: f"{node.macroname} ")
    )
    return context


def title_words(text: str) -> list[str]:
    """Return the words of a title for comparing: folded, TeX reduced, "++" spelled "plus plus".

    >>> title_words("DeepSolo++: Let {T}ransformer Decoder w/ Qwen2.5-VL")
    ['deepsolo', 'plus', 'plus', 'let', 'transformer', 'decoder', 'w', 'qwen2.5', 'vl']
    """
    if "$" in text or "\\" in text or "{" in text or "^" in text:
        text = strip_tex(text)
    if "<" in text:
        text = _TAG.sub("", text)
    if "+" in text:
        text = _PLUS.sub(lambda match: " plus" * len(match[1] or match[2]) + " ", text)
    if "'" in text or not text.isascii():
        text = fold(text).replace("'s ", "s ").replace("'", "")
        return _WORD.findall(text)
    return _WORD.findall(text.lower())


def normalize_title(text: str) -> str:
    """Return the comparing form of a title: its words with single blanks between.

    >>> normalize_title(" Multi-Modal  Learning: A Survey. ")
    'multi modal learning a survey'
    """
    return " ".join(title_words(text))


def title_key(words: list[str]) -> str:
    """Return the words run together: equal for spellings that differ in blanks and hyphens."""
    return "".join(words)


PICTOGRAPHS = "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff"
"""Emoji and their like, as ranges of a character class."""
_EMOJI = re.compile(
    rf"[{PICTOGRAPHS}\ufe0f\u200d\u200b\u2190-\u21ff]"
    r"|:[a-z][a-z0-9_]+:"
)
VENUES = (
    "CVPR|ICCV|ECCV|WACV|BMVC|ACCV|NeurIPS|NIPS|ICML|ICLR|AAAI|IJCAI|ACL|EMNLP|NAACL|EACL|COLING|"
    "COLM|TACL|TPAMI|PAMI|IJCV|TMLR|JMLR|TIP|TMI|TVCG|TOG|TMM|TNNLS|MICCAI|MIDL|IPMI|ISBI|MIA|"
    "SIGGRAPH(?: Asia)?|ACM ?MM|MM|KDD|WWW|SIGIR|WSDM|CIKM|CoRL|ICRA|IROS|RSS|RA-?L|3DV|ICASSP|"
    "Interspeech|INTERSPEECH|ICME|CHI|UIST|AISTATS|UAI|COLT|ICDM|SDM|PMLR|arXiv|ArXiv|Arxiv|arxiv|"
    "Nature(?: [A-Z][a-z]+)*|Science(?: [A-Z][a-z]+)*|PNAS|ICCSE|IEEE [A-Z][A-Za-z-]+|Findings"
)
YEAR = r"(?:['’ -]?(?:19|20)\d\d(?:[./]\d\d?)?|['’-]?\d\d(?:\.\d\d?)?)"
_PRAISE = r"(?:[ ,]*(?:Oral|Spotlight|Highlight|Best Paper|Workshops?|Findings|Poster|Award))*"
_VENUE_WORDS = rf"(?:{VENUES})(?:[- ]?W(?:orkshops?)?)?[ ,]*{YEAR}{_PRAISE}"
_VENUE_FRONT = re.compile(
    rf"^\s*(?:[(\[*]+\s*)?(?:\d{{8}}\s+|\d{{4}}[./-]\d\d(?:[./-]\d\d)?\s+)?{_VENUE_WORDS}"
    r"\s*[)\]*]*\s*[:,.|-]?\s+"
)
_VENUE_BACK = re.compile(
    r"(?:(?<![\s,.;|(\[-])[\s,.;|(\[-]++"  # from the first of them on, else the time is squared
    rf"(?:(?<!\w-)[A-Z]\w+ )?{_VENUE_WORDS}"
    r"|[.,]\s+(?:[A-Z][\w&-]*\s+){1,5}(?:(?:19|20)\d\d|\d\d(?:\.\d\d?)?)"
    r"|\s*\((?:[A-Z][\w-]+\+?(?: et al\.?)?,? )?(?:19|20)\d\d\)"
    r"|\s*\[(?:[Tt]echnical [Rr]eport|[Ss]urvey|[Pp]aper|[Pp]reprint)\])\s*[)\]]?[\s.]*$"
)
NUMBERED = re.compile(r"^\s*(?:\[\d+\]|\d{1,3}[.)])\s+")
_DATE_FRONT = re.compile(
    r"^\s*(?:[(\[]?(?:19|20)\d\d[./-]\d\d?(?:[./-]\d\d?)?[)\]]?|(?:19|20)\d{6})\s*[:,.|-]?\s+(?=\S)"
)
_MARKUP = re.compile(r"!\[[^\]]*\]\([^)]*\)|<[^<>]{1,200}>|\*\*|__|(?<!\w)\*|\*(?!\w)|`")
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)")
_TRAIL = re.compile(
    r"\s*[|[(]\s*(?:arXiv|paper|pdf|code|project|github|links?|website|demo|video|oral|spotlight|"
    r"highlight)\b[^|]*$.*|\s*\|\s*(?:arXiv|paper|pdf|code|github|links?)\b.*$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^(.{0,40}?[:：]\s*)?[\"“](.{10,})[\"”]\s*(?:[,.].*)?$")
_SIDE_REMARK = re.compile(r"(?<=\S)\s+\[[a-z]{2,20}\]$")
_QUOTES = '"“”„«»「」『』'


def strip_title(text: str) -> str:
    """Return a title without what lists write around it: markup, emoji, venue and date tags, dot.

    >>> strip_title("🔥 CVPR'23 **TWINS: A Fine-Tuning Framework.** [[arxiv](http://x.org)]")
    'TWINS: A Fine-Tuning Framework'
    """
    text = _LINK.sub(r"\1", _MARKUP.sub(" ", text))
    text = " ".join(_EMOJI.sub(" ", text).split())
    if quoted := _QUOTED.match(text):
        text = (quoted[1] or "") + quoted[2]
    text = _SIDE_REMARK.sub("", text)
    before = None
    while before != text:
        before = text
        text = " ".join(text.split()).strip(" ,;|-–—*" + _QUOTES)
        text = NUMBERED.sub("", _DATE_FRONT.sub("", _VENUE_FRONT.sub("", text, count=1)))
        text = _TRAIL.sub("", _VENUE_BACK.sub("", text))
        text = re.sub(r"\s*[\[(]\s*[\])]", "", text)
        if text.endswith(".") and not text.endswith(("..", "etc.")):
            text = text[:-1]
    return text or " ".join((before or "").split())


_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)|</?[A-Za-z][^<>]{0,400}>")
_ADDRESS = re.compile(r"(?<=\])\([^()\s]*\)|(?:https?://|www\.)[^\s)\]>\"'|]+")
_MARKS = re.compile(r"[*_`|#>\[\]~]+")


def strip_markup(text: str) -> str:
    """Return the words of Markdown or HTML without pictures, tags, addresses and marks.

    >>> strip_markup("| **A** new <br>● [tool](http://x.org) ![star](http://y.org) |")
    'A new ● tool'
    """
    text = _MARKS.sub(" ", _ADDRESS.sub(" ", _PICTURE.sub(" ", text)))
    return " ".join(text.split())


def normalize_url(url: str) -> str:
    """Return host and path of `url` for comparing: no scheme, www, query, fragment or last slash.

    >>> normalize_url("https://www.GitHub.com/a/B.git?tab=x#readme"), normalize_url("ftp://[")
    ('github.com/a/b', 'ftp://[')
    """
    try:
        parts = urlsplit(url.strip() if "//" in url else f"//{url.strip()}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url.strip().lower()
    path = unquote(parts.path).rstrip("/").removesuffix(".git")
    return f"{host}{path}".lower()
