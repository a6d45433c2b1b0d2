"""Lists of phrases: quick to say no, and saying the same as the plain list."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from scraper.extract.phrases import phrases, stems

PARTS = (
    r"\bgone\b|\bno longer (?:here|there)\b|\brem(?:oved|oval)\w*|404|x[|]y|\bend",
    r"\bfort\b|weg|\bweg ist\b|исчез\w*",
)
PLAIN = re.compile("|".join(f"(?:{part})" for part in PARTS))
WORDS = ["gone", "begone", "no longer here", "no longer", "removed", "removals", "404", "1404", "x|y", "xy", "ending", "the end", "weg ist", "wegen", "fort", "fortune", "исчезла", "-", ".", "'"]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(["", " "]))
def test_a_list_finds_what_the_plain_alternatives_find_in_the_same_places(words: list[str], between: str) -> None:
    text = between.join(words)
    assert [m.span() for m in phrases(*PARTS).finditer(text)] == [m.span() for m in PLAIN.finditer(text)]
    assert phrases(*PARTS).sub("_", text) == PLAIN.sub("_", text)


def test_phrases_are_folded_as_the_texts_are() -> None:
    assert phrases(r"Straße|ทำ").search("strasse")
    assert phrases(r"Straße|ทำ").search("ท\u0e4d\u0e32")  # what NFKC makes of the letter


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_where_no_stem_stands_no_phrase_stands(words: list[str]) -> None:
    text = " ".join(words)
    parts = (r"\bcasin[oò]s?\b|\bfree spins?\b|\bremov\w+|исчез\w*|\bwegs?\b",)
    if not any(stem in text for stem in stems(*parts)):
        assert phrases(*parts).search(text) is None
    assert stems(*parts) == ("casin", "free", "remov", "исчез", "weg")
