"""When to look again, and why, in one sentence that agrees with the time.

In order of strength: Retry-After; the server's and the feed's other hints; what the user set (cron, every); the
back-off after trouble; the learnt rate. Nothing here waits longer than the strongest of these asks for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from scraper.records import ResourceKind, Rhythm
from scraper.revisit.backoff import CRON_RETRY_S, rest, spread
from scraper.revisit.cron import parse_cron
from scraper.revisit.hints import RETRY_MAX, Hints, longest
from scraper.revisit.interval import words
from scraper.revisit.rate import DAY, Pace, Rate, Seen, expected_per_day, learn, wait_for

__all__ = ["Plan", "catch_up", "fresh_until", "next_check"]

TROUBLE = ("failed", "blocked")
# A feed may ask to be left alone for a week at most, whatever it lists.
SKIP_MAX = timedelta(days=7)
TTL_MAX_S = 7 * DAY
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ARTICLE_IS_NEW_DAYS = 3.0
# After a long sleep or a jump of the clock, what is overdue is spread over at most this.
CATCH_UP_S = 3600.0
UNMOVED = "no hint or limit changes that"


@dataclass(frozen=True, slots=True)
class Plan:
    """The next look. `next_check_at` None: never again (410). `interval_s` is counted from now."""

    next_check_at: datetime | None
    interval_s: int
    why: str
    rate_json: str


@dataclass(frozen=True, slots=True)
class _Wish:
    """A wait before the server is heard: how it is named, where it comes from, and the note that ends the sentence."""

    at: datetime
    how: str  # 'every' | 'in' | 'cron …'
    because: str
    note: str = UNMOVED


def next_check(
    rhythm: Rhythm, rate_json: str, seen: Seen, now: datetime, *, url: str, hints: Hints, pace: Pace | None = None
) -> Plan:
    """The plan after one check of `url`. Pure: `now` is the time of that check."""
    pace = pace or Pace()
    before = Rate.load(rate_json)
    if seen.status == 410 and seen.kind in TROUBLE:
        return Plan(None, 0, "No further check: the server says 410 Gone, which is final.", rate_json)
    rate = learn(before, seen, now, kind=hints.page_kind, modified_age_s=hints.modified_age_s)
    rate = _remember(rate, seen, hints)
    wish = _wish(rhythm, rate, seen, now, url=url, kind=hints.page_kind, pace=pace)
    at, note = _heard(wish, rate, seen, hints, now)
    interval = max(round((at - now).total_seconds()), 1)
    if at <= now:
        at = now + timedelta(seconds=interval)
    why = f"Next check {at.astimezone(UTC).isoformat(' ', 'minutes')[:16]} UTC ({_how(wish, interval)}): {wish.because}; {note}."
    return Plan(at, interval, why, before.dump() if seen.kind in TROUBLE else rate.dump())


def _how(wish: _Wish, interval: int) -> str:
    if wish.how.startswith("cron"):
        return f"{wish.how}, in {words(interval)}"
    return f"{wish.how} {words(interval)}"


def _remember(rate: Rate, seen: Seen, hints: Hints) -> Rate:
    """A 304 or an unchanged answer does not repeat the feed's ttl: what was said last still holds."""
    lifetimes = [seconds for seconds in (hints.max_age_s, hints.expires_s) if seconds is not None]
    fresh = max(lifetimes) if lifetimes else None
    if seen.kind in ("first", "changed"):
        return replace(rate, ttl_s=hints.ttl_s, skip_hours=hints.skip_hours, skip_days=hints.skip_days, max_age_s=fresh)
    if seen.kind in TROUBLE:
        return rate
    ttl_s = hints.ttl_s if hints.ttl_s is not None else rate.ttl_s
    hours, days = hints.skip_hours or rate.skip_hours, hints.skip_days or rate.skip_days
    fresh = fresh if fresh is not None or seen.status != 304 else rate.max_age_s
    if (ttl_s, hours, days, fresh) == (rate.ttl_s, rate.skip_hours, rate.skip_days, rate.max_age_s):
        return rate
    return replace(rate, ttl_s=ttl_s, skip_hours=hours, skip_days=days, max_age_s=fresh)


