"""All claims of a page: structured ones first, then the visible text, whose gaps are filled from them."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from datetime import date, timedelta

from scraper.extract.statements.ambiguous import settle
from scraper.extract.statements.claims import Claim, snippet
from scraper.extract.statements.jsonld import read_jsonld
from scraper.extract.statements.lexicon import label_any_after, labels_in
from scraper.extract.statements.moments import Moment, make_moment
from scraper.extract.statements.notices import Item, Notice, claim_of, items_of, read_notices, unlabelled_role
from scraper.extract.statements.numerals import clean, fold
from scraper.extract.statements.page import Page
from scraper.extract.statements.relative import resolve
from scraper.extract.statements.state import read_state
from scraper.extract.statements.stream import Stream
from scraper.extract.statements.structured import read_meta, read_properties

__all__ = ["gather"]

_BELOW_HEADLINE = 200  # characters
_URL_DATE = re.compile(r"/(19[89]\d|20[0-4]\d)[/\-_.]?(0[1-9]|1[0-2])[/\-_.]?([0-2]\d|3[01])(?=[/\-_.]|$|[a-z])")


def gather(page: Page) -> None:
    """Fills `page.claims`."""
    read_meta(page)
    read_jsonld(page)
    read_properties(page)
    items = items_of(page, page.stream)
    notices = read_notices(page, page.stream, items)
    _settle_order(page, items)
    _claim_notices(page, items, notices)
    _claim_unlabelled(page, items, notices)
    _claim_attributes(page)
    read_state(page)
    _claim_url(page)


def _settle_order(page: Page, items: list[Item]) -> None:
    """Reads ambiguous numeric dates as the page's machine dates and its fetch time allow."""
    unsettled = [i for i in items if i.moment is not None and i.moment.other is not None]
    if not unsettled:
        return
    known = {c.moment.date for c in page.claims if c.moment.date is not None and c.moment.other is None}
    latest = page.fetched_at.date() + timedelta(days=1) if page.fetched_at else None
    for item in unsettled:
        if item.moment is not None:
            machine = {item.machine.date} if item.machine is not None and item.machine.date is not None else set()
            settled = settle(item.moment, known | machine, latest)
            item.moment = replace(settled, other=None) if page.hints.soft else settled


def _claim_notices(page: Page, items: list[Item], notices: list[Notice]) -> None:
    days = [i for i in items if i.moment is not None and i.moment.date is not None]
    starts = [i.start for i in days]
    labelled = {id(n.item) for n in notices}
    for notice in notices:
        before = bisect_left(starts, notice.item.start) - 1
        day = days[before] if before >= 0 else None
        if day is not None and id(day) not in labelled and not _is_own_day(page, day):
            day = None
        moment, inherited = _moment(page, notice, day)
        if moment is None:
            if notice.item.relative is not None and notice.role == "updated" and notice.score >= 0.5:
                page.unresolved = True
            continue
        claim = claim_of(page, page.stream, notice, moment)
        claim.inherited = inherited
        if inherited:
            claim.score -= 0.02
        page.claims.append(claim)


def _is_own_day(page: Page, item: Item) -> bool:
    """Whether a date without a label is the article's: right below its headline, or the day of publication."""
    start, end = page.headline_span
    base = _base(page)
    known = base is not None and item.moment is not None and base.date == item.moment.date
    return known or (end > start and start - 200 <= item.start <= end + _BELOW_HEADLINE)


def _moment(page: Page, notice: Notice, last_day: Item | None) -> tuple[Moment | None, str]:
    """The moment of a notice, and what it took from elsewhere ('' | 'year' | 'day'), such as the date before it."""
    item = notice.item
    if item.moment is not None:
        return item.moment, ""
    if item.relative is not None:
        if item.machine is not None:
            return item.machine, ""
        return (resolve(item.relative, page.fetched_at), "") if page.fetched_at else (None, "")
    near = last_day.moment if last_day is not None and item.start - last_day.end <= 160 else None
    if item.partial is not None:
        return _with_year(page, item, near), "year"
    if item.clock is not None and notice.role == "updated":
        return _with_day(page, item, near), "day"
    return None, ""


def _base(page: Page) -> Moment | None:
    """The published moment that structured claims state, for inheriting."""
    own = [c for c in page.claims if c.role == "published" and c.scope == "article" and c.moment.date is not None]
    return own[0].moment if own else None


def _machine_updated(page: Page) -> list[Moment]:
    return [
        c.moment
        for c in page.claims
        if c.role == "updated" and c.scope == "article" and c.source != "notice" and c.moment.date
    ]


