"""Lists of phrases as one pattern that is quick to say no.

The regex engine tries every alternative at every letter. Where neighbouring alternatives begin with a word boundary, that is
asked once for all of them; and texts in `normal` form need no folding of case, without which the engine can go by first letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

__all__ = ["Phrases", "phrases", "stems"]

_BOUNDARY = r"\b"
# The last of them may be optional.
_STEM = re.compile(r"(?:\\b)?([^\W_]+?)(?:[^\W_][?*].*|(?![^\W_]).*)?$", re.DOTALL)
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]|[^\\\[()|]+", re.DOTALL)


class Phrases:
    """Alternatives that are written in lower case, to be matched in `normal` texts; compiled when first asked for.

    The lists take a fifth of a second to compile, and most runs need few of them.
    """

    __slots__ = ("_parts", "_pattern")

    def __init__(self, parts: Sequence[str]) -> None:
        self._parts = parts
        self._pattern: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        """All of them as one."""
        if self._pattern is None:
            self._pattern = _compiled(self._parts)
        return self._pattern

    def search(self, text: str) -> re.Match[str] | None:
        """The first place where one stands."""
        return self.pattern.search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All places."""
        return self.pattern.finditer(text)

    def sub(self, by: str, text: str) -> str:
        """The text with something else in their places."""
        return self.pattern.sub(by, text)


def phrases(*parts: str) -> Phrases:
    """A list of phrases, each part a pattern of alternatives."""
    return Phrases(parts)


def _compiled(parts: Sequence[str]) -> re.Pattern[str]:
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
