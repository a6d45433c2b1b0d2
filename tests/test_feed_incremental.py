"""Reading only what is new of a feed gives what reading the whole of it gives; and plain feedparser agrees."""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import InputError
from scraper.extract.feed import read_feed
from scraper.extract.feed_memory import has_pending
from scraper.records import EntryReading, FeedReading, KnownEntry
from tests.made_feeds import FEED_URL, atom, entry, item, json_feed, rss


def bare(entry: EntryReading) -> tuple[object, ...]:
    """What is remembered of an entry."""
    return entry.key, entry.url, entry.title, entry.digest


def assert_same(part: FeedReading, whole: FeedReading) -> None:
    """Light entries are as remembered, all others equal to the last field, and so is the feed itself."""
    assert [bare(e) for e in part.entries] == [bare(e) for e in whole.entries]
    for seen, full in zip(part.entries, whole.entries, strict=True):
        assert seen.light or seen == full
    assert replace(part, entries=(), memory_json="", dropped=()) == replace(
        whole, entries=(), memory_json="", dropped=()
    )


def read(body: str | bytes, memory_json: str = "", **options: object) -> FeedReading:
    raw = body.encode() if isinstance(body, str) else body
    return read_feed(raw, "application/xml", FEED_URL, memory_json=memory_json, **options)  # type: ignore[arg-type]


def test_unchanged_entries_are_light_and_a_new_one_is_read() -> None:
    first = read(rss(*(item(n) for n in range(1, 9))))
    second = read(
        rss(*(item(n) for n in range(8)), head="<lastBuildDate>Tue, 09 Jan 2024 00:00:00 GMT</lastBuildDate>"),
        first.memory_json,
    )
    assert [e.light for e in second.entries] == [False] + [True] * 7
    assert second.entries[0].text == "The text of post 0."
    assert_same(
        second,
        read(rss(*(item(n) for n in range(8)), head="<lastBuildDate>Tue, 09 Jan 2024 00:00:00 GMT</lastBuildDate>")),
    )


def test_an_edited_entry_is_read_again() -> None:
    first = read(rss(item(1), item(2)))
    second = read(rss(item(1), item(2, text="<p>Edited</p>")), first.memory_json)
    assert [e.light for e in second.entries] == [True, False]
    assert second.entries[1].text == "Edited"


@pytest.mark.parametrize(
    "changed",
    [
        atom(entry(1), entry(2), attributes=' xml:base="http://other.example/"'),
        atom(entry(1), entry(2), attributes=' xmlns:x="urn:x"'),
        rss(item(1), item(2), root=' xml:base="http://other.example/"'),
        "<!DOCTYPE feed>" + atom(entry(1), entry(2)),
        atom(entry(1), entry(2)).replace("</feed>", ""),
        atom(entry(1), entry(2), "<entry><title>&nosuch;</title><id>3</id></entry>"),
    ],
)
def test_a_changed_frame_or_broken_xml_means_reading_the_whole(changed: str) -> None:
    memory = read(atom(entry(1), entry(2))).memory_json
    part, whole = read(changed, memory), read(changed)
    assert not any(e.light for e in part.entries)
    assert_same(part, whole)


def test_entries_are_skipped_only_where_storage_knows_them_with_the_same_digest() -> None:
    body = rss(item(1), item(2), item(3))
    first = read(body)
    one, two, _ = first.entries
    known = {e.key: KnownEntry(n, e.key, 1, e.digest, e.url, e.title) for n, e in enumerate((one, two))}
    known[two.key] = replace(known[two.key], digest="f1-older")
    assert [e.light for e in read(body, first.memory_json, known=known).entries] == [True, False, False]


@pytest.mark.parametrize(
    "memory", ["", "x", "{}", "[]", '{"reader":"0"}', '{"reader":"1f1","context":1,"items":[[1]],"gone":3}', "null"]
)
def test_a_memory_that_cannot_be_used_is_none(memory: str) -> None:
    assert not any(e.light for e in read(rss(item(1)), memory).entries)


def test_the_memory_stays_bounded() -> None:
    items = [item(n, title="題" * 400, guid="g" * 390 + str(n), text="x") for n in range(1500)]
    reading = read(rss(*items))
    assert len(reading.entries) == 1500
    assert len(reading.memory_json.encode()) < 600_000
    assert_same(read(rss(*items), reading.memory_json), reading)


def test_more_entries_than_the_limit_are_left_out_with_a_note() -> None:
    items = "".join(f"<item><guid>{n}</guid></item>" for n in range(5100))
    reading = read(rss(items))
    assert len(reading.entries) == 5000
    assert "first 5000 of 5100" in reading.notes[0]


# -- what went missing -----------------------------------------------------------------------------------------


def dropped(*windows: list[int]) -> tuple[tuple[str, int], ...]:
    memory, reading = "", None
    for window in windows:
        reading = read(rss(*(item(n) for n in window)), memory)
        memory = reading.memory_json
    assert reading is not None
    assert has_pending(memory) == any(times < 2 for _, times in reading.dropped)
    return reading.dropped


