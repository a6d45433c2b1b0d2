"""One round of link checks: look at what is due host by host, judge the round as a whole, store it at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from scraper.liveness.policy import LinkPolicy
from scraper.records import EventKind, HostNotes, LinkLook, LinkTarget
from scraper.service.desk import Desk
from scraper.urls import host_key

if TYPE_CHECKING:
    from spiders.link import Asker

__all__ = ["RoundReport", "check_links", "look_at"]

_log = logging.getLogger(__name__)

# Hosts examined side by side; links of one host are looked at one after another, so that what was learnt of the
# host (does it know 404?) serves the next link and politeness is kept by construction.
HOSTS_AT_ONCE = 24
# Links of one round, and of one host in it: what does not fit stays due, and is what has waited longest next time. A
# round is stored at its end, and at ten seconds from link to link a host with thousands of them would hold it for hours.
ROUND, OF_ONE_HOST = 2000, 200


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What a round of link checks came to."""

    looked: int = 0
    died: int = 0
    recovered: int = 0
    discarded: str | None = None
    unmapped: int = 0  # answers of netdisks that are in no table


async def look_at(
    targets: Sequence[LinkTarget],
    notes: dict[str, HostNotes],
    policy: LinkPolicy,
    now: datetime,
    asker: Asker,
    *,
    of_one_host: int = 1,
) -> tuple[list[LinkLook], list[HostNotes]]:
    """Look once at each target; returns the looks and the host notes that changed."""
    from spiders.link import converse  # 30 modules that a pass without due links does not need

    hosts: dict[str, list[LinkTarget]] = {}
    for target in targets:
        hosts.setdefault(host_key(target.url) or target.canonical, []).append(target)
    looks: list[LinkLook] = []
    learnt: dict[str, HostNotes] = {}
    room = asyncio.Semaphore(HOSTS_AT_ONCE)

    async def lane(host: str, queue: list[LinkTarget]) -> None:
        while queue:
            target = queue.pop(0)
            async with room:
                try:
                    examined = await converse(target, notes.get(host) or HostNotes(host), policy, now, asker)
                except Exception as error:  # noqa: BLE001 (one link must not cost the round)
                    _log.error("looking at %s failed by a fault of pagewatch", target.url, exc_info=error)
                    looks.append(_fault(target, error, now))
                    continue
            looks.append(examined.look)
            if examined.notes is not None:
                notes[host] = learnt[host] = examined.notes

    await asyncio.gather(*(lane(host, queue) for host, queue in hosts.items() for _ in range(of_one_host)))
    return looks, list(learnt.values())


def _fault(target: LinkTarget, error: Exception, now: datetime) -> LinkLook:
    """A look that a fault of our own broke off: it says nothing about the link."""
    return LinkLook(target.target_id, now, "unknown", "", "ours", f"internal error: {type(error).__name__}: {error}")


async def check_links(
    desk: Desk,
    asker: Asker,
    policy: LinkPolicy,
    now: datetime,
    *,
    everything: bool = False,
    source_ids: tuple[int, ...] | None = None,
    dry_run: bool = False,
    of_one_host: int = 1,
) -> RoundReport:
    """One round over the link targets that are due."""
    targets = await desk.do(
        desk.store.link_targets_due,
        now,
        limit=None if everything else ROUND,
        of_one_host=None if everything else OF_ONE_HOST,
        everything=everything,
        source_ids=source_ids,
    )
    if not targets:
        return RoundReport()
    from scraper.liveness.round import judge_round

    known = await desk.do(desk.store.host_notes, sorted({host_key(t.url) for t in targets} - {""}))
    looks, notes = await look_at(targets, dict(known), policy, now, asker, of_one_host=of_one_host)
    result = judge_round(looks, {t.target_id: t for t in targets}, policy, now, everything=everything)
    if not dry_run:
        await desk.do(desk.store.record_links, looks, result.verdicts, result.incidents, notes, now)
    turned = [v.transition for v in result.verdicts] + [i.kind for i in result.incidents for _ in i.target_ids]
    unmapped = [look for look in looks if look.reason in ("unmapped", "api_changed")]
    for look in unmapped:
        _log.warning("an answer that is in no table: %s", look.evidence)
    return RoundReport(
        len(looks),
        turned.count(EventKind.LINK_DEAD),
        turned.count(EventKind.LINK_RECOVERED),
        result.discarded,
        len(unmapped),
    )
