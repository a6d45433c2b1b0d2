"""Align two strings whose characters each stand for one token or line.

Large inputs are first pinned together at short runs that are unique in both (the idea of patience diff), so that what
fast-diff-match-patch, whose cost grows with the square of the number of edits, has to solve stays small.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from importlib import import_module
from typing import Any

try:
    _fast_diff: Any = import_module("fast_diff_match_patch").diff
except ImportError:  # a platform without a wheel: difflib below
    _fast_diff = None

__all__ = ["Run", "align"]

Run = tuple[str, int]  # ('=' | '-' | '+', how many characters)

_PINNED_FROM = 1_500  # characters of the longer side; below, the exact diff takes a few milliseconds
_TRY_S = 0.01  # the exact diff of few edits takes less
_GRAM = 4  # two words of English with their spaces, four ideographs
_SMALLEST_BUDGET_S = 0.0005
_DIFFLIB_CELLS = 4_000_000  # left x right above which difflib is not tried


def align(left: str, right: str, deadline: float) -> list[Run]:
    """Runs that turn `left` into `right`. After `deadline` (monotonic seconds) the rest is given as replaced."""
    if max(len(left), len(right)) < _PINNED_FROM:
        return _exact(left, right, deadline)
    started = time.monotonic()
    runs = _exact(left, right, min(deadline, started + _TRY_S))
    if _fast_diff is not None and time.monotonic() - started < _TRY_S:
        return runs  # few edits: exact at once
    runs = []
    i = j = 0
    for pin_i, pin_j in [*_pins(left, right), (len(left), len(right))]:
        runs += _exact(left[i:pin_i], right[j:pin_j], deadline)
        i, j = pin_i, pin_j
    return runs


def _exact(left: str, right: str, deadline: float) -> list[Run]:
    if left == right:
        return [("=", len(left))]
    seconds = deadline - time.monotonic()
    if not left or not right or seconds < _SMALLEST_BUDGET_S:
        return [("-", len(left)), ("+", len(right))]
    if _fast_diff is None:
        return _difflib(left, right)
    found: list[Run] = _fast_diff(left, right, timelimit=seconds, checklines=False, cleanup="No")
    return found


def _difflib(left: str, right: str) -> list[Run]:
    if len(left) * len(right) > _DIFFLIB_CELLS:
        return [("-", len(left)), ("+", len(right))]
    runs: list[Run] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        runs += [("=", i2 - i1)] if tag == "equal" else [("-", i2 - i1), ("+", j2 - j1)]
    return runs


def _pins(left: str, right: str) -> Iterator[tuple[int, int]]:
    """Positions that belong together, ascending on both sides."""
    there = _unique_grams(right)
    pairs = [(i, j) for gram, i in _unique_grams(left).items() if (j := there.get(gram)) is not None]
    for index in _longest_rising([j for _, j in pairs]):
        yield pairs[index]


def _unique_grams(text: str) -> dict[str, int]:
    """Where each gram that occurs once stands, in order. A quarter of them, chosen by their first character, are enough."""
    grams = [(text[i : i + _GRAM], i) for i, c in enumerate(text) if ord(c) & 3 == 1]
    times = Counter([gram for gram, _ in grams])
    return {gram: i for gram, i in grams if times[gram] == 1}


def _longest_rising(values: Sequence[int]) -> list[int]:
    """Indices of a longest strictly rising subsequence, in O(n log n)."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        place = bisect_left(tails, value)
        before.append(at[place - 1] if place else -1)
        tails[place : place + 1] = [value]
        at[place : place + 1] = [index]
    chain: list[int] = []
    index = at[-1] if at else -1
    while index >= 0:
        chain.append(index)
        index = before[index]
    return chain[::-1]
