"""Every outbound link of an article: target, anchor, sentence, extraction code, and where on the page it stands.

The tree is walked once, in document order, into blocks of text with marks where links are. Extraction codes (提取码,
访问码, 密码, pwd …) are then bound to the nearest share link before them; the password of an archive (解压密码) is none.
Nothing is dropped for its scheme: magnet, ed2k, mailto … are links too, only not checkable ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin

from scraper.extract.shares import BARE_URL, clean_share, code_in_url, is_share, share_provider
from scraper.extract.steps import END, START, Step, squeezed, steps_of
from scraper.records import FoundLink
from scraper.urls import canonical, is_http

__all__ = ["find_links", "place_of"]

MAX_LINKS = 5_000
MAX_ANCHOR = 200
MAX_SENTENCE = 300
# How far a code may stand from its link: characters, and blocks (a table cell, a line of its own).
CODE_REACH = 160
CODE_BLOCKS = 3

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_SKIPPED = frozenset(["script", "style", "template", "noscript", "svg", "math", "head", "object"])
_INLINE, _BLOCK, _LEFT_OUT, _LINK, _NEW_LINE, _PICTURE = range(6)
_KINDS: dict[Any, int] = (
    dict.fromkeys(_BLOCKS, _BLOCK)
    | dict.fromkeys(_SKIPPED, _LEFT_OUT)
    | {"a": _LINK, "area": _LINK, "br": _NEW_LINE, "img": _PICTURE}
)
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]{1,31}):")
_BREAKS = re.compile(r"[\t\r\n]")
_PLAIN = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?/[A-Za-z0-9_~!$&'()*+,=:@%./-]*(?:\?[A-Za-z0-9_~!$&'()*+,=:@%./-]+)?\Z"
)
# The same of an address on the page's own host.
_PLAIN_PATH = re.compile(
    r"/(?:[A-Za-z0-9_~!$&'()*+,=:@%.-][A-Za-z0-9_~!$&'()*+,=:@%./-]*)?(?:\?[A-Za-z0-9_~!$&'()*+,=:@%./-]+)?"
    r"(?:#[A-Za-z0-9_~!$&'()*+,=:@%./-]+)?\Z"
)
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?=/|\Z)")
_SENTENCE_END = re.compile(r"[。！？!?…\n]|(?<![A-Z0-9])\.(?=\s)")
_NAMES = {
    "navigation": re.compile(r"(?:^|[-_ ])(?:nav(?:bar|igation)?|menu|breadcrumbs?|topbar|toolbar|pagination|pager|toc)(?:$|[-_ ])", re.IGNORECASE),
    "footer": re.compile(r"(?:^|[-_ ])(?:(?:site|page)?-?footer|copyright|colophon)(?:$|[-_ ])", re.IGNORECASE),
    "related": re.compile(r"(?:^|[-_ ])(?:related|recommend(?:ed|ations?)?|sidebar|widgets?|popular|hot-?posts?|blogroll|share-?bar)(?:$|[-_ ])", re.IGNORECASE),
    "comment": re.compile(r"(?:^|[-_ ])(?:comments?|commentlist|comment-list|respond|disqus_thread|discussion|replies)(?:$|[-_ ])", re.IGNORECASE),
}  # fmt: skip
_TAGS = {"nav": "navigation", "footer": "footer", "aside": "related", "menu": "navigation"}
_ROLES = {"navigation": "navigation", "banner": "navigation", "contentinfo": "footer", "complementary": "related"}
_LABEL = re.compile(
    r"(?P<label>(?<!解压)(?<!解壓)(?<!压缩)(?<!解压缩)(?:提取[码碼]|提取密[码碼]|[访訪][问問][码碼]|[访訪][问問]密[码碼]|分享[码碼]|分享密[码碼]|取件[码碼]|密[码碼]|口令)"
    r"|(?<![A-Za-z])(?:extraction code|access code|passcode|password|pwd|code|key)(?![A-Za-z]))"
    r"(?:\s*(?:为|是|is))?\s*[:：=＝]?\s*[「【\[(（]?\s*(?P<code>[0-9A-Za-z]{3,8})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
# What every code's label and every address in running text has: two cheap looks that spare most blocks the dear ones.
_CODE_HINTS = ("码", "碼", "口令", "code", "pass", "pwd", "key")
_BARE_HINT = re.compile(r"\.[A-Za-z]{2,}/|://|magnet:", re.IGNORECASE)
_SURE_LABEL = re.compile(r"提取|[访訪][问問]|分享|取件|extraction|access code|passcode", re.IGNORECASE)


@dataclass(slots=True)
class _Mark:
    """A link within a block: where its anchor begins and ends in the block's text."""

    url: str
    start: int
    end: int
    anchor: str
    place: str
    bare: bool = False


