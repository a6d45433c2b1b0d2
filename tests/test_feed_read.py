"""Reading feeds of all formats, shapes and encodings."""

from __future__ import annotations

import codecs
from datetime import datetime

import pytest

from scraper.errors import InputError
from scraper.extract.feed import read_feed
from scraper.records import FeedReading
from tests.made_feeds import FEED_URL, atom, entry, item, json_feed, rss

CHINESE = "资源失效请留言，将会及时处理"


def read(body: str | bytes, content_type: str | None = "application/xml") -> FeedReading:
    return read_feed(body.encode() if isinstance(body, str) else body, content_type, FEED_URL)


def test_an_rss_feed_gives_its_entries_in_order_with_key_link_title_text_and_date() -> None:
    reading = read(rss(item(1), item(2)))
    assert reading.title == "A blog"
    assert reading.home == "http://blog.example/"
    assert reading.format == "rss20"
    first, second = reading.entries
    assert (first.key, first.url, first.title) == ("blog-1", "http://blog.example/post/1", "Post number 1")
    assert first.text == "The text of post 1."
    assert first.published == "2024-01-02T10:00:00+08:00"
    assert first.updated is None
    assert second.key == "blog-2"


def test_the_full_content_is_preferred_to_the_excerpt() -> None:
    full = "<content:encoded><![CDATA[<h2>Head</h2><p>One<br>two</p><ul><li>a</li><li>b</li></ul>]]></content:encoded>"
    assert read(rss(item(1, text="An excerpt", extra=full))).entries[0].text == "Head\nOne\ntwo\na\nb"


def test_atom_content_in_all_its_types_becomes_lines_of_text() -> None:
    reading = read(
        atom(
            entry(1, '<content type="html">&lt;p&gt;A &amp;amp; B&lt;/p&gt;&lt;p&gt;C&lt;/p&gt;</content>'),
            entry(2, '<content type="text">1 &lt; 2\nnext</content>'),
            entry(
                3,
                '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>X</p><p>Y <b>Z</b></p></div></content>',
            ),
            entry(4, "<summary>short</summary>"),
        )
    )
    assert [e.text for e in reading.entries] == ["A & B\nC", "1 < 2\nnext", "X\nY Z", "short"]
    assert reading.entries[0].updated == "2024-02-02T08:00:00+08:00"
    assert reading.format == "atom10"


def test_rdf_feeds_are_read_with_dublin_core_dates_as_publication() -> None:
    body = (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://x.example/"><title>R</title><link>http://x.example/</link>'
        '</channel><item rdf:about="http://x.example/1"><title>One</title><link>http://x.example/1</link><dc:date>2024-03-01T09:00+01:00</dc:date>'
        "<dc:creator>Ann</dc:creator></item></rdf:RDF>"
    )
    found = read(body).entries[0]
    assert (found.key, found.published, found.updated, found.author) == (
        "http://x.example/1",
        "2024-03-01T09:00:00+01:00",
        None,
        "Ann",
    )


def test_json_feeds_are_read() -> None:
    reading = read(
        json_feed(
            [
                {"id": "1", "url": "/one", "title": "One", "content_html": "<p>Hello <a href='/x'>x</a></p>", "date_published": "2024-01-02T03:04:05+08:00"},
                {"id": 2, "content_text": "plain & simple\nline", "authors": [{"name": "Bo"}], "attachments": [{"url": "http://f.example/a.mp3"}]},
            ],
            home_page_url="http://blog.example/", language="zh-CN", hubs=[{"type": "WebSub", "url": "http://hub.example/"}],
        ),
        "application/feed+json",
    )  # fmt: skip
    one, two = reading.entries
    assert (one.key, one.url, one.text, one.published) == (
        "1",
        "http://blog.example/one",
        "Hello x",
        "2024-01-02T03:04:05+08:00",
    )
    assert [link.url for link in one.links] == ["http://blog.example/x"]
    assert (two.key, two.text, two.author) == ("2", "plain & simple\nline", "Bo")
    assert [link.url for link in two.links] == ["http://f.example/a.mp3"]
    assert (reading.format, reading.lang, reading.hub) == ("json11", "zh-CN", "http://hub.example/")


