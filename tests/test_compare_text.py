"""The word diff gives back both texts, reads well in any script, and stays fast on anything."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.compare import align
from scraper.compare.text import Op, counts, diff_words, summarize, tokens

LETTERS = st.text(alphabet="ab c\n更新世界。,.1-\u200b\t", max_size=80)
ANY_TEXT = st.one_of(LETTERS, st.text(max_size=60))


def edits(old: str, new: str) -> list[tuple[str, str]]:
    return [(op.kind, op.text) for op in diff_words(old, new) if op.kind != "equal"]


def old_of(ops: tuple[Op, ...]) -> str:
    return "".join(op.text for op in ops if op.kind != "insert")


def new_of(ops: tuple[Op, ...]) -> str:
    return "".join(op.text for op in ops if op.kind != "delete")


@given(ANY_TEXT, ANY_TEXT)
def test_operations_give_back_both_texts_exactly(old: str, new: str) -> None:
    ops = diff_words(old, new)
    assert (old_of(ops), new_of(ops)) == (old, new)


@given(ANY_TEXT, ANY_TEXT)
def test_there_is_an_edit_and_a_summary_exactly_when_the_texts_differ(old: str, new: str) -> None:
    assert bool(edits(old, new)) == (old != new)
    assert bool(summarize(old, new)) == (old != new)


@given(LETTERS, LETTERS)
def test_no_operation_is_empty_and_equal_runs_are_joined(old: str, new: str) -> None:
    ops = diff_words(old, new)
    assert all(op.text for op in ops)
    assert all(not (a.kind == b.kind == "equal") for a, b in pairwise(ops))


@given(st.text(max_size=200))
def test_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@given(LETTERS, LETTERS)
def test_difflib_stands_in_where_the_fast_library_is_missing(old: str, new: str) -> None:
    fast = align._fast_diff
    align._fast_diff = None
    try:
        ops = diff_words(old, new)
    finally:
        align._fast_diff = fast
    assert (old_of(ops), new_of(ops)) == (old, new)


def test_latin_words_inside_chinese_are_tokens_of_their_own() -> None:
    assert tokens("v2更新hello世界") == ["v2", "更", "新", "hello", "世", "界"]
    assert tokens("한국어 テスト") == ["한", "국", "어", " ", "テ", "ス", "ト"]


def test_a_chinese_edit_marks_the_characters_that_changed_and_no_more() -> None:
    old = "本文最后由 Demo Marco 更新于 2025-01-19. 如有资源已失效,请留言反馈"
    assert edits(old, old.replace("01-19", "02-20")) == [("delete", "01-19"), ("insert", "02-20")]
    assert edits("第一句。第二句。", "第一句。插入句。第二句。") == [("insert", "插入句。")]


def test_whole_words_are_marked_and_a_space_between_two_edits_is_no_island() -> None:
    assert edits("a quick brown fox", "a slow red fox") == [("delete", "quick brown"), ("insert", "slow red")]
    assert edits("the cat came", "the black cat came") == [("insert", "black ")]


def test_a_new_line_is_one_insertion_that_leaves_its_neighbours_alone() -> None:
    assert edits("first line\nthird line", "first line\nsecond line\nthird line") == [("insert", "second line\n")]


def test_lines_that_moved_apart_are_aligned_before_their_words() -> None:
    old = "\n".join(f"paragraph {n} says something of its own about {n * 7}" for n in range(40))
    new = old.replace("paragraph 20 says", "paragraph 20 claims")
    assert edits(old, new) == [("delete", "says"), ("insert", "claims")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("a  b", "a b", "only white space differs"),
        ("same\n", "same", "only white space differs"),
        ("ab", "a\u200bb", "only invisible characters differ (U+200B)"),
    ],
)
def test_a_difference_that_nobody_can_see_says_so(old: str, new: str, said: str) -> None:
    assert said in summarize(old, new)


def test_a_summary_quotes_a_short_edit_with_the_words_around_it() -> None:
    said = summarize("It costs 10 EUR a year.", "It costs 12 EUR a year.")
    assert "costs 10 EUR" in said and "costs 12 EUR" in said


def test_a_summary_is_one_line_within_its_limit_and_counts_what_it_leaves_out() -> None:
    old = "\n".join(f"line {n} has the word apple in the middle of it" for n in range(30))
    said = summarize(old, old.replace("apple", "orange-coloured fruit"), limit=160)
    assert len(said) <= 160 and "\n" not in said and "more)" in said


def test_control_characters_do_not_reach_a_summary() -> None:
    assert "\x1b" not in summarize("plain words here", "plain \x1b[31mred\x1b[0m words here")


def test_counts_are_of_words_and_ideographs() -> None:
    assert counts(diff_words("one two 大家好", "one three four 大家都很好")) == (4, 1)


def chopped(share: float, *, chinese: bool, lines: int) -> tuple[str, str]:
    """A text of about 100 kB and a copy in which that share of its words was replaced."""
    chance = random.Random(7)
    words = (
        [chr(0x4E00 + n) for n in range(2500)]
        if chinese
        else [f"w{chance.randrange(10**4, 10**6)}" for _ in range(3000)]
    )
    space = "" if chinese else " "
    size = (33_000 if chinese else 14_000) // lines
    rows = [[chance.choice(words) for _ in range(size)] for _ in range(lines)]
    edited = [[chance.choice(words) if chance.random() < share else word for word in row] for row in rows]
    return "\n".join(map(space.join, rows)), "\n".join(map(space.join, edited))


@pytest.mark.parametrize("chinese", [False, True])
@pytest.mark.parametrize("lines", [1, 200])
@pytest.mark.parametrize("share", [0.003, 0.2])
def test_a_hundred_kilobytes_are_not_compared_exactly(chinese: bool, lines: int, share: float) -> None:
    """An exact comparison of words takes 44 s; `benchmarks/diffs.py` measures the 20 and 100 ms that are promised."""
    old, new = chopped(share, chinese=chinese, lines=lines)
    start = time.process_time()
    ops = diff_words(old, new)
    assert time.process_time() - start < 4
    assert (old_of(ops), new_of(ops)) == (old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" ".join(map(str, range(40_000))), " ".join(map(str, reversed(range(40_000))))),
        ("\n" * 100_000, "\n \n" * 50_000),
        ("a" * 1_000_000, "a" * 999_999 + "b"),
        ("ab" * 200_000, "ba" * 200_000),
        ("啊" * 100_000, "啊吧" * 50_000),
    ],
    ids=["reversed", "blank lines", "one long word", "shifted", "repeated ideographs"],
)
def test_hostile_texts_are_given_up_on_in_time_and_still_rebuilt(old: str, new: str) -> None:
    start = time.process_time()
    ops = diff_words(old, new)
    assert time.process_time() - start < 2
    assert (old_of(ops), new_of(ops)) == (old, new)
