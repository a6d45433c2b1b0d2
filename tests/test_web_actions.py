"""What can be done on the pages: each action changes what it says, through the one writer."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

import pytest

from scraper.errors import Locked
from scraper.revisit import Rate
from storage import open_history, open_store
from storage.lock import WriterLock
from tests.conftest import ROOT
from tests.pages import NOW, Browser, pages
from tests.seeded import DEAD, PAGE, seed


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "pagewatch.db"
    seed(path)
    return path


@pytest.fixture
def browser(db: Path) -> Iterator[Browser]:
    with pages(db) as running:
        yield running


def test_check_now_makes_a_source_due(db: Path, browser: Browser) -> None:
    said = browser.send("/sources/1/check").words
    assert "It is due now" in said
    assert "asked for by a person" in said
    with open_history(db) as history:
        assert history.source(1)["next_check_at"] == NOW.isoformat()


def test_check_now_on_a_document_makes_its_page_due(db: Path, browser: Browser) -> None:
    assert "It is due now" in browser.send("/documents/1/check").words
    with open_history(db) as history:
        assert history.document(1)["next_check_at"] == NOW.isoformat()


def test_check_now_says_when_the_server_asked_to_be_left_alone(db: Path, browser: Browser) -> None:
    with open_store(db, holder="test") as store:
        store.conn.execute("UPDATE resources SET retry_after = '2026-04-01T00:00:00Z' WHERE id = 1")
    said = browser.send("/sources/1/check").words
    assert "left alone for a while" in said
    assert "until 2026-04-01 00:00Z" in said
    with open_store(db, holder="test") as store:
        assert PAGE not in [due.url for due in store.due(NOW)]


def test_check_now_does_not_ask_before_what_was_read_last_is_stale(db: Path, browser: Browser) -> None:
    with open_store(db, holder="test") as store:
        fresh = Rate(max_age_s=30 * 86400).dump()
        store.conn.execute(
            "UPDATE resources SET rate_json = ?, next_check_at = '2026-04-01T00:00:00Z' WHERE id = 1", (fresh,)
        )
    for path in ("/sources/1", "/documents/1"):
        assert "Not asked: what was read last still holds" in browser.send(f"{path}/check").words
    with open_history(db) as history:
        assert history.source(1)["next_check_at"] == "2026-04-01T00:00:00+00:00"


def test_a_paused_source_is_not_checked_until_it_is_resumed(db: Path, browser: Browser) -> None:
    assert "Paused: it is not checked" in browser.send("/sources/1/pause").words
    assert "none: it is paused" in browser.get("/sources/1").words
    refused = browser.post("/sources/1/check")
    assert refused.status == 400
    assert "resume its source first" in refused.words
    with open_store(db, holder="test") as store:
        assert PAGE not in [due.url for due in store.due(NOW + timedelta(days=99))]
    assert "Resumed: it is checked again." in browser.send("/sources/1/resume").words
    with open_store(db, holder="test") as store:
        assert PAGE in [due.url for due in store.due(NOW + timedelta(days=99))]


def test_something_new_is_followed_as_the_form_says(db: Path, browser: Browser) -> None:
    form = {
        "url": "https://例子.example/新闻/feed.xml", "every": "30m", "tags": "新闻, demo，新闻", "note": "每天看", "kind": "",
    }  # fmt: skip
    page = browser.send("/sources", form)
    assert "Followed from now on" in page.words
    with open_history(db) as history:
        row = history.source(3)
    assert (row["kind"], row["every_s"], row["tags"], row["note"]) == ("feed", 1800, ["新闻", "demo"], "每天看")
    assert "every 30 min" in page.words
    again = browser.send("/sources", form)
    assert "followed already" in again.words


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ({"url": ""}, "URL"),
        ({"url": "javascript:alert(1)"}, "javascript"),
        ({"url": "file:///etc/passwd"}, "only http and https"),
        ({"url": "https://a.example/", "every": "soon"}, "soon"),
        ({"url": "https://a.example/", "every": "1h", "cron": "0 9 * * *"}, "not both"),
        ({"url": "https://a.example/", "cron": "99 9 * * *"}, "99"),
        ({"url": "https://a.example/", "kind": "zoo"}, "zoo"),
    ],
)
def test_a_form_that_cannot_be_meant_is_given_back_with_what_is_wrong(
    browser: Browser, form: dict[str, str], complaint: str
) -> None:
    answer = browser.post("/sources", {**form, "note": "kept"})
    assert answer.status == 400
    assert complaint in " ".join(answer.dom.xpath("//p[@role='alert']")[0].text_content().split())
    assert answer.dom.xpath("//input[@name='note']/@value") == ["kept"]


def dead_link(browser: Browser) -> str:
    [address] = browser.get("/links?state=dead").dom.xpath("//span[@class='title']/a/@href")
    return str(address)


def test_a_verdict_that_is_wrong_is_marked_with_the_reason_and_taken_back(db: Path, browser: Browser) -> None:
    link = dead_link(browser)
    said = browser.send(f"{link}/mark", {"state": "alive", "why": "打开过，可以下载"}).words
    assert "Your verdict is kept" in said
    assert "打开过，可以下载" in said
    assert "dead: 404 for 7 days" in said
    assert "No link is known to be dead" in browser.get("/links").words
    assert "0 dead links" in browser.get("/").words
    with open_history(db) as history:
        assert history.link_evidence(DEAD)["state"] == "alive"
    assert "judges this link by itself again" in browser.send(f"{link}/mark", {"state": "auto"}).words
    assert dead_link(browser) == link


def test_a_verdict_needs_a_reason_and_a_state_that_exists(browser: Browser) -> None:
    link = dead_link(browser)
    for form in ({"state": "alive"}, {"state": "alive", "why": "  "}, {"state": "undead", "why": "x"}, {}):
        assert browser.post(f"{link}/mark", form).status == 400
    assert browser.post("/links/999/mark", {"state": "alive", "why": "x"}).status == 400
    assert dead_link(browser) == link


def test_alerts_that_failed_are_shown_with_why_and_sent_again(db: Path, browser: Browser) -> None:
    assert "Nothing had failed" in browser.send("/alerts/retry").words
    with open_store(db, holder="test") as store:
        ids = [one.delivery_id for one in store.claim(NOW)]
        store.failed(ids, "535 wrong password", None, NOW)
    page = browser.get("/alerts?state=failed")
    assert page.words.count("535 wrong password") == len(ids) == 2
    assert "To be sent again." in browser.send("/alerts/retry", {"delivery": str(ids[0])}).words
    assert browser.get("/alerts?state=failed").words.count("535 wrong password") == 1
    assert browser.send("/alerts/retry").status == 200
    assert "Nothing failed." in browser.get("/alerts?state=failed").words
    with open_history(db) as history:
        assert {row["state"] for row in history.deliveries()} == {"pending"}
    assert browser.post("/alerts/retry", {"delivery": "1 OR 1"}).status == 400


@contextmanager
def owned_elsewhere(db: Path) -> Iterator[tuple[IO[str], IO[str]]]:
    """Another process has the database, as a running service has it."""
    code = (
        "import sys; from pathlib import Path; from storage import open_store\n"
        "with open_store(Path(sys.argv[1]), holder='pagewatch run') as store:\n"
        "    print('open', flush=True); sys.stdin.readline()\n"
        "    print(store.changed_elsewhere(), store.source(1).paused, flush=True)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(db)], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdin is not None and owner.stdout is not None
        assert owner.stdout.readline() == "open\n"
        yield owner.stdin, owner.stdout


def test_while_another_process_has_the_database_actions_are_written_beside_it_and_seen_by_it(
    db: Path, browser: Browser
) -> None:
    with owned_elsewhere(db) as (ask, answer):
        with pytest.raises(Locked, match="pagewatch run"):
            open_store(db, holder="test")
        assert "It is due now" in browser.send("/sources/2/check").words
        assert "Followed from now on" in browser.send("/sources", {"url": "https://new.example/"}).words
        assert "Your verdict is kept" in browser.send(
            f"{dead_link(browser)}/mark", {"state": "alive", "why": "打开过"}
        ).words  # fmt: skip
        assert "Paused" in browser.send("/sources/1/pause").words
        print(file=ask, flush=True)
        assert answer.readline() == "True True\n"


def test_while_the_database_is_only_being_made_or_migrated_nothing_is_changed_and_it_is_named(
    db: Path, browser: Browser
) -> None:
    assert browser.get("/sources/1").status == 200
    with WriterLock(db, "pagewatch check"), closing(sqlite3.connect(db)) as maker:
        now = maker.execute("PRAGMA user_version").fetchone()[0]
        maker.execute(f"PRAGMA user_version = {now - 1}")
        answer = browser.post("/sources/1/pause")
        maker.execute(f"PRAGMA user_version = {now}")
    assert answer.status == 409
    assert "is being written by pagewatch check" in answer.words and "Nothing was changed" in answer.words
    with open_history(db) as history:
        assert not history.source(1)["paused"]


def test_an_action_lets_the_lock_go_again(db: Path, browser: Browser) -> None:
    browser.send("/sources/1/pause")
    with open_store(db, holder="test") as store:
        assert store.source(1).paused


def test_an_action_on_what_is_not_there_is_refused(browser: Browser) -> None:
    for path in ("/sources/99/pause", "/sources/99/check", "/documents/99/check", f"/sources/{10**20}/resume"):
        answer = browser.post(path)
        assert answer.status == 400, path
        assert "no " in answer.words


def test_what_an_action_says_cannot_be_made_up(browser: Browser) -> None:
    assert browser.get("/?done=<b>you+won</b>").dom.xpath("//*[@role='status']") == []


def test_sources_are_found_by_tag_state_and_words(browser: Browser) -> None:
    def found(query: str) -> list[str]:
        return [str(a) for a in browser.get(f"/sources?{query}").dom.xpath("//span[@class='title']/a/@href")]

    assert found("") == ["/sources/1", "/sources/2"]
    assert found("tag=demo") == ["/sources/1"]
    assert found("state=new") == ["/sources/2"]
    assert found("state=trouble") == []
    assert found("q=%E5%AD%97%E4%BD%93") == ["/sources/1"]
    assert found("q=NEWS.example") == ["/sources/2"]
    assert found("page=1") == []
