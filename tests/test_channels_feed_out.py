"""The outbound feed of changes is read by feed readers without complaint."""

from __future__ import annotations

import json
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.channels import atom_feed, json_feed


def row(n: int = 1, **given: Any) -> dict[str, Any]:
    facts = {
        "id": n,
        "at": f"2025-01-{n + 9:02}T04:05:00+00:00",
        "kind": "stealth_edit",
        "url": f"https://example.org/{n}?a=1&b=2",
        "title": "本文 <最后> & “更新”",
        "source": "blog",
        "from_version": 1,
        "to_version": 2,
        "summary": "“失效” → “有效”",
    }
    return facts | given


def test_a_feed_reader_reads_the_atom_feed() -> None:
    found = feedparser.parse(
        atom_feed([row(2), row(1)], title="Changes & more", self_url="https://w.example/feed.atom")
    )
    assert found.bozo is False
    assert found.feed.title == "Changes & more"
    assert found.feed.updated == "2025-01-11T04:05:00+00:00"
    assert [entry.id for entry in found.entries] == ["urn:pagewatch:local:event:2", "urn:pagewatch:local:event:1"]
    assert found.entries[0].link == "https://example.org/2?a=1&b=2"
    assert found.entries[0].title == "silently edited: 本文 <最后> & “更新”"
    assert "“失效” → “有效”" in found.entries[0].content[0].value


def test_ids_are_the_same_in_every_feed_and_differ_by_installation() -> None:
    assert atom_feed([row(1)]) == atom_feed([row(1)])
    assert b"urn:pagewatch:abc:event:1" in atom_feed([row(1)], instance="abc")
    assert json.loads(json_feed([row(1)], instance="abc"))["items"][0]["id"] == "urn:pagewatch:abc:event:1"


def test_the_json_feed_has_all_fields_of_a_row() -> None:
    found = json.loads(json_feed([row(1)], self_url="https://w.example/feed.json"))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == "https://w.example/feed.json"
    assert found["items"][0]["_pagewatch"] == row(1)
    assert found["items"][0]["url"] == row(1)["url"]


@pytest.mark.parametrize(
    "rows", [[], [row(1, title=None, url=None, source=None, summary="", from_version=None, to_version=None)]]
)
def test_a_feed_with_little_to_say_is_still_one(rows: list[dict[str, Any]]) -> None:
    assert feedparser.parse(atom_feed(rows)).bozo is False
    assert json.loads(json_feed(rows))["items"] is not None


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    found = feedparser.parse(atom_feed([row(1, url="javascript:alert(1)")]))
    assert not found.entries[0].get("links")
    assert "url" not in json.loads(json_feed([row(1, url="javascript:alert(1)")]))["items"][0]


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_of_a_page_makes_a_readable_feed(title: str, summary: str) -> None:
    rows = [row(1, title=title, summary=summary)]
    assert feedparser.parse(atom_feed(rows)).bozo is False
    json.loads(json_feed(rows))
