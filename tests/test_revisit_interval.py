"""Spans and points in time as people write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import UsageError
from scraper.revisit import parse_interval, parse_when, words

NOW = datetime(2025, 1, 20, 12, 0, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30m", 1800), ("2h", 7200), ("1d", 86400), ("90s", 90), ("1w", 604800), ("1h30m", 5400), ("1h 30min", 5400),
        ("2 hours", 7200), (" 15 Minutes ", 900), ("1.5h", 5400), ("10分钟", 600), ("2天", 172800),
    ],
)  # fmt: skip
def test_an_interval_is_read(text: str, seconds: int) -> None:
    assert parse_interval(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "30", "m", "-5m", "0s", "5 parsecs", "1h30", "9999w", "1e9s", "1h;rm", "٣m", "1" * 40 + "s"]
)
def test_what_is_no_interval_is_refused_with_examples(text: str) -> None:
    with pytest.raises(UsageError, match=r"like 90s|least 1s|ten years"):
        parse_interval(text)


@given(st.text(max_size=30))
def test_any_text_is_an_interval_or_a_usage_error(text: str) -> None:
    try:
        assert parse_interval(text) >= 1
    except UsageError:
        pass


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("7d", "2025-01-13T04:00+00:00"),
        ("now", "2025-01-20T04:00+00:00"),
        ("2025-01-19", "2025-01-18T16:00+00:00"),  # midnight where we are
        ("2025-01-19T08:30", "2025-01-19T00:30+00:00"),
        ("2025-01-19T08:30Z", "2025-01-19T08:30+00:00"),
        ("2025-01-19 08:30+02:00", "2025-01-19T06:30+00:00"),
    ],
)
def test_a_point_in_time_is_read(text: str, wanted: str) -> None:
    found = parse_when(text, NOW)
    assert found == datetime.fromisoformat(wanted)
    assert found.tzinfo is UTC


@pytest.mark.parametrize("text", ["yesterdayish", "2025-13-01", "", "2025-01-19T25:00", "99999999w"])
def test_what_is_no_time_is_refused_with_examples(text: str) -> None:
    with pytest.raises(UsageError, match="2025-01-19"):
        parse_when(text, NOW)


@given(st.integers(1, 400 * 86400))
def test_words_say_the_span_within_their_smaller_unit(seconds: int) -> None:
    units = {"d": 86400, "h": 3600, "min": 60, "s": 1}
    parts = re.findall(r"(\d+) (d|h|min|s)", words(seconds))
    assert parts
    said = sum(int(count) * units[unit] for count, unit in parts)
    assert abs(said - seconds) <= max(units[parts[-1][1]] / 2, seconds * 0.021)
