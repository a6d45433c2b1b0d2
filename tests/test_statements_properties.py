"""What holds for any page: dates survive every template, bare text states nothing, hostile input neither raises nor stalls."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scraper.extract.statements.lexicon import languages
from tests.test_statements_pages import article, reading

dates = pytest.importorskip("babel.dates")

DAYS = st.dates(date(1991, 1, 1), date(2039, 12, 31))

# Own word for "last updated" in each language, with the shapes in which themes put it.
LABELS = {
    lang: table["last"].split("|")[0]
    for lang, table in languages().items()
    if lang not in ("fa", "he", "ka", "hy", "my", "km", "lo", "si", "am", "ur", "mt", "lb", "sw", "uz", "az")
}
SHAPES = (
    "<p>{label}: {day}</p>",
    "<p>{label} {day}</p>",
    "<dl><dt>{label}</dt><dd>{day}</dd></dl>",
    "<div><span>{label}</span> <time>{day}</time></div>",
    "<p><em>{label}: {day}.</em></p>",
    "<table><tr><th>{label}</th><td>{day}</td></tr></table>",
    "<p>Ann | {label}: {day} | 3 min</p>",
)
LOCALES = {"zh": "zh_Hans", "no": "nb", "fil": "fil", "sr": "sr_Cyrl", "th": "th"}


def _rendered(day: date, lang: str, style: str) -> str:
    return str(dates.format_date(day, style, locale=LOCALES.get(lang, lang)))


@given(DAYS, st.sampled_from(sorted(LABELS)), st.sampled_from(SHAPES), st.sampled_from(["long", "full"]))
@settings(max_examples=400)
@example(date(2020, 5, 3), "mn", SHAPES[0], "long")
def test_a_day_written_by_any_locale_in_any_template_is_read_back(day: date, lang: str, shape: str, style: str) -> None:
    notice = shape.format(label=LABELS[lang], day=_rendered(day, lang, style))
    freshness = reading(article(lang, end=notice))
    assert (freshness.updated or "")[:10] == day.isoformat(), notice


@pytest.mark.parametrize("lang", sorted(LABELS))
def test_a_day_name_neither_parts_a_date_from_its_label_nor_hides_it(lang: str) -> None:
    for number in range(1, 8):
        day = date(2020, number, number)
        notice = f"<dl><dt>{LABELS[lang]}</dt><dd>{_rendered(day, lang, 'full')}</dd></dl>"
        assert (reading(article(lang, end=notice)).updated or "")[:10] == day.isoformat(), notice


@given(
    DAYS,
    st.sampled_from(sorted(LABELS)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%d.%m.%Y"]),
)
def test_a_numeric_day_is_read_back_in_every_language(day: date, lang: str, pattern: str) -> None:
    freshness = reading(article(lang, end=f"<p>{LABELS[lang]}: {day.strftime(pattern)}</p>"))
    assert (freshness.updated or "")[:10] == day.isoformat()


@given(DAYS, DAYS, st.sampled_from(["en", "de", "fr", "es", "it", "ja", "zh", "ru", "pl", "tr"]))
def test_each_of_two_dates_keeps_its_own_label(first: date, second: date, lang: str) -> None:
    table = languages()[lang]
    published, updated = table["published"].split("|")[0], table["last"].split("|")[0]
    freshness = reading(article(lang, top=f"<p>{published}: {first.isoformat()} | {updated}: {second.isoformat()}</p>"))
    assert ((freshness.published or "")[:10], (freshness.updated or "")[:10]) == (first.isoformat(), second.isoformat())


_PLAIN = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "river",
                "lake",
                "stone",
                "bridge",
                "water",
                "12",
                "1999",
                "2020",
                "May",
                "March",
                "3",
                "5/6/2020",
                "2021-03-04",
                "12:30",
                "©",
                "v2.1",
            ]
        ),
        st.dates(date(1990, 1, 1), date(2039, 1, 1)).map(date.isoformat),
        st.text(alphabet="abc ,.:;()-/0123456789", max_size=12),
    ),
    max_size=60,
)


@given(_PLAIN, st.sampled_from(["p", "div", "li", "td", "time", "span"]))
def test_text_without_update_words_never_states_an_update(words: list[str], tag: str) -> None:
    assert reading(article(body=f"<{tag}>{' '.join(words)}</{tag}>")).updated is None


_MARKUP = st.text(alphabet="<>/=\"' abdeiprstu0123456789-:.年月日更新于最后由\n&;#", max_size=400)


@given(_MARKUP)
@settings(max_examples=200)
def test_no_markup_raises(markup: str) -> None:
    reading(markup)


@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=60))
def test_no_text_header_or_argument_raises(text: str, header: str, value: str) -> None:
    page = article(
        top=f"<p>Updated {text}</p><time datetime='{header}'>x</time>",
        head=f"<meta name='last-modified' content='{value}'>",
    )
    reading(page, url=text, headers=((header, value), ("Last-Modified", value), ("Date", header)), lang=value)
    reading(page, feed_updated=text, sitemap_lastmod=value, feed_published=header)


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 20_000 + "Updated: May 3, 2020",
        "<p>" + "1" * 300_000 + "</p>",
        "<p>" + "1-" * 150_000 + "</p>",
        "<p>" + "2020-01-" * 40_000 + "</p>",
        "<p>" + "updated " * 40_000 + "2020-01-01</p>",
        "<p>" + "最后由" * 60_000 + "2020-01-01</p>",
        "<p>" + "by a " * 60_000 + "</p>",
        "<p>Last updated" + " " * 300_000 + "May 3, 2020</p>",
        "<p>" + "3 May 2020 " * 20_000 + "</p>",
        "<p>" + "3 " * 100_000 + "</p>",
        "<p>" + "一二三四五六七八九十年" * 20_000 + "</p>",
        "<p>" + "".join(f"<span title='更新于 2020-01-0{n % 9 + 1}'>x</span>" for n in range(8_000)) + "</p>",
        "".join(f"<li>Updated <time datetime='2020-01-0{n % 9 + 1}'>{n} days ago</time></li>" for n in range(6_000)),
        "<script type='application/ld+json'>" + "[" * 100_000 + "</script>",
        "<script type='application/ld+json'>" + '{"@graph":[' * 20_000 + '"dateModified"</script>',
        "<script>title" + '"updatedAt":"2020-01-01",' * 20_000 + "</script>",
        "<p>" + "\u200f" * 200_000 + "</p>",
        "<p>" + "May " * 80_000 + "</p>",
        "<p>" + "12:30 " * 50_000 + "</p>",
        "<p>" + "(((((" * 60_000 + "</p>",
    ],
    ids=lambda text: text[:24],
)
def test_hostile_pages_cost_linear_time(hostile: str) -> None:
    start = time.process_time()
    reading(article(body=hostile))
    assert time.process_time() - start < 6


@pytest.mark.parametrize(
    "piece", ["<p>Updated: May 3, 2020</p>", "<p>2020-01-01 更新</p>", "<div><b>1.2.2020</b> by a</div>"]
)
def test_twice_the_page_costs_at_most_about_twice_the_time(piece: str) -> None:
    reading(article(body=piece))

    def cost(times: int) -> float:
        html = article(body=piece * times)
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            reading(html)
            best = min(best, time.process_time() - start)
        return best

    assert cost(4_000) < 4.5 * cost(2_000) + 0.05
