"""What an unchanged body is known by: same body, same mark; the key is the database's own and stays in it."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from scraper.service.marks import BodyMarks
from tests.conftest import Pagewatch
from tests.site import Site
from tests.test_passes import TEXT, at, page

KEY = bytes(range(32))


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_two_bodies_have_the_same_mark_exactly_when_they_are_equal(one: bytes, other: bytes) -> None:
    marks = BodyMarks(KEY)
    assert (marks.mark(one) == marks.mark(other)) == (one == other)
    assert marks.mark(one) != BodyMarks(KEY[::-1]).mark(one)


def test_the_same_bytes_are_known_again_by_the_next_command_and_other_bytes_are_not(
    pagewatch: Pagewatch, site: Site
) -> None:
    url = site.put("/a", page(TEXT), validators=False)
    pagewatch.run("add", url, "--kind", "page", "--no-links")
    pagewatch.run("check", "--all", "--clock", at(1))
    assert [r["reason"] for r in pagewatch.rows("check", "--all", "--clock", at(2))] == ["same bytes"]
    site.put("/a", page(TEXT) + "<!-- 2 -->", validators=False)
    assert [r["reason"] for r in pagewatch.rows("check", "--all", "--clock", at(3))] == ["same text"]


def test_a_body_that_an_older_release_knew_by_its_sha256_is_known_again(pagewatch: Pagewatch, site: Site) -> None:
    body = page(TEXT)
    pagewatch.run("add", site.put("/a", body, validators=False), "--kind", "page", "--no-links")
    pagewatch.run("check", "--all", "--clock", at(1))
    with closing(sqlite3.connect(pagewatch.db)) as db, db:
        db.execute("UPDATE resources SET raw_sha256 = ?", (hashlib.sha256(body.encode()).hexdigest(),))
        db.execute("DELETE FROM meta WHERE key LIKE 'body marks%'")
    for day in (2, 3):
        assert [r["reason"] for r in pagewatch.rows("check", "--all", "--clock", at(day))] == ["same bytes"]
    with closing(sqlite3.connect(pagewatch.db)) as db:
        assert db.execute("SELECT count(*) FROM resources WHERE raw_sha256 LIKE 'p%'").fetchone() == (1,)
