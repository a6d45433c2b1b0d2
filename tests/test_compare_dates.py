"""Whether the date that a page states about itself moved."""

from __future__ import annotations

import pytest

from scraper.compare.dates import compare_dates, same_moment
from scraper.records import Freshness, Statement


def states(
    updated: str | None = None, *, published: str | None = None, by: str | None = None, flags: tuple[str, ...] = ()
) -> Freshness:
    return Freshness(published=published, updated=updated, updated_by=by, flags=flags)


def test_a_later_date_moved() -> None:
    change = compare_dates(None, "2025-01-19", None, states("2025-02-20"))
    assert change.moved and change.states_date and not change.backwards
    assert (change.old, change.new) == ("2025-01-19", "2025-02-20")


def test_the_same_date_did_not_move() -> None:
    change = compare_dates("2025-01-01", "2025-01-19", None, states("2025-01-19", published="2025-01-01"))
    assert not change.moved and change.states_date


def test_an_earlier_date_moved_backwards() -> None:
    assert compare_dates(None, "2025-02-20", None, states("2025-01-19")).backwards


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2025-01-19", "2025-01-19T08:30+08:00"),
        ("2025-01", "2025-01-19"),
        ("2025-01-19T00:30+08:00", "2025-01-18T16:30Z"),
        ("2025-01-19T08:30", "2025-01-19T08:30:15+08:00"),
        ("no date", "no date"),
    ],
)
def test_one_time_stated_in_two_ways_is_the_same_moment(a: str, b: str) -> None:
    assert same_moment(a, b) and same_moment(b, a)


@pytest.mark.parametrize(
    ("a", "b"), [("2025-01-19", "2025-01-20"), ("2025-01", "2025-02"), ("2025-01-19T08:30Z", "2025-01-19T08:30+08:00"), ("2025", "x")]
)  # fmt: skip
def test_different_times_are_not(a: str, b: str) -> None:
    assert not same_moment(a, b)


def test_a_page_that_states_no_date_can_have_no_stealthy_edit() -> None:
    change = compare_dates(None, None, None, states())
    assert not change.moved and not change.states_date


def test_a_date_that_appeared_or_vanished_is_neither_moved_nor_comparable() -> None:
    appeared = compare_dates(None, None, None, states("2025-01-19"))
    vanished = compare_dates("2025-01-01", "2025-01-19", None, states(published="2025-01-01"))
    assert [(c.moved, c.states_date) for c in (appeared, vanished)] == [(False, False), (False, False)]


def test_an_update_stated_for_the_first_time_on_a_dated_page_moved_its_date() -> None:
    assert compare_dates("2025-01-19", None, None, states("2025-02-20", published="2025-01-19")).moved
    assert not compare_dates("2025-01-19", None, None, states("2025-01-19T09:00Z", published="2025-01-19")).moved


def test_a_published_date_that_moved_counts_too() -> None:
    change = compare_dates("2025-01-19", None, None, states(published="2025-03-01"))
    assert change.moved
    both = compare_dates("2025-01-19", "2025-02-01", None, states("2025-02-01", published="2025-03-01"))
    assert both.moved and both.old == "2025-01-19"


CLOCK = ("build_time_suspect",)


def test_a_date_that_is_the_time_of_the_visit_twice_running_says_nothing() -> None:
    change = compare_dates(None, "2025-01-19", None, states("2025-02-20", flags=CLOCK), CLOCK)
    assert not change.moved and not change.states_date and change.clock


def test_a_page_edited_just_before_the_visit_moved_its_date() -> None:
    change = compare_dates(None, "2025-01-19", None, states("2025-02-20", flags=CLOCK))
    assert change.moved and not change.clock
    assert compare_dates(None, "2025-02-20", None, states("2025-03-20"), CLOCK).moved


def test_relative_dates_are_given_one_unit_of_slack() -> None:
    assert not compare_dates(None, "2025-01-19", None, states("2025-01-20", flags=("relative_only",))).moved
    assert compare_dates(None, "2025-01-19", None, states("2025-01-25", flags=("relative_only",))).moved


def test_days_ago_are_rounded_and_waver_by_one() -> None:
    def ago(value: str) -> Freshness:
        return Freshness(published=value, statements=(Statement("published", value, "approximate", "notice"),))

    assert not compare_dates("2026-03-01", None, None, ago("2026-02-28")).moved
    assert compare_dates("2026-03-01", None, None, ago("2026-02-25")).moved
    assert compare_dates("2026-03-01", None, None, states(published="2026-02-28")).moved


def test_another_name_behind_the_update_is_noticed_and_spelling_is_not() -> None:
    assert compare_dates(None, "2025-01-19", "Marco", states("2025-01-19", by="Anna")).updater_changed
    assert not compare_dates(None, "2025-01-19", "Marco", states("2025-01-19", by=" marco ")).updater_changed
    assert not compare_dates(None, "2025-01-19", None, states("2025-01-19", by="Anna")).updater_changed
