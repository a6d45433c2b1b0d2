"""A declarative file of sources: what it may say, and the steps that make the sources match it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.apply import Declared, Step, plan, read_sources
from scraper.errors import ConfigError
from scraper.records import ReadOptions, ResourceKind, Rhythm, Source

FILE = """
[[source]]
url = "https://example.org/notice"
tags = ["law", "law"]
every = "30m"
select = ["main"]

[[source]]
url = "https://example.org/feed.xml"
kind = "feed"
cron = "0 9 * * 1-5"
tz = "Asia/Shanghai"
follow = false
note = "${WHO}"
"""


def read(text: str) -> tuple[Declared, ...]:
    return read_sources(text, "sources.toml", {"WHO": "Ann"})


def stored(declared: Declared, n: int) -> Source:
    return Source(
        n,
        declared.kind,
        declared.url,
        declared.title,
        declared.tags,
        declared.note,
        declared.rhythm,
        declared.options,
        declared.paused,
    )


def verbs(steps: tuple[Step, ...]) -> list[tuple[str, str]]:
    return [(step.verb, step.url) for step in steps]


def test_a_file_is_read() -> None:
    page, feed = read(FILE)
    assert page == Declared(
        "https://example.org/notice",
        ResourceKind.PAGE,
        tags=("law",),
        rhythm=Rhythm(every_s=1800),
        options=ReadOptions(select=("main",)),
    )
    assert (feed.kind, feed.rhythm, feed.note) == (
        ResourceKind.FEED,
        Rhythm(cron="0 9 * * 1-5", tz="Asia/Shanghai"),
        "Ann",
    )
    assert not feed.options.follow


def test_an_empty_file_declares_nothing() -> None:
    assert read("") == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "[[source]]\nurl = 'https://a.example/'\nevry = '1h'",
            "sources.toml:3: unknown key 'evry' in .source.; did you mean every",
        ),
        ("[[source]]\nkind = 'page'", "sources.toml:1: source: Object missing required field `url`"),
        ("\n[[source]]\nurl = 'not a url'", "sources.toml:2: source 1: .*not a"),
        ("[[source]]\nurl = 'ftp://a.example/'", "only http and https"),
        ("[[source]]\nurl = 5", "sources.toml:2: source.url: expected text"),
        ("[[source]]\nurl = 'https://a.example/'\nevery = '1h'\ncron = '* * * * *'", "every or cron, not both"),
        ("[[source]]\nurl = 'https://a.example/'\ntz = 'UTC'", "tz goes with cron"),
        ("[[source]]\nurl = 'https://a.example/'\ncron = '61 * * * *'", "minute goes from 0 to 59"),
        (
            "[[source]]\nurl = 'https://a.example/'\nkind = 'pgae'",
            "sources.toml:3: source.kind: unknown kind 'pgae'; did you mean page",
        ),
        ("[[source]]\nurl = 'https://a.example/'\nextractor = 'magic'", "extractor is auto"),
        ("[source]\nurl = 'https://a.example/'", "expected a list"),
        (
            "[[source]]\nurl = 'https://a.example/'\n[[source]]\nurl = 'https://A.example'",
            "sources.toml:3: source 2: .* twice",
        ),
        ("[[source]]\nurl = 'https://${HOST}/'", "'HOST' is not set"),
        ("x = = 1", "sources.toml:1: not valid TOML"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, wanted: str) -> None:
    with pytest.raises(ConfigError, match=wanted):
        read(text)


def test_what_is_missing_is_added_what_differs_changed_what_is_not_named_removed() -> None:
    page, feed = read(FILE)
    other = Source(9, ResourceKind.PAGE, "https://example.org/old")
    there = (Source(1, ResourceKind.PAGE, "https://EXAMPLE.org/notice#top", title="Kept", tags=("law",)), other)
    steps = plan(there, (page, feed))
    assert verbs(steps) == [("change", page.url), ("add", feed.url), ("remove", other.url)]
    assert steps[0].what == "every 30 min; options select"
    assert steps[0].declared is not None
    assert steps[0].declared.title == "Kept"
    assert verbs(plan(there, (page, feed), keep_others=True)) == [("change", page.url), ("add", feed.url)]


def test_the_same_url_as_page_and_as_feed_are_two_sources() -> None:
    declared = read("[[source]]\nurl = 'https://a.example/'\n[[source]]\nurl = 'https://a.example/'\nkind = 'feed'")
    assert [step.verb for step in plan((), declared)] == ["add", "add"]


DECLARED = st.builds(
    Declared,
    url=st.sampled_from([f"https://example.org/{n}" for n in range(5)]),
    kind=st.sampled_from(list(ResourceKind)),
    title=st.one_of(st.none(), st.text(max_size=5)),
    tags=st.lists(st.sampled_from("abc"), unique=True, max_size=3).map(tuple),
    note=st.text(max_size=5),
    rhythm=st.sampled_from([Rhythm(), Rhythm(every_s=60), Rhythm(cron="0 9 * * *", tz="UTC")]),
    options=st.sampled_from([ReadOptions(), ReadOptions(follow=False), ReadOptions(ignore=("nav",))]),
    paused=st.booleans(),
)
FILES = st.lists(DECLARED, unique_by=lambda one: one.key, max_size=6)


@given(FILES, FILES)
def test_following_the_plan_makes_the_sources_match_and_then_there_is_nothing_to_do(
    before: list[Declared], wanted: list[Declared]
) -> None:
    sources = {one.key: stored(one, n) for n, one in enumerate(before)}
    for step in plan(sources.values(), wanted):
        if step.verb == "remove":
            assert step.source is not None
            sources = {key: source for key, source in sources.items() if source != step.source}
        else:
            assert step.declared is not None
            sources[step.declared.key] = stored(step.declared, 100 + len(sources))
    assert plan(sources.values(), wanted) == ()
