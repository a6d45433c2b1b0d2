"""How often a resource changes, learnt from what checks saw; and the interval that a rate deserves.

A Gamma state of two numbers (decayed changes, decayed days watched; half-life 14 days) is as good as a full
posterior in simulation, and `T = k * rate ** -0.4` trades the delay of busy pages against that of quiet ones: the
exponent that is best for delay alone (0.5) leaves quiet pages waiting far longer for little. Article pages have an
extra law: edits come early, so what is expected of them falls with their age.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from scraper.records import ResourceKind

__all__ = ["Pace", "Rate", "Seen", "expected_per_day", "fit_price", "learn", "wait_for"]

DAY = 86400.0
HALF_LIFE = 14.0
MEAN_LIFE = HALF_LIFE / math.log(2)
# The prior: half a change in three and a half days, that is one a week.
PRIOR_CHANGES, PRIOR_DAYS = 0.5, 3.5
PRIOR_RATE = PRIOR_CHANGES / PRIOR_DAYS
EXPONENT = 0.4
# A gap longer than this says no more than this: after a pause or a jump of the clock nothing is learnt by rote.
LONGEST_GAP = 7.0
MOST_NEW = 20.0
# Articles: expected edits per unit of log-age, and the half hour that keeps the law finite at birth.
KAPPA = 0.35
NEWBORN = 0.5 / 24
# No wait that is computed is longer, in days; and so near (days) is near enough.
LONGEST_WAIT, ENOUGH = 400.0, 1e-6
# Until an article has settled its changes are its birth, not its habit: they do not count in the Gamma state.
SETTLED = 3.0
FUTURE_ALLOWED = 2.0


@dataclass(frozen=True, slots=True)
class Pace:
    """The operator's choices for resources without a rhythm of their own.

    `budget`: checks per page and day on average. `price`: the k of `fit_price`, where the service knows all rates;
    None uses the k at which a page that changes once a week gets its fair share.
    """

    budget: float = 4.0
    min_s: int = 600
    max_s: int | None = None
    feed_min_s: int = 3600
    article_max_s: int = 7 * 86400
    new_page_s: int = 3000
    failure_s: int = 600
    failure_max_s: int = 86400
    jitter: float = 0.1
    price: float | None = None

    @property
    def cap_s(self) -> float:
        """The longest wait: the operator's, else four times the fair share, between 6 hours and 7 days."""
        if self.max_s is not None:
            return float(max(self.max_s, self.min_s))
        return max(min(4 / self.budget * DAY, 7 * DAY), 6 * 3600.0, float(self.min_s))

    @property
    def k(self) -> float:
        """The price in force (days ** 0.6)."""
        return self.price if self.price is not None else (1 / self.budget) * float(PRIOR_RATE**EXPONENT)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one check saw. kind: 'first' | 'changed' | 'unchanged' | 'failed' | 'blocked'."""

    kind: str
    new_entries: int = 0
    failures: int = 0  # in a row, this one included
    last_checked_at: datetime | None = None
    published_at: datetime | None = None
    status: int | None = None
    failing_since: datetime | None = None
    entry_times: tuple[datetime, ...] = ()  # dates of a feed's entries at its first reading


@dataclass(frozen=True, slots=True)
class Rate:
    """What is remembered of one resource between checks (`Due.rate_json`); days, and changes."""

    changes: float = 0.0
    days: float = 0.0
    published: float | None = None  # unix time
    first_seen: float | None = None  # unix time
    edits: int = 0
    ttl_s: float | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()
    max_age_s: float | None = None

    @classmethod
    def load(cls, text: str) -> Rate:
        """From the stored JSON; what cannot be read starts afresh, unknown keys of another release are dropped."""
        try:
            raw: Any = json.loads(text) if text else {}
        except ValueError:
            raw = {}
        if not isinstance(raw, dict):
            return cls()
        kept = {name: raw[key] for name, key in _KEYS.items() if key in raw}
        for name in ("skip_hours", "skip_days"):
            kept[name] = tuple(kept.get(name, ()))
        return cls(**kept)

    def dump(self) -> str:
        """The JSON text, defaults left out."""
        kept: dict[str, object] = {}
        for name, key in _KEYS.items():
            value = getattr(self, name)
            if value or (value is not None and name in _ZERO_SAYS):
                kept[key] = round(value, 5) if isinstance(value, float) else value
        return _JSON.encode(kept)

    @property
    def per_day(self) -> float:
        """Changes per day, prior included."""
        return (PRIOR_CHANGES + self.changes) / (PRIOR_DAYS + self.days)


_KEYS = {
    "changes": "a",
    "days": "b",
    "published": "p",
    "first_seen": "f",
    "edits": "e",
    "ttl_s": "ttl",
    "skip_hours": "sh",
    "skip_days": "sd",
    "max_age_s": "ma",
}


_ZERO_SAYS = frozenset({"published", "first_seen", "ttl_s", "max_age_s"})  # None by default, so that 0 says something
_JSON = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def _age_days(rate: Rate, now: datetime) -> float | None:
    """Days since publication; None for what is no article, or claims to come from the future."""
    if rate.published is None:
        return None
    age = (now.timestamp() - rate.published) / DAY
    return max(age, 0.0) if age > -FUTURE_ALLOWED else None


def learn(rate: Rate, seen: Seen, now: datetime, *, kind: ResourceKind, modified_age_s: float | None = None) -> Rate:
    """The state after a check. A failed or blocked check teaches nothing."""
    if seen.kind in ("failed", "blocked"):
        return rate
    if seen.published_at is not None and kind is ResourceKind.PAGE:
        rate = replace(rate, published=seen.published_at.timestamp())
    if rate.first_seen is None:
        rate = replace(rate, first_seen=float(round(now.timestamp())))
    if seen.kind == "first":
        return _seed(rate, seen, now, kind, modified_age_s)
    gap = 0.0
    if seen.last_checked_at is not None:
        gap = min(max((now - seen.last_checked_at).total_seconds() / DAY, 0.0), LONGEST_GAP)
    age = _age_days(rate, now)
    changed = seen.kind == "changed"
    if age is not None and changed:
        rate = replace(rate, edits=rate.edits + 1)
    if age is not None and age < SETTLED:
        return rate
    kept = 2 ** (-gap / HALF_LIFE)
    return Rate(  # not `replace`: this is done at every check
        changes=rate.changes * kept + (_seen_changes(rate, seen, gap) if changed else 0.0),
        days=rate.days * kept + MEAN_LIFE * (1 - kept),
        published=rate.published,
        first_seen=rate.first_seen,
        edits=rate.edits,
        ttl_s=rate.ttl_s,
        skip_hours=rate.skip_hours,
        skip_days=rate.skip_days,
        max_age_s=rate.max_age_s,
    )


def _seen_changes(rate: Rate, seen: Seen, gap: float) -> float:
    """How many changes a 'changed' stands for: the feed's own count, else what is expected given at least one."""
    if seen.new_entries > 0:
        return min(float(seen.new_entries), MOST_NEW)
    expected = rate.per_day * gap
    return min(expected / -math.expm1(-expected), MOST_NEW) if expected > 1e-6 else 1.0


