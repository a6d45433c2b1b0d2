"""What an alert says, whatever the page says."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from scraper.alerting import compose
from scraper.alerting.wording import KIND_WORDS, SUBJECT_WIDTH, clean
from scraper.records import Delivery, EventKind

AT = datetime(2025, 1, 20, 4, 5, tzinfo=UTC)


def delivery(n: int = 1, **given: Any) -> Delivery:
    facts: dict[str, Any] = {
        "delivery_id": n,
        "event_id": n + 100,
        "channel": "mail",
        "key": f"key-{n}",
        "attempts": 1,
        "at": AT,
        "kind": EventKind.STEALTH_EDIT,
        "url": f"https://example.org/{n}",
        "title": f"Page {n}",
        "source": f"source {n}",
        "summary": "“营商环境” → “商业环境”",
        "detail": {},
        "from_version": 3,
        "to_version": 4,
    }
    return Delivery(**(facts | given))


def test_one_event_has_a_subject_that_says_it_all() -> None:
    message = compose([delivery(title="本文最后更新")])
    assert message.subject == "silently edited: 本文最后更新"
    assert "“营商环境” → “商业环境”" in message.body_text
    assert "https://example.org/1" in message.body_text
    assert "version 3 → 4" in message.body_text
    assert message.key == "key-1"


def test_several_events_of_one_page_are_one_group() -> None:
    message = compose(
        [
            delivery(1, url="https://example.org/x", title="X"),
            delivery(2, url="https://example.org/x", kind=EventKind.LINK_DEAD, title="X"),
        ]
    )
    assert message.subject == "1 link dead, 1 silently edited: X"
    assert message.body_text.count("https://example.org/x") == 1


def test_several_pages_are_counted_by_kind_and_what_matters_comes_first() -> None:
    message = compose(
        [delivery(1, kind=EventKind.NEW), delivery(2, kind=EventKind.GONE), delivery(3, kind=EventKind.NEW)]
    )
    assert message.subject == "3 events on 3 pages: 1 gone, 2 new"
    assert message.body_text.index("Page 2") < message.body_text.index("Page 1")


@pytest.mark.parametrize("kind", list(EventKind))
def test_every_kind_has_words_and_no_event_is_told_without_a_summary(kind: EventKind) -> None:
    assert kind in KIND_WORDS
    message = compose([delivery(kind=kind, summary=" \n", title=None, from_version=None, to_version=None)])
    (line,) = [line for line in message.body_text.splitlines() if line.startswith("  • ")]
    assert len(line.split(":", 1)[1].split("(")[0].strip()) > 3 or "see pagewatch history" in line


def test_a_flood_of_one_source_is_summed_up() -> None:
    flood = [delivery(n, source="noisy", kind=EventKind.NEW) for n in range(30)]
    message = compose([*flood, delivery(99, source="calm", title="Calm page")])
    assert "noisy: 30 events (30 new)" in message.body_text
    assert "… and 25 more" in message.body_text
    assert "Calm page" in message.body_text
    assert len(message.deliveries) == 31


def test_a_long_message_says_how_much_it_leaves_out() -> None:
    message = compose([delivery(n) for n in range(200)])
    assert "and 140 more events on 140 more pages" in message.body_text
    assert len(message.body_text) < 20_000


def test_the_key_of_a_repeat_is_the_same_and_of_other_events_another() -> None:
    rows = [delivery(1), delivery(2)]
    assert compose(rows).key == compose(rows[::-1]).key
    assert compose(rows).key != compose([*rows, delivery(3)]).key


def test_events_link_to_the_web_pages_where_there_are_some() -> None:
    message = compose([delivery()], base_url="https://watch.example/")
    assert "https://watch.example/events/101" in message.body_text
    assert 'href="https://watch.example/events/101"' in str(message.body_html)


def test_a_message_about_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nothing"):
        compose([])


HOSTILE = [
    '<script>alert("x")</script>',
    '"><img src=x onerror=alert(1)>',
    "Subject\r\nBcc: victim@example.org",
    "{0.__class__} %s ${HOME} {{7*7}}",
    "a\u202egnp.exe",
    "\x00\x1b[31mred\x07",
    "=HYPERLINK(1)",
    "\ud800 lone",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_arrive_as_text(text: str) -> None:
    message = compose([delivery(title=text, summary=text, source=text, url="javascript:alert(1)//" + text)])
    body = str(message.body_html)
    tree = lxml_html.fromstring(f"<div>{body}</div>")
    assert {str(element.tag) for element in tree.iter()} <= {"div", "h3", "ul", "li", "b", "small", "a", "br", "p"}
    assert not [a for a in tree.iter("a") if not str(a.get("href")).startswith(("http://", "https://"))]
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in message.subject)
    message.subject.encode("utf-8")
    message.body_text.encode("utf-8")


def test_templates_in_titles_are_not_filled_in() -> None:
    message = compose([delivery(title="{0.__class__} %s ${HOME} {{7*7}}")])
    assert "{0.__class__} %s ${HOME} {{7*7}}" in message.body_text


def test_a_long_title_is_cut_by_columns() -> None:
    assert len(compose([delivery(title="文" * 500)]).subject) <= SUBJECT_WIDTH / 2 + 20
    assert clean("文" * 10, 9) == "文" * 3 + "…"
    assert clean("abc", 3) == "abc"


@given(st.lists(st.builds(
    delivery,
    st.integers(0, 50),
    kind=st.sampled_from(list(EventKind)),
    title=st.one_of(st.none(), st.text(max_size=30)),
    summary=st.text(max_size=30),
    source=st.text(max_size=3),
    url=st.one_of(st.text(max_size=30), st.just("https://example.org/same")),
    from_version=st.one_of(st.none(), st.integers(1, 9)),
    to_version=st.one_of(st.none(), st.integers(1, 9)),
), min_size=1, max_size=40))  # fmt: skip
def test_any_events_make_a_message(rows: list[Delivery]) -> None:
    message = compose(rows)
    assert message.subject.strip()
    assert "\n" not in message.subject
    assert len(message.subject) <= SUBJECT_WIDTH
    assert message.body_text.strip()
    assert "<script" not in str(message.body_html)
