"""Whether a check says something about its whole host: that nobody answers there, or that somebody does."""

from __future__ import annotations

from ipaddress import ip_address

from scraper.records import Due, FailureKind, Fetch, HostSign
from scraper.revisit import HOST_AFTER, HOST_MOST_S, HOST_RESOURCES, HOST_REST_S
from scraper.urls import host_key

__all__ = ["host_sign", "is_public"]

_DOWN = frozenset(
    {
        FailureKind.DNS_NXDOMAIN,
        FailureKind.DNS_NODATA,
        FailureKind.DNS_ERROR,
        FailureKind.CONNECT_REFUSED,
        FailureKind.CONNECT_TIMEOUT,
        FailureKind.TIMEOUT,
        FailureKind.RESET,
        FailureKind.TLS,
    }
)
# Our own doing; it was perhaps not even asked.
_OURS = frozenset({FailureKind.POLICY, FailureKind.ROBOTS, FailureKind.CANCELLED})
_ANSWERS = HostSign(down=False)
_DOES_NOT = HostSign(True, HOST_AFTER, HOST_RESOURCES, HOST_REST_S, HOST_MOST_S)


def host_sign(due: Due, fetch: Fetch) -> HostSign | None:
    """What a fetch says of the host of its resource. Private hosts are left out: many unrelated programs share one."""
    if fetch.failure is not None and fetch.failure.kind in _OURS:
        return None
    if not _is_down(fetch):
        return _ANSWERS
    elsewhere = bool(fetch.hops) and host_key(fetch.final_url) != host_key(due.url)
    return None if elsewhere or _is_private(fetch) else _DOES_NOT


def _is_down(fetch: Fetch) -> bool:
    if fetch.failure is not None:
        return fetch.failure.kind in _DOWN
    return fetch.status == 429 or (fetch.status or 0) >= 500


def _is_private(fetch: Fetch) -> bool:
    """Whether the address, as far as one is known, is of a private network."""
    return fetch.ip is not None and not is_public(fetch.ip)


def is_public(ip: str | None) -> bool:
    """Whether an address was dialled, and is none of a private network."""
    try:
        return ip is not None and not ip_address(ip).is_private
    except ValueError:
        return False
