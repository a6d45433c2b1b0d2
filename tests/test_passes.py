"""One pass through the real command: what is looked at, what is written, what the exit code says."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import ROOT, Pagewatch
from tests.site import Site

TEXT = "The council met on Tuesday and agreed on the budget for the coming year after a debate of four hours. " * 4
FIELDS = ["url", "kind", "outcome", "status", "decision", "reason", "elapsed_ms"]


def page(text: str, *, title: str = "A page", head: str = "") -> str:
    return f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>"


_NO_ROWS = ("daemon", "search_index")  # the heartbeat; and what has no rows to read


def rows_of(path: Path) -> str:
    """A digest over every row of every table: what the database says, not how its file is laid out."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        tables = [r[0] for r in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        rows = [(t, r) for t in tables if t not in _NO_ROWS for r in db.execute(f"SELECT * FROM {t}")]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def at(day: int) -> str:
    return f"2026-03-{day:02d}T08:00:00Z"


def test_a_dry_run_says_what_would_be_and_writes_and_tells_nothing(pagewatch: Pagewatch, site: Site) -> None:
    url = site.put("/a", page(TEXT))
    pagewatch.run("add", url, "--kind", "page", "--no-links")
    first = pagewatch.rows("check", "--all", "--dry-run", "--clock", at(1))
    assert [(r["decision"]) for r in first] == ["baseline"]
    pagewatch.run("check", "--all", "--clock", at(1))
    site.put("/a", page(TEXT.replace("Tuesday", "Friday")))
    before = rows_of(pagewatch.db)
    tried = pagewatch.rows("check", "--all", "--dry-run", "--clock", at(2))
    assert [(r["url"], r["decision"]) for r in tried] == [(url, "new version")]
    assert rows_of(pagewatch.db) == before and pagewatch.told() == []
    assert "dry run, nothing was written" in pagewatch.run("check", "--all", "--dry-run", "--clock", at(2)).stdout
    assert [r["decision"] for r in pagewatch.rows("check", "--all", "--clock", at(2))] == ["new version"]


def test_the_same_text_is_known_wherever_it_is_looked_for(pagewatch: Pagewatch, site: Site) -> None:
    """While most texts change, the look before reading is the workers': every place gives the same answer."""
    names = [f"/{n}" for n in range(14)]
    urls = [site.put(name, page(TEXT, title=name)) for name in names]
    pagewatch.run("add", *urls, "--kind", "page", "--no-links")
    pagewatch.run("check", "--all", "--clock", at(1))
    for number, name in enumerate(names):  # the last two change in their bytes alone
        text = TEXT + " The mayor agreed." if number < 12 else TEXT
        site.put(name, page(text, title=name, head="<!-- 2 -->"))
    said = {r["url"]: (r["decision"], r["reason"]) for r in pagewatch.rows("check", "--all", "--clock", at(2))}
    assert [said[url][0] for url in urls[:12]] == ["new version"] * 12
    assert [said[url] for url in urls[12:]] == [("unchanged", "same text")] * 2


def test_the_exit_code_tells_changes_from_failures(pagewatch: Pagewatch, site: Site) -> None:
    url = site.put("/a", page(TEXT))
    pagewatch.run("add", url, "--kind", "page", "--no-links")
    row = json.loads(pagewatch.run("check", "--all", "--jsonl", "--exit-code", "--clock", at(1), code=0).stdout)
    assert [name for name in FIELDS if name not in row] == [] and row["kind"] == "page" and row["elapsed_ms"] > 0
    pagewatch.run("check", "--all", "--exit-code", "--clock", at(2), code=0)
    site.put("/a", page("Something else entirely was decided. " * 20))
    pagewatch.run("check", "--all", "--exit-code", "--clock", at(3), code=3)
    site.put("/a", page(TEXT), status=503)
    pagewatch.run("check", "--all", "--exit-code", "--clock", at(4), code=1)
    with closing(sqlite3.connect(pagewatch.db)) as db:  # … and the first pass of each later day tidied the database
        told = dict(db.execute("SELECT key, value FROM meta WHERE key IN ('tidied_at', 'repacked_to')"))
        assert told == {"tidied_at": at(4), "repacked_to": str(db.execute("SELECT max(id) FROM blobs").fetchone()[0])}


def test_a_named_source_is_looked_at_alone_and_by_number_url_or_part(pagewatch: Pagewatch, site: Site) -> None:
    urls = [site.put(path, page(TEXT, title=path)) for path in ("/first", "/second")]
    for url in urls:
        pagewatch.run("add", url, "--kind", "page", "--no-links")
    for name, url in (("1", urls[0]), (urls[1], urls[1]), ("first", urls[0])):
        assert [r["url"] for r in pagewatch.rows("check", name, "--force")] == [url]


