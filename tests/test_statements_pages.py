"""Small pages of our own for the tests of stated dates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from scraper.extract.dom import parse
from scraper.extract.statements import read_freshness
from scraper.records import Freshness

__all__ = ["article", "reading"]

_BODY = "<p>Rivers flow and rivers bend. Some 1999 of them reach a sea, others a lake.</p>" * 3


def article(
    lang: str = "en", *, head: str = "", top: str = "", body: str = _BODY, end: str = "", footer: str = ""
) -> str:
    """A page with a headline, a body and a footer; `top`, `end` and `footer` are put where they say."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>An article about rivers</title>{head}</head>'
        f'<body><nav><a href="/">Home</a></nav><main><article><h1>An article about rivers</h1>{top}{body}{end}</article></main>'
        f"<footer>{footer}<p>© 2011-2025 Example Site</p></footer></body></html>"
    )


def reading(
    html: str, url: str = "https://example.test/rivers", *, fetched_at: datetime | None = None, **more: Any
) -> Freshness:
    """What the page states."""
    return read_freshness(parse(html), html, url, fetched_at=fetched_at, **more)
