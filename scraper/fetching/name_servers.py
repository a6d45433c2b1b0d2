"""Asking name servers ourselves, with dnspython; imported only by a process that has to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import dns.asyncresolver
import dns.exception
import dns.nameserver
import dns.rdatatype
import dns.resolver

from scraper.fetching.names import LOOKUP_TIMEOUT_S, MAX_TTL_S, Answer, Target

__all__ = ["ask_servers", "configured", "system_servers"]


def configured(servers: Sequence[Target], timeout_s: float) -> dns.asyncresolver.Resolver:
    """A resolver that asks these name servers and no others."""
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = [dns.nameserver.Do53Nameserver(server.host, server.port) for server in servers]
    resolver.lifetime = timeout_s
    resolver.timeout = min(2.0, timeout_s)  # per try, so that a second server gets its turn
    return resolver


def system_servers() -> dns.asyncresolver.Resolver | None:
    """A resolver that asks those of the system; None where it names none."""
    try:
        resolver = dns.asyncresolver.Resolver()
    except (dns.resolver.NoResolverConfiguration, OSError):
        return None
    resolver.lifetime = LOOKUP_TIMEOUT_S
    return resolver


async def ask_servers(name: str, resolver: dns.asyncresolver.Resolver, timeout_s: float) -> Answer:
    """A and AAAA together; what one of them gives is enough."""
    jobs = (_ask_type(name, kind, resolver) for kind in ("A", "AAAA"))
    try:
        answers = await asyncio.wait_for(asyncio.gather(*jobs), timeout_s + 1)
    except TimeoutError:
        return Answer("timeout")
    found = tuple(address for answer in answers for address in answer.addresses)
    if found:
        return Answer("addresses", found, min(answer.ttl_s for answer in answers if answer.addresses))
    kinds = {answer.kind for answer in answers}
    return Answer(next(kind for kind in ("nxdomain", "timeout", "servfail", "nodata") if kind in kinds))


async def _ask_type(name: str, kind: str, resolver: dns.asyncresolver.Resolver) -> Answer:
    try:
        reply = await resolver.resolve(f"{name}.", kind, search=False)
    except dns.resolver.NXDOMAIN:
        return Answer("nxdomain")
    except dns.resolver.NoAnswer:
        return Answer("nodata")
    except dns.exception.Timeout:
        return Answer("timeout")
    except (dns.exception.DNSException, OSError, UnicodeError):
        return Answer("servfail")
    addresses = tuple(row.address for row in reply if row.rdtype in (dns.rdatatype.A, dns.rdatatype.AAAA))
    ttl = float(reply.rrset.ttl) if reply.rrset is not None else 0.0
    return Answer("addresses" if addresses else "nodata", addresses, min(ttl, MAX_TTL_S))
