"""Findings: what one look at one link came to, in the words of the evidence row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scraper.records import Fetch, Hop, LinkLook, LinkTarget

__all__ = ["Finding", "alive", "blocked", "look_of", "suspect", "unknown", "unsupported"]

MAX_LINE = 300


@dataclass(frozen=True, slots=True)
class Finding:
    """`state` of this look alone; `weight` is the class of evidence of death: S, M, W or '' (none)."""

    state: str
    reason: str
    line: str
    weight: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    snapshot: str = ""


def alive(reason: str, line: str, **detail: Any) -> Finding:
    """The content was reached. `reason` '' or locked, wrong_code, tls_invalid, fragment_missing, moved, truncated …"""
    return Finding("alive", reason, line, detail=detail)


def suspect(reason: str, line: str, weight: str = "", **detail: Any) -> Finding:
    """Evidence that the target is gone; with weight '' it never counts towards death."""
    return Finding("suspect", reason, line, weight, detail)


def blocked(reason: str, line: str, **detail: Any) -> Finding:
    """The server answers but refuses us."""
    return Finding("blocked", reason, line, detail=detail)


def unknown(reason: str, line: str, **detail: Any) -> Finding:
    """Nothing can be said: our own fault, an unmapped code, an application shell."""
    return Finding("unknown", reason, line, detail=detail)


def unsupported(reason: str, line: str, **detail: Any) -> Finding:
    """Nothing HTTP can check, or refused on purpose."""
    return Finding("unsupported", reason, line, detail=detail)


def look_of(
    target: LinkTarget,
    finding: Finding,
    at: datetime,
    *,
    fetch: Fetch | None = None,
    hops: tuple[Hop, ...] = (),
    title: str | None = None,
) -> LinkLook:
    """The evidence row of a finding. The body is hashed over its first 64 KB."""
    body = fetch.body if fetch else b""
    return LinkLook(
        target_id=target.target_id,
        at=at,
        state=finding.state,
        evidence_class=finding.weight,
        reason=finding.reason,
        evidence=" ".join(finding.line.split())[:MAX_LINE],
        status=fetch.status if fetch else None,
        final_url=fetch.final_url if fetch else None,
        chain=hops,
        title=(title or None) and str(title)[:200],
        body_sha256=hashlib.sha256(body[:65_536]).hexdigest() if body else None,
        detail=finding.detail,
        snapshot_json=finding.snapshot,
    )
