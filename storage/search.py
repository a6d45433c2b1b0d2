"""Full-text search over every version, in any script, with a small index.

Words are our own: runs of CJK characters (kana and hangul too, and scripts written without spaces) are cut into
overlapping pairs plus the last character alone, so that a search for one or two characters finds them anywhere in a
run; everything else is cut at what is no letter or digit. The index holds, per version, only the words that the
version before it had not, so hits name *documents*; the document's texts are then read and tell which versions have
the phrase. That also makes phrases exact although the index keeps no positions.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

__all__ = ["Query", "add", "candidates", "normal", "parse", "rebuild", "whole", "words"]

# Scripts written without spaces: Thai, Lao, Myanmar, Khmer, kana, bopomofo, hangul, Han (with extensions), Yi.
_DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3100-\u318f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48f\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
)
_PIECE = re.compile(f"[{_DENSE}]+|[^\\W_{_DENSE}]+|[^\\w\\s]")
_DENSE_START = re.compile(f"[{_DENSE}]")
_SPACE = re.compile(r"\s+")
_MARK = re.compile("[\u0300-\u036f]")
_EDGE = re.compile(r"[^\W_]")


def normal(text: str) -> str:
    """The form in which texts and queries meet: compatibility forms folded, no case, no Latin accents, single spaces.

    Kana keep their voicing marks (か is not が).
    """
    return _SPACE.sub(" ", _folded(text))


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    if _LATIN.fullmatch(text):  # no loose marks among them: each stands for itself, and a table costs a tenth
        return text.translate(_latin())
    return _folded_by_unicode(text)


@cache
def _latin() -> dict[int, str]:
    return {code: _folded_by_unicode(chr(code)) for code in range(_LATIN_END)}


def _folded_by_unicode(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    if _accented(folded):
        bare = _MARK.sub("", unicodedata.normalize("NFD", folded))
        folded = unicodedata.normalize("NFC", bare)
    return folded


def _accented(text: str) -> bool:
    """Whether decomposing could find an accent: letters of Latin, Greek and Cyrillic blocks, or loose marks."""
    return _ACCENTED.search(text) is not None


_LATIN_END = 0x250
_LATIN = re.compile(f"[\0-{chr(_LATIN_END - 1)}]*")
_ACCENTED = re.compile("[\u00c0-\u052f\u0300-\u036f\u1e00-\u1fff]")


_SYMBOLS = frozenset(c for c in map(chr, range(128)) if unicodedata.category(c)[0] == "S")
_APART = {code: " " for code in range(128) if not chr(code).isalnum()}


def _counts(piece: str) -> bool:
    """Whether a piece is a word: letters and digits are, a symbol is one of its own, punctuation is none."""
    return len(piece) > 1 or _EDGE.match(piece) is not None or unicodedata.category(piece)[0] == "S"


def _as_token(word: str) -> str:
    """A word as the tokenizer is given it: what its Unicode tables may not know as a letter is spelled in hexadecimal."""
    if word.isascii() and word.isalnum() or max(word) < "\U00010000" and unicodedata.category(word[0])[0] != "S":
        return word
    return "".join(f"u{ord(c):x}" for c in word)


def words(text: str) -> set[str]:
    """The distinct words of a text. A symbol is a word of its own; punctuation is none.

    A text repeats itself, and no word crosses a space: what stands between spaces is made distinct before it is folded,
    and pieces before they are looked at. What is ASCII needs no patterns. Together that is a tenth of the cost.
    """
    parts = set(text.split())
    other = {part for part in parts if not part.isascii()}
    plain = " ".join(parts - other).lower()
    found = {piece[:64] for piece in plain.translate(_APART).split()}
    found.update(symbol for symbol in _SYMBOLS if symbol in plain)
    for piece in set(_PIECE.findall(_folded(" ".join(other)))):
        if _DENSE_START.match(piece):
            found.update(piece[i : i + 2] for i in range(len(piece)))
        elif _counts(piece):
            found.add(piece[:64])
    return found


def whole(title: str | None, text: str) -> str:
    """What is searched in a version: its title and its text."""
    return f"{title}\n{text}" if title else text


def fresh_size(old: Sequence[str], new: str) -> int:
    """Characters in lines of a text that none of the old ones has."""
    known = {line for text in old for line in text.splitlines()}
    return sum(len(line) for line in set(new.splitlines()) - known)


def add(conn: sqlite3.Connection, document_id: int, *, old: str, new: str) -> None:
    """Index what a version has and the versions before it (`old`, one after the other; '' for none) had not."""
    if old:
        before, after = set(old.splitlines()), set(new.splitlines())
        fresh = words("\n".join(after - before)) - words("\n".join(before - after))
    else:
        fresh = words(new)
    if fresh:
        row = conn.execute("INSERT INTO search_rows (document_id) VALUES (?)", (document_id,)).lastrowid
        tokens = " ".join(sorted([w if w.isascii() and w.isalnum() else _as_token(w) for w in fresh]))
        conn.execute("INSERT INTO search_index (rowid, words) VALUES (?, ?)", (row, tokens))


# -- asking --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: every chunk must stand in one version; `terms` are what the index is asked for."""

    chunks: tuple[str, ...]
    terms: tuple[str, ...]

    def found_in(self, text: str) -> bool:
        """Whether a text (already `normal`) has all chunks."""
        return all(_stands(chunk, text) >= 0 for chunk in self.chunks)

    def snippet(self, text: str, around: int = 60) -> str:
        """The surroundings of the first chunk in a text as it stands, one line, the match in 【】."""
        flat = _SPACE.sub(" ", text)
        folded = normal(flat)
        at = _stands(self.chunks[0], folded) if self.chunks else -1
        if at < 0:
            return flat[: 2 * around].strip()
        if len(folded) != len(flat):
            flat = folded  # folding moved the places; show the folded text rather than the wrong place
        end = at + len(self.chunks[0].rstrip("*"))
        left, right = max(0, at - around), min(len(flat), end + around)
        before, after = "…" if left else "", "…" if right < len(flat) else ""
        return f"{before}{flat[left:at]}【{flat[at:end]}】{flat[end:right]}{after}".strip()


