"""Dates in embedded application state, believed only where the object is clearly the page's own."""

from __future__ import annotations

import re

from scraper.extract.statements.claims import Claim
from scraper.extract.statements.numerals import clean, fold
from scraper.extract.statements.page import Page
from scraper.extract.statements.values import read_value

__all__ = ["read_state"]

_KEY = re.compile(
    r"(?<![a-zA-Z])(?=[dmulpfDMULPF])(dateModified|date_modified|modified(?:_?(?:at|date|time|gmt|on))?|updated?_?(?:at|date|time|on)|last_?(?:updated?|modified|edited)(?:_?(?:at|date|time|on))?|"
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
    found: dict[str, list[Claim]] = {"updated": [], "published": []}
    for element in page.tree.iter("script"):
        text = element.text
        if not text or len(text) < 60 or len(text) > MAX_SCRIPT or "ld+json" in (element.get("type") or ""):
            continue
        if "pdate" in text or "odified" in text or "ublish" in text:
            _read_script(page, text, title, found)
    for claims in found.values():
        if claims and len({c.moment.date for c in claims}) == 1:
            page.claims.append(claims[0])


def _read_script(page: Page, text: str, title: str, found: dict[str, list[Claim]]) -> None:
    """Collects the dates whose surroundings hold the title; where they are of several days, none is the page's."""
    for number, m in enumerate(_KEY.finditer(text)):
        if number > 200:
            break
        role = "published" if "pub" in m[1].lower() else "updated"
        around = fold(clean(text[max(0, m.start() - _SPAN) : m.end() + _SPAN]))
        moment = read_value(m[2], page.hints) if title in around else None
        if moment is not None:
            found[role].append(
                Claim(role, moment, "state", f"state:{m[1]}", 0.6, "article", m[0][:200], f"script/{m[1]}")
            )
