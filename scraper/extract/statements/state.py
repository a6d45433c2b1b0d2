"""Dates in embedded application state, believed only where the object is clearly the page's own."""

from __future__ import annotations

import re

from scraper.extract.statements.claims import Claim
from scraper.extract.statements.numerals import clean, fold
from scraper.extract.statements.page import Page
from scraper.extract.statements.values import read_value

__all__ = ["read_state"]

_KEY = re.compile(
    r"\"?\b(dateModified|date_modified|modified(?:_?(?:at|date|time|gmt|on))?|updated?_?(?:at|date|time|on)|last_?(?:updated?|modified|edited)(?:_?(?:at|date|time|on))?|"
    r"datePublished|date_published|published_?(?:at|date|time|on)|publish_?(?:date|time)|pub_?date|first_published_at)\\?[\"']?\s{0,3}:\s{0,3}\\?[\"']?"
    r"(\d{4}-\d\d-\d\d[T ]?[\d:.+Z\-]{0,25}|\d{10}(?:\d{3})?)(?!\d)",
    re.IGNORECASE,
)
_SPAN = 1500
MAX_SCRIPT = 1_500_000


def read_state(page: Page) -> None:
    """Adds `state` claims from inline scripts whose surroundings hold the page's title; at most one of each role."""
    title = page.headline[:40].strip()
    if len(title) < 8 or any(c.role == "updated" and c.scope == "article" and c.score >= 0.7 for c in page.claims):
        return
    seen: set[str] = set()
    for element in page.tree.iter("script"):
        text = element.text
        if not text or len(text) < 60 or len(text) > MAX_SCRIPT or "ld+json" in (element.get("type") or ""):
            continue
        if "pdate" not in text and "odified" not in text and "ublish" not in text:
            continue
        for m in _KEY.finditer(text):
            role = "published" if "pub" in m[1].lower() else "updated"
            if role in seen:
                continue
            around = fold(clean(text[max(0, m.start() - _SPAN) : m.end() + _SPAN]))
            moment = read_value(m[2], page.hints) if title in around else None
            if moment is not None:
                seen.add(role)
                page.claims.append(
                    Claim(role, moment, "state", f"state:{m[1]}", 0.6, "article", m[0][:200], f"script/{m[1]}")
                )