def test_relative_addresses_are_resolved_against_base_and_feed() -> None:
    based = atom(
        entry(1, '<content type="html">&lt;a href="more"&gt;m&lt;/a&gt;</content>', link="rel/1"),
        attributes=' xml:base="http://base.example/b/"',
    )
    found = read(based).entries[0]
    assert found.url == "http://base.example/b/rel/1"
    assert [link.url for link in found.links] == ["http://base.example/b/more"]
    assert read(rss(item(1, link="/post/9"))).entries[0].url == "http://blog.example/post/9"


def test_links_that_lead_nowhere_are_no_address() -> None:
    for link in ("javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "mailto:a@b.example"):
        assert read(rss(item(1, link=link))).entries[0].url is None


def test_podcast_attachments_count_as_links() -> None:
    sound = (
        '<enclosure url="http://cdn.example/e1.mp3" length="1" type="audio/mpeg"/><itunes:duration>60</itunes:duration>'
    )
    assert "http://cdn.example/e1.mp3" in [link.url for link in read(rss(item(1, extra=sound))).entries[0].links]


def test_titles_are_one_line_of_plain_text() -> None:
    reading = read(
        rss(
            "<item><title>Hi&#13;&#10;Bcc: evil@example.com</title><guid>1</guid></item>",
            "<item><title><![CDATA[A &amp; <b>B</b>]]></title><guid>2</guid></item>",
            "<item><title>Caf&#233;  au\n lait</title><guid>3</guid></item>",
            "<item><description>no title</description><guid>4</guid></item>",
            "<item><title>&#55357;&#56832; &#xD83D;&#xDE00; &#55357;! &#55000; &#99999999;</title><guid>5</guid></item>",
        )
    )
    assert [e.title for e in reading.entries] == [
        "Hi Bcc: evil@example.com",
        "A & B",
        "Café au lait",
        None,
        "😀 😀 �! 훘 �",
    ]


@pytest.mark.parametrize(
    ("declared", "codec"),
    [("utf-8", "utf-8"), ("gb2312", "gbk"), ("gbk", "gbk"), ("gb18030", "gb18030"), ("big5", "gbk"), ("windows-1251", "gbk")],
)  # fmt: skip
def test_chinese_feeds_are_decoded_by_their_declaration(declared: str, codec: str) -> None:
    """The last two are wrong labels: bytes that do not fit the label are not forced into it, or read as it says."""
    body = rss(
        item(1, title=CHINESE, text=f"<p>{CHINESE * 5}</p>"), declaration=f'<?xml version="1.0" encoding="{declared}"?>'
    )
    if declared in ("big5", "windows-1251"):
        read(body.encode(codec))
        return
    assert read(body.encode(codec)).entries[0].title == CHINESE


@pytest.mark.parametrize(("codec", "text"), [("shift_jis", "日本語の題名です"), ("euc-jp", "日本語の題名です"), ("euc-kr", "한국어 제목입니다"), ("big5", "繁體中文標題"), ("windows-1251", "Русский заголовок"), ("iso-2022-jp", "日本語の題名です")])  # fmt: skip
def test_an_encoding_that_only_the_http_header_names_is_used(codec: str, text: str) -> None:
    body = rss(item(1, title=text), declaration='<?xml version="1.0"?>').encode(codec)
    assert read(body, f"text/xml; charset={codec}").entries[0].title == text


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE])
def test_a_byte_order_mark_decides(mark: bytes) -> None:
    codec = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}.get(
        mark, "utf-32-le"
    )
    body = mark + rss(item(1, title=CHINESE), declaration='<?xml version="1.0" encoding="utf-16"?>').encode(codec)
    assert read(body, "text/xml; charset=iso-8859-1").entries[0].title == CHINESE


