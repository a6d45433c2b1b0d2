"""Links that are not worth telling: tokens, sessions and moments in addresses, the page's own controls, comings and goings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scraper.compare.targets import steady
from tests.follower import Follower, Look

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
TEXT = "".join(
    f"<p>Paragraph {n} of the list says where the fonts of this page come from and who may use them.</p>"
    for n in range(8)
)


def page(*links: str) -> bytes:
    return f"<html><head><title>Fonts</title></head><body><main><h1>Fonts</h1>{TEXT}<p>{' '.join(links)}</p></main></body></html>".encode()


def follow(*bodies: bytes) -> list[Look]:
    """All looks but the first, a day apart."""
    follower = Follower("https://fonts.test/list")
    return [follower.look(body, START + timedelta(days=n)) for n, body in enumerate(bodies)][1:]


def link(url: str, words: str = "the help pages") -> str:
    return f'<a href="{url}">{words}</a>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "https://help.test/hc?app%5Bdate%5D=Fri+Jul+24+2026&lang=fr",
            "https://help.test/hc?app%5Bdate%5D=Sat+Jul+25+2026&lang=fr",
        ),
        ("http://www.help.test/hc", "https://help.test/hc/"),
        ("https://help.test/go?csrf_token=a8f2k1&to=x", "https://help.test/go?csrf_token=9d3j2p&to=x"),
        (
            "https://help.test/login?return_to=%2Fa%3Fts%3D1",
            "https://help.test/login?return_to=%2Fa%3Fts%3D2",
        ),
        ("https://help.test/a;jsessionid=0A1B2C", "https://help.test/a;jsessionid=99FF"),
        ("https://help.test/a?x=1767225600", "https://help.test/a?x=1767312000"),
        (
            "https://cdn.test/f.pdf?X-Amz-Date=20260101T000000Z&X-Amz-Signature=aa11bb22cc33dd44ee55ff66",
            "https://cdn.test/f.pdf?X-Amz-Date=20260102T000000Z&X-Amz-Signature=0011bb22cc33dd44ee55ff66",
        ),
        ("https://help.test/a?q=9f86d081884c7d659a2feaa0c55ad015", "https://help.test/a?q=1b4f0e9851971998e732078544c96b36"),
    ],
)  # fmt: skip
def test_what_passes_in_an_address_is_no_change_of_the_link(before: str, after: str) -> None:
    (look,) = follow(page(link(before)), page(link(after)))
    assert look.news == (), look.reason


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://help.test/v1/guide", "https://help.test/v2/guide"),
        ("https://video.test/watch?v=dQw4w9WgXcQ", "https://video.test/watch?v=9bZkp7q19f0"),
        ("https://help.test/doc?id=17", "https://help.test/doc?id=18"),
        (
            "https://help.test/doc?id=9f86d081884c7d659a2feaa0c55ad015",
            "https://help.test/doc?id=1b4f0e9851971998e732078544c96b36",
        ),
        ("https://help.test/a?lang=de", "https://help.test/a?lang=fr"),
        ("https://pan.quark.cn/s/0a1b2c3d4e5f", "https://pan.quark.cn/s/6a7b8c9d0e1f"),
    ],
)
def test_another_resource_under_the_same_words_is_told(before: str, after: str) -> None:
    (look,) = follow(page(link(before)), page(link(after)))
    assert [kind.value for kind in look.news] == ["link_swapped"], look.reason


@pytest.mark.parametrize("words", ["编辑此页", "Edit this page", "Seite bearbeiten", "править", "Drucken", "ログイン"])
def test_the_pages_own_controls_are_not_its_links(words: str) -> None:
    control = f'<a href="https://git.test/edit/list.md" title="{words}"><img src="pen.svg" alt=""></a>'
    there, gone = follow(page(link("https://a.test/")), page(link("https://a.test/"), control), page(link("https://a.test/")))  # fmt: skip
    assert there.news == () and gone.news == (), (there.reason, gone.reason)


def test_a_link_that_comes_and_goes_is_told_twice_at_most() -> None:
    button = '<a href="https://shop.test/offer"><img src="o.png" alt=""></a>'
    with_it, without = page(link("https://a.test/"), button), page(link("https://a.test/"))
    told = [bool(look.news) for look in follow(without, with_it, without, with_it, without, with_it)]
    assert told == [True, True, False, False, False]


def test_a_link_that_leads_elsewhere_in_every_capture_is_told_no_more() -> None:
    told = [bool(look.news) for look in follow(*(page(link(f"https://a.test/{n}", "try your luck")) for n in range(8)))]
    assert told == [True, True, True, False, False, False, False]


def test_a_share_is_told_however_often_it_changes() -> None:
    shares = follow(*(page(link(f"https://pan.quark.cn/s/0a1b2c3d4e{n:02}", "夸克网盘")) for n in range(6)))
    assert all(look.news for look in shares)


def test_the_steady_form_keeps_what_names_the_resource() -> None:
    assert steady("https://www.a.test/p/?b=2&a=1&ts=99#top") == steady("http://a.test/p?a=1&b=2")
    assert steady("https://a.test/#/route/1") != steady("https://a.test/#/route/2")
    assert steady("mailto:a@b.test") == "mailto:a@b.test"