def test_an_entry_gone_from_the_middle_is_counted_and_one_that_rolled_off_is_not() -> None:
    assert dropped([9, 8, 7, 6, 5], [9, 8, 6, 5]) == (("blog-7", 1),)
    assert dropped([9, 8, 7, 6, 5], [9, 8, 6, 5], [9, 8, 6, 5]) == (("blog-7", 2),)
    assert dropped([9, 8, 7, 6, 5], [9, 8, 6, 5], [9, 8, 7, 6, 5]) == ()
    assert dropped([9, 8, 7, 6, 5], [10, 9, 8, 7, 6]) == ()
    assert dropped([9, 8, 7, 6, 5], [12, 11, 10]) == ()
    assert dropped([9, 8, 7, 6, 5], [8, 7, 6, 5]) == (("blog-9", 1),)


def test_feeds_with_the_oldest_first_roll_off_at_their_head() -> None:
    assert dropped([1, 2, 3, 4], [2, 3, 4, 5]) == ()
    assert dropped([1, 2, 3, 4], [1, 2, 4]) == (("blog-3", 1),)


def test_an_empty_answer_and_a_new_order_remove_nothing() -> None:
    assert dropped([9, 8, 7], []) == ()
    assert dropped([9, 8, 7], [], [9, 8, 7]) == ()
    assert dropped([9, 8, 7], [7, 9, 8]) == ()
    assert dropped([4, 9, 1, 7, 3, 8], [9, 7, 8, 2, 3]) == ()


# -- any sequence of edits -------------------------------------------------------------------------------------

_BODIES = st.sampled_from(
    [
        "<p>plain</p>",
        "<p>a &amp; b</p><a href='/rel'>link</a>",
        "<pre>&lt;item&gt;not an item&lt;/item&gt;</pre>",
        "",
        "<p>中文内容</p>",
        "x" * 300,
    ]
)
_EXTRAS = st.sampled_from(
    [
        "",
        "",
        "<!-- <item> in a comment -->",
        "<content:encoded><![CDATA[<p>cdata <item> </entry> ]] > </p>]]></content:encoded>",
        '<media:thing xmlns:media="urn:media" url="x>y"/>',
        '<x:y xmlns:x="urn:x">z</x:y>',
        "<?php echo '<item>' ?>",
        '<description xml:base="http://b.example/"><![CDATA[<a href="q">q</a>]]></description>',
        "<category>one</category>",
        "<source url='http://s.example/'><title>S</title></source>",
    ]
)
_POST = st.tuples(st.integers(0, 12), _BODIES, _EXTRAS)
_HEADS = st.sampled_from(["", "<lastBuildDate>Tue, 09 Jan 2024 00:00:00 GMT</lastBuildDate>", "<image><title>i</title><url>u</url></image>", "<!-- c -->"])  # fmt: skip


@st.composite
def rss_bodies(draw: st.DrawFn) -> bytes:
    posts = draw(st.lists(_POST, max_size=6))
    items = [
        item(n, text=text, extra=extra, guid=draw(st.sampled_from([f"g{n}", f"g{n}", "", "same"])))
        for n, text, extra in posts
    ]
    body = rss(*items, head=draw(_HEADS))
    flaw = draw(st.sampled_from(["", "", "", "", "&nbsp;", "<b>", "\x01", "</item>", "<item>"]))
    return body.replace("</channel>", flaw + "</channel>").encode()


@st.composite
def atom_bodies(draw: st.DrawFn) -> bytes:
    xhtml = '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{0}<p xml:base="u/"><a href="r">{0}</a></p></div></content>'
    contents = st.sampled_from(
        ["", "<summary>{0}</summary>", xhtml, '<content type="html">&lt;b&gt;{0}&lt;/b&gt;</content>']
    )
    numbers = draw(st.lists(st.integers(0, 9), max_size=6))
    entries = [entry(n, draw(contents).format(draw(st.integers(0, 3)))) for n in numbers]
    return atom(
        *entries, attributes=draw(st.sampled_from(["", "", "", ' xml:lang="zh"', ' xml:base="http://b.example/"']))
    ).encode()


@st.composite
def json_bodies(draw: st.DrawFn) -> bytes:
    numbers = draw(st.lists(st.integers(0, 9), max_size=6))
    texts = [draw(st.sampled_from(["a", "b", "<p>c</p>"])) for _ in numbers]
    return json_feed(
        [{"id": str(n), "url": f"/{n}", "content_html": text} for n, text in zip(numbers, texts, strict=True)]
    )


@settings(max_examples=60)
@given(st.one_of(st.lists(rss_bodies(), min_size=2, max_size=5), st.lists(atom_bodies(), min_size=2, max_size=5), st.lists(json_bodies(), min_size=2, max_size=5)))  # fmt: skip
def test_any_sequence_of_feeds_reads_the_same_with_and_without_memory(bodies: list[bytes]) -> None:
    memory = ""
    for body in bodies:
        try:
            whole = read(body)
        except InputError:
            with pytest.raises(InputError):
                read(body, memory)
            continue
        part = read(body, memory)
        assert_same(part, whole)
        assert len({e.key for e in part.entries}) == len(part.entries)
        memory = part.memory_json


