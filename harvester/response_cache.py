"""Accepted answers by the key of their ask, for revalidation, for offline runs, after a kill."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.answers import KEPT_FOR
from harvester.asks import Answer
from harvester.cache_file import CacheFile

if TYPE_CHECKING:
    from requests_cache.backends.sqlite import SQLiteCache


class ResponseCache:
    """Accepted answers by the key of their ask, in requests-cache's SQLite store.

    What is kept is built from the redacted answer, not from the response, which knows the secrets.
    """

    def __init__(self, path: Path) -> None:
        self.file = CacheFile(path, _open, _close)
        self._wrote = False

    def recall(self, key: str) -> Answer | None:
        """Return the answer kept under `key`, however old."""
        try:
            kept = self.file.use(lambda store: store.get_response(key))
        except (ValueError, TypeError):  # a row that cannot be read is a row we do not have
            return None
        if kept is None or not isinstance(kept.content, bytes):
            return None
        headers = {name.lower(): value for name, value in kept.headers.items()}
        retrieved_at = headers.pop("harvester-retrieved-at", "1970-01-01T00:00:00Z")
        text = kept.content.decode("utf-8")
        return Answer(kept.status_code, headers, text, kept.url, retrieved_at, cached=True)

    def keep(self, key: str, answer: Answer) -> None:
        """Keep `answer` in place of an older one."""
        from requests.structures import CaseInsensitiveDict
        from requests_cache.models.response import CachedResponse

        self._wrote = True
        kept = CachedResponse(
            status_code=answer.status,
            expires=datetime.now(UTC) + KEPT_FOR,
            url=answer.url,
            encoding="utf-8",
            content=answer.text.encode("utf-8"),
            headers=CaseInsensitiveDict(
                {**answer.headers, "harvester-retrieved-at": answer.retrieved_at}
            ),
        )
        self.file.use(lambda store: store.responses.update({key: kept}))

    def drop(self, key: str) -> None:
        """Forget the answer kept under `key`."""
        self.file.use(lambda store: store.responses.pop(key, None))

    def close(self) -> None:
        """Close the file; a run that kept something drops what has grown too old."""
        if self._wrote:  # old answers go when new ones come: a run that only reads changes no byte
            self.file.use(lambda store: store.delete(expired=True, vacuum=False))
        self.file.close()


def _open(path: Path) -> SQLiteCache:
    # Loading requests-cache takes longer than a night on which nothing must be asked.
    from requests_cache.backends.sqlite import SQLiteCache

    return SQLiteCache(str(path), serializer="json", busy_timeout=60_000)


def _close(store: SQLiteCache) -> None:
    store.close()  # type: ignore[no-untyped-call] # requests-cache leaves it untyped