def _seed(rate: Rate, seen: Seen, now: datetime, kind: ResourceKind, modified_age_s: float | None) -> Rate:
    """The first reading already tells something: a feed's entry dates, a page's Last-Modified."""
    if kind is ResourceKind.FEED and seen.entry_times:
        ages = [(now - at).total_seconds() / DAY for at in seen.entry_times]
        ages = [age for age in ages if 0 <= age < 3650]
        if ages:
            # The window of a feed ends where its oldest entry is; that entry itself only marks the end.
            changes = sum(2 ** (-age / HALF_LIFE) for age in sorted(ages)[:-1])
            return replace(rate, changes=changes, days=MEAN_LIFE * (1 - 2 ** (-max(ages) / HALF_LIFE)))
    if kind is ResourceKind.PAGE and modified_age_s is not None:
        return replace(rate, changes=0.0, days=min(modified_age_s / DAY, HALF_LIFE))
    return rate


def _article(rate: Rate, now: datetime) -> tuple[float, float] | None:
    """(strength, age in days) of the article law `strength / (age + half an hour)`; None for what is no article."""
    age = _age_days(rate, now)
    if age is None:
        return None
    first_seen = rate.first_seen if rate.first_seen is not None else now.timestamp()
    born = max((first_seen - (rate.published or 0.0)) / DAY, 0.0)
    observed = max(math.log((age + NEWBORN) / (min(born, age) + NEWBORN)), 0.0)
    return KAPPA * (1 + rate.edits) / (1 + KAPPA * observed), age


def expected_per_day(rate: Rate, now: datetime) -> float:
    """The changes per day that are expected right now."""
    article = _article(rate, now)
    if article is None:
        return rate.per_day
    strength, age = article
    return strength / (age + NEWBORN) + rate.changes / (PRIOR_DAYS + rate.days)


def wait_for(rate: Rate, pace: Pace, now: datetime) -> float:
    """Seconds to wait, before floors and caps: the T at which expected unseen change is worth the price k."""
    article = _article(rate, now)
    if article is None:
        return float(pace.k * rate.per_day**-EXPONENT) * DAY
    strength, age = article
    steady = rate.changes / (PRIOR_DAYS + rate.days)
    start, goal = age + NEWBORN, pace.k / math.sqrt(2)

    def missing(days: float) -> float:
        """How far the worth of so long a wait is from the goal. Roots, because the worth grows like a square at first."""
        unseen = strength * (days - start * math.log1p(days / start)) + steady * days * days / 2
        return math.sqrt(max(unseen, 0.0) * (strength / (start + days) + steady) ** -0.2) - goal

    return _root(missing, 0.0, LONGEST_WAIT) * DAY


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function is zero, to a tenth of a second in days; `high` where it is negative there still.

    Regula falsi in the form that is called Illinois: a dozen steps instead of the fifty of halving.
    """
    below, above = rising(low), rising(high)
    if above <= 0:
        return high
    side = 0
    for _ in range(60):
        middle = (low * above - high * below) / (above - below)
        if high - low < ENOUGH or not low < middle < high:
            break
        found = rising(middle)
        if abs(found) < 1e-12:
            return middle
        if found > 0:
            if middle - low < ENOUGH:
                return middle
            high, above = middle, found
            below = below / 2 if side == 1 else below
            side = 1
        else:
            if high - middle < ENOUGH:
                return high
            low, below = middle, found
            above = above / 2 if side == -1 else above
            side = -1
    return high


def fit_price(rates: Iterable[Rate], pace: Pace, now: datetime) -> float:
    """The k at which these resources together cost `pace.budget` checks per resource and day.

    For `Pace.price`; to be refitted daily, or after many were added. Resources with a rhythm of their own do not belong
    in it. With none given it is the default k.
    """
    per_day = [expected_per_day(rate, now) for rate in rates]
    if not per_day:
        return pace.k
    low, high = 1e-4, 1e4
    for _ in range(60):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if _demand(per_day, middle, pace) > pace.budget else (low, middle)
    return math.sqrt(low * high)


def _demand(per_day: Sequence[float], k: float, pace: Pace) -> float:
    """Checks per resource and day at the price k."""
    waits = [min(max(k * float(rate**-EXPONENT) * DAY, pace.min_s), pace.cap_s) for rate in per_day]
    return sum(DAY / wait for wait in waits) / len(per_day)