@settings(max_examples=150)
@given(
    st.binary(max_size=300),
    st.sampled_from([None, "text/xml", "text/html; charset=gbk", "application/feed+json"]),
    st.booleans(),
)
def test_bytes_of_any_kind_are_read_or_refused(body: bytes, content_type: str | None, dressed: bool) -> None:
    if dressed:
        body = (
            b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>'
            + body
            + b"</title></item></channel></rss>"
        )
    try:
        reading = read_feed(body, content_type, FEED_URL)
    except InputError as refusal:
        assert "\n" not in str(refusal)
    else:
        read_feed(body, content_type, FEED_URL, memory_json=reading.memory_json)


_PIECES = st.sampled_from(
    ["<item>", "</item>", "<entry>", "<title>", "</title>", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE", "[", "<!ENTITY a 'b'>", "&a;", "&#x0;", "&#99999999;", "<?", "?>",
     "<content type='xhtml'>", "<div>", "</div>", "<svg>", "<link href='http://[x'/>", "<guid>", "</guid>", "<rss", "<feed xmlns='http://www.w3.org/2005/Atom'>", ">", "'", '"', "text", "\ud7ff", "<pubDate>9</pubDate>",
     "<a:b xmlns:a='http://www.w3.org/2005/Atom'>", "</channel>", "<ttl>1e9</ttl>", "<base href='//'/>"]
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(_PIECES, max_size=25), st.sampled_from(["<rss version='2.0'><channel>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<rdf:RDF>"]))  # fmt: skip
def test_markup_of_any_kind_is_read_or_refused(pieces: list[str], start: str) -> None:
    body = (start + "".join(pieces)).encode()
    try:
        whole = read(body)
    except InputError:
        return
    assert_same(read(body, whole.memory_json), whole)


# -- real feeds ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real_feeds(corpora: Path) -> dict[str, bytes]:
    source = corpora / "feeds" / "feeds.tar.xz"
    if not source.exists():
        pytest.skip(f"no feeds at {source}")
    with tarfile.open(source) as packed:
        return {m.name: packed.extractfile(m).read() for m in packed if m.name.endswith(".xml")}  # type: ignore[union-attr]


def small(feeds: dict[str, bytes], limit: int = 150_000) -> Iterator[tuple[str, bytes]]:
    """The feeds that are cheap enough to be parsed often in a test (feedparser takes 0.5 ms per kB)."""
    return ((name, body) for name, body in sorted(feeds.items()) if len(body) <= limit)


@pytest.mark.battery
@pytest.mark.corpora
def test_every_small_real_feed_is_read_as_plain_feedparser_reads_it(real_feeds: dict[str, bytes]) -> None:
    for name, body in small(real_feeds):
        ours = read(body)
        headers = {"content-type": "application/xml", "content-location": FEED_URL}
        plain = feedparser.parse(io.BytesIO(body), response_headers=headers)
        if not plain.entries:
            continue  # a feed that feedparser cannot read at all
        theirs = list({(e.get("id"), e.get("link"), e.get("title")): e for e in reversed(plain.entries)}.values())[::-1]
        assert len(ours.entries) == len(theirs), name
        for seen, raw in zip(ours.entries, theirs, strict=True):
            assert seen.url == (raw.get("link") or None), name
            assert squeezed(seen.title) == squeezed(stripped(raw.get("title") or "")), name
            contents = [c.value for c in raw.get("content", ()) if c.value.strip()] or [raw.get("summary") or ""]
            assert squeezed(seen.html) in (squeezed(contents[0]), ""), name


def stripped(markup: str) -> str:
    from html import unescape

    return unescape(re.sub(r"<[^<>]*>", "", markup)) if re.search(r"</|&\w+;|&#", markup) else markup


def squeezed(text: str | None) -> str:
    return "".join((text or "").split())


@pytest.mark.battery
@pytest.mark.corpora
def test_a_real_feed_read_in_two_steps_gives_the_same_entries(real_feeds: dict[str, bytes]) -> None:
    """The entry that is new at the second reading is the first, the middle and the last one in turn."""
    light = 0
    for name, body in small(real_feeds, 90_000):
        spans = [m.span() for m in re.finditer(rb"<(item|entry)[\s>].*?</\1>\s*", body, re.DOTALL)]
        if len(spans) < 3:
            continue
        whole = read(body)
        for start, end in (spans[0], spans[len(spans) // 2], spans[-1]):
            before = read(body[:start] + body[end:])
            after = read(body, before.memory_json)
            assert [bare(e) for e in after.entries] == [bare(e) for e in whole.entries], name
            assert all(seen.light or seen == full for seen, full in zip(after.entries, whole.entries, strict=True)), (
                name
            )
            light += sum(e.light for e in after.entries) >= len(after.entries) - 2
    assert light >= 60
