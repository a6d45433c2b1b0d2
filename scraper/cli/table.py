"""Tables for people: columns as wide as they need, the widest folded into the room that is left.

rich would draw them too, and knows how wide Chinese is; but importing it costs a listing more than its query, and laying out
two thousand rows three times as much again. What is needed of it is here; a spinner on a terminal is still rich's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from scraper.compare.terminal import printable

__all__ = ["Column", "cells", "table_lines"]

Row = Mapping[str, Any]
_GAP = "  "
_LEAST = 20  # cells that a wide column keeps before the others lose some of theirs
_MORE = "…"
_WORD = re.compile(r"\s*\S+\s*")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table for people. `show` turns a row into the cell's text, which may have several lines."""

    title: str
    show: Callable[[Row], str]
    wide: bool = False  # folded into the room that is left; others keep their width
    right: bool = False


def table_lines(rows: Sequence[Row], columns: Sequence[Column], room: int, *, dim: bool = False) -> list[str]:
    """The lines of a table no wider than `room` cells, its head first (`dim`: in a terminal's faint letters)."""
    shown = [[printable(column.show(row)).expandtabs().split("\n") for column in columns] for row in rows]
    natural = [
        max(cells(column.title), max((cells(line) for row in shown for line in row[at]), default=0))
        for at, column in enumerate(columns)
    ]
    widths = _fitted(natural, columns, room)
    head = _laid([[_cut(column.title, width)] for column, width in zip(columns, widths, strict=True)], columns, widths)
    lines = [f"\x1b[2m{line}\x1b[0m" if dim else line for line in head]
    for row in shown:
        fitted = [
            lines_ if width >= whole else _folded(lines_, width) if column.wide else [_cut(x, width) for x in lines_]
            for lines_, column, width, whole in zip(row, columns, widths, natural, strict=True)
        ]
        lines += _laid(fitted, columns, widths)
    return lines


def _fitted(natural: Sequence[int], columns: Sequence[Column], room: int) -> list[int]:
    """The widths that fit: wide columns give way first, down to _LEAST, then all, the widest first, down to one Chinese letter."""
    widths = list(natural)
    over = sum(widths) + len(_GAP) * (len(widths) - 1) - room
    for chosen, least in (([i for i, c in enumerate(columns) if c.wide], _LEAST), (list(range(len(widths))), 2)):
        while over > 0 and chosen:
            widest = max(chosen, key=lambda at: widths[at])
            if widths[widest] <= least:
                break
            rest = max((widths[at] for at in chosen if at != widest), default=0)
            give = min(over, max(widths[widest] - max(rest, least), 1))
            widths[widest] -= give
            over -= give
    return widths


def _laid(row: Sequence[Sequence[str]], columns: Sequence[Column], widths: Sequence[int]) -> list[str]:
    """The cells of one row side by side."""
    height = max(map(len, row))
    if height == 1:
        return [
            _GAP.join(_padded(cell[0], w, c.right) for cell, c, w in zip(row, columns, widths, strict=True)).rstrip()
        ]
    return [
        _GAP.join(
            _padded(cell[at] if at < len(cell) else "", width, column.right)
            for cell, column, width in zip(row, columns, widths, strict=True)
        ).rstrip()
        for at in range(height)
    ]


def _padded(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - cells(text))
    return blanks + text if right else text + blanks


def _folded(lines: Sequence[str], width: int) -> list[str]:
    """Lines broken between words, and within words that are longer than a line."""
    out: list[str] = []
    for line in lines:
        out += [line] if cells(line) <= width else _broken(line, width)
    return out


def _broken(line: str, width: int) -> list[str]:
    out, current, used = [], "", 0
    for word in _WORD.findall(line):
        if used and used + cells(word.rstrip()) > width:
            out.append(current.rstrip())
            current, used = "", 0
        while cells(word.rstrip()) > width:
            part = _start(word, width) or word[0]
            out.append(part)
            word = word[len(part) :]
        current += word
        used += cells(word)
    return [*out, current.rstrip()]


def _cut(text: str, width: int) -> str:
    if cells(text) <= width:
        return text
    return _start(text, width - 1).rstrip() + _MORE if width > 1 else _MORE


def _start(text: str, width: int) -> str:
    """As much of the beginning as fits into so many cells."""
    used = 0
    for at, letter in enumerate(text):
        used += _cell(letter)
        if used > width:
            return text[:at]
    return text


def cells(text: str) -> int:
    """How many cells of a terminal a line takes: Chinese letters two, accents and joiners none."""
    return len(text) if text.isascii() else sum(map(_cell, text))


@cache
def _cell(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
