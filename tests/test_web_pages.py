"""The pages: each shows what it is for, with an empty database and with a history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from scraper.web.app import ROUTES
from scraper.web.hands import OwnHands
from storage import open_store
from tests.pages import NOW, Browser, pages
from tests.seeded import DEAD, PAGE, seed

ALL = [route.path for route in ROUTES if "GET" in (route.methods or ())]


def concrete(path: str) -> str:
    """A route with numbers that exist in the seeded database."""
    path = path.replace("{document:int}", "1").replace("{number:int}", "1")
    return (
        path.replace("{source:int}", "1")
        .replace("{link:int}", "1")
        .replace("{event:int}", "1")
        .replace("{name}", "style.css")
    )


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Pages on the seeded history; tests that change something make their own."""
    db = tmp_path_factory.mktemp("web") / "pagewatch.db"
    seed(db)
    with pages(db) as running:
        yield running


@pytest.mark.parametrize("path", ALL)
def test_every_page_can_be_seen_on_a_history(browser: Browser, path: str) -> None:
    answer = browser.get(concrete(path))
    assert answer.status == (303 if path == "/login" else 200), answer.body[:300]


def test_every_page_can_be_seen_on_an_empty_database(tmp_path: Path) -> None:
    db = tmp_path / "pagewatch.db"
    open_store(db, holder="test").close()
    with pages(db) as browser:
        for path in ALL:
            answer = browser.get(concrete(path))
            asks_for_a_row = "{" in path and "{name}" not in path
            wanted = 404 if asks_for_a_row else 303 if path == "/login" else 200
            assert answer.status == wanted, (path, answer.body[:300])
        assert "Nothing is followed yet" in browser.get("/").words


def test_the_overview_tells_what_happened_what_is_dead_and_who_waits(browser: Browser) -> None:
    words = browser.get("/").words
    assert "silently edited" in words
    assert "“放心” → “谨慎”" in words
    assert "404 Not Found, 4 looks over 7 days" in words
    assert "wait to be sent" in words
    assert "2 sources" in words


def test_what_cannot_be_read_is_listed_with_the_reason_whatever_it_belongs_to(tmp_path: Path) -> None:
    db = tmp_path / "pagewatch.db"
    seed(db)
    with open_store(db, holder="test") as store:
        for number, state in ((1, "failing"), (2, "blocked")):
            store.conn.execute(
                "UPDATE resources SET state = ?, error = ?, failures = 3, failing_since = ? WHERE id = ?",
                (state, f"第{number}个原因", "2026-03-05T08:00:00Z", number),
            )
    with pages(db) as browser:
        words = browser.get("/trouble").words
        assert words.index("第2个原因") < words.index("第1个原因")
        assert "3 times in a row" in words
        assert "第1个原因" not in browser.get("/trouble?state=blocked").words
        assert browser.get("/trouble?state=odd").status == 404
        assert "2 in trouble" in browser.get("/").words


def test_times_are_utc_with_their_zone_and_how_long_ago(browser: Browser) -> None:
    page = browser.get("/changes").dom
    moment = page.xpath("//li[.//span[contains(., 'silently')]]//time")[0]
    assert moment.get("datetime") == "2026-03-02T08:00:00+00:00"
    assert moment.text_content() == "2026-03-02 08:00Z (8 d ago)"


def test_changes_can_be_filtered_by_kind_source_tag_and_time(browser: Browser) -> None:
    def kinds(query: str) -> list[str]:
        return [
            str(b)
            for b in browser.get(f"/changes?{query}").dom.xpath(
                "//li[@class='event']//span[contains(@class,'badge')]/text()"
            )
        ]

    assert kinds("") == ["link dead", "silently edited"]
    assert kinds("kind=link_dead") == ["link dead"]
    assert kinds("kind=changed") == ["silently edited"]
    assert kinds("source=2") == []
    assert kinds("tag=demo") == ["link dead", "silently edited"]
    assert kinds("tag=nothing") == []
    assert kinds("since=2026-03-02T12:00Z") == ["link dead"]
    assert kinds("before=2") == ["silently edited"]


@pytest.mark.parametrize("query", ["kind=nonsense", "since=soon", "before=-1", "before=x"])
def test_a_filter_that_means_nothing_is_said_to_be_wrong(browser: Browser, query: str) -> None:
    answer = browser.get(f"/changes?{query}")
    assert answer.status == 400
    assert "Not like that" in answer.words


def test_feed_readers_get_the_same_changes_with_the_same_filters(browser: Browser) -> None:
    answer = browser.get("/changes.atom?kind=stealth_edit")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.body)
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["silently edited: 免费字体"]
    assert feed.feed.links[0].href == f"{browser.origin}/changes.atom?kind=stealth_edit"
    assert {link.rel: link.href for link in feed.entries[0].links} == {
        "alternate": f"{browser.origin}/events/1",
        "via": PAGE,
    }


def test_a_document_shows_its_timeline_with_verdicts_and_stated_dates(browser: Browser) -> None:
    page = browser.get("/documents/1")
    versions = [" ".join(li.text_content().split()) for li in page.dom.xpath("//ol[contains(@class,'timeline')]/li")]
    assert len(versions) == 2
    assert "silently edited" in versions[0]
    assert "updated 2025-01-19 by 小满" in versions[0]
    assert "baseline" in versions[1]


