"""Make a minimal diff readable: no confetti of single words between edits, edges where a reader would put them.

Edits are spans of character offsets, so that joining them costs nothing however long they grow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["CJK", "Span", "join_short_islands", "slide"]

# Scripts written without spaces, one character to a token: ideographs, kana, hangul syllables, their punctuation.
CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_IN_WORD = re.compile(rf"[^\W{CJK}]")
_SENTENCE_END = frozenset("。！？；.!?;\n…」』”）)")
_LONGEST_SLIDE = 120  # characters: a phrase or a sentence
_LONGEST_ISLAND = 24  # characters: longer ones are worth reading as unchanged


class Span(NamedTuple):
    """old[i1:i2] was replaced with new[j1:j2]; either may be empty, not both."""

    i1: int
    i2: int
    j1: int
    j2: int


def join_short_islands(old: str, spans: Sequence[Span]) -> list[Span]:
    """Swallow unchanged runs that are shorter than the edits on both sides of them.

    'one two three' -> 'uno two tres' stays two edits; 'a b' -> 'c d' becomes one (the space between is no news).
    """
    done: list[Span] = []
    for span in spans:
        current = span
        while done and _is_island(old, done[-1], current):
            before = done.pop()
            current = Span(before.i1, current.i2, before.j1, current.j2)
        done.append(current)
    return done


def _is_island(old: str, before: Span, after: Span) -> bool:
    length = after.i1 - before.i2
    if length > 2 * _LONGEST_ISLAND:
        return False
    island = old[before.i2 : after.i1]
    if "\n" in island:
        return False  # a reader looks for the next edit on the next line
    weight = len(island.strip())
    smaller, larger = sorted((_weight(before), _weight(after)))
    # A character or two beside a long edit stand there by chance.
    return weight < min(_LONGEST_ISLAND, smaller) or (weight <= 2 and 8 * weight <= larger)


def _weight(span: Span) -> int:
    return max(span.i2 - span.i1, span.j2 - span.j1)


def slide(old: str, new: str, spans: Sequence[Span]) -> list[Span]:
    """Move pure insertions and deletions along repeated text to where a line, sentence or word begins."""
    done: list[Span] = []
    for position, span in enumerate(spans):
        pure_insert, pure_delete = span.i1 == span.i2, span.j1 == span.j2
        if not (pure_insert or pure_delete):
            done.append(span)
            continue
        text, start, end = (new, span.j1, span.j2) if pure_insert else (old, span.i1, span.i2)
        room_before = span.i1 - (done[-1].i2 if done else 0)
        following = spans[position + 1].i1 if position + 1 < len(spans) else len(old)
        shift = _best_shift(text, start, end, (room_before, following - span.i2))
        done.append(Span(span.i1 + shift, span.i2 + shift, span.j1 + shift, span.j2 + shift))
    return done


def _best_shift(text: str, start: int, end: int, room: tuple[int, int]) -> int:
    """How far text[start:end] is best moved, among all moves that leave the same text when it is taken out."""
    back = forth = 0
    while back < min(room[0], _LONGEST_SLIDE) and text[start - back - 1] == text[end - back - 1]:
        back += 1
    while forth < min(room[1], _LONGEST_SLIDE) and text[start + forth] == text[end + forth]:
        forth += 1
    best, best_score = 0, _edges(text, start, end)
    for shift in range(-back, forth + 1):
        score = _edges(text, start + shift, end + shift)
        if score > best_score:
            best, best_score = shift, score
    return best


def _edges(text: str, start: int, end: int) -> int:
    return _boundary(text, start) + _boundary(text, end)


def _boundary(text: str, at: int) -> int:
    """How good a place this is to begin or end an edit: 5 at a line's edge, far below 0 inside a word."""
    if at == 0 or at == len(text):
        return 5
    a, b = text[at - 1], text[at]
    if a == "\n":
        return 5
    if _IN_WORD.match(a) and _IN_WORD.match(b):
        return -20
    if a in _SENTENCE_END:
        return 3 if b.isspace() and b != "\n" else 4
    if a.isspace():
        return -20 if b.isspace() else 4  # never cut a run of spaces
    return 2 if b.isspace() else 1
