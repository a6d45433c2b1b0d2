"""Which lines of a page came, went, or changed, once all that only moved or was cut differently is set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.compare.normal import normal
from scraper.compare.text import changed_lines
from scraper.extract.layout import Placed

__all__ = ["Difference", "Matching", "match"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Lines that one capture has and the other has not, at one spot. `before`/`after` are the unchanged neighbours."""

    old: tuple[Placed, ...]
    new: tuple[Placed, ...]
    before: str
    after: str
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Matching:
    """All differences between two pages' lines; the watched lines that stand elsewhere now; whether lines were cut differently."""

    differences: tuple[Difference, ...]
    moved: tuple[Placed, ...] = ()
    recut: bool = False


def match(
    old: Sequence[Placed], new: Sequence[Placed], old_all: Sequence[Placed], new_all: Sequence[Placed]
) -> Matching:
    """Compare the watched lines of two captures; `*_all` are all lines of the pages, furniture too.

    A line that is on both pages the same number of times did not come or go, wherever it stands now.
    """
    a, b = [normal(p.text) for p in old], [normal(p.text) for p in new]
    if a == b:
        return Matching(())
    gone = Counter(normal(p.text) for p in old_all)
    come = Counter(normal(p.text) for p in new_all)
    gone, come = gone - come, come - gone
    found: list[Difference] = []
    left_out: list[Placed] = []
    right_out: list[Placed] = []
    recut = False
    for span in changed_lines(a, b):
        left, right = a[span.i1 : span.i2], b[span.j1 : span.j2]
        if "".join(left) == "".join(right):
            recut = True
            continue
        lost, stayed = _surplus(old[span.i1 : span.i2], left, gone)
        fresh, there = _surplus(new[span.j1 : span.j2], right, come)
        left_out += stayed
        right_out += there
        if lost or fresh:
            before = a[span.i1 - 1] if span.i1 else ""
            after = a[span.i2] if span.i2 < len(a) else ""
            found.append(Difference(tuple(lost), tuple(fresh), before, after, at_end=span.i2 == len(a) and not after))
    arrived = Counter(normal(p.text) for p in right_out)
    moved = tuple(p for p in left_out if arrived[normal(p.text)] > 0)
    return Matching(tuple(found), moved, recut)


def _surplus(lines: Sequence[Placed], forms: Sequence[str], count: Counter[str]) -> tuple[list[Placed], list[Placed]]:
    """Split lines into those the other page lacks, and those it has elsewhere. `count` is used up."""
    lacking: list[Placed] = []
    elsewhere: list[Placed] = []
    for line, form in zip(lines, forms, strict=True):
        if not form:
            continue
        if count[form] > 0:
            count[form] -= 1
            lacking.append(line)
        else:
            elsewhere.append(line)
    return lacking, elsewhere
