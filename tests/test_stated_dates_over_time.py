"""What a page says of its own freshness, judged over time: the real command, a real local site, one pass a day."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest

from tests.conftest import Pagewatch
from tests.nursery import Nursery
from tests.site import Site, serving

# One fixture plays all days; a shared machine may take its time.
pytestmark = pytest.mark.timeout(600)

BODY = (
    "这里整理了常见的免费商用字体，按黑体、宋体、手写体分类，全部核对过授权书，放心使用。每一款都附有来源与说明。",
    "下载之前请先看完说明，商用前再核对一次授权书，授权书每年更新一次，旧的授权书仍然有效。",
)
EDITED = (BODY[0].replace("手写体", "楷体"), BODY[1])


def page(
    *, notice: str = "", head: str = "", body: tuple[str, ...] = BODY, title: str = "免费字体整理", lang: str = "zh"
) -> str:
    words = "".join(f"<p>{line}</p>" for line in body)
    return (
        f"<!doctype html><html lang='{lang}'><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>"
        f"<nav><a href='/'>首页</a></nav><main><article><h1>{title}</h1>{words}<p>{notice}</p></article></main></body></html>"
    )


def at(day: int) -> str:
    return f"2026-03-{day:02d}T08:00:00Z"


ROLLING = {
    "zh-age": ("zh", "本文最后更新于 2025-01-19，已超过 {} 天没有更新，如有失效请留言。"),
    "zh": ("zh", "阅读 12{0} · {0} 天前更新"),
    "en": ("en", "Updated {0} days ago · {0} comments"),
    "de": ("de", "Zuletzt aktualisiert vor {} Tagen"),
    "ja": ("ja", "{0}日前に更新 | 1{0}回閲覧"),
    "ru": ("ru", "Обновлено {0} дней назад, {0} просмотров"),
    "tr": ("tr", "{} gün önce güncellendi"),
    "lt": ("lt", "Atnaujinta prieš {} dienas"),
    "fa": ("fa", "{} روز پیش به‌روزرسانی شد"),
}
MOVED = {
    "moved-zh": "本文最后由 小王 更新于 {}. 如有资源已失效,请留言反馈",
    "moved-fr": "Dernière mise à jour : {}",
    "moved-ru": "Последнее обновление: {}, автор Анна",
}
BY = "本文最后由 {} 更新于 {}。"
META = "<meta property='article:modified_time' content='{}'>"
DATED, MINUTE = [f"dated-{n}" for n in range(6)], [f"minute-{n}" for n in range(3)]


class Played:
    """The pages of one site over some days, and what each day's pass said of them."""

    def __init__(self, pagewatch: Pagewatch, site: Site) -> None:
        self.pagewatch, self.site = pagewatch, site
        self.checks: dict[int, dict[str, dict[str, Any]]] = {}
        self.put(1)
        pagewatch.run("add", *(f"{site.url}{path}" for path in site.pages), "--kind", "page")
        for day in (1, 3, 5, 7, 9):
            self.put(day)
            rows = pagewatch.rows("check", "--all", "--clock", at(day))
            self.checks[day] = {row["url"].rsplit("/", 1)[1]: row for row in rows}
        self.changes = pagewatch.rows("changes")

    def put(self, day: int) -> None:
        """The pages as they stand on a day; the first two days differ in what each page is a case of."""
        late = day > 1
        for name, (lang, words) in ROLLING.items():
            self._page(name, notice=words.format(300 + day), lang=lang)
        for name, words in MOVED.items():
            self._page(name, notice=words.format("2026-03-02" if late else "2025-01-19"))
        self._page("undated", body=EDITED if late else BODY)
        new = BY.format("小李", "2026-03-02")
        self._page(
            "other-hand",
            notice=new if late else BY.format("小王", "2025-01-19 08:30 (UTC+8)"),
            body=EDITED if late else BODY,
        )
        self._page("clock", head=META.format(at(day)), body=EDITED if day >= 9 else BODY)
        for n, name in enumerate(DATED):
            self._page(name, notice=f"最后更新于 {'2026-03-04' if day >= 5 else f'2025-01-0{n + 1}'}")
        for n, name in enumerate(MINUTE):
            self._page(name, head=META.format(f"2026-03-06T10:00:0{n}Z" if day >= 7 else f"2025-02-0{n + 1}T10:00:00Z"))

    def _page(self, name: str, **given: Any) -> None:
        modified = format_datetime(datetime(2026, 2, 1, tzinfo=UTC), usegmt=True)
        self.site.put(f"/{name}", page(title=f"免费字体整理 {name}", **given), Last_Modified=modified)

    def kinds(self, name: str, day: int) -> list[str]:
        return sorted(e["kind"] for e in self.changes if e["url"].endswith(f"/{name}") and f"-{day:02d}T" in e["at"])


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, verbs: Nursery) -> Iterator[Played]:
    with serving() as site:
        yield Played(Pagewatch(tmp_path_factory.mktemp("dates"), site, verbs), site)


