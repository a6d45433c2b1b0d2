"""What is fuzzed: every pure function that is given foreign bytes, and what it may do with them.

Used by tests/test_fuzz.py (hypothesis, in the suite) and by `python tests/fuzz_atheris.py NAME SECONDS` (coverage-guided).
"""

from __future__ import annotations

import gzip
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from tempfile import NamedTemporaryFile

from scraper.errors import InputError, PagewatchError
from scraper.extract.barrier import find_barrier
from scraper.extract.dom import decode, parse
from scraper.extract.jobs import read_jobs
from scraper.extract.opml import read_opml, read_url_list
from scraper.extract.sitemap import unzip
from scraper.extract.sniff import discover_feeds, sitemaps_in_robots, sniff_kind
from scraper.fetching.decoding import decode_body
from scraper.fetching.failures import FetchError
from scraper.fetching.robots import decode_rules, judge_answer, read_rules
from scraper.fetching.shelf import record_from_json
from scraper.fetching.warc import read_captures
from scraper.observe import FeedJob, PageJob, observe_feed, observe_kind, observe_page, observe_sitemap
from scraper.records import Fetch, ReadOptions, ResourceKind, Rhythm
from scraper.revisit import Seen, hints_from, next_check

__all__ = ["LIMIT", "SEEDS", "TARGETS"]

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
URL = "https://example.org/dir/page?x=1"
LIMIT = 1 << 20
TYPES = (None, "text/html; charset=utf-8", "application/xml", "text/html; charset=gb2312", "application/json", ";;=")


def fetch_of(body: bytes, headers: tuple[tuple[str, str], ...] = ()) -> Fetch:
    """A good answer with that body; its first byte chooses the content type."""
    kind = TYPES[body[0] % len(TYPES)] if body else None
    return Fetch(URL, URL, NOW, status=200, headers=(*headers, *((("Content-Type", kind),) if kind else ())), body=body)


def page(body: bytes) -> None:
    pickle.dumps(observe_page(PageJob(fetch_of(body), URL, ReadOptions(), None, NOW)))


def feed(body: bytes) -> None:
    first = observe_feed(FeedJob(fetch_of(body), URL, {}, "", True, NOW))
    pickle.dumps(first)
    if first.reading is not None:
        again = observe_feed(FeedJob(fetch_of(body), URL, {}, first.reading.memory_json, False, NOW))
        assert again.reading is not None, "what was read once is read again"


def sitemap(body: bytes) -> None:
    pickle.dumps(observe_sitemap(fetch_of(body), URL))


def kind(body: bytes) -> None:
    sniff_kind(body, None, URL)
    observe_kind(fetch_of(body), URL)
    for found in discover_feeds(parse(decode(body).text), URL):
        assert str(found)


def barrier(body: bytes) -> None:
    fetch = fetch_of(body)
    for expected in ResourceKind:
        find_barrier(fetch, decode(body, fetch.header("content-type")).text, expected=expected, known_chars=900)


def robots(body: bytes) -> None:
    judge_answer("https://example.org", fetch_of(body), None, NOW)
    text = decode_rules(body)
    sitemaps_in_robots(text)
    read_rules(text, URL)


def lists(body: bytes) -> None:
    for read in (read_opml, lambda raw: read_url_list(raw.decode("utf-8", "replace")), lambda raw: read_jobs(raw.decode("utf-8", "replace"))):  # fmt: skip
        try:
            read(body)  # type: ignore[operator]
        except PagewatchError as refused:
            assert "\n" not in str(refused).strip()


def codings(body: bytes) -> None:
    for coding in ("gzip", "deflate", "br", "zstd"):
        for partial in (False, True):
            try:
                out, _ = decode_body(body, (coding,), LIMIT, partial=partial)
            except FetchError:
                continue
            assert len(out) <= LIMIT
    try:
        assert len(unzip(body, LIMIT)) <= max(LIMIT, len(body))
    except PagewatchError:
        return


def headers(body: bytes) -> None:
    text = body.decode("latin-1").replace("\r", " ").replace("\n", " ")
    names = ("Cache-Control", "Expires", "Date", "Age", "Retry-After", "Last-Modified", "ETag")
    for status in (200, 304, 429, 503):
        fetch = Fetch(URL, URL, NOW, status=status, headers=tuple((name, text) for name in names), body=b"x")
        hints = hints_from(fetch)
        seen = Seen(kind="unchanged" if status < 400 else "failed", failures=1, status=status)
        plan = next_check(Rhythm(), "", seen, NOW, url=URL, hints=hints)
        assert plan.next_check_at is not None and plan.next_check_at > NOW
        assert (plan.next_check_at - NOW).days <= 31
    record_from_json("https://example.org", text)


