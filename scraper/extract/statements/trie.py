"""A word list as one regular expression that tries each first letter once."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["word_pattern"]


def word_pattern(words: Iterable[str]) -> str:
    """A pattern that matches the longest listed word at a position; words are literal text."""
    root: dict[str, object] = {}
    for word in words:
        node = root
        for ch in word:
            node = node.setdefault(ch, {})  # type: ignore[assignment]
        node[""] = {}
    return _render(root)


def _render(node: dict[str, object]) -> str:
    """Depth is bounded by the longest word of our own tables, so recursion is safe here."""
    ends = "" in node
    branches = []
    for ch, child in sorted(node.items()):
        if ch:
            assert isinstance(child, dict)
            branches.append(re.escape(ch) + _render(child))
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 else "|".join(branches)
    if ends:
        return f"(?:{body})?"
    return body if len(branches) == 1 else f"(?:{body})"
