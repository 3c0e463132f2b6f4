"""arXiv's OAI-PMH in small, for tests: made-up records in the shape of 2026."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES
from tests.loopback import Reply

RULES = {"arxiv": replace(SERVICE_RULES["arxiv"], spacing=0.0, first_wait=0.01, limit_wait=0.01)}
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@contextmanager
def opened(folder: Path, now: datetime = NOW) -> Iterator[HttpClient]:
    with HttpClient(folder, RULES, now=lambda: now, locks=folder) as client:
        yield client


def raw(value: str, last_source: str = "D", day: str = "2026-11-20") -> str:
    return (
        f"<record><header><identifier>oai:arXiv.org:{value}</identifier>"
        f"<datestamp>{day}</datestamp></header><metadata>"
        f'<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>{value}</id>'
        '<version version="v1"><date>Wed, 23 Sep 2009 20:00:01 GMT</date><size>1kb</size>'
        "<source_type>D</source_type></version>"
        '<version version="v2"><date>Tue, 01 Feb 2011 10:00:00 GMT</date><size>0kb</size>'
        f"<source_type>{last_source}</source_type></version>"
        "<title>Made-up\n  $\\omega$ title</title>"
        "<authors>Fr\\'ed\\'eric Maker (1), B. Two (1 and 2) ((1) Inst A, (2) Inst B)</authors>"
        "<categories>cs.RO cs.AI</categories><comments>https://github.com/some/arm</comments>"
        "<doi>10.1000/A, 10.1000/b</doi>"
        "<license>http://creativecommons.org/licenses/by/4.0/</license>"
        "<abstract>  A made-up abstract\n.</abstract></arXivRaw></metadata></record>"
    )


def deleted(value: str, day: str = "2026-11-20") -> str:
    return (
        f'<record><header status="deleted"><identifier>oai:arXiv.org:{value}</identifier>'
        f"<datestamp>{day}</datestamp></header></record>"
    )


def document(content: str) -> Reply:
    return Reply(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2026-11-23T00:00:00Z</responseDate>{content}</OAI-PMH>",
        headers={"Content-Type": "text/xml"},
    )


def error(code: str, text: str = "") -> Reply:
    return document(f'<error code="{code}">{text}</error>')
