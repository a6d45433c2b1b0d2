"""The writer's lock: one process writes to a database, and the second one is told who the first is.

`flock` on `<database>.lock`, held for life. The kernel drops it when its holder dies, however it dies, so a stale
lock file is taken over at once; the file's text only names the holder for people. The file is never deleted:
deleting it would let two processes lock two different files of one name.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from scraper.errors import Locked, StorageError

__all__ = ["WriterLock"]

# A holder that is just exiting gets this long; a person waits no longer than a second.
PATIENCE_S = 0.5


class WriterLock:
    """An exclusive lock beside a database. Raises Locked, naming the holder, when another process has it."""

    def __init__(self, database: Path, holder: str) -> None:
        self.path = Path(f"{database}.lock")
        try:
            self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StorageError(
                f"cannot write beside the database: {self.path}: {error.strerror}; "
                "check that the folder exists and may be written to"
            ) from error
        try:
            self._take(database)
        except BaseException:
            os.close(self._fd)
            raise
        self._sign(holder)

    def _take(self, database: Path) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    raise Locked(
                        f"{database} is being written by {self._holder()}; wait for it or stop it (reading verbs work)"
                    ) from error
                time.sleep(0.05)

    def _holder(self) -> str:
        """Who holds the lock, from the file's text: 'pagewatch run (pid 4711)'."""
        try:
            said = json.loads(os.pread(self._fd, 4096, 0) or b"{}")
            return f"{said['holder']} (pid {said['pid']})"
        except (ValueError, KeyError, TypeError):
            return "another process"

    def _sign(self, holder: str) -> None:
        text = json.dumps({"holder": holder, "pid": os.getpid()}, ensure_ascii=False).encode()
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, text, 0)

    def release(self) -> None:
        """Let go; harmless when called twice."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
