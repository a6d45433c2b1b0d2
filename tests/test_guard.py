"""The range table: which literal addresses and ports may be dialled."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import ConfigError
from scraper.fetching.guard import AddressPolicy, address_class, parse_opening

CLOSED = AddressPolicy()

SPECIAL = {
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "0.0.0.0": "this network",
    "10.1.2.3": "private network",
    "172.16.0.1": "private network",
    "172.31.255.255": "private network",
    "192.168.1.1": "private network",
    "100.64.0.1": "carrier-grade NAT",
    "169.254.169.254": "link-local",
    "192.0.0.1": "protocol assignments",
    "192.0.2.1": "documentation",
    "198.51.100.7": "documentation",
    "203.0.113.77": "documentation",
    "192.88.99.1": "6to4 relay",
    "198.18.0.1": "benchmarking",
    "224.0.0.1": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "reserved",
    "::": "unspecified",
    "::1": "loopback",
    "::127.0.0.1": "IPv4-compatible",
    "::ffff:127.0.0.1": "IPv4-mapped loopback",
    "::ffff:7f00:2": "IPv4-mapped loopback",
    "::ffff:10.0.0.1": "IPv4-mapped private network",
    "64:ff9b::7f00:1": "NAT64 of loopback",
    "64:ff9b::a00:1": "NAT64 of private network",
    "64:ff9b:1::1": "local NAT64",
    "2002:7f00:1::": "6to4",
    "2001::1": "protocol assignments",
    "2001:db8::1": "documentation",
    "3fff::1": "documentation",
    "fc00::1": "private network",
    "fd12:3456::1": "private network",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
    "100::1": "discard",
    "5f00::1": "segment routing",
    "4000::1": "unassigned",
}
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "172.32.0.1",
    "100.128.0.1",
    "192.0.1.1",
    "2606:4700::1111",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
]


@pytest.mark.parametrize(("ip", "named"), SPECIAL.items())
def test_a_special_address_is_refused_by_its_class_name(ip: str, named: str) -> None:
    assert address_class(ip) == named
    assert named in (CLOSED.judge(ip, 80) or "")


@pytest.mark.parametrize("ip", PUBLIC)
def test_a_public_address_may_be_dialled_on_the_usual_ports(ip: str) -> None:
    assert [CLOSED.judge(ip, port) for port in (80, 443, 8080, 8443)] == [None] * 4


@pytest.mark.parametrize("port", [1, 22, 25, 3306, 6379, 8000, 0, 65535])
def test_other_ports_of_a_public_address_are_refused_by_number(port: int) -> None:
    assert f"port {port} is not" in (CLOSED.judge("8.8.8.8", port) or "")


def test_what_is_no_address_is_refused() -> None:
    assert CLOSED.judge("localhost", 80) is not None


def test_an_opening_admits_its_network_and_port_and_nothing_else() -> None:
    policy = AddressPolicy.of(["127.0.0.1/32:9000", "[fd00::/8]:8081", "10.0.0.0/8"])
    assert policy.judge("127.0.0.1", 9000) is None
    assert policy.judge("fd00::7", 8081) is None
    assert policy.judge("10.9.9.9", 80) is None
    assert policy.judge("127.0.0.1", 80) is not None
    assert policy.judge("127.0.0.2", 9000) is not None
    assert policy.judge("10.9.9.9", 22) is not None
    assert policy.judge("::1", 9000) is not None


def test_a_mapped_spelling_of_an_opened_address_is_the_same_address() -> None:
    assert AddressPolicy.of(["127.0.0.1/32:9000"]).judge("::ffff:127.0.0.1", 9000) is None


def test_a_port_named_by_an_opening_is_open_for_public_addresses_too() -> None:
    assert AddressPolicy.of(["10.0.0.0/8:9000"]).judge("8.8.8.8", 9000) is None


def test_true_opens_private_networks_but_not_what_nobody_reaches_on_purpose() -> None:
    policy = AddressPolicy.of(True)
    assert policy.judge("192.168.1.1", 8123) is None
    assert policy.judge("::1", 80) is None
    assert all(policy.judge(ip, 80) for ip in ("0.0.0.0", "224.0.0.1", "255.255.255.255", "2002:7f00:1::", "ff02::1"))


@pytest.mark.parametrize(
    "entry", ["", "nonsense", "10.0.0.0/8:", "10.0.0.0/8:0", "10.0.0.0/8:99999", "10.0.0.0/33", "[::1", "a:b:c"]
)
def test_an_entry_that_is_no_network_is_a_configuration_error_that_shows_how(entry: str) -> None:
    with pytest.raises(ConfigError, match="write it like"):
        parse_opening(entry)


@given(st.ip_addresses(v=4))
def test_every_ipv4_address_is_judged_alike_in_its_wrappings(address: ipaddress.IPv4Address) -> None:
    plain = CLOSED.judge(str(address), 80) is None
    packed = int(address)
    mapped = ipaddress.IPv6Address((0xFFFF << 32) | packed)
    nat64 = ipaddress.IPv6Address((0x64FF9B << 96) | packed)
    compatible = ipaddress.IPv6Address(packed)
    assert (CLOSED.judge(str(mapped), 80) is None) == plain
    assert (CLOSED.judge(str(nat64), 80) is None) == plain
    assert CLOSED.judge(str(compatible), 80) is not None


@given(st.ip_addresses(v=6))
def test_nothing_outside_global_unicast_and_nat64_is_ever_open(address: ipaddress.IPv6Address) -> None:
    outside = address not in ipaddress.IPv6Network("2000::/3")
    wrapped = address.ipv4_mapped is not None or address in ipaddress.IPv6Network("64:ff9b::/96")
    if outside and not wrapped:
        assert CLOSED.judge(str(address), 443) is not None


@given(st.text(max_size=60))
def test_reading_an_entry_raises_nothing_but_a_configuration_error(text: str) -> None:
    try:
        parse_opening(text)
    except ConfigError:
        pass
