"""Who is told of what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.alerting import Router, Rule
from scraper.records import Channel, EventFacts, EventKind

NOW = datetime(2025, 1, 20, tzinfo=UTC)
MAIL, LOG = Channel("mail", "mailto://x"), Channel("log", "jsonl:x")


def event(kind: EventKind = EventKind.CHANGED, **given: Any) -> EventFacts:
    facts: dict[str, Any] = {
        "kind": kind,
        "url": "https://news.example.org/2025/Story-1",
        "title": "营商环境 Report",
        "host": "news.example.org",
        "source_ids": (3,),
        "tags": ("Law",),
        "summary": "12 words changed",
        "detail": {},
    }
    return EventFacts(**(facts | given))


def told(*rules: Rule, facts: EventFacts | None = None) -> tuple[str, ...]:
    return Router(rules, (MAIL, LOG)).route(facts or event(), NOW)


@pytest.mark.parametrize("kind", list(EventKind))
def test_without_rules_every_channel_is_told_of_everything(kind: EventKind) -> None:
    assert told(facts=event(kind)) == ("mail", "log")


def test_without_channels_nobody_is_told() -> None:
    assert Router((), ()).route(event(), NOW) == ()


def test_rules_add_up_and_each_channel_is_told_once() -> None:
    rules = (Rule(kinds=(EventKind.GONE,), channels=("mail",)), Rule(channels=("log",)), Rule(channels=("log",)))
    assert told(*rules) == ("log",)
    assert told(*rules, facts=event(EventKind.GONE)) == ("mail", "log")


@pytest.mark.parametrize(
    ("rule", "matches"),
    [
        (Rule(urls=("*/2025/*",)), True),
        (Rule(urls=("https://NEWS.example.org/2025/story-?",)), True),
        (Rule(urls=("*/2024/*",)), False),
        (Rule(hosts=("*.example.org",)), True),
        (Rule(hosts=("*.news.example.org",)), True),
        (Rule(hosts=("example.org",)), False),
        (Rule(tags=("law", "other")), True),
        (Rule(tags=("other",)), False),
        (Rule(sources=(3, 4)), True),
        (Rule(sources=(4,)), False),
        (Rule(words=("营商",)), True),
        (Rule(words=("WORDS",)), True),
        (Rule(words=("失效",)), False),
        (Rule(tags=("law",), words=("失效",)), False),
    ],
)
def test_all_conditions_of_a_rule_must_hold(rule: Rule, matches: bool) -> None:
    assert bool(told(rule)) is matches


def test_a_host_pattern_ignores_the_port() -> None:
    assert told(Rule(hosts=("127.0.0.1",)), facts=event(host="127.0.0.1:8080"))


@pytest.mark.parametrize("kind", [EventKind.STEALTH_EDIT, EventKind.REDATED])
def test_changed_means_its_special_kinds_too_but_not_the_other_way(kind: EventKind) -> None:
    assert told(Rule(kinds=(EventKind.CHANGED,)), facts=event(kind))
    assert not told(Rule(kinds=(kind,)), facts=event(EventKind.CHANGED))


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        (EventKind.FAILING, EventKind.RECOVERED),
        (EventKind.BLOCKED, EventKind.RECOVERED),
        (EventKind.GONE, EventKind.BACK),
        (EventKind.LINK_DEAD, EventKind.LINK_RECOVERED),
    ],
)
def test_who_was_told_the_bad_news_is_told_when_it_is_over(bad: EventKind, good: EventKind) -> None:
    assert told(Rule(kinds=(bad,)), facts=event(good))
    assert not told(Rule(kinds=(EventKind.CHANGED,)), facts=event(good))


def test_a_muting_rule_has_the_last_word() -> None:
    mute = Rule(tags=("law",), channels=("mail",), mute=True)
    assert told(Rule(), mute) == ("log",)
    assert told(mute) == ("log",)
    assert told(Rule(mute=True)) == ()


def test_peripheral_events_need_a_rule_that_wants_them() -> None:
    facts = event(detail={"significance": "peripheral"})
    assert not told(facts=facts)
    assert told(Rule(min_significance="peripheral"), facts=facts)


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_pattern_and_any_url_can_be_compared(pattern: str, url: str) -> None:
    told(Rule(urls=(pattern,), hosts=(pattern,), words=(pattern,)), facts=event(url=url, host=url, title=url))