def test_a_label_that_flips_on_the_same_bytes_changes_nothing() -> None:
    body = rss(item(1, title=CHINESE, text=f"<p>{CHINESE}</p>"), declaration='<?xml version="1.0"?>').encode()
    labels = (
        None,
        "text/xml",
        "text/xml; charset=us-ascii",
        "text/html; charset=gbk",
        "application/xml; charset=iso-8859-1",
    )
    assert len({read(body, label).entries for label in labels}) == 1


def test_wrong_and_missing_labels_are_guessed() -> None:
    russian = rss(
        item(1, title="Новости сегодня", text="<p>Большой русский текст</p>"),
        declaration='<?xml version="1.0" encoding="utf-8"?>',
    )
    assert read(russian.encode("cp1251")).entries[0].title == "Новости сегодня"
    chinese = rss(item(1, title=CHINESE), declaration='<?xml version="1.0"?>')
    assert read(chinese.encode("gbk"), None).entries[0].title == CHINESE
    western = rss(item(1, title="Café à la crème"), declaration='<?xml version="1.0"?>')
    assert read(western.encode("cp1252"), None).entries[0].title == "Café à la crème"


def test_one_broken_byte_does_not_spoil_a_feed() -> None:
    body = (
        rss(item(1, title=CHINESE * 4), item(2, title="broken ? here"))
        .encode()
        .replace(b"broken ? here", b"broken \xff here")
    )
    assert read(body).entries[0].title == CHINESE * 4


def test_dates_keep_their_zone_and_impossible_ones_are_missing() -> None:
    def published(text: str) -> str | None:
        return read(rss(f"<item><guid>1</guid><title>t</title><pubDate>{text}</pubDate></item>")).entries[0].published

    assert published("Sun, 19 Jan 2025 08:30:00 +0800") == "2025-01-19T08:30:00+08:00"
    assert published("Sun, 19 Jan 2025 08:30:00 GMT") == "2025-01-19T08:30:00+00:00"
    assert published("Sun, 19 Jan 2025 08:30:00 EST") == "2025-01-19T08:30:00-05:00"
    assert published("2025-01-19T08:30:00Z") == "2025-01-19T08:30:00+00:00"
    assert published("2025-01-19 08:30:00") == "2025-01-19T08:30:00"
    for odd in (
        "",
        "yesterday",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0001-01-01T00:00:00Z",
        "31 Feb 2024 99:00:00",
        "often",
    ):
        found = published(odd)
        assert found is None or datetime.fromisoformat(found).year >= 1990


@pytest.mark.parametrize(
    ("head", "ttl"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<ttl>often</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>99999999</ttl>", 30 * 86_400),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1800),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3600),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", 86_400),
        ("", None),
    ],
)
def test_what_a_feed_says_of_its_pace_is_read(head: str, ttl: int | None) -> None:
    assert read(rss(item(1), head=head)).ttl_s == ttl


def test_hours_and_days_to_skip_hub_and_language_are_read() -> None:
    head = (
        "<skipHours><hour>0</hour><hour>23</hour><hour>24</hour><hour>x</hour></skipHours><skipDays><day>Sunday</day><day>Noday</day></skipDays>"
        '<atom:link rel="hub" href="http://hub.example/"/><language>zh-cn</language>'
    )
    reading = read(rss(item(1), head=head))
    assert reading.skip_hours == (0, 23)  # hour 24 is the old name of 0
    assert reading.skip_days == ("sunday",)
    assert reading.hub == "http://hub.example/"
    assert reading.lang == "zh-cn"


# -- identity --------------------------------------------------------------------------------------------------


