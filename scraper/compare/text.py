"""What changed between two texts, word by word and, in Chinese, Japanese and Korean, character by character.

Two levels: lines are aligned first, then tokens inside the lines that changed (`align.py`), then the result is made
readable (`tidy.py`). Nothing here can take more than about a second on any input.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from scraper.compare.align import Run, align
from scraper.compare.summary import summary_line
from scraper.compare.tidy import CJK, Span, join_short_islands, slide

__all__ = ["Op", "OpKind", "changed_lines", "common_prefix", "counts", "diff_words", "summarize", "tokens"]

OpKind = Literal["equal", "delete", "insert"]

# One token per ideograph, kana or hangul syllable; other word characters in runs, white space in runs, the rest singly.
# `\w+` alone makes one token of "v2更新hello世界".
_TOKEN = re.compile(rf"[{CJK}]|[^\W{CJK}]+|\s+|.", re.DOTALL)
_RUNNING = re.compile(rf"[^\W{CJK}]|\s")  # characters that may continue into the next one's token

_LINES_S = 0.3  # for aligning lines
_TOKENS_S = 0.6  # for all token diffs of one call; regions left when it is used up are shown as replaced whole
_IDS = 0x10FFFF - 0x800 - 0x100  # code points that can stand for a token


@dataclass(frozen=True, slots=True)
class Op:
    """One run of text: in both texts, only in the old one, or only in the new one."""

    kind: OpKind
    text: str


def tokens(text: str) -> list[str]:
    """Cut a text into tokens; joined again they are the text."""
    return _TOKEN.findall(text)


def diff_words(old: str, new: str) -> tuple[Op, ...]:
    """The operations that turn `old` into `new`.

    'equal' and 'delete' texts joined are `old`, 'equal' and 'insert' texts joined are `new`. There is an operation
    that is not 'equal' exactly when the texts differ. A replacement is one delete followed by one insert.
    """
    if old == new:
        return (Op("equal", old),) if old else ()
    deadline = time.monotonic() + _TOKENS_S
    spans: list[Span] = []
    for region in _changed_lines(old, new):
        spans += _changed_tokens(old, new, region, deadline)
    return _ops(old, new, slide(old, new, join_short_islands(old, spans)))


def changed_lines(old: Sequence[str], new: Sequence[str]) -> list[Span]:
    """Which lines differ, as spans of line numbers from 0: old[i1:i2] was replaced with new[j1:j2]."""
    spans: list[Span] = []
    i = j = 0
    for sign, size in _runs(old, new, time.monotonic() + _LINES_S):
        if sign == "=":
            i, j = i + size, j + size
            continue
        came = sign == "+"
        if spans and spans[-1].i2 == i and spans[-1].j2 == j:
            i1, j1 = spans[-1].i1, spans.pop().j1
        else:
            i1, j1 = i, j
        i, j = (i, j + size) if came else (i + size, j)
        spans.append(Span(i1, i, j1, j))
    return spans


def counts(ops: Iterable[Op]) -> tuple[int, int]:
    """How many words or ideographs came and went: (added, removed)."""
    added = removed = 0
    for op in ops:
        if op.kind == "insert":
            added += _words_in(op.text)
        elif op.kind == "delete":
            removed += _words_in(op.text)
    return added, removed


def summarize(old: str, new: str, *, limit: int = 200) -> str:
    """What changed, in one line of at most `limit` characters; empty only when the texts are equal."""
    return summary_line([(op.kind, op.text) for op in diff_words(old, new)], limit=limit)


def _words_in(text: str) -> int:
    return sum(1 for token in tokens(text) if token[0].isalnum())


# -- lines, then tokens ------------------------------------------------------------------------------------------


def _changed_lines(old: str, new: str) -> list[Span]:
    """Regions of whole lines that changed. Blank lines between two of them are no anchor and join them."""
    spans: list[Span] = []
    for found in _changed(_lines(old), _lines(new), time.monotonic() + _LINES_S):
        span = found
        if spans and not old[spans[-1].i2 : span.i1].strip():
            before = spans.pop()
            span = Span(before.i1, span.i2, before.j1, span.j2)
        spans.append(span)
    return spans


def _lines(text: str) -> list[str]:
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + parts[-1:]


def _changed_tokens(old: str, new: str, region: Span, deadline: float) -> list[Span]:
    """The edits in a region. What both sides share at its ends is cut off before anything is tokenised."""
    gone, came = old[region.i1 : region.i2], new[region.j1 : region.j2]
    head = _safe_prefix(gone, came)
    tail = _safe_suffix(gone, came, min(len(gone), len(came)) - head)
    gone, came = gone[head : len(gone) - tail], came[head : len(came) - tail]
    i0, j0 = region.i1 + head, region.j1 + head
    found = _changed(tokens(gone), tokens(came), deadline)
    return [Span(i0 + s.i1, i0 + s.i2, j0 + s.j1, j0 + s.j2) for s in found]


def _changed(old: Sequence[str], new: Sequence[str], deadline: float) -> list[Span]:
    """What differs between two sequences of strings, in characters from their start."""
    old_at = [0, *accumulate(map(len, old))]
    new_at = [0, *accumulate(map(len, new))]
    spans: list[Span] = []
    i = j = from_i = from_j = 0
    for sign, size in [*_runs(old, new, deadline), ("=", 0)]:
        if sign == "-":
            i += size
        elif sign == "+":
            j += size
        else:
            if i > from_i or j > from_j:
                spans.append(Span(old_at[from_i], old_at[i], new_at[from_j], new_at[j]))
            i, j = i + size, j + size
            from_i, from_j = i, j
    return spans


def _runs(old: Sequence[str], new: Sequence[str], deadline: float) -> Sequence[Run]:
    """Align two sequences: ('=' | '-' | '+', how many items) in order."""
    ids: dict[str, str] = {}
    left, right = _as_characters(old, ids), _as_characters(new, ids)
    if left is None or right is None:
        return [("-", len(old)), ("+", len(new))]
    return align(left, right, deadline)


def _as_characters(items: Sequence[str], ids: dict[str, str]) -> str | None:
    """The items as a string with one character per item, the same one for equal items; None if there are too many."""
    for item in items:
        if item not in ids:
            number = len(ids) + 0x100
            ids[item] = chr(number if number < 0xD800 else number + 0x800)  # around the surrogates
            if len(ids) >= _IDS:
                return None
    return "".join([ids[item] for item in items])


# -- common ends -------------------------------------------------------------------------------------------------


def common_prefix(a: str, b: str) -> int:
    """Length of the longest common prefix, by halving (slices compare in C)."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _safe_prefix(a: str, b: str) -> int:
    """A common prefix that ends where a token ends in both texts, whatever follows."""
    size = common_prefix(a, b)
    if size == len(a) == len(b):
        return size
    while size and _RUNNING.match(a[size - 1]):
        size -= 1
    return size


def _safe_suffix(a: str, b: str, most: int) -> int:
    """A common suffix of at most `most` characters that starts where a token starts in both texts."""
    if most <= 0:
        return 0
    size = common_prefix(a[: -most - 1 : -1], b[: -most - 1 : -1])
    while size and _RUNNING.match(a[-size]):
        size -= 1
    return size


def _ops(old: str, new: str, spans: Iterable[Span]) -> tuple[Op, ...]:
    ops: list[Op] = []
    at = 0
    for span in spans:
        if span.i1 > at:
            ops.append(Op("equal", old[at : span.i1]))
        if span.i2 > span.i1:
            ops.append(Op("delete", old[span.i1 : span.i2]))
        if span.j2 > span.j1:
            ops.append(Op("insert", new[span.j1 : span.j2]))
        at = span.i2
    if at < len(old):
        ops.append(Op("equal", old[at:]))
    return tuple(ops)
