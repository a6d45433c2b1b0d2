"""The link ledger as its users see it: what is kept of each link, who is told, what a person may correct."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Pagewatch

MAGNET = "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567"
SHARE = "https://pan.quark.cn/s/abc123def456"
DAYS = ("2026-03-02T09:00Z", "2026-03-05T09:00Z", "2026-03-09T09:00Z")


def article(pagewatch: Pagewatch, font: str) -> str:
    site = pagewatch.site
    site.put("/good", "<title>Good tool</title><p>The good tool, with a manual of many words to read and to print.</p>")
    site.put(
        "/new", "<title>New place</title><p>The font pack lives here now, in twelve files and a readme for all.</p>"
    )
    return site.put(
        "/list",
        f"""<!doctype html><html lang=zh><title>资源合集</title><body><nav><a href=/nav>导航</a></nav><article><h1>资源合集</h1>
        <p>字体包在这里：<a href="{site.url}{font}">字体包</a>，一共十二个文件。另有<a href="{site.url}/good">好工具</a>可用。</p>
        <p>网盘：{SHARE} 提取码：x7k2，解压密码：9999。</p><p>也可以用<a href="{MAGNET}">磁力</a>，或者写信。</p>
        <p>本文最后更新于 2025-01-19。如有资源已失效，请留言反馈。</p></article></body></html>""",
    )


@pytest.fixture
def followed(pagewatch: Pagewatch) -> Pagewatch:
    """An article with a dead link, looked at on three days."""
    pagewatch.configure("[links.providers]\nquark = false\n")
    pagewatch.run("add", article(pagewatch, "/gone"), "--kind", "page")
    for day in DAYS:
        pagewatch.run("check", "--all", "--clock", day)
    return pagewatch


def by_anchor(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["anchor"] or row["url"]: row for row in rows}


def test_the_ledger_keeps_links_codes_and_places_and_says_who_is_dead_since_when(followed: Pagewatch) -> None:
    rows = by_anchor(followed.rows("links", "--document", followed.site.url + "/list"))
    assert set(rows) == {"字体包", "好工具", "磁力", SHARE}
    assert [row["state"] for row in (rows["字体包"], rows["好工具"], rows["磁力"], rows[SHARE])] == ["dead", "alive", "unsupported", "unsupported"]  # fmt: skip
    assert rows[SHARE]["code"] == "x7k2"
    assert rows["字体包"]["sentence"] == "字体包在这里：字体包，一共十二个文件。"
    assert rows["字体包"]["since"].startswith("2026-03-09")
    assert rows["字体包"]["failing_since"].startswith("2026-03-02")
    assert (rows["字体包"]["failed_looks"], rows["字体包"]["first_version"], rows["字体包"]["last_version"]) == (
        3,
        1,
        1,
    )
    told = [event for event in followed.rows("changes") if event["kind"] == "link_dead"]
    assert len(told) == 1


def test_the_list_for_people_puts_the_dead_first_with_reasons_in_words(followed: Pagewatch) -> None:
    said = followed.run("links").stdout
    assert said.index("dead") < said.index("unsupported") < said.index("alive")
    for words in (
        "the server says that it does not exist (3 looks since 2026-03-02",
        "404",
        "资源合集",
        "another program is needed",
    ):
        assert words in said
    shown = followed.run("links", "show", followed.site.url + "/gone").stdout
    for words in ("字体包在这里", "by rule status:404, counts as M", "[gone]"):
        assert words in shown


def test_a_swapped_dead_link_is_repaired_and_one_that_stays_dead_is_abandoned(followed: Pagewatch) -> None:
    (abandoned,) = [row for row in followed.rows("links") if row["anchor"] == "字体包"]
    assert abandoned["fate"] == "abandoned"  # by today's calendar, months later
    article(followed, "/new")
    followed.run("check", "--all", "--clock", "2026-03-12T09:00Z")
    rows = {row["url"]: row for row in followed.rows("links")}
    gone, new = rows[followed.site.url + "/gone"], rows[followed.site.url + "/new"]
    assert (gone["fate"], gone["replaced_by"], gone["last_version"]) == ("repaired", new["url"], 1)
    assert (new["state"], new["first_version"]) == ("alive", 2)
    assert f"repaired: the article now leads to {new['url']}" in followed.run("links").stdout
    assert [event["kind"] for event in followed.rows("changes")].count("link_swapped") == 1


def test_a_persons_verdict_sticks_is_shown_and_alarms_nobody(followed: Pagewatch) -> None:
    url = followed.site.url + "/gone"
    followed.run("links", "mark", url, "alive", "--why", "it is on the other server")
    followed.run("check", "--all", "--clock", "2026-03-12T09:00Z")
    (row,) = [row for row in followed.rows("links") if row["url"] == url]
    assert (row["state"], row["overruled_why"]) == ("alive", "it is on the other server")
    assert "marked alive by hand: it is on the other server" in followed.run("links").stdout
    assert not [event for event in followed.rows("changes") if event["kind"] == "link_recovered"]


def test_links_that_come_go_and_change_are_told_by_the_pass_that_sees_it(pagewatch: Pagewatch) -> None:
    site = pagewatch.site
    pagewatch.configure("[links]\nenabled = false\n")

    def put(*links: tuple[str, str]) -> str:
        rows = "".join(
            f'<p>For the tool called {name} see <a href="https://{name}.example/{path}">{name}</a>, a good one for the old maps.</p>'
            for name, path in links
        )
        return site.put(
            "/tools", f"<title>Tools</title><article><h1>Tools</h1>{rows}<p>Write to us, please.</p></article>"
        )

    def told(day: int) -> list[tuple[str, str]]:
        before = {event["id"] for event in pagewatch.rows("changes")}
        pagewatch.run("check", "--all", "--clock", f"2026-03-{day:02}T09:00Z")
        return [
            (event["kind"], event["summary"])
            for event in pagewatch.rows("changes")
            if event["id"] not in before and event["kind"].startswith("link_")
        ]

    pagewatch.run("add", put(("anvil", "1"), ("bellows", "1"), ("chisel", "1")), "--kind", "page")
    assert told(2) == []
    put(("anvil", "1"), ("bellows", "1"), ("chisel", "1"), ("drill", "1"))
    ((kind, summary),) = told(3)
    assert (kind, "https://drill.example/1" in summary) == ("link_added", True)
    put(("anvil", "1"), ("chisel", "1"), ("drill", "1"))
    ((kind, summary),) = told(4)
    assert (kind, "https://bellows.example/1" in summary) == ("link_removed", True)
    put(("anvil", "1"), ("chisel", "two"), ("drill", "1"))
    ((kind, summary),) = told(5)
    assert kind == "link_swapped"
    assert "https://chisel.example/1 → https://chisel.example/two" in summary
    held = {row["anchor"]: (row["first_version"], row["last_version"]) for row in pagewatch.rows("links")}
    assert (held["bellows"], held["drill"]) == ((1, 2), (2, 4))


def test_rows_for_programs_have_the_sentence_and_a_mark_dates_from_its_making(followed: Pagewatch) -> None:
    url = followed.site.url + "/good"
    followed.run("links", "mark", url, "dead", "--why", "only a stub is left")
    row = by_anchor(followed.rows("links"))["好工具"]
    assert row["sentence"] == "另有好工具可用。"
    assert (row["state"], row["fate"]) == ("dead", None)
    assert row["since"] > row["checked_at"]


def test_a_pass_says_what_became_of_links(pagewatch: Pagewatch) -> None:
    pagewatch.configure("[links.providers]\nquark = false\n")
    pagewatch.run("add", article(pagewatch, "/gone"), "--kind", "page")
    said = [pagewatch.run("check", "--all", "--clock", day).stdout for day in DAYS]
    assert "3 links looked at" in said[0]
    assert "3 links looked at, 1 died" in said[-1]


def test_links_are_judged_at_once_without_storing(pagewatch: Pagewatch) -> None:
    site = pagewatch.site
    site.put("/good", "<title>Good tool</title><p>The good tool, with a manual of many words to read.</p>")
    done = pagewatch.run("link", "--json", site.url + "/good", MAGNET, "mailto:a@b.example")
    assert [row["state"] for row in json.loads(done.stdout)] == ["alive", "unsupported", "unsupported"]
    done = pagewatch.run("link", "--jsonl", "-", code=4, stdin=f"{site.url}/good\n{site.url}/missing\n")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["state"], row["reason"]) for row in rows] == [("alive", ""), ("dead", "gone")]
    assert {"url", "state", "reason", "evidence"} <= set(rows[0])
    assert not pagewatch.db.exists()


def test_answers_that_are_in_no_table_are_unknown_and_listed_for_a_person(pagewatch: Pagewatch) -> None:
    site = pagewatch.site
    site.put("/file/abc123/maps.zip", "", status=302, Location="http://www.mediafire.com/error.php?errno=555")
    url = site.put("/list", '<title>Maps</title><article><p>All maps: <a href="http://www.mediafire.com/file/abc123/maps.zip">maps</a>, '
                   "every sheet of the old survey, scanned and put in order by hand.</p></article>")  # fmt: skip
    pagewatch.configure(f'[crawl.connect_to]\n"www.mediafire.com:80" = "127.0.0.1:{site.port}"\n')
    pagewatch.run("add", url, "--kind", "page")
    assert "in no table" in pagewatch.run("check", "--all", "--clock", DAYS[0]).stderr
    (row,) = pagewatch.rows("links")
    assert (row["state"], row["reason"]) == ("unknown", "unmapped")
    (code,) = pagewatch.rows("links", "unmapped")
    assert (code["provider"], code["code"], code["times"]) == ("mediafire", "555", 1)
    assert "555" in pagewatch.run("links", "unmapped").stdout
