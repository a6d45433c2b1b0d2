"""What the service throws away: what [storage.retention] says, once a day, and nothing without it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.config import Retention
from scraper.config.kinds import Span
from scraper.service.desk import Desk
from scraper.service.retention import Keeping
from storage import Store, open_store
from tests.conftest import Pagewatch
from tests.kept import START, follow, keep, version
from tests.running import PYTHON, Process

PAGE, OTHER = "https://a.example/1", "https://a.example/2"
DAY = 86400.0


class Clock:
    """The clock that only runs, put on by hand."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """PAGE has a version on each of the days 0 to 5, OTHER one on day 0."""
    store = open_store(tmp_path / "p.db", holder="test")
    for url, days in ((PAGE, 6), (OTHER, 1)):
        follow(store, url)
        for n in range(days):
            keep(store, version(url, f"<p>{url} {n}</p>".encode(), f"words{n} of {url}"), n)
    at_work = Desk(store)
    yield at_work
    at_work.close()


def kept(store: Store) -> tuple[list[int], list[int], int]:
    """Numbers of the versions of PAGE and of OTHER, and how many checks are stored."""
    rows = store.conn.execute("SELECT document_id, number FROM versions ORDER BY 1, 2").fetchall()
    first = rows[0][0]
    assert store.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    return (
        [number for document, number in rows if document == first],
        [number for document, number in rows if document != first],
        store.conn.execute("SELECT count(*) FROM checks").fetchone()[0],
    )


def applied(desk: Desk, clock: Clock, limits: Retention, *, days: float = 6) -> Keeping:
    """One round, an hour after the start, at so many days after START."""
    keeping = Keeping(desk, limits, clock)
    clock.at += 3600
    asyncio.run(keeping.keep(START + timedelta(days=days)))
    return keeping


@pytest.mark.parametrize(
    ("limits", "left"),
    [
        (Retention(), ([1, 2, 3, 4, 5, 6], [1], 7)),
        (Retention(versions=Span(2.5 * DAY)), ([5, 6], [1], 7)),
        (Retention(versions=Span(0)), ([6], [1], 7)),
        (Retention(keep_versions=2), ([5, 6], [1], 7)),
        (Retention(versions=Span(2.5 * DAY), keep_versions=4), ([3, 4, 5, 6], [1], 7)),
        (Retention(versions=Span(4.5 * DAY), keep_versions=1), ([3, 4, 5, 6], [1], 7)),
        (Retention(checks=Span(0)), ([1, 2, 3, 4, 5, 6], [1], 7)),
        (Retention(versions=Span(2.5 * DAY), checks=Span(4.5 * DAY)), ([5, 6], [1], 5)),
        (Retention(versions=Span(1e15)), ([1, 2, 3, 4, 5, 6], [1], 7)),
    ],
)
def test_what_is_beyond_the_limits_goes_and_never_the_newest_version_of_a_document(
    desk: Desk, clock: Clock, limits: Retention, left: tuple[list[int], list[int], int]
) -> None:
    applied(desk, clock, limits)
    assert kept(desk.store) == left


def test_lines_of_checks_go_without_any_version(desk: Desk, clock: Clock) -> None:
    names = desk.store.conn.execute("SELECT name FROM pragma_table_info('checks') WHERE name != 'id'").fetchall()
    columns = ", ".join(name for (name,) in names)
    desk.store.conn.execute(f"INSERT INTO checks ({columns}) SELECT {columns} FROM checks WHERE id = 1")
    assert kept(desk.store)[2] == 8
    applied(desk, clock, Retention(checks=Span(7 * DAY)))
    assert kept(desk.store)[2] == 8
    applied(desk, clock, Retention(checks=Span(5 * DAY)))
    assert kept(desk.store) == ([1, 2, 3, 4, 5, 6], [1], 7)


def test_without_any_limit_nothing_goes_but_bodies_are_packed_once_more_after_some_minutes(
    desk: Desk, clock: Clock
) -> None:
    before = kept(desk.store)
    keeping = Keeping(desk, Retention(), clock)
    asyncio.run(keeping.keep(START))
    assert desk.store.get_meta("repacked_to") is None
    clock.at = 601
    asyncio.run(keeping.keep(START))
    assert desk.store.get_meta("repacked_to") is not None
    assert kept(desk.store) == before


def test_it_is_done_some_minutes_after_the_start_then_once_a_day_with_one_line_of_what_went(
    desk: Desk, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    keeping = Keeping(desk, Retention(versions=Span(4.5 * DAY)), clock)

    def round_at(running: float, days: float) -> int:
        clock.at = running
        asyncio.run(keeping.keep(START + timedelta(days=days)))
        return len(kept(desk.store)[0])

    assert round_at(60, 6) == 6
    assert round_at(700, 6) == 4
    assert round_at(3600, 7) == 4
    assert round_at(700 + DAY, 7) == 3
    assert round_at(700 + 3 * DAY, 7) == 3
    assert [record.getMessage().partition(" (")[0] for record in caplog.records] == [
        "[storage.retention]: dropped 2 versions",
        "[storage.retention]: dropped 1 version",
    ]


def test_a_clock_that_was_set_puts_it_off_by_a_day(desk: Desk, clock: Clock) -> None:
    keeping = Keeping(desk, Retention(versions=Span(4.5 * DAY)), clock)
    clock.at = 3600
    keeping.put_off()
    clock.at += DAY - 1
    asyncio.run(keeping.keep(START + timedelta(days=365)))
    assert len(kept(desk.store)[0]) == 6
    clock.at += 1
    asyncio.run(keeping.keep(START + timedelta(days=6)))
    assert len(kept(desk.store)[0]) == 4


HASTY = """
import sys
from scraper.service import forever, retention
retention.FIRST_S, forever.RETAIN_S = 0, 1  # a start ten minutes ago
from scraper.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_the_running_service_does_it_and_says_what_went(pagewatch: Pagewatch) -> None:
    text = pagewatch.config.read_text(encoding="utf-8")
    pagewatch.config.write_text(f"{text}\n[storage.retention]\nkeep_versions = 1\n", encoding="utf-8")
    with open_store(pagewatch.db, holder="test") as store:
        follow(store, PAGE)
        for n in range(3):
            keep(store, version(PAGE, f"<p>{n}</p>".encode(), f"words{n}"), n)
        for source in store.sources():
            store.set_paused(source.id, True, START)
    args = ("--db", str(pagewatch.db), "--config", str(pagewatch.config), "run")
    with Process([PYTHON, "-c", HASTY, *args]) as service:
        service.said(r"INFO .*\[storage.retention\]: dropped 2 versions \(0\.0 MB\) and 0 checks")
        assert service.stop()[0] == 0
    with open_store(pagewatch.db, holder="test") as store:
        assert store.conn.execute("SELECT number FROM versions").fetchall() == [(3,)]