# -- before the server is heard --------------------------------------------------------------------------------


def _wish(rhythm: Rhythm, rate: Rate, seen: Seen, now: datetime, *, url: str, kind: ResourceKind, pace: Pace) -> _Wish:
    if seen.kind in TROUBLE:
        return _after_trouble(rhythm, seen, now, url, pace)
    if rhythm.cron is not None:
        return _by_cron(rhythm, now)
    if rhythm.every_s is not None:
        return _Wish(now + timedelta(seconds=rhythm.every_s), "every", "set by you")
    return _learnt(rate, seen, now, url=url, kind=kind, pace=pace)


def _by_cron(rhythm: Rhythm, now: datetime) -> _Wish:
    cron = parse_cron(rhythm.cron or "", rhythm.tz)
    at = cron.after(now)
    zone = rhythm.tz or "UTC"
    if at is None:
        return _Wish(now + timedelta(days=30), f"cron {rhythm.cron}", f"that day never comes in {zone}")
    return _Wish(at, f"cron {rhythm.cron}", f"that is {at.astimezone(cron.zone):%Y-%m-%d %H:%M} in {zone}")


def _after_trouble(rhythm: Rhythm, seen: Seen, now: datetime, url: str, pace: Pace) -> _Wish:
    pause = rest(rhythm, seen, now, url=url, pace=pace)
    at = now + timedelta(seconds=pause.seconds)
    wish = _Wish(at, "in", "a retry after trouble", pause.note)
    if rhythm.cron is None or seen.status == 404:
        return wish
    timetable = parse_cron(rhythm.cron, rhythm.tz).after(now + timedelta(seconds=min(pause.seconds, CRON_RETRY_S)))
    if timetable is not None and timetable < at:
        return replace(wish, at=timetable, because="a retry after trouble, at its own time")
    return wish


def _learnt(rate: Rate, seen: Seen, now: datetime, *, url: str, kind: ResourceKind, pace: Pace) -> _Wish:
    """The adaptive interval, between floor and cap; jitter is part of it, so that it is stable and can be explained."""
    floor = float(max(pace.min_s, pace.feed_min_s) if kind is ResourceKind.FEED else pace.min_s)
    article = rate.published is not None and kind is ResourceKind.PAGE
    cap = max(pace.cap_s, float(pace.article_max_s)) if article and pace.max_s is None else pace.cap_s
    cap = max(cap, floor)
    seconds = wait_for(rate, pace, now) * (1 + pace.jitter * spread(url))
    because, note = _reason(rate, now, pace, kind, seconds)
    if seconds > cap:
        seconds = cap * (1 - pace.jitter * (1 + spread(url)) / 2)
        whose = "your maximum" if pace.max_s is not None else "the longest wait at this budget"
        note = f"capped at {words(cap)} ({whose})"
    elif seconds < floor:
        seconds = floor * (1 + pace.jitter * (1 + spread(url)) / 2)
        note = f"not below {words(floor)} (the least wait{' for a feed' if floor > pace.min_s else ''})"
    if seen.kind == "first" and kind is ResourceKind.PAGE and seconds > pace.new_page_s:
        seconds = min(pace.new_page_s * (1 + pace.jitter * spread(url)), 3600.0, max(cap, floor))
        return _Wish(
            now + timedelta(seconds=round(seconds)),
            "in",
            "a new page is looked at once more within the hour",
            "this shows what on it moves by itself",
        )
    return _Wish(now + timedelta(seconds=round(seconds)), "every", because, note)


