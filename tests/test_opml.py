"""Subscription lists in and out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import InputError
from scraper.extract.opml import NAMESPACE, Outline, read_opml, read_url_list, write_opml, write_url_list

EXPORTED = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Subscriptions</title></head><body>
<outline text="News"><outline text="World"><outline type="rss" text="One" title="The One" xmlUrl="http://a.example/rss?x=1&amp;y=2" htmlUrl="http://a.example/"/></outline></outline>
<outline text="Two" xmlUrl="feed://b.example/atom" category="/tech/linux,blogs"/>
<outline text="One again" xmlUrl="http://a.example/rss?x=1&amp;y=2" category="twice"/>
<outline type="link" text="A page" url="https://c.example/page"/>
<outline text="Broken" xmlUrl="javascript:alert(1)"/><outline text="Empty"/><outline/>
</body></opml>"""


def test_folders_and_categories_become_tags_and_each_address_is_one_source() -> None:
    assert read_opml(EXPORTED.encode()) == (
        Outline("http://a.example/rss?x=1&y=2", "One", ("News", "World", "twice"), "http://a.example/"),
        Outline("http://b.example/atom", "Two", ("tech", "linux", "blogs")),
        Outline("https://c.example/page", "A page", kind="page"),
    )


def test_broken_opml_is_read_as_far_as_it_goes() -> None:
    text = (
        '<opml><body><outline text="科技 & more"><outline title="订阅" xmlUrl="http://x.example/rss?a=1&b=2"></outline>'
    )
    for codec, declaration in (("utf-8", ""), ("gbk", '<?xml version="1.0" encoding="gbk"?>'), ("utf-16", "")):
        assert read_opml((declaration + text).encode(codec)) == (
            Outline("http://x.example/rss?a=1&b=2", "订阅", ("科技 & more",)),
        )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"<html><body>x</body></html>", "no <opml>"),
        (b"http://a.example/", "no <opml>"),
        (b"<opml><body/></opml>", "no feed"),
        (
            b'<!DOCTYPE opml [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><opml><outline text="&b;" xmlUrl="http://a.example/"/></opml>',
            "bomb",
        ),
        (b"<opml>" + b"<outline>" * 100_001, "more than"),
    ],
)
def test_what_is_no_subscription_list_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_opml(body)


def test_external_entities_are_not_followed() -> None:
    body = b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="a&x;" xmlUrl="http://a.example/"/></body></opml>'
    assert "root:" not in read_opml(body)[0].title


_CHARACTERS = st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters="\ufffe\uffff\ufeff")
_WORDS = st.lists(st.text(_CHARACTERS, min_size=1, max_size=8), min_size=1, max_size=3).map(" ".join)
_URLS = st.from_regex(r"\Ahttps?://[a-z]{1,8}\.example/[A-Za-z0-9/?=&%.;~-]{0,20}\Z")
_OUTLINES = st.builds(
    Outline,
    url=_URLS,
    title=_WORDS,
    tags=st.lists(_WORDS, max_size=3, unique=True).map(tuple),
    html_url=st.none() | _URLS,
    kind=st.sampled_from(["feed", "page", "sitemap"]),
    settings=st.dictionaries(st.sampled_from(["every", "cron", "tz", "note"]), _WORDS, max_size=3).map(
        lambda d: tuple(sorted(d.items()))
    ),
)


@given(st.lists(_OUTLINES, min_size=1, max_size=5, unique_by=lambda o: o.url))
def test_what_is_written_is_read_back(outlines: list[Outline]) -> None:
    written = write_opml(outlines)
    assert sorted(read_opml(written), key=lambda o: o.url) == sorted(outlines, key=lambda o: o.url)
    assert write_opml(outlines) == written


def test_other_programs_find_feeds_under_their_folder() -> None:
    written = write_opml(
        [{"url": "http://a.example/", "title": "A", "tags": ["news", "x/y"], "kind": "feed", "every": "30m"}]
    ).decode()
    assert '<outline text="news" title="news">' in written
    assert 'type="rss" text="A" title="A" xmlUrl="http://a.example/" category="news"' in written


def test_control_characters_cannot_break_the_file() -> None:
    assert read_opml(write_opml([Outline("http://a.example/", "a\x00\x0b\ud800b\ufffe")]))[0].title == "ab"


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_read_or_refused(body: bytes) -> None:
    for start in (b"", b"<opml><body>", b'<opml><outline xmlUrl="http://a.example/"'):
        try:
            read_opml(start + body)
        except InputError as refusal:
            assert "\n" not in str(refusal)


def test_a_list_of_urls_has_comments_blanks_and_tags() -> None:
    text = "\ufeff# my list\r\n\r\nhttp://a.example/feed #news tech\n  example.org/page\nHTTPS://b.example\t#x\nhttp://a.example/feed #more\n; old\n// older\n"
    assert read_url_list(text) == (
        Outline("http://a.example/feed", tags=("news", "tech", "more"), kind=""),
        Outline("https://example.org/page", kind=""),
        Outline("HTTPS://b.example", tags=("x",), kind=""),
    )


def test_a_line_that_is_no_url_is_named() -> None:
    with pytest.raises(InputError, match="line 3"):
        read_url_list("http://a.example/\n\nnot a url\n")


def test_url_lists_are_written_and_read_back() -> None:
    rows = [Outline("http://a.example/", "A", ("one", "two")), Outline("http://b.example/")]
    assert [(o.url, o.tags) for o in read_url_list(write_url_list(rows))] == [(o.url, o.tags) for o in rows]


def test_tags_that_are_nested_without_end_are_no_tags() -> None:
    outline = f'<outline text="a" type="rss" xmlUrl="http://a.example/f" p:tags="{"[" * 5_000}"/>'
    body = f'<opml version="2.0" xmlns:p="{NAMESPACE}"><body>{outline}</body></opml>'
    assert read_opml(body.encode()) == (Outline("http://a.example/f", "a"),)
