"""A full disk at any point: nothing is damaged, nothing that was stored is lost, and it goes on by itself."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.errors import DiskFull
from scraper.records import Rhythm
from storage import Store, open_store
from storage.connection import connect_reader
from tests.conftest import Pagewatch
from tests.nursery import Nursery
from tests.running import prose, receiving, until
from tests.site import Site
from tests.visits import follow, visit

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def sound(path: Path) -> None:
    with closing(connect_reader(path)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []


def state(store: Store) -> tuple[list[tuple[object, ...]], ...]:
    """What was stored and what is to be told."""
    return tuple(
        store.conn.execute(sql).fetchall()
        for sql in (
            "SELECT document_id, number, raw_id FROM versions ORDER BY 1, 2",
            "SELECT id, document_id, to_version FROM events ORDER BY 1",
            "SELECT event_id, channel, state FROM deliveries ORDER BY 1",
            "SELECT count(*), sum(length(body)) FROM blobs",
            "SELECT count(*) FROM checks",
        )
    )


def fill_at_random_points(path: Path, points: int, seed: int) -> Counter[str]:
    """Visits under a limit of pages that moves at random; each one that met the limit is made again without it."""
    chance, met = random.Random(seed), Counter[str]()
    with open_store(path, holder="test", route=lambda _: ("team",)) as store:
        for number in range(points):
            url, at = f"https://example.org/{number % 5}", NOW + timedelta(hours=number)
            follow(store, url, at)
            (pages,) = store.conn.execute("PRAGMA page_count").fetchone()
            store.conn.execute(f"PRAGMA max_page_count = {pages + chance.randrange(0, 8)}")
            before = state(store)
            try:
                visit(store, url, at, size=chance.choice([400, 20_000, 20_000]))
                met["went through"] += 1
            except DiskFull as error:
                assert "no room left" in str(error) and "nothing was lost" in str(error)
                met["full"] += 1
                assert state(store) == before, "a transaction was cut in two"
            finally:
                store.conn.execute("PRAGMA max_page_count = 1073741823")
            if state(store) == before:
                visit(store, url, at, size=400)
        versions, events, deliveries, *_ = state(store)
        assert len(versions) == len(events) == len(deliveries) == points
    sound(path)
    return met


def test_a_full_disk_at_random_points_rolls_back_whole_transactions_and_loses_nothing(tmp_path: Path) -> None:
    met = fill_at_random_points(tmp_path / "p.db", 25, random.randrange(1 << 30))
    assert met["full"] >= 5, met


@pytest.mark.battery
def test_a_full_disk_at_fifty_random_points_rolls_back_whole_transactions(tmp_path: Path) -> None:
    met, tried = Counter[str](), 0
    while met["full"] < 50:
        tried += 1
        met += fill_at_random_points(tmp_path / f"p{tried}.db", 30, random.randrange(1 << 30))
    print(f"full at {met['full']} random points of {met.total()}: sound each time, nothing lost")


# -- the service on a disk that is really full -------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MiB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("a small file system cannot be mounted here (needs root)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest.mark.battery
@pytest.mark.parametrize("keep_free", ["0", "1 MiB"])
def test_a_service_rests_on_a_full_disk_keeps_every_alert_and_recovers_within_a_minute(
    pagewatch: Pagewatch, site: Site, small_disk: Path, keep_free: str
) -> None:
    database, ballast = small_disk / "p.db", small_disk / "ballast"
    with Nursery() as nursery, receiving() as receiver:
        text = pagewatch.config.read_text(encoding="utf-8").partition("[alerts]")[0]
        pagewatch.config.write_text(
            f'{text}[alerts.channels]\nhook = "{receiver.url}"\n[storage]\nkeep_free = "{keep_free}"\n',
            encoding="utf-8",
        )
        paths = [f"/p{n}" for n in range(10)]
        with open_store(database, holder="a test") as store:
            for path in paths:
                follow(store, site.put(path, prose(path, 1)), datetime.now(UTC), Rhythm(1))
        args = ("--db", str(database), "--config", str(pagewatch.config), "run")
        with nursery.start(pagewatch.folder, *args) as service:
            service.said("baseline: ", count=10)
            with suppress(OSError), ballast.open("wb") as file:
                while shutil.disk_usage(small_disk).free:
                    file.write(b"x" * 4096)
                    file.flush()
            for path in paths:
                site.put(path, prose(path, 2) + "<p>" + random.randbytes(30_000).hex() + "</p>")
            service.said("fetching rests", seconds=90)
            asked = len(site.log)
            until("some time of rest", _later(25), 40)
            assert len(site.log) - asked <= 60, "it went on fetching"
            assert service.code is None and not service.ended()
            freed = datetime.now(UTC)
            ballast.unlink()
            service.said("new version: ", count=10, seconds=120)
            recovered = datetime.now(UTC) - freed
            until("all alerts", lambda: len(set(receiver.keys())) >= 10, 60)
            assert service.stop()[0] == 0, service.text
    assert recovered < timedelta(seconds=60), recovered
    assert max(Counter(receiver.keys()).values()) == 1
    sound(database)
    print(f"recovered {recovered.total_seconds():.0f} s after space returned (keep_free = {keep_free})")


def _later(seconds: float) -> Callable[[], bool]:
    end = datetime.now(UTC) + timedelta(seconds=seconds)
    return lambda: datetime.now(UTC) >= end
