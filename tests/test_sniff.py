"""Telling pages, feeds and sitemaps apart, and finding what a page or robots.txt offers."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract.dom import parse
from scraper.extract.sniff import discover_feeds, root_name, sitemaps_in_robots, sniff_kind
from scraper.records import ResourceKind
from tests.made_feeds import atom, item, json_feed, rss

PAGE, FEED, SITEMAP = ResourceKind.PAGE, ResourceKind.FEED, ResourceKind.SITEMAP
URLSET = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://x.example/</loc></url></urlset>'


@pytest.mark.parametrize(
    ("kind", "body", "content_type", "url"),
    [
        (FEED, rss(item(1)).encode(), "text/html", "http://x.example/"),
        (FEED, atom().encode(), None, "http://x.example/"),
        (FEED, b"\xef\xbb\xbf\n<!-- made by -->\n<?xml-stylesheet href='x'?><rss version='2.0'/>", "text/plain", "http://x.example/"),
        (FEED, b"<!DOCTYPE html><feed xmlns='http://www.w3.org/2005/Atom'></feed>", "text/html", "http://x.example/"),
        (FEED, b"<!DOCTYPE rss [<!ENTITY a 'b'>\n]><rss/>", None, "http://x.example/"),
        (FEED, b"<br />Warning: x<?xml version='1.0'?><rss/>", None, "http://x.example/"),
        (FEED, b"<rdf:RDF xmlns:rdf='x'/>", None, "http://x.example/"),
        (FEED, b"\xff\xfe" + rss().encode("utf-16-le"), None, "http://x.example/"),
        (FEED, json_feed([]), "application/json", "http://x.example/"),
        (SITEMAP, URLSET, "text/html", "http://x.example/"),
        (SITEMAP, gzip.compress(URLSET), "application/gzip", "http://x.example/sitemap.xml.gz"),
        (SITEMAP, b"<sitemapindex/>", None, "http://x.example/"),
        (SITEMAP, b"http://x.example/1\nhttp://x.example/2\n", "text/plain", "http://x.example/urls"),
        (SITEMAP, b"http://x.example/1\n", "text/plain", "http://x.example/sitemap.txt"),
        (PAGE, b"http://x.example/1\n", "text/plain", "http://x.example/note"),
        (PAGE, b"<!doctype html><html><body><p>about &lt;rss&gt; and <code>x</code></p></body></html>", "text/html", "http://x.example/"),
        (PAGE, b"<html><body><svg></svg><rss></rss></body></html>", "application/rss+xml", "http://x.example/feed"),
        (PAGE, b"<!-- <rss> --><html></html>", None, "http://x.example/"),
        (PAGE, b'{"error": "no"}', "application/feed+json", "http://x.example/feed.json"),
        (PAGE, b"", None, "http://x.example/"),
        (PAGE, b"\x1f\x8bbroken", None, "http://x.example/s.gz"),
        (PAGE, b"plain words", "text/plain", "http://x.example/a.txt"),
    ],
)  # fmt: skip
def test_the_body_tells_what_it_is(kind: ResourceKind, body: bytes, content_type: str | None, url: str) -> None:
    assert sniff_kind(body, content_type, url) is kind


@given(st.binary(max_size=200), st.sampled_from([None, "text/xml", "text/html; charset=utf-16"]))
def test_telling_never_fails(body: bytes, content_type: str | None) -> None:
    assert sniff_kind(body, content_type, "http://x.example/") in set(ResourceKind)


@given(st.text(alphabet="<!-[]>?DOCTYPErs ", max_size=60))
def test_finding_the_root_ends_on_any_prolog(text: str) -> None:
    root_name(text)


def feeds(html: str) -> list[str]:
    return [url for url, _ in discover_feeds(parse(html), "http://x.example/blog/post")]


def test_feeds_in_the_head_are_found_with_their_titles() -> None:
    html = (
        '<head><base href="/b/"><link rel="alternate" type="application/rss+xml" title=" My  blog " href="feed.xml">'
        '<link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="//x.example/atom"><link rel=alternate type=application/feed+json href=/feed.json></head>'
    )
    assert discover_feeds(parse(html), "http://x.example/blog/post") == (
        ("http://x.example/b/feed.xml", "My blog"),
        ("http://x.example/atom", ""),
        ("http://x.example/feed.json", ""),
    )


def test_comment_feeds_come_last_and_what_is_no_feed_not_at_all() -> None:
    html = (
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/"><link rel="alternate" type="application/rss+xml" title="Posts" href="/feed/">'
        '<link rel="alternate" hreflang="de" href="/de"><link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1"><link rel="alternate" type="text/xml+oembed" href="/oembed?x">'
        '<link rel="alternate stylesheet" type="text/css" href="/rss.css"><link rel="alternate" type="application/rss+xml" href="javascript:1"><link rel="alternate" type="application/rss+xml" href="/feed/">'
    )
    assert feeds(html) == ["http://x.example/feed/", "http://x.example/comments/feed/"]


def test_links_in_the_page_are_taken_only_where_the_head_names_none() -> None:
    anchors = '<a href="/rss.xml">RSS</a><a href="/feedback">Feedback</a><a href="feed://x.example/atom.xml"><img alt=""> 订阅</a><a href="/about/rss-readers">Readers</a>'
    assert feeds(anchors) == ["http://x.example/rss.xml", "http://x.example/atom.xml"]
    assert feeds('<link rel="alternate" type="application/rss+xml" href="/f">' + anchors) == ["http://x.example/f"]
    assert feeds("<p>nothing</p>") == []


def test_sitemap_lines_of_robots_are_found() -> None:
    text = "\ufeffUser-agent: *\r\nDisallow: /\r\nSitemap: http://x.example/a.xml # main\rsitemap:http://x.example/b.xml\n#Sitemap: http://x.example/c.xml\nSitemap: /rel.xml\nSITEMAP : http://x.example/a.xml\n"
    assert sitemaps_in_robots(text) == ("http://x.example/a.xml", "http://x.example/b.xml")
