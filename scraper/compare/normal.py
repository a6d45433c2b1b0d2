"""The form in which texts are compared: without white space, and with punctuation of one width."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

__all__ = ["normal"]

# Punctuation that differs in width or typography only. NFKC folds the full-width forms; these it leaves.
_SAME = str.maketrans(
    {
        "。": ".",
        "、": ",",
        "“": '"',
        "”": '"',
        "„": '"',
        "‟": '"',
        "«": '"',
        "»": '"',
        "「": '"',
        "」": '"',
        "『": '"',
        "』": '"',
        "‘": "'",
        "’": "'",
        "‚": "'",
        "′": "'",
        "・": "·",
        "•": "·",
        "¶": "",
    }
)


@lru_cache(maxsize=16384)
def normal(text: str) -> str:
    """NFKC, one width of punctuation, no white space. Case, words and all other punctuation stay."""
    if text.isascii():
        return "".join(text.split())
    folded = unicodedata.normalize("NFKC", text).translate(_SAME)
    return "".join(folded.split())
