"""The two locks beside a database: whose it is, and whose turn it is to write.

`<database>.lock` says whose it is: `flock`, held for life by the process that crawls (`run`, `check`) or reorganises
(`prune`). A second one is told who the first is. The kernel drops the lock when its holder dies, however it dies, so a
stale lock file is taken over at once; the file's text only names the holder for people.

`<database>.turn` is held for the length of one transaction or checkpoint. Small verbs (`add`, `pause`, …) write as
guests while a service runs: each commit and each checkpoint of either process happens in its turn, never beside another.

The files are never deleted: deleting one would let two processes lock two different files of one name.
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

__all__ = ["Turn", "WriterLock", "is_held", "refuse_if_held"]

# A holder that is just exiting gets this long; a person waits no longer than a second.
PATIENCE_S = 0.5
# Turns are short; one that lasts longer is a migration or a reorganisation.
TURN_S = 10.0
_STEP_S = 0.005


class WriterLock:
    """An exclusive lock beside a database. Raises Locked, naming the holder, when another process has it."""

    def __init__(self, database: Path, holder: str, *, patience_s: float = PATIENCE_S) -> None:
        self.path = Path(f"{database}.lock")
        self._fd = _open(self.path)
        try:
            self._take(database, patience_s)
        except BaseException:
            os.close(self._fd)
            raise
        self._sign(holder)

    def _take(self, database: Path, patience_s: float) -> None:
        if not _wait_for(self._fd, patience_s, step_s=0.05):
            raise _locked(database, self._fd)

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


class Turn:
    """Whose turn it is to write. Entering waits for it; raises Locked when it does not come in time. Not reentrant."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._fd = _open(Path(f"{database}.turn"))

    def __enter__(self) -> Self:
        if not _wait_for(self._fd, TURN_S, step_s=_STEP_S):
            raise Locked(f"{self._database} is being reorganised by another process; try again when it has ended")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_UN)

    def release(self) -> None:
        """Close the file; harmless when called twice."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def refuse_if_held(database: Path, *, patience_s: float = PATIENCE_S) -> None:
    """Raise Locked, naming the holder, when another process has the database; takes nothing and writes nothing.

    For a quick refusal before the costly parts of a program are loaded; the lock itself decides.
    """
    try:
        fd = os.open(f"{database}.lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not _wait_for(fd, patience_s, step_s=0.05):
            raise _locked(database, fd)
    finally:
        os.close(fd)


def is_held(database: Path) -> bool:
    """Whether some process has the database now."""
    try:
        refuse_if_held(database, patience_s=0)
    except Locked:
        return True
    return False


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StorageError(
            f"cannot write beside the database: {path}: {error.strerror}; check that the folder exists and may be written to"
        ) from error


def _wait_for(fd: int, patience_s: float, *, step_s: float) -> bool:
    """Take the exclusive lock; False when another open file has it for longer than the patience lasts."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(step_s)


def _locked(database: Path, fd: int) -> Locked:
    """The refusal, naming the holder from the file's text: 'pagewatch run (pid 4711)'."""
    try:
        said = json.loads(os.pread(fd, 4096, 0) or b"{}")
        holder = f"{said['holder']} (pid {said['pid']})"
    except (ValueError, KeyError, TypeError):
        holder = "another process"
    return Locked(f"{database} is being written by {holder}; wait for it or stop it (reading verbs work)")
