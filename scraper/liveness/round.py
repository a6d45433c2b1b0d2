"""A round of looks judged as a whole: our own outages discarded, incidents of a host told once.

Blame ourselves first: when hosts that answered last time fail all at once, or a canary does, the round says nothing about
links. And when several links of one host turn the same way together, that is one thing that happened, not many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scraper.liveness.policy import LinkPolicy
from scraper.liveness.verdict import judge_look
from scraper.records import EventKind, Incident, LinkLook, LinkTarget, LinkVerdict
from scraper.urls import canonical, host_key

__all__ = ["RoundResult", "judge_round"]

# Reasons by which nothing came from the host itself: what an outage of ours looks like.
_SILENT = frozenset({"unreachable", "nxdomain", "no_answer"})
_ANSWERED = frozenset({"alive", "blocked"})


@dataclass(frozen=True, slots=True)
class RoundResult:
    """The verdicts of a round; `discarded` says why it was thrown away (its verdicts are then 'unknown' or kept)."""

    verdicts: tuple[LinkVerdict, ...]
    incidents: tuple[Incident, ...] = ()
    discarded: str | None = None


def judge_round(
    looks: Sequence[LinkLook],
    targets: Mapping[int, LinkTarget],
    policy: LinkPolicy,
    now: datetime,
    *,
    everything: bool = False,
) -> RoundResult:
    """Judge the looks of one round. `everything` says that the schedule was overruled; evidence is weighed the same."""
    known = [look for look in looks if look.target_id in targets]
    discarded = _outage(known, targets, policy)
    if discarded is not None:
        known = [_ours(look, discarded) if _failed(look) else look for look in known]
    verdicts = [judge_look(targets[look.target_id], look, policy, now) for look in known]
    verdicts, incidents = _incidents(verdicts, targets, policy)
    return RoundResult(tuple(verdicts), tuple(incidents), discarded)


def _failed(look: LinkLook) -> bool:
    return look.state == "suspect" and look.reason in _SILENT


def _ours(look: LinkLook, why: str) -> LinkLook:
    return replace(look, state="unknown", evidence_class="", reason="ours", evidence=f"{why}; saw: {look.evidence}")


def _outage(looks: Sequence[LinkLook], targets: Mapping[int, LinkTarget], policy: LinkPolicy) -> str | None:
    """Why this round is ours to blame, or None."""
    canaries = {canonical(url) for url in policy.canaries}
    sick = [
        targets[look.target_id].canonical
        for look in looks
        if _failed(look) and targets[look.target_id].canonical in canaries
    ]
    if sick:
        return f"a canary failed ({sick[0]}): the fault is ours"
    answered, failed, newly = _by_host(looks, targets)
    if len(newly) >= policy.outage_hosts and len(newly) / max(1, len(newly) + len(answered)) > policy.outage_share:
        return f"{len(newly)} hosts that answered before fail at once: the fault is ours"
    if not answered and len(failed) >= 2 * policy.outage_hosts:
        return f"none of {len(failed)} hosts answers: the fault is ours"
    return None


def _by_host(looks: Sequence[LinkLook], targets: Mapping[int, LinkTarget]) -> tuple[set[str], set[str], set[str]]:
    """(hosts that answered anything, hosts that only failed, those of them that answered at their last look)."""
    answered: set[str] = set()
    failed: set[str] = set()
    newly: set[str] = set()
    for look in looks:
        target = targets[look.target_id]
        host = host_key(target.url)
        if not host or look.state == "unsupported":
            continue
        if _failed(look):
            failed.add(host)
            if target.state in _ANSWERED:
                newly.add(host)
        else:
            answered.add(host)
    return answered, failed - answered, newly - answered


def _incidents(
    verdicts: list[LinkVerdict], targets: Mapping[int, LinkTarget], policy: LinkPolicy
) -> tuple[list[LinkVerdict], list[Incident]]:
    """Collapse transitions of one host and kind into one incident; the verdicts keep their state."""
    groups: dict[tuple[str, EventKind], list[LinkVerdict]] = defaultdict(list)
    for verdict in verdicts:
        host = host_key(targets[verdict.target_id].url)
        if verdict.transition is not None and host:
            groups[host, verdict.transition].append(verdict)
    incidents = []
    collapsed: set[int] = set()
    for (host, kind), members in groups.items():
        if len(members) >= policy.incident:
            ids = tuple(member.target_id for member in members)
            collapsed.update(ids)
            incidents.append(Incident(host, kind, ids, _summary(host, kind, members), {"reasons": _reasons(members)}))
    quiet = [replace(verdict, transition=None) if verdict.target_id in collapsed else verdict for verdict in verdicts]
    return quiet, incidents


def _reasons(members: Sequence[LinkVerdict]) -> list[str]:
    return sorted({member.reason for member in members if member.reason})


def _summary(host: str, kind: EventKind, members: Sequence[LinkVerdict]) -> str:
    turned = "died" if kind is EventKind.LINK_DEAD else "came back"
    reasons = ", ".join(_reasons(members))
    return f"{len(members)} links of {host} {turned} in one round" + (f" ({reasons})" if reasons else "")
