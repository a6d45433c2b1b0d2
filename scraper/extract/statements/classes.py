"""What class names and ids say about the date in an element: themes mark their dates more reliably than they word them."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["class_role"]

_UPDATED = re.compile(
    r"(?:^|[\s_-])(?:(?:last|date|time|post|entry|article|meta|page|is|item|node|story|content)?[_-]?(?:last)?[_-]?"
    r"(?:updated?|modified|modification|edited|revised|lastmod|update-?(?:time|date)|mod-?date|modtime|modify(?:time|date)?)"
    r"(?:[_-]?(?:date|time|at|on|info|text|label|value|timestamp|datetime))?)(?=$|[\s_-])|"
    r"lastupdated?|lastmodified|datemodified|dateupdated|updatetime|updated-?at|last-?edited|vplastupdated|theme-last-updated|footer-info-lastmod|git-revision-date|gxsj|gengxin",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"(?:^|[\s_-])(?:published?|posted|post-?date|entry-?date|pub-?date|pubdate|publish-?(?:date|time|ed)?|date-?published|datepublished|date-?created|posted-?on|created|"
    r"post-?time|article-?date|story-?date|publication-?date|date-?posted|dateline|fbsj|pubtime|publishtime|news-?date|blog-?date|release-?date|article__?date|"
    r"post__?date|entry__?date|meta-?date|byline-?date|timestamp|date-?time|byline__?date)(?=$|[\s_-])",
    re.IGNORECASE,
)
_PROMO = re.compile(r"update[sd]?[_-](?:list|feed|form|notice|bar|popup|news|block|wrap)|updates?$", re.IGNORECASE)


def class_role(element: Any) -> tuple[str, str] | None:
    """Role and rule by the names of the element and two ancestors; both words on one element mean published."""
    node, steps = element, 0
    while node is not None and steps < 3:
        tag = node.tag
        if tag in ("body", "html", "article", "main"):
            return None
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if names != " ":
            if _PUBLISHED.search(names):
                return "published", f"class:{names.strip()[:40]}"
            if _UPDATED.search(names) and not _PROMO.search(names):
                return "updated", f"class:{names.strip()[:40]}"
        node, steps = node.getparent(), steps + 1
    return None