@dataclass(slots=True)
class _Block:
    """A run of text between two block boundaries, with the links in it."""

    text: str = ""
    marks: list[_Mark] = field(default_factory=list)


class _Open(NamedTuple):
    """A link whose end is still to come: where its anchor begins, in characters of the block and in its parts."""

    element: Any
    target: str
    start: int
    part: int


def find_links(
    tree: Any,
    base_url: str,
    *,
    furniture: Callable[[Any], str | None] | None = None,
    steps: list[Step] | None = None,
) -> tuple[FoundLink, ...]:
    """All links of an lxml tree in document order, made absolute against `base_url` (and the page's <base>).

    `furniture(element)` names the place of a link element ('navigation', 'footer', 'related', 'comment'; None is the
    body); the default judges by landmarks and names of its ancestors. `steps`: the tree's, where they are known. Links to
    the page itself are left out.
    """
    base = _base_of(tree, base_url)
    blocks = _Walk(base, furniture or place_of).blocks(steps_of(tree) if steps is None else steps)
    own = canonical(base_url)
    codes = _bind_codes(blocks)
    found: list[FoundLink] = []
    seen: dict[tuple[str, str], int] = {}
    targets: set[str] = set()
    for number, block in enumerate(blocks):
        for at, mark in enumerate(block.marks):
            cleaned = clean_share(mark.url)
            target = canonical(cleaned)
            if target == own or (mark.bare and target in targets):
                continue
            code = codes.get((number, at))
            if code is None and _adds_nothing(found, seen.get((target, mark.anchor)), mark, cleaned):
                continue
            targets.add(target)
            _keep(found, seen, _link(block, mark, (cleaned, target, code), len(found)))
            if len(found) >= MAX_LINKS:
                return tuple(found)
    return tuple(found)


def _adds_nothing(found: list[FoundLink], at: int | None, mark: _Mark, cleaned: str) -> bool:
    """Whether a link that stands there already says no more the second time: menus repeat most of theirs."""
    if at is None or share_provider(cleaned) is not None:
        return False
    return mark.place != "body" or found[at].place == "body"


def _keep(found: list[FoundLink], seen: dict[tuple[str, str], int], link: FoundLink) -> None:
    """Add a link, or only its code where the same link stands there already."""
    key = (link.canonical, link.anchor)
    at = seen.setdefault(key, len(found))
    if at == len(found):
        found.append(link)
    elif found[at].place != "body" and link.place == "body":
        found[at] = replace(link, position=found[at].position, code=link.code or found[at].code)
    elif link.code and not found[at].code:
        found[at] = replace(found[at], code=link.code)


def _link(block: _Block, mark: _Mark, known: tuple[str, str, str | None], position: int) -> FoundLink:
    """A link of its mark and what is known of it: its address without what is glued to it, its identity, its code."""
    cleaned, target, code = known
    return FoundLink(
        url=mark.url,
        canonical=target,
        anchor=mark.anchor,
        sentence=_sentence(block.text, mark.start, mark.end),
        code=code_in_url(cleaned) or _glued_code(mark.url, cleaned) or code,
        place=mark.place,
        position=position,
    )


def _glued_code(url: str, cleaned: str) -> str | None:
    """The code of a label that was glued to the id of a share link."""
    if len(url) == len(cleaned):
        return None
    label = _LABEL.search(unquote(url[len(cleaned) :]))
    return label["code"] if label else None


def _base_of(tree: Any, base_url: str) -> str:
    for element in tree.iter("base"):
        href = (element.get("href") or "").strip()
        if href:
            joined = _absolute(base_url, href)
            if joined and is_http(joined):
                return joined
    return base_url


