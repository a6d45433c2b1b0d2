"""`inspect` reads any file without storing anything, and never crashes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.seeded import Terminal

ARTICLE = (
    "<!doctype html><html lang='zh'><head><meta charset='utf-8'><title>字体整理</title></head><body><nav><a href='/'>首页</a></nav>"
    "<article><h1>字体整理</h1><p>本文最后由 小满 更新于 2025-01-19. 如有资源已失效,请留言反馈</p>"
    "<p>这里整理了常见的免费商用字体，全部核对过授权书，可以放心使用，每一款都附有来源与说明。</p>"
    "<p>下载：<a href='/fonts.zip'>字体包</a></p></article></body></html>"
)
FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>Notes</title><link>https://x.test/</link>"
    "<item><title>One</title><link>https://x.test/1</link><guid>1</guid><pubDate>Mon, 02 Mar 2026 08:00:00 +0000</pubDate>"
    "<description>first</description></item></channel></rss>"
)
FIELDS = {"file", "url", "title", "author", "lang", "published", "updated", "updated_by", "statements", "text", "links"}


@pytest.fixture
def pw(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-config"))
    return Terminal(tmp_path, capsys)


def test_a_page_is_read_with_its_dates_text_and_links(pw: Terminal, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(ARTICLE, encoding="utf-8")
    (row,) = pw("inspect", "--jsonl", str(page), "--base-url", "https://blog.example/a").rows()
    assert set(row) >= FIELDS and row["error"] is None
    assert (row["file"], row["url"], row["title"], row["updated"], row["updated_by"]) == (
        str(page), "https://blog.example/a", "字体整理", "2025-01-19", "小满",
    )  # fmt: skip
    assert {"role", "value", "precision", "source", "snippet", "updated_by"} <= set(row["statements"][0])
    assert "https://blog.example/fonts.zip" in [link["url"] for link in row["links"]]
    assert not pw.db.exists()


def test_people_get_a_report_and_with_explain_the_reasons(pw: Terminal, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(ARTICLE, encoding="utf-8")
    out = pw("inspect", str(page), "--explain").out
    assert "updated     2025-01-19" in out and "updated by  小满" in out and "the page's text states it" in out
    assert "watched" in out and "left out" in out


def test_people_see_every_date_of_a_page_which_is_believed_and_what_is_set_aside(pw: Terminal, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    old = '<head><meta property="article:modified_time" content="2025-02-20T09:30:12+08:00">'
    page.write_text(ARTICLE.replace("<head>", old).replace("<p>下载", "<p>阅读 1234</p><p>下载"), encoding="utf-8")
    lines = pw("inspect", str(page)).out.splitlines()
    (head,) = (n for n, line in enumerate(lines) if line.strip().startswith("states"))
    believed = [line.split()[1:4] for line in lines[head:] if line.strip().startswith("✓")]
    assert believed == [["updated", "2025-01-19", "day"]]
    assert any("2025-02-20T09:30:12+08:00" in line and "<meta>" in line for line in lines[head:])
    assert any(line.startswith("  conflict    meta says 2025-02-20") for line in lines)
    assert any(line.startswith("  set aside   counter: 阅读 1234") for line in lines)


def test_a_statement_for_programs_has_interval_zone_and_evidence(pw: Terminal, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(ARTICLE.replace("2025-01-19", "2025-01-19 08:30 (UTC+8)"), encoding="utf-8")
    (row,) = pw("inspect", "--jsonl", str(page)).rows()
    one = row["statements"][0]
    assert (one["role"], one["value"], one["precision"]) == ("updated", "2025-01-19T08:30+08:00", "minute")
    assert (one["start"], one["end"]) == ("2025-01-19T00:30:00+00:00", "2025-01-19T00:31:00+00:00")
    assert (one["zone"], one["zone_source"], one["calendar"]) == ("utc+8", "stated", "gregorian")
    assert one["scope"] == "article" and one["locator"] and one["rule"] and len(one["snippet"]) <= 200


def test_a_feed_is_read_as_entries(pw: Terminal, tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(FEED, encoding="utf-8")
    (row,) = pw("inspect", "--jsonl", str(feed)).rows()
    assert (row["kind"], row["title"], [entry["title"] for entry in row["entries"]]) == ("feed", "Notes", ["One"])
    assert "entries     1" in pw("inspect", str(feed)).out


def test_a_manifest_is_read_in_its_order_and_extra_keys_do_not_matter(pw: Terminal, tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    lines = []
    for number in range(12):
        (tmp_path / "html" / f"{number}.html").write_text(
            ARTICLE.replace("2025-01-19", f"2025-01-{number + 1:02d}"), encoding="utf-8"
        )
        lines.append(
            json.dumps({"file": f"html/{number}.html", "url": f"https://x.test/{number}", "updated": "1999-01-01"})
        )
    manifest = tmp_path / "pages.jsonl"
    manifest.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    rows = pw("inspect", "--manifest", str(manifest), "--jsonl").rows()
    assert [row["file"] for row in rows] == [f"html/{n}.html" for n in range(12)]
    assert [row["updated"] for row in rows] == [f"2025-01-{n + 1:02d}" for n in range(12)]


def test_no_file_crashes_it(pw: Terminal, tmp_path: Path) -> None:
    bodies = {
        "empty.html": b"",
        "nul.html": b"\0" * 100,
        "random.bin": os.urandom(5000),
        "deep.html": b"<div>" * 50_000,
        "open.html": b"<html><body><p>never closed <a href='",
        "bad.xml": b"<rss><channel><item>",
        "gbk.html": "<meta charset=gbk><title>更新</title><p>内容</p>".encode("gbk"),
        "utf16.html": "<title>wide</title><p>text</p>".encode("utf-16"),
        "bomb.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss version="2.0"><channel>&b;</channel></rss>',
    }
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    said = pw("inspect", "--jsonl", *(str(tmp_path / name) for name in bodies), code=None)
    assert said.code in (0, 1) and len(said.rows()) == len(bodies)
    assert all(set(row) >= FIELDS for row in said.rows())
    assert said.code == int(any(row["error"] for row in said.rows()))


def test_an_unreadable_file_has_a_line_with_its_error_and_exit_code_one(pw: Terminal, tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_text('{"file": "missing.html", "url": "https://x.test/"}', encoding="utf-8")
    said = pw("inspect", "--manifest", str(tmp_path / "pages.jsonl"), "--jsonl", code=1)
    assert "cannot read the file" in said.rows()[0]["error"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name a file or URL"),
        (("no-such.html",), "no such file"),
        (("ftp://x.test/",), "only http"),
        (("--manifest", "nope.jsonl"), "cannot read the manifest"),
    ],
)
def test_mistakes_are_one_line(pw: Terminal, words: tuple[str, ...], said: str) -> None:
    failed = pw("inspect", *words, code=2)
    assert said in failed.err and failed.err.count("\n") == 1


def test_a_manifest_that_is_none_names_the_line(pw: Terminal, tmp_path: Path) -> None:
    (tmp_path / "m.jsonl").write_text('{"file": "a"}\nnonsense\n', encoding="utf-8")
    assert "m.jsonl:2" in pw("inspect", "--manifest", str(tmp_path / "m.jsonl"), code=2).err


@pytest.mark.battery
@pytest.mark.corpora
def test_the_labelled_pages_go_through_without_an_error(pw: Terminal, corpora: Path) -> None:
    rows = pw("inspect", "--manifest", str(corpora / "dates" / "dev" / "labels.jsonl"), "--jsonl").rows()
    assert len(rows) == 120 and [row["error"] for row in rows if row["error"]] == []
