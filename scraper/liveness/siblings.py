"""Nonsense siblings: an address of the same shape as a link's that cannot exist. What does the server say to it?

A server that answers a nonsense sibling as it answers the link does not know the link either (Bar-Yossef et al. 2004).
The sibling keeps the shape (directory, extension, the script and its parameters), so that it takes the same route:
'/thread-11882-1-1.html' becomes '/thread-83649182-1-1.html', '/2014/bridge-inquiry' becomes '/2014/qxvbtrkzpwmn'.
"""

from __future__ import annotations

import hashlib
import random
import re
import string
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

__all__ = ["SiblingUrl", "asks_by_query", "directory_of", "is_deep", "is_root", "root_of", "sibling_of", "stranger_of"]

_ROOT_NAMES = re.compile(
    r"^(?:index|default|home|main|welcome|start|inicio|accueil)(?:\.\w{2,5})?$|^[a-z]{2}(?:[-_][a-z]{2,4})?$",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"\.(?:php|asp|aspx|jsp|cgi|pl|do|action|cfm|dll|html?)$|^(?:watch|view|read|show|item|article|page|node|detail|search|p)$", re.IGNORECASE)  # fmt: skip
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,6}$")
_DIGITS = re.compile(r"\d{2,}")


@dataclass(frozen=True, slots=True)
class SiblingUrl:
    """A nonsense address; `query` when only a parameter of it is nonsense."""

    url: str
    query: bool = False


def is_root(url: str) -> bool:
    """Whether a URL is a site's home page: no path, or one of the names that home pages have; no query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    segments = [part for part in parts.path.split("/") if part]
    return not parts.query and all(_ROOT_NAMES.match(part) for part in segments) and len(segments) <= 2


def is_deep(url: str) -> bool:
    """Whether an address means one thing among many: a path of two steps, a file, a number, several words, a query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    segments = [unquote(part) for part in parts.path.split("/") if part]
    last = segments[-1] if segments else ""
    telling = _EXTENSION.search(last) or _DIGITS.search(last) or last.count("-") >= 2 or len(last) >= 16
    return len(segments) >= 2 or bool(telling) or bool(re.search(r"=\w*\d", parts.query))


def root_of(url: str) -> str:
    """The address of the home page of a URL's host."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/", "", ""))


def directory_of(url: str) -> str:
    """Scheme, host, directory and extension of a URL: addresses that take the same route on most servers."""
    parts = urlsplit(url)
    folder, _, last = parts.path.rpartition("/")
    extension = _EXTENSION.search(last)
    names = "&".join(sorted(part.partition("=")[0] for part in parts.query.split("&") if part))
    script = last if names else ""
    return f"{parts.scheme}://{parts.netloc}{folder}/{script}{extension.group() if extension else ''}?{names}"


def asks_by_query(url: str) -> bool:
    """Whether it is the query that says which page is meant, so that nonsense goes there."""
    if "?" not in url:
        return False
    parts = urlsplit(url)
    last = next((part for part in reversed(parts.path.split("/")) if part), None)
    said = last is None or _SCRIPT.search(last) or is_root(urlunsplit(parts._replace(query="")))
    return bool(parts.query) and bool(said)


def sibling_of(url: str, salt: str = "") -> SiblingUrl:
    """The nonsense sibling of a URL; the same one for the same salt."""
    parts = urlsplit(url)
    dice = _dice(url, salt)
    segments = parts.path.split("/")
    last = next((n for n in range(len(segments) - 1, -1, -1) if segments[n]), None)
    if asks_by_query(url):
        return SiblingUrl(urlunsplit(parts._replace(query=_mutated_query(parts.query, dice), fragment="")), query=True)
    if last is None:
        path = "/" + _letters(dice, 12)
    else:
        segments[last] = _mutated(segments[last], dice)
        path = "/".join(segments)
    return SiblingUrl(urlunsplit((parts.scheme, parts.netloc, path, "", "")))


def stranger_of(url: str, salt: str = "") -> SiblingUrl:
    """An address on the same host that shares nothing with the URL but its extension."""
    parts = urlsplit(url)
    dice = _dice(url, "stranger" + salt)
    extension = _EXTENSION.search(parts.path)
    path = f"/{_letters(dice, 10)}/{_letters(dice, 12)}{extension.group() if extension else ''}"
    return SiblingUrl(urlunsplit((parts.scheme, parts.netloc, path, "", "")))


def _dice(url: str, salt: str) -> random.Random:
    return random.Random(hashlib.sha256(f"{salt}\n{url}".encode("utf-8", "replace")).digest())


def _letters(dice: random.Random, count: int) -> str:
    """Consonants: words come out of them in no language."""
    return "".join(dice.choice("bcdfghjklmnpqrstvwxz") for _ in range(count))


def _mutated(segment: str, dice: random.Random) -> str:
    text = unquote(segment)
    extension = _EXTENSION.search(text)
    stem, tail = (text[: extension.start()], extension.group()) if extension else (text, "")
    if not stem.isascii():
        return _letters(dice, 12) + tail
    if re.fullmatch(r"(?=[^\d]*\d)(?=.*[A-Za-z])[A-Za-z0-9_]{5,}", stem):
        return _token(stem, dice) + tail
    runs = sorted(_DIGITS.finditer(stem), key=lambda run: len(run.group()))
    if runs or stem.isdigit():
        start, end = runs[-1].span() if runs else (0, len(stem))
        return stem[:start] + _number(dice, end - start) + stem[end:] + tail
    return _letters(dice, max(10, min(len(stem), 24))) + tail


def _number(dice: random.Random, length: int) -> str:
    return "9" + "".join(dice.choice("2345678") for _ in range(max(length, 8) - 1))


def _token(token: str, dice: random.Random) -> str:
    """An id of the same length and alphabet."""

    def swapped(letter: str) -> str:
        if letter.isdigit():
            return dice.choice(string.digits)
        if letter.isupper():
            return dice.choice(string.ascii_uppercase)
        return dice.choice(string.ascii_lowercase) if letter.islower() else letter

    return "".join(swapped(letter) for letter in token)


def _mutated_query(query: str, dice: random.Random) -> str:
    pairs = [part.split("=", 1) for part in query.split("&") if part]
    values = [(len(pair[1]), n) for n, pair in enumerate(pairs) if len(pair) == 2 and pair[1]]
    if not values:
        return _letters(dice, 10)
    digits = [n for _, n in values if pairs[n][1].isdigit()]
    chosen = digits[-1] if digits else max(values)[1]
    pairs[chosen][1] = _number(dice, len(pairs[chosen][1])) if digits else _mutated(pairs[chosen][1], dice)
    return "&".join("=".join(pair) for pair in pairs)
