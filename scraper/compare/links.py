"""What became of a document's links: which came, which went, and which now lead elsewhere under the same words.

Links are compared by their canonical form, so trackers and order are no change. Only links of the article's body
count; one that merely moved to or from a menu or footer neither came nor went.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scraper.records import FoundLink

__all__ = ["LinkChanges", "compare_links"]

_URL = re.compile(r"(?:https?:)?//\S+|\b[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_ALIKE = 0.5  # share of common words from which two sentences are taken for one


@dataclass(frozen=True, slots=True)
class LinkChanges:
    """Links that came, went, or were `swapped` (old, new): same anchor, sentence or place, other target."""

    added: tuple[FoundLink, ...] = ()
    removed: tuple[FoundLink, ...] = ()
    swapped: tuple[tuple[FoundLink, FoundLink], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.swapped)


Pairs = list[tuple[FoundLink, FoundLink]]


def compare_links(old: Sequence[FoundLink], new: Sequence[FoundLink]) -> LinkChanges:
    """Compare the link lists of two versions of one document."""
    before, after = _body(old), _body(new)
    everywhere_old = {link.canonical for link in old}
    everywhere_new = {link.canonical for link in new}
    removed = [link for link in before.values() if link.canonical not in everywhere_new]
    added = [link for link in after.values() if link.canonical not in everywhere_old]
    old_body, new_body = _of_body(old), _of_body(new)
    swapped: Pairs = []
    for pairing in (_by_words(old_body, new_body), _by_place(before, after)):
        pairs = pairing(removed, added)
        swapped += pairs
        removed, added = _without(removed, added, pairs)
    pairs = _onto_known(removed, added, old_body, new_body)
    swapped += pairs
    removed, added = _without(removed, added, pairs)
    swapped.sort(key=lambda pair: pair[1].position)
    return LinkChanges(tuple(added), tuple(removed), tuple(swapped))


def _without(
    removed: Sequence[FoundLink], added: Sequence[FoundLink], pairs: Pairs
) -> tuple[list[FoundLink], list[FoundLink]]:
    went = {old.canonical for old, _ in pairs}
    came = {new.canonical for _, new in pairs}
    return [link for link in removed if link.canonical not in went], [
        link for link in added if link.canonical not in came
    ]


def _of_body(links: Iterable[FoundLink]) -> list[FoundLink]:
    return [link for link in links if link.place == "body"]


def _body(links: Iterable[FoundLink]) -> dict[str, FoundLink]:
    """The first link of the body to each target, in order."""
    first: dict[str, FoundLink] = {}
    for link in _of_body(links):
        first.setdefault(link.canonical, link)
    return first


# -- same words -------------------------------------------------------------------------------------------------


def _by_words(old: Sequence[FoundLink], new: Sequence[FoundLink]) -> Callable[..., Pairs]:
    """Pair links that say the same: anchor and sentence, then an anchor or a sentence that stands only once."""
    usual = Counter(map(_anchor, old)) | Counter(map(_anchor, new))

    def pairing(removed: Sequence[FoundLink], added: Sequence[FoundLink]) -> Pairs:
        pairs = _match(removed, added, lambda link: (_anchor(link), _sentence(link)), in_order=True)
        for key in (_sentence, lambda link: _anchor(link) if usual[_anchor(link)] == 1 else ""):
            done = {id(link) for pair in pairs for link in pair}
            left = [link for link in removed if id(link) not in done]
            right = [link for link in added if id(link) not in done]
            pairs += _match(left, right, key, in_order=False)
        return pairs

    return pairing


def _match(
    removed: Sequence[FoundLink], added: Sequence[FoundLink], key: Callable[[FoundLink], object], *, in_order: bool
) -> Pairs:
    """Pair by equal keys; where several share one, in order if as many came as went, else not at all."""
    came: defaultdict[object, list[FoundLink]] = defaultdict(list)
    went: defaultdict[object, list[FoundLink]] = defaultdict(list)
    for link in added:
        came[key(link)].append(link)
    for link in removed:
        went[key(link)].append(link)
    pairs: Pairs = []
    for words, gone in went.items():
        there = came.get(words, [])
        if _says_something(words) and len(gone) == len(there) and (in_order or len(gone) == 1):
            pairs += zip(gone, there, strict=True)
    return pairs


def _says_something(key: object) -> bool:
    if isinstance(key, tuple):
        return bool(key[0] and key[1]) or (not key[0] and bool(_LETTERS.search(str(key[1]))))
    return bool(_LETTERS.search(str(key)))


def _anchor(link: FoundLink) -> str:
    """The anchor's words; a bare URL has none."""
    return _words(link.anchor)


