"""Check now: a person asks for a look out of turn, and the server may have said that it is in vain."""

from __future__ import annotations

from datetime import datetime

from scraper.revisit import fresh_until
from scraper.web.room import Room
from storage import Store

__all__ = ["check_now"]


async def check_now(room: Room, resource_id: int) -> str:
    """Make a resource due and wake whoever looks; which of `DONE` tells the person. Raises UsageError, StorageError."""
    said = await room.hands.write(lambda store: _hurry(store, resource_id, room.now()))
    if said != "asked":
        return said
    room.hands.wake()
    return "asked" if room.hands.at_work else "asked-later"


def _hurry(store: Store, resource_id: int, now: datetime) -> str:
    due = store.due_one(resource_id)
    # As `check` without --force: the answer is known already while what was read last still holds, says its server.
    if due.state == "ok" and fresh_until(due.rate_json, due.last_checked_at, now) is not None:
        return "fresh"
    store.hurry(resource_id, now)
    return "asked-held" if due.retry_after is not None and due.retry_after > now else "asked"
