"""A backup taken while others write is a state that was committed, complete and sound; a migration is all or nothing."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.cli.program import run_program
from storage import open_store
from storage.migrations import SCHEMA_VERSION
from tests.running import ROOT, until
from tests.visits import follow, visit

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
URL = "https://example.org/"


@contextmanager
def writing(path: Path) -> Iterator[list[int]]:
    """A writer in another thread that makes one version after another; the numbers that were committed."""
    committed: list[int] = []
    stop = threading.Event()

    def write() -> None:
        with open_store(path, holder="the writer") as store:
            follow(store, URL, NOW)
            while not stop.is_set():
                committed.append(visit(store, URL, NOW + timedelta(hours=len(committed)), size=4000))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        until("the first version", lambda: committed)
        yield committed
    finally:
        stop.set()
        thread.join()


def back_up(path: Path, copies: int) -> None:
    with writing(path) as committed:
        for n in range(copies):
            copy = path.with_name(f"copy-{n}.db")
            before = committed[-1]
            assert run_program(["--db", str(path), "backup", str(copy)]) == 0
            after = committed[-1] + 1  # one more may have been committed and not yet be on the list
            restored(copy, before, after)


def restored(copy: Path, before: int, after: int) -> None:
    """The copy opens as a database of its own, and is the state after some commit between the two."""
    with open_store(copy, holder="a restore") as store:
        assert store.conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        numbers = [row[0] for row in store.conn.execute("SELECT number FROM versions ORDER BY number")]
        events = [row[0] for row in store.conn.execute("SELECT to_version FROM events ORDER BY id")]
        assert numbers == events == list(range(1, numbers[-1] + 1))
        assert before <= numbers[-1] <= after
        (document,) = store.conn.execute("SELECT id FROM documents").fetchone()
        assert f"Edition {numbers[-1]} of" in (store.known(document).text or "")
        visit(store, URL, NOW + timedelta(days=900))


def test_a_backup_under_write_load_is_a_committed_state_and_can_be_worked_on(tmp_path: Path) -> None:
    back_up(tmp_path / "p.db", 3)


@pytest.mark.battery
@pytest.mark.timeout(600)
def test_twenty_backups_under_write_load_are_committed_states(tmp_path: Path) -> None:
    back_up(tmp_path / "p.db", 20)


# -- migrations --------------------------------------------------------------------------------------------------

_OPEN = """
import sys, pathlib
from storage import open_store
print("begin", flush=True)
open_store(pathlib.Path(sys.argv[1]), holder="a test").close()
print("end", flush=True)
"""


def first_schema(path: Path) -> None:
    path.write_bytes(gzip.decompress((ROOT / "tests" / "first_schema.db.gz").read_bytes()))


def kill_migrations(folder: Path, kills: int, seed: int) -> dict[int, int]:
    """Start the migration of a first database and kill it at a random moment; how often it was left after which step."""
    chance, found = random.Random(seed), dict.fromkeys(range(1, SCHEMA_VERSION + 1), 0)
    longest = 5.0  # the first one is left alone, and says how long it takes here
    for n in range(kills + 1):
        path = folder / str(n) / "p.db"
        path.parent.mkdir()
        first_schema(path)
        with subprocess.Popen(
            [sys.executable, "-c", _OPEN, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as process:  # fmt: skip
            assert process.stdout is not None
            assert process.stdout.readline() == "begin\n"
            begun = datetime.now(UTC)
            end = begun + timedelta(seconds=chance.random() * longest if n else 60)
            until("the moment of the kill", lambda end=end, p=process: datetime.now(UTC) >= end or p.poll() is not None)
            if n == 0:
                longest = (datetime.now(UTC) - begun).total_seconds()
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            (version,) = db.execute("PRAGMA user_version").fetchone()
            tables = {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        assert version in found, f"between the schemas: {version}"
        found[version] += n > 0
        with open_store(path, holder="the next start") as store:  # whatever it was, the next start gets on with it
            assert store.conn.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
            assert store.sources()
        assert tables
        shutil.rmtree(path.parent)
    return found


def test_a_migration_that_is_killed_leaves_a_whole_schema_and_is_finished_by_the_next_start(tmp_path: Path) -> None:
    kill_migrations(tmp_path, 3, random.randrange(1 << 30))


@pytest.mark.battery
@pytest.mark.timeout(600)
def test_a_migration_killed_at_fifty_points_leaves_the_old_schema_or_the_new_one(tmp_path: Path) -> None:
    found = kill_migrations(tmp_path, 50, random.randrange(1 << 30))
    print(f"killed at 50 points: {found[1]} were still old, {found[SCHEMA_VERSION]} new, none between")
    assert found[1] and found[SCHEMA_VERSION]
