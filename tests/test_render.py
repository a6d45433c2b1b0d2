"""Differences as people and programs see them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.compare.render import as_html, as_json, as_unified, as_words
from scraper.compare.terminal import printable

LINES = st.lists(st.sampled_from(["alpha beta", "gamma", "δέλτα", "更新日志", "", "<b>x</b>"]), max_size=12).map(
    "\n".join
)


def test_words_show_what_went_and_what_came_without_colour() -> None:
    assert as_words("see 01-19 here", "see 02-20 here", color=False) == "see [-01-19-]{+02-20+} here\n"


def test_words_have_colours_where_they_may() -> None:
    shown = as_words("one", "two", color=True)
    assert "\x1b[" in shown and "[-" not in shown


def test_far_away_lines_are_left_out_and_counted() -> None:
    old = "\n".join(f"line {n}" for n in range(50))
    shown = as_words(old, old.replace("line 25", "line twenty-five"), color=False, context=1)
    assert shown.splitlines()[0] == "⋯ 24 unchanged lines" and shown.count("\n") == 5
    assert "line 3\n" in as_words(old, old.replace("line 25", "x"), color=False, context=None)


@pytest.mark.parametrize(("old", "new"), [("a b", "a  b"), ("a", "a\n"), ("x\u200by", "xy")])
def test_a_difference_in_white_space_is_made_visible(old: str, new: str) -> None:
    shown = as_words(old, new, color=False)
    assert shown.startswith("(only ") and re.search(r"\[-.+-\]|\{\+.+\+\}", shown)


@given(LINES, LINES)
def test_no_form_is_empty_when_the_texts_differ(old: str, new: str) -> None:
    forms = (
        as_words(old, new, color=False),
        as_unified(old, new),
        "".join(re.findall("<(?:ins|del)>", as_html(old, new))),
    )
    assert all(bool(form) == (old != new) for form in forms)


@given(LINES, LINES)
def test_json_operations_give_back_both_texts(old: str, new: str) -> None:
    ops = json.loads(json.dumps(as_json(old, new)))["ops"]
    assert "".join(op["text"] for op in ops if op["op"] != "insert") == old
    assert "".join(op["text"] for op in ops if op["op"] != "delete") == new


def test_stored_text_cannot_steer_a_terminal_or_a_browser() -> None:
    assert "\x1b" not in as_words("a", "\x1b]0;owned\x07b", color=False)
    assert "\x1b" not in as_unified("a", "\x1b[2Jb")
    shown = as_html("x", "<script>alert(1)</script>")
    assert "<script>" not in shown and "&lt;script&gt;" in shown.replace("</ins>", "")
    assert printable("a\tb\nc") == "a\tb\nc"


@pytest.mark.skipif(shutil.which("patch") is None, reason="no patch(1)")
@pytest.mark.parametrize(
    ("old", "new"),
    [("a\nb\nc", "a\nx\nc"), ("a", "a\nb\nc"), ("\n".join("abcdefghijklmnop"), "\n".join("aXcdefghijklmnoQp")), ("b\nc", "a\nb")],
)  # fmt: skip
def test_patch_can_apply_a_unified_diff(old: str, new: str, tmp_path: Path) -> None:
    (tmp_path / "f").write_text(old + "\n", encoding="utf-8")
    subprocess.run(["patch", "-s", "f"], input=as_unified(old, new), text=True, cwd=tmp_path, check=True)
    assert (tmp_path / "f").read_text(encoding="utf-8") == new + "\n"