@pytest.mark.parametrize("name", ROLLING)
def test_what_moves_by_itself_is_neither_an_edit_nor_an_event_and_is_named(played: Played, name: str) -> None:
    row = played.checks[3][name]
    assert row["decision"] == "unchanged" and "ignored:" in row["reason"], row
    assert not [e for e in played.changes if e["url"].endswith(f"/{name}")]


@pytest.mark.parametrize("name", MOVED)
def test_a_date_that_moved_inside_a_line_with_other_words_is_a_fake_refresh(played: Played, name: str) -> None:
    assert played.kinds(name, 3) == ["fake_refresh"]


def test_an_edit_of_a_page_without_a_stated_date_is_no_stealth_edit(played: Played) -> None:
    assert played.kinds("undated", 3) == ["changed"]


def test_another_updater_is_told_beside_the_new_date(played: Played) -> None:
    assert played.kinds("other-hand", 3) == ["redated", "updater_changed"]
    (row,) = (e for e in played.changes if e["kind"] == "updater_changed")
    assert "小李" in row["summary"] and "小王" in row["summary"]


def test_many_articles_redated_in_one_pass_are_one_site_rebuild_that_lists_them(played: Played) -> None:
    (row,) = (e for e in played.changes if e["kind"] == "site_rebuild" and "-05T" in e["at"])
    assert "6 articles" in row["summary"]
    with sqlite3.connect(played.pagewatch.db) as database:
        (detail,) = database.execute("SELECT detail FROM v_events WHERE id = ?", (row["id"],)).fetchone()
    assert {one["url"].rsplit("/", 1)[1] for one in json.loads(detail)["listed"]} == set(DATED)
    assert not any(played.kinds(name, 5) for name in DATED)


def test_few_articles_redated_to_the_same_minute_are_a_site_rebuild_too(played: Played) -> None:
    (row,) = (e for e in played.changes if e["kind"] == "site_rebuild" and "-07T" in e["at"])
    assert "3 articles" in row["summary"] and not any(played.kinds(name, 7) for name in MINUTE)


def test_a_modified_date_that_is_the_time_of_every_visit_is_not_believed(played: Played) -> None:
    assert [played.kinds("clock", day) for day in (5, 7)] == [[], []]
    assert played.kinds("clock", 9) == ["changed"]


def test_statements_are_kept_with_each_version_and_answer_to_sql(played: Played) -> None:
    with sqlite3.connect(played.pagewatch.db) as database:
        rows = database.execute(
            "SELECT number, value, precision, source, updated_by, zone FROM v_statements "
            "WHERE url LIKE '%/other-hand' AND role = 'updated' ORDER BY number, source DESC",
        ).fetchall()
    assert rows[0] == (1, "2025-01-19T08:30+08:00", "minute", "notice", "小王", "utc+8")
    assert (1, "http") in {(row[0], row[3]) for row in rows}
    assert (2, "2026-03-02", "day", "notice", "小李") in {row[:5] for row in rows}
