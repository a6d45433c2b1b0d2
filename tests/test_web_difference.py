"""A difference as rows: whatever the texts, both can be read back from it, line by line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scraper.web.difference import MOST, Line, difference

TEXT = st.text(alphabet="ab 款字体。\n", max_size=60)
EMPTY = "¶"


def side(lines: tuple[Line, ...], which: str) -> dict[int, str]:
    """Line number -> what the rows of that number show of one text."""
    read: dict[int, str] = {}
    for line in lines:
        number, pieces = (line.old, line.left) if which == "old" else (line.new, line.right)
        if number is not None:
            read[number] = read.get(number, "") + "".join(p.text for p in pieces).replace(EMPTY, "")
    return read


@given(TEXT, TEXT)
def test_both_texts_can_be_read_back_line_by_line(old: str, new: str) -> None:
    lines = difference(old, new, context=None).lines
    for which, text in (("old", old), ("new", new)):
        read = side(lines, which)
        for number, line in enumerate(text.split("\n"), 1):
            assert read.get(number, "") == line, (which, number)
        assert list(read) == sorted(read)


@given(TEXT, TEXT)
def test_something_is_marked_exactly_when_the_texts_differ(old: str, new: str) -> None:
    lines = difference(old, new).lines
    assert any(line.changed for line in lines) == (old != new)


@given(TEXT, TEXT, st.integers(0, 3))
def test_folding_hides_only_unchanged_lines_and_counts_them(old: str, new: str, context: int) -> None:
    whole = difference(old, new, context=None).lines
    folded = difference(old, new, context=context).lines
    assert [line for line in folded if line.changed] == [line for line in whole if line.changed]
    if old != new:
        assert sum(line.skipped or 1 for line in folded) == len(whole)


def test_a_line_that_was_replaced_is_one_row_with_both_sides() -> None:
    [row] = difference("完全不同", "something else").lines
    assert (row.old, row.new) == (1, 1)
    assert [p.text for p in row.left] == ["完全不同"]
    assert [p.text for p in row.right] == ["something else"]


def test_more_lines_than_anybody_reads_are_cut_and_counted() -> None:
    found = difference("\n".join(f"old {n}" for n in range(MOST + 500)), "")
    assert len(found.lines) == MOST
    assert found.cut == 500
