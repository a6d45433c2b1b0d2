"""Packing bodies once more, in quiet times: the same bodies in less room, a bit at a time."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.errors import StorageError
from storage import Store, open_history, open_store
from storage.repack import READ_MORE
from tests.kept import START, follow, keep, version

WORDS = [f"word{n}" for n in range(3000)]


def page(site: int, edition: int) -> bytes:
    """Pages of all sites share a frame, editions share their text but for a token."""
    frame = " ".join(random.Random(0).choices(WORDS, k=1500))
    text = " ".join(random.Random(f"site {site}").choices(WORDS, k=1500))
    token = random.Random(f"{site} {edition}").randbytes(20).hex()
    return f"<html><!-- {frame} --><p>{text}</p><i>{token}</i>".encode()


def bodies(store: Store) -> list[bytes]:
    with open_history(store.path) as past:
        return [
            past.raw(document["id"], row["number"])
            for document in past.documents()
            for row in past.versions(document["id"])
        ]


def stored(store: Store) -> int:
    return int(store.conn.execute("SELECT sum(length(body)) FROM blobs").fetchone()[0])


def stored_bodies(store: Store) -> int:
    return int(store.conn.execute("SELECT count(*) FROM blobs").fetchone()[0])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "p.db", holder="test") as store:
        for site in range(4):
            url = f"https://s{site}.example/"
            follow(store, url)
            for edition in range(6):
                keep(store, version(url, page(site, edition), f"text {site} {edition}"), edition)
        yield store


def test_packing_again_takes_a_third_off_pages_that_share_a_frame_and_every_body_comes_back(store: Store) -> None:
    before, size = bodies(store), stored(store)
    assert store.optimize()
    assert bodies(store) == before and len(before) == 24
    assert stored(store) < size * 2 / 3
    assert store.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    assert store.conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1


@pytest.mark.parametrize("size", [20_000, READ_MORE + 20_000])
def test_a_page_leans_on_one_of_another_site_but_not_where_its_readers_had_much_to_unpack(
    tmp_path: Path, size: int
) -> None:
    parts = [random.Random(0).randbytes(size), random.Random(0).randbytes(size)[:15_000]]
    with open_store(tmp_path / "p.db", holder="test") as store:
        for n, raw in enumerate(parts):
            follow(store, f"https://s{n}.example/")
            keep(store, version(f"https://s{n}.example/", raw, f"text {n}"), n)
        store.optimize()
        (base,) = store.conn.execute("SELECT base_id FROM blobs WHERE size = 15000").fetchone()
        assert (base is not None) == (size < READ_MORE)
        assert sorted(bodies(store), key=len) == parts[::-1]


def test_a_small_file_is_written_anew_with_full_pages(store: Store) -> None:
    store.checkpoint()
    store.optimize()
    pages = store.conn.execute("PRAGMA page_count").fetchone()
    store.conn.execute("VACUUM")
    assert store.conn.execute("PRAGMA page_count").fetchone() == pages


def test_packing_stops_when_its_time_is_over_goes_on_the_next_time_and_does_nothing_twice(store: Store) -> None:
    before = bodies(store)
    rounds = 1
    while not store.optimize(limit_s=0):
        rounds += 1
    assert 24 < rounds <= stored_bodies(store)
    changes = store.conn.total_changes
    assert bodies(store) == before
    assert store.optimize()
    assert store.conn.total_changes - changes < 20, "only the index was looked after"


def test_versions_that_come_later_lean_on_what_was_packed_again(store: Store) -> None:
    store.optimize()
    size = stored(store)
    keep(store, version("https://s1.example/", page(1, 99), "text 1 99"), 9)
    assert page(1, 99) in bodies(store)
    assert stored(store) - size < 500


def test_a_damaged_body_stays_as_it_is_and_does_not_stop_the_others(store: Store) -> None:
    (last,) = store.conn.execute("SELECT max(raw_id) FROM versions").fetchone()
    store.conn.execute("UPDATE blobs SET sha256 = zeroblob(32) WHERE id = ?", (last,))
    (damaged,) = store.conn.execute("SELECT body FROM blobs WHERE id = ?", (last,)).fetchone()
    size = stored(store)
    store.close()
    with open_store(store.path, holder="test") as again:
        assert again.optimize()
        assert again.conn.execute("SELECT body FROM blobs WHERE id = ?", (last,)).fetchone()[0] == damaged
        assert stored(again) < size


def test_packing_that_fails_half_way_leaves_every_body_and_the_next_time_succeeds(store: Store) -> None:
    before, size = bodies(store), stored(store)
    store.conn.execute(
        "CREATE TEMP TRIGGER full BEFORE INSERT ON main.blobs WHEN NEW.id = 9 BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    with pytest.raises(StorageError):
        store.optimize()
    assert bodies(store) == before and stored(store) == size
    assert store.conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    store.conn.execute("DROP TRIGGER full")
    assert store.optimize()
    assert bodies(store) == before and stored(store) < size


def test_a_database_is_tidied_once_a_day_by_the_clock_of_its_passes(store: Store) -> None:
    def packed_to() -> str | None:
        return store.get_meta("repacked_to")

    store.tidy(START, 60)
    store.tidy(START + timedelta(hours=23), 60)
    assert packed_to() is None
    store.tidy(START + timedelta(hours=24), 60)
    first = packed_to()
    assert first is not None
    keep(store, version("https://s1.example/", page(1, 99), "text 1 99"), 1.5)
    store.tidy(START + timedelta(hours=40), 60)
    assert packed_to() == first
    store.tidy(START + timedelta(hours=48), 60)
    assert packed_to() != first


def test_a_file_gets_smaller_by_what_it_no_longer_needs(store: Store) -> None:
    size = store.conn.execute("PRAGMA page_count").fetchone()[0]
    store.optimize()
    (pages,) = store.conn.execute("PRAGMA page_count").fetchone()
    (free,) = store.conn.execute("PRAGMA freelist_count").fetchone()
    assert pages < size and free == 0
    assert sqlite3.connect(store.path).execute("PRAGMA integrity_check").fetchone()[0] == "ok"
