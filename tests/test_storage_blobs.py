"""Bodies: whatever was stored comes back byte for byte, by whatever chain it is kept, and damage is noticed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import Corrupt
from storage import open_store
from storage.blobs import MAX_DEPTH, Blobs
from storage.schema import SCHEMA
from storage.upgrades import statements_of
from tests.kept import follow, keep, version


def table() -> sqlite3.Connection:
    conn = sqlite3.connect(":memory:", isolation_level=None)
    for statement in statements_of(SCHEMA):
        conn.execute(statement)
    return conn


@pytest.fixture
def conn() -> Iterator[sqlite3.Connection]:
    made = table()
    yield made
    made.close()


# A page's later versions mostly repeat its earlier ones: a body is built from pieces, some of them its elders'.
pieces = st.lists(
    st.binary(max_size=40) | st.sampled_from([b"<p>" * 50, "更新于".encode() * 30, b"\0" * 300]), max_size=6
)


@given(bodies=st.lists(pieces.map(b"".join), min_size=1, max_size=12), picks=st.data())
def test_every_body_comes_back_whatever_it_was_stored_against(bodies: list[bytes], picks: st.DataObject) -> None:
    conn = table()
    blobs = Blobs(conn, cache_bytes=0)
    ids: list[int] = []
    for body in bodies:
        bases = st.lists(st.sampled_from(ids), min_size=1, max_size=2).map(tuple) if ids else st.nothing()
        choices = picks.draw(st.lists(bases, max_size=3)) if ids else []
        ids.append(blobs.put(body, ids[-3:], choices))
    assert [Blobs(conn).get(i) for i in ids] == bodies
    conn.close()


@given(bodies=st.lists(pieces.map(b"".join), min_size=3, max_size=8), picks=st.data())
def test_storing_a_body_anew_changes_neither_it_nor_what_leans_on_it(bodies: list[bytes], picks: st.DataObject) -> None:
    conn = table()
    blobs = Blobs(conn)
    ids: list[int] = []
    for body in bodies:
        ids.append(blobs.put(body, choices=[(ids[-1],)] if ids else []))
    again = picks.draw(st.sampled_from(ids[1:]))
    bases = picks.draw(st.lists(st.sampled_from([i for i in ids if i < again]), max_size=2).map(tuple))
    blobs.rebase(again, bases)
    assert [Blobs(conn).get(i) for i in ids] == bodies
    conn.close()


def test_a_thousand_versions_cost_little_more_than_their_differences_and_no_chain_is_longer_than_allowed(
    conn: sqlite3.Connection,
) -> None:
    body = bytes(i * 7919 % 251 for i in range(20_000))
    blobs, ids = Blobs(conn), list[int]()
    for n in range(300):
        ids.append(blobs.put(body + b"visit %d" % n, ids[-1:], [(i,) for i in ids[-1:]]))
    assert conn.execute("SELECT max(depth) FROM blobs").fetchone()[0] <= MAX_DEPTH
    assert conn.execute("SELECT sum(length(body)) FROM blobs").fetchone()[0] < 2 * len(body)
    assert Blobs(conn).get(ids[-1]) == body + b"visit 299"


def test_a_body_that_equals_a_recent_one_is_that_one(conn: sqlite3.Connection) -> None:
    blobs = Blobs(conn)
    first = blobs.put(b"the same")
    assert blobs.put(b"the same", [first]) == first


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE blobs SET body = zeroblob(30)",
        "UPDATE blobs SET sha256 = zeroblob(32)",
        "DELETE FROM blobs WHERE id = 1",
    ],
)
def test_damage_is_noticed_and_named(conn: sqlite3.Connection, damage: str) -> None:
    blobs = Blobs(conn)
    first = blobs.put(b"a page " * 100)
    second = blobs.put(b"a page " * 100 + b"edited", choices=[(first,)])
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute(damage)
    with pytest.raises(Corrupt, match="restore a backup"):
        Blobs(conn).get(second)


def test_a_version_may_be_empty_huge_or_no_text_at_all(tmp_path: Path) -> None:
    bodies = [b"", b"\xff\xfe\0binary\0", "字".encode() * 400_000, b"", b"x"]
    with open_store(tmp_path / "a.db", holder="test") as store:
        follow(store, "https://a.example/")
        for day, raw in enumerate(bodies):
            keep(store, version("https://a.example/", raw, raw.decode("utf-8", "replace").replace("\0", "")), day)
        from storage import open_history

        with open_history(store.path) as past:
            document = past.document("https://a.example/")["id"]
            assert [past.raw(document, n + 1) for n in range(len(bodies))] == bodies
