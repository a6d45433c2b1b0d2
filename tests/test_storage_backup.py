"""Backups: complete, checked, never over another file; and what is restored works."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from scraper.errors import PagewatchError, StorageError, UsageError
from storage import open_history, open_store
from tests.kept import follow, keep, version
from tests.seeded import PAGE, Terminal, seed

URL = "https://a.example/"


def test_a_backup_taken_while_the_database_is_in_use_has_all_that_was_committed(tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with open_store(tmp_path / "a.db", holder="test") as store:
        follow(store, URL)
        keep(store, version(URL, b"one", "one"), 0)
        with open_history(store.path) as reading:
            assert reading.document(URL)["versions"] == 1  # a reader is no hindrance
            store.backup(copy)
        keep(store, version(URL, b"two", "two"), 1)
    with open_store(copy, holder="test") as restored:  # the restored file is a database like any other
        keep(restored, version(URL, b"three", "three"), 2)
    with open_history(copy) as past:
        document = past.document(URL)["id"]
        assert [past.raw(document, v["number"]) for v in past.versions(document)] == [b"one", b"three"]
    assert sqlite3.connect(copy).execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_backup_never_overwrites_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("precious")
    with open_store(tmp_path / "a.db", holder="test") as store:
        with pytest.raises(UsageError, match="never overwrites"):
            store.backup(taken)
        with pytest.raises(StorageError, match="mkdir -p"):
            store.backup(tmp_path / "no" / "such" / "folder.db")
    assert taken.read_text() == "precious" and not list(tmp_path.glob("*.part"))


def test_the_verb_says_what_it_wrote_and_the_copy_answers_as_the_original(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(tmp_path, capsys)
    seed(terminal.db)
    assert "copy.db" in terminal("backup", str(tmp_path / "copy.db")).out
    original = terminal("history", PAGE, "--jsonl").out
    terminal.db = tmp_path / "copy.db"
    assert terminal("history", PAGE, "--jsonl").out == original
    assert terminal("backup", str(tmp_path / "copy.db"), code=2).err.count("\n") == 1


def test_a_copy_cut_short_is_refused_in_one_line(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db", holder="test") as store:
        follow(store, URL)
        keep(store, version(URL, b"one" * 9000, "one"), 0)
        store.backup(tmp_path / "copy.db")
    whole = (tmp_path / "copy.db").read_bytes()
    (tmp_path / "cut.db").write_bytes(whole[: len(whole) // 3])
    with pytest.raises(PagewatchError, match=r"cut\.db"), open_history(tmp_path / "cut.db") as past:
        past.versions(past.document(URL)["id"])
