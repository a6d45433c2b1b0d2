"""Where on a page an element stands, by the landmarks and names of its ancestors alone."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["place_of"]

_NAMES = {
    "navigation": re.compile(r"(?:^|[-_ ])(?:nav(?:bar|igation)?|menu|breadcrumbs?|topbar|toolbar|pagination|pager|toc)(?:$|[-_ ])", re.IGNORECASE),
    "footer": re.compile(r"(?:^|[-_ ])(?:(?:site|page)?-?footer|copyright|colophon)(?:$|[-_ ])", re.IGNORECASE),
    "related": re.compile(r"(?:^|[-_ ])(?:related|recommend(?:ed|ations?)?|sidebar|widgets?|popular|hot-?posts?|blogroll|share-?bar)(?:$|[-_ ])", re.IGNORECASE),
    "comment": re.compile(r"(?:^|[-_ ])(?:comments?|commentlist|comment-list|respond|disqus_thread|discussion|replies)(?:$|[-_ ])", re.IGNORECASE),
}  # fmt: skip
_TAGS = {"nav": "navigation", "footer": "footer", "aside": "related", "menu": "navigation"}
_ROLES = {"navigation": "navigation", "banner": "navigation", "contentinfo": "footer", "complementary": "related"}


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
