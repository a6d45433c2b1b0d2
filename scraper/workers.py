"""Worker processes for everything that parses foreign bytes: killable, bounded in time and memory.

A page that hangs a parser costs at most its own failure: the worker is killed at the wall limit, its CPU time and
address space are limited by the kernel, and the pool goes on with a new one. Tasks in other workers are not touched.

The start method is forkserver: workers are forked from a clean, single-threaded process (a fork of this one, with its
loop and threads, could deadlock), yet cost a fork of some milliseconds instead of a fresh interpreter's 50 to 100.
"""

from __future__ import annotations

import asyncio
import ctypes
import fcntl
import gc
import logging
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from scraper.errors import ParseLimit

__all__ = ["Workers"]

T = TypeVar("T")
log = logging.getLogger(__name__)

# A parser that runs away burns CPU, so CPU time is the limit that matters; the wall limit is for what waits, and lies
# far above it, because a loaded machine is no fault of a page.
DEFAULT_CPU_S = 11
DEFAULT_WALL_S = 90.0
DEFAULT_MEMORY = 1 << 30
# lxml and lexbor fragment the heap; a new process every so often keeps the sum flat at the price of one fork.
MAX_TASKS = 500
MAX_WORKERS = 4
# A task whose process was killed from outside is tried again, in case it was not to blame.
ATTEMPTS = 3
# Beyond its wall limit: what starting a process may take on a loaded machine.
LOST_S = 60.0
_PR_SET_PDEATHSIG = 1
_PIPE_BYTES = 1 << 20  # what Linux lets any user have


class _Broken(Exception):
    """The pool can do nothing any more: all of its processes were killed, or it lost its tasks."""


class Workers:
    """A lazily started pool. `preload` names modules that the fork server imports once, so that workers share them.

    Without the preload every worker would import the extraction rooms anew (a second of CPU) within its first task's
    time limit, and again whenever it is replaced.
    """

    def __init__(
        self,
        count: int | None = None,
        *,
        memory_bytes: int = DEFAULT_MEMORY,
        max_tasks: int = MAX_TASKS,
        preload: tuple[str, ...] = ("scraper.reading", "scraper.observe", "scraper.warm"),
    ) -> None:
        # At least two: while one reads a bomb to its time limit, the other serves the rest, on one core too.
        self.count = count or max(2, min(MAX_WORKERS, os.cpu_count() or 1))
        self._memory_bytes = memory_bytes
        self._max_tasks = max_tasks
        self._preload = preload
        self._pool: ProcessPool | None = None
        self._starting: asyncio.Task[ProcessPool] | None = None
        self._closed = False
        self._under_way: set[asyncio.Future[Any]] = set()
        self._ended = 0

    async def run(self, function: Callable[..., T], *args: Any, wall_s: float = DEFAULT_WALL_S) -> T:
        """`function(*args)` in a worker. The function must be importable, arguments and result picklable.

        Raises what the function raises, and ParseLimit for time, memory or a crash of the worker. Cancelling the
        awaiting task kills the worker that runs it.
        """
        for _ in range(ATTEMPTS):
            pool = self._pool or await self._ready()
            try:
                return await self._in(pool, function, args, wall_s)
            except _Broken:
                self._replace(pool)
        raise ParseLimit("the reading processes were killed, again and again")

    async def _in(self, pool: ProcessPool, function: Callable[..., T], args: tuple[Any, ...], wall_s: float) -> T:
        cpu_s = max(1, min(int(wall_s) + 1, DEFAULT_CPU_S))
        try:
            future = pool.schedule(_bounded, args=(function, args, cpu_s), timeout=wall_s)
        except RuntimeError as error:
            raise self._ending() or _Broken from error
        try:
            return await self._noted(asyncio.wrap_future(future), wall_s)
        except BrokenProcessPool:
            raise self._ending() or _Broken from None
        except (TimeoutError, FutureTimeout):
            raise ParseLimit(f"reading took longer than {wall_s:g} s and was ended") from None
        except MemoryError:
            raise ParseLimit(f"reading took more than {self._memory_bytes >> 20} MiB of memory") from None
        except ProcessExpired as error:
            raise ParseLimit(_why_ended(error.exitcode, cpu_s)) from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if self._closed and task is not None and not task.cancelling():  # the pool was closed, not this task ended
                raise ParseLimit("not read: the program is stopping") from None
            raise
        except RecursionError:
            raise ParseLimit("reading went too deep: the document nests without end") from None

    async def _noted(self, result: asyncio.Future[T], wall_s: float) -> T:
        """The result, once it is there. A pool that ends no task for longer than any may take has lost them."""
        self._under_way.add(result)
        try:
            while not result.done():
                ended = self._ended
                await asyncio.wait({result}, timeout=wall_s + LOST_S)
                if not result.done() and ended == self._ended:
                    raise _Broken
            return await result
        finally:
            result.cancel()  # nothing where it is done
            self._ended += 1
            self._under_way.discard(result)

    def _ending(self) -> ParseLimit | None:
        return ParseLimit("not read: the program is stopping") if self._closed else None

    def _replace(self, pool: ProcessPool) -> None:
        """Let a broken pool go; the next task starts another. It ends in a thread: its processes may be dead or stuck."""
        if self._pool is pool:
            self._pool = None
            log.warning("the reading processes were killed (was memory short?); new ones are started")
            threading.Thread(target=_end, args=(pool, 1.0), daemon=True).start()

    def close(self, *, within_s: float = 2.0) -> None:
        """End all workers for good; tasks under way are ended too. May be called twice."""
        self._closed = True
        for task in tuple(self._under_way):
            task.cancel()
        pool, self._pool = self._pool, None
        if pool is not None:
            _end(pool, within_s)

    async def _ready(self) -> ProcessPool:
        """Start the pool, once, in a thread: the fork server's imports must not hold up the loop."""
        if self._starting is None:
            self._starting = asyncio.create_task(asyncio.to_thread(self._start))
        try:
            self._pool = await asyncio.shield(self._starting)
        finally:
            if self._starting is not None and self._starting.done():
                self._starting = None
        return self._pool

    def _start(self) -> ProcessPool:
        """A pool whose first process answered. One that does not is given up: its processes may have been killed."""
        for _ in range(ATTEMPTS):
            pool = self._new_pool()
            try:
                pool.schedule(os.getpid).result(LOST_S)  # pebble starts its processes with the first task
            except (FutureTimeout, ProcessExpired, BrokenProcessPool):
                log.warning("the reading processes did not start; they are started again")
                _end(pool, 1.0)
                continue
            if self._closed:
                _end(pool, 0.0)
            return pool
        raise ParseLimit(f"no reading process could be started, {ATTEMPTS} times within {LOST_S:g} s")

    def _new_pool(self) -> ProcessPool:
        context = _Context()
        context.set_forkserver_preload([__name__, *self._preload])
        return ProcessPool(
            max_workers=self.count,
            max_tasks=self._max_tasks,
            initializer=_initialize,
            initargs=(self._memory_bytes,),
            context=context,
        )