def _reason(rate: Rate, now: datetime, pace: Pace, kind: ResourceKind, seconds: float) -> tuple[str, str]:
    """What was seen, the rate it makes, the interval that follows; and the note of young articles."""
    per_day = expected_per_day(rate, now)
    gives = f"with the budget of {pace.budget:g} checks/page/day that gives {words(seconds)}"
    about = f"about one per {words(DAY / per_day)}"
    if rate.published is not None and kind is ResourceKind.PAGE:
        age = max(now.timestamp() - rate.published, 0.0)
        edits = f"{rate.edits} edit{'s' if rate.edits != 1 else ''} seen" if rate.edits else "no edit seen"
        note = f"article is {words(age)} old: new articles are checked more often"
        settled = age >= ARTICLE_IS_NEW_DAYS * DAY
        return f"article with {edits} → {about} expected now; {gives}", UNMOVED if settled else note
    count = round(rate.changes)
    seen = f"{count} changes" if count > 1 else "1 change" if count == 1 else "no change"
    return f"{seen} seen in about {words(rate.days * DAY)} of watching → {about}; {gives}", UNMOVED


# -- what the server and the feed ask for ----------------------------------------------------------------------


def _heard(wish: _Wish, rate: Rate, seen: Seen, hints: Hints, now: datetime) -> tuple[datetime, str]:
    """The time after all hints were heard, and the one note that says what decided."""
    at, note = wish.at, wish.note
    if seen.kind not in TROUBLE:
        ttl = min(rate.ttl_s, TTL_MAX_S) if rate.ttl_s is not None else None
        bound = longest(((rate.max_age_s, "the server's cache lifetime"), (ttl, "the feed's ttl")))
        if bound is not None and now + timedelta(seconds=bound[0]) > at:
            at, note = now + timedelta(seconds=bound[0]), f"raised to {words(bound[0])} by {bound[1]}"
    moved = _past_skips(at, rate)
    if moved != at:
        at, note = moved, "moved past the hours or days at which the feed wants no visit"
    if hints.retry_after is not None:
        after = min(hints.retry_after, now + RETRY_MAX)
        if after > at:
            at, note = (
                after,
                f"the server asked to be left alone for {words((after - now).total_seconds())} (Retry-After)",
            )
    return at, note


def fresh_until(rate_json: str, checked_at: datetime | None, now: datetime) -> tuple[datetime, str] | None:
    """Until when the last good answer asked not to be fetched again, and what asked; None where it may be asked now.

    For looks out of turn ("check now"): the schedule has heard the same hints already.
    """
    rate = Rate.load(rate_json)
    ttl = min(rate.ttl_s, TTL_MAX_S) if rate.ttl_s is not None else None
    bound = longest(((rate.max_age_s, "the server's cache lifetime"), (ttl, "the feed's ttl")))
    if bound is not None and checked_at is not None and now < checked_at + timedelta(seconds=bound[0]):
        return checked_at + timedelta(seconds=bound[0]), bound[1]
    moved = _past_skips(now, rate)
    return (moved, "the hours or days at which the feed wants no visit") if moved > now else None


def _past_skips(at: datetime, rate: Rate) -> datetime:
    """The first moment from `at` on that is in no skipped hour or day (both UTC); `at` itself when a week has none."""
    if not rate.skip_hours and not rate.skip_days:
        return at
    hours = {hour % 24 for hour in rate.skip_hours if isinstance(hour, int)}
    days = {day.strip().lower() for day in rate.skip_days if isinstance(day, str)} & set(WEEKDAYS)
    if not hours and not days:
        return at
    found = at.astimezone(UTC)
    while found - at < SKIP_MAX:
        if found.hour not in hours and WEEKDAYS[found.weekday()] not in days:
            return found
        found = found.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return at


# -- clocks that jump ------------------------------------------------------------------------------------------


def catch_up(next_check_at: datetime, interval_s: int, now: datetime, *, url: str) -> datetime:
    """The time to keep for a resource after the wall clock moved, or the program slept.

    Moved back: nothing waits longer than its interval from now. Overdue by more than its interval: one look, spread
    over the interval (an hour at most) by the URL, so that a year's jump is no stampede. Else it stays as it is.
    """
    interval = timedelta(seconds=max(interval_s, 1))
    if next_check_at > now + interval:
        return now + interval
    if now - next_check_at > interval:
        return now + min(interval, timedelta(seconds=CATCH_UP_S)) * ((spread(url, "catch up") + 1) / 2)
    return next_check_at