def _with_year(page: Page, item: Item, near: Moment | None) -> Moment | None:
    """Month and day with the year in which they come at or after publication."""
    if item.partial is None:
        return None
    month, day = item.partial
    if item.machine is not None and item.machine.month == month:
        return make_moment(item.machine.year, month, day, time=item.clock, zone=item.zone)
    for moment in _machine_updated(page):
        if (moment.month, moment.day) == (month, day):
            return make_moment(moment.year, month, day, time=item.clock, zone=item.zone)
    base = near or _base(page)
    if base is None or base.date is None:
        return None
    try:
        year = base.year if date(base.year, month, day) >= base.date else base.year + 1
    except ValueError:
        return None
    return make_moment(year, month, day, time=item.clock, zone=item.zone)


def _with_day(page: Page, item: Item, near: Moment | None) -> Moment | None:
    """A clock time on the day of the date just before it, or of the machine's statement with the same minute."""
    if item.clock is None:
        return None
    if item.machine is not None and item.machine.date is not None:
        day: Moment | None = item.machine
    else:
        minutes = item.clock[1]
        same = [m for m in _machine_updated(page) if m.hour is not None and m.minute == minutes]
        start, end = page.headline_span
        close = end > start and start - 200 <= item.start <= end + 900
        if end > start and item.end < start - 250:
            return None  # a clock in the site's header
        if end > start and item.end < start and page.scopes.of(page.stream.element_at(item.start)) != "article":
            return None
        day = near or (same[0] if same and close else None) or (_base(page) if close else None)
    if day is None:
        return None
    return make_moment(day.year, day.month, day.day, time=item.clock, zone=item.zone, calendar=day.calendar)


def _claim_unlabelled(page: Page, items: list[Item], notices: list[Notice]) -> None:
    """Dates without a label: by the class names around them, else the one at the headline is the publication."""
    labelled = {id(n.item) for n in notices}
    headline_found = False
    for item in items:
        moment = item.moment or item.machine
        if id(item) in labelled or moment is None or moment.date is None or item.weak:
            continue
        found = unlabelled_role(page, page.stream, item)
        if found is not None:
            notice = Notice(item, None, found[0], 0.72, found[1], None, item.start, item.end)
            page.claims.append(claim_of(page, page.stream, notice, item.machine or moment, source="time"))
        if found is None or found[0] == "published":
            headline_found = _claim_headline(page, item, headline_found)


def _claim_headline(page: Page, item: Item, found: bool) -> bool:
    """The first unlabelled date at the headline, in its own short line, as a weak claim of publication."""
    start, end = page.headline_span
    stop = min(end + 500, page.comments_at)
    if found or end <= start or not start - 250 <= item.start <= stop or item.moment is None:
        return found
    line_start, line_end = page.stream.line(item.start)
    scope = page.scopes.of(page.stream.element_at(item.start))
    if line_end - line_start > 160 or scope not in ("article", "page", "unknown"):
        return found
    text = snippet(page.stream.text, item.start, item.end)
    claim = Claim("published", item.moment, "notice", "headline date", 0.6, scope, text)
    claim.element, claim.at, claim.lang = page.stream.element_at(item.start), item.start, page.hints.lang
    page.claims.append(claim)
    return True


def _claim_attributes(page: Page) -> None:
    """Whole notices inside attributes: title="发布于 … | 编辑于 …"."""
    for attribute in page.stream.attributes[:300]:
        text = clean(attribute.text).strip()
        small = Stream(text=text, folded=fold(text))
        if next(labels_in(small.folded, 0, len(text)), None) is None and label_any_after(small.folded) is None:
            continue
        items = items_of(page, small)
        notices = read_notices(page, small, items)
        for notice in notices:
            moment = notice.item.moment
            if moment is None and notice.item.clock is not None:
                moment, _ = _moment(page, notice, _item_before(items, notice.item))
            if moment is None or moment.date is None:
                continue
            claim = claim_of(page, small, notice, moment, element=attribute.element, source="attribute")
            claim.score = min(claim.score, 0.78)
            claim.at = attribute.at
            claim.rule = f"@{attribute.attribute} {claim.rule}"
            page.claims.append(claim)


def _item_before(items: list[Item], item: Item) -> Item | None:
    """The last date that stands before an item."""
    dated = [i for i in items if i.start < item.start and i.moment is not None and i.moment.date is not None]
    return dated[-1] if dated else None


def _claim_url(page: Page) -> None:
    m = _URL_DATE.search(page.url)
    moment = make_moment(int(m[1]), int(m[2]), int(m[3])) if m else None
    if m and moment:
        page.claims.append(Claim("published", moment, "attribute", "url date", 0.5, "page", page.url[-120:], "url"))
