"""A server's wishes are read from any bytes, clamped, and never raise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.records import Failure, FailureKind, Fetch
from scraper.revisit import Hints, hints_from

NOW = datetime(2025, 1, 20, 12, 0, tzinfo=UTC)
URL = "http://example.org/feed"


def fetch(status: int = 200, **headers: str) -> Fetch:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Fetch(URL, URL, NOW, status=status, headers=pairs)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("max-age=3600", 3600), ("public, MAX-AGE = 60", 60), ('max-age="90"', 90), ("max-age=0", 0),
        ("max-age=315360000", 86400), ("max-age=99999999999999999999, stale-while-revalidate=9e99", 86400),
        ("max-age=banana, max-age=-5, ,;=", None), ("no-store, max-age=600", None), ("s-maxage=600", None), ("", None),
    ],
)  # fmt: skip
def test_max_age_is_read_and_clamped_to_a_day(text: str, seconds: float | None) -> None:
    assert hints_from(fetch(cache_control=text)).max_age_s == seconds


def test_the_age_of_the_answer_counts_off_its_lifetime() -> None:
    assert hints_from(fetch(cache_control="max-age=600", age="100")).max_age_s == 500
    assert hints_from(fetch(cache_control="max-age=600", age="banana")).max_age_s == 600


def test_expires_counts_from_the_answers_own_date() -> None:
    dated = fetch(expires="Tue, 05 Mar 2019 11:11:12 GMT", date="Tue, 05 Mar 2019 10:11:12 GMT")
    assert hints_from(dated).expires_s == 3600
    assert hints_from(fetch(expires="0")).expires_s is None
    assert hints_from(fetch(expires="yesterday")).expires_s is None
    assert hints_from(fetch(expires="Tue, 05 Mar 2019 11:11:12 GMT")).expires_s == 0


def test_max_age_overrides_expires() -> None:
    found = hints_from(fetch(cache_control="max-age=60", expires="Tue, 05 Mar 2030 11:11:12 GMT"))
    assert (found.max_age_s, found.expires_s) == (60, None)


@pytest.mark.parametrize("status", [429, 503, 301])
def test_retry_after_in_seconds_binds_on_refusals(status: int) -> None:
    assert hints_from(fetch(status, retry_after="120")).retry_after == NOW + timedelta(seconds=120)


def test_retry_after_as_a_date_is_relative_to_the_servers_clock() -> None:
    slow_clock = fetch(503, retry_after="Tue, 05 Mar 2019 10:21:12 GMT", date="Tue, 05 Mar 2019 10:11:12 GMT")
    assert hints_from(slow_clock).retry_after == NOW + timedelta(minutes=10)


@pytest.mark.parametrize("text", ["soon-ish", "-100", "Tue, 05 Mar 2024 10:11:12 GMT", "", "0", "1.5"])
def test_a_retry_after_that_says_nothing_leaves_it_to_the_back_off(text: str) -> None:
    assert hints_from(fetch(429, retry_after=text)).retry_after is None


def test_retry_after_is_clamped_to_thirty_days() -> None:
    assert hints_from(fetch(429, retry_after="99999999999")).retry_after == NOW + timedelta(days=30)


def test_retry_after_on_a_good_answer_is_no_hint() -> None:
    assert hints_from(fetch(200, retry_after="100")).retry_after is None


def test_a_failed_fetch_has_no_hints() -> None:
    failed = Fetch(URL, URL, NOW, failure=Failure(FailureKind.TIMEOUT, "30 s"))
    assert hints_from(failed) == Hints()


@given(
    st.integers(100, 999),
    st.lists(
        st.tuples(
            st.sampled_from(["Cache-Control", "Expires", "Retry-After", "Date", "Age", "Last-Modified"]),
            st.text(max_size=40),
        ),
        max_size=6,
    ),
)
def test_any_headers_give_hints_within_their_clamps(status: int, headers: list[tuple[str, str]]) -> None:
    found = hints_from(Fetch(URL, URL, NOW, status=status, headers=tuple(headers)))
    for seconds in (found.max_age_s, found.expires_s):
        assert seconds is None or 0 <= seconds <= 86400
    assert found.retry_after is None or NOW < found.retry_after <= NOW + timedelta(days=30)
