"""One database, several processes: one crawls, small verbs write beside it, reading always works, the second is refused."""

from __future__ import annotations

import resource
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.cli.program import run_program
from scraper.errors import Locked
from scraper.records import ReadOptions, ResourceKind, Rhythm
from storage import Store, open_store
from storage.connection import connect_reader
from storage.lock import WriterLock
from tests.conftest import Pagewatch
from tests.running import Process, prose
from tests.site import Site

READING = (
    ("list",), ("changes",), ("stats",), ("doctor",), ("links",), ("search", "reader"), ("alerts", "list"),
    ("export", "--format", "json"),
)  # fmt: skip


def follow(pagewatch: Pagewatch, site: Site, *names: str, every_s: int = 3600) -> None:
    with open_store(pagewatch.db, holder="a test", guest=True) as store:
        for name in names:
            url = site.put(f"/{name}", prose(name, 1))
            store.add_source(
                kind=ResourceKind.PAGE, url=url, canonical=url, now=datetime.now(UTC), rhythm=Rhythm(every_s),
                options=ReadOptions(links=False),
            )  # fmt: skip


def read(pagewatch: Pagewatch, capsys: pytest.CaptureFixture[str]) -> str:
    """All verbs that only read, one after another; what they print."""
    for verb in READING:
        assert run_program(["--db", str(pagewatch.db), "--config", str(pagewatch.config), *verb]) == 0, verb
    return capsys.readouterr().out


@contextmanager
def running(pagewatch: Pagewatch, *options: str) -> Iterator[Process]:
    with Process(pagewatch.command(*options, "run")) as service:
        service.said("INFO running on")
        yield service


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_second_crawling_process_is_refused_at_once_names_the_holder_and_asks_nothing(
    pagewatch: Pagewatch, site: Site
) -> None:
    follow(pagewatch, site, "a")
    with running(pagewatch) as service:
        service.said("baseline: ")
        for verb in ("run", "check"):
            asked, before = len(site.log), cpu_of_children()
            refused = pagewatch.run(verb, code=1)
            assert f"pagewatch run (pid {service.pid})" in refused.stderr
            assert refused.stdout == "" and len(refused.stderr.splitlines()) == 1
            assert len(site.log) == asked
            assert cpu_of_children() - before < 1.0  # on an idle machine: refused within a second
        assert service.stop()[0] == 0


def test_the_lock_of_a_killed_service_is_taken_over_and_doctor_tells_of_the_crash(
    pagewatch: Pagewatch, site: Site
) -> None:
    follow(pagewatch, site, "a")
    with running(pagewatch) as service:
        service.said("baseline: ")
        service.kill()
        assert "killed, or the machine went down" in pagewatch.run("doctor").stdout
    begun = time.monotonic()
    with running(pagewatch) as service:
        assert time.monotonic() - begun < 30  # P4 says 5 s; the battery measures it on a quiet machine
        assert "runs since" in pagewatch.run("doctor").stdout
        assert service.stop()[0] == 0
    assert "does not run" in pagewatch.run("doctor").stdout


