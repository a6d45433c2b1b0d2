"""Many articles re-dated at once are one site rebuild."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scraper.alerting import roll_up
from scraper.records import EventKind


@dataclass(frozen=True)
class HeldEvent:
    event_id: int
    kind: EventKind = EventKind.FAKE_REFRESH
    url: str = "https://blog.example.org/a"
    title: str | None = "A"
    summary: str = "stated date moved from 2024-05-01 to 2025-01-19; the text is the same"
    detail: Mapping[str, Any] = field(default_factory=dict)
    at: datetime = datetime(2025, 1, 20, tzinfo=UTC)


def redated(count: int, *, host: str = "blog.example.org", start: int = 1, new: str = "") -> list[HeldEvent]:
    detail = {"date_after": new} if new else {}
    return [
        HeldEvent(n, url=f"https://{host}/{n}", title=f"文章 {n}", detail=detail) for n in range(start, start + count)
    ]


def test_five_articles_of_one_host_are_one_event_that_lists_them() -> None:
    settled = roll_up(redated(5))
    ((ids, event),) = settled.replace
    assert ids == (1, 2, 3, 4, 5)
    assert settled.release == ()
    assert event.kind is EventKind.SITE_REBUILD
    assert "5 articles of blog.example.org" in event.summary
    assert "2025-01-19" in event.summary
    assert [row["title"] for row in event.detail["listed"]] == [f"文章 {n}" for n in range(1, 6)]
    assert event.url == "https://blog.example.org/"


def test_four_articles_are_told_each() -> None:
    assert roll_up(redated(4)).release == (1, 2, 3, 4)


def test_three_articles_that_state_the_very_same_minute_are_a_rebuild() -> None:
    settled = roll_up([*redated(3, new="2025-01-19T08:30:11+08:00"), HeldEvent(9, url="https://blog.example.org/9")])
    assert settled.replace[0][0] == (1, 2, 3)
    assert settled.release == (9,)
    assert roll_up(redated(3, new="2025-01-19")).replace == ()


def test_hosts_are_counted_apart_and_other_kinds_are_released() -> None:
    others = [
        HeldEvent(90, kind=EventKind.CHANGED),
        HeldEvent(91, url="not a url"),
        HeldEvent(92, url="https://[broken"),
    ]
    settled = roll_up([*redated(6), *redated(4, host="other.example", start=20), *others])
    assert [ids for ids, _ in settled.replace] == [(1, 2, 3, 4, 5, 6)]
    assert settled.release == (20, 21, 22, 23, 90, 91, 92)


def test_one_page_told_five_times_is_no_rebuild() -> None:
    assert roll_up([HeldEvent(n) for n in range(5)]).replace == ()


@given(
    st.lists(
        st.tuples(st.sampled_from(list(EventKind)), st.sampled_from(["a.example", "b.example"]), st.integers(0, 9)),
        max_size=40,
    )
)
def test_every_held_event_is_settled_exactly_once(rows: list[tuple[EventKind, str, int]]) -> None:
    held = [HeldEvent(n, kind=kind, url=f"https://{host}/{page}") for n, (kind, host, page) in enumerate(rows)]
    settled = roll_up(held)
    ids = [*settled.release, *(event_id for group, _ in settled.replace for event_id in group)]
    assert sorted(ids) == list(range(len(rows)))
