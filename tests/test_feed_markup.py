"""What stands in feedparser's way to make it faster never changes what it says."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import Any

import feedparser
import pytest
from feedparser import api, mixin, sanitizer, urls
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scraper.errors import InputError
from scraper.extract.feed_markup import run_markup
from scraper.extract.feed_parser import parse_feed
from tests.made_feeds import FEED_URL, item, rss

BASE = "http://blog.example/posts/"
# Well-formed markup, what people write instead, and what is written to get past a sanitizer.
PIECES = [
    "words ", "字 “q” ", "a < b ", "x<y", ">", "\r\n", "<", "</", "<>", "&", "&amp;", "&nbsp;", "&copy", "&T ", "&#39;", "&#34;", "&#150;",
    "&#x96;", "&#12", "&bogus;", "&lt;p&gt;", "<p>", "</p>", "<P CLASS='a b'>", "<br>", "<br/>", "<br />", "<span/>", "<hr/>",
    '<img src="a.png" alt="x > y">', "<img src=a.png width=1/>", '<a href="../x?a=1&b=2&amp;c">', "</a>", '<a href="javascript:x()">',
    "<a href=' /y ' rel=NOFOLLOW rel=me onclick=evil()>", '<a href="x"title="t">', '<a "quoted">', "<a href='un\"closed>", "<a/b/c>",
    "<!-- a comment -->", "<!--a--b-->", "<!-->", "<!--", "-->", "<!bad>", "<!DOCTYPE html>", "<![CDATA[x]]>", "<?php echo ?>",
    "<script>", "</script>", "<style type='text/css'>", "</style>", "<iframe src='//v.example/1'>", "</iframe>", "<applet>", "</applet>",
    "<svg>", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'>", "<linearGradient id=g>", "<circle r=1 />", "</svg>",
    "<math>", "<mi xlink:href='x'>", "</mi>", "</math>", "<p style='color: red; background: url(x)'>", "<string, T>", "<x:y z=1>", "<b", "'", '"',
    "<td nowrap>", "<q cite='c'>", "<1>", "<a$>", "<a b$=1>", "</ p >", "</p x='1'>", "&&amp;", "&a-b.c;", "<p\nid=\t'1'\n>",
]  # fmt: skip
MARKUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join)
KINDS = st.sampled_from(["text/html", "application/xhtml+xml"])


@settings(max_examples=60)
@given(MARKUP, KINDS)
@example("<svg><a><b></svg><b>", "text/html")
@example("</script>gone &amp; kept", "text/html")
def test_a_pass_over_markup_says_what_feedparsers_own_says_or_leaves_it_to_that(markup: str, kind: str) -> None:
    for made, theirs in (
        (lambda: urls.RelativeURIResolver(BASE, "utf-8", kind), lambda p: p.feed(markup)),
        (lambda: sanitizer._HTMLSanitizer("utf-8", kind), lambda p: p.feed(markup)),
    ):
        ours = run_markup(made(), markup)
        if ours is None:
            continue
        plain: Any = made()
        theirs(plain)
        assert ours == plain.output()


def test_ordinary_markup_is_not_left_to_feedparsers_own_scanner() -> None:
    for markup in (
        "<p>Words &amp; <a href='x'>a link</a>, &nbsp; 1 < 2<br/></p>",
        '<!-- note --><img src="a.png"><script>x</script>',
        "<svg><circle r='1'/></svg><b>bold",
        "AT&T & co.",
    ):
        assert run_markup(sanitizer._HTMLSanitizer("utf-8", "text/html"), markup) is not None, markup


def both(body: bytes) -> tuple[Any, Any]:
    """What `parse_feed` and plain feedparser make of the same bytes."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": FEED_URL}
    ours = parse_feed(body, FEED_URL)
    plain = feedparser.parse(io.BytesIO(body), response_headers=headers)
    return (ours.feed, ours.entries, ours.version, ours.strict), (
        plain["feed"],
        plain["entries"],
        plain["version"],
        not plain["bozo"],
    )


@settings(max_examples=20)
@given(st.lists(MARKUP, min_size=1, max_size=3), st.sampled_from(["escaped", "cdata", "broken"]))
def test_a_feed_is_to_the_last_character_what_feedparser_makes_of_it(bodies: list[str], way: str) -> None:
    ways = {
        "escaped": lambda b: item(1, text=b),
        "cdata": lambda b: item(1, extra=f"<content:encoded><![CDATA[{b.replace(']]>', '')}]]></content:encoded>"),
        "broken": lambda b: item(1, extra=f"<content:encoded>{b}</content:encoded>"),
    }
    try:
        ours, theirs = both(rss(*map(ways[way], bodies)).encode("utf-8", "replace"))
    except InputError:
        assert way == "broken"  # feedparser itself ends in an error for some
        return
    assert ours == theirs


def test_feedparser_is_as_it_was_afterwards() -> None:
    def inner() -> tuple[object, ...]:
        return (*vars(mixin).items(), *vars(api).items(), *vars(mixin._FeedParserMixin).items())

    before = inner()
    parse_feed(rss(item(1)).encode(), FEED_URL)
    assert inner() == before


@pytest.mark.battery
@pytest.mark.corpora
def test_every_real_feed_is_to_the_last_character_what_feedparser_makes_of_it(corpora: Path) -> None:
    source = corpora / "feeds" / "feeds.tar.xz"
    if not source.exists():
        pytest.skip(f"no feeds at {source}")
    with tarfile.open(source) as packed:
        for member in packed:
            if member.name.endswith(".xml") and member.size < 400_000:
                ours, theirs = both(packed.extractfile(member).read())  # type: ignore[union-attr]
                assert ours == theirs, member.name