def test_what_is_due_is_looked_at_and_nothing_else(pagewatch: Pagewatch, site: Site) -> None:
    url = site.put("/a", page(TEXT))
    pagewatch.run("add", url, "--kind", "page", "--no-links", "--every", "2h")
    assert len(pagewatch.rows("check", "--clock", "2030-03-01T08:00:00Z")) == 1
    assert pagewatch.rows("check", "--clock", "2030-03-01T09:00:00Z") == []
    assert len(pagewatch.rows("check", "--clock", "2030-03-01T10:30:00Z")) == 1


@pytest.mark.parametrize("extractor", ["auto", "article", "readability"])
def test_the_extractor_that_was_asked_for_reads_the_page(pagewatch: Pagewatch, site: Site, extractor: str) -> None:
    paragraphs = "".join(f"<p>Paragraph {n}. {TEXT}</p>" for n in range(6))
    url = site.put(
        "/a",
        f"<html><head><title>Story</title></head><body><nav>Home</nav><article><h1>Story</h1>{paragraphs}</article></body></html>",
    )
    pagewatch.run("add", url, "--kind", "page", "--no-links", "--extractor", extractor)
    pagewatch.run("check", "--all", "--clock", at(1))
    (version,) = pagewatch.rows("history", url)
    named = {"auto": "blocks", "article": "article", "readability": "readability"}[extractor]
    assert version["extractor"].startswith(named)
    assert "Paragraph 3." in pagewatch.run("text", url).stdout


def test_a_page_that_announces_a_feed_is_followed_and_the_feed_offered(pagewatch: Pagewatch, site: Site) -> None:
    offer = f'<link rel=alternate type="application/rss+xml" href="{site.url}/feed.xml">'
    url = site.put("/", page(TEXT, head=offer))
    said = pagewatch.run("add", url)
    assert "added #1 page" in said.stdout and f"{site.url}/feed.xml" in said.stdout + said.stderr


def test_a_sitemap_leads_to_its_pages_and_a_newer_lastmod_to_a_look(pagewatch: Pagewatch, site: Site) -> None:
    def sitemap(**dates: str) -> str:
        rows = "".join(
            f"<url><loc>{site.url}/{name}</loc><lastmod>{day}</lastmod></url>" for name, day in dates.items()
        )
        return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'

    for name in ("one", "two"):
        site.put(f"/{name}", page(TEXT, title=name))
    url = site.put("/sitemap.xml", sitemap(one="2026-02-01", two="2026-02-01"), Content_Type="application/xml")
    assert pagewatch.rows("add", url)[0]["kind"] == "sitemap"
    assert {r["url"] for r in pagewatch.rows("check", "--all", "--clock", "2030-03-01T08:00:00Z")} == {
        url,
        f"{site.url}/one",
        f"{site.url}/two",
    }
    site.put("/sitemap.xml", sitemap(one="2030-03-02", two="2026-02-01"), Content_Type="application/xml")
    due = {r["url"] for r in pagewatch.rows("check", url, "--force", "--clock", "2030-03-02T08:00:00Z")}
    due |= {r["url"] for r in pagewatch.rows("check", "--clock", "2030-03-02T08:05:00Z")}
    assert f"{site.url}/one" in due


def test_a_feeds_articles_are_not_fetched_where_that_is_not_wanted(pagewatch: Pagewatch, site: Site) -> None:
    body = f"<rss version='2.0'><channel><title>F</title><item><title>a</title><link>{site.url}/a</link></item></channel></rss>"
    url = site.put("/feed.xml", body, Content_Type="application/rss+xml")
    site.put("/a", page(TEXT))
    pagewatch.run("add", url, "--no-follow")
    assert [r["url"] for r in pagewatch.rows("check", "--all", "--clock", at(1))] == [url]
    assert site.asked("/a") == 0


def scrapy(*words: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    given = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *words, *given], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_scrapys_own_commands_know_the_spiders() -> None:
    listed = scrapy("list", folder=ROOT)
    assert listed.returncode == 0 and {"page", "feed", "sitemap", "link"} <= set(listed.stdout.split())


PASSES = """
import gc, sys
from pathlib import Path
from scrapy.crawler import Crawler
from scraper.config import load
from scraper.service import PassRequest, run_pass
config = load(Path(sys.argv[2]), {})
for _ in range(3):
    report = run_pass(PassRequest(db=Path(sys.argv[1]), config=config, everything=True, deliver=False))
    assert len(report.checks) == 1
gc.collect()
print(sum(isinstance(thing, Crawler) for thing in gc.get_objects()))
"""


def test_passes_in_one_process_leave_no_crawler_behind(pagewatch: Pagewatch, site: Site) -> None:
    pagewatch.run("add", site.put("/a", page(TEXT)), "--kind", "page")
    command = [sys.executable, "-c", PASSES, str(pagewatch.db), str(pagewatch.config)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.stdout.split() == ["0"], done.stderr
