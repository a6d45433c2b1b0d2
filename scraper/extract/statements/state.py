"""Dates in embedded application state, believed only where the object is clearly the page's own.

The innermost object around the page's title in a script is the page's; dates of objects within it or beside it are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.extract.statements.claims import Claim
from scraper.extract.statements.numerals import fold
from scraper.extract.statements.page import Page
from scraper.extract.statements.values import read_value

__all__ = ["read_state"]

_KEY = re.compile(
    r"(?<![a-zA-Z])(?=[dmulpfDMULPF])(dateModified|date_modified|modified(?:_?(?:at|date|time|gmt|on))?|(?:post|page|article)?_?updated?_?(?:at|date|time|on)?|"
    r"last_?(?:updated?|modified|edited)(?:_?(?:at|date|time|on))?|"
    r"datePublished|date_published|published_?(?:at|date|time|on)|publish_?(?:date|time)|pub_?date|first_published_at)\\?[\"']?\s{0,3}:\s{0,3}\\?[\"']?"
    r"(\d{4}-\d\d-\d\d[T ]?[\d:.+Z\-]{0,25}|\d{10}(?:\d{3})?)(?!\d)",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_LETTERS = re.compile(r"[A-Za-z]+")
_SPAN = 20_000  # how far an object is followed from the title, in characters
MAX_SCRIPT = 1_500_000
MAX_TITLES = 12


def read_state(page: Page) -> None:
    """Adds `state` claims from inline scripts; at most one of each role, none where the title's objects disagree."""
    title = page.headline[:40].strip()
    if len(title) < 8 or any(c.role == "updated" and c.scope == "article" and c.score >= 0.7 for c in page.claims):
        return
    found: dict[str, list[Claim]] = {"updated": [], "published": []}
    word = _longest_word(page.title[:40])
    for element in page.tree.iter("script"):
        text = element.text
        if not text or len(text) < 60 or len(text) > MAX_SCRIPT or "ld+json" in (element.get("type") or "").lower():
            continue
        if ("pdate" in text or "odified" in text or "ublish" in text) and _has(text, word):
            if "\\u" in text and not title.isascii():
                text = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)
            for start, end in _objects(text, title):
                _read_object(page, text, start, end, found)
    for claims in found.values():
        if claims and len({c.moment.date for c in claims}) == 1:
            page.claims.append(claims[0])


def _longest_word(title: str) -> bytes:
    """The longest run of ASCII letters of a title, in lower case: where it is not, the title is not."""
    return max(_LETTERS.findall(title), key=len, default="").lower().encode()


def _has(text: str, word: bytes) -> bool:
    """Whether a script has the word in any case: a look that spares most scripts, of hundreds of kilobytes, being folded."""
    return len(word) < 3 or word in text.encode("utf-8", "surrogatepass").lower()


def _objects(text: str, title: str) -> Iterator[tuple[int, int]]:
    """Spans of the innermost braces around each place where the title stands."""
    plain = fold(text)
    at = plain.find(title)
    for _ in range(MAX_TITLES):
        if at < 0:
            return
        start, end = _brace(text, at, -1, "}", "{"), _brace(text, at, 1, "{", "}")
        if start is not None and end is not None:
            yield start, end
        at = plain.find(title, at + len(title))


def _brace(text: str, at: int, step: int, deeper: str, wanted: str) -> int | None:
    """The nearest brace around `at` in one direction, whole objects on the way skipped; None where there is none."""
    depth, seen = 0, 0
    while 0 <= at < len(text) and seen < _SPAN:
        ch = text[at]
        if ch == deeper:
            depth += 1
        elif ch == wanted:
            if not depth:
                return at
            depth -= 1
        at, seen = at + step, seen + 1
    return None


def _read_object(page: Page, text: str, start: int, end: int, found: dict[str, list[Claim]]) -> None:
    """The first date of each role that the object itself holds, not one within it."""
    depth, at = 0, start + 1
    roles: set[str] = set()
    for m in _KEY.finditer(text, start, end + 1):
        depth += text.count("{", at, m.start()) - text.count("}", at, m.start())
        at = m.start()
        role = "published" if "pub" in m[1].lower() else "updated"
        moment = read_value(m[2], page.hints) if depth <= 0 and role not in roles else None
        if moment is not None:
            roles.add(role)
            found[role].append(
                Claim(role, moment, "state", f"state:{m[1]}", 0.6, "article", m[0][:200], f"script/{m[1]}")
            )
