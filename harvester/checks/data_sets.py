"""Data sets: a bare home page in place of their own, an older version than there is. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harvester.checks.inputs import CheckInput
from harvester.checks.links import is_home_page
from harvester.dataset.entries import slug
from harvester.model import Link, LinkRole, ListedDataset, Mention, MentionKind, Problem, Severity
from harvester.values.fields import LIST

_VERSION = re.compile(r"/v?(?P<number>\d+(?:\.\d+)+)(?=/|$)")


def check_data_sets(check_input: CheckInput) -> Iterator[Problem]:
    """Compare the pages that the list links for data sets with what catalogues say."""
    records = {one.slug: one for one in check_input.datasets}
    for mention, _ in check_input.mentions:
        record = records.get(slug(mention.name))
        if record is None or mention.kind is not MentionKind.DATASET or mention.refers_to:
            continue
        for link in mention.links:
            if link.role is LinkRole.DATASET:
                yield from _compare(check_input, mention, link, record)


def _compare(
    check_input: CheckInput, mention: Mention, link: Link, record: ListedDataset
) -> Iterator[Problem]:
    page, source = _said(record, "url")
    if not page:
        return
    line = check_input.document.line_of(link.span.start)
    doi, _ = _said(record, "doi")
    if is_home_page(link.url) and not is_home_page(page):
        known = f"{mention.name} has a page of its own: {page}" + (f" (doi:{doi})" if doi else "")
        claim = (link.url, known, source)
        fix = f"link {page}"
        yield check_input.problem("shared-url", Severity.WARNING, mention, claim, fix, line)
    linked = _VERSION.search(link.url)
    version, _ = _said(record, "version")
    if linked and version and _numbers(version) > _numbers(linked["number"]):
        claim = (f"version {linked['number']}", f"version {version} at {page}", source)
        fix = f"link {page}, or keep the version that the text speaks of"
        yield check_input.problem("new-version", Severity.INFO, mention, claim, fix, line)


def _said(record: ListedDataset, field: str) -> tuple[str, str]:
    """Return what a catalogue says of a field, and its name; empty where none does."""
    said = (one for one in record.statements if one.field == field and one.source != LIST)
    first = next(said, None)
    return (str(first.value), first.source) if first else ("", "")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))
