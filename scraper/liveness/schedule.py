"""When a link is looked at again: soon while in doubt, seldom when sure; never all links of a day at once."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from scraper.liveness.policy import LinkPolicy
from scraper.records import LinkTarget

__all__ = ["jittered", "next_look"]

JITTER = 0.2
_SUSPECT_DAYS = (1.0, 3.0, 3.0, 7.0, 14.0)
_UNKNOWN_DAYS = (1.0, 2.0, 4.0, 7.0)
_DEAD_DAYS = (30.0, 60.0, 90.0)
BLOCKED_DAYS = 14.0


def next_look(
    target: LinkTarget, state: str, frozen: int, dead_looks: int, policy: LinkPolicy, now: datetime
) -> tuple[datetime | None, str]:
    """(time of the next look, why then). Links that cannot be checked are not looked at again."""
    if state == "unsupported":
        return None, "cannot be checked"
    days = _days(target, state, frozen, dead_looks, policy, now)
    at = now + timedelta(days=jittered(days, target.canonical, now))
    return at, f"{state}: again in about {days:g} days"


def _days(target: LinkTarget, state: str, frozen: int, dead_looks: int, policy: LinkPolicy, now: datetime) -> float:
    if state == "alive":
        young = target.article_age_days is not None and target.article_age_days < policy.young_article_days
        return policy.young_alive_days if young else policy.alive_days
    if state == "blocked":
        return BLOCKED_DAYS
    if state == "dead":
        return _DEAD_DAYS[min(dead_looks, len(_DEAD_DAYS) - 1)]
    if state == "suspect":
        age = (now - target.since).total_seconds() / 86_400 if target.since and target.state == "suspect" else 0.0
        elapsed = 0.0
        for step in _SUSPECT_DAYS:
            if age <= elapsed + step / 2:
                return step
            elapsed += step
        return _SUSPECT_DAYS[-1]
    return _UNKNOWN_DAYS[min(max(frozen - 1, 0), len(_UNKNOWN_DAYS) - 1)]


def jittered(days: float, key: str, now: datetime) -> float:
    """A span varied by up to 20 % either way, the same for the same link and day."""
    digest = hashlib.sha256(f"{key}\n{now.date().isoformat()}".encode("utf-8", "replace")).digest()
    share = int.from_bytes(digest[:4], "big") / 0xFFFFFFFF
    return days * (1 - JITTER + 2 * JITTER * share)