class _Context(ForkServerContext):
    """Fork server, and pipes that hold several pages: a worker finds its next one there and need not wait until this
    program, busy with others, gets round to pushing a body through 64 kB at a time."""

    def Pipe(self, duplex: bool = True) -> tuple[Connection, Connection]:
        """As multiprocessing makes it."""
        ends = super().Pipe(duplex)
        if sys.platform == "linux":
            for end in ends:
                with suppress(OSError):  # more than this user may have: the usual size does, too
                    fcntl.fcntl(end.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        return ends


def _end(pool: ProcessPool, within_s: float) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join(within_s)


def _why_ended(exitcode: int | None, cpu_s: int) -> str:
    if exitcode is not None and -exitcode == signal.SIGXCPU:
        return f"reading took more than {cpu_s} s of CPU time and was ended"
    return f"the reading process died (exit code {exitcode})"


def _initialize(memory_bytes: int) -> None:
    """In the worker, once: its limits. Imports nothing; what a task needs is imported when it first runs."""
    _die_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(min(sys.getrecursionlimit(), 1000))
    # Reading a page makes some ten thousand small objects and drops them all: the collector would walk what was imported
    # over and over, a tenth of the CPU, and find nothing.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def _die_with_parent() -> None:
    """When the program is killed the fork server ends, and with it, by the kernel's hand, its workers (Linux).

    The server notices by a pipe that only the program should hold open, but multiprocessing hands it to every worker
    too, so that one stuck worker would keep both alive: let go of it.
    """
    if sys.platform != "linux":
        return
    alive = getattr(getattr(forkserver, "_forkserver", None), "_forkserver_alive_fd", None)
    if alive is not None:
        os.close(alive)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _bounded(function: Callable[..., Any], args: tuple[Any, ...], cpu_s: int) -> Any:
    """In the worker: one task, its CPU time limited from now on (the limit counts the whole life of the process)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent + cpu_s, resource.RLIM_INFINITY))
    return function(*args)
