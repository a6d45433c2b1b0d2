"""One explained decision over all claims of a page."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import Any

from scraper.extract.statements.claims import Claim
from scraper.extract.statements.moments import Moment
from scraper.extract.statements.page import Page
from scraper.records import Freshness

__all__ = ["decide"]

_OWN = ("article", "page", "footer", "unknown")
_MACHINE_ORDER = {"jsonld": 0, "meta": 1, "microdata": 2, "rdfa": 2, "time": 3, "attribute": 3, "state": 4}
_WEAK = ("http", "sitemap", "feed")
MAX_STATEMENTS = 60
CLOCK_SLACK_S = 120  # a stated time this close to the fetch may be the time of the fetch


def decide(page: Page) -> Freshness:
    """Published, updated and updater with the reason, what disagreed, and all statements, the believed ones first."""
    _mark_repeats(page)
    claims = page.claims
    published = _published(claims)
    updated, why = _updated(page, claims, published)
    conflicts = _conflicts(claims, updated)
    _flag(page, claims, published, updated)
    if updated is None and not why:
        why = "states no update"
    if published is not None:
        why += f"; published: {_plain(published.rule)}"
    chosen = [c for c in (updated, published) if c is not None]
    rest = [c for c in claims if c.role != "other" and all(c is not x for x in chosen)]
    rest.sort(key=lambda c: (c.scope not in _OWN, -c.score))
    return Freshness(
        published=published.moment.iso if published else None,
        updated=updated.moment.iso if updated else None,
        updated_by=updated.by if updated and updated.role == "updated" else None,
        why=why,
        conflicts=tuple(conflicts),
        flags=tuple(dict.fromkeys(page.flags)),
        statements=tuple(c.statement() for c in (chosen + rest)[:MAX_STATEMENTS]),
    )


# -- what is repeated ------------------------------------------------------------------------------------------


def _mark_repeats(page: Page) -> None:
    """Notices of one shape with different days are a list: of forum posts (the first counts) or of other articles."""
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in page.claims:
        if claim.element is None or claim.scope not in _OWN or claim.source not in ("notice", "time", "attribute"):
            continue
        if page.scopes.in_reply(claim.element) or (
            claim.at > page.comments_at and not claim.superlative and claim.scope != "footer"
        ):
            claim.scope = "comment"
        elif claim.shape and claim.role == "updated":
            groups[claim.shape].append(claim)
    for group in groups.values():
        if len(group) < 2 or len({c.moment.date for c in group}) < 2:
            continue
        if page.scopes.is_post(group[0].element):
            for claim in group[1:]:
                claim.scope = "comment"
        elif _in_cards(group) or (len(group) >= 3 and not _heads_article(page, group[0])):
            for claim in group:
                claim.scope = "related"
        elif len(group) >= 3:
            for claim in group[1:]:
                claim.scope = "related"


def _in_cards(group: list[Claim]) -> bool:
    """Whether the first claims stand in sibling items that each hold a link: a list of other pages."""
    cards = [_card(claim.element) for claim in group[:4]]
    if any(card is None for card in cards):
        return False
    parents = {id(card.getparent()) for card in cards}
    return len(parents) == 1 and len({id(card) for card in cards}) == len(cards)


def _card(element: Any) -> Any:
    """The nearest list item, row or article above an element, if it holds a link; None where there is none."""
    node, steps = element, 0
    while node is not None and steps < 6:
        if node.tag in ("li", "tr", "article"):
            return node if node.find(".//a[@href]") is not None else None
        if node.tag in ("div", "p") and steps and node.find(".//a[@href]") is not None:
            return node if len("".join(node.itertext())) < 300 else None
        node, steps = node.getparent(), steps + 1
    return None


def _heads_article(page: Page, claim: Claim) -> bool:
    """Whether a claim stands near the page's headline."""
    start, end = page.headline_span
    return end > start and start - 300 <= claim.at <= end + 600


# -- published -------------------------------------------------------------------------------------------------


def _published(claims: list[Claim]) -> Claim | None:
    own = [c for c in claims if c.role == "published" and c.scope in _OWN and c.score >= 0.5 and c.source not in _WEAK]
    created = [
        c for c in claims if c.role == "created" and c.scope in _OWN and c.score >= 0.6 and c.source not in _WEAK
    ]
    for group in (own, created):
        for wanted in (_is_strong_machine, _is_notice, _is_machine, _is_any):
            best = [c for c in group if wanted(c) and c.moment.month is not None]
            if best:
                return max(best, key=lambda c: (round(c.score, 2), c.moment.date is not None, -c.at))
    return None


def _is_strong_machine(claim: Claim) -> bool:
    return (claim.source == "jsonld" and claim.score > 0.7) or (claim.source == "meta" and claim.score > 0.872)


def _is_notice(claim: Claim) -> bool:
    return claim.source == "notice" and claim.score >= 0.7


def _is_machine(claim: Claim) -> bool:
    return claim.source in _MACHINE_ORDER


def _is_any(_: Claim) -> bool:
    return True


# -- updated ---------------------------------------------------------------------------------------------------


