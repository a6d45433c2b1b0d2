"""From looks to a verdict: what holds for every sequence of looks, and the figures of the defaults."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.liveness.policy import LinkPolicy
from scraper.liveness.schedule import JITTER, next_look
from scraper.liveness.verdict import judge_look
from scraper.records import EventKind, LinkLook, LinkTarget, LinkVerdict

START = datetime(2026, 1, 1, tzinfo=UTC)
POLICY = LinkPolicy()
TARGET = LinkTarget(1, "https://a.test/x", "https://a.test/x")

FAILED = {"S": ("suspect", "S"), "M": ("suspect", "M"), "W": ("suspect", "W"), "?": ("suspect", "")}
SAYS = {**FAILED, "a": ("alive", ""), "b": ("blocked", ""), "u": ("unknown", ""), "n": ("unsupported", "")}


def look(kind: str, at: datetime, reason: str = "") -> LinkLook:
    state, weight = SAYS[kind]
    return LinkLook(1, at, state, weight, reason or kind, f"saw {kind}")


def walk(looks: list[tuple[str, float]], target: LinkTarget = TARGET) -> list[LinkVerdict]:
    """Verdicts after each (kind, day) look."""
    verdicts = []
    for kind, day in looks:
        now = START + timedelta(days=day)
        verdict = judge_look(target, look(kind, now), POLICY, now)
        target = replace(
            target,
            state=target.overruled or verdict.state,
            reason=verdict.reason,
            since=verdict.since,
            verdict_json=verdict.verdict_json,
        )
        verdicts.append(verdict)
    return verdicts


def states(*looks: tuple[str, float]) -> list[str]:
    return [verdict.state for verdict in walk(list(looks))]


sequences = st.lists(st.tuples(st.sampled_from(sorted(SAYS)), st.floats(0.01, 40.0)), min_size=1, max_size=14)


def dated(steps: list[tuple[str, float]]) -> list[tuple[str, float]]:
    day, looks = 0.0, []
    for kind, wait in steps:
        day += wait
        looks.append((kind, day))
    return looks


@given(st.sampled_from(sorted(SAYS)))
def test_one_look_never_kills(kind: str) -> None:
    assert states((kind, 0))[0] != "dead"


@given(sequences)
def test_a_death_stands_on_two_failed_looks_since_the_last_good_one(steps: list[tuple[str, float]]) -> None:
    looks = dated(steps)
    failures = 0
    for (kind, _), verdict in zip(looks, walk(looks), strict=True):
        failures = 0 if kind == "a" else failures + (kind in "SMW")
        if verdict.state == "dead":
            assert failures >= 2


@given(sequences)
def test_a_good_look_always_resets(steps: list[tuple[str, float]]) -> None:
    looks = dated(steps)
    day = looks[-1][1] + 1
    after = walk([*looks, ("a", day), ("M", day + 3), ("M", day + 7)])
    assert [verdict.state for verdict in after[-3:]] == ["alive", "suspect", "suspect"]


@given(st.lists(st.tuples(st.sampled_from("bun?"), st.floats(0.01, 90)), min_size=1, max_size=30))
def test_walls_and_unknowns_never_become_dead_by_repetition(steps: list[tuple[str, float]]) -> None:
    assert "dead" not in states(*dated(steps))


@given(sequences, st.lists(st.tuples(st.sampled_from("bu"), st.floats(0.01, 9)), max_size=6))
def test_what_says_nothing_freezes_the_count(steps: list[tuple[str, float]], idle: list[tuple[str, float]]) -> None:
    looks = dated(steps)
    end = looks[-1][1]
    frozen = [(kind, end + when) for kind, when in dated(idle)]
    last = end + 100
    with_idle, without = walk([*looks, *frozen, ("M", last)])[-1], walk([*looks, ("M", last)])[-1]
    assert with_idle.state == without.state


@given(sequences, st.sampled_from(["alive", "dead", "blocked"]))
def test_a_persons_verdict_sticks(steps: list[tuple[str, float]], word: str) -> None:
    target = replace(TARGET, overruled=word, state=word)
    for verdict in walk(dated(steps), target):
        assert (verdict.state, verdict.reason) == (word, "overruled")
        assert verdict.transition is None


@given(sequences)
def test_each_death_and_each_return_is_told_once(steps: list[tuple[str, float]]) -> None:
    before = "unknown"
    for verdict in walk(dated(steps)):
        turned = {
            EventKind.LINK_DEAD: before != "dead" == verdict.state,
            EventKind.LINK_RECOVERED: before == "dead" and verdict.state == "alive",
        }
        for kind, wanted in turned.items():
            assert (verdict.transition is kind) == wanted
        before = verdict.state


@given(sequences)
def test_since_moves_only_with_the_state(steps: list[tuple[str, float]]) -> None:
    verdicts = walk(dated(steps))
    for one, other in pairwise(verdicts):
        assert (one.since == other.since) == (one.state == other.state)


@pytest.mark.parametrize(
    ("looks", "last"),
    [
        ([("S", 0), ("S", 0.5)], "suspect"),
        ([("S", 0), ("S", 1)], "dead"),
        ([("M", 0), ("M", 3)], "suspect"),
        ([("M", 0), ("M", 1), ("M", 2)], "suspect"),
        ([("M", 0), ("M", 3), ("M", 6)], "dead"),
        ([("S", 0), ("M", 3)], "suspect"),
        ([("S", 0), ("M", 3), ("M", 6)], "dead"),
        ([("W", 0), ("W", 7), ("W", 14)], "suspect"),
        ([("W", 0), ("W", 7), ("W", 14), ("W", 21)], "suspect"),
        ([("W", 0), ("W", 7), ("W", 14), ("W", 30)], "dead"),
        ([("M", 0), ("W", 3), ("M", 6), ("M", 9)], "dead"),
        ([("M", 0), ("b", 3), ("u", 5), ("M", 6), ("M", 9)], "dead"),
        ([("M", 0), ("?", 3), ("?", 6), ("?", 9)], "suspect"),
    ],
)  # fmt: skip
def test_how_many_looks_each_kind_of_evidence_needs(looks: list[tuple[str, float]], last: str) -> None:
    assert states(*looks)[-1] == last


def test_a_dead_link_stays_dead_behind_a_wall_and_returns_by_one_good_look() -> None:
    assert states(("S", 0), ("S", 1), ("b", 31), ("u", 61), ("a", 91)) == ["suspect", "dead", "dead", "dead", "alive"]


def test_our_own_trouble_keeps_the_verdict_of_before() -> None:
    now = START + timedelta(days=7)
    target = replace(TARGET, state="alive", reason="moved", since=START)
    ours = replace(look("u", now), reason="ours")
    assert judge_look(target, ours, POLICY, now).state == "alive"


@pytest.mark.parametrize(
    ("state", "frozen", "dead_looks", "days"),
    [("alive", 0, 0, 7), ("blocked", 0, 0, 14), ("dead", 0, 0, 30), ("dead", 0, 9, 90), ("unknown", 1, 0, 1), ("unknown", 9, 0, 7)],
)  # fmt: skip
def test_when_the_next_look_is(state: str, frozen: int, dead_looks: int, days: float) -> None:
    at, why = next_look(replace(TARGET, state=state, since=START), state, frozen, dead_looks, POLICY, START)
    assert at is not None
    assert abs((at - START) / timedelta(days=1) - days) <= days * JITTER
    assert state in why


def test_links_of_young_articles_are_looked_at_daily_and_what_cannot_be_checked_never() -> None:
    at, _ = next_look(replace(TARGET, article_age_days=3.0), "alive", 0, 0, POLICY, START)
    assert at is not None
    assert at - START <= timedelta(days=1.2)
    assert next_look(TARGET, "unsupported", 0, 0, POLICY, START)[0] is None


def test_links_that_were_looked_at_together_are_not_due_together() -> None:
    times = set()
    for n in range(40):
        target = replace(TARGET, canonical=f"https://a.test/{n}")
        times.add(next_look(target, "alive", 0, 0, POLICY, START)[0])
    assert len(times) > 30
