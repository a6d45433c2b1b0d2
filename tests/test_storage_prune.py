"""Pruning: only by choice; what stays is whole, what goes is gone from search too, and numbers are never used again."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import UsageError
from scraper.records import Significance
from storage import open_history, open_store
from tests.kept import START, follow, keep, version

A, B = "https://a.example/1", "https://a.example/2"
FILLER = "这一段文字在所有版本里都一样，只是为了让正文有些长度。" * 40


def body(n: int, url: str) -> tuple[bytes, str]:
    text = f"{FILLER}\n第{n}版 only{n} {'甲乙丙丁戊己庚辛壬癸'[n % 10]}稿 {url[-1]}"
    return f"<html><p>{text}</p></html>".encode(), text


def fill(path: Path, plan: list[tuple[str, bool]]) -> None:
    """One version a day, of A or B, of substance or not."""
    with open_store(path, holder="test") as store:
        for url in (A, B):
            follow(store, url)
        for n, (url, substance) in enumerate(plan):
            raw, text = body(n, url)
            worth = Significance.SUBSTANCE if substance else Significance.PERIPHERAL
            keep(store, version(url, raw, text, worth=worth, links=(f"{url}/{n}.zip", f"{url}/all.zip")), n)


@settings(max_examples=12)
@given(
    plan=st.lists(st.tuples(st.sampled_from([A, B]), st.booleans()), min_size=1, max_size=12),
    rounds=st.lists(st.tuples(st.none() | st.integers(1, 4), st.none() | st.integers(0, 12)), min_size=1, max_size=3),
)
def test_what_stays_is_whole_after_any_pruning(
    tmp_path_factory: pytest.TempPathFactory, plan: list[tuple[str, bool]], rounds: list[tuple[int | None, int | None]]
) -> None:
    path = tmp_path_factory.mktemp("prune") / "a.db"
    fill(path, plan)
    alive = {url: [n for n, (one, _) in enumerate(plan) if one == url] for url in (A, B)}
    for keep_newest, days in rounds:
        if keep_newest is None and days is None:
            continue
        before = START + timedelta(days=days) if days is not None else None
        with open_store(path, holder="test") as store:
            told = store.prune(keep=keep_newest, older_than=before, dry_run=True)
            done = store.prune(keep=keep_newest, older_than=before)
        assert told.versions == done.versions and told.checks == done.checks
        for url in (A, B):
            alive[url] = _staying(plan, alive[url], keep_newest, days)
    with open_history(path) as past:
        for url in (A, B):
            every = [n for n, (one, _) in enumerate(plan) if one == url]
            if not every:
                continue
            document = past.document(url)["id"]
            numbers = [v["number"] for v in past.versions(document)]
            assert numbers == [every.index(n) + 1 for n in alive[url]]
            for n, number in zip(alive[url], numbers, strict=True):
                assert (past.raw(document, number), past.text(document, number)) == body(n, url)
            for n in every:
                assert bool(past.search(f"only{n}")) == (n in alive[url])
    with open_store(path, holder="test") as store:
        assert store.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert store.conn.execute("PRAGMA foreign_key_check").fetchall() == []


def _staying(plan: list[tuple[str, bool]], now: list[int], keep_newest: int | None, days: int | None) -> list[int]:
    """What the promise says: the newest so many, what is young enough, and the newest of substance."""
    substance = [n for n in now if plan[n][1]]
    safe = set(now[-(keep_newest or 1) :]) | set(substance[-1:])
    return [n for n in now if n in safe or (days is not None and n >= days)]


def test_a_number_is_never_used_again_and_events_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    fill(path, [(A, True)] * 4)
    with open_store(path, holder="test") as store:
        store.prune(keep=1)
        raw, text = body(9, A)
        keep(store, version(A, raw, text), 9)
    with open_history(path) as past:
        assert [v["number"] for v in past.versions(past.document(A)["id"])] == [4, 5]


def test_nothing_goes_by_itself_and_a_dry_run_takes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    fill(path, [(A, True)] * 4)
    with open_store(path, holder="test") as store:
        with pytest.raises(UsageError, match="say what to prune"):
            store.prune()
        with pytest.raises(UsageError, match="at least one version"):
            store.prune(keep=0)
        assert store.prune(keep=1, dry_run=True).versions == 3
    with open_history(path) as past:
        assert len(past.versions(past.document(A)["id"])) == 4


def test_pruning_gives_room_back(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_store(path, holder="test") as store:
        follow(store, A)
        for n in range(6):
            noise = bytes((n * 31 + i * i * 17) % 256 for i in range(150_000))
            keep(store, version(A, noise, f"text {n}"), n)
        before = store.conn.execute("SELECT sum(length(body)) FROM blobs").fetchone()[0]
        done = store.prune(keep=1)
        after = store.conn.execute("SELECT sum(length(body)) FROM blobs").fetchone()[0]
        assert done.versions == 5 and after < before


def test_after_pruning_what_points_nowhere_is_refused_again(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    fill(path, [(A, True)] * 3)
    with open_store(path, holder="test") as store:
        store.prune(keep=1)
        with pytest.raises(sqlite3.IntegrityError):
            store.conn.execute("DELETE FROM checks")
