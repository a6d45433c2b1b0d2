"""docs/database.md and the database say the same: every view, every column in its order, and every query runs."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.schema import APPLICATION_ID
from storage.views import VIEW_NAMES
from tests.seeded import seed

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "database.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (v_\w+)\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))
QUERIES = [
    q.strip() for block in re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL) for q in block.split(";") if q.strip()
]
# A time in a view is UTC text; these two are the page's own words.
TIMES = re.compile(r"(^|_)(at|since)$")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("views") / "pagewatch.db"
    seed(path)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn:
        conn.row_factory = sqlite3.Row
        yield conn


def test_every_view_is_described_and_no_other() -> None:
    assert sorted(SECTIONS) == sorted(VIEW_NAMES)


@pytest.mark.parametrize("view", VIEW_NAMES)
def test_every_column_is_described_in_its_order(database: sqlite3.Connection, view: str) -> None:
    described = re.findall(r"^\| `(\w+)` \| \S", SECTIONS[view], re.MULTILINE)
    assert described == [row["name"] for row in database.execute(f"PRAGMA table_info({view})")]
    assert "url" in described


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_every_query_shown_runs(database: sqlite3.Connection, query: str) -> None:
    assert database.execute(query).description


@pytest.mark.parametrize("view", VIEW_NAMES)
def test_every_time_in_a_view_is_iso_with_its_zone(database: sqlite3.Connection, view: str) -> None:
    for row in database.execute(f"SELECT * FROM {view}"):
        for name in row.keys():  # noqa: SIM118 (a Row iterates over its values)
            if TIMES.search(name) and row[name] is not None:
                assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row[name]), (view, name, row[name])


def test_the_views_answer_what_the_docs_say_of_a_silent_edit_and_a_dead_share(database: sqlite3.Connection) -> None:
    events = [tuple(r) for r in database.execute("SELECT kind, from_version, to_version FROM v_events ORDER BY id")]
    assert ("stealth_edit", 1, 2) in events
    dead = database.execute("SELECT url, document_url FROM v_links WHERE state = 'dead' AND current").fetchall()
    assert [r["document_url"] for r in dead] == ["https://blog.example/fonts"]
    assert [r["code"] for r in database.execute("SELECT code FROM v_links WHERE code IS NOT NULL")] == ["x8m4"]


def test_the_file_is_marked_as_the_docs_say(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID == 0x70677774
    assert "0x70677774" in PAGE