def test_verbs_that_read_work_while_the_service_runs_while_a_writer_holds_a_transaction_and_after_a_crash(
    pagewatch: Pagewatch, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    follow(pagewatch, site, "a")
    with running(pagewatch) as service:
        service.said("baseline: ")
        read(pagewatch, capsys)
        with open_store(pagewatch.db, holder="a test", guest=True) as store:
            store.conn.execute("BEGIN IMMEDIATE")
            store.conn.execute("UPDATE sources SET title = 'not committed'")
            assert "not committed" not in read(pagewatch, capsys)
            store.conn.execute("ROLLBACK")
        service.kill()
    log = Path(f"{pagewatch.db}-wal").read_bytes()
    assert log, "nothing was left in the write-ahead log"
    read(pagewatch, capsys)
    assert Path(f"{pagewatch.db}-wal").read_bytes() == log


def test_sources_are_added_edited_paused_and_removed_while_the_service_runs(pagewatch: Pagewatch, site: Site) -> None:
    follow(pagewatch, site, "a", "b", every_s=1)
    with running(pagewatch) as service:
        service.said("baseline: ", count=2)
        pagewatch.run("pause", site.url + "/a")
        pagewatch.run("remove", site.url + "/b")
        follow(pagewatch, site, "c")
        pagewatch.run("edit", site.url + "/c", "--note", "from beside")
        service.said("baseline: .*/c ")
        asked = site.asked("/a"), site.asked("/b")
        follow(pagewatch, site, "d")
        service.said("baseline: .*/d ")  # a whole heartbeat later
        assert (site.asked("/a"), site.asked("/b")) == asked
        assert service.stop()[0] == 0
    states = {row["url"].rpartition("/")[2]: row["state"] for row in pagewatch.rows("list")}
    assert states == {"a": "paused", "c": "ok", "d": "ok"}


def test_a_dry_run_works_beside_the_service_and_pruning_is_refused(pagewatch: Pagewatch, site: Site) -> None:
    follow(pagewatch, site, "a")
    with running(pagewatch) as service:
        service.said("baseline: ")
        (row,) = pagewatch.rows("check", "--all", "--dry-run")
        assert row["decision"] == "unchanged"
        assert "pagewatch run" in pagewatch.run("prune", "--keep", "1", "--yes", code=1).stderr
        assert service.stop(signal.SIGINT)[0] == 0


# -- the same, in one process ------------------------------------------------------------------------------------


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "p.db", holder="the owner") as store:
        yield store


def test_an_owner_is_refused_beside_an_owner_and_a_guest_is_not(owner: Store) -> None:
    with pytest.raises(Locked, match="the owner"):
        open_store(owner.path, holder="another")
    with open_store(owner.path, holder="another", guest=True) as guest:
        guest.set_meta("from", "the guest")
    assert owner.get_meta("from") == "the guest"
    assert owner.changed_elsewhere() and not owner.changed_elsewhere()


def test_a_guest_leaves_the_checkpoint_to_the_owner(owner: Store) -> None:
    owner.checkpoint()
    size = owner.path.stat().st_size
    with open_store(owner.path, holder="another", guest=True) as guest:
        guest.set_meta("much", "x" * 6_000_000)  # more pages than the owner would leave in the log
    assert owner.path.stat().st_size == size
    assert len(owner.get_meta("much") or "") == 6_000_000
    owner.set_meta("more", "y")
    assert owner.path.stat().st_size > size


def test_a_guest_does_not_send_again_what_the_owner_is_sending(owner: Store) -> None:
    owner.conn.execute("INSERT INTO events (at, kind, summary) VALUES ('2026-01-01T00:00:00Z', 'changed', '')")
    owner.conn.execute(
        "INSERT INTO deliveries (event_id, channel, state, at) VALUES (1, 'x', 'sending', '2026-01-01T00:00:00Z')"
    )
    open_store(owner.path, holder="another", guest=True).close()
    assert owner.conn.execute("SELECT state FROM deliveries").fetchall() == [("sending",)]


def test_a_guest_is_refused_while_the_owner_is_only_making_the_database(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    with WriterLock(path, "the maker"), pytest.raises(Locked, match="the maker"):
        open_store(path, holder="another", guest=True)


def test_a_reader_cannot_write_and_the_last_one_to_close_does_not_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    store = open_store(path, holder="test")
    store.set_meta("a", "b")
    reader = connect_reader(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM meta")
    log = Path(f"{path}-wal")
    kept = log.read_bytes()
    copy, copied = tmp_path / "copy.db", tmp_path / "copy.db-wal"
    copy.write_bytes(path.read_bytes())  # as a crash leaves it: the file and a log with a commit in it
    copied.write_bytes(kept)
    reader.close()
    store.close()
    with closing(connect_reader(copy)) as after:
        assert after.execute("SELECT value FROM meta WHERE key = 'a'").fetchone() == ("b",)
    assert copied.read_bytes() == kept
