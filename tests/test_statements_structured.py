"""What a page tells machines: whose date it is, what disagrees, and what supports without deciding."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.test_statements_pages import article, reading


def ld(value: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


NEWS = {
    "@type": "NewsArticle",
    "headline": "An article about rivers",
    "datePublished": "2024-01-01T08:00:00Z",
    "dateModified": "2024-01-05T09:10:11+01:00",
}


def test_json_ld_of_the_article_states_both_dates_in_its_own_zone() -> None:
    freshness = reading(article(head=ld(NEWS)))
    assert (freshness.published, freshness.updated) == ("2024-01-01T08:00:00+00:00", "2024-01-05T09:10:11+01:00")
    statement = freshness.statements[0]
    assert (statement.source, statement.precision, statement.zone, statement.scope) == (
        "jsonld",
        "second",
        "+01:00",
        "article",
    )
    assert statement.start == datetime(2024, 1, 5, 8, 10, 11, tzinfo=UTC)
    assert statement.locator.endswith("/dateModified")


@pytest.mark.parametrize(
    "wrapped",
    [
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "dateModified": "2020-01-01"}, NEWS]},
        [{"@type": "BreadcrumbList"}, NEWS],
        {"@type": "WebPage", "url": "https://example.test/rivers", "mainEntity": NEWS},
        {
            **NEWS,
            "comment": [{"@type": "Comment", "dateModified": "2025-01-01"}],
            "video": {"@type": "VideoObject", "uploadDate": "2019-01-01"},
        },
    ],
)
def test_the_entity_that_is_the_page_is_found_wherever_it_is_wrapped(wrapped: Any) -> None:
    assert (reading(article(head=ld(wrapped))).updated or "")[:10] == "2024-01-05"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(NEWS)[:-1] + ",}",
        "<!-- " + json.dumps(NEWS) + " -->",
        "//<![CDATA[\n" + json.dumps(NEWS) + "\n//]]>",
        json.dumps(NEWS) + ";",
        json.dumps({**NEWS, "description": "line\nbreak"}).replace("\\n", "\n"),
        json.dumps(NEWS).replace('"An article about rivers"', '"An "article" about rivers"'),
    ],
)
def test_broken_json_ld_is_read_all_the_same(text: str) -> None:
    assert (reading(article(head=f'<script type="application/ld+json">{text}</script>')).updated or "")[
        :10
    ] == "2024-01-05"


@pytest.mark.parametrize(
    "node",
    [
        {"@type": "WebSite", "dateModified": "2024-01-05"},
        {"@type": "ItemList", "itemListElement": [NEWS]},
        {"@type": "Comment", "dateModified": "2024-01-05"},
        {"@type": "ClaimReview", "dateModified": "2024-01-05"},
        {"@type": "ImageObject", "dateModified": "2024-01-05"},
        {"@type": "Organization", "dateModified": "2024-01-05"},
    ],
)
def test_entities_that_are_not_the_page_state_nothing_about_it(node: dict[str, Any]) -> None:
    assert reading(article(head=ld(node))).updated is None


def test_several_foreign_articles_in_json_ld_are_a_list() -> None:
    others = [
        {
            "@type": "Article",
            "headline": f"Other {n}",
            "url": f"https://example.test/o{n}",
            "dateModified": f"2024-01-0{n}",
        }
        for n in (1, 2, 3)
    ]
    assert reading(article(head=ld(others))).updated is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019-11-20T01:41:20+05:30", "2019-11-20"),
        ("2024-09-30 07:50:48", "2024-09-30"),
        ("Wed, 21 Oct 2015 07:28:00 GMT", "2015-10-21"),
        ("Nov 20, 2019 01:41 PM IST", "2019-11-20"),
        ("20.11.2019", "2019-11-20"),
        ("1715279080", "2024-05-09"),
        ("20240509", "2024-05-09"),
        ("2024-5-9", "2024-05-09"),
        ("April 21, 2022 | 4:39 pm", "2022-04-21"),
        ("So, 12 Feb 2017 19:49:11 CET+0100", "2017-02-12"),
        ("2012-12-10T10:41:47.123456Z", "2012-12-10"),
    ],
)
def test_odd_spellings_in_machine_values_are_read(written: str, day: str) -> None:
    head = f'<meta property="article:modified_time" content="{written}">'
    assert (reading(article(head=head)).updated or "")[:10] == day


@pytest.mark.parametrize(
    "meta",
    [
        '<meta property="article:modified_time" content="{}">',
        '<meta property="og:updated_time" content="{}">',
        '<meta name="last-modified" content="{}">',
        '<meta name="dcterms.modified" content="{}">',
        '<meta http-equiv="Last-Modified" content="{}">',
        '<meta itemprop="dateModified" content="{}">',
        '<meta name="DC.Date.Modified" content="{}">',
        '<meta name="revised" content="{}">',
    ],
)
def test_meta_elements_state_an_update(meta: str) -> None:
    freshness = reading(article(head=meta.format("2023-04-05")))
    assert freshness.updated == "2023-04-05"
    assert freshness.statements[0].source == "meta"


@pytest.mark.parametrize(
    ("markup", "source"),
    [
        ('<span itemprop="dateModified" content="2023-04-05T10:00:00+02:00">x</span>', "microdata"),
        ('<time itemprop="dateModified" datetime="2023-04-05">x</time>', "microdata"),
        ('<span property="schema:dateModified" content="2023-04-05">x</span>', "rdfa"),
        ('<span property="dcterms:modified" content="2023-04-05">x</span>', "rdfa"),
        ('<time class="updated" datetime="2023-04-05T10:00:00Z">x</time>', "time"),
        ('<span title="编辑于 2023-04-05 10:00">x</span>', "attribute"),
    ],
)
def test_microdata_rdfa_time_and_attributes_state_an_update(markup: str, source: str) -> None:
    freshness = reading(article(top=markup))
    assert (freshness.updated or "")[:10] == "2023-04-05"
    assert source in {s.source for s in freshness.statements if s.role == "updated"}


def test_a_visible_notice_wins_over_metadata_and_the_other_is_a_conflict() -> None:
    head = ld({**NEWS, "dateModified": "2024-03-09T00:00:00Z"})
    freshness = reading(article(head=head, top="<p>Last updated: January 5, 2024</p>"))
    assert freshness.updated == "2024-01-05"
    assert any("2024-03-09" in conflict for conflict in freshness.conflicts)


def test_the_visible_day_is_kept_where_metadata_is_the_same_instant_in_another_zone() -> None:
    head = ld({**NEWS, "dateModified": "2024-01-05T23:30:00Z"})
    freshness = reading(article("de", head=head, top="<p>Aktualisiert am 06.01.2024, 00:30 Uhr</p>"))
    assert freshness.updated == "2024-01-06T00:30"
    assert freshness.conflicts == ()


def test_metadata_makes_a_visible_day_exact() -> None:
    freshness = reading(article(head=ld(NEWS), top="<p>Updated January 5, 2024</p>"))
    assert freshness.updated == "2024-01-05T09:10:11+01:00"


def test_modified_before_published_is_no_update() -> None:
    head = ld({**NEWS, "datePublished": "2024-01-06T08:00:00Z"})
    freshness = reading(article(head=head))
    assert freshness.updated is None
    assert "modified_before_published" in freshness.flags


def test_a_visible_notice_before_publication_is_stated_and_flagged() -> None:
    freshness = reading(article("de", end="<p>Letzte Änderung: 31.10.2023<br>Erschienen am: 01.11.2023</p>"))
    assert (freshness.updated, freshness.published) == ("2023-10-31", "2023-11-01")
    assert "modified_before_published" in freshness.flags


def test_equal_dates_are_stated_dates() -> None:
    head = ld({**NEWS, "dateModified": NEWS["datePublished"]})
    assert reading(article(head=head)).updated == "2024-01-01T08:00:00+00:00"


def test_http_last_modified_alone_states_no_update() -> None:
    headers = (("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT"), ("Date", "Thu, 22 Oct 2015 07:28:00 GMT"))
    freshness = reading(article(), headers=headers)
    assert freshness.updated is None
    assert "weak_only" in freshness.flags
    assert [s.source for s in freshness.statements] == ["http"]


def test_a_last_modified_equal_to_date_is_a_clock() -> None:
    headers = (("date", "Wed, 21 Oct 2015 07:28:00 GMT"), ("last-modified", "Wed, 21 Oct 2015 07:28:00 GMT"))
    assert "last_modified_equals_date" in reading(article(), headers=headers).flags


def test_feed_and_sitemap_dates_support_but_do_not_decide() -> None:
    freshness = reading(
        article(), feed_updated="2024-01-05T00:00:00Z", sitemap_lastmod="2024-01-06", feed_published="2024-01-01"
    )
    assert freshness.updated is None
    assert "weak_only" in freshness.flags
    assert {s.source for s in freshness.statements} == {"feed", "sitemap"}


def test_a_modified_time_that_equals_the_fetch_is_suspected_to_be_a_build_time() -> None:
    fetched = datetime(2024, 1, 5, 8, 10, 30, tzinfo=UTC)
    freshness = reading(article(head=ld(NEWS)), fetched_at=fetched)
    assert "build_time_suspect" in freshness.flags


@pytest.mark.parametrize(
    ("lang", "extra", "day", "flagged"),
    [
        ("en", "", None, True),
        ("en-US", "", "2022-05-06", False),
        ("en-GB", "", "2022-06-05", False),
        ("de", "", "2022-06-05", False),
        ("en", "<p>Posted 04/28/2022</p>", "2022-05-06", False),
        ("en", "<p>Posted 28/04/2022</p>", "2022-06-05", False),
        ("en", '<meta itemprop="datePublished" content="2022-06-05">', "2022-06-05", False),
    ],
)
def test_day_and_month_are_told_apart_by_the_page(lang: str, extra: str, day: str | None, flagged: bool) -> None:
    freshness = reading(article(lang, top=extra, end="<p>Last updated: 05/06/2022</p>"))
    assert ("ambiguous_day_month" in freshness.flags) is flagged
    if day is not None:
        assert freshness.updated == day
    else:
        assert freshness.statements[0].precision == "ambiguous"


def test_embedded_state_counts_only_where_it_is_about_this_page() -> None:
    own = '<script>window.__STATE__={"article":{"title":"An article about rivers","updatedAt":"2024-01-05T09:00:00Z"}}</script>'
    other = (
        '<script>window.__STATE__={"article":{"title":"Something else","updatedAt":"2024-01-05T09:00:00Z"}}</script>'
    )
    assert (reading(article(end=own)).updated or "")[:10] == "2024-01-05"
    assert reading(article(end=other)).updated is None


def test_a_page_without_dates_states_none() -> None:
    freshness = reading("<html><body><p>Nothing here.</p></body></html>")
    assert (freshness.published, freshness.updated, freshness.updated_by) == (None, None, None)
    assert freshness.statements == ()
    assert freshness.why


def test_snippets_are_short_and_statements_are_bounded() -> None:
    many = "".join(f"<p>Posted on {d % 28 + 1} May 20{d % 20 + 10}</p>" for d in range(300))
    freshness = reading(article(end=many))
    assert len(freshness.statements) <= 60
    assert all(len(s.snippet) <= 200 for s in freshness.statements)
