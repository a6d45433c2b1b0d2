"""What moves by itself is never an edit: relative words and ages in every language, and stated dates that moved alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.compare import volatile
from scraper.compare.volatile import dated_parts, mask
from scraper.extract.statements.spans import date_spans, relative_spans

ROLLING = (
    "Updated {n} days ago",
    "Zuletzt aktualisiert vor {n} Tagen",
    "Mis à jour il y a {n} jours",
    "Actualizado hace {n} días",
    "Atualizado há {n} dias",
    "Aggiornato {n} giorni fa",
    "{n} dagen geleden bijgewerkt",
    "Uppdaterad för {n} dagar sedan",
    "Oppdatert for {n} dager siden",
    "Opdateret for {n} dage siden",
    "Päivitetty {n} päivää sitten",
    "Zaktualizowano {n} dni temu",
    "Aktualizováno před {n} dny",
    "Обновлено {n} дней назад",
    "Оновлено {n} днів тому",
    "{n} gün önce güncellendi",
    "Ενημερώθηκε πριν από {n} ημέρες",
    "Actualizat acum {n} zile",
    "{n} napja frissítve",
    "Frissítve {n} nappal ezelőtt",
    "آخر تحديث منذ {n} أيام",
    "{n} روز پیش به‌روزرسانی شد",
    "עודכן לפני {n} ימים",
    "{n} दिन पहले अपडेट किया गया",
    "{n} দিন আগে আপডেট",
    "อัปเดตเมื่อ {n} วันที่แล้ว",
    "Cập nhật {n} ngày trước",
    "Diperbarui {n} hari yang lalu",
    "Dikemas kini {n} hari lalu",
    "{n}日前に更新",
    "{n}일 전 업데이트",
    "{n} 天前更新",
    "本文最后更新于 {n} 天前",
    "本文最后更新于2021年01月19日，已超过{n}天没有更新，若内容或图片失效，请留言反馈。",
    "距离上次更新本文已经过去了 {n} 天，部分内容可能已经过时，请注意甄别。",
    "这篇文章上次修改于 2020-01-01，距今已经过去了 {n} 天。",
    "本文最后更新于 {n} 天前，其中的信息可能已经有所发展或是发生改变。",
    "{n} 天前更新",
    "Actualitzat fa {n} dies",
    "Обновено преди {n} дни",
    "Ажурирано пре {n} дана",
    "Ažurirano prije {n} dana",
    "Aktualizované pred {n} dňami",
    "Posodobljeno pred {n} dnevi",
    "Atnaujinta prieš {n} dienas",
    "Atjaunots pirms {n} dienām",
    "Uuendatud {n} päeva tagasi",
    "Na-update {n} araw ang nakalipas",
    "Uppfært fyrir {n} dögum",
    "It has been {n} days since the last update, the content of the article may be outdated.",
    "Last updated more than {n} days ago.",
    "{n} views",
    "阅读 {n}",
    "Dieser Artikel ist {n} Tage alt",
    "この記事は最終更新日から{n}日以上が経過しています。",
    "조회 {n}",
    "Просмотров: {n}",
    "Cet article a été mis à jour il y a plus de {n} jours",
    "This post was last updated {n} days ago and may contain outdated information.",
    "3 minutes ago | {n} comments",
    "Updated {n} hours ago",
    "{n}小时前 编辑",
    "本站已運行 {n} 天 5 小時",
    "本站已运行 {n} 天",
)


@pytest.mark.parametrize("phrase", ROLLING)
def test_what_counts_from_the_visit_is_masked_and_named(phrase: str) -> None:
    one, other = mask(phrase.format(n=12)), mask(phrase.format(n=345))
    assert one.text == other.text
    assert one.found and any("12" in found for found in one.found)


@pytest.mark.parametrize(
    "prose",
    [
        "The tenant has to give notice within {n} days of the event, in writing.",
        "Valid for {n} days",
        "Penalty for more than {n} days of delay",
        "Die Frist beträgt {n} Tage ab Zustellung des Bescheides und kann nicht verlängert werden.",
        "合同自签订之日起 {n} 天内有效，逾期需要重新办理全部手续并缴纳相应的费用。",
        "Le délai est de {n} jours à compter de la réception du courrier par le client.",
    ],
)
def test_a_number_of_days_in_the_document_itself_is_not_masked(prose: str) -> None:
    assert mask(prose.format(n=12)).text != mask(prose.format(n=34)).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Последнее обновление: 5 мая 2021", "Последнее обновление: 17 июня 2023"),
        ("Останнє оновлення: 5 травня 2021, 10:00", "Останнє оновлення: 17 червня 2023, 11:30"),
        ("Cập nhật lần cuối: 5 tháng 5 năm 2021", "Cập nhật lần cuối: 17 tháng 6 năm 2023"),
        ("ปรับปรุงล่าสุด 5 พฤษภาคม 2564", "ปรับปรุงล่าสุด 17 มิถุนายน 2566"),
        ("آخرین ویرایش: ۱۵ اردیبهشت ۱۴۰۰", "آخرین ویرایش: ۲۷ خرداد ۱۴۰۲"),
        ("更新日：令和3年5月5日", "更新日：令和5年6月17日"),
        ("Τελευταία ενημέρωση: 5 Μαΐου 2021", "Τελευταία ενημέρωση: 17 Ιουνίου 2023"),
        ("עודכן: 5 במאי 2021", "עודכן: 17 ביוני 2023"),
        ("Utolsó módosítás: 2021. május 5.", "Utolsó módosítás: 2023. június 17."),
        ("অন্তিম আপডেট: ৫ মে ২০২১", "অন্তিম আপডেট: ১৭ জুন ২০২৩"),
        ("Zuletzt aktualisiert am Mittwoch, 5. Mai 2021", "Zuletzt aktualisiert am Samstag, 17. Juni 2023"),
        ("本文最后由 马可 更新于 2021年5月5日 10:00", "本文最后由 马可 更新于 2023年6月17日 09:30"),
    ],
)
def test_lines_that_differ_in_a_date_alone_are_one_line_without_it(before: str, after: str) -> None:
    (old, olds), (new, news) = dated_parts(before), dated_parts(after)
    assert old == new
    assert olds and news and olds != news


def test_spans_lie_within_their_line_and_apart_from_each_other() -> None:
    line = "Posted 3 May 2020 at 10:00, updated 2 days ago, 阅读 12, 已超过30天没有更新"
    for spans in (date_spans(line), relative_spans(line)):
        assert spans
        assert all(0 <= a < b <= len(line) for a, b in spans)
        assert all(x[1] <= y[0] for x, y in pairwise(spans))


@pytest.mark.parametrize("shape", volatile._RELATIVE)
def test_whatever_a_shape_of_a_relative_time_matches_is_looked_for(shape: str) -> None:
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(shape))
    def told(text: str) -> None:
        assert any(word in text.lower() for word in volatile._RELATIVE_WORDS)

    told()
