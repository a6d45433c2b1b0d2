"""From the first schema on: a database that an older pagewatch wrote is brought up to date, and nothing of it is lost.

`first_schema.db.gz` was written by the program as it was when the first schema was in use: the history of
`tests/seeded.py` with statements, its first check pruned since. `fifth_schema.db.gz` was written when the fifth was:
the same history, and a page with bodies of all sizes and a date of 1969.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.errors import ForeignDatabase, NewerSchema, StorageError
from storage import open_history, open_store
from storage.blobs import Blobs
from storage.migrations import SCHEMA_VERSION
from storage.views import VIEW_NAMES
from tests.seeded import DEAD, PAGE, SHARE, TEXTS, Terminal

FIRST = Path(__file__).parent / "first_schema.db.gz"
FIFTH = FIRST.with_name("fifth_schema.db.gz")


@pytest.fixture
def first(tmp_path: Path) -> Path:
    path = tmp_path / "pagewatch.db"
    path.write_bytes(gzip.decompress(FIRST.read_bytes()))
    return path


@pytest.fixture
def fifth(tmp_path: Path) -> Path:
    path = tmp_path / "pagewatch.db"
    path.write_bytes(gzip.decompress(FIFTH.read_bytes()))
    return path


def number_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def shape(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema").fetchall()
    bare = {name: re.sub(r"--.*", "", sql).replace('"', "") for name, sql in rows if "sqlite_" not in name}
    return {name: " ".join(sql.split()).replace(" )", ")").replace(" ,", ",") for name, sql in bare.items()}


def test_every_version_every_byte_and_every_link_of_the_first_schema_is_there_afterwards(first: Path) -> None:
    with open_store(first, holder="test"):
        pass
    with open_history(first) as past:
        document = past.document(PAGE)["id"]
        versions = past.versions(document)
        assert [(v["number"], v["at"][:10], v["updated_by"]) for v in versions] == [
            (1, "2026-03-01", "小满"),
            (2, "2026-03-02", "小满"),
        ]
        for version, text in zip(versions, TEXTS, strict=True):
            raw = past.raw(document, version["number"])
            assert hashlib.sha256(raw).hexdigest() == version["sha256"] and text.encode() in raw
            assert past.text(document, version["number"]) == text
        links = past.version_links(document, 2)
        assert [(k["url"], k["code"], k["position"]) for k in links] == [(DEAD, None, 0), (SHARE, "x8m4", 0)]
        assert {r["url"]: (r["state"], r["last_version"]) for r in past.links()} == {
            DEAD: ("dead", 2), SHARE: ("unknown", 2), "https://blog.example/fonts-1.zip": ("unknown", 1),
        }  # fmt: skip
        stated = past.statements(document, 1)
        assert [(s["role"], s["value"], s["updated_by"], s["rule"]) for s in stated] == [
            ("updated", "2025-01-19", "小满", "zh:updated"),
            ("published", "2025-01-02", None, ""),
        ]
        assert {r["first_version"] for r in past.search("放心")} == {1} and len(past.search("二十")) == 1
        assert [e["kind"] for e in past.changes()] == ["link_dead", "stealth_edit"]
        checked = past.checks(resource=past.document(PAGE)["resource_id"])
        assert checked == past.checks() and {c["at"][:10] for c in checked} == {"2026-03-01", "2026-03-02"}
        assert [d["channel"] for d in past.deliveries()] == ["team", "team"]


def said(path: Path) -> dict[str, list[str]]:
    """All that the views say, but for what a body takes in the file."""
    with closing(sqlite3.connect(path)) as db:
        found = {}
        for view in VIEW_NAMES:
            names = [row[1] for row in db.execute(f"PRAGMA table_info({view})") if row[1] != "stored_bytes"]
            found[view] = sorted(map(repr, db.execute(f"SELECT {', '.join(names)} FROM {view}")))
        return found


def test_what_the_views_of_the_fifth_schema_said_they_say_afterwards(fifth: Path) -> None:
    before = said(fifth)
    assert "'1969-12-31T00:00:00Z'" in "".join(before["v_statements"]) and before["v_links"]
    with open_store(fifth, holder="test") as store:
        due = [
            (target.url, target.next_check_at) for target in store.link_targets_due(datetime(2027, 1, 1, tzinfo=UTC))
        ]
    assert said(fifth) == before and due and all(at for _, at in due)


def test_every_body_of_the_fifth_schema_reads_back(fifth: Path) -> None:
    with open_store(fifth, holder="test"):
        pass
    with closing(sqlite3.connect(fifth)) as db:
        blobs = Blobs(db)
        sizes = [len(blobs.get(i)) == size for i, size in db.execute("SELECT id, size FROM blobs").fetchall()]
    assert len(sizes) == 18 and all(sizes)


@pytest.mark.parametrize("written", [FIRST, FIFTH], ids=["first", "fifth"])
def test_a_database_brought_up_to_date_is_like_a_new_one(written: Path, tmp_path: Path) -> None:
    old, fresh = tmp_path / "old.db", tmp_path / "fresh.db"
    old.write_bytes(gzip.decompress(written.read_bytes()))
    for path in (old, fresh):
        with open_store(path, holder="test"):
            pass
    assert shape(old) == shape(fresh)
    assert number_of(old) == number_of(fresh) == SCHEMA_VERSION
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_backup_of_the_old_database_is_made_first_and_is_the_old_one(first: Path) -> None:
    with open_store(first, holder="test"):
        pass
    backup = first.with_name("pagewatch.db.schema1.backup")
    assert number_of(backup) == 1
    with open_store(first, holder="test"):
        pass
    assert sorted(p.name for p in first.parent.glob("*.backup*")) == [backup.name], "only where there is need"


def test_a_migration_that_fails_leaves_the_old_database_as_it_was(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(first)) as db:
        db.execute("UPDATE blobs SET sha256 = zeroblob(32)")  # found only half-way, when bodies are read
        db.commit()
    before = shape(first)
    for _ in range(2):
        with pytest.raises(StorageError), open_store(first, holder="test"):
            pass
    assert shape(first) == before and number_of(first) == 1


def test_an_older_database_is_not_read_but_what_to_do_is_said(first: Path) -> None:
    with pytest.raises(StorageError, match=r"older pagewatch \(schema 1\).*pagewatch check"):
        open_history(first)


def test_the_first_verb_that_writes_says_that_it_brought_the_database_up_to_date_and_where_the_old_one_is(
    first: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    Terminal(tmp_path, capsys)("pause", "1")
    assert f"{first} was brought up to date" in caplog.text and "schema1.backup" in caplog.text
    assert Terminal(tmp_path, capsys)("list", "--jsonl").rows()[0]["state"] == "paused"


@pytest.mark.parametrize("opener", ["write", "read"])
def test_a_newer_schema_and_another_programs_database_are_refused_and_left_alone(tmp_path: Path, opener: str) -> None:
    newer, foreign = tmp_path / "newer.db", tmp_path / "foreign.db"
    with open_store(newer, holder="test"):
        pass
    with closing(sqlite3.connect(newer)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with closing(sqlite3.connect(foreign)) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
    for path, wanted in ((newer, NewerSchema), (foreign, ForeignDatabase)):
        before = path.read_bytes()
        with pytest.raises(wanted, match=path.name):
            (open_store(path, holder="test") if opener == "write" else open_history(path)).close()
        assert path.read_bytes() == before
