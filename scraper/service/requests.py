"""What the faces ask of the service, and what they get back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.config import Config
from scraper.records import ResourceKind
from scraper.service.recorder import CheckLine

if TYPE_CHECKING:
    from scraper.service.hands import Beside, ServiceHands

__all__ = ["PassReport", "PassRequest", "Probe", "ServiceRequest"]


@dataclass(frozen=True, slots=True)
class PassRequest:
    """One pass over what is due. `source_refs` empty: all sources; `clock`: the time to pretend it is.

    Named sources are looked at out of turn, but not before their last answer expires, unless `force` says so.
    """

    db: Path
    config: Config
    source_refs: tuple[str, ...] = ()
    everything: bool = False
    force: bool = False
    dry_run: bool = False
    clock: datetime | None = None
    progress: Callable[[CheckLine], None] | None = None
    deliver: bool = True


@dataclass(frozen=True, slots=True)
class PassReport:
    """What a pass came to. `held_back` names what was not asked: (url, until, what asked for it)."""

    checks: tuple[CheckLine, ...] = ()
    events: int = 0
    failed: int = 0
    links_looked: int = 0
    links_died: int = 0
    links_recovered: int = 0
    held_back: tuple[tuple[str, datetime, str], ...] = ()
    delivered: int = 0
    undelivered: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """The long-running service. `beside` makes what runs beside it (the web pages) out of what it may use of it."""

    db: Path
    config: Config
    grace_s: float = 10.0
    beside: Callable[[ServiceHands], Beside] | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """What a URL turned out to be, for `add`. `failure` is one line where it could not be read."""

    url: str
    kind: ResourceKind
    title: str | None = None
    feeds: tuple[tuple[str, str], ...] = field(default=())
    failure: str | None = None