def test_entries_without_id_are_known_by_link_and_without_link_by_title_and_date() -> None:
    by_link = read(rss(item(1, guid=""), item(2, guid="", link="http://blog.example/post/2?utm_source=rss")))
    assert [e.key for e in by_link.entries] == ["http://blog.example/post/1", "http://blog.example/post/2"]
    one, other = (read(rss(item(1, guid="", link="", text=text))).entries[0] for text in ("old", "new"))
    assert one.key == other.key
    assert one.digest != other.digest


def test_entries_that_share_an_id_get_keys_of_their_own_whatever_their_order() -> None:
    items = [item(n, guid="same") for n in (1, 2, 3)]
    keys = {e.key for e in read(rss(*items)).entries}
    assert len(keys) == 3
    assert {e.key for e in read(rss(*reversed(items))).entries} == keys


def test_the_same_entry_twice_is_one() -> None:
    assert len(read(rss(item(1), item(1), item(2))).entries) == 2


def test_session_ids_in_ids_do_not_make_new_entries() -> None:
    guids = ("http://blog.example/p?id=3&PHPSESSID=aaa#c1", "http://blog.example/p?id=3&PHPSESSID=bbb#c1")
    assert len({read(rss(item(1, guid=guid))).entries[0].key for guid in guids}) == 1


def test_odd_ids_are_kept_storable() -> None:
    reading = read(
        rss(item(1, guid="../../etc/passwd"), item(2, guid="g" * 5000), item(3, guid="'); DROP TABLE entries;--"))
    )
    assert len({e.key for e in reading.entries}) == 3
    assert all(len(e.key) <= 500 and e.key.isprintable() for e in reading.entries)


# -- the digest ------------------------------------------------------------------------------------------------


