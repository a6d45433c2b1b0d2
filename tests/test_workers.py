"""Reading happens in processes that can be killed: one bad document costs its own failure and nothing else."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.errors import ParseLimit
from scraper.extract.statements import relative
from scraper.records import Fetch, FoundLink
from scraper.workers import Workers
from tests.running import PATIENCE_S

ROOT = Path(__file__).resolve().parent.parent


def length(body: bytes) -> int:
    return len(body)


def process_id() -> int:
    return os.getpid()


def tables() -> int:
    return relative._compiled.cache_info().currsize


def forever() -> None:
    while True:
        pass


def gluttonous() -> int:
    return len(bytearray(3 << 30))


def crashing() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def deep(n: int) -> int:
    return deep(n + 1)


def nap(seconds: float) -> bool:
    return threading.Event().wait(seconds)


def wrong() -> None:
    raise LookupError("not there")


def unpicklable() -> object:
    return lambda: None


def with_workers(story: Callable[[Workers], Awaitable[None]], count: int = 2) -> None:
    async def main() -> None:
        workers = Workers(count)
        try:
            await story(workers)
        finally:
            workers.close()

    asyncio.run(main())


def test_records_come_back_from_a_process_as_they_went() -> None:
    link = FoundLink("http://a.example/", "http://a.example/", anchor="here", code="x7k2", place="footer", position=3)
    fetch = Fetch(url="http://a.example/", final_url="http://a.example/", fetched_at=datetime(2026, 3, 1, tzinfo=UTC))
    for record in (link, fetch, replace(link, sentence="Look here.")):
        again = pickle.loads(pickle.dumps(record))
        assert again == record and type(again) is type(record)


def test_processes_are_forked_with_the_tables_that_reading_needs() -> None:
    async def story(workers: Workers) -> None:
        assert await workers.run(tables) == 1

    with_workers(story)


def test_a_result_comes_back_and_an_error_of_the_function_comes_through() -> None:
    async def story(workers: Workers) -> None:
        assert await workers.run(length, b"x" * 150_000) == 150_000
        assert await workers.run(process_id) != os.getpid()
        with pytest.raises(LookupError, match="not there"):
            await workers.run(wrong)

    with_workers(story)


@pytest.mark.parametrize("bad", [gluttonous, crashing, deep, unpicklable])
def test_memory_crash_depth_and_odd_results_end_as_a_parse_limit_in_one_line(bad: Callable[..., object]) -> None:
    async def story(workers: Workers) -> None:
        args = (0,) if bad is deep else ()
        with pytest.raises(ParseLimit) as caught:
            await workers.run(bad, *args)
        assert "\n" not in str(caught.value)
        assert await workers.run(length, b"abc") == 3

    with_workers(story)


def test_a_task_over_its_time_is_killed_and_its_neighbours_are_not_touched() -> None:
    async def story(workers: Workers) -> None:
        stuck = asyncio.create_task(workers.run(forever, wall_s=0.7))
        lasting = asyncio.create_task(workers.run(nap, 1.5))  # it is under way when its neighbour is killed
        with pytest.raises(ParseLimit, match=r"longer than 0\.7 s"):
            await asyncio.wait_for(stuck, PATIENCE_S)
        assert not lasting.done()
        assert await asyncio.wait_for(workers.run(length, b"abc"), PATIENCE_S) == 3
        assert await lasting is False

    with_workers(story)


def test_a_worker_that_is_stuck_holds_up_no_other() -> None:
    async def story(workers: Workers) -> None:
        stuck = asyncio.create_task(workers.run(forever, wall_s=PATIENCE_S))
        await asyncio.sleep(0.05)
        assert [await workers.run(length, b"x" * n) for n in range(10)] == list(range(10))
        assert not stuck.done()
        stuck.cancel()

    with_workers(story)


def test_cancelling_the_caller_ends_the_work() -> None:
    async def story(workers: Workers) -> None:
        await workers.run(length, b"")
        for _ in range(3):
            task = asyncio.create_task(workers.run(forever))
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert await asyncio.wait_for(workers.run(length, b"abc"), PATIENCE_S) == 3

    with_workers(story, count=1)


def test_waiting_for_a_free_worker_does_not_count_against_a_task() -> None:
    async def story(workers: Workers) -> None:
        results = await asyncio.gather(*(workers.run(nap, 0.15, wall_s=0.5) for _ in range(6)))
        assert results == [False] * 6

    with_workers(story, count=1)


def test_closing_is_quick_even_with_work_under_way_and_may_be_repeated() -> None:
    async def main() -> None:
        workers = Workers(2)
        tasks = [asyncio.create_task(workers.run(forever)) for _ in range(4)]
        await asyncio.sleep(0.3)
        start = time.monotonic()
        workers.close()
        workers.close()
        assert time.monotonic() - start < 20  # the tasks would go on for their 90 s
        ends = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), PATIENCE_S)
        assert [type(end) for end in ends] == [ParseLimit] * 4

    asyncio.run(main())


def test_workers_do_not_outlive_a_program_that_is_killed() -> None:
    code = (
        "import asyncio, os, signal\n"
        "from scraper.workers import Workers\n"
        "async def main():\n"
        "    workers = Workers(2)\n"
        "    print(*await asyncio.gather(*(workers.run(os.getpid) for _ in range(4))), flush=True)\n"
        "    await workers.run(signal.pause, wall_s=60)\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        ids = {int(word) for word in program.stdout.readline().split()}
        program.kill()
    deadline = time.monotonic() + PATIENCE_S
    while (alive := [pid for pid in ids if running(pid)]) and time.monotonic() < deadline:
        nap(0.02)
    assert ids and not alive


def running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_workers_that_were_all_killed_while_idle_are_replaced() -> None:
    async def story(workers: Workers) -> None:
        pids = {await workers.run(process_id) for _ in range(4)}
        assert workers._pool is not None
        everyone = set(workers._pool._pool_manager.worker_manager.workers)
        for pid in pids | everyone:
            os.kill(pid, signal.SIGKILL)
        assert await workers.run(process_id) not in pids | everyone

    with_workers(story)
