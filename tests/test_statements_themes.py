"""Markup of themes, documentation tools, forums and newsrooms: what stands in it is read from where it stands."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.test_statements_pages import article, reading

THEMES = [
    (
        "WordPress marks the change with a second time element",
        "en",
        (
            '<span class="posted-on"><a><time class="entry-date published" datetime="2020-01-02T08:00:00+00:00">January 2, 2020</time>'
            '<time class="updated" datetime="2020-05-03T09:00:00+00:00">May 3, 2020</time></a></span>'
        ),
        "2020-05-03",
        None,
    ),
    (
        "MkDocs labels its dates with icons",
        "en",
        (
            '<aside-x><span class="md-source-file__fact"><span class="md-icon" title="Last update"><svg></svg></span>'
            '<span class="git-revision-date-localized-plugin git-revision-date-localized-plugin-date">March 5, 2024</span></span>'
            '<span class="md-source-file__fact"><span class="md-icon" title="Created"><svg></svg></span>'
            '<span class="git-revision-date-localized-plugin git-revision-date-localized-plugin-date">March 1, 2021</span></span></aside-x>'
        ),
        "2024-03-05",
        None,
    ),
    (
        "MDN names its contributors",
        "en",
        (
            '<p class="last-modified-date">This page was last modified on <time datetime="2023-07-04T09:00:00.000Z">Jul 4, 2023</time> by '
            "<a>MDN contributors</a>.</p>"
        ),
        "2023-07-04",
        "MDN contributors",
    ),
    (
        "Fluid hides its notice until a script runs",
        "zh",
        '<p id="updated-time" class="note note-info" style="display: none">本文最后更新于：2023-12-24T18:05:09+08:00</p>',
        "2023-12-24T18:05:09+08:00",
        None,
    ),
    (
        "Matery puts an icon before its label",
        "zh-CN",
        (
            '<div class="info-date"><i class="far fa-calendar-minus fa-fw"></i>发布日期:&nbsp;&nbsp;2021-01-02</div>'
            '<div class="info-date"><i class="far fa-calendar-check fa-fw"></i>更新日期:&nbsp;&nbsp;2021-03-04</div>'
        ),
        "2021-03-04",
        None,
    ),
    (
        "LoveIt writes the commit behind the date",
        "zh-CN",
        '<div class="post-info-mod"><span>更新于 2021-03-04&nbsp;<a class="git-hash" href="#">1a2b3c4</a></span></div>',
        "2021-03-04",
        None,
    ),
    (
        "the day stands in one element and its time in another",
        "es",
        (
            '<div class="fechas"><time datetime="2025-01-12T10:00:00+01:00">12/01/2025 10:00</time> '
            '<time class="modified" datetime="2025-01-13T15:43:03+01:00">Actualizado a 13/01/2025 15:43</time></div>'
        ),
        "2025-01-13T15:43:03+01:00",
        None,
    ),
    (
        "a relative phrase has its time in an attribute",
        "en",
        '<p>Last updated <time datetime="2024-02-03T04:05:06Z" title="3 Feb 2024">2 years ago</time></p>',
        "2024-02-03",
        None,
    ),
    (
        "an epoch in an attribute belongs to the visible label",
        "de",
        '<p>Zuletzt aktualisiert: <span class="ago" data-timestamp="1715279080">vor 3 Tagen</span></p>',
        "2024-05-09",
        None,
    ),
    (
        "two labels share a line and each takes its own date",
        "fr",
        "<p>Par Jean Dupont | Publié le 30/08/2023 à 14:52 | Mis à jour le 31/08/2023 à 15:54</p>",
        "2023-08-31T15:54",
        None,
    ),
    (
        "the update stands before the publication",
        "pl",
        "<div>Aktualizacja: 05.05.2021, 05:53</div><div>Publikacja: 04.05.2021, 21:11</div>",
        "2021-05-05T05:53",
        None,
    ),
    (
        "a month alone stays a month",
        "en",
        "<p>Last updated: March 2021</p>",
        "2021-03",
        None,
    ),
    (
        "a time alone takes its day from the date beside it",
        "sv",
        "<div>Publicerad 23 okt 2025 kl 10.23 <span>Uppdaterad kl 12.17</span></div>",
        "2025-10-23T12:17",
        None,
    ),
    (
        "a day without a year takes the year of the publication",
        "en",
        "<p>Published December 30, 2019</p><p>Updated January 2</p>",
        "2020-01-02",
        None,
    ),
    (
        "the updater stands in an element of its own",
        "zh",
        '<p>本文最后由 <a class="author" href="/u">Li, Ming (admin)</a> 更新于 <em>2024年7月5日 22:41</em>。</p>',
        "2024-07-05T22:41",
        "Li, Ming (admin)",
    ),
]


@pytest.mark.parametrize(("story", "lang", "markup", "updated", "updater"), THEMES, ids=[t[0] for t in THEMES])
@pytest.mark.parametrize("place", ["top", "end"])
def test_theme(story: str, lang: str, markup: str, updated: str, updater: str | None, place: str) -> None:
    freshness = reading(article(lang, **{place: markup}))
    assert (freshness.updated or "")[: len(updated)] == updated, freshness.why
    assert freshness.updated_by == updater


def _thread(*posts: str) -> str:
    rows = "".join(
        f'<div id="post_{n + 100}"><a class="author">u{n}</a><div class="pcb">{post}<p>Words of post {n} that go on for a while.</p></div></div>'
        for n, post in enumerate(posts)
    )
    return article("zh", body=f'<div id="postlist">{rows}</div>')


def test_of_several_edit_notices_in_a_thread_the_first_posts_counts() -> None:
    notice = '<i class="pstatus">本帖最后由 {} 于 {} 编辑</i>'
    html = _thread(
        notice.format("天空", "2012-5-3 12:30"),
        notice.format("别人", "2013-1-2 08:00"),
        notice.format("又一人", "2014-1-2 08:00"),
    )
    freshness = reading(html)
    assert (freshness.updated, freshness.updated_by) == ("2012-05-03T12:30", "天空")


def test_an_edit_notice_of_a_reply_alone_is_not_the_pages() -> None:
    notice = '<i class="pstatus">本帖最后由 别人 于 2013-1-2 08:00 编辑</i>'
    assert reading(_thread("", notice)).updated is None


def test_last_edits_of_english_forum_replies_are_not_the_first_posts() -> None:
    posts = "".join(
        f'<article class="message message--post" id="js-post-{n}"><div class="message-body">Text of post number {n}.</div>'
        f'<div class="message-lastEdit">Last edited: <time datetime="20{n}-05-03T10:00:00+0000">May 3, 20{n}</time></div></article>'
        for n in (15, 16, 17)
    )
    assert (reading(article("en", body=posts)).updated or "")[:10] == "2015-05-03"


def test_relative_words_alone_are_kept_as_an_approximate_statement_and_not_believed() -> None:
    html = article("en", top="<p>Updated 2 hours ago</p>")
    freshness = reading(html, fetched_at=datetime(2022, 7, 19, 23, tzinfo=UTC))
    assert freshness.updated is None
    assert "relative_only" in freshness.flags
    statement = next(s for s in freshness.statements if s.role == "updated")
    assert (statement.value, statement.precision) == ("2022-07-19", "approximate")


def test_relative_words_are_not_resolved_without_a_fetch_time() -> None:
    freshness = reading(article("zh", top="<p>3天前更新</p>"))
    assert freshness.updated is None
    assert "relative_only" in freshness.flags
