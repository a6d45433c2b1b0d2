"""What one visit gave on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.records.quick import quick

if TYPE_CHECKING:
    from datetime import datetime

    from scraper.records.kinds import FailureKind

__all__ = ["Failure", "Fetch", "Hop"]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a fetch failed. `detail` is one line for a person and names the address class or limit where that decided."""

    kind: FailureKind
    detail: str


@quick
@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was followed: the URL asked, its status, and the absolute target."""

    url: str
    status: int
    target: str


@quick
@dataclass(frozen=True, slots=True)
class Fetch:
    """What one visit to one URL gave on the wire, after redirects. `body` is decompressed; `status` is None on `failure`."""

    url: str
    final_url: str
    fetched_at: datetime
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    elapsed_ms: float = 0.0
    hops: tuple[Hop, ...] = ()
    failure: Failure | None = None
    ip: str | None = None
    wire_bytes: int = 0
    notes: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """The first header of that name, any case."""
        wanted = name.lower()
        for key, value in self.headers:
            if key.lower() == wanted:
                return value
        return None

    def taken_at(self, at: datetime) -> Fetch:
        """The same, fetched at another time (a replay's clock). Not by `replace`: every visit of a pass comes by here."""
        return Fetch(
            self.url,
            self.final_url,
            at,
            self.status,
            self.headers,
            self.body,
            self.elapsed_ms,
            self.hops,
            self.failure,
            self.ip,
            self.wire_bytes,
            self.notes,
        )
