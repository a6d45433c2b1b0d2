"""Show a difference: words for a terminal, unified for tools, HTML for mail and web, JSON for programs.

Stored text is foreign: control characters never reach a terminal, and HTML is escaped.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scraper.compare.summary import differs_visibly, spelt_out
from scraper.compare.terminal import CONTROL, printable
from scraper.compare.text import Op, changed_lines, counts, diff_words, summarize
from scraper.compare.tidy import Span

__all__ = ["FORMATS", "as_html", "as_json", "as_unified", "as_words"]

FORMATS = ("words", "unified", "html", "json")

_RED, _GREEN, _DIM, _RESET = "\x1b[31;9m", "\x1b[32;1m", "\x1b[2m", "\x1b[0m"
_CONTEXT = 2  # unchanged lines shown around a changed one


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the merged text: its pieces, and whether anything in it changed."""

    pieces: tuple[Op, ...]

    @property
    def changed(self) -> bool:
        return any(piece.kind != "equal" for piece in self.pieces)


def as_words(old: str, new: str, *, color: bool, context: int | None = _CONTEXT) -> str:
    """The new text with what went struck out and what came marked, changed lines with `context` lines around them.

    Without colour: [-went-]{+came+}. `context=None` shows everything. Empty only when the texts are equal.
    """
    if old == new:
        return ""
    ops = diff_words(old, new)
    shown: list[str] = []
    if not differs_visibly([(op.kind, op.text) for op in ops]):
        shown.append(f"({summarize(old, new)})")
        ops = tuple(op if op.kind == "equal" else Op(op.kind, spelt_out(op.text)) for op in ops)
    lines = _merged_lines(ops)
    for line, skipped in _with_context(lines, context):
        if skipped:
            shown.append(_skipped(skipped, color))
        if line is not None:
            shown.append("".join(_piece(piece, color) for piece in line.pieces))
    return "\n".join(shown) + "\n"


def as_unified(old: str, new: str, *, old_name: str = "old", new_name: str = "new", context: int = 3) -> str:
    """A unified diff of lines, as `diff -u` prints it. Empty only when the texts are equal."""
    if old == new:
        return ""
    left, right = old.split("\n"), new.split("\n")
    out = [f"--- {old_name}", f"+++ {new_name}"]
    for group in _groups(changed_lines(left, right), len(left), len(right), context):
        first, last = group[0], group[-1]
        out.append(f"@@ -{_extent(first.i1, last.i2)} +{_extent(first.j1, last.j2)} @@")
        at = first.i1
        for span in group:
            out += [" " + line for line in left[at : span.i1]]
            out += ["-" + line for line in left[span.i1 : span.i2]]
            out += ["+" + line for line in right[span.j1 : span.j2]]
            at = span.i2
    return "".join(printable(line) + "\n" for line in out)


def _groups(spans: Sequence[Span], old_size: int, new_size: int, context: int) -> list[list[Span]]:
    """Changed spans near one another, between two empty spans that bound the context shown."""
    groups: list[list[Span]] = []
    for span in spans:
        if groups and span.i1 - groups[-1][-1].i2 <= 2 * context:
            groups[-1].append(span)
        else:
            groups.append([span])
    for group in groups:
        before = min(context, group[0].i1, group[0].j1)
        start_i, start_j = group[0].i1 - before, group[0].j1 - before
        after = min(context, old_size - group[-1].i2, new_size - group[-1].j2)
        end_i, end_j = group[-1].i2 + after, group[-1].j2 + after
        group.insert(0, Span(start_i, start_i, start_j, start_j))
        group.append(Span(end_i, end_i, end_j, end_j))
    return groups


def _extent(start: int, end: int) -> str:
    """'first,count' of a hunk, counted from 1 (an empty one is named by the line before it)."""
    size = end - start
    return str(start + 1) if size == 1 else f"{start + 1 if size else start},{size}"


def as_html(old: str, new: str) -> str:
    """One self-contained HTML element: <del> what went, <ins> what came, a <p> per line."""
    style = (
        "<style>.pagewatch-diff{line-height:1.6;overflow-wrap:anywhere;white-space:pre-wrap}.pagewatch-diff p{margin:.4em 0}"
        ".pagewatch-diff del{background:#fdd;color:#900}.pagewatch-diff ins{background:#dfd;color:#060;"
        "text-decoration:none}</style>"
    )
    rows = []
    for line in _merged_lines(diff_words(old, new)):
        rows.append("<p>" + "".join(_html_piece(piece) for piece in line.pieces) + "</p>")
    return f'<div class="pagewatch-diff">{style}{"".join(rows)}</div>'


def as_json(old: str, new: str) -> dict[str, Any]:
    """{summary, words_added, words_removed, ops: [{op: equal|delete|insert, text}]}; ops give back both texts exactly."""
    ops = diff_words(old, new)
    added, removed = counts(ops)
    return {
        "summary": summarize(old, new),
        "words_added": added,
        "words_removed": removed,
        "ops": [{"op": op.kind, "text": op.text} for op in ops],
    }


# -- lines of the merged text --------------------------------------------------------------------------------------


def _merged_lines(ops: Sequence[Op]) -> list[_Line]:
    lines: list[_Line] = []
    pieces: list[Op] = []
    for op in ops:
        parts = op.text.split("\n")
        for number, part in enumerate(parts):
            ends = number < len(parts) - 1
            # A line end that came or went alone is itself a change: mark it even when nothing else on the line is.
            if part or (ends and op.kind != "equal" and not op.text.strip("\n")):
                pieces.append(Op(op.kind, part))
            if ends:
                lines.append(_Line(tuple(pieces)))
                pieces = []
    if pieces:
        lines.append(_Line(tuple(pieces)))
    return lines


def _with_context(lines: Sequence[_Line], context: int | None) -> list[tuple[_Line | None, int]]:
    """Lines to show, each with the number of lines left out before it; a last (None, n) for those after."""
    if context is None:
        return [(line, 0) for line in lines]
    near: set[int] = set()
    for index, line in enumerate(lines):
        if line.changed:
            near.update(range(max(0, index - context), min(len(lines), index + context + 1)))
    shown: list[tuple[_Line | None, int]] = []
    last = -1
    for index in sorted(near):
        shown.append((lines[index], index - last - 1))
        last = index
    if last < len(lines) - 1:
        shown.append((None, len(lines) - 1 - last))
    return shown


def _piece(piece: Op, color: bool) -> str:
    text = printable(piece.text)
    if piece.kind == "equal":
        return text
    if color:
        return f"{_RED if piece.kind == 'delete' else _GREEN}{text or '¶'}{_RESET}"
    return f"[-{text}-]" if piece.kind == "delete" else f"{{+{text}+}}"


def _html_piece(piece: Op) -> str:
    text = html.escape(CONTROL.sub("\ufffd", piece.text))
    tag = {"equal": "", "delete": "del", "insert": "ins"}[piece.kind]
    return f"<{tag}>{text or '¶'}</{tag}>" if tag else text


def _skipped(lines: int, color: bool) -> str:
    text = f"⋯ {lines} unchanged line{'s' if lines > 1 else ''}"
    return f"{_DIM}{text}{_RESET}" if color else text