def test_a_difference_marks_what_went_and_what_came_character_by_character(browser: Browser) -> None:
    page = browser.get("/documents/1/diff")
    assert page.dom.xpath("//div[contains(@class,'diff')]//del/text()") == ["可以放心"]
    assert page.dom.xpath("//div[contains(@class,'diff')]//ins/text()") == ["二", "请谨慎"]
    assert "The date it states stood still: updated 2025-01-19 by 小满" in page.words
    assert "swapped" in page.words
    assert page.dom.xpath("//main//a[@href=$url]", url=DEAD)


def test_any_two_versions_are_compared_in_either_direction_and_view(browser: Browser) -> None:
    back = browser.get("/documents/1/diff?from=2&to=1&view=side&context=all").dom
    rows = [[cell.text_content() for cell in row.xpath("td")] for row in back.xpath("//table//tr[td]")]
    assert rows[0] == ["1", "整理了二十二款字体，请谨慎使用。", "1", "整理了二十款字体，可以放心使用。"]
    assert rows[1] == ["2", "第二段没有变化。", "2", "第二段没有变化。"]
    assert browser.get("/documents/1/diff?from=1&to=9").status == 404
    assert "The text is the same" in browser.get("/documents/1/diff?from=1&to=1").words


def test_text_and_bytes_of_a_version_come_as_plain_text_that_nothing_can_run_in(browser: Browser) -> None:
    text = browser.get("/documents/1/versions/2/text")
    assert text.text.startswith("整理了二十二款字体")
    raw = browser.get("/documents/1/versions/2/raw")
    assert raw.text.startswith("<html><title>免费字体")
    for answer in (text, raw):
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("sandbox;")
    download = browser.get("/documents/1/versions/2/raw?download=1")
    assert download.headers["content-disposition"].startswith("attachment;")


def test_why_i_was_told_or_not_has_the_deliveries_and_the_decisions(browser: Browser) -> None:
    words = browser.get("/documents/1/why").words
    assert "team: pending" in words
    assert "new version 200 text changed" in words


def test_an_alert_leads_to_its_event_with_what_changed_and_who_was_told(browser: Browser) -> None:
    page = browser.get("/events/1")
    assert "silently edited 免费字体" in page.words
    assert "pending team" in page.words
    assert page.dom.xpath("//main//a[contains(@class, 'button')]/@href") == [
        "/documents/1/diff?from=1&to=2",
        "/documents/1",
    ]


def test_chinese_goes_in_and_comes_out(browser: Browser) -> None:
    page = browser.get("/search?q=%E8%B0%A8%E6%85%8E")
    assert page.dom.xpath("//mark/text()") == ["谨慎"]
    assert page.dom.xpath("//header//input[@name='q']/@value") == ["谨慎"]
    assert "the newest version has it" in page.words
    gone = browser.get("/search?q=%E6%94%BE%E5%BF%83").words
    assert "no longer there" in gone


def test_a_page_that_is_not_there_says_so(browser: Browser) -> None:
    for path in (
        "/nope",
        "/documents/99",
        f"/documents/{10**30}",
        "/documents/1/versions/99",
        "/static/x",
        "/documents/1/",
    ):
        answer = browser.get(path)
        assert answer.status == 404, path
        assert "Not here" in answer.words


def test_machines_are_told_that_it_lives_and_works(browser: Browser) -> None:
    assert json.loads(browser.get("/health").body) == {"status": "ok"}
    assert json.loads(browser.get("/readyz").body) == {"status": "ok", "service": False}


def test_machines_are_told_when_the_database_is_gone(tmp_path: Path) -> None:
    with pages(tmp_path / "none.db") as browser:
        answer = browser.get("/health")
        assert answer.status == 503
        assert json.loads(answer.body)["status"] == "failing"
        assert browser.get("/").status == 503


def test_pages_link_to_the_page_itself_and_to_nothing_else_outside(browser: Browser) -> None:
    links = set(browser.get("/documents/1").dom.xpath("//a/@href[starts-with(., 'http')]"))
    assert links == {PAGE}


class FullDisk(OwnHands):
    """A service whose disk is full."""

    at_work = True
    trouble = "no room left for the database; nothing was lost, free some space and go on"


def test_a_full_disk_stands_on_every_page_and_the_service_is_not_ready(tmp_path: Path) -> None:
    seed(tmp_path / "pagewatch.db")
    with pages(tmp_path / "pagewatch.db", hands=FullDisk) as browser:
        for path in ("/", "/changes", "/documents/1/diff"):
            assert browser.get(path).dom.xpath("string(//*[@role='alert'])") == FullDisk.trouble
        assert browser.get("/readyz").status == 503
        assert browser.get("/health").status == 200


class Silent(OwnHands):
    """A service that does not beat."""

    at_work = True


def test_a_service_that_does_not_beat_is_not_ready(tmp_path: Path) -> None:
    seed(tmp_path / "pagewatch.db")
    with pages(tmp_path / "pagewatch.db", hands=Silent) as browser:
        answer = browser.get("/readyz")
        assert (answer.status, json.loads(answer.body)["why"]) == (503, "the service does not beat")
        with open_store(tmp_path / "pagewatch.db", holder="test") as store:
            store.beat(NOW - timedelta(seconds=20), command="pagewatch run")
        assert browser.get("/readyz").status == 200
