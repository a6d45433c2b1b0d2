"""The desk: the one thread that all writing to storage goes through, seen from the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from storage import Store

__all__ = ["Desk"]

P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """Runs store calls one after another in one thread, so that the loop never waits for a disk."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="storage")

    async def do(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `call(*args, **kwargs)` made in the storage thread; its errors come through."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: call(*args, **kwargs))

    def close(self) -> None:
        """Wait for what is under way, then close the store."""
        self._thread.shutdown(wait=True)
        self.store.close()
