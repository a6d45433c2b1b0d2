"""Which addresses may be dialled: our own range table, judged on the literal address of every connection.

Pure: no sockets, no names, no clock. `ipaddress.is_global` is not used, because it calls several forms global that
reach private machines (NAT64 and 6to4 of loopback, IPv4-compatible, site-local, multicast; measured on 3.11).

IPv6 is an allow list (2000::/3 less its special parts), IPv4 a deny table. IPv4 addresses that are wrapped in IPv6
(mapped, NAT64) are unwrapped first and judged as IPv4.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from scraper.errors import ConfigError

__all__ = ["DEFAULT_PORTS", "AddressPolicy", "Opening", "address_class", "as_address", "parse_opening"]

DEFAULT_PORTS = frozenset({80, 443, 8080, 8443})

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

_V4_CLASSES = tuple(
    (ipaddress.IPv4Network(net), name)
    for net, name in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private network"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),  # cloud metadata services live here
        ("172.16.0.0/12", "private network"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private network"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_V6_GLOBAL = ipaddress.IPv6Network("2000::/3")
_V6_CLASSES = tuple(
    (ipaddress.IPv6Network(net), name)
    for net, name in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("64:ff9b:1::/48", "local NAT64"),
        ("100::/64", "discard"),
        ("2001::/23", "protocol assignments"),  # Teredo, ORCHID, benchmarking
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),  # dead in the wild, and it embeds any IPv4 address
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "private network"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
# Classes that no installation can reach on purpose: `allow_private_networks = true` does not open them.
_NEVER = frozenset({"this network", "unspecified", "multicast", "reserved", "6to4", "discard", "IPv4-compatible"})


@lru_cache(maxsize=4096)
def as_address(text: str) -> IPAddress | None:
    """The address that `text` is a literal of (brackets and zone allowed), or None for a name."""
    bare = text.strip("[]").split("%", 1)[0]
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        return None


def _class_of_v4(address: ipaddress.IPv4Address) -> str | None:
    return next((name for net, name in _V4_CLASSES if address in net), None)


def _class_of_v6(address: ipaddress.IPv6Address) -> str | None:
    named = next((name for net, name in _V6_CLASSES if address in net), None)
    if named is not None:
        return named
    if address in _COMPATIBLE:
        return "IPv4-compatible"
    return None if address in _V6_GLOBAL else "unassigned"


def _unwrap(address: IPAddress) -> tuple[IPAddress, str]:
    """The IPv4 address inside a mapped or NAT64 address with the name of the wrapping, else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address, ""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped, "IPv4-mapped "
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF), "NAT64 of "
    return address, ""


@lru_cache(maxsize=4096)
def address_class(ip: str) -> str | None:
    """The special class of a literal address ('loopback', 'NAT64 of private network', …), or None if it is public."""
    address = as_address(ip)
    if address is None:
        return "not an address"
    inner, wrapping = _unwrap(address)
    named = _class_of_v4(inner) if isinstance(inner, ipaddress.IPv4Address) else _class_of_v6(inner)
    return f"{wrapping}{named}" if named else None


@dataclass(frozen=True, slots=True)
class Opening:
    """One entry of `allow_private_networks`: a network, and the one port that is open in it (None: the usual ports)."""

    network: IPNetwork
    port: int | None = None

    def admits(self, address: IPAddress, port: int, usual: frozenset[int]) -> bool:
        """Whether this entry lets `address`:`port` through."""
        if address.version != self.network.version or address not in self.network:
            return False
        return port == self.port if self.port is not None else port in usual


def parse_opening(text: str) -> Opening:
    """Read '127.0.0.1/32:8080', '10.0.0.0/8', '[fd00::/8]:8080' or 'fd00::/8'; ConfigError says what is wrong."""
    entry = text.strip()
    bracketed = re.fullmatch(r"\[([^\]]+)\](?::(\d{1,5}))?", entry)
    plain = re.fullmatch(r"([^:\[\]]+)(?::(\d{1,5}))?", entry)
    found = bracketed or plain
    network, port = (found.group(1), found.group(2)) if found else (entry, None)
    try:
        opening = Opening(ipaddress.ip_network(network, strict=False), int(port) if port else None)
    except ValueError:
        raise ConfigError(_entry_error(text)) from None
    if opening.port is not None and not 0 < opening.port < 65536:
        raise ConfigError(_entry_error(text))
    return opening


def _entry_error(text: str) -> str:
    return f"allow_private_networks: {text!r} is no network; write it like 10.0.0.0/8 or 127.0.0.1/32:8080"


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """What may be dialled. `openings` are the operator's exceptions; `private` opens every reachable private class."""

    openings: tuple[Opening, ...] = ()
    private: bool = False
    ports: frozenset[int] = DEFAULT_PORTS

    @classmethod
    def of(cls, allow: bool | str | Iterable[str] = False) -> AddressPolicy:
        """The policy of the key `allow_private_networks`: false, true, or a list of networks with ports."""
        if isinstance(allow, bool):
            return cls(private=allow)
        openings = tuple(map(parse_opening, [allow] if isinstance(allow, str) else allow))
        named = frozenset(opening.port for opening in openings if opening.port is not None)
        return cls(openings, ports=DEFAULT_PORTS | named)

    def judge(self, ip: str, port: int) -> str | None:
        """None if `ip`:`port` may be dialled, else one line that names the address class or the port."""
        address = as_address(ip)
        if address is None:
            return f"{ip!r} is not an address"
        inner, _ = _unwrap(address)
        if any(opening.admits(inner, port, self.ports) for opening in self.openings):
            return None
        named = address_class(ip)
        if named is not None:
            return self._judge_special(ip, named)
        if port in self.ports or self.private:
            return None
        return f"port {port} is not one of {', '.join(map(str, sorted(self.ports)))}"

    def judge_message(self, ip: str, port: int) -> str | None:
        """The same for a message to a service, which has a port of its own: every port may be dialled."""
        return replace(self, ports=frozenset({port})).judge(ip, port)

    def _judge_special(self, ip: str, named: str) -> str | None:
        if self.private and not any(named.endswith(never) for never in _NEVER):
            return None
        return f"{ip} is a {named} address; allow_private_networks does not list it"