def digest(body: str) -> str:
    return read(body).entries[0].digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>One  two</p>", "<p>One\n two </p>"),
        ("<p>Tom &amp; Jerry</p>", "<p>Tom &#38; Jerry</p>"),
        ("<p>It's “so”</p>", '<p>It’s "so"</p>'),
        ("<p>全角，标点！</p>", "<p>全角,标点!</p>"),
        ("<p>a</p><p>12 comments</p>", "<p>a</p><p>13 comments</p>"),
        ("<p>a</p><p># Comments: 5</p><p>Points: 27</p>", "<p>a</p><p># Comments: 9</p><p>Points: 130</p>"),
        ("<p>正文</p><p>阅读 1,024 · 评论 3</p>", "<p>正文</p><p>阅读 2,048 · 评论 7</p>"),
        ("<p>posted 3 hours ago</p>", "<p>posted 4 hours ago</p>"),
        ("<p>发表于 3 小时前</p>", "<p>发表于 5 小时前</p>"),
        ('<a href="http://x.example/?id=1&amp;sid=aa">x</a>', '<a href="http://x.example/?id=1&amp;sid=bb">x</a>'),
        ('<a href="http://x.example/a?utm_source=rss">x</a>', '<a href="http://x.example/a?utm_medium=feed">x</a>'),
        ('<a href="http://x.example/a;jsessionid=1">x</a>', '<a href="http://x.example/a;jsessionid=2">x</a>'),
        ('<a href="http://x.example/1">x</a> <a href="http://x.example/2">y</a>', '<a href="http://x.example/1"><b>x</b></a> <a class="q" href="http://x.example/2">y</a>'),
        ('<p>text</p><img src="http://pixel.example/1.gif" width="1">', '<p>text</p><img src="http://pixel.example/2.gif" width="1">'),
        ("<p>text</p><script>var t=1</script>", "<p>text</p><script>var t=2</script>"),
    ],
)  # fmt: skip
def test_noise_does_not_change_the_digest(old: str, new: str) -> None:
    assert digest(rss(item(1, text=old))) == digest(rss(item(1, text=new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>The price is 10</p>", "<p>The price is 11</p>"),
        ("<p>He scored 12 points in the final</p>", "<p>He scored 13 points in the final</p>"),
        ("<p>not guilty</p>", "<p>guilty</p>"),
        ("<p>已失效</p>", "<p>已恢复</p>"),
        ('<a href="http://pan.example/s/1abc?pwd=aaaa">x</a>', '<a href="http://pan.example/s/1abc?pwd=bbbb">x</a>'),
        ('<a href="http://x.example/1">x</a>', '<a href="http://x.example/2">x</a>'),
        ("", "<p>words</p>"),
        ('<img src="http://c.example/1.png">', '<img src="http://c.example/2.png">'),
    ],
)
def test_a_real_edit_changes_the_digest(old: str, new: str) -> None:
    assert digest(rss(item(1, text=old))) != digest(rss(item(1, text=new)))


def test_a_new_title_or_link_changes_the_digest_and_build_dates_and_comment_counts_do_not() -> None:
    plain = digest(rss(item(1)))
    assert digest(rss(item(1, title="Another title"))) != plain
    assert digest(rss(item(1, link="http://blog.example/elsewhere"))) != plain
    assert digest(rss(item(1), head="<lastBuildDate>Tue, 02 Jan 2024 00:00:00 GMT</lastBuildDate>")) == plain
    assert digest(rss(item(1, extra="<slash:comments>7</slash:comments>"))) == plain


# -- broken and refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"just text", "neither RSS"),
        (b"<!doctype html><html><body><p>Buy this domain</p></body></html>", "HTML"),
        (b"<html><body><form><input type=password></form></body></html>", "HTML"),
        (b'{"error": "database is down"}', "database is down"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "JSON"),
        (b"[1, 2]", "JSON"),
        (b'{"version": ', "JSON"),
        (b"[" * 100_000, "JSON"),
        (b'<?xml version="1.0"?><urlset><url><loc>http://x.example/</loc></url></urlset>', "sitemap"),
        (b'<?xml version="1.0"?><opml><body/></opml>', "OPML"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "neither RSS"),
        (b"%PDF-1.4", "neither RSS"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason_of_one_line(body: bytes, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        read_feed(body, None, FEED_URL)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_empty_feed_is_a_feed() -> None:
    assert read(rss()).entries == ()
    assert read(json_feed([])).entries == ()


@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream", "text/plain", None, "nonsense"])
def test_the_content_type_does_not_decide_what_a_feed_is(content_type: str | None) -> None:
    assert len(read(rss(item(1)), content_type).entries) == 1


@pytest.mark.parametrize(
    "broken",
    [
        "\n\n <br />Warning: x\n" + rss(item(1)),
        rss(
            item(1),
            "<item><title>Fish & Chips <b>bold</title><link>http://x.example/?a=1&b=2</link><guid>a</guid></item>",
        ),
        rss(item(1), "<item><title>Caf&eacute;&nbsp;noir</title><guid>b</guid></item>"),
        rss(item(1), "<item><title>x</title><guid>c</guid><description>Te\x00xt\x0b 1\x1f</description></item>"),
        rss(item(1)) + "<!-- cached --><script>track()</script>",
    ],
)
def test_broken_feeds_are_read_as_far_as_they_go(broken: str) -> None:
    assert "blog-1" in [e.key for e in read(broken).entries]


def test_elements_under_a_prefix_nobody_declared_are_read() -> None:
    body = "<?xml?xml version='1.0' ??><rss rss:version=2.0><rss:channel><rss:title>T</rss:title><rss:item><rss:title>One</rss:title><rss:link>http://x.example/1</rss:link></rss:item></rss:channel></rss>"
    assert [e.title for e in read(body).entries] == ["One"]


def test_a_feed_that_breaks_off_loses_its_last_entry_rather_than_half_of_its_text() -> None:
    whole = rss(item(1), item(2), item(3, text="<p>" + "long text " * 50 + "</p>"))
    reading = read(whole[: whole.rindex("long text")])
    assert [e.key for e in reading.entries] == ["blog-1", "blog-2"]
    assert any("breaks off" in note for note in reading.notes)
