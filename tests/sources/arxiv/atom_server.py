"""arXiv's Atom API in small, for tests: made-up papers in the shape of 2026."""

from __future__ import annotations

from xml.sax.saxutils import escape

from tests.loopback import ReceivedRequest, Reply

HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
    'xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">\n'
    "  <id>https://arxiv.org/api/made-up</id><title>arXiv Query</title>\n"
    "  <updated>2026-11-23T00:00:00Z</updated>\n"
)


def entry(value: str, version: int = 1, extra: str = "", title: str = "", authors: str = "") -> str:
    authors = authors or "<author><name>Ada Maker</name></author>"
    return (
        f"<entry><id>http://arxiv.org/abs/{value}v{version}</id>"
        f"<title>{escape(title or 'Made-up paper ' + value)}</title>"
        "<updated>2024-02-03T04:05:06Z</updated><published>2024-01-02T03:04:05Z</published>"
        f"<summary>  A made-up abstract\n  of {value}.</summary>"
        '<category term="cs.RO"/><category term="cs.AI"/>'
        f'<arxiv:primary_category term="cs.RO"/>{extra}{authors}</entry>\n'
    )


def feed(*entries: str, total: int | None = None) -> str:
    count = len(entries) if total is None else total
    return (
        f"{HEAD}<opensearch:itemsPerPage>100</opensearch:itemsPerPage>"
        f"<opensearch:totalResults>{count}</opensearch:totalResults>"
        f"<opensearch:startIndex>0</opensearch:startIndex>\n{''.join(entries)}</feed>"
    )


def error_feed(message: str) -> str:
    name = message.replace(" ", "_")
    return feed(
        f"<entry><id>https://arxiv.org/api/errors#{name}</id><title>Error</title>"
        f"<updated>2026-11-23T00:00:00Z</updated><summary>{message}</summary>"
        "<author><name>arXiv api core</name></author></entry>"
    )


def asked_ids(request: ReceivedRequest) -> list[str]:
    return request.params()["id_list"].split(",")


def all_known(request: ReceivedRequest) -> Reply:
    """Know every id; answer in another order than asked, and only ten without max_results."""
    ids = asked_ids(request)[::-1]
    limit = int(request.params().get("max_results", "10"))
    start = int(request.params().get("start", "0"))
    return Reply(feed(*(entry(value) for value in ids[start : start + limit]), total=len(ids)))
