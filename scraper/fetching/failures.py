"""The one exception with which a fetch fails inside the crawl engine; it carries a `Failure`, never just a text."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from scraper.records import Failure, FailureKind

__all__ = ["FetchError", "fail"]


class FetchError(IgnoreRequest):
    """A fetch that gave no usable answer.

    A subclass of Scrapy's `IgnoreRequest`, so that the engine passes it to the errback without logging a traceback.
    `ip`, `elapsed_ms` and `wire_bytes` say how far the connection came.
    """

    def __init__(
        self,
        failure: Failure,
        *,
        ip: str | None = None,
        elapsed_ms: float = 0.0,
        wire_bytes: int = 0,
        notes: tuple[str, ...] = (),
    ) -> None:
        super().__init__(f"{failure.kind}: {failure.detail}")
        self.failure = failure
        self.ip = ip
        self.elapsed_ms = elapsed_ms
        self.wire_bytes = wire_bytes
        self.notes = notes


def fail(kind: FailureKind, detail: str) -> FetchError:
    """A `FetchError` of that kind; `detail` is cut to one line of at most 300 characters."""
    line = " ".join(detail.split())
    return FetchError(Failure(kind, line if len(line) <= 300 else f"{line[:299]}…"))
