"""Rounds of link checks: a share for each round and each host, and nothing waits for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from scraper.records import (
    CheckIntent,
    CheckRow,
    FoundLink,
    Freshness,
    LinkLook,
    LinkVerdict,
    NewVersion,
    Outcome,
    ReadOptions,
    ResourceKind,
    ResourcePatch,
    Rhythm,
    Significance,
)
from storage import Store, open_store

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


def linking(store: Store, urls: list[str]) -> None:
    """Follow an article that links to these."""
    page = "https://list.example/"
    options = ReadOptions()
    store.add_source(kind=ResourceKind.PAGE, url=page, canonical=page, now=NOW, rhythm=Rhythm(3600), options=options)
    (due,) = store.due(NOW, everything=True)
    links = tuple(FoundLink(url, url, f"No. {n}", position=n) for n, url in enumerate(urls))
    version = NewVersion(
        "", page, b"<p>", "0" * 64, "text/html", "A list", Significance.SUBSTANCE, "first",
        title="A list", freshness=Freshness(), links=links, text_sha256="1" * 64,
    )  # fmt: skip
    check = CheckRow(NOW, Outcome.EXTRACTED, 200, "baseline", "first", 1.0, 3)
    patch = ResourcePatch("ok", NOW + WEEK, "later", body_mark="0" * 64, last_changed_at=NOW)
    store.record([CheckIntent(due, check, patch, versions=(version,))])


def looked_at(store: Store, now: datetime, *, limit: int, of_one_host: int) -> list[str]:
    """One round in which all is found alive; what it looked at."""
    targets = store.link_targets_due(now, limit=limit, of_one_host=of_one_host)
    looks = [LinkLook(one.target_id, now, "alive", "", "", "200") for one in targets]
    verdicts = [LinkVerdict(one.target_id, "alive", "", "200", now, now + WEEK, "in a week", "{}") for one in targets]
    store.record_links(looks, verdicts, (), (), now)
    return [one.url for one in targets]


def test_two_thousand_links_of_one_article_are_looked_at_round_by_round_each_once(tmp_path: Path) -> None:
    urls = [f"https://host{n % 400}.example/{n}" for n in range(2000)]
    with open_store(tmp_path / "p.db", holder="test") as store:
        linking(store, urls)
        rounds = [looked_at(store, NOW + timedelta(minutes=n), limit=600, of_one_host=50) for n in range(5)]
    assert [len(one) for one in rounds] == [600, 600, 600, 200, 0]
    assert sorted(url for one in rounds for url in one) == sorted(urls)


def test_a_host_with_very_many_links_holds_up_no_other_and_gets_its_turn(tmp_path: Path) -> None:
    many = [f"https://many.example/{n}" for n in range(300)]
    few = [f"https://few.example/{n}" for n in range(30)]
    with open_store(tmp_path / "p.db", holder="test") as store:
        linking(store, [*many, *few])
        first = looked_at(store, NOW, limit=100, of_one_host=40)
        assert len(first) == 70
        assert set(few) <= set(first)
        rest = [looked_at(store, NOW + timedelta(minutes=n), limit=100, of_one_host=40) for n in range(1, 9)]
    assert [len(one) for one in rest] == [40, 40, 40, 40, 40, 40, 20, 0]
    assert sorted([*first, *(url for one in rest for url in one)]) == sorted([*many, *few])


def test_what_waited_longest_comes_first_so_that_nothing_starves(tmp_path: Path) -> None:
    urls = [f"https://host{n}.example/" for n in range(30)]
    with open_store(tmp_path / "p.db", holder="test") as store:
        linking(store, urls)
        early = looked_at(store, NOW, limit=10, of_one_host=5)
        later = NOW + WEEK + timedelta(days=1)  # the first ten are due again, twenty have waited longer
        again = [url for n in range(2) for url in looked_at(store, later + timedelta(hours=n), limit=10, of_one_host=5)]
    assert set(again) == set(urls) - set(early)
