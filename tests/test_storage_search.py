"""Search: every version of everything, in any script, with words of one or two characters too."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import UsageError
from storage import open_history, open_store
from storage.search import normal, parse
from tests.kept import follow, keep, version

TEXTS = {
    "https://a.example/zh": "本文最后由小满更新于2025年1月19日。如有资源已失效，请留言反馈，营商环境测试。𠮷野家",
    "https://a.example/ja": "データベースの更新履歴。がんばる プログラミング",
    "https://a.example/ko": "자료실 업데이트 안내입니다",
    "https://a.example/en": "The naïve café's Re-Opening costs £5 (state-of-the-art), fully updated. C++ & v2更新hello世界",
    "https://a.example/ru": "Обновлено вчера: новая редакция закона",
    "https://a.example/th": "ปรับปรุงล่าสุดเมื่อวานนี้",
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("search") / "a.db"
    with open_store(made, holder="test") as store:
        for url, text in TEXTS.items():
            follow(store, url)
            keep(store, version(url, text.encode(), text, title=f"标题 {url[-2:]}"), 0)
            keep(store, version(url, b"later", "replaced 全部换掉"), 1)
    return made


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("测试", "zh"), ("营商", "zh"), ("失效", "zh"), ("小满", "zh"), ("满", "zh"), ("资源已失效", "zh"), ("2025年1月", "zh"),
        ("𠮷", "zh"), ("更新履歴", "ja"), ("がん", "ja"), ("データ", "ja"), ("업데", "ko"), ("안내", "ko"),
        ("naive cafe", "en"), ("CAFÉ", "en"), ("state-of-the-art", "en"), ("£5", "en"), ("hello", "en"), ("世界", "en"), ("v2", "en"),
        ('"fully updated"', "en"), ("updat*", "en"), ("обновлено", "ru"), ("Закона", "ru"), ("ล่าสุด", "th"), ("标题 zh", "zh"),
    ],
)  # fmt: skip
def test_a_word_of_any_script_is_found_although_only_an_old_version_has_it(path: Path, query: str, where: str) -> None:
    with open_history(path) as past:
        found = past.search(query)
    assert [r["url"] for r in found] == [f"https://a.example/{where}"]
    assert found[0]["first_version"] == 1 and not found[0]["current"] and "【" in found[0]["snippet"]


@pytest.mark.parametrize("query", ["か", "opening updated nowhere", '"updated fully"', "pdate", "试测", "2024年"])
def test_what_no_version_says_is_not_found(path: Path, query: str) -> None:
    with open_history(path) as past:
        # か is not が, a word is a whole word, a phrase keeps its order, all words must stand in one version
        assert past.search(query) == []


@pytest.mark.parametrize("query", ["AND OR NOT", "a" * 5000, '") OR 1=1 --', "NEAR(x y)", "C++", "col:x", "x -y ^z"])
def test_no_query_is_taken_for_the_language_of_the_index(path: Path, query: str) -> None:
    with open_history(path) as past:
        assert all(r["url"].endswith("/en") for r in past.search(query))


@pytest.mark.parametrize("query", ["", "   ", '"', "***", "。", "\0"])
def test_a_query_without_a_word_is_refused_in_words(path: Path, query: str) -> None:
    with open_history(path) as past, pytest.raises(UsageError, match="give a word"):
        past.search(query)


dense = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=30)


@settings(max_examples=25)
@given(texts=st.lists(dense, min_size=1, max_size=4), picks=st.data())
def test_any_run_of_characters_of_any_version_is_found(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], picks: st.DataObject
) -> None:
    made = tmp_path_factory.mktemp("runs") / "a.db"
    url = "https://a.example/"
    with open_store(made, holder="test") as store:
        follow(store, url)
        for day, text in enumerate(texts):
            keep(store, version(url, text.encode() + b"%d" % day, f"不变的开头\n{text}"), day)
    text = picks.draw(st.sampled_from(texts))
    start = picks.draw(st.integers(0, len(text) - 1))
    query = text[start : picks.draw(st.integers(start + 1, len(text)))]
    with open_history(made) as past:
        (row,) = past.search(query)
    having = [n + 1 for n, one in enumerate(texts) if query in normal(one) or query in "不变的开头"]
    assert (row["first_version"], row["last_version"]) == (having[0], having[-1])


def test_a_chunk_without_spaces_is_one_phrase() -> None:
    assert parse("更新于2025-01-19").chunks == ("更新于2025-01-19",)
    assert parse("“两个 词” three").chunks == ("两个 词", "three")
