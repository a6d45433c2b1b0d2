"""Archives: each capture of a page becomes a version at its own time, whoever wrote the file, and a broken one costs nothing."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.cli.formats import looks_like_warc
from scraper.errors import InputError
from scraper.fetching.warc import read_captures
from storage import open_history
from tests.conftest import Pagewatch
from tests.running import prose

URL = "http://news.example/bridge"
LIMIT = 1 << 20


def record(
    body: bytes, *, url: str = URL, at: str = "2024-03-05T10:11:12Z", kind: str = "response", http: str = ""
) -> bytes:
    head = http or "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8"
    content = head.encode() + b"\r\n\r\n" + body
    fields = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {at}\r\nContent-Type: application/http; msgtype={kind}\r\n"
    return fields.encode() + b"Content-Length: %d\r\n\r\n" % len(content) + content + b"\r\n\r\n"


def all_of(path: Path, limit: int = LIMIT) -> tuple[list[tuple[str, bytes]], dict[str, int]]:
    """(URL, body) of every capture, read batch by batch; what was passed over."""
    offset: int | None = 0
    found, passed = [], dict[str, int]()
    while offset is not None:
        batch = read_captures(str(path), offset, limit)
        found += [(one.url, one.body) for one in batch.captures]
        for reason, count in batch.passed:
            passed[reason] = passed.get(reason, 0) + count
        assert batch.next_offset is None or batch.next_offset > offset
        offset = batch.next_offset
    return found, passed


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "crawl.warc"


PAGE = b"<html><title>A bridge</title><p>The bridge is open.</p></html>"


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["bare", "a gzip member each"])
def test_records_are_read_bare_or_compressed_one_by_one(archive: Path, pack: object) -> None:
    assert callable(pack)
    records = [record(PAGE + b"%d" % n, url=f"{URL}/{n}") for n in range(50)]
    archive.write_bytes(b"".join(pack(one) for one in (record(b"x", kind="warcinfo"), *records)))
    found, passed = all_of(archive)
    assert found == [(f"{URL}/{n}", PAGE + b"%d" % n) for n in range(50)]
    assert passed == {"records that are no answers": 1}
    assert looks_like_warc(archive.read_bytes()[:1024])


@pytest.mark.parametrize(
    ("http", "body"),
    [
        ("Content-Encoding: gzip", gzip.compress(PAGE)),
        ("Content-Encoding: deflate", zlib.compress(PAGE)),
        ("Transfer-Encoding: chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)),
        (
            "Transfer-Encoding: chunked\r\nContent-Encoding: gzip",
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(PAGE)), gzip.compress(PAGE)),
        ),
        ("Transfer-Encoding: chunked", PAGE),
        ("Content-Encoding: br", PAGE),
    ],
    ids=["gzip", "deflate", "chunks", "gzip in chunks", "chunks taken off already", "undone already"],
)
def test_an_answer_is_decoded_unless_the_crawler_did_it_already(archive: Path, http: str, body: bytes) -> None:
    archive.write_bytes(record(body, http=f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{http}"))
    assert all_of(archive)[0] == [(URL, PAGE)]


def test_what_is_no_page_is_passed_over_with_its_reason(archive: Path) -> None:
    archive.write_bytes(
        record(b"", http="HTTP/1.1 301 Moved\r\nLocation: /x")
        + record(b"GIF89a", http="HTTP/1.1 200 OK\r\nContent-Type: image/gif")
        + record(PAGE * 40_000)
        + record(PAGE, at="soon")
        + record(PAGE, url="dns:news.example")
        + record(b"rubbish", http="HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip")
        + record(PAGE)
    )
    found, passed = all_of(archive)
    assert found == [(URL, PAGE)]
    assert {reason.partition(" (")[0]: count for reason, count in passed.items()} == {
        "answers other than 200": 1, "answers that are no pages": 1, "answers that are too large": 1,
        "answers without a usable address or date": 2, "answers that cannot be decoded": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<opml/>", "no WARC record at byte 0"),
        (record(PAGE)[:-90], "ends early"),
        (gzip.compress(record(PAGE))[:-20], "ends inside a compressed record"),
        (gzip.compress(record(PAGE) + record(PAGE)), "gunzip it first"),
        (record(PAGE).replace(b"Content-Length: ", b"Content-Length: x"), "does not say how long"),
        (b"WARC/1.0\r\n" + b"x: y\r\n" * 20_000, "no end of its head"),
    ],
)
def test_a_file_that_is_broken_says_where_and_how(archive: Path, body: bytes, why: str) -> None:
    archive.write_bytes(body)
    with pytest.raises(InputError, match=why):
        all_of(archive)


def test_a_bomb_in_a_record_is_passed_over(archive: Path) -> None:
    bomb = gzip.compress(bytes(64 << 20))
    archive.write_bytes(gzip.compress(record(bytes(64 << 20))) + record(bomb, http="HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip") + record(PAGE))  # fmt: skip
    assert all_of(archive)[0] == [(URL, PAGE)]


@given(st.binary(max_size=400), st.integers(0, 400), st.booleans())
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rubbish: bytes, at: int, packed: bool
) -> None:
    whole = gzip.compress(record(PAGE)) if packed else record(PAGE)
    path = tmp_path_factory.getbasetemp() / "rubbish.warc"
    path.write_bytes(whole[: min(at, len(whole))] + rubbish + whole[min(at, len(whole)) :])
    try:
        all_of(path)
    except InputError as refused:
        assert "\n" not in str(refused)


def test_import_stores_each_capture_at_its_time_tells_nobody_and_keeps_what_came_before_a_break(
    pagewatch: Pagewatch, archive: Path
) -> None:
    edition = [prose("the bridge", n).encode() for n in range(3)]
    days = ("2024-03-05T10:00:00Z", "2024-04-05T10:00:00Z", "2024-05-05T10:00:00Z")
    records = [record(body, at=day) for body, day in zip(edition, days, strict=True)]
    archive.write_bytes(
        b"".join(map(gzip.compress, [*records, records[0]])) + b"WARC/1.0\r\nContent-Length: 90\r\n\r\nshort"
    )
    said = pagewatch.run("import", str(archive), "--tag", "old", code=1)
    assert "3 captures of 1 page, 1 followed anew" in said.stdout
    assert "passed over: 1 answers older than what is stored" in said.stdout
    assert "ends early" in said.stderr
    with open_history(pagewatch.db) as past:
        document = past.document(URL)["id"]
        versions = past.versions(document)
        assert [str(version["at"])[:10] for version in versions] == ["2024-03-05", "2024-04-05", "2024-05-05"]
        assert [past.raw(document, number) for number in (1, 2, 3)] == edition
        assert [event["kind"] for event in past.changes()] == ["changed", "changed"]
        assert past.deliveries() == []
