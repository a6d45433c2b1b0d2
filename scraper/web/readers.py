"""Reading connections for pages: a few, opened when first needed, each used by one request at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Full, LifoQueue
from threading import BoundedSemaphore

from scraper.errors import Locked, StorageError
from storage import History, open_history

__all__ = ["Readers"]

# Reading is bound by the disk and by Python: more at once would only make all of them slower.
AT_ONCE = 4
PATIENCE_S = 20.0


class Readers:
    """Histories of one database, lent out in turn. Connections only read (`mode=ro`, `query_only`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: LifoQueue[History] = LifoQueue(AT_ONCE)
        self._room = BoundedSemaphore(AT_ONCE)

    @contextmanager
    def lend(self) -> Iterator[History]:
        """A history for the length of the block. Raises StorageError where there is none to be had."""
        if not self._room.acquire(timeout=PATIENCE_S):
            raise Locked("too many pages are being read at once; try again in a moment")
        try:
            history = self._take()
            try:
                yield history
            except StorageError:  # whatever is wrong, the next one starts afresh
                history.close()
                raise
            except BaseException:
                self._put(history)
                raise
            self._put(history)
        finally:
            self._room.release()

    def _take(self) -> History:
        try:
            return self._idle.get_nowait()
        except Empty:
            return open_history(self.path)

    def _put(self, history: History) -> None:
        try:
            self._idle.put_nowait(history)
        except Full:
            history.close()

    def close(self) -> None:
        """Close what is idle; what is lent out is closed by the end of the process."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return
