"""The plan: never before it is allowed, never later than it should be, and a sentence that agrees with the time."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.records import ResourceKind, Rhythm
from scraper.revisit import Hints, Pace, Plan, Seen, catch_up, next_check, words

NOW = datetime(2025, 1, 20, 12, 0, 30, tzinfo=UTC)
URL = "https://example.org/a"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ADAPTIVE = Rhythm()


def plan(seen: Seen, rhythm: Rhythm = ADAPTIVE, *, rate: str = "", now: datetime = NOW, **more: Any) -> Plan:
    hints = more.pop("hints", Hints())
    return next_check(rhythm, rate, seen, now, url=more.pop("url", URL), hints=hints, pace=more.pop("pace", Pace()))


def wait(found: Plan, now: datetime = NOW) -> timedelta:
    assert found.next_check_at is not None
    return found.next_check_at - now


def watched(
    times: int, *, changes: bool, every: timedelta = timedelta(hours=6), kind: ResourceKind = ResourceKind.PAGE
) -> str:
    """What is remembered after so many checks."""
    rate, now = "", NOW - every * times
    for _ in range(times):
        seen = Seen("changed" if changes else "unchanged", last_checked_at=now - every)
        rate = plan(seen, rate=rate, now=now, hints=Hints(page_kind=kind)).rate_json
        now += every
    return rate


# -- what the user set -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["first", "changed", "unchanged"])
def test_every_is_kept_to_the_second(kind: str) -> None:
    assert wait(plan(Seen(kind), Rhythm(every_s=1800))) == timedelta(seconds=1800)


def test_cron_is_kept_to_the_second_in_its_zone() -> None:
    found = plan(Seen("unchanged"), Rhythm(cron="0 9 * * 0", tz="Asia/Shanghai"))
    assert found.next_check_at == datetime(2025, 1, 26, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert "2025-01-26 09:00 in Asia/Shanghai" in found.why


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_a_daily_source_is_checked_once_on_every_local_date_for_two_years(zone: str) -> None:
    rhythm, now, days = Rhythm(cron="30 2 * * *", tz=zone), datetime(2025, 1, 1, 12, tzinfo=UTC), []
    while now < datetime(2027, 1, 1, tzinfo=UTC):
        found = plan(Seen("unchanged", last_checked_at=now), rhythm, now=now + timedelta(seconds=7))
        assert found.next_check_at is not None
        now = found.next_check_at
        days.append(now.astimezone(ZoneInfo(zone)).date())
    assert len(days) == len(set(days)) == (days[-1] - days[0]).days + 1


# -- the learnt rate -------------------------------------------------------------------------------------------


def test_a_new_page_is_looked_at_once_more_within_the_hour() -> None:
    first = plan(Seen("first"))
    assert timedelta(minutes=10) <= wait(first) <= HOUR
    assert first.next_check_at is not None
    second = plan(Seen("unchanged", last_checked_at=NOW), rate=first.rate_json, now=first.next_check_at)
    assert wait(second, first.next_check_at) > 3 * HOUR


def test_what_changes_often_is_looked_at_more_often_than_what_does_not() -> None:
    busy = wait(plan(Seen("changed", last_checked_at=NOW - HOUR), rate=watched(40, changes=True, every=HOUR)))
    quiet = wait(plan(Seen("unchanged", last_checked_at=NOW - 6 * HOUR), rate=watched(40, changes=False)))
    assert timedelta(minutes=10) <= busy < 2 * HOUR
    assert 6 * HOUR < quiet <= DAY


def test_a_page_that_stopped_changing_is_forgotten_with_a_half_life_of_two_weeks() -> None:
    rate, now, waits = watched(40, changes=True, every=HOUR), NOW, []
    for _ in range(60):
        found = plan(Seen("unchanged", last_checked_at=now - DAY), rate=rate, now=now)
        waits.append(wait(found, now))
        rate, now = found.rate_json, now + DAY
    assert waits == sorted(waits)
    assert waits[-1] > 3 * waits[0]


def test_new_articles_are_checked_more_often_than_old_ones() -> None:
    ages = [timedelta(minutes=10), HOUR, 6 * HOUR, DAY, 3 * DAY, 30 * DAY, 400 * DAY]
    waits = [wait(plan(Seen("unchanged", published_at=NOW - age, last_checked_at=NOW - HOUR))) for age in ages]
    assert waits == sorted(waits)
    assert waits[0] < 2 * HOUR
    assert waits[-1] <= 7 * DAY


def test_an_old_article_that_is_edited_again_and_again_is_watched_like_a_page() -> None:
    published, rate, now = NOW - 400 * DAY, "", NOW - 30 * DAY
    still = plan(Seen("unchanged", published_at=published, last_checked_at=NOW - DAY))
    for _ in range(30):
        seen = Seen("changed", published_at=published, last_checked_at=now - DAY)
        found = plan(seen, rate=rate, now=now)
        rate, now = found.rate_json, now + DAY
    assert wait(found, now - DAY) < wait(still) / 4


def test_a_date_in_the_future_makes_no_article() -> None:
    found = plan(Seen("unchanged", published_at=NOW + 400 * DAY, last_checked_at=NOW - HOUR))
    assert wait(found) <= DAY


def test_a_feed_starts_with_what_its_entry_dates_tell() -> None:
    hints = Hints(page_kind=ResourceKind.FEED)
    daily = tuple(NOW - DAY * n for n in range(20))
    yearly = tuple(NOW - 365 * DAY * n for n in range(1, 5))
    often = wait(plan(Seen("first", entry_times=daily), hints=hints))
    rarely = wait(plan(Seen("first", entry_times=yearly), hints=hints))
    assert HOUR <= often < 4 * HOUR < rarely


def test_a_feed_is_never_polled_more_than_hourly_unless_the_user_says_so() -> None:
    hints = Hints(page_kind=ResourceKind.FEED)
    rate = watched(50, changes=True, every=HOUR, kind=ResourceKind.FEED)
    seen = Seen("changed", new_entries=20, last_checked_at=NOW - HOUR)
    assert wait(plan(seen, rate=rate, hints=hints)) >= HOUR
    assert wait(plan(seen, Rhythm(every_s=600), rate=rate, hints=hints)) == timedelta(minutes=10)


def test_the_same_url_always_gets_the_same_jitter_and_others_another() -> None:
    seen = Seen("unchanged", last_checked_at=NOW - HOUR)
    waits = {url: wait(plan(seen, url=url)) for url in (f"https://example.org/{n}" for n in range(50))}
    assert waits == {url: wait(plan(seen, url=url)) for url in waits}
    assert len(set(waits.values())) > 40
    assert max(waits.values()) <= min(waits.values()) * 1.1 / 0.9 + timedelta(seconds=2)


def test_the_users_longest_wait_caps_the_learnt_one() -> None:
    found = plan(Seen("unchanged"), rate=watched(60, changes=False), pace=Pace(max_s=3600))
    assert wait(found) <= HOUR
    assert "capped at 1 h (your maximum)" in found.why


# -- what servers and feeds ask for ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hints", "seconds", "note"),
    [
        (Hints(max_age_s=7200), 7200, "raised to 2 h by the server's cache lifetime"),
        (Hints(expires_s=7200), 7200, "raised to 2 h by the server's cache lifetime"),
        (Hints(ttl_s=10800, page_kind=ResourceKind.FEED), 10800, "raised to 3 h by the feed's ttl"),
        (Hints(ttl_s=1e9, page_kind=ResourceKind.FEED), 7 * 86400, "raised to 7 d by the feed's ttl"),
        (Hints(max_age_s=5), 1800, "no hint or limit"),
    ],
)
def test_hints_raise_even_what_the_user_set_and_are_clamped(hints: Hints, seconds: int, note: str) -> None:
    found = plan(Seen("changed"), Rhythm(every_s=1800), hints=hints)
    assert wait(found) == timedelta(seconds=seconds)
    assert note in found.why


def test_a_304_does_not_repeat_the_ttl_but_it_still_holds() -> None:
    feed = ResourceKind.FEED
    first = plan(Seen("first"), Rhythm(every_s=1800), hints=Hints(ttl_s=10800, page_kind=feed))
    again = plan(Seen("unchanged", status=304), Rhythm(every_s=1800), rate=first.rate_json, hints=Hints(page_kind=feed))
    assert wait(again) == 3 * HOUR
    dropped = plan(Seen("changed"), Rhythm(every_s=1800), rate=again.rate_json, hints=Hints(page_kind=feed))
    assert wait(dropped) == timedelta(minutes=30)


def test_skipped_hours_and_days_are_left_out() -> None:
    found = plan(Seen("changed"), Rhythm(every_s=1800), hints=Hints(skip_hours=(12, 13, 14)))
    assert found.next_check_at == NOW.replace(hour=15, minute=0, second=0)
    found = plan(Seen("changed"), Rhythm(every_s=1800), hints=Hints(skip_days=("Monday", "tuesday")))
    assert found.next_check_at == datetime(2025, 1, 22, tzinfo=UTC)  # the 20th is a Monday


def test_a_feed_that_skips_everything_is_not_starved() -> None:
    everything = Hints(
        skip_hours=tuple(range(25)),
        skip_days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    )
    assert wait(plan(Seen("changed"), Rhythm(every_s=1800), hints=everything)) == timedelta(minutes=30)


def test_retry_after_binds_above_all() -> None:
    hints = Hints(retry_after=NOW + 20 * DAY)
    for rhythm in (ADAPTIVE, Rhythm(every_s=60), Rhythm(cron="* * * * *")):
        found = plan(Seen("blocked", status=429, failures=1), rhythm, hints=hints)
        assert found.next_check_at == NOW + 20 * DAY
        assert "Retry-After" in found.why


# -- trouble ---------------------------------------------------------------------------------------------------


def test_failures_double_the_wait_from_ten_minutes_up_to_a_day() -> None:
    waits = [wait(plan(Seen("failed", failures=n, status=503))) for n in range(1, 14)]
    assert timedelta(minutes=9) <= waits[0] <= timedelta(minutes=11)
    assert all(1.5 <= b / a <= 2.5 for a, b in itertools.pairwise(waits[:7]))
    assert waits[-1] <= DAY


def test_failures_teach_nothing_about_the_rate() -> None:
    rate = watched(10, changes=True)
    assert plan(Seen("failed", failures=3), rate=rate).rate_json == rate
    assert plan(Seen("blocked", failures=3, status=403), rate=rate).rate_json == rate


def test_a_retry_never_waits_longer_at_first_than_the_user_wanted_between_checks() -> None:
    assert wait(plan(Seen("failed", failures=1), Rhythm(every_s=2))) <= timedelta(seconds=3)


def test_a_daily_source_that_fails_still_runs_at_its_time() -> None:
    found = plan(Seen("failed", failures=9), Rhythm(cron="0 14 * * *"))
    assert found.next_check_at == datetime(2025, 1, 20, 14, tzinfo=UTC)


def test_a_busy_cron_backs_off_to_hourly_while_it_fails() -> None:
    assert wait(plan(Seen("failed", failures=9), Rhythm(cron="* * * * *"))) >= timedelta(minutes=59)


def test_gone_is_final_at_once() -> None:
    found = plan(Seen("failed", failures=1, status=410))
    assert found.next_check_at is None
    assert "410" in found.why


@pytest.mark.parametrize("told", [True, False])
def test_a_404_is_confirmed_by_three_looks_over_a_day_then_weekly(told: bool) -> None:
    first, now, looks = NOW, NOW, 0
    while now - first < DAY:
        looks += 1
        found = plan(Seen("failed", failures=looks, status=404, failing_since=first if told else None), now=now)
        assert found.next_check_at is not None
        now = found.next_check_at
    assert 3 <= looks + 1 <= 7
    confirmed = plan(Seen("failed", failures=looks + 1, status=404, failing_since=first if told else None), now=now)
    assert wait(confirmed, now) == 7 * DAY
    if told:
        assert now - first <= DAY + timedelta(minutes=5)


def test_a_refusal_of_our_own_rules_is_looked_at_daily() -> None:
    assert wait(plan(Seen("blocked", failures=4))) == DAY


# -- clocks ----------------------------------------------------------------------------------------------------


def test_nothing_waits_longer_than_its_interval_after_the_clock_went_back() -> None:
    planned = NOW + 2 * HOUR
    assert catch_up(planned, 7200, NOW - 5 * HOUR, url=URL) == NOW - 3 * HOUR


def test_a_year_ahead_gives_one_look_each_spread_over_the_hour() -> None:
    later = NOW + 365 * DAY
    times = [catch_up(NOW + HOUR, 7200, later, url=f"https://example.org/{n}") for n in range(500)]
    assert all(later <= at <= later + HOUR for at in times)
    buckets = [
        sum(later + timedelta(minutes=m) <= at < later + timedelta(minutes=m + 6) for at in times)
        for m in range(0, 60, 6)
    ]
    assert min(buckets) > 25


def test_what_is_due_now_stays_as_it_is() -> None:
    assert catch_up(NOW - timedelta(minutes=1), 7200, NOW, url=URL) == NOW - timedelta(minutes=1)


def test_a_jump_of_a_year_says_nothing_about_the_rate() -> None:
    rate = watched(20, changes=True)
    before = wait(plan(Seen("unchanged", last_checked_at=NOW - HOUR), rate=rate))
    after = wait(plan(Seen("unchanged", last_checked_at=NOW - 365 * DAY), rate=rate))
    assert after < 2 * before
    assert wait(plan(Seen("changed", last_checked_at=NOW + 365 * DAY), rate=rate)) > timedelta(0)


# -- the invariants --------------------------------------------------------------------------------------------

KINDS = st.sampled_from(["first", "changed", "unchanged", "failed", "blocked"])
RHYTHMS = st.one_of(
    st.just(ADAPTIVE),
    st.builds(Rhythm, every_s=st.integers(1, 10**8)),
    st.sampled_from(
        [Rhythm(cron="*/5 * * * *"), Rhythm(cron="0 9 * * 1-5", tz="Asia/Shanghai"), Rhythm(cron="0 0 29 2 *")]
    ),
)
MOMENTS = st.one_of(
    st.none(), st.datetimes(datetime(1980, 1, 1), datetime(2090, 1, 1)).map(lambda d: d.replace(tzinfo=UTC))
)
SEENS = st.builds(
    Seen,
    kind=KINDS,
    new_entries=st.integers(0, 10**6),
    failures=st.integers(0, 10**6),
    last_checked_at=MOMENTS,
    published_at=MOMENTS,
    status=st.sampled_from([None, 200, 304, 403, 404, 429, 500, 503]),
    failing_since=MOMENTS,
)
SECONDS = st.one_of(st.none(), st.floats(0, 86400))
HINTS = st.builds(
    Hints,
    max_age_s=SECONDS,
    expires_s=SECONDS,
    ttl_s=st.one_of(st.none(), st.floats(0, 1e12)),
    skip_hours=st.lists(st.integers(-5, 40), max_size=24).map(tuple),
    skip_days=st.lists(st.sampled_from(["Monday", "friday", "Caturday", ""]), max_size=3).map(tuple),
    retry_after=st.one_of(st.none(), st.integers(1, 30 * 86400).map(lambda s: NOW + timedelta(seconds=s))),
    page_kind=st.sampled_from(list(ResourceKind)),
    modified_age_s=st.one_of(st.none(), st.floats(0, 1e10)),
)
PACES = st.builds(Pace, budget=st.floats(0.05, 200), max_s=st.one_of(st.none(), st.integers(1, 10**7)))
RATES = st.sampled_from(
    ["", "{}", "not json", "[]", '{"a":40,"b":1}', '{"b":20,"future":1}', '{"p":1700000000,"f":1700000000,"e":9}']
)


@settings(max_examples=400, deadline=None)
@given(RHYTHMS, RATES, SEENS, HINTS, PACES)
def test_never_too_early_never_too_late_and_the_sentence_agrees(
    rhythm: Rhythm, rate: str, seen: Seen, hints: Hints, pace: Pace
) -> None:
    found = plan(seen, rhythm, rate=rate, hints=hints, pace=pace)
    at = found.next_check_at
    assert at is not None
    assert at > NOW
    if hints.retry_after is not None:
        assert at >= hints.retry_after
    if seen.kind not in ("failed", "blocked"):
        assert at - NOW >= timedelta(
            seconds=max(hints.max_age_s or 0, hints.expires_s or 0, min(hints.ttl_s or 0, 7 * 86400)) - 1
        )
        if rhythm == ADAPTIVE and not hints.retry_after:
            longest = max(pace.cap_s, 7 * 86400.0, pace.feed_min_s)  # own cap, article cap or a week of hints
            assert at - NOW <= timedelta(seconds=longest) + timedelta(days=7)
    elif not hints.retry_after and not hints.skip_hours and not hints.skip_days:
        assert at - NOW <= timedelta(seconds=max(7 * 86400, rhythm.every_s or 0)) + timedelta(seconds=1)
    assert found.interval_s == max(round((at - NOW).total_seconds()), 1)
    # One sentence: the time, the span, one reason, one note.
    said = re.match(r"Next check (\d{4}-\d\d-\d\d \d\d:\d\d) UTC \((.*?)\): ", found.why)
    assert said is not None
    assert said[1] == f"{at:%Y-%m-%d %H:%M}"
    assert said[2].endswith(words(found.interval_s))
    assert found.why.endswith(".")
    assert found.why.count("; ") >= 1
    # What is remembered can be read back and is small.
    assert len(found.rate_json) < 1000
    plan(Seen("unchanged", last_checked_at=NOW - HOUR), rate=found.rate_json)


@settings(max_examples=100, deadline=None)
@given(st.floats(0.1, 48), st.integers(0, 30), st.booleans())
def test_an_adaptive_wait_lies_between_floor_and_cap(budget: float, checks: int, changes: bool) -> None:
    pace = Pace(budget=budget)
    found = plan(Seen("unchanged", last_checked_at=NOW - HOUR), rate=watched(checks, changes=changes), pace=pace)
    assert timedelta(seconds=pace.min_s) <= wait(found) <= timedelta(seconds=pace.cap_s + 1)
