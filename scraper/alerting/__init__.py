"""Who is told of what, when, and in which words. Pure: rules and events in, channel names and messages out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.deferred import deferred

if TYPE_CHECKING:
    from scraper.alerting.rollup import Held, Settlement, roll_up
    from scraper.alerting.rules import Router, Rule
    from scraper.alerting.timing import Timing, not_before
    from scraper.alerting.wording import Message, compose, kind_words

__all__ = [
    "Held",
    "Message",
    "Router",
    "Rule",
    "Settlement",
    "Timing",
    "compose",
    "kind_words",
    "not_before",
    "roll_up",
]

__getattr__ = deferred(
    __name__,
    {
        "rollup": (
            "Held",
            "Settlement",
            "roll_up",
        ),
        "rules": (
            "Router",
            "Rule",
        ),
        "timing": (
            "Timing",
            "not_before",
        ),
        "wording": (
            "Message",
            "compose",
            "kind_words",
        ),
    },
)
