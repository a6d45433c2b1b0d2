"""Tables for people keep within the terminal, whatever is in their cells."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.cli.output import print_json
from scraper.cli.table import Column, cells, table_lines

COLUMNS = (
    Column("n", lambda row: str(row["n"]), right=True),
    Column("state", lambda row: str(row["state"])),
    Column("what", lambda row: str(row["what"]), wide=True),
)
LINE = st.text(st.sampled_from("ab 中é\u0301-…\t\x1b"), max_size=60)


@given(st.lists(st.tuples(LINE, LINE, st.lists(LINE, max_size=3)), min_size=1, max_size=4), st.integers(12, 120))
def test_no_line_is_wider_than_the_room(rows: list[tuple[str, str, list[str]]], room: int) -> None:
    found = [{"n": n, "state": state, "what": "\n".join(what)} for n, state, what in rows]
    lines = table_lines(found, COLUMNS, room)
    assert max(map(cells, lines)) <= room
    assert "\x1b" not in "".join(lines)


def test_a_long_text_is_folded_between_words_and_chinese_within_them() -> None:
    row = {"n": 7, "state": "ok", "what": "one two three\n变更监测与历史版本"}
    assert table_lines([row], COLUMNS, 22) == [
        "n  state  what",
        "7  ok     one two",
        "          three",
        "          变更监测与历",
        "          史版本",
    ]


def test_what_cannot_be_folded_is_cut_with_an_ellipsis() -> None:
    row = {"n": 1, "state": "a very long state of things", "what": ""}
    assert table_lines([row], COLUMNS[:2], 12) == ["n  state", "1  a very l…"]


@pytest.mark.parametrize(
    "value", [[], {}, [{}], [{"a": [1, {"b": "ü\u2028"}], "c": None}, {"a": []}], {"k": {"l": [1.5]}}, [1, 2]]
)
def test_json_for_programs_is_json(value: object, capsys: pytest.CaptureFixture[str]) -> None:
    print_json(value)
    assert json.loads(capsys.readouterr().out) == value