def _absolute(base: str, href: str) -> str | None:
    """The absolute form of an href, or None for what is no link: empty, or a place on the same page."""
    text = href.strip()
    if not text or text[0] == "#":
        return None
    if text[0] == "/" and "/." not in text and _PLAIN_PATH.match(text):
        origin = _ORIGIN.match(base)
        if origin is not None:
            return origin[0] + text  # what joining would give, at a tenth of its cost; so is the next
    if _PLAIN.match(text):
        return text
    scheme = _SCHEME.match(text)
    if scheme and scheme.group(1).lower() not in ("http", "https"):
        return text
    text = _BREAKS.sub("", text)
    try:
        return urljoin(base, text)
    except ValueError:
        return text


# -- walking -------------------------------------------------------------------------------------------------------


class _Walk:
    """One pass over the tree that gathers blocks and marks. The block being gathered is `_parts`, `_size` characters long."""

    def __init__(self, base: str, furniture: Callable[[Any], str | None]) -> None:
        self._base = base
        self._furniture = furniture
        self._blocks: list[_Block] = []
        self._parts: list[str] = []
        self._size = 0
        self._marks: list[_Mark] = []
        self._targets: dict[str, str | None] = {}
        self._open: list[_Open] = []
        self._said = False  # whether there is more than blanks in the block

    def blocks(self, steps: list[Step]) -> list[_Block]:
        """The blocks that hold text or links, in document order."""
        hidden: Any = None
        parts = self._parts
        for where, element, tag, text, piece in steps:
            if hidden is not None:
                if where != END or element is not hidden:
                    continue
                hidden = None
            if where == START:
                kind = _KINDS.get(tag, _INLINE)
                if kind == _LEFT_OUT:
                    hidden = element
                    continue
                if kind == _BLOCK:
                    if parts or self._marks:
                        self._break()
                elif kind != _INLINE:
                    self._start(element, kind)
            elif where == END:
                if self._open and self._open[-1].element is element:
                    self._close()
                if (parts or self._marks) and _KINDS.get(tag) == _BLOCK:
                    self._break()
            if piece:
                self._said = True
                parts.append(piece)
                self._size += len(piece)
                if ("/" in piece or ":" in piece) and not self._open and _BARE_HINT.search(piece):
                    self._bare(element if where == START else element.getparent(), self._size - len(piece))
            elif text:
                parts.append("\n" if text == "\n" else " ")
                self._size += 1
        self._break()
        return self._blocks

    def _start(self, element: Any, kind: int) -> None:
        if kind == _LINK:
            href = element.get("href") or ""
            if href not in self._targets:
                self._targets[href] = _absolute(self._base, href)
            target = self._targets[href]
            if target:
                self._open.append(_Open(element, target, self._size, len(self._parts)))
        elif kind == _NEW_LINE:
            self._parts.append("\n")
            self._size += 1
        elif self._open and (alt := element.get("alt")):
            piece = squeezed(alt)
            self._said = self._said or bool(piece)
            self._parts.append(piece or "  ")
            self._size += len(piece or "  ")

    def _close(self) -> None:
        link = self._open.pop()
        anchor = _squeezed("".join(self._parts[link.part :]))
        anchor = anchor or _squeezed(link.element.get("title") or link.element.get("aria-label") or "")
        place = self._furniture(link.element) or "body"
        self._marks.append(_Mark(link.target, link.start, self._size, anchor[:MAX_ANCHOR], place))

    def _bare(self, element: Any, at: int) -> None:
        """Share addresses in running text."""
        for match in BARE_URL.finditer("".join(self._parts), at):
            text = match.group()
            url = clean_share(text if _SCHEME.match(text) else "https://" + text).rstrip(".,;")
            if is_share(url):
                end = match.start() + len(text)
                place = (self._furniture(element) if element is not None else None) or "body"
                self._marks.append(_Mark(url, match.start(), end, "", place, bare=True))

    def _break(self) -> None:
        if self._marks or self._said:
            self._blocks.append(_Block("".join(self._parts), self._marks))
            self._marks, self._said = [], False
        self._parts.clear()
        self._size = 0
        if self._open:
            self._open = [_Open(link.element, link.target, 0, 0) for link in self._open]


