"""When to look again: what the user set, what the server asks for, what was learnt; pure arithmetic.

`next_check` makes the plan, `hints_from` reads a server's wishes, `fit_price` holds all resources to the budget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.deferred import deferred

if TYPE_CHECKING:
    from scraper.revisit.backoff import HOST_AFTER, HOST_MOST_S, HOST_RESOURCES, HOST_REST_S
    from scraper.revisit.cron import Cron, check_cron, parse_cron, zone
    from scraper.revisit.hints import Hints, hints_from
    from scraper.revisit.interval import parse_interval, parse_when, words
    from scraper.revisit.plan import Plan, catch_up, fresh_until, next_check
    from scraper.revisit.rate import Pace, Rate, Seen, fit_price

__all__ = [
    "HOST_AFTER",
    "HOST_MOST_S",
    "HOST_RESOURCES",
    "HOST_REST_S",
    "Cron",
    "Hints",
    "Pace",
    "Plan",
    "Rate",
    "Seen",
    "catch_up",
    "check_cron",
    "fit_price",
    "fresh_until",
    "hints_from",
    "next_check",
    "parse_cron",
    "parse_interval",
    "parse_when",
    "words",
    "zone",
]

__getattr__ = deferred(
    __name__,
    {
        "backoff": (
            "HOST_AFTER",
            "HOST_MOST_S",
            "HOST_RESOURCES",
            "HOST_REST_S",
        ),
        "cron": (
            "Cron",
            "check_cron",
            "parse_cron",
            "zone",
        ),
        "hints": (
            "Hints",
            "hints_from",
        ),
        "interval": (
            "parse_interval",
            "parse_when",
            "words",
        ),
        "plan": (
            "Plan",
            "catch_up",
            "fresh_until",
            "next_check",
        ),
        "rate": (
            "Pace",
            "Rate",
            "Seen",
            "fit_price",
        ),
    },
)
