"""Targets of links, looks at them, verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper.records.quick import quick

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from scraper.records.fetched import Hop
    from scraper.records.kinds import EventKind

__all__ = ["HostNotes", "Incident", "LinkLook", "LinkTarget", "LinkVerdict"]


@quick
@dataclass(frozen=True, slots=True)
class LinkTarget:
    """One canonical link to be looked at, with its verdict so far. `verdict_json` is liveness's own state."""

    target_id: int
    url: str
    canonical: str
    codes: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()  # titles of the documents that hold it
    article_age_days: float | None = None  # of the youngest document that holds it
    state: str = "unknown"
    reason: str = ""
    since: datetime | None = None
    last_checked_at: datetime | None = None
    next_check_at: datetime | None = None
    overruled: str | None = None  # a person's verdict, which sticks
    verdict_json: str = ""


@quick
@dataclass(frozen=True, slots=True)
class LinkLook:
    """What one look at a link target saw: the evidence row that a person can judge in five seconds."""

    target_id: int
    at: datetime
    state: str  # what this look alone suggests: alive | suspect | blocked | unsupported | unknown
    evidence_class: str  # 'S' | 'M' | 'W' | '' (no evidence of death)
    reason: str
    evidence: str  # one line for a person
    status: int | None = None
    final_url: str | None = None
    chain: tuple[Hop, ...] = ()
    title: str | None = None
    body_sha256: str | None = None
    detail: Mapping[str, Any] = field(
        default_factory=dict
    )  # JSON-able: dns, tls, probe, similarity, rule, marker, headers…
    snapshot_json: str = ""  # what the target was like, for the next look to compare with


@quick
@dataclass(frozen=True, slots=True)
class LinkVerdict:
    """The verdict on a target after a look: written with the look in one transaction."""

    target_id: int
    state: str
    reason: str
    evidence: str
    since: datetime
    next_check_at: datetime | None
    next_reason: str
    verdict_json: str
    transition: EventKind | None = None  # LINK_DEAD or LINK_RECOVERED: told once per holding document


@dataclass(frozen=True, slots=True)
class Incident:
    """Several links of one host that turned the same way in one round: told as one event instead of many."""

    host: str
    kind: EventKind  # LINK_DEAD or LINK_RECOVERED
    target_ids: tuple[int, ...]
    summary: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HostNotes:
    """What is known of one host beyond its resources: opaque JSON of liveness (sibling probes, fan-in) and compare."""

    host: str
    liveness_json: str = ""
    compare_json: str = ""
    retry_after: datetime | None = None