def _updated(page: Page, claims: list[Claim], published: Claim | None) -> tuple[Claim | None, str]:
    own = [c for c in claims if c.role == "updated" and c.scope in _OWN and c.score >= 0.5 and c.source not in _WEAK]
    exact = [c for c in own if not c.moment.rough]
    notices = [c for c in exact if c.source == "notice" and c.score - _outside(page, c) >= 0.45]
    machines = sorted(
        (c for c in exact if c.source in _MACHINE_ORDER), key=lambda c: (_MACHINE_ORDER[c.source], -c.score)
    )
    machines, early = _not_before(machines, published)
    if early and not machines and not notices:
        page.flags.append("modified_before_published")
        return None, f"{early[0].rule} is before publication: no update"
    notice = _best_notice(page, notices)
    if (
        notice is not None
        and machines
        and notice.score < 0.75
        and abs(notice.moment.start - machines[0].moment.start).days > 1
    ):
        notice = None  # a doubtful notice does not outweigh what the page says of itself to machines
    if notice is not None:
        return _with_machine(notice, machines), f"the page's text states it ({_plain(notice.rule)})"
    if machines:
        return machines[0], f"the page states it to machines ({machines[0].rule}); its text names no update"
    reviewed = [
        c
        for c in claims
        if c.role == "reviewed" and c.scope in _OWN and c.source == "notice" and c.strong and c.score >= 0.7
    ]
    if reviewed:
        return reviewed[0], f"only a review is stated: '{reviewed[0].rule}'"
    if page.unresolved or any(c.moment.rough for c in own):
        page.flags.append("relative_only")
        return None, "only relative words state an update"
    return None, ""


def _plain(rule: str) -> str:
    """A rule for people: the words that label the date."""
    return re.sub(r"\b(?:label|above|after):", "", rule)


def _not_before(machines: list[Claim], published: Claim | None) -> tuple[list[Claim], list[Claim]]:
    if published is None:
        return machines, []
    kept = [c for c in machines if not _is_before(c.moment, published.moment)]
    return kept, [c for c in machines if c not in kept]


def _is_before(one: Moment, other: Moment) -> bool:
    """Whether one is clearly earlier: an earlier day in any zone, or minutes earlier where the zones can be compared."""
    if one.date is None or other.date is None:
        return False
    if one.hour is not None and other.hour is not None and (one.offset is None) == (other.offset is None):
        return (other.start - one.start).total_seconds() > 300
    if (other.start - one.start).total_seconds() < 26 * 3600 and (one.offset is None) != (other.offset is None):
        return False
    return one.date < other.date and one.start < other.start


def _best_notice(page: Page, notices: list[Claim]) -> Claim | None:
    if not notices:
        return None

    def rank(claim: Claim) -> float:
        value = claim.score + {"article": 0.05, "page": 0.0, "footer": -0.05}.get(claim.scope, 0.0)
        if _heads_article(page, claim):
            value += 0.08
        if claim.by:
            value += 0.03
        return value - _outside(page, claim)

    return max(notices, key=lambda c: (round(rank(c), 3), -c.at))


def _with_machine(notice: Claim, machines: list[Claim]) -> Claim:
    """The notice, made exact by a machine value of the same local day."""
    if notice.moment.hour is not None and notice.moment.offset is not None:
        return notice
    beside = [("the element's own time", notice.machine)] if notice.machine is not None else []
    for rule, moment in [*beside, *((c.rule, c.moment) for c in machines)]:
        if moment.hour is not None and moment.date == notice.moment.date and _agrees(notice.moment, moment):
            whole = replace(notice.moment.with_time_of(moment), other=None)
            return replace(notice, moment=whole, zone_from=rule)
    return notice


def _agrees(visible: Moment, machine: Moment) -> bool:
    """Whether a machine time can be the visible one: no visible time, or the same minute."""
    return visible.hour is None or (visible.hour, visible.minute) == (machine.hour, machine.minute)


def _outside(page: Page, claim: Claim) -> float:
    """What a notice loses for standing well above the headline and outside the article: the site's header."""
    start, end = page.headline_span
    return 0.55 if end > start and claim.at < start - 200 and claim.scope != "article" else 0.0


def _conflicts(claims: list[Claim], updated: Claim | None) -> list[str]:
    if updated is None or updated.moment.date is None:
        return []
    out: list[str] = []
    for claim in claims:
        other = claim.moment
        if claim.role != "updated" or claim.scope not in _OWN or other.date is None or claim.score < 0.5 or other.rough:
            continue
        if abs(other.start - updated.moment.start) > timedelta(hours=38) and other.date != updated.moment.date:
            out.append(f"{claim.source} says {other.iso} ({claim.rule})")
    return list(dict.fromkeys(out))[:10]


def _flag(page: Page, claims: list[Claim], published: Claim | None, updated: Claim | None) -> None:
    if updated is not None and published is not None and _is_before(updated.moment, published.moment):
        page.flags.append("modified_before_published")
    if updated is not None and _is_fetch_time(page, updated.moment):
        page.flags.append("build_time_suspect")
    if any(c is not None and c.moment.other is not None for c in (updated, published)):
        page.flags.append("ambiguous_day_month")
    support = [c for c in claims if c.role == "updated" and c.source in _WEAK]
    if updated is None and support:
        page.flags.append("weak_only")


def _is_fetch_time(page: Page, moment: Moment) -> bool:
    """Whether a stated time is that of the fetch: a page that is made anew for every visitor."""
    if page.fetched_at is None or moment.hour is None or moment.rough:
        return False
    return abs((moment.start - page.fetched_at).total_seconds()) <= CLOCK_SLACK_S
