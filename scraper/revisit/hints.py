"""What a server asks for: how long its answer stays fresh, when to come back. Headers in, seconds out.

Foreign text throughout: whatever cannot be read is no hint, whatever is absurd is clamped, nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scraper.records import Fetch, ResourceKind

__all__ = ["Hints", "hints_from", "parse_retry_after"]

# A server may send us away for a month at most; its cache lifetime is believed for a day (a static site's
# max-age of a year says nothing about when it changes), a feed's ttl and skips for a week.
RETRY_MAX = timedelta(days=30)
FRESH_MAX_S = 86400
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?([0-9]{1,30})\"?\s*(?=,|$)", re.IGNORECASE | re.ASCII)
# The form that nearly every server writes; the standard library's reader of all forms takes ten times as long.
_USUAL_DATE = re.compile(r"[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT", re.ASCII)
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: 1 + n for n, name in enumerate(_MONTH_NAMES)}
_DIGITS = re.compile(r"[0-9]{1,30}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hints:
    """A server's and a feed's wishes. Seconds from the answer on; hours are UTC, days English names."""

    max_age_s: float | None = None
    expires_s: float | None = None
    ttl_s: float | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()
    retry_after: datetime | None = None
    page_kind: ResourceKind = ResourceKind.PAGE
    modified_age_s: float | None = None  # how old the answer said its content was (Last-Modified)


def hints_from(fetch: Fetch, *, page_kind: ResourceKind = ResourceKind.PAGE) -> Hints:
    """The hints in an answer's headers. Cache lifetimes count on good answers and 304s, Retry-After on all others."""
    if fetch.status is None:
        return Hints(page_kind=page_kind)
    good = 200 <= fetch.status < 300 or fetch.status == 304
    if not good:
        after = parse_retry_after(fetch.header("retry-after"), fetch.header("date"), fetch.fetched_at)
        return Hints(retry_after=after, page_kind=page_kind)
    said = _all(fetch, "cache-control")
    max_age = _max_age(said) if said else None
    if max_age is not None:
        max_age = max(0.0, max_age - _age(fetch.header("age")))
    return Hints(
        max_age_s=max_age,
        # RFC 9111: max-age overrides Expires.
        expires_s=_since_date(fetch, "expires") if max_age is None else None,
        page_kind=page_kind,
        modified_age_s=_modified_age(fetch),
    )


def _all(fetch: Fetch, name: str) -> str:
    return ",".join(value for key, value in fetch.headers if key.lower() == name)


def _max_age(text: str) -> float | None:
    found = _MAX_AGE.search(text)
    if found is None or re.search(r"(?:^|[,\s])no-(?:store|cache)\s*(?:,|$)", text, re.IGNORECASE):
        return None
    return min(float(found[1]), float(FRESH_MAX_S))


def _age(text: str | None) -> float:
    found = _DIGITS.fullmatch((text or "").strip())
    return min(float(found.group()), 1e9) if found else 0.0


def _http_date(text: str | None) -> datetime | None:
    if not text or len(text) > 64:
        return None
    usual = _USUAL_DATE.fullmatch(text)
    try:
        if usual is not None:
            day, month, *rest = usual.groups()
            year, hour, minute, second = map(int, rest)
            return datetime(year, _MONTHS[month], int(day), hour, minute, second, tzinfo=UTC)
        at = parsedate_to_datetime(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, KeyError, OverflowError):
        return None


def _since_date(fetch: Fetch, name: str) -> float | None:
    """Seconds from the answer's own Date (our clock where it has none) to the date in that header, 0 if past."""
    at = _http_date(fetch.header(name))
    if at is None:
        return None
    start = _http_date(fetch.header("date")) or fetch.fetched_at
    return min(max(0.0, (at - start).total_seconds()), float(FRESH_MAX_S))


def _modified_age(fetch: Fetch) -> float | None:
    at = _http_date(fetch.header("last-modified"))
    if at is None:
        return None
    start = _http_date(fetch.header("date")) or fetch.fetched_at
    age = (start - at).total_seconds()
    return age if age >= 0 else None


def parse_retry_after(text: str | None, date: str | None, now: datetime) -> datetime | None:
    """When Retry-After (seconds, or an HTTP date read relative to the answer's Date) lets us come back; at most 30 days.

    None for what is garbage, negative or past: then the ordinary back-off decides.
    """
    found = (text or "").strip()
    if _DIGITS.fullmatch(found):
        seconds = float(found)
    else:
        at = _http_date(found)
        if at is None:
            return None
        seconds = (at - (_http_date(date) or now)).total_seconds()
    if seconds <= 0:
        return None
    return now + timedelta(seconds=min(seconds, RETRY_MAX.total_seconds()))


def longest(bounds: Iterable[tuple[float | None, str]]) -> tuple[float, str] | None:
    """The largest of several least waits with its words; None when there is none above zero."""
    found = [(seconds, text) for seconds, text in bounds if seconds is not None and seconds > 0]
    return max(found) if found else None
