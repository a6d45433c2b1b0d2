"""The main job through the real command against a real local site: add, baseline, edit, check, one alert, diff, search."""

from __future__ import annotations

import json

from tests.conftest import Pagewatch
from tests.site import Site

NOTICE = "本文最后由 <a href='/u/marco'>Demo Marco</a> 更新于 {date}. 如有资源已失效,请留言反馈,将会及时处理."


def article(body: str, *, date: str | None = None, title: str = "免费字体整理", extra: str = "") -> str:
    notice = f"<p class='notice'>{NOTICE.format(date=date)}</p>" if date else ""
    return (
        f"<!doctype html><html lang='zh'><head><meta charset='utf-8'><title>{title}</title></head><body>"
        f"<nav><a href='/'>首页</a> <a href='/about'>关于</a></nav><main><article><h1>{title}</h1>{notice}<p>{body}</p>"
        f"<p>下载地址见 <a href='/files/fonts.zip'>字体包</a>。{extra}</p></article></main>"
        f"<footer>© 2025 示例博客</footer></body></html>"
    )


TEXT = "这里整理了常见的免费商用字体，按黑体、宋体、手写体分类，全部核对过授权书，放心使用。每一款都附有来源与说明。"


def at(day: int) -> str:
    return f"2026-03-{day:02d}T08:00:00Z"


def test_an_edit_of_a_followed_page_is_told_once_and_can_be_compared_and_found(
    pagewatch: Pagewatch, site: Site
) -> None:
    url = site.put("/a", article(TEXT))
    site.put("/files/fonts.zip", b"PK\x03\x04 not really", Content_Type="application/zip")
    assert pagewatch.rows("add", url)[0]["kind"] == "page"

    first = pagewatch.rows("check", "--all", "--clock", at(1))
    assert [(r["outcome"], r["decision"]) for r in first] == [("extracted", "baseline")]
    assert pagewatch.rows("changes") == [] and pagewatch.told() == []

    again = pagewatch.rows("check", "--all", "--clock", at(2))
    assert [r["reason"] for r in again] == ["304"]

    site.put("/a", article(TEXT.replace("手写体", "楷体")))
    edited = pagewatch.run("check", "--all", "--clock", at(3), "--jsonl", "--exit-code", code=3)
    assert json.loads(edited.stdout.splitlines()[0])["decision"] == "new version"
    (event,) = pagewatch.rows("changes")
    assert event["kind"] == "changed" and event["url"] == url
    assert event["at"].startswith("2026-03-03T08:00:00") and (event["from_version"], event["to_version"]) == (1, 2)
    assert "楷体" in event["summary"]
    assert len(pagewatch.told()) == 1

    pagewatch.run("check", "--all", "--clock", at(4))
    assert len(pagewatch.rows("changes")) == 1 and len(pagewatch.told()) == 1

    diff = pagewatch.run("diff", url).stdout
    assert "楷" in diff and "手写" in diff
    assert [r["number"] for r in pagewatch.rows("history", url)] == [1, 2]
    assert "手写体" in pagewatch.run("text", url, "--version", "1").stdout
    assert pagewatch.run("raw", url, "--version", "2").stdout == site.pages["/a"].body.decode()
    # Chinese search, two-character words and text that only an old version has.
    assert {r["version"] for r in pagewatch.rows("search", "楷体")} == {2}
    assert 1 in {r["version"] for r in pagewatch.rows("search", "手写")}


def test_stated_dates_tell_a_stealth_edit_from_a_redated_one_and_from_a_fake_refresh(
    pagewatch: Pagewatch, site: Site
) -> None:
    stealth, honest, fake = (site.put(p, article(TEXT, date="2025-01-19")) for p in ("/stealth", "/honest", "/fake"))
    site.put("/files/fonts.zip", b"PK", Content_Type="application/zip")
    for url in (stealth, honest, fake):
        pagewatch.run("add", url, "--kind", "page")
    pagewatch.run("check", "--all", "--clock", at(1))
    row = pagewatch.rows("history", stealth)[0]
    assert row["updated"] == "2025-01-19" and row["updated_by"] == "Demo Marco"

    site.put("/stealth", article(TEXT.replace("放心使用", "谨慎使用"), date="2025-01-19"))
    site.put("/honest", article(TEXT.replace("放心使用", "谨慎使用"), date="2026-03-02"))
    site.put("/fake", article(TEXT, date="2026-03-02"))
    pagewatch.run("check", "--all", "--clock", at(3))
    kinds = {r["url"]: r["kind"] for r in pagewatch.rows("changes")}
    assert kinds == {stealth: "stealth_edit", honest: "redated", fake: "fake_refresh"}


def test_a_date_that_is_the_time_of_every_visit_is_not_believed_but_one_of_a_minute_ago_is(
    pagewatch: Pagewatch, site: Site
) -> None:
    def stating(modified: str) -> str:
        ld = {"@type": "Article", "datePublished": "2026-01-02T08:00:00Z", "dateModified": modified}
        script = f"<script type='application/ld+json'>{json.dumps(ld)}</script>"
        return article(f"{TEXT}</p><p>Updated {modified[8:10]} March 2026").replace("</head>", script + "</head>")

    clock, fresh = site.put("/clock", stating(at(1))), site.put("/fresh", stating("2026-02-01T08:00:00Z"))
    for url in (clock, fresh):
        pagewatch.run("add", url, "--kind", "page", "--no-links")
    pagewatch.run("check", "--all", "--clock", at(1))
    for day in (5, 9):
        site.put("/clock", stating(at(day)))
        site.put("/fresh", stating(at(5)))
        pagewatch.run("check", "--all", "--clock", at(day))
    assert {r["url"]: r["kind"] for r in pagewatch.rows("changes")} == {fresh: "fake_refresh"}


