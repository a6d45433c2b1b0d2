"""All claims of a page: structured ones first, then the visible text, whose gaps are filled from them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from scraper.extract.statements.ambiguous import settle
from scraper.extract.statements.claims import Claim, snippet
from scraper.extract.statements.jsonld import read_jsonld
from scraper.extract.statements.moments import Moment, make_moment
from scraper.extract.statements.notices import Item, Notice, claim_of, items_of, read_notices, unlabelled_role
from scraper.extract.statements.numerals import clean, fold
from scraper.extract.statements.page import Page
from scraper.extract.statements.relative import resolve
from scraper.extract.statements.state import read_state
from scraper.extract.statements.stream import Stream
from scraper.extract.statements.structured import read_meta, read_properties

__all__ = ["gather"]

_URL_DATE = re.compile(r"/(19[89]\d|20[0-4]\d)[/\-_.]?(0[1-9]|1[0-2])[/\-_.]?([0-2]\d|3[01])(?=[/\-_.]|$|[a-z])")


def gather(page: Page) -> None:
    """Fills `page.claims`."""
    read_meta(page)
    read_jsonld(page)
    read_properties(page)
    items = items_of(page, page.stream)
    notices = read_notices(page, page.stream, items)
    _settle_order(page, items)
    _claim_notices(page, notices)
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


def _claim_notices(page: Page, notices: list[Notice]) -> None:
    last_day: tuple[int, Moment] | None = None
    for notice in notices:
        moment, inherited = _moment(page, notice, last_day)
        if notice.item.moment is not None and notice.item.moment.date is not None:
            last_day = (notice.item.end, notice.item.moment)
        if moment is None:
            if notice.item.relative is not None and notice.role == "updated" and notice.score >= 0.5:
                page.unresolved = True
            continue
        claim = claim_of(page, page.stream, notice, moment)
        claim.inherited = inherited
        if inherited:
            claim.score -= 0.02
        page.claims.append(claim)


def _moment(page: Page, notice: Notice, last_day: tuple[int, Moment] | None) -> tuple[Moment | None, str]:
    """The moment of a notice, and what it took from elsewhere ('' | 'year' | 'day')."""
    item = notice.item
    if item.moment is not None:
        return item.moment, ""
    if item.relative is not None:
        if item.machine is not None:
            return item.machine, ""
        return (resolve(item.relative, page.fetched_at), "") if page.fetched_at else (None, "")
    near = last_day[1] if last_day is not None and item.start - last_day[0] <= 160 else None
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
        day = near or (same[0] if same and close else None) or (_base(page) if close else None)
    if day is None:
        return None
    return make_moment(day.year, day.month, day.day, time=item.clock, zone=item.zone, calendar=day.calendar)


def _claim_unlabelled(page: Page, items: list[Item], notices: list[Notice]) -> None:
    """Dates without a label: by the class names around them, else the one at the headline is the publication."""
    labelled = {id(n.item) for n in notices}
    headline_found = False
    for item in items:
        if id(item) in labelled or item.moment is None or item.moment.date is None or item.weak:
            continue
        found = unlabelled_role(page, page.stream, item)
        if found is not None:
            notice = Notice(item, None, found[0], 0.72, found[1], None, item.start, item.end)
            page.claims.append(claim_of(page, page.stream, notice, item.machine or item.moment, source="time"))
        if found is None or found[0] == "published":
            headline_found = _claim_headline(page, item, headline_found)


def _claim_headline(page: Page, item: Item, found: bool) -> bool:
    """The first unlabelled date at the headline, in its own short line, as a weak claim of publication."""
    start, end = page.headline_span
    if found or end <= start or not start - 250 <= item.start <= end + 500 or item.moment is None:
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
        notices = read_notices(page, small, items_of(page, small))
        for notice in notices:
            if notice.item.moment is None or notice.item.moment.date is None:
                continue
            claim = claim_of(page, small, notice, notice.item.moment, element=attribute.element, source="attribute")
            claim.score = min(claim.score, 0.78)
            claim.at = attribute.at
            claim.rule = f"@{attribute.attribute} {claim.rule}"
            page.claims.append(claim)


def _claim_url(page: Page) -> None:
    m = _URL_DATE.search(page.url)
    moment = make_moment(int(m[1]), int(m[2]), int(m[3])) if m else None
    if m and moment:
        page.claims.append(Claim("published", moment, "attribute", "url date", 0.5, "page", page.url[-120:], "url"))
