"""The words of the data: kinds, outcomes, grades."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["EventKind", "FailureKind", "Outcome", "ResourceKind", "Significance"]


class ResourceKind(StrEnum):
    """What a source or resource is."""

    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"


class Outcome(StrEnum):
    """How one check ended."""

    EXTRACTED = "extracted"
    NOT_MODIFIED = "not modified"
    FAILED = "failed"
    BLOCKED = "blocked"


class Significance(StrEnum):
    """What a version's difference to the one before it is worth."""

    SUBSTANCE = "substance"
    PERIPHERAL = "peripheral"
    TECHNICAL = "technical"


class EventKind(StrEnum):
    """What happened: the unit of alerting."""

    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"
    GONE = "gone"
    BACK = "back"
    REDATED = "redated"
    STEALTH_EDIT = "stealth_edit"
    FAKE_REFRESH = "fake_refresh"
    SITE_REBUILD = "site_rebuild"
    UPDATER_CHANGED = "updater_changed"
    LINK_ADDED = "link_added"
    LINK_REMOVED = "link_removed"
    LINK_SWAPPED = "link_swapped"
    LINK_DEAD = "link_dead"
    LINK_RECOVERED = "link_recovered"
    TITLE_CHANGED = "title_changed"
    FAILING = "failing"
    RECOVERED = "recovered"
    BLOCKED = "blocked"
    STALE_FEED = "stale_feed"


class FailureKind(StrEnum):
    """Why a fetch gave no usable answer. `POLICY` and `ROBOTS` are refusals of ours, never a fault of the page."""

    DNS_NXDOMAIN = "dns_nxdomain"
    DNS_NODATA = "dns_nodata"
    DNS_ERROR = "dns_error"
    CONNECT_REFUSED = "connect_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    TIMEOUT = "timeout"
    RESET = "reset"
    TLS = "tls"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    BAD_ENCODING = "bad_encoding"
    BAD_HTTP = "bad_http"
    REDIRECT_LOOP = "redirect_loop"
    BAD_REDIRECT = "bad_redirect"
    POLICY = "policy"
    ROBOTS = "robots"
    CANCELLED = "cancelled"
    UNPARSEABLE = "unparseable"
