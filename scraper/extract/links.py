"""Every outbound link of an article: target, anchor, sentence, extraction code, and where on the page it stands.

The tree is walked once, in document order, into blocks of text with marks where links are. Extraction codes (提取码,
访问码, 密码, pwd …) are then bound to the nearest share link before them; the password of an archive (解压密码) is none.
Nothing is dropped for its scheme: magnet, ed2k, mailto … are links too, only not checkable ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from scraper.extract.link_codes import bind_codes, glued_code
from scraper.extract.link_places import place_of
from scraper.extract.link_walk import Block, Mark, Walk, absolute
from scraper.extract.shares import clean_share, code_in_url, share_provider
from scraper.extract.steps import Step, steps_of
from scraper.records import FoundLink
from scraper.urls import canonical, is_http

__all__ = ["find_links", "place_of"]

MAX_LINKS = 5_000
MAX_SENTENCE = 300
_SPACE = re.compile(r"\s*+")
_SENTENCE_END = re.compile(r"[。！？!?…\n]|(?<![A-Z0-9])\.(?=\s)")


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
    blocks = Walk(base, furniture or place_of).blocks(steps_of(tree) if steps is None else steps)
    own = canonical(base_url)
    codes = bind_codes(blocks)
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


def _adds_nothing(found: list[FoundLink], at: int | None, mark: Mark, cleaned: str) -> bool:
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


def _link(block: Block, mark: Mark, known: tuple[str, str, str | None], position: int) -> FoundLink:
    """A link of its mark and what is known of it: its address without what is glued to it, its identity, its code."""
    cleaned, target, code = known
    return FoundLink(
        url=mark.url,
        canonical=target,
        anchor=mark.anchor,
        sentence=_sentence(block.text, mark.start, mark.end),
        code=code_in_url(cleaned) or glued_code(mark.url, cleaned) or code,
        place=mark.place,
        position=position,
    )


def _base_of(tree: Any, base_url: str) -> str:
    for element in tree.iter("base"):
        href = (element.get("href") or "").strip()
        if href:
            joined = absolute(base_url, href)
            if joined and is_http(joined):
                return joined
    return base_url


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _is_blank(text: str, start: int, end: int) -> bool:
    return _SPACE.fullmatch(text, start, end) is not None


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence of a block in which the anchor stands."""
    if _is_blank(text, 0, start) and _is_blank(text, end, len(text)):
        return _squeezed(text)[:MAX_SENTENCE]
    before = [match.end() for match in _SENTENCE_END.finditer(text, max(0, start - MAX_SENTENCE), start)]
    after = _SENTENCE_END.search(text, end)
    left = before[-1] if before else 0
    right = after.end() if after else len(text)
    if right - left > MAX_SENTENCE:
        room = max(0, MAX_SENTENCE - (end - start)) // 2
        left, right = max(left, start - room), min(right, end + room)
    return _squeezed(text[left:right])[:MAX_SENTENCE]
