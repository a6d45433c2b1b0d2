"""Calendars, digits and the shapes of dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract.statements.calendars import era_year, jalali_day
from scraper.extract.statements.found import PageHints
from scraper.extract.statements.numerals import chinese_number, clean, fold
from scraper.extract.statements.scan import scan_dates

DAYS = st.dates(date(1990, 1, 1), date(2039, 12, 31))


def days(text: str, lang: str) -> list[str]:
    return [f.moment.iso[:10] for f in scan_dates(fold(clean(text)), PageHints(lang=lang)) if f.moment]


@pytest.mark.parametrize(
    ("solar", "gregorian"),
    [
        ((1402, 5, 23), date(2023, 8, 14)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1375, 1, 1), date(1996, 3, 20)),
        ((1370, 6, 31), date(1991, 9, 22)),
    ],
)
def test_solar_hijri_days_are_converted(solar: tuple[int, int, int], gregorian: date) -> None:
    assert jalali_day(*solar) == gregorian


@pytest.mark.parametrize("solar", [(1402, 12, 30), (1402, 7, 31), (1402, 13, 1), (1100, 1, 1), (1402, 0, 1)])
def test_days_that_do_not_exist_in_the_solar_calendar_are_none(solar: tuple[int, int, int]) -> None:
    assert jalali_day(*solar) is None


@given(DAYS)
def test_solar_days_follow_one_another(day: date) -> None:
    solar = _to_jalali(day)
    assert jalali_day(*solar) == day


def _to_jalali(day: date) -> tuple[int, int, int]:
    year = day.year - 621
    start = jalali_day(year, 1, 1)
    assert start is not None
    if day < start:
        year -= 1
        start = jalali_day(year, 1, 1)
        assert start is not None
    gone = (day - start).days
    return (
        (year, gone // 31 + 1, gone % 31 + 1) if gone < 186 else (year, (gone - 186) // 30 + 7, (gone - 186) % 30 + 1)
    )


@pytest.mark.parametrize(
    ("era", "year", "gregorian"),
    [
        ("令和", 5, 2023),
        ("令和", 1, 2019),
        ("平成", 31, 2019),
        ("昭和", 64, 1989),
        ("大正", 1, 1912),
        ("明治", 1, 1868),
        ("民國", 112, 2023),
    ],
)
def test_eras_are_counted_from_their_first_year(era: str, year: int, gregorian: int) -> None:
    assert era_year(era, year) is not None
    assert (era_year(era, year) or (0, ""))[0] == gregorian


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十一", 31),
        ("廿三", 23),
        ("二〇二一", 2021),
        ("元", 1),
        ("初五", 5),
        ("12", 12),
        ("山", None),
    ],
)
def test_chinese_numerals(text: str, number: int | None) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("ja", "令和5年4月1日", "2023-04-01"),
        ("ja", "令和元年5月1日", "2019-05-01"),
        ("ja", "平成30年12月3日", "2018-12-03"),
        ("ja", "R4.6.1", "2022-06-01"),
        ("ja", "H30.6.1", "2018-06-01"),
        ("ja", "２０２３年４月１日", "2023-04-01"),
        ("ja", "令和五年四月一日", "2023-04-01"),
        ("zh", "民國112年8月15日", "2023-08-15"),
        ("zh", "112-08-15", "2023-08-15"),
        ("zh", "112/08/15", "2023-08-15"),
        ("zh", "二〇二一年三月五日", "2021-03-05"),
        ("zh", "二○二一年十二月三十一日", "2021-12-31"),
        ("zh", "2021 年 3 月 5 日", "2021-03-05"),
        ("zh", "２０２１－０３－０５", "2021-03-05"),
        ("th", "3 พฤษภาคม พ.ศ. 2563", "2020-05-03"),
        ("th", "25/08/2564", "2021-08-25"),
        ("th", "๒๕ สิงหาคม ๒๕๖๔", "2021-08-25"),
        ("th", "2 ก.ค. 2565", "2022-07-02"),
        ("fa", "۱۴۰۲/۰۵/۲۳", "2023-08-14"),
        ("fa", "۲۳ مرداد ۱۴۰۲", "2023-08-14"),
        ("fa", "دوشنبه ۲۳ مرداد ۱۴۰۲", "2023-08-14"),
        ("ar", "٧ كانون الثاني ٢٠٢١", "2021-01-07"),
        ("ar", "٧ آذار/مارس ٢٠٢١", "2021-03-07"),
        ("ar", "٧ تشرين الأول ٢٠٢١", "2021-10-07"),
        ("ar", "7 جويلية 2021", "2021-07-07"),
        ("hi", "४ मार्च २०२२", "2022-03-04"),
        ("bn", "৩ মে ২০২০", "2020-05-03"),
        ("ko", "2020년 5월 3일", "2020-05-03"),
        ("ko", "2020. 5. 3.", "2020-05-03"),
        ("hu", "2020. május 3.", "2020-05-03"),
        ("lt", "2020 m. gegužės 3 d.", "2020-05-03"),
        ("lv", "2020. gada 3. maijā", "2020-05-03"),
        ("eu", "2020ko maiatzaren 3a", "2020-05-03"),
        ("vi", "ngày 3 tháng 5 năm 2020", "2020-05-03"),
        ("ca", "1 d'abril de 2020", "2020-04-01"),
        ("fr", "1er décembre 2021", "2021-12-01"),
        ("en", "August 3rd, 2021", "2021-08-03"),
        ("en", "3rd of August 2021", "2021-08-03"),
        ("en", "Sun Feb 12 18:49:11 CET 2017", "2017-02-12"),
        ("en", "03-Aug-2021", "2021-08-03"),
        ("en", "2021-Aug-03", "2021-08-03"),
        ("hr", "3. listopada 2020.", "2020-10-03"),
        ("pl", "3 listopada 2020", "2020-11-03"),
        ("cs", "3. 5. 2020", "2020-05-03"),
        ("sr", "3. мај 2020.", "2020-05-03"),
    ],
)
def test_one_shape_of_date(lang: str, text: str, day: str) -> None:
    assert days(text, lang) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "2021-13-01",
        "2021-02-30",
        "31/31/2021",
        "1.2.3.4.5",
        "v1.2.20.1",
        "192.168.2020.1",
        "+49 30 2020 1515",
        "§ 12 2020",
        "$2020.05.03",
        "ISBN 978-3-16-148410-0",
    ],
)
def test_numbers_that_are_no_dates(text: str) -> None:
    assert days(text, "en") == []


@given(DAYS, st.sampled_from("0٠۰०০๐０"))
def test_digits_of_any_script_are_read(day: date, zero: str) -> None:
    written = "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in day.isoformat())
    assert days(written, "en") == [day.isoformat()]


@given(st.text(max_size=300))
def test_folding_keeps_every_offset(text: str) -> None:
    cleaned = clean(text)
    assert len(fold(cleaned)) == len(cleaned)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x33FF, exclude_characters="`"), max_size=300))
def test_folding_a_text_folds_each_of_its_characters(text: str) -> None:
    assert fold(text) == "".join(map(fold, text))


@given(DAYS)
def test_a_jalali_date_reads_back_to_its_day(day: date) -> None:
    year, month, day_ = _to_jalali(day)
    if 1300 <= year <= 1500:
        assert days(f"{year}/{month:02d}/{day_:02d}", "fa") == [day.isoformat()]


@given(DAYS)
def test_a_buddhist_date_reads_back_to_its_day(day: date) -> None:
    assert days(f"{day.day:02d}/{day.month:02d}/{day.year + 543}", "th") == [day.isoformat()]


@given(DAYS.filter(lambda d: d > date(2019, 5, 1)))
def test_a_reiwa_date_reads_back_to_its_day(day: date) -> None:
    assert days(f"令和{day.year - 2018}年{day.month}月{day.day}日", "ja") == [day.isoformat()]


@given(st.integers(0, 3000))
def test_the_day_after_is_one_day_later(offset: int) -> None:
    first, second = (jalali_day(*_to_jalali(date(2015, 1, 1) + timedelta(days=offset + n))) for n in (0, 1))
    assert first is not None and second is not None
    assert second - first == timedelta(days=1)
