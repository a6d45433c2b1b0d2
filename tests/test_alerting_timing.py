"""When alerts may go out."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from scraper.alerting import Timing, not_before

NIGHT = Timing(quiet=(time(22), time(7)))
TWICE = Timing(digest=(time(8), time(18)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_by_default_an_alert_goes_out_at_once() -> None:
    assert not_before(at("2025-01-20T12:00"), at("2025-01-20T12:01"), Timing()) <= at("2025-01-20T12:01")


def test_quiet_hours_over_midnight_end_in_the_morning() -> None:
    for moment in ("2025-01-20T22:00", "2025-01-20T23:59", "2025-01-21T06:59"):
        assert not_before(at(moment), at(moment), NIGHT) == at("2025-01-21T07:00")
    for moment in ("2025-01-21T07:00", "2025-01-21T21:59"):
        assert not_before(at(moment), at(moment), NIGHT) == at(moment)


def test_quiet_hours_within_a_day() -> None:
    noon = Timing(quiet=(time(12), time(13)))
    assert not_before(at("2025-01-20T12:30"), at("2025-01-20T12:30"), noon) == at("2025-01-20T13:00")
    assert not_before(at("2025-01-20T13:30"), at("2025-01-20T13:30"), noon) == at("2025-01-20T13:30")


def test_a_digest_collects_until_its_next_time() -> None:
    assert not_before(at("2025-01-20T07:59"), at("2025-01-20T07:59"), TWICE) == at("2025-01-20T08:00")
    assert not_before(at("2025-01-20T08:01"), at("2025-01-20T09:00"), TWICE) == at("2025-01-20T18:00")
    assert not_before(at("2025-01-20T18:01"), at("2025-01-20T19:00"), TWICE) == at("2025-01-21T08:00")
    assert not_before(at("2025-01-20T08:01"), at("2025-01-20T18:00"), TWICE) <= at("2025-01-20T18:00")


def test_a_digest_in_quiet_hours_waits_for_their_end() -> None:
    both = Timing(digest=(time(23),), quiet=(time(22), time(7)))
    assert not_before(at("2025-01-20T12:00"), at("2025-01-20T12:00"), both) == at("2025-01-21T07:00")


def test_times_are_the_operators() -> None:
    shanghai = Timing(digest=(time(8),), zone=ZoneInfo("Asia/Shanghai"))
    assert not_before(at("2025-01-20T12:00"), at("2025-01-20T12:00"), shanghai) == at("2025-01-21T00:00")


TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(
    st.builds(
        Timing,
        digest=st.lists(TIMES, max_size=3).map(tuple),
        quiet=st.one_of(st.none(), st.tuples(TIMES, TIMES)),
        zone=st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")]),
    ),
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)),
)
def test_nothing_waits_longer_than_a_day_and_quiet_hours(timing: Timing, moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    found = not_before(now, now, timing)
    assert now <= found <= now + timedelta(hours=51)
    # Once that time has come it may go out, whatever the clock did meanwhile.
    assert not_before(now, found, timing) <= found
