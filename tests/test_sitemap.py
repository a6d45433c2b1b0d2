"""Sitemaps in all the forms that the protocol and the wild allow."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import InputError
from scraper.extract.sitemap import MAX_ENTRIES, read_sitemap, unzip
from scraper.records import SitemapEntry
from tests.made_feeds import atom, entry, item, rss

URL = "http://site.example/sitemap.xml"
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*urls: str, attributes: str = NAMESPACE) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {attributes}>{"".join(urls)}</urlset>'.encode()


def test_a_url_set_gives_addresses_and_dates_as_written_in_order() -> None:
    body = urlset(
        "<url><loc>\n http://site.example/a?x=1&amp;y=2 </loc><lastmod>2025-01-19</lastmod><priority>1</priority></url>",
        "<url><loc>/relative</loc></url>",
        "<url><loc>http://site.example/a?x=1&amp;y=2</loc></url>",
        "<url><loc>ftp://site.example/no</loc></url>",
        "<url><lastmod>2025-01-19</lastmod></url>",
    )
    assert read_sitemap(body, "application/xml", URL) == (
        SitemapEntry("http://site.example/a?x=1&y=2", "2025-01-19"),
        SitemapEntry("http://site.example/relative", None),
    )


def test_an_index_gives_nested_sitemaps() -> None:
    body = (
        f"<sitemapindex {NAMESPACE}><sitemap><loc>http://site.example/s1.xml.gz</loc><lastmod>2025-01-19T10:00:00+08:00</lastmod></sitemap>"
        "</sitemapindex>"
    )
    found = read_sitemap(body.encode(), None, URL)
    assert found == (SitemapEntry("http://site.example/s1.xml.gz", "2025-01-19T10:00:00+08:00", nested=True),)


def test_images_videos_and_translations_are_not_pages_and_news_dates_stand_in() -> None:
    body = urlset(
        "<url><loc>http://site.example/n</loc><image:image><image:loc>http://site.example/i.png</image:loc></image:image>"
        '<xhtml:link rel="alternate" hreflang="de" href="http://site.example/de"/>'
        "<news:news><news:publication_date>2025-01-18</news:publication_date><news:title>N</news:title></news:news></url>",
        attributes=NAMESPACE + ' xmlns:image="urn:i" xmlns:xhtml="http://www.w3.org/1999/xhtml" xmlns:news="urn:n"',
    )
    assert read_sitemap(body, None, URL) == (SitemapEntry("http://site.example/n", "2025-01-18"),)


@pytest.mark.parametrize(
    "body",
    [
        urlset("<url><loc>http://site.example/1</loc></url>", attributes=""),
        b'<s:urlset xmlns:s="urn:x"><s:url><s:loc>http://site.example/1</s:loc></s:url></s:urlset>',
        b"\n  " + urlset("<url><loc>http://site.example/1</loc></url>"),
        urlset("<url><loc>http://site.example/1</loc></url>")[:-9],
        urlset("<url><loc>http://site.example/1</loc></url><url><loc>http://si"),
        b"\xff\xfe" + urlset("<url><loc>http://site.example/1</loc></url>").decode().replace("UTF-8", "UTF-16").encode("utf-16-le"),
        b"http://site.example/1\r\n",
        b"\xef\xbb\xbfhttp://site.example/1\n\nhttp://site.example/1\n",
        gzip.compress(urlset("<url><loc>http://site.example/1</loc></url>"), mtime=0),
        rss(item(1, link="http://site.example/1").replace("<pubDate>", "<x>").replace("</pubDate>", "</x>")).encode(),
    ],
)  # fmt: skip
def test_many_shapes_give_the_same(body: bytes) -> None:
    assert [e.url for e in read_sitemap(body, None, URL) if "1" in e.url] == ["http://site.example/1"]


def test_a_feed_serves_as_a_sitemap_with_its_dates() -> None:
    found = read_sitemap(atom(entry(1), entry(2)).encode(), None, URL)
    assert [(e.url, e.lastmod) for e in found] == [
        ("http://blog.example/entry/1", "2024-02-02T08:00:00+08:00"),
        ("http://blog.example/entry/2", "2024-02-03T08:00:00+08:00"),
    ]


def test_no_more_than_the_protocols_limit_is_read() -> None:
    body = urlset(*(f"<url><loc>http://site.example/{n}</loc></url>" for n in range(MAX_ENTRIES + 10)))
    assert len(read_sitemap(body, None, URL)) == MAX_ENTRIES


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"<!doctype html><html><body>Not found</body></html>", "HTML"),
        (b"some text\nhttp://site.example/", "neither"),
        (gzip.compress(b"http://site.example/1\n" * 100, mtime=0)[:-20], "breaks off"),
        (b"\x1f\x8bnot gzip", "broken gzip"),
        (b'<?xml version="1.0"?><opml/>', "neither"),
    ],
)
def test_what_is_no_sitemap_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_sitemap(body, None, URL)


def test_a_gzip_bomb_stops_at_the_limit() -> None:
    with pytest.raises(InputError, match="more than"):
        unzip(gzip.compress(b"\0" * 5_000_000), limit=1_000_000)
    assert unzip(gzip.compress(b"a") + gzip.compress(b"b")) == b"ab"


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET")
    doctype = f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    body = f"{doctype}<urlset><url><loc>http://site.example/&x;1</loc></url></urlset>".encode()
    assert not any("SECRET" in e.url for e in read_sitemap(body, None, URL))
    laughs = '<!ENTITY a "aaaa">' + "".join(
        f'<!ENTITY {b} "&{a};&{a};&{a};">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(InputError, match="bomb"):
        read_sitemap(
            f"<!DOCTYPE urlset [{laughs}]><urlset><url><loc>http://x.example/&i;</loc></url></urlset>".encode(),
            None,
            URL,
        )


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"<urlset><url><loc>", b"\x1f\x8b\x08\x00", b"http://a/\n", b"<sitemapindex>"]),
)
def test_bytes_of_any_kind_are_read_or_refused(body: bytes, start: bytes) -> None:
    try:
        found = read_sitemap(start + body, None, URL)
    except InputError as refusal:
        assert "\n" not in str(refusal)
    else:
        assert all(e.url.lower().startswith(("http://", "https://")) for e in found)
