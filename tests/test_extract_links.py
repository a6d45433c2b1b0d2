"""Links of an article: every one with its anchor, sentence, place and extraction code; codes go to the right share."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract.dom import parse
from scraper.extract.link_walk import absolute
from scraper.extract.links import find_links
from scraper.records import FoundLink

BASE = "https://blog.test/post"
BAIDU, QUARK, ALIYUN = (
    "https://pan.baidu.com/s/1AbCdEfGhIjKlMnOpQrStUv",
    "https://pan.quark.cn/s/0a1b2c3d4e5f",
    "https://www.alipan.com/s/AbCdEfGhIjK",
)


def links(body: str) -> list[FoundLink]:
    return list(find_links(parse(f"<html><body><article>{body}</article></body></html>"), BASE))


def codes(body: str) -> dict[str, str | None]:
    return {link.url.partition("?")[0]: link.code for link in links(body)}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("提取码：x7k2", "x7k2"), ("提取码:x7k2", "x7k2"), ("提取码 x7k2", "x7k2"), ("（提取码: x7k2）", "x7k2"), ("提取碼：x7k2", "x7k2"),
        ("访问码：ab12", "ab12"), ("訪問碼：ab12", "ab12"), ("密码：8888", "8888"), ("密碼: 8888", "8888"), ("提取密码 q1w2", "q1w2"),
        ("pwd: x7k2", "x7k2"), ("Password: abc123", "abc123"), ("extraction code: x7k2", "x7k2"), ("提取码为 x7k2", "x7k2"), ("提取码是x7k2", "x7k2"),
        ("解压密码：x7k2", None), ("解压码见群公告", None), ("password protected", None), ("密码见评论区", None), ("共 1234 个文件", None),
    ],
)  # fmt: skip
def test_a_code_is_read_in_the_ways_people_write_it_and_nothing_else_is_one(said: str, code: str | None) -> None:
    assert codes(f'<p>下载：<a href="{BAIDU}">网盘</a> {said}</p>')[BAIDU] == code


def test_the_password_of_the_archive_beside_the_code_is_not_taken() -> None:
    assert codes(f'<p><a href="{BAIDU}">网盘</a> 解压密码：qqqq 提取码：x7k2</p>')[BAIDU] == "x7k2"
    assert codes(f'<p><a href="{BAIDU}">网盘</a> 提取码：x7k2 解压密码：qqqq</p>')[BAIDU] == "x7k2"


def test_each_share_gets_the_code_after_it() -> None:
    said = codes(f'<p><a href="{BAIDU}">百度</a> 提取码：aaaa <a href="{QUARK}">夸克</a> 提取码：bbbb</p>')
    assert said == {BAIDU: "aaaa", QUARK: "bbbb"}


def test_one_code_after_two_shares_goes_to_the_nearer_one() -> None:
    assert codes(f'<p><a href="{BAIDU}">百度</a> <a href="{QUARK}">夸克</a> 提取码：bbbb</p>') == {
        BAIDU: None,
        QUARK: "bbbb",
    }


def test_a_code_in_the_next_line_or_table_cell_belongs_to_the_share_before_it() -> None:
    assert codes(f'<p><a href="{BAIDU}">网盘</a></p><p>提取码：x7k2</p>')[BAIDU] == "x7k2"
    assert (
        codes(f'<table><tr><td><a href="{BAIDU}">网盘</a></td><td>x</td><td>提取码：x7k2</td></tr></table>')[BAIDU]
        == "x7k2"
    )
    far = "<p>很长的一段话，讲别的事情。</p>" * 6
    assert codes(f'<p><a href="{BAIDU}">网盘</a></p>{far}<p>提取码：x7k2</p>')[BAIDU] is None


def test_the_code_in_the_address_wins() -> None:
    (link,) = links(f'<p><a href="{BAIDU}?pwd=x7k2">网盘</a></p>')
    assert link.code == "x7k2"


def test_shares_in_running_text_are_links_and_end_where_their_id_ends() -> None:
    found = links(f"<p>链接：{BAIDU}提取码：x7k2，另见 pan.quark.cn/s/0a1b2c3d4e5f。还有 {ALIYUN}，完。</p>")
    assert [link.url for link in found] == [BAIDU, QUARK, ALIYUN]
    assert found[0].code == "x7k2"
    assert all(link.place == "body" for link in found)


def test_a_label_glued_to_the_address_of_an_anchor_is_cut_off_and_its_code_kept() -> None:
    (link,) = links(f'<p><a href="{BAIDU}提取码:x7k2">网盘</a></p>')
    assert (link.canonical, link.code) == (BAIDU, "x7k2")


def test_what_only_other_programs_understand_is_a_link_too() -> None:
    found = links(
        '<p><a href="magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567">磁力</a> <a href="mailto:a@b.test">mail</a> '
        'ed2k://|file|a.iso|733|0123456789ABCDEF0123456789ABCDEF|/ thunder://QUFodHRwOi8vYS50ZXN0L3guemlwWlo=</p>'
    )  # fmt: skip
    assert [link.url.partition(":")[0] for link in found] == ["magnet", "mailto", "ed2k", "thunder"]


def test_ordinary_addresses_in_running_text_are_no_links() -> None:
    assert links("<p>See www.example.org/page and https://example.org/other for more.</p>") == []


def test_anchor_sentence_and_place_are_kept() -> None:
    tree = parse(
        '<html><body><nav><a href="/about">About us</a></nav><article><h1>Tools</h1><p>We like pens. The <a href="/pen">blue pen</a> '
        'writes best. Others do not.</p></article><footer><a href="/legal">Legal</a></footer></body></html>'
    )  # fmt: skip
    found = {link.url: link for link in find_links(tree, BASE)}
    pen = found["https://blog.test/pen"]
    assert (pen.anchor, pen.sentence, pen.place) == ("blue pen", "The blue pen writes best.", "body")
    assert (found["https://blog.test/about"].place, found["https://blog.test/legal"].place) == ("navigation", "footer")


def test_a_link_to_the_page_itself_and_places_on_it_are_left_out() -> None:
    assert links('<p><a href="#top">up</a> <a href="https://blog.test/post">here</a> <a href="">x</a></p>') == []


def test_an_image_link_is_named_by_its_alternative_text_or_title() -> None:
    found = links(
        '<p><a href="/a"><img src="x.png" alt="map of the bay"></a> <a href="/b" title="tide tables"><img src="y.png"></a></p>'
    )
    assert [link.anchor for link in found] == ["map of the bay", "tide tables"]


@given(st.sampled_from(("", "/", "//", "/a", "http:", "http://b.example/")), st.text("/.?#;:=&%a1-_@~ ", max_size=8))
def test_addresses_are_joined_as_everybody_joins_them(start: str, rest: str) -> None:
    href = (start + rest).strip()
    base = "https://a.example:8080/x/y;p?q#f"
    if not href or href[0] == "#":
        assert absolute(base, href) is None
    elif re.match(r"[a-z0-9+.-]{2,}:", href) is None or href.startswith("http:"):
        assert absolute(base, href) == urljoin(base, href)
