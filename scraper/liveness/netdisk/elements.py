"""The text of one element of a provider's page."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from scraper.extract.depth import deep_from

__all__ = ["element_text"]


def element_text(html: str, selector: str) -> str:
    """The text of the first element that a CSS selector finds, spaces squeezed; '' where there is none."""
    html = html[:600_000]
    node = LexborHTMLParser(html[: deep_from(html)]).css_first(selector)
    return re.sub(r"\s+", " ", node.text(deep=True, separator=" ")).strip() if node else ""
