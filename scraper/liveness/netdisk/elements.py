"""The text of one element of a provider's page."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

__all__ = ["element_text"]


def element_text(html: str, selector: str) -> str:
    """The text of the first element that a CSS selector finds, spaces squeezed; '' where there is none."""
    node = LexborHTMLParser(html[:600_000]).css_first(selector)
    return re.sub(r"\s+", " ", node.text(deep=True, separator=" ")).strip() if node else ""
