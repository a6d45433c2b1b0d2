"""One line that says what changed: what a person reads in an alert and in the list of changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scraper.compare.tidy import CJK

__all__ = ["differs_visibly", "one_line", "spelt_out", "summary_line"]

_SHORT = 16  # characters: an edit shorter than this is shown with the words around it
_AROUND = 24  # characters of context at most on either side
_PIECE = 70  # characters of one side of one edit
_CUT = re.compile(rf"[{CJK}]|\s|[^\w\s]")
_LOOSE = " \t.,;:!?)]}。，；：！？、）」』”"  # not to begin a quotation with
_EXAMINED = 20_000  # characters: an edit longer than this is surely visible
_SPELT = {" ": "␣", "\t": "⇥", "\u3000": "▢", "\xa0": "⍽", "\n": "⏎\n"}
_INVISIBLE = ("Cf", "Cc", "Zl", "Zp")


class _Change(NamedTuple):
    before: str
    gone: str
    came: str
    after: str


def summary_line(ops: Sequence[tuple[str, str]], *, limit: int) -> str:
    """A line of at most `limit` characters from (kind, text) operations; empty only when none of them is an edit."""
    changes = _changes(ops)
    if not changes:
        return ""
    telling = [change for change in changes if _is_telling(change)]
    if not telling:
        return _only_unseen(changes)[:limit]
    # Large before small, so that the line says the most important; what was added before what was taken away.
    ranked = sorted(telling, key=lambda c: (-min(len(c.came), 60), -min(len(c.gone), 60)))
    line = ""
    for number, change in enumerate(ranked):
        piece = _describe(change)
        more = len(ranked) - number - 1
        tail = f" (+{more} more)" if more else ""
        longer = f"{line}; {piece}" if line else piece
        if line and len(longer) + len(tail) > limit:
            rest = len(ranked) - number
            return _clip(f"{line} (+{rest} more)", limit)
        line = longer
    return _clip(line, limit)


def differs_visibly(ops: Sequence[tuple[str, str]]) -> bool:
    """Whether a reader would see a difference at all: more than white space and invisible characters."""
    return any(_is_telling(change) for change in _changes(ops))


def spelt_out(text: str) -> str:
    """White space and invisible characters made visible, for a difference that consists of nothing else."""
    return "".join(_SPELT.get(c) or (f"<U+{ord(c):04X}>" if unicodedata.category(c) in _INVISIBLE else c) for c in text)


def one_line(text: str) -> str:
    """Text for one line of a terminal, mail or table: white space folded, control characters dropped."""
    return _fold(text)


def _changes(ops: Sequence[tuple[str, str]]) -> list[_Change]:
    changes: list[_Change] = []
    for position, (kind, text) in enumerate(ops):
        if kind == "equal":
            continue
        before = ops[position - 1] if position else ("", "")
        after = ops[position + 1] if position + 1 < len(ops) else ("", "")
        if kind == "insert" and before[0] == "delete":
            continue  # told with the deletion before it
        if kind == "delete" and after[0] == "insert":
            following = ops[position + 2][1] if position + 2 < len(ops) else ""
            changes.append(_Change(before[1], text, after[1], following))
        else:
            gone, came = (text, "") if kind == "delete" else ("", text)
            changes.append(_Change(before[1], gone, came, after[1]))
    return changes


def _is_telling(change: _Change) -> bool:
    if len(change.gone) + len(change.came) > _EXAMINED:
        return bool(change.gone.strip() or change.came.strip())
    return _visible(change.gone) != _visible(change.came)


def _visible(text: str) -> str:
    """Without what cannot be seen: white space folded, format and control characters dropped."""
    kept = [c for c in text if c.isspace() or unicodedata.category(c) not in _INVISIBLE]
    return "".join("".join(kept).split())


def _describe(change: _Change) -> str:
    gone, came = _fold(change.gone), _fold(change.came)
    if not gone or not came:
        if len(gone or came) < _SHORT:
            return _in_context(change)
        return f"added “{_clip(came, _PIECE)}”" if came else f"removed “{_clip(gone, _PIECE)}”"
    if min(len(gone), len(came)) < _SHORT and max(len(gone), len(came)) < _PIECE:
        return _in_context(change)
    return f"“{_clip(gone, _PIECE)}” → “{_clip(came, _PIECE)}”"


def _in_context(change: _Change) -> str:
    starts_line = "\n" in _leading_space(change.gone) + _leading_space(change.came)
    ends_line = "\n" in _leading_space(change.gone[::-1]) + _leading_space(change.came[::-1])
    before = "" if starts_line else _context_before(change.before)
    after = "" if ends_line else _context_after(change.after)
    gone, came = _fold(before + change.gone + after), _fold(before + change.came + after)
    if not gone.strip():
        return f"added “{came}”"
    if not came.strip():
        return f"removed “{gone}”"
    return f"“{gone}” → “{came}”"


def _leading_space(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _context_before(text: str) -> str:
    line = text[-_AROUND * 2 :].rsplit("\n", 1)[-1][-_AROUND:]
    cut = _CUT.search(line) if len(line) == _AROUND else None
    if cut:
        line = line[cut.start() :]
    return line.lstrip(_LOOSE) or line


def _context_after(text: str) -> str:
    line = text[: _AROUND * 2].split("\n", 1)[0][:_AROUND]
    if len(line) < _AROUND:
        return line
    ends = [m.end() for m in _CUT.finditer(line)]
    return line[: ends[-1]].rstrip() if ends else line


def _only_unseen(changes: Sequence[_Change]) -> str:
    characters = sorted({c for change in changes for c in _unseen(change) if not c.isspace()})
    places = f"{len(changes)} place{'s' if len(changes) > 1 else ''}"
    if not characters:
        return f"only white space differs, in {places}"
    names = ", ".join(f"U+{ord(c):04X}" for c in characters[:4])
    return f"only invisible characters differ ({names}), in {places}"


def _unseen(change: _Change) -> Iterable[str]:
    return (c for c in change.gone + change.came if unicodedata.category(c) in _INVISIBLE)


def _fold(text: str) -> str:
    seen = [" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) != "Cc"]
    return " ".join("".join(seen).split())


def _clip(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + "…"
