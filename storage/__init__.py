"""The database: `open_store` gives the one writer, `open_history` a reader. Everything else here is theirs.

Each is imported when it is asked for: a listing reads and should not pay for all that writes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.history import History, open_history
    from storage.opening import open_store
    from storage.store import Store

__all__ = ["History", "Store", "open_history", "open_store"]

_WHERE = {"History": "history", "open_history": "history", "Store": "store", "open_store": "opening"}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
