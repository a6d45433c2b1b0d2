"""Is this the same page? Two answers compared by what they say, without chrome, numbers and echoes of their addresses.

A page that repeats the address it was asked for ("nothing found for qxvbtrkzpwmn") is the same page for every address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import unquote, urlsplit

from scraper.extract.barrier_face import Face, normal
from scraper.liveness.chain import Reached
from scraper.records import LinkTarget

__all__ = ["UNLIKE", "Likeness", "about", "alike", "same_end", "words_of"]

MAX_TOKENS = 500
MIN_PROSE = 20
_TOKEN = re.compile(r"[^\W\d_]+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", re.UNICODE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_IDLE_WORDS = frozenset(
    [
        "http",
        "https",
        "www",
        "com",
        "org",
        "net",
        "html",
        "htm",
        "php",
        "asp",
        "aspx",
        "index",
        "page",
        "pages",
        "post",
        "posts",
        "article",
        "articles",
        "news",
        "view",
        "file",
        "files",
        "download",
        "downloads",
        "link",
        "links",
        "here",
        "click",
        "this",
        "that",
        "the",
        "and",
        "for",
        "with",
        "from",
        "source",
        "site",
        "website",
        "web",
        "read",
        "more",
        "details",
        "item",
        "items",
        "blog",
        "docs",
        "doc",
        "wiki",
        "forum",
        "thread",
        "topic",
        "showthread",
        "viewtopic",
        "node",
        "content",
        "archive",
        "archives",
        "resource",
        "resources",
        "example",
    ]
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two answers are. `text`: share of common words in order, 0 to 1; `chars` of the shorter main text."""

    text: float
    title: bool
    chars: int
    same_bytes: bool = False
    prose: float = 0.0  # share of common words outside links; 0 where hardly any stand there
    links: bool = False  # about as many links

    @property
    def same(self) -> bool:
        """One page under two addresses."""
        return self.same_bytes or (self.title and self.text >= 0.85)

    @property
    def framed(self) -> bool:
        """One text under one title, with other teasers beside it."""
        return self.title and self.prose >= 0.9

    @property
    def near(self) -> bool:
        """One text under two titles."""
        return self.text >= 0.9 and self.chars >= 20


# To an answer without anything on it.
UNLIKE = Likeness(0.0, False, 0)


def _tokens(text: str, echoes: frozenset[str]) -> list[str]:
    found: list[str] = []
    for match in _TOKEN.finditer(normal(text[: MAX_TOKENS * 12])):
        word = match.group()
        pieces = list(word) if _CJK.search(word) else [word]
        found += [piece for piece in pieces if piece not in echoes]
    return found[:MAX_TOKENS]


def _echoes(reached: Reached) -> frozenset[str]:
    """Words of the addresses that may stand on the page because they were asked for."""
    words: set[str] = set()
    for url in (reached.asked, reached.end):
        try:
            parts = urlsplit(url)
        except ValueError:
            continue
        text = normal(unquote(f"{parts.path} {parts.query}"))
        words |= {match.group() for match in _TOKEN.finditer(text) if len(match.group()) > 1}
    return frozenset(words)


def alike(one: Reached, other: Reached) -> Likeness:
    """Compare two answers as a reader would."""
    body = bool(one.fetch.body) and one.fetch.body == other.fetch.body
    echoes = _echoes(one) | _echoes(other)
    first, second = (_tokens(_said(reached.face), echoes) for reached in (one, other))
    titles = [_tokens(reached.face.title, echoes) for reached in (one, other)]
    ratio = SequenceMatcher(None, first, second, autojunk=False).ratio() if first or second else 1.0
    chars = min(len(one.face.main), len(other.face.main))
    prose, links = _prose(one.face, other.face, echoes), abs(one.face.links - other.face.links) <= 2
    return Likeness(ratio, titles[0] == titles[1], chars, body, prose, links)


def _prose(one: Face, other: Face, echoes: frozenset[str]) -> float:
    """How alike two pages are outside their links, headings included."""
    if min(len(one.prose), len(other.prose)) < MIN_PROSE:
        return 0.0
    first, second = (_tokens(face.prose, echoes) for face in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _said(face: Face) -> str:
    return f"{face.main} {face.alert}" if face.main or face.alert else face.visible


def same_end(one: Reached, other: Reached) -> bool:
    """Whether two addresses were sent to one and the same place (its query may repeat what was asked)."""
    idle = _echo_keys(one) | _echo_keys(other)
    return _end_key(one, idle) == _end_key(other, idle)


def _echo_keys(reached: Reached) -> frozenset[str]:
    """Parameters of the end address that repeat a part of the address asked for ('?q=…', '?from=…')."""
    try:
        asked, end = urlsplit(reached.asked), urlsplit(reached.end)
    except ValueError:
        return frozenset()
    parts = {part for part in re.split(r"[/=&?]", unquote(f"{asked.path}/{asked.query}")) if len(part) > 2}
    stems = {re.sub(r"\.\w{2,5}$", "", part) for part in parts}
    pairs = [part.partition("=") for part in end.query.split("&") if part]
    return frozenset(key for key, _, value in pairs if any(stem in unquote(value) for stem in stems if len(stem) > 2))


def _end_key(reached: Reached, idle: frozenset[str]) -> str:
    try:
        parts = urlsplit(reached.end)
    except ValueError:
        return reached.end
    query = [part for part in parts.query.split("&") if part and part.partition("=")[0] not in idle]
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{'&'.join(query)}"


# -- what the link is about ------------------------------------------------------------------------------------------


def words_of(texts: Iterable[str]) -> list[frozenset[str]]:
    """Telling words of each text; nothing for texts without any ("here", a bare address)."""
    found = []
    for text in texts:
        if re.match(r"^\s*(?:https?://|www\.)", text):
            continue
        found.append(frozenset(_telling(text)))
    return [words for words in found if words]


def _telling(text: str) -> Iterable[str]:
    for match in _TOKEN.finditer(normal(text)):
        word = match.group()
        if _CJK.search(word):
            yield from (word[n : n + 2] for n in range(len(word) - 1))
        elif len(word) >= 4 and word not in _IDLE_WORDS:
            yield word


def about(target: LinkTarget, url: str, face: Face, *, headline: bool = False, end: str = "") -> float | None:
    """Share of a link's telling words (anchor, or words of its address) that the page has; None without such words.

    `headline`: look for them in title and heading only. `end`: where a redirect led; the words of that address say
    nothing if they stood in the link's own directories ('/cakes/orange-cake' sent to '/cakes').
    """
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        path = ""
    folder, _, last = re.sub(r"\.\w{2,5}$", "", path.rstrip("/")).rpartition("/")
    # '/artikel/lampshade': what the folder is called says what kind of thing it is, in any language.
    slug = last if words_of([last]) else f"{folder.rpartition('/')[2]}/{last}"
    texts = words_of([*target.anchors, slug])
    if end:
        shared = frozenset(_telling(unquote(urlsplit(end).path))) & frozenset(_telling(path))
        texts = [kept for words in texts if (kept := _without(words, shared))]
    if not texts:
        return None
    said = normal(f"{face.title} {face.heading}" if headline else f"{face.title} {face.heading} {face.main[:4_000]}")
    return max(sum(word in said for word in words) / len(words) for words in texts)


def _without(words: frozenset[str], shared: frozenset[str]) -> frozenset[str]:
    """Words that are no form of a shared one (one of both begins with the other)."""
    return frozenset(w for w in words if not any(w.startswith(s) or s.startswith(w) for s in shared))
