"""The schedule against an oracle, in a small synthetic world: how long a change waits until it is seen.

    python benchmarks/revisit.py [--pages 300] [--days 42] [--budgets 1,4,12] [--seed 1]

The world: pages with constant rates (shares by how often pages change, after published crawl studies), edits in bursts,
and articles whose edits come soon after publication. Scored after a third of the days. Policies see only changed or
unchanged. `fixed`: the fair share for all. `default`: the schedule as it is without a fitted price. `daily`: with the price
of `fit_price`, refitted every day. `fitted`: the one price at which all pages together turn out to cost the budget. `oracle`: knows every page's true rate at every moment and gives it the
interval that is optimal for the same weights, at the cost that `fitted` had. It does not know when bursts come.
Limits: synthetic, no hours of the day, no host limits, no noise in what counts as changed.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
import sys
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean, median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scraper.records import Rhythm
from scraper.revisit import Hints, Pace, Rate, Seen, fit_price, next_check

START = datetime(2025, 1, 1, tzinfo=UTC)
# Share of pages, and the range of mean days between their changes.
RATES = ((0.20, 0.04, 0.3), (0.15, 0.3, 1.0), (0.15, 1.0, 7.0), (0.16, 7.0, 30.0), (0.34, 30.0, 400.0))
ARTICLES = 0.30
EDITS_OF_ARTICLE = 3.6
BURST = 0.3  # chance that an edit is followed by another soon


@dataclass(frozen=True)
class Page:
    """One page of the world. `changes`: days after the start; `born`: when it is first seen; `rate` per day at a time."""

    url: str
    changes: tuple[float, ...]
    born: float
    published: float | None
    rate: Callable[[float], float]


def world(pages: int, days: float, seed: int) -> list[Page]:
    """The pages, the same for the same seed."""
    rng = random.Random(seed)
    return [article(n, days, rng) if rng.random() < ARTICLES else steady(n, days, rng) for n in range(pages)]


def steady(n: int, days: float, rng: random.Random) -> Page:
    """A page that changes at a constant rate, now and then in bursts."""
    _, low, high = rng.choices(RATES, [share for share, _, _ in RATES])[0]
    per_day = 1 / math.exp(rng.uniform(math.log(low), math.log(high)))
    at, changes = rng.expovariate(per_day), []
    while at < days:
        changes.append(at)
        while rng.random() < BURST:
            changes.append(changes[-1] + rng.expovariate(48))
        at += rng.expovariate(per_day)
    return Page(
        f"https://h{n % 50}.example/{n}", tuple(sorted(c for c in changes if c < days)), 0.0, None, lambda _: per_day
    )


def article(n: int, days: float, rng: random.Random) -> Page:
    """An article: found an hour after publication or so; its edits are log-normal after it, half within 2.5 hours."""
    published = rng.uniform(-10, days * 0.9)
    count = min(int(rng.expovariate(1 / EDITS_OF_ARTICLE)), 30)
    middle, spread = math.log(2.5 / 24), 1.9
    edits = sorted(published + rng.lognormvariate(middle, spread) for _ in range(count))

    def rate(at: float) -> float:
        age = max(at - published, 1 / 1440)
        density = math.exp(-((math.log(age) - middle) ** 2) / (2 * spread**2)) / (age * spread * math.sqrt(2 * math.pi))
        return max(EDITS_OF_ARTICLE * density, 1e-4)

    born = max(published + rng.expovariate(24), 0.0)
    return Page(f"https://h{n % 50}.example/a{n}", tuple(e for e in edits if born < e < days), born, published, rate)


# -- policies --------------------------------------------------------------------------------------------------


def visits_of_schedule(page: Page, days: float, pace: Pace) -> list[float]:
    """When the program itself would look at a page."""
    state = Watched(page)
    while state.at < days:
        state.visit(pace)
    return state.visits


def visits_refitted(pages: Sequence[Page], days: float, budget: float) -> list[list[float]]:
    """The program with the price refitted daily over all pages, as a service does it."""
    watched, pace = [Watched(page) for page in pages], Pace(budget=budget)
    queue = [(state.at, n) for n, state in enumerate(watched)]
    heapq.heapify(queue)
    fit_at = 0.25
    while queue and queue[0][0] < days:
        at, n = heapq.heappop(queue)
        if at >= fit_at:
            now = START + timedelta(days=at)
            known = [Rate.load(state.rate) for state in watched if state.before is not None]
            pace, fit_at = Pace(budget=budget, price=fit_price(known, Pace(budget=budget), now)), fit_at + 1
        watched[n].visit(pace)
        heapq.heappush(queue, (watched[n].at, n))
    return [state.visits for state in watched]


class Watched:
    """One page as the program sees it, visit by visit."""

    def __init__(self, page: Page) -> None:
        self.page, self.at, self.rate = page, page.born, ""
        self.before: float | None = None
        self.visits: list[float] = []
        self.published = START + timedelta(days=page.published) if page.published is not None else None

    def visit(self, pace: Pace) -> None:
        """Look once, at `self.at`, and plan the next look."""
        changes, before = self.page.changes, self.before
        changed = before is not None and bisect_right(changes, self.at) > bisect_right(changes, before)
        seen = Seen(
            "first" if before is None else "changed" if changed else "unchanged",
            last_checked_at=START + timedelta(days=before) if before is not None else None,
            published_at=self.published,
        )
        now = START + timedelta(days=self.at)
        plan = next_check(Rhythm(), self.rate, seen, now, url=self.page.url, hints=Hints(), pace=pace)
        assert plan.next_check_at is not None
        self.visits.append(self.at)
        self.before, self.rate = self.at, plan.rate_json
        self.at = (plan.next_check_at - START) / timedelta(days=1)


def visits_of_fixed(page: Page, days: float, budget: float) -> list[float]:
    """The fair share for every page."""
    phase = random.Random(page.url).random() / budget
    return [page.born + phase + n / budget for n in range(int((days - page.born) * budget) + 1)]


def visits_of_oracle(page: Page, days: float, k: float) -> list[float]:
    """The optimal interval for the true rate: unseen change, weighted by rate ** -0.2, is worth k * k / 2."""
    at, visits = page.born, []
    while at < days:
        visits.append(at)
        at += _oracle_wait(page.rate, at, k)
    return visits


def _oracle_wait(rate: Callable[[float], float], at: float, k: float) -> float:
    unseen, waited, step = 0.0, 0.0, 1 / 1440
    while waited < 7:
        unseen += step * (waited + step / 2) * rate(at + waited + step / 2)
        waited += step
        if waited >= 10 / 1440 and unseen * rate(at + waited) ** -0.2 >= k * k / 2:
            break
        step = max(waited / 20, 1 / 1440)
    return waited


# -- the score -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Score:
    """Minutes that changes waited; visits per page and day."""

    visits: float
    mean: float
    middle: float
    by_page: float


def score(pages: Sequence[Page], visits: Sequence[Sequence[float]], days: float) -> Score:
    """Over the changes after the first third of the days."""
    start, delays, by_page, count, lived = days / 3, [], [], 0, 0.0
    for page, at in zip(pages, visits, strict=True):
        own = [_delay(change, at, days) for change in page.changes if change >= max(start, page.born)]
        delays += own
        if own:
            by_page.append(fmean(own))
        count += sum(v >= start for v in at)
        lived += days - max(start, page.born)
    return Score(count / lived, fmean(delays) * 1440, median(delays) * 1440, fmean(by_page) * 1440)


def _delay(change: float, visits: Sequence[float], days: float) -> float:
    n = bisect_right(visits, change)
    return (visits[n] if n < len(visits) else days) - change


def fitted(
    run: Callable[[float], list[list[float]]], pages: Sequence[Page], days: float, budget: float
) -> list[list[float]]:
    """The visits at the price where they cost the budget: a few steps of the secant in logarithms."""
    k = (1 / budget) * (1 / 7) ** 0.4
    visits = run(k)
    for _ in range(6):
        used = score(pages, visits, days).visits
        if abs(used / budget - 1) < 0.02:
            break
        k *= used / budget
        visits = run(k)
    return visits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--days", type=float, default=42.0)
    parser.add_argument("--budgets", default="1,4,12")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    pages, days = world(wanted.pages, wanted.days, wanted.seed), wanted.days
    print(f"{len(pages)} pages, {sum(len(p.changes) for p in pages)} changes in {days:g} days; minutes")
    print(f"{'budget':>6}  {'policy':<8} {'visits':>7} {'mean':>7} {'median':>7} {'by page':>8}")
    for budget in map(float, wanted.budgets.split(",")):
        compare(pages, days, budget)


def compare(pages: Sequence[Page], days: float, budget: float) -> None:
    """All policies at one budget, and how near the fitted one comes to the oracle."""
    default = [visits_of_schedule(page, days, Pace(budget=budget)) for page in pages]

    def ours(k: float) -> list[list[float]]:
        return [visits_of_schedule(page, days, Pace(budget=budget, price=k)) for page in pages]

    def oracle(k: float) -> list[list[float]]:
        return [visits_of_oracle(page, days, k) for page in pages]

    best = score(pages, fitted(ours, pages, days, budget), days)
    rows = {
        "fixed": score(pages, [visits_of_fixed(page, days, budget) for page in pages], days),
        "default": score(pages, default, days),
        "daily": score(pages, visits_refitted(pages, days, budget), days),
        "fitted": best,
        "oracle": score(pages, fitted(oracle, pages, days, best.visits), days),
    }
    for name, row in rows.items():
        print(f"{budget:>6g}  {name:<8} {row.visits:>7.2f} {row.mean:>7.0f} {row.middle:>7.0f} {row.by_page:>8.0f}")
    print(
        f"{'':>6}  oracle / fitted: mean {rows['oracle'].mean / best.mean:.2f}, by page {rows['oracle'].by_page / best.by_page:.2f}"
    )


if __name__ == "__main__":
    main()