def _sentence(link: FoundLink) -> str:
    return _words(link.sentence)


def _words(text: str) -> str:
    return " ".join(_URL.sub(" ", text).casefold().split())


# -- same place -------------------------------------------------------------------------------------------------


def _by_place(before: Mapping[str, FoundLink], after: Mapping[str, FoundLink]) -> Callable[..., Pairs]:
    """Pair the one link that went with the one that came between the same two neighbours that stayed."""
    kept = before.keys() & after.keys()

    def slots(links: Mapping[str, FoundLink], wanted: Sequence[FoundLink]) -> dict[tuple[str, str], list[FoundLink]]:
        names = {link.canonical for link in wanted}
        order = [name for name in links if name in kept or name in names]
        found: defaultdict[tuple[str, str], list[FoundLink]] = defaultdict(list)
        previous = ""
        waiting: list[str] = []
        for name in [*order, ""]:
            if name and name not in kept:
                waiting.append(name)
                continue
            if waiting:
                found[previous, name] += [links[one] for one in waiting]
            previous, waiting = name, []
        return found

    def pairing(removed: Sequence[FoundLink], added: Sequence[FoundLink]) -> Pairs:
        came = slots(after, added)
        pairs: Pairs = []
        for slot, gone in slots(before, removed).items():
            there = came.get(slot, [])
            if len(gone) == len(there) == 1 and (slot != ("", "") or _alike(gone[0], there[0])):
                pairs.append((gone[0], there[0]))
        return pairs

    return pairing


def _alike(a: FoundLink, b: FoundLink) -> bool:
    first, second = set(_grams(a)), set(_grams(b))
    if not first or not second:
        return _anchor(a) == _anchor(b)
    return len(first & second) / min(len(first), len(second)) >= _ALIKE


def _grams(link: FoundLink) -> list[str]:
    text = _sentence(link) or _anchor(link)
    return [text[i : i + 2] for i in range(len(text) - 1)]


# -- same words, but the target stood elsewhere in the document already --------------------------------------------


def _onto_known(
    removed: Sequence[FoundLink], added: Sequence[FoundLink], old: Sequence[FoundLink], new: Sequence[FoundLink]
) -> Pairs:
    """Swaps where one target, or both, also stands elsewhere: the same unique anchor in the same sentence leads elsewhere."""
    moved = {link.canonical for link in (*removed, *added)}
    known_targets, new_targets = {link.canonical for link in old}, {link.canonical for link in new}
    there = _unique_anchors(new)
    pairs: Pairs = []
    for anchor, link in _unique_anchors(old).items():
        other = there.get(anchor)
        if other is None or other.canonical == link.canonical or not _LETTERS.search(anchor):
            continue
        known_before, still_there = other.canonical in known_targets, link.canonical in new_targets
        concerned = link.canonical in moved or other.canonical in moved or (known_before and still_there)
        if (known_before or still_there) and concerned and _sentence(link) == _sentence(other):
            pairs.append((link, other))
    return pairs


def _unique_anchors(links: Sequence[FoundLink]) -> dict[str, FoundLink]:
    times = Counter(map(_anchor, links))
    return {_anchor(link): link for link in links if times[_anchor(link)] == 1}
