"""How data sets are named, versioned, licensed and let out, as archives word it. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from harvester.values.text import normalize_title

_VERSION = re.compile(r"/v?(?P<number>\d+(?:\.\d+)+)(?=/|$)")
_LICENCE_OF_ADDRESS = re.compile(
    r"creativecommons\.org/(?P<kind>licenses|publicdomain)/(?P<name>[a-z-]+)/(?P<version>\d\.\d)"
)
_CLASSES = {
    "credentialed": r"credentialed (?:access|users?|health data)",
    "restricted": r"restricted[ _-]?access|controlled[ _-]access|closed[ _-]?access"
    r"|contributor[- ](?:managed|review)|data use agreement|request(?:ing)? access",
    "registration": r"share your contact information"
    r"|(?:log ?in|sign ?in|register) to (?:access|download)"
    r"|registered[ _-]access|registration (?:is )?required",
    "embargoed": r"embargoed[ _-]?access",
    "open": r"\bopen[ _-]?access\b|openly available|creative commons|\bcc[ -]?(?:by|0)\b"
    r"|creativecommons\.org|public domain|open data commons",
}


def access_of(text: str) -> str:
    """Return who may have the data as `text` words it; empty where it says none, or several.

    >>> access_of("Access Policy: Only credentialed users who sign the DUA"), access_of("CC BY 4.0")
    ('credentialed', 'open')
    """
    text = " ".join(text.lower().split())
    classes = [name for name, words in _CLASSES.items() if re.search(words, text)]
    if "credentialed" in classes:  # who is credentialed signs an agreement too
        return "credentialed"
    if len(classes) > 1 and "open" in classes and "registration" in classes:
        return "registration"  # a free licence, behind a login
    return classes[0] if len(classes) == 1 else ""


def bears(name: str, title: str) -> bool:
    """Tell whether a title is the name, goes on behind it or ends with it in brackets.

    >>> bears("MIMIC-CXR", "MIMIC-CXR Database v2.0.0"), bears("MIMIC-CXR", "MIMIC-CXR-JPG")
    (True, False)
    """
    words = re.escape(name)
    begins = re.match(rf"{words}(?![\w-])", title, re.IGNORECASE)
    bracketed = re.search(rf"[(\[]{words}[)\]]", title, re.IGNORECASE)
    return bool(begins or bracketed) or normalize_title(name) == normalize_title(title)


def version_of(address: str) -> str:
    """Return the version that an address names in its path; empty without one."""
    match = _VERSION.search(urlsplit(address).path)
    return match["number"] if match else ""


def place_of(address: str) -> tuple[str, str]:
    """Return site and path of a page, less a version in it: the same for all its versions."""
    parts = urlsplit(address)
    host = (parts.hostname or "").lower().removeprefix("www.")
    return host, _VERSION.sub("", parts.path).strip("/").lower()


def numbers_of(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, to compare it with others."""
    return tuple(map(int, re.findall(r"\d+", version)))


def short_license(text: str) -> str:
    """Return the name of a Creative Commons licence for its address; other text as it stands.

    >>> short_license("https://creativecommons.org/licenses/by/4.0/legalcode")
    'CC-BY-4.0'
    """
    match = _LICENCE_OF_ADDRESS.search(text)
    if match is None:
        return text
    if match["kind"] == "publicdomain":
        return f"{'CC0' if match['name'] == 'zero' else 'PDM'}-{match['version']}"
    return f"CC-{match['name'].upper()}-{match['version']}"
