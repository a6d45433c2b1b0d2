"""Where in a TOML text a key stands: for complaints that name the line."""

from __future__ import annotations

import re

__all__ = ["Lines", "Place"]

Place = tuple[str | int, ...]
_NAME = r"""(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = rf"\s*(\[\[?)\s*({_DOTTED})\s*\]"
_KEY = rf"\s*({_DOTTED})\s*=\s*(.*)"
_INLINE = rf"({_NAME})\s*="
_QUOTES = ('"""', "'''")


class Lines:
    """Line numbers of tables and keys of one TOML text that tomllib could read. Looked for when one is asked for."""

    def __init__(self, text: str) -> None:
        self._text: str | None = text
        self._at: dict[Place, int] = {}
        self._counts: dict[Place, int] = {}

    def _read(self, text: str) -> None:
        table: Place = ()
        open_quote = ""
        for number, line in enumerate(text.splitlines(), 1):
            if open_quote:
                if open_quote in line:
                    open_quote = ""
                continue
            header = re.match(_HEADER, line)
            if header is not None:
                table = self._table(header[1], header[2], number)
                continue
            key = re.match(_KEY, line)
            if key is not None:
                self._key(table, key, number)
            open_quote = next((quote for quote in _QUOTES if line.count(quote) % 2), "")

    def _table(self, brackets: str, dotted: str, number: int) -> Place:
        place: Place = ()
        names = _names(dotted)
        for at, name in enumerate(names):
            place = (*place, name)
            if at == len(names) - 1 and brackets == "[[":
                self._counts[place] = self._counts.get(place, -1) + 1
            if place in self._counts:
                self._at.setdefault(place, number)
                place = (*place, self._counts[place])
        self._at.setdefault(place, number)
        return place

    def _key(self, table: Place, key: re.Match[str], number: int) -> None:
        place: Place = table
        for name in _names(key[1]):
            place = (*place, name)
            self._at.setdefault(place, number)
        if key[2].startswith(("{", "[")):
            for name in re.findall(_INLINE, key[2]):
                self._at.setdefault((*place, *_names(name)), number)

    def of(self, place: Place) -> int | None:
        """The line of the key, or of the nearest table or key around it; None for a file without either."""
        if self._text is not None:
            self._read(self._text)
            self._text = None
        for length in range(len(place), 0, -1):
            if place[:length] in self._at:
                return self._at[place[:length]]
        return None


def _names(dotted: str) -> list[str]:
    return [name.strip("\"'") for name in re.findall(_NAME, dotted)]
