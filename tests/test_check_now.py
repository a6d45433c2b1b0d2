"""Looking out of turn: what a server declared fresh is not asked before that is over, unless it is forced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scraper.revisit import Rate, fresh_until
from tests.conftest import Pagewatch
from tests.site import Site

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rate", "until", "why"),
    [
        (Rate(), None, ""),
        (Rate(max_age_s=60), NOW + timedelta(seconds=50), "the server's cache lifetime"),
        (Rate(max_age_s=60, ttl_s=3600), NOW + timedelta(seconds=3590), "the feed's ttl"),
        (Rate(ttl_s=1e12), NOW - timedelta(seconds=10) + timedelta(days=7), "the feed's ttl"),
        (Rate(max_age_s=5), None, ""),
        (Rate(skip_hours=(8,)), NOW.replace(hour=9), "the hours or days at which the feed wants no visit"),
        (Rate(skip_hours=tuple(range(24))), None, ""),
    ],
)
def test_an_answer_is_fresh_for_as_long_as_it_said(rate: Rate, until: datetime | None, why: str) -> None:
    found = fresh_until(rate.dump(), NOW - timedelta(seconds=10), NOW)
    assert found == (None if until is None else (until, why))


def test_check_now_waits_for_a_cache_lifetime_and_force_does_not(pagewatch: Pagewatch, site: Site) -> None:
    url = site.put("/page", "<html><title>T</title><p>words of the page</p></html>", Cache_Control="max-age=600")
    pagewatch.run("add", url, "--kind", "page")
    pagewatch.run("check")
    asked = site.asked("/page")
    told = pagewatch.run("check", url)
    assert site.asked("/page") == asked
    assert "not asked" in told.stderr and "cache lifetime" in told.stderr and "--force" in told.stderr
    told = pagewatch.run("check", url, "--force")
    assert site.asked("/page") == asked + 1 and "Retry-After never is" in told.stderr


def test_not_even_force_asks_before_retry_after(pagewatch: Pagewatch, site: Site) -> None:
    url = site.put("/page", "wait", status=429, Retry_After="600")
    pagewatch.run("add", url, "--kind", "page")
    pagewatch.run("check", code=1)
    for words in (["check", url], ["check", url, "--force"], ["check", "--all"], ["check", "--force"]):
        told = pagewatch.run(*words)
        assert site.asked("/page") == 1 and "Retry-After" in told.stderr


def test_robots_txt_is_asked_once_a_day_whatever_process_asks_and_anew_with_everything(
    pagewatch: Pagewatch, site: Site
) -> None:
    url = site.put("/page", "<html><title>T</title><p>words of the page</p></html>")
    site.put("/robots.txt", "User-agent: *\nDisallow: /private\n")
    secret = site.put("/private", "<p>secret")
    pagewatch.run("add", url, secret, "--kind", "page")
    [row] = [row for row in pagewatch.rows("check", code=1) if row["url"] == secret]
    assert row["reason"].startswith("blocked by robots.txt") and site.asked("/private") == 0
    pagewatch.run("check", url)
    assert site.asked("/robots.txt") == 1
    pagewatch.run("check", url, "--clock", "2099-01-01T00:00")
    assert site.asked("/robots.txt") == 2
    pagewatch.run("check", "--all", code=1)
    assert site.asked("/robots.txt") == 3
