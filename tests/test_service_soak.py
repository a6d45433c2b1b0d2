"""The service for minutes on end: bombs cost the others nothing, and nothing grows."""

from __future__ import annotations

import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from scraper.records import Rhythm
from storage import open_store
from tests.conftest import Pagewatch
from tests.nursery import Nursery
from tests.running import prose, session_of, until
from tests.site import Site
from tests.visits import follow

# PAGEWATCH_SOAK_S makes it longer: minutes are for every day, hours for a release.
SOAK_S = float(os.environ.get("PAGEWATCH_SOAK_S", "180"))
pytestmark = [pytest.mark.battery, pytest.mark.timeout(SOAK_S + 720)]


@contextmanager
def hostile(corpora: Path) -> Iterator[tuple[int, list[str]]]:
    """The hostile server: its port and its scenarios that cost CPU."""
    script = str(corpora / "hostile" / "hostile_server.py")
    listed = subprocess.run([sys.executable, script, "--list"], capture_output=True, check=True, text=True).stdout
    names = [one["id"] for one in json.loads(listed) if one.get("cost") == "cpu"]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, script, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            until("the hostile server listens", lambda: _listens(port))
            yield port, names
        finally:
            server.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return not probe.connect_ex(("127.0.0.1", port))


def restless(site: Site, paths: list[str]) -> dict[str, list[float]]:
    """Every request finds another edition; the times of the requests by path."""
    times: dict[str, list[float]] = defaultdict(list)
    answer = site.answer

    def newer(request: BaseHTTPRequestHandler) -> None:
        if request.path in paths:
            times[request.path].append(time.monotonic())
            site.put(request.path, prose(request.path, len(times[request.path])))
        answer(request)

    site.answer = newer  # type: ignore[method-assign]
    return times


def allow(pagewatch: Pagewatch, port: int) -> None:
    text = pagewatch.config.read_text(encoding="utf-8")
    allowed = f'", "127.0.0.1/32:{port}"]\nrespect_robots = false'
    pagewatch.config.write_text(text.replace('"]', allowed, 1), encoding="utf-8")


def gaps(times: dict[str, list[float]], since: float) -> list[float]:
    """Seconds between two looks at one page, of looks after `since`."""
    return [b - a for seen in times.values() for a, b in itertools.pairwise(seen) if a >= since]


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def test_while_each_bomb_is_read_other_pages_are_looked_at_as_often_as_before(
    pagewatch: Pagewatch, site: Site, corpora: Path
) -> None:
    paths = [f"/p{n}" for n in range(8)]
    times = restless(site, paths)
    with hostile(corpora) as (port, names), Nursery() as nursery:
        allow(pagewatch, port)
        with open_store(pagewatch.db, holder="a test") as store:
            for path in paths:
                follow(store, site.put(path, prose(path, 0)), datetime.now(UTC), Rhythm(1))
        args = ("--db", str(pagewatch.db), "--config", str(pagewatch.config), "run")
        with nursery.start(pagewatch.folder, *args) as service:
            service.said("baseline: ", count=8)
            begun = time.monotonic()
            until("looks while nothing else happens", lambda: len(gaps(times, begun)) >= 120, 200)
            idle = p95(gaps(times, begun))
            worst: dict[str, float] = {}
            for name in names:
                begun = time.monotonic()
                with open_store(pagewatch.db, holder="a test", guest=True) as store:
                    follow(store, f"http://127.0.0.1:{port}/s/{name}", datetime.now(UTC))
                service.said(f": http://127.0.0.1:{port}/s/{name} ", seconds=90)
                until("some looks", lambda since=begun: len(gaps(times, since)) >= 40, 120)
                worst[name] = p95(gaps(times, begun))
            assert service.stop()[0] == 0
    print(
        f"p95 between two looks: {idle:.2f} s idle; while a bomb is read at most {max(worst.values()):.2f} s ({max(worst, key=lambda n: worst[n])})"
    )
    assert max(worst.values()) < 2 * idle, worst


def test_memory_files_and_the_log_stay_flat(pagewatch: Pagewatch, site: Site) -> None:
    paths = [f"/p{n}" for n in range(500)]
    times = restless(site, paths[:250])
    with open_store(pagewatch.db, holder="a test") as store:
        for n, path in enumerate(paths):
            follow(store, site.put(path, prose(path, 0)), datetime.now(UTC), Rhythm(20))
            if n % 100 == 0:
                site.put(path, b"\x00\xff<div>" * 20_000, Content_Type="text/html", Content_Encoding="gzip")
    args = ("--db", str(pagewatch.db), "--config", str(pagewatch.config), "run")
    with Nursery() as nursery, nursery.start(pagewatch.folder, *args) as service:
        service.said("baseline: ", count=495, seconds=200)
        measured: list[tuple[float, int, int, int]] = []
        end = time.monotonic() + SOAK_S
        while time.monotonic() < end:
            until("the next look", _later(10), 20)
            measured.append((*weigh(service.pid), Path(f"{pagewatch.db}-wal").stat().st_size))
        assert service.stop()[0] == 0
    third = max(len(measured) // 3, 1)
    early, late = (
        statistics.median(m[0] for m in part) for part in (measured[third : 2 * third], measured[2 * third :])
    )
    print(
        f"{SOAK_S:g} s, {sum(map(len, times.values()))} new versions: {early:.0f} to {late:.0f} MiB in all processes, "
        f"{measured[third][1]} to {measured[-1][1]} files open, log at most {max(m[3] for m in measured) >> 10} KiB"
    )
    assert late < early * 1.1
    assert measured[-1][1] <= measured[third][1] + 10
    assert measured[-1][2] <= measured[third][2] + 2
    assert max(m[3] for m in measured) < 64 << 20


def weigh(pid: int) -> tuple[float, int, int]:
    """(MiB of memory of all its processes that they share with nobody, open files, threads) of a service."""
    memory = 0
    for one in session_of(pid):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith(("Private_Dirty", "Private_Clean")):
                memory += int(line.split()[1])
    return memory / 1024, len(os.listdir(f"/proc/{pid}/fd")), len(os.listdir(f"/proc/{pid}/task"))


def _later(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end
