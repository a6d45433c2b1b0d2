"""The database: `open_store` gives the one writer, `open_history` a reader. Everything else here is theirs."""

from __future__ import annotations

from storage.history import History, open_history
from storage.opening import open_store
from storage.store import Store

__all__ = ["History", "Store", "open_history", "open_store"]
