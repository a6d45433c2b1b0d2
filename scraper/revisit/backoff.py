"""How long to leave a resource alone after a check that failed, was refused, or found it missing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from scraper.records import Rhythm
from scraper.revisit.rate import DAY, Pace, Seen

__all__ = ["HOST_AFTER", "HOST_MOST_S", "HOST_RESOURCES", "HOST_REST_S", "Rest", "rest", "spread"]

# A refusal is asked about more slowly than a fault; our own rules (policy, robots.txt) change by the day at most.
REFUSED_S, OURS_S = 3600.0, DAY
# 404: three looks over a day make it gone, then once a week, in case it comes back.
MISSING_S, MISSING_SPAN_S, GONE_S, GONE_LOOKS = 3600.0, DAY, 7 * DAY, 3
# A source with its own timetable is tried at its times, but not more often than this while it fails.
CRON_RETRY_S = 3600.0
# A host where so many requests for so many different URLs failed in a row is asked for one URL at a time, after this long.
HOST_AFTER, HOST_RESOURCES = 5, 3
HOST_REST_S, HOST_MOST_S = 900.0, 6 * 3600.0
_DOUBLINGS = 40


@dataclass(frozen=True, slots=True)
class Rest:
    """Seconds to wait and the words for it."""

    seconds: float
    note: str


def spread(url: str, salt: str = "") -> float:
    """A number in [-1, 1) that is always the same for a URL: it spreads what would otherwise happen at once."""
    digest = hashlib.blake2b(f"{salt}\n{url}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**63 - 1


def rest(rhythm: Rhythm, seen: Seen, now: datetime, *, url: str, pace: Pace) -> Rest:
    """The back-off after a failed or blocked check: doubling, with jitter, bounded."""
    tries = max(seen.failures, 1)
    what = (
        f"last check failed{_status(seen)}" if seen.kind == "failed" else f"the last check was refused{_status(seen)}"
    )
    if seen.status == 404:
        return _missing(seen, now, tries)
    if seen.kind == "blocked" and seen.status is None:
        return Rest(max(OURS_S, rhythm.every_s or 0), f"{what} by a rule of ours, which is looked at again daily")
    first = REFUSED_S if seen.kind == "blocked" else float(pace.failure_s)
    if rhythm.every_s is not None:
        first = min(first, rhythm.every_s)
    most = max(float(pace.failure_max_s), float(rhythm.every_s or 0))
    seconds = min(first * 2.0 ** min(tries - 1, _DOUBLINGS), most)
    seconds *= 1 + pace.jitter * spread(url, str(tries))
    return Rest(min(seconds, most), f"{what}, {tries} in a row: the wait doubles each time")


def _status(seen: Seen) -> str:
    return f" ({seen.status})" if seen.status is not None else ""


def _missing(seen: Seen, now: datetime, tries: int) -> Rest:
    """404: hourly, doubling, with one look a day after the first; weekly once it is confirmed."""
    waited = (
        max((now - seen.failing_since).total_seconds(), 0.0)
        if seen.failing_since is not None
        else MISSING_S * (2.0 ** min(tries - 1, _DOUBLINGS) - 1)
    )
    if tries >= GONE_LOOKS and waited >= MISSING_SPAN_S:
        return Rest(GONE_S, f"404 in {tries} checks over {max(waited / DAY, 1):.0f} d: gone, looked at weekly")
    step = MISSING_S * 2.0 ** min(tries - 1, _DOUBLINGS)
    # The look that can confirm it falls just after the day is full.
    seconds = min(step, max(MISSING_SPAN_S - waited, 60.0) + 60.0)
    return Rest(seconds, f"404 for the {_nth(tries)} time; it counts as gone after {GONE_LOOKS} checks over a day")


def _nth(n: int) -> str:
    suffix = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"