def place_of(element: Any) -> str | None:
    """Where an element stands, by the landmarks and names of its ancestors; None is the body of the article."""
    article_below = False
    node = element
    while node is not None and isinstance(node.tag, str):
        place = _own_place(node, article_below)
        if place:
            return place
        article_below = article_below or node.tag in ("article", "main")
        node = node.getparent()
    return None


def _own_place(node: Any, article_below: bool) -> str | None:
    if node.tag in ("html", "body", "a"):
        return None
    names = f"{node.get('class') or ''} {node.get('id') or ''}"
    for place in ("comment", "related", "navigation", "footer"):
        if names.strip() and not article_below and _NAMES[place].search(names):
            return place
    if node.tag in _TAGS:
        return _TAGS[node.tag]
    if node.tag == "header" and not article_below and not _within_article(node):
        return "navigation"
    return _ROLES.get((node.get("role") or "").lower())


def _within_article(node: Any) -> bool:
    return any(parent.tag in ("article", "main", "section") for parent in node.iterancestors())


# -- words around a link ---------------------------------------------------------------------------------------------


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence of a block in which the anchor stands."""
    if not text[:start].strip() and not text[end:].strip():
        return _squeezed(text)[:MAX_SENTENCE]
    before = [match.end() for match in _SENTENCE_END.finditer(text, max(0, start - MAX_SENTENCE), start)]
    after = _SENTENCE_END.search(text, end)
    left = before[-1] if before else 0
    right = after.end() if after else len(text)
    if right - left > MAX_SENTENCE:
        room = max(0, MAX_SENTENCE - (end - start)) // 2
        left, right = max(left, start - room), min(right, end + room)
    return _squeezed(text[left:right])[:MAX_SENTENCE]


def _bind_codes(blocks: Sequence[_Block]) -> dict[tuple[int, int], str]:
    """Extraction codes by (block, mark): each code goes to the nearest share link before it, else to the next one."""
    bound: dict[tuple[int, int], str] = {}
    linked = -CODE_BLOCKS - 1  # the last block with links so far
    for number, block in enumerate(blocks):
        if block.marks:
            linked = number
        elif number - linked > CODE_BLOCKS:
            continue  # nothing that a code could belong to
        if not _may_name_code(block.text.lower()):
            continue
        for match in _LABEL.finditer(block.text):
            if _is_word(match):
                continue
            owner = _owner(blocks, number, match, bool(_SURE_LABEL.search(match["label"])))
            if owner is not None:
                bound.setdefault(owner, match["code"])
    return bound


def _may_name_code(said: str) -> bool:
    for hint in _CODE_HINTS:
        if hint in said:
            return True
    return False


def _is_word(match: re.Match[str]) -> bool:
    """'password protected' and 'code below' are words, not codes: without a sign between, only digits-and-letters."""
    text, code = match.group(), match["code"]
    if re.search(r"[:：=＝是为]", text):
        return False
    return code.isalpha() if not match["label"].isascii() else not re.search(r"\d", code)


def _owner(blocks: Sequence[_Block], number: int, match: re.Match[str], sure: bool) -> tuple[int, int] | None:
    candidates = list(_wanted(blocks, number, sure))
    here = [(at, mark) for n, at, mark in candidates if n == number]
    before = [at for at, mark in here if mark.start <= match.start() <= mark.end + CODE_REACH]
    if before:
        return number, before[-1]
    after = [at for at, mark in here if 0 <= mark.start - match.end() <= CODE_REACH // 2]
    if after:
        return number, after[0]
    if match.start() > CODE_REACH:
        return None
    earlier = [(n, at) for n, at, _ in candidates if n < number]
    return earlier[-1] if earlier else None


def _wanted(blocks: Sequence[_Block], number: int, sure: bool) -> Iterator[tuple[int, int, _Mark]]:
    """The links that a code in this block may belong to; a sure label may also belong to an unknown host's link."""
    for n in range(max(0, number - CODE_BLOCKS), number + 1):
        for at, mark in enumerate(blocks[n].marks):
            if share_provider(mark.url) or (sure and is_http(mark.url) and n == number):
                yield n, at, mark