def parse(query: str) -> Query:
    """Words and "quoted phrases" that must all be there; a trailing * means: begins with.

    A chunk without spaces (更新于2025-01-19) is one phrase.
    """
    chunks = []
    for quoted, plain in re.findall(r'"([^"]+)"|(\S+)', query.replace("“", '"').replace("”", '"')):
        chunk = normal(quoted or plain).strip()
        if chunk.strip("*"):
            chunks.append(chunk)
    terms = dict.fromkeys(term for chunk in chunks for term in _terms(chunk))
    return Query(tuple(chunks), tuple(terms))


def _terms(chunk: str) -> Iterator[str]:
    """FTS5 expressions that a document must match to have the chunk."""
    open_end = chunk.endswith("*")
    pieces = list(_PIECE.finditer(chunk.rstrip("*")))
    for i, match in enumerate(pieces):
        piece, last = match.group(), i == len(pieces) - 1
        if _DENSE_START.match(piece):
            # In a text the run may go on, so the last character alone is the beginning of some pair.
            if len(piece) == 1:
                yield f'"{_as_token(piece)}"*'
            else:
                yield from (f'"{_as_token(piece[j : j + 2])}"' for j in range(len(piece) - 1))
        elif _counts(piece):
            yield f'"{_as_token(piece[:64])}"' + ("*" if last and open_end else "")


def _stands(chunk: str, text: str) -> int:
    """Where a chunk stands in a normal text; -1 nowhere. Latin words match whole words, dense scripts anywhere."""
    bare = chunk.rstrip("*")
    guard_left = bool(_word_edge(bare[:1]))
    guard_right = bool(_word_edge(bare[-1:])) and bare == chunk
    at = text.find(bare)
    while at >= 0:
        end = at + len(bare)
        if not (guard_left and at and _word_edge(text[at - 1])) and not (
            guard_right and end < len(text) and _word_edge(text[end])
        ):
            return at
        at = text.find(bare, at + 1)
    return -1


def _word_edge(character: str) -> bool:
    """Whether a character is part of a word that is written with spaces around it."""
    return bool(_EDGE.match(character)) and not _DENSE_START.match(character)


def candidates(conn: sqlite3.Connection, query: Query) -> list[int]:
    """Documents that have every word of the query in some version, last changed first."""
    if not query.terms:
        return []
    hits = " INTERSECT ".join(
        ["SELECT document_id FROM search_rows WHERE id IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)"]
        * len(query.terms)
    )
    rows = conn.execute(
        f"SELECT id FROM v_documents WHERE id IN ({hits}) ORDER BY last_version_at DESC, id DESC", query.terms
    )
    return [int(row[0]) for row in rows]


def rebuild(conn: sqlite3.Connection, texts: Iterable[tuple[int, str, str]]) -> None:
    """Make the index anew from (document id, text before, text) rows."""
    conn.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    conn.execute("DELETE FROM search_rows")
    for document_id, old, new in texts:
        add(conn, document_id, old=old, new=new)
