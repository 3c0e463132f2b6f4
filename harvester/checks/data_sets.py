"""Data sets: an older version is linked than there is, or a page that has moved. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from harvester.checks.inputs import CheckInput
from harvester.dataset.entries import slug
from harvester.dataset.list_statements import data_set_links
from harvester.model import Link, ListedDataset, Mention, MentionKind, Problem, Severity
from harvester.values.fields import LIST
from harvester.values.web_addresses import is_home_page

_VERSION = re.compile(r"/v?(?P<number>\d+(?:\.\d+)+)(?=/|$)")


def check_data_sets(check_input: CheckInput) -> Iterator[Problem]:
    """Compare the pages that the list links for data sets with what catalogues say."""
    records = {one.slug: one for one in check_input.datasets}
    for mention, _ in check_input.mentions:
        record = records.get(slug(mention.name))
        if record is None or mention.kind is not MentionKind.DATASET or mention.refers_to:
            continue
        for link in data_set_links(mention):
            yield from _compare(check_input, mention, link, record)


def _compare(
    check_input: CheckInput, mention: Mention, link: Link, record: ListedDataset
) -> Iterator[Problem]:
    page, source = said_of(record, "url")
    linked = _VERSION.search(link.url)
    version, _ = said_of(record, "data_version")
    line = check_input.document.line_of(link.span.start)
    if page and linked and _numbers(version) > _numbers(linked["number"]):
        claim = (f"version {linked['number']}", f"version {version} at {page}", source)
        fix = f"link {page}, or keep the version that the text speaks of"
        yield check_input.problem("new-version", Severity.INFO, mention, claim, fix, line)
    elif page and not _is_no_place(link.url) and _place(page) != _place(link.url):
        claim = (f"links {link.url}", f"the data set has moved to {page}", source)
        yield check_input.problem("dead-link", Severity.INFO, mention, claim, f"link {page}", line)


def _is_no_place(url: str) -> bool:
    """Tell whether an address names no page: a mere home page, or a DOI, which never moves."""
    return is_home_page(url) or "doi.org/" in url


def _place(url: str) -> tuple[str, str]:
    """Return host and path of a page, less a version in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url
    host = (parts.hostname or "").lower().removeprefix("www.")
    return host, unquote(_VERSION.sub("", parts.path)).strip("/").lower()


def said_of(record: ListedDataset, field: str) -> tuple[str, str]:
    """Return what a catalogue says of a field, and its name; empty where none does."""
    said = (one for one in record.statements if one.field == field and one.source != LIST)
    first = next(said, None)
    return (str(first.value), first.source) if first else ("", "")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))
