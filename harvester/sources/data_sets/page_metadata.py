"""What the page of a data set says of it: schema.org's `Dataset`, Highwire, its words. Pure.

https://schema.org/Dataset, https://developers.google.com/search/docs/appearance/structured-data.
Archives differ: Zenodo, Kaggle and Hugging Face embed a `Dataset`, PhysioNet `citation_*` tags and
a badge of its access policy, the Cancer Imaging Archive a `WebPage` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from harvester.sources.data_sets.wording import (
    access_of,
    numbers_of,
    place_of,
    short_license,
    version_of,
)
from harvester.sources.landing_pages.metadata import json_ld, read_page, texts_of
from harvester.values.identifiers import normalize_doi

_MOST_TEXT = 2_000_000
_DATA_SET = re.compile(r"(?:^|[:/])Dataset$")
_BADGES = re.compile(r"(?:badge|access|polic|gated|label|chip|tag)", re.IGNORECASE)
_SHORT = 300


@dataclass(frozen=True, slots=True)
class DataSetPage:
    """Hold what a page says of a data set; empty where it does not.

    `names` are the title and other names; `access` is open, registration, restricted, credentialed,
    embargoed or paid; `license` a name or an address; `newer` the page of the newest version that
    the page links, where that is not itself; `named` pages that it links, with their words.
    """

    address: str
    names: tuple[str, ...] = ()
    doi: str = ""
    issued: str = ""
    version: str = ""
    license: str = ""
    access: str = ""
    newer: str = ""
    named: tuple[tuple[str, str], ...] = ()
    is_paper: bool = False


def read_data_set(text: str, address: str) -> DataSetPage:
    """Read what the page at `address` says of a data set; no names where it says nothing."""
    soup = BeautifulSoup(text[:_MOST_TEXT], "lxml")
    about = next(_data_sets(soup), {})
    page = read_page(text, address)
    links = tuple(_links(soup, address))
    own = page.canonical if _same_site(page.canonical, address) else ""
    license_text = next(texts_of(about.get("license"), "name", "url", "@id"), page.license)
    return DataSetPage(
        address=own or address,
        names=tuple(dict.fromkeys(_names(about, page.title, soup))),
        doi=next(_dois(about), page.doi),
        issued=page.issued if about or page.doi else "",
        version=next(texts_of(about.get("version"), "@value"), version_of(own or address)),
        license=short_license(license_text),
        access=_access(about, soup, license_text),
        newer=_newest(own or address, [target for _, target in links]),
        named=links,
        is_paper=bool(page.container or page.event or page.page),
    )


def _data_sets(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    for about in json_ld(soup):
        kinds = about.get("@type")
        named = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
        if any(_DATA_SET.search(str(kind)) for kind in named):
            yield dict(about)


def _names(about: dict[str, Any], title: str, soup: BeautifulSoup) -> Iterator[str]:
    yield from texts_of(about.get("name"), "@value")
    yield from texts_of(about.get("alternateName"), "@value")
    if title:
        yield title
    for one in (soup.h1, soup.title):
        if one is not None and (words := one.get_text(" ", strip=True)):
            yield words


def _dois(about: dict[str, Any]) -> Iterator[str]:
    for key in ("identifier", "@id", "sameAs", "url"):
        for text in texts_of(about.get(key), "value", "@id", "url"):
            if doi := normalize_doi(text):
                yield doi


def _access(about: dict[str, Any], soup: BeautifulSoup, license_text: str) -> str:
    """Return who may have the data; that they are free of charge says nothing of that."""
    conditions = " ".join(texts_of(about.get("conditionsOfAccess"), "name", "value"))
    stated = access_of(conditions) or access_of(_policy_words(soup))
    is_sold = str(about.get("isAccessibleForFree")).lower() == "false"
    return stated or ("paid" if is_sold else access_of(license_text))


def _policy_words(soup: BeautifulSoup) -> str:
    """Return the words of badges and of statements on access, where a page states its policy."""
    texts = []
    for tag in soup.find_all(class_=_BADGES):
        words = tag.get_text(" ", strip=True)
        if len(words) <= _SHORT and "access" in words.lower():
            texts.append(words)
    return " ".join(texts)


def _links(soup: BeautifulSoup, address: str) -> Iterator[tuple[str, str]]:
    for tag in soup.find_all("a", href=True)[:2000]:
        words = " ".join(tag.get_text(" ", strip=True).split())
        try:
            target = urljoin(address, str(tag["href"]).strip())
        except ValueError:
            continue
        if target.startswith(("https://", "http://")) and len(words) <= _SHORT:
            yield words, target.partition("#")[0]


def _newest(own: str, targets: list[str]) -> str:
    """Return the page of the newest version among those that lie where this page lies."""
    version = numbers_of(version_of(own))
    if not version:
        return ""
    others = [one for one in targets if version_of(one) and place_of(one) == place_of(own)]
    newest = max(others, key=lambda one: numbers_of(version_of(one)), default="")
    return newest if numbers_of(version_of(newest)) > version else ""


def _same_site(one: str, other: str) -> bool:
    return bool(one) and place_of(one)[0] == place_of(other)[0]
