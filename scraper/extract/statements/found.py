"""One date-like span of a text, and what helps to read it."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.extract.statements.moments import Moment

__all__ = ["Clock", "Found", "PageHints"]

Clock = tuple[int, int, int | None]


@dataclass(frozen=True, slots=True)
class PageHints:
    """What helps to read numbers: language (two letters), region, and the day/month order decided for the page.

    `order` is 'dmy', 'mdy' or '' (not known); `soft` says that it is only the language's habit.
    """

    lang: str | None = None
    region: str | None = None
    order: str = ""
    soft: bool = False
    tld: str = ""


@dataclass(slots=True)
class Found:
    """One date-like span. Exactly one of `moment`, `partial` (month, day without year), `clock` is set.

    `weak` spans (two-digit years, Minguo years without the era's name) count only next to a label.
    """

    start: int
    end: int
    moment: Moment | None = None
    partial: tuple[int, int] | None = None
    clock: Clock | None = None
    zone: str | None = None
    weak: bool = False
