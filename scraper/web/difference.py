"""A difference as rows for a page: lines of the merged text, unchanged ones folded, inline or side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scraper.compare.text import Op, counts, diff_words, summarize

__all__ = ["Difference", "Line", "Piece", "difference"]

CONTEXT = 3
# More lines than a person reads, or a browser likes.
MOST = 3000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: kind is 'equal', 'delete' or 'insert'."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `skipped`: so many unchanged lines are folded away here, and there are no pieces."""

    pieces: tuple[Piece, ...] = ()
    skipped: int = 0
    old: int | None = None  # its number in the old text, where it stands there
    new: int | None = None

    @property
    def changed(self) -> bool:
        """Whether something in it came or went."""
        return any(piece.kind != "equal" for piece in self.pieces)

    @property
    def left(self) -> tuple[Piece, ...]:
        """What the old text has of it."""
        return tuple(piece for piece in self.pieces if piece.kind != "insert")

    @property
    def right(self) -> tuple[Piece, ...]:
        """What the new text has of it."""
        return tuple(piece for piece in self.pieces if piece.kind != "delete")


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two texts. `cut` counts lines that are too many to show."""

    lines: tuple[Line, ...]
    summary: str
    added: int
    removed: int
    cut: int = 0


def difference(old: str, new: str, *, context: int | None = CONTEXT) -> Difference:
    """Compare two texts; `context=None` shows every line."""
    ops = diff_words(old, new)
    added, removed = counts(ops)
    lines = _folded(_paired(_lines(ops)), context)
    return Difference(tuple(lines[:MOST]), summarize(old, new), added, removed, max(0, len(lines) - MOST))


def _lines(ops: Sequence[Op]) -> list[Line]:
    """The merged text cut at its line ends; a line is numbered in the texts that it stands in."""
    lines: list[Line] = []
    pieces: list[Piece] = []
    numbers = {"delete": 1, "insert": 1}
    ends: set[str] = set()

    def close() -> None:
        kinds = {p.kind for p in pieces} | ends
        old = numbers["delete"] if kinds & {"equal", "delete"} else None
        new = numbers["insert"] if kinds & {"equal", "insert"} else None
        lines.append(Line(tuple(pieces), 0, old, new))
        for side in ("delete", "insert"):
            if ends & {"equal", side}:
                numbers[side] += 1
        pieces.clear()
        ends.clear()

    for op in ops:
        parts = op.text.split("\n")
        for at, part in enumerate(parts):
            last = at == len(parts) - 1
            if part:
                pieces.append(Piece(op.kind, part))
            if not last:
                ends.add(op.kind)
                if not part and op.kind != "equal":
                    pieces.append(Piece(op.kind, "¶"))
                close()
    if pieces:
        close()
    return lines


def _paired(lines: Sequence[Line]) -> list[Line]:
    """A line that only went, followed by one that only came, is one row with both sides."""
    paired: list[Line] = []
    for line in lines:
        before = paired[-1] if paired else None
        if before is not None and _only(before, "delete") and _only(line, "insert") and before.new is None:
            paired[-1] = Line((*before.pieces, *line.pieces), 0, before.old, line.new)
        else:
            paired.append(line)
    return paired


def _only(line: Line, kind: str) -> bool:
    return bool(line.pieces) and all(piece.kind == kind for piece in line.pieces)


def _folded(lines: Sequence[Line], context: int | None) -> list[Line]:
    if context is None:
        return list(lines)
    near: set[int] = set()
    for index, line in enumerate(lines):
        if line.changed:
            near.update(range(max(0, index - context), min(len(lines), index + context + 1)))
    shown: list[Line] = []
    last = -1
    for index in sorted(near):
        if index > last + 1:
            shown.append(Line(skipped=index - last - 1))
        shown.append(lines[index])
        last = index
    if shown and last < len(lines) - 1:
        shown.append(Line(skipped=len(lines) - 1 - last))
    return shown
