"""The article extractors a source can ask for. Both are guarded: an extractor that keeps next to nothing is not believed."""

from __future__ import annotations

from scraper.errors import UsageError

__all__ = ["EXTRACTORS", "article_text"]

EXTRACTORS = ("auto", "article", "readability")
# Share of the visible text below which an extractor is taken to have failed (a list page kept as '首页新闻').
_LEAST = 0.1


def article_text(html: str, visible: str, extractor: str) -> tuple[str | None, str]:
    """The article's text, one block a line, and a note; None where the extractor cannot be believed."""
    if extractor not in EXTRACTORS:
        raise UsageError(f"unknown extractor {extractor!r}; use one of: {', '.join(EXTRACTORS)}")
    text = _by_trafilatura(html) if extractor == "article" else _by_readability(html)
    kept = len("".join(text.split()))
    whole = len("".join(visible.split()))
    if kept < _LEAST * whole or not kept:
        return (
            None,
            f"extractor {extractor!r} kept {kept} of {whole} characters; the whole visible text is tracked instead",
        )
    return text, ""


def _by_trafilatura(html: str) -> str:
    from trafilatura import extract  # 0.4 s and 40 MB to import; only sources that ask for it pay

    found = extract(html, fast=True, include_comments=False, include_tables=True, output_format="txt")
    return "\n".join(line.strip() for line in (found or "").splitlines() if line.strip())


def _by_readability(html: str) -> str:
    from lxml.etree import LxmlError
    from readability import Document  # as above
    from readability.readability import Unparseable

    from scraper.extract.blocks import render
    from scraper.extract.dom import parse

    try:
        summary = Document(html).summary(html_partial=True)
    except (Unparseable, LxmlError, ValueError):
        return ""  # what it cannot read it kept nothing of: the caller says so
    return "\n".join(block.text for block in render(parse(summary)).blocks)