def warc(body: bytes) -> None:
    with NamedTemporaryFile(suffix=".warc") as file:
        file.write(body)
        file.flush()
        offset: int | None = 0
        try:
            while offset is not None:
                batch = read_captures(file.name, offset, LIMIT)
                assert batch.next_offset is None or batch.next_offset > offset, "every call comes further"
                assert all(len(capture.body) <= LIMIT for capture in batch.captures)
                offset = batch.next_offset
        except InputError as refused:
            assert "\n" not in str(refused)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "page": page, "feed": feed, "sitemap": sitemap, "kind": kind, "barrier": barrier, "robots": robots, "lists": lists,
    "codings": codings, "headers": headers, "warc": warc,
}  # fmt: skip

SEEDS: dict[str, tuple[bytes, ...]] = {
    "page": (
        (b"<!doctype html><html><head><meta charset=gb2312><title>T</title><base href='//x/'><script type='application/ld+json'>"
        b'{"@type":"Article","datePublished":"2024-01-19","dateModified":["2025"]}</script></head><body><main><h1>T</h1>'
        b"<p>\xe6\x9c\xac\xe6\x96\x87\xe6\x9c\x80\xe5\x90\x8e\xe6\x9b\xb4\xe6\x96\xb0\xe4\xba\x8e 2025-01-19</p><a href='https://pan.baidu.com/s/1a'>x</a> "
        b"\xe6\x8f\x90\xe5\x8f\x96\xe7\xa0\x81: abcd<table><tr><td>Last updated: 19 January 2025, 25:61</table></main></body></html>"),
        b"<html><title>Just a moment...</title><form><input type=password></form><meta http-equiv=refresh content='0;url=x'>",
    ),
    "feed": (
        (b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>F</title><ttl>60</ttl><skipHours><hour>3</hour>'
        b"</skipHours><item><title>A &amp; b</title><link>http://e/1</link><guid>1</guid><pubDate>Thu, 01 Jan 1970 00:00:00 GMT"
        b"</pubDate><description><![CDATA[<p>x</p>]]></description></item></channel></rss>"),
        (b'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "x">]><feed xmlns="http://www.w3.org/2005/Atom" xml:base="/b/"><id>u</id>'
        b'<entry><id>1</id><updated>2024-01-01T00:00:00Z</updated><link href="1"/><content type="xhtml"><div>&a;</div></content></entry></feed>'),
        b'{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":1,"url":null,"content_html":"<b>x"}]}',
    ),
    "sitemap": (
        (b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://e/1</loc>'
        b"<lastmod>2024-13-45</lastmod></url></urlset>"),
        b"<sitemapindex><sitemap><loc>https://e/2.xml</loc></sitemap></sitemapindex>",
        b"https://e/1\nhttps://e/2\n",
    ),
    "robots": (b"User-agent: *\nDisallow: /*a*$\nAllow: /b\nCrawl-delay: 1e999\nSitemap: https://e/s.xml\n",),
    "lists": (
        b'<opml version="2.0"><head><title>t</title></head><body><outline text="f"><outline type="rss" xmlUrl="http://e/f" category="a,/b"/></outline></body></opml>',
        b"name: x\nurl: http://e/\nfilter:\n  - css: main\n  - xpath: //p\n---\nurl: http://e/2\n",
        b"https://e/1\n# note\nhttps://e/2 tag\n",
    ),
    "codings": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\x04\x00\x43\xbe\xb7\xe8\x01\x00\x00\x00", b"\x28\xb5\x2f\xfd\x00\x50"),
    "headers": (b"max-age=60, stale=1", b"Tue, 05 Mar 2024 10:11:12 GMT", b"120", b"99999999999999"),
}  # fmt: skip
SEEDS["kind"] = SEEDS["page"] + SEEDS["feed"] + SEEDS["sitemap"]
SEEDS["barrier"] = (
    *SEEDS["page"],
    b'{"code":-1,"msg":"try again later","data":null}',
    b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>gone</Message></Error>",
    b"Traceback (most recent call last):",
    b"<title>Access denied</title><h1>403 Forbidden</h1><button>Accept all</button>",
)
_RECORD = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://e/\r\nWARC-Date: 2024-03-05T10:11:12Z\r\nContent-Type: application/http\r\n"
    b"Content-Length: 77\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n\r\n\r\n"
)
SEEDS["warc"] = (_RECORD, _RECORD * 3, gzip.compress(_RECORD))
