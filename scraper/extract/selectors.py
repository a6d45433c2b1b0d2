"""What a source's own selectors keep and drop: CSS, XPath 1.0 (starting with '/' or '('), and 're:' patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import cssselect
from lxml import etree

from scraper.errors import UsageError

__all__ = ["Selector", "check_selectors", "compile_selector", "drop", "patterns", "pick"]

PATTERN = "re:"

Selector = etree.XPath


@lru_cache(maxsize=256)
def compile_selector(text: str) -> Selector:
    """A selector ready for use; `UsageError` names it when it cannot be understood."""
    wanted = text.strip()
    try:
        if wanted.startswith(("/", "(", "./")):
            return etree.XPath(wanted)
        if not wanted:
            raise UsageError("an empty selector selects nothing; give CSS such as 'main' or XPath such as '//main'")
        return etree.XPath(cssselect.HTMLTranslator().css_to_xpath(wanted))
    except (etree.XPathError, cssselect.SelectorError) as error:
        kind = "XPath 1.0" if wanted.startswith(("/", "(", "./")) else "CSS"
        raise UsageError(f"selector {text!r} is no valid {kind}: {error}") from None


@lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise UsageError(f"pattern {PATTERN + text!r} is no valid regular expression: {error}") from None


def patterns(ignore: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    """The 're:' patterns among the ignores."""
    return tuple(_pattern(text[len(PATTERN) :]) for text in ignore if text.startswith(PATTERN))


def check_selectors(select: Iterable[str], ignore: Iterable[str]) -> None:
    """Raise `UsageError` for the first selector or pattern that cannot be used."""
    for text in select:
        compile_selector(text)
    for text in ignore:
        if text.startswith(PATTERN):
            _pattern(text[len(PATTERN) :])
        else:
            compile_selector(text)


def pick(tree: Any, selectors: Sequence[str]) -> list[Any]:
    """The selected elements in the order of the page, none inside another."""
    found: dict[Any, None] = {}
    for text in selectors:
        found.update(dict.fromkeys(_elements(tree, text)))
    chosen = [e for e in found if not any(a in found for a in e.iterancestors())]
    if len(selectors) > 1 and len(chosen) > 1:
        wanted = set(chosen)
        chosen = [e for e in tree.iter() if e in wanted]
    return chosen


def drop(tree: Any, selectors: Sequence[str]) -> int:
    """Remove the selected elements, their tails stay; how many went."""
    gone = 0
    for text in selectors:
        if text.startswith(PATTERN):
            continue
        for element in _elements(tree, text):
            if element.getparent() is not None:
                _remove(element)
                gone += 1
    return gone


def _remove(element: Any) -> None:
    """Take an element out of its tree; lxml would take the text behind it away as well."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _elements(tree: Any, text: str) -> list[Any]:
    try:
        found = compile_selector(text)(tree)
    except etree.XPathError as error:
        raise UsageError(f"selector {text!r} cannot be used: {error}") from None
    if not isinstance(found, list):
        raise UsageError(f"selector {text!r} gives no elements but a value; select elements instead")
    elements = [e if isinstance(getattr(e, "tag", None), str) else _owner(e) for e in found]
    return [e for e in elements if e is not None]


def _owner(result: Any) -> Any | None:
    """The element that a text() or attribute result belongs to."""
    parent = getattr(result, "getparent", None)
    return parent() if parent is not None else None