def test_a_feed_gives_entries_with_versions_and_its_articles_are_followed(pagewatch: Pagewatch, site: Site) -> None:
    def feed(*entries: tuple[str, str]) -> str:
        items = "".join(
            f"<item><title>{name}</title><link>{site.url}/{name}</link><guid>{name}</guid>"
            f"<pubDate>Mon, 02 Mar 2026 08:00:00 +0800</pubDate><description>{text}</description></item>"
            for name, text in entries
        )
        return f"<?xml version='1.0'?><rss version='2.0'><channel><title>博客</title><link>{site.url}</link>{items}</channel></rss>"

    for name in ("one", "two", "three"):
        site.put(f"/{name}", article(TEXT + name))
    url = site.put("/feed.xml", feed(("one", "第一篇"), ("two", "第二篇")), Content_Type="application/rss+xml")
    assert pagewatch.rows("add", url)[0]["kind"] == "feed"
    checked = pagewatch.rows("check", "--all", "--clock", at(1))
    assert {r["url"] for r in checked} >= {url, f"{site.url}/one", f"{site.url}/two"}
    assert pagewatch.rows("changes") == []

    site.put(
        "/feed.xml",
        feed(("three", "第三篇"), ("one", "第一篇，有修改"), ("two", "第二篇")),
        Content_Type="application/rss+xml",
    )
    pagewatch.run("check", "--all", "--clock", at(2))
    changes = pagewatch.rows("changes")
    assert ("new", f"{site.url}/three") in {(r["kind"], r["url"]) for r in changes}
    assert ("changed", f"{site.url}/one") in {(r["kind"], r["url"]) for r in changes}
    assert site.asked("/three") >= 1
    # The page of that entry did not change: its URL means the entry where a change is asked for.
    assert "有修改" in pagewatch.run("diff", f"{site.url}/one").stdout
    assert [r["number"] for r in pagewatch.rows("history", f"{site.url}/one")] == [1]
    assert "the feed entry with this URL: document" in pagewatch.run("history", f"{site.url}/one").stdout


def test_a_resource_that_dies_is_called_dead_only_after_it_was_confirmed_over_days(
    pagewatch: Pagewatch, site: Site
) -> None:
    url = site.put("/a", article(TEXT, date="2025-01-19"))
    site.put("/files/fonts.zip", b"PK\x03\x04 not really", Content_Type="application/zip")
    site.put("/u/marco", "<html><title>Demo Marco</title><p>写博客的人。</p></html>")
    pagewatch.run("add", url, "--kind", "page")
    pagewatch.run("check", "--all", "--clock", at(1))
    (link,) = [r for r in pagewatch.rows("links") if r["url"].endswith("fonts.zip")]
    assert (link["state"], link["anchor"], link["document_url"]) == ("alive", "字体包", url)

    del site.pages["/files/fonts.zip"]
    states = []
    for day in (2, 6, 10, 14):
        pagewatch.run("check", "--all", "--clock", at(day))
        states.append(next(r["state"] for r in pagewatch.rows("links") if r["url"].endswith("fonts.zip")))
    assert states[0] == "suspect" and states[-1] == "dead"
    assert [r["kind"] for r in pagewatch.rows("changes", "--kind", "link_dead")] == ["link_dead"]

    site.put("/files/fonts.zip", b"PK\x03\x04 not really", Content_Type="application/zip")
    pagewatch.run("check", "--all", "--clock", at(20))
    assert [r["kind"] for r in pagewatch.rows("changes", "--kind", "link_recovered")] == ["link_recovered"]


def test_a_page_that_cannot_be_read_is_a_state_with_a_reason_and_never_a_version(
    pagewatch: Pagewatch, site: Site
) -> None:
    url = site.put("/a", article(TEXT))
    pagewatch.run("add", url, "--kind", "page", "--no-links")
    pagewatch.run("check", "--all", "--clock", at(1))
    site.put("/a", "<html><title>oops</title>server error</html>", status=500)
    for day in (2, 3, 4):
        (row,) = pagewatch.rows("check", "--all", "--clock", at(day), code=1)
        assert row["outcome"] == "failed" and "500" in row["reason"]
    assert [r["kind"] for r in pagewatch.rows("changes")] == ["failing"]
    site.put("/a", article(TEXT))
    pagewatch.run("check", "--all", "--clock", at(5))
    assert {r["kind"] for r in pagewatch.rows("changes")} == {"failing", "recovered"}
    site.put("/a", "gone", status=410)
    pagewatch.run("check", "--all", "--clock", at(6), code=None)
    assert "gone" in {r["kind"] for r in pagewatch.rows("changes")}
    assert len(pagewatch.rows("history", url)) == 1
