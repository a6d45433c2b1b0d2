"""What a fetch is asked to do: the record that travels with a Scrapy request under one meta key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["META_KEY", "NOTES_KEY", "Validators", "Wanted", "wanted_of"]

META_KEY = "pagewatch"
NOTES_KEY = "pagewatch_notes"  # what was noted about a request before it went out


@dataclass(frozen=True, slots=True)
class Validators:
    """ETag and Last-Modified, byte for byte as sent, and the one URL that they belong to."""

    url: str
    etag: str | None = None
    last_modified: str | None = None

    def headers_for(self, url: str) -> tuple[tuple[str, str], ...]:
        """The conditional headers for a request of `url`: none unless it is the validators' own."""
        if url != self.url:
            return ()
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return tuple((name, value) for name, value in pairs if value and "\ufffd" not in value)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How one visit is to be made. None means: as the settings say.

    `max_bytes` limits the wire and the decoded body alike. With `cut` (links, robots.txt) a longer body is cut there
    (note 'cut') instead of failing, and one that the server does not finish is given as far as it came (notes
    'truncated', 'timeout'). `robots`: ask robots.txt first. `purpose` is for logs: page | feed | sitemap | link | robots | probe.
    """

    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    validators: Validators | None = None
    verify_tls: bool = True
    max_bytes: int | None = None
    timeout_s: float | None = None
    robots: bool = True
    cut: bool = False
    max_hops: int = 10
    purpose: str = "page"


_DEFAULT = Wanted()


def wanted_of(meta: dict[str, Any]) -> Wanted:
    """The record in a request's meta; plain Scrapy requests get the default one."""
    found = meta.get(META_KEY)
    return found if isinstance(found, Wanted) else _DEFAULT
