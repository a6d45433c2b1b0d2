"""The estimator and the price that holds all resources to one budget."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.records import ResourceKind
from scraper.revisit import Pace, Rate, Seen, fit_price
from scraper.revisit.rate import expected_per_day, learn, wait_for

NOW = datetime(2025, 1, 20, tzinfo=UTC)


def learnt(per_day: float, *, days: int = 60, gap_h: float = 6, seed: int = 1) -> Rate:
    """What is believed of a page that really changes so often, looked at every `gap_h` hours."""
    rng, rate, now = random.Random(seed), Rate(), NOW
    for _ in range(round(days * 24 / gap_h)):
        before, now = now, now + timedelta(hours=gap_h)
        changed = rng.random() < 1 - 2.718281828 ** (-per_day * gap_h / 24)
        rate = learn(
            rate, Seen("changed" if changed else "unchanged", last_checked_at=before), now, kind=ResourceKind.PAGE
        )
    return rate


@pytest.mark.parametrize("per_day", [0.05, 0.3, 1.0, 3.0, 8.0])
def test_the_rate_is_found_even_when_changes_hide_behind_each_other(per_day: float) -> None:
    found = sorted(learnt(per_day, seed=seed).per_day for seed in range(9))[4]
    assert per_day / 2 <= found <= per_day * 2


@pytest.mark.parametrize("budget", [1.0, 4.0, 12.0])
def test_the_price_makes_all_pages_together_cost_the_budget(budget: float) -> None:
    rates = [Rate(changes=c, days=14.0) for c in (0, 0, 0, 0, 0.5, 1, 2, 5, 20, 60)]
    pace = Pace(budget=budget)
    fitted = Pace(budget=budget, price=fit_price(rates, pace, NOW))
    waits = [min(max(wait_for(rate, fitted, NOW), fitted.min_s), fitted.cap_s) for rate in rates]
    assert sum(86400 / seconds for seconds in waits) / len(waits) == pytest.approx(budget, rel=0.01)


def test_without_rates_the_price_is_the_default() -> None:
    assert fit_price([], Pace(), NOW) == Pace().k


def test_a_page_that_changes_weekly_gets_its_fair_share_by_default() -> None:
    assert wait_for(Rate(), Pace(budget=4), NOW) == pytest.approx(6 * 3600)


@given(st.floats(0, 1000), st.floats(0, 20), st.floats(0, 1000))
def test_more_changes_never_mean_a_longer_wait(changes: float, days: float, more: float) -> None:
    pace = Pace()
    busier = wait_for(Rate(changes=changes + more, days=days), pace, NOW)
    assert busier <= wait_for(Rate(changes=changes, days=days), pace, NOW) + 1e-6


@given(
    st.builds(
        Rate,
        changes=st.floats(0, 100),
        days=st.floats(0, 21),
        published=st.one_of(st.none(), st.floats(0, 4e9)),
        first_seen=st.one_of(st.none(), st.floats(0, 4e9)),
        edits=st.integers(0, 100),
        skip_hours=st.lists(st.integers(0, 23), max_size=3).map(tuple),
    )
)
def test_what_is_stored_is_what_is_read_back(rate: Rate) -> None:
    again = Rate.load(rate.dump())
    assert expected_per_day(again, NOW) == pytest.approx(expected_per_day(rate, NOW), rel=1e-2, abs=1e-6)
    assert again.skip_hours == rate.skip_hours
    assert Rate.load(again.dump()) == again


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '{"a": 3, "unknown": {}}', '{"sh": [1]}'])
def test_a_state_that_cannot_be_read_starts_afresh(text: str) -> None:
    assert Rate.load(text).per_day > 0
