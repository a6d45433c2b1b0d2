"""The hostile scenarios through the real command: how each ends, and what the server thinks of us (P27, P32)."""

from __future__ import annotations

import pytest

from tests import hostile_play

pytestmark = [pytest.mark.battery, pytest.mark.corpora]


@pytest.fixture(scope="module")
def played() -> list[hostile_play.Played]:
    if not hostile_play.SERVER.is_file():
        pytest.skip(f"no hostile server at {hostile_play.SERVER}; set PAGEWATCH_CORPORA")
    return hostile_play.play_all(hostile_play.catalogue())


@pytest.mark.timeout(1200)
def test_every_scenario_ends_as_expected_or_accepted(played: list[hostile_play.Played]) -> None:
    print(hostile_play.summary(played))
    assert [one.line() for one in played if not one.ended_well] == []


def test_every_citizenship_rule_holds(played: list[hostile_play.Played]) -> None:
    broken = [(one.id, rule) for one in played for rule in one.rules if not rule["ok"]]
    assert broken == []


def test_every_failure_says_what_happened_in_its_own_words(played: list[hostile_play.Played]) -> None:
    bad = {"error_reported", "too_large", "blocked_by_policy", "dead"}
    for one in played:
        for got, reason in zip(one.got, one.reasons, strict=True):
            assert got not in bad or len(reason.split()) >= 3, (one.id, reason)
