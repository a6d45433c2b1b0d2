"""From looks to a verdict: one failed look is an observation, never a verdict.

Observations are gathered per link as (time, class). Evidence of class S, M or W is confirmed by so many observations, so
far apart, over so long (`LinkPolicy.confirm`); an S among M's counts as an M, an S or M among W's as a W. What is blocked
or unknown freezes the count; one good look resets all; a person's verdict sticks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from scraper.liveness.policy import Confirmation, LinkPolicy
from scraper.liveness.schedule import next_look
from scraper.records import EventKind, LinkLook, LinkTarget, LinkVerdict

__all__ = ["Ledger", "completes", "judge_look"]

MAX_OBSERVATIONS = 12
# Looks that failed for our own fault say nothing at all: the verdict before them stays.
OURS = frozenset({"ours", "resolver", "our_proxy", "our_network", "provider_paused"})
_COUNTS_AS = {"S": ("S",), "M": ("S", "M"), "W": ("S", "M", "W")}


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is kept of one link between looks. `seen`: failures since the last good look, oldest first."""

    seen: tuple[tuple[datetime, str], ...] = ()
    snapshot: str = ""
    frozen: int = 0  # looks in a row that said nothing
    dead_looks: int = 0  # looks since the link was called dead

    @staticmethod
    @lru_cache(maxsize=256)
    def of(text: str) -> Ledger:
        """Read `verdict_json`; what cannot be read is forgotten. A look asks several times."""
        try:
            found = json.loads(text) if text else {}
            seen = tuple((datetime.fromisoformat(at), str(weight)) for at, weight in found.get("seen", ()))
            return Ledger(
                seen, str(found.get("snapshot", "")), int(found.get("frozen", 0)), int(found.get("dead_looks", 0))
            )
        except (ValueError, TypeError, AttributeError):
            return Ledger()

    def to_json(self) -> str:
        """The ledger as opaque text."""
        kept = {
            "seen": [[at.isoformat(), weight] for at, weight in self.seen] or None,
            "snapshot": self.snapshot or None,
            "frozen": self.frozen or None,
            "dead_looks": self.dead_looks or None,
        }
        return json.dumps(
            {key: value for key, value in kept.items() if value}, ensure_ascii=False, separators=(",", ":")
        )


def completes(ledger: Ledger, weight: str, now: datetime, policy: LinkPolicy) -> str | None:
    """The class whose confirmation an observation of `weight` at `now` would complete, or None."""
    seen = (*(entry for entry in ledger.seen if entry[0] < now), (now, weight))
    for wanted, counted in _COUNTS_AS.items():
        if weight in counted and _confirmed([at for at, kind in seen if kind in counted], policy.confirmation(wanted)):
            return wanted
    return None


def _confirmed(times: Sequence[datetime], needed: Confirmation) -> bool:
    """Whether enough observations lie far enough apart; observations in between neither count nor harm."""
    if needed.looks < 2 or not times:
        return len(times) >= max(2, needed.looks)
    spaced = [times[-1]]
    for at in reversed(times[:-1]):
        if spaced[-1] - at >= needed.gap:
            spaced.append(at)
    return len(spaced) >= needed.looks and times[-1] - times[0] >= needed.span


def judge_look(target: LinkTarget, look: LinkLook, policy: LinkPolicy, now: datetime) -> LinkVerdict:
    """The verdict on a target after one more look."""
    before = Ledger.of(target.verdict_json)
    ledger, state, reason = _weighed(target, before, look, policy, now)
    if target.overruled:
        state, reason = target.overruled, "overruled"
    changed = state != target.state
    next_at, why = next_look(target, state, ledger.frozen, ledger.dead_looks, policy, now)
    return LinkVerdict(
        target_id=target.target_id,
        state=state,
        reason=reason,
        evidence=look.evidence,
        since=now if changed or target.since is None else target.since,
        next_check_at=next_at,
        next_reason=why,
        verdict_json=target.verdict_json if ledger == before and target.verdict_json else ledger.to_json(),
        transition=None if target.overruled else _transition(target.state, state),
    )


def _weighed(
    target: LinkTarget, before: Ledger, look: LinkLook, policy: LinkPolicy, now: datetime
) -> tuple[Ledger, str, str]:
    """(ledger, state, reason) by this look, a person's word aside."""
    if look.state == "alive":
        return Ledger(snapshot=look.snapshot_json or before.snapshot), "alive", look.reason
    was_dead = target.state == "dead" and not target.overruled
    if look.state != "suspect":
        frozen = replace(before, frozen=before.frozen + 1, dead_looks=before.dead_looks + was_dead)
        # A confirmed death stays until a good look: a wall or a pause of ours says nothing about it.
        ours = look.reason in OURS and target.state in ("alive", "suspect", "blocked")
        kept = was_dead or (ours and not target.overruled)
        return (frozen, target.state, target.reason) if kept else (frozen, look.state, look.reason)
    if was_dead:
        return replace(before, frozen=0, dead_looks=before.dead_looks + 1), "dead", target.reason
    if look.evidence_class not in _COUNTS_AS:
        return replace(before, frozen=before.frozen + 1), "suspect", look.reason
    confirmed = completes(before, look.evidence_class, now, policy)
    seen = (*before.seen, (now, look.evidence_class))[-MAX_OBSERVATIONS:]
    ledger = replace(before, seen=seen, frozen=0)
    if confirmed is None:
        return ledger, "suspect", look.reason
    return ledger, "dead", look.reason


def _transition(before: str, after: str) -> EventKind | None:
    if after == "dead" and before != "dead":
        return EventKind.LINK_DEAD
    if before == "dead" and after == "alive":
        return EventKind.LINK_RECOVERED
    return None
