"""What the pages read: few rows, found through an index, and right also where a person said otherwise."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper.errors import UsageError
from storage import History, open_history, open_store, reads_pages
from tests.pages import NOW
from tests.seeded import DEAD, START, seed

# What grows without end. A scan of it is the difference between a glance and a wait.
ENDLESS = {
    "resources",
    "documents",
    "versions",
    "checks",
    "events",
    "links",
    "link_targets",
    "link_checks",
    "deliveries",
}


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    seed(tmp_path / "pagewatch.db")
    with open_history(tmp_path / "pagewatch.db") as opened:
        yield opened


def plans(history: History, call: Callable[[History], Any]) -> list[str]:
    """The steps of SQLite's plans for everything that a call asks."""

    def watched(conn: sqlite3.Connection) -> list[str]:
        asked: list[str] = []
        conn.set_trace_callback(asked.append)
        call(history)
        conn.set_trace_callback(None)
        steps = []
        for sql in asked:
            if sql.lstrip().upper().startswith(("SELECT", "WITH")):
                names = dict(_aliases(sql))
                for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}"):
                    words = str(row[3]).split()
                    if len(words) > 1:
                        words[1] = names.get(words[1], words[1])
                    steps.append(" ".join(words))
        return steps

    return history.ask(watched)


def _aliases(sql: str) -> Iterator[tuple[str, str]]:
    import re

    for table, alias in re.findall(r"(?:FROM|JOIN)\s+(\w+)\s+(?:AS\s+)?(\w+)", sql, re.IGNORECASE):
        yield alias, table


GLANCES: dict[str, Callable[[History], Any]] = {
    "what happened": lambda h: h.ask(lambda c: reads_pages.happened(c, NOW - timedelta(days=7))),
    "the latest changes": lambda h: h.changes(limit=12),
    "older changes": lambda h: h.changes(limit=12, before=2),
    "trouble": lambda h: h.ask(lambda c: reads_pages.troubled(c, 6)),
    "due soon": lambda h: h.ask(lambda c: reads_pages.due_soon(c, NOW, 6)),
    "dead links": lambda h: h.ask(lambda c: reads_pages.dead_links(c, 6)),
    "waiting alerts": lambda h: h.ask(reads_pages.waiting),
    "alerts": lambda h: h.ask(lambda c: reads_pages.undelivered(c, which="failed", before=None, limit=9)),
    "checks": lambda h: h.ask(lambda c: reads_pages.checks_of(c, 1, before=None, limit=9)),
    "versions": lambda h: h.ask(lambda c: reads_pages.versions_page(c, 1, before=None, limit=9)),
    "a link": lambda h: h.ask(lambda c: reads_pages.link(c, 1)),
    "links of a document": lambda h: h.ask(
        lambda c: reads_pages.links_page(c, state=None, source=None, document=1, text=None, limit=9, offset=0)
    ),
}


@pytest.mark.parametrize("name", GLANCES)
def test_a_glance_scans_nothing_that_grows_without_end(history: History, name: str) -> None:
    steps = plans(history, GLANCES[name])
    assert steps
    scans = [s for s in steps if s.startswith("SCAN ") and s.split()[1] in ENDLESS and "USING" not in s]
    assert scans == []


def test_what_a_person_said_of_a_link_counts_before_what_was_seen(tmp_path: Path) -> None:
    db = tmp_path / "pagewatch.db"
    seed(db)

    def states(state: str) -> list[str]:
        with open_history(db) as history:
            rows = history.ask(
                lambda c: reads_pages.links_page(
                    c, state=state, source=None, document=None, text=None, limit=9, offset=0
                )
            )
        return [row["url"] for row in rows]

    assert states("dead") == [DEAD]
    with open_store(db, holder="test") as store:
        store.overrule(DEAD, "alive", "it opens", START)
    assert states("dead") == []
    assert DEAD in states("alive")
    with open_store(db, holder="test") as store:
        store.overrule(DEAD, None, "", START)
    assert states("dead") == [DEAD]


def test_states_come_from_a_fixed_set(history: History) -> None:
    for call in (
        lambda c: reads_pages.links_page(c, state="' OR 1", source=None, document=None, text=None, limit=1, offset=0),
        lambda c: reads_pages.undelivered(c, which="' OR 1", before=None, limit=1),
    ):
        with pytest.raises(UsageError, match="no such state"):
            history.ask(call)


def test_changes_go_on_where_the_page_before_ended(history: History) -> None:
    everything = [row["id"] for row in history.changes()]
    first = [row["id"] for row in history.changes(limit=1)]
    rest = [row["id"] for row in history.changes(before=first[-1])]
    assert first + rest == everything
    assert history.changes(before=10**9) == []


def test_a_large_source_is_asked_row_by_row_and_gives_the_same(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [row["id"] for row in history.changes(source=1)]
    monkeypatch.setattr("storage.reads.MANY", 0)
    assert few
    assert [row["id"] for row in history.changes(source=1)] == few
    assert history.changes(source=2) == []
