"""Cron means what cron means: weekdays, day rules, zones, daylight saving."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import UsageError
from scraper.revisit import check_cron, parse_cron

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")


def runs(expression: str, zone: str, first: datetime, last: datetime) -> list[datetime]:
    cron, found, at = parse_cron(expression, zone), [], first
    while (nxt := cron.after(at)) is not None and nxt < last:
        found.append(nxt)
        at = nxt
    return found


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("time", ["30 2 * * *", "0 0 * * *", "15 3 * * *", "45 1 * * *"])
def test_a_daily_cron_runs_exactly_once_on_every_local_date(zone: str, time: str) -> None:
    found = runs(time, zone, at("2024-12-31T12:00", zone), at("2027-01-01T00:00", zone))
    days = Counter(moment.astimezone(ZoneInfo(zone)).date() for moment in found)
    wanted = {date(2025, 1, 1) + timedelta(days=n) for n in range(730)}
    assert set(days) == wanted
    assert set(days.values()) == {1}


@pytest.mark.parametrize("number", ["0", "7", "sun", "SUN"])
def test_zero_and_seven_are_sunday(number: str) -> None:
    found = runs(f"0 9 * * {number}", "Asia/Shanghai", at("2025-01-01T00:00"), at("2025-03-01T00:00"))
    assert len(found) == 8
    assert {moment.astimezone(ZoneInfo("Asia/Shanghai")).weekday() for moment in found} == {6}


def test_monday_to_friday_is_one_to_five() -> None:
    found = runs("0 9 * * 1-5", "UTC", at("2025-01-05T12:00"), at("2025-01-12T12:00"))
    assert [moment.day for moment in found] == [6, 7, 8, 9, 10]


@pytest.mark.parametrize("field", ["fri-sun", "5-7", "5,6,0"])
def test_a_weekday_range_may_end_on_sunday(field: str) -> None:
    found = runs(f"0 0 * * {field}", "UTC", at("2025-01-06T12:00"), at("2025-01-13T12:00"))
    assert [moment.weekday() for moment in found] == [4, 5, 6]


def test_either_day_field_is_enough_when_both_are_restricted() -> None:
    found = runs("0 0 13 * fri", "UTC", at("2025-06-01T00:00"), at("2025-07-01T00:00"))
    assert [moment.day for moment in found] == [6, 13, 20, 27]
    found = runs("0 0 15 * fri", "UTC", at("2025-06-01T00:00"), at("2025-07-01T00:00"))
    assert [moment.day for moment in found] == [6, 13, 15, 20, 27]


def test_a_time_that_spring_skips_runs_an_hour_later_by_the_clock() -> None:
    (found,) = runs("30 2 * * *", "Europe/Berlin", at("2025-03-29T12:00"), at("2025-03-30T12:00"))
    assert found.astimezone(ZoneInfo("Europe/Berlin")).isoformat() == "2025-03-30T03:30:00+02:00"


def test_quarter_hours_pass_evenly_through_both_changes_of_the_clock() -> None:
    for day in ("2025-03-30", "2025-10-26"):
        start = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
        found = runs("*/15 * * * *", "Europe/Berlin", start, start + timedelta(hours=10))
        assert {b - a for a, b in itertools.pairwise(found)} == {timedelta(minutes=15)}


def test_an_hour_that_autumn_repeats_runs_once_when_it_is_named() -> None:
    found = runs("*/30 2 * * *", "Europe/Berlin", at("2025-10-25T12:00"), at("2025-10-26T12:00"))
    assert [moment.isoformat() for moment in found] == ["2025-10-26T00:00:00+00:00", "2025-10-26T00:30:00+00:00"]


def test_a_zone_that_skipped_a_whole_day_goes_on() -> None:
    found = runs("0 9 * * *", "Pacific/Apia", at("2011-12-28T00:00"), at("2012-01-02T00:00"))
    local = [moment.astimezone(ZoneInfo("Pacific/Apia")).day for moment in found]
    assert local == [28, 29, 31, 1, 2]
    hourly = runs("0 * * * *", "Pacific/Apia", at("2011-12-30T06:30"), at("2011-12-30T16:30"))
    assert {b - a for a, b in itertools.pairwise(hourly)} == {timedelta(hours=1)}


def test_the_29th_of_february_is_found_years_ahead() -> None:
    assert parse_cron("0 0 29 2 *").after(at("2025-01-01T00:00")) == at("2028-02-29T00:00")


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("0 9 * *", "5 fields"),
        ("0 9 * * * *", "has 6"),
        ("60 9 * * *", "minute goes from 0 to 59"),
        ("0 24 * * *", "hour goes from 0 to 23"),
        ("0 9 0 * *", "day of month goes from 1 to 31"),
        ("0 9 * 13 *", "month goes from 1 to 12"),
        ("0 9 * * 8", "day of week goes from 0 to 7"),
        ("0 9 * * mondy", "'mondy'"),
        ("0 22-2 * * *", "backwards"),
        ("*/0 * * * *", "step of 0"),
        ("0 0 30 2 *", "never comes true"),
        ("@reboot", "@daily"),
        ("", "5 fields"),
        ("0 9 L * *", "'L'"),
        ("٣ 9 * * *", "'٣'"),
    ],
)
def test_what_is_wrong_with_an_expression_is_said(expression: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint.replace("*", r"\*")):
        check_cron(expression)


def test_an_unknown_zone_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="did you mean Asia/Shanghai"):
        check_cron("0 9 * * *", "Asia/Shangai")
    for broken in ("../etc/passwd", "", "Asia/", "\0"):
        with pytest.raises(UsageError):
            check_cron("0 9 * * *", broken)


FIELD = st.sampled_from(["*", "*/7", "0", "5", "1-5", "3,9", "2-10/3"])


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(FIELD, FIELD, st.sampled_from(["*", "1", "13", "28-31"]), st.sampled_from(["*", "2", "3,10"]), FIELD),
    st.sampled_from(ZONES),
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)),
)
def test_the_next_time_is_later_and_matches_the_fields(fields: tuple[str, ...], zone: str, moment: datetime) -> None:
    expression = " ".join(fields).replace("* * 2-10/3", "* * 2-6/3") if fields[4] == "2-10/3" else " ".join(fields)
    expression = expression if not expression.endswith(("3,9", "2-10/3")) else expression.rsplit(" ", 1)[0] + " 3"
    cron, start = parse_cron(expression, zone), moment.replace(tzinfo=UTC)
    found = cron.after(start)
    assert found is not None
    assert found > start
    local = found.astimezone(ZoneInfo(zone))
    # Around a change of the clock a skipped time stands for another; elsewhere the fields must match.
    if local.utcoffset() == (local - timedelta(days=1)).utcoffset() == (local + timedelta(days=1)).utcoffset():
        assert local.minute in cron.minutes
        assert local.hour in cron.hours
        assert local.month in cron.months
