"""The database: `open_store` gives the one writer, `open_history` a reader. Everything else here is theirs.

Each is imported when it is asked for: a listing reads and should not pay for all that writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.deferred import deferred

if TYPE_CHECKING:
    from storage.history import History, open_history
    from storage.opening import open_store
    from storage.store import Store

__all__ = ["History", "Store", "open_history", "open_store"]

__getattr__ = deferred(
    __name__, {"history": ("History", "open_history"), "store": ("Store",), "opening": ("open_store",)}
)
