"""Lists of phrases as one pattern that is quick to say no.

The regex engine tries every alternative at every letter. Where neighbouring alternatives begin with a word boundary, that is
asked once for all of them; and texts in `normal` form need no folding of case, without which the engine can go by first letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

__all__ = ["phrases", "stems"]

_BOUNDARY = r"\b"
# The last of them may be optional.
_STEM = re.compile(r"(?:\\b)?([^\W_]+?)(?:[^\W_][?*].*|(?![^\W_]).*)?$", re.DOTALL)
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]|[^\\\[()|]+", re.DOTALL)


def phrases(*parts: str) -> re.Pattern[str]:
    """One pattern for alternatives that are written in lower case, to be matched in `normal` texts."""
    pieces: list[str] = []
    every = [one for part in parts for one in _alternatives(part)]
    for bounded, some in groupby(every, key=lambda one: one.startswith(_BOUNDARY)):
        same = list(some)
        pieces.append(_BOUNDARY + "(?:" + "|".join(one[2:] for one in same) + ")" if bounded else "|".join(same))
    return re.compile("|".join(pieces))


def stems(*parts: str) -> tuple[str, ...]:
    """The letters that each alternative begins with: a text that has none of them has none of the phrases."""
    found = [_STEM.match(one) for part in parts for one in _alternatives(part)]
    return tuple(dict.fromkeys(match[1] for match in found if match))


def _alternatives(part: str) -> Iterator[str]:
    """The alternatives of a pattern that are in no group."""
    depth, current = 0, ""
    for match in _PIECE.finditer(part):
        piece = match.group()
        depth += (piece == "(") - (piece == ")")
        piece = _folded(piece)
        if piece == "|" and not depth:
            yield current
            current = ""
        else:
            current += piece
    yield current


def _folded(piece: str) -> str:
    """A piece of a pattern as `barrier_face.normal` would have it; escapes and what would not stay one letter are kept."""
    folded = unicodedata.normalize("NFKC", piece).casefold()
    return piece if piece[0] == "\\" or (piece[0] == "[" and len(folded) != len(piece)) else folded
