"""From a URL's host to addresses: the system's resolver or configured name servers, and the operator's `connect_to`.

An answer is one of 'addresses', 'nxdomain', 'nodata', 'servfail' or 'timeout'. The system resolver tells a missing
name from trouble badly, so its failures are asked again with dnspython where name servers are known; only a positive
"no such name" of a name server is 'nxdomain'. Answers are kept for their TTL (bounded), failures for a few seconds.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scraper.errors import ConfigError
from scraper.fetching.guard import as_address

__all__ = ["Answer", "ConnectTo", "Names", "Target", "ask_name", "parse_endpoint"]

LOOKUP_TIMEOUT_S = 5.0
SYSTEM_TTL_S = 60.0  # getaddrinfo tells no TTL
MAX_TTL_S = 300.0
FAILURE_TTL_S = 5.0
MAX_CACHED = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What looking a name up gave; `addresses` are literals, v4 and v6, in the order given."""

    kind: str  # addresses | nxdomain | nodata | servfail | timeout
    addresses: tuple[str, ...] = ()
    ttl_s: float = FAILURE_TTL_S


@dataclass(frozen=True, slots=True)
class Target:
    """Where the operator says a host and port are to be connected to: an address or a name, and a port."""

    host: str
    port: int


def parse_endpoint(text: str, *, default_port: int | None = None) -> Target:
    """Read 'host:port', '1.2.3.4:53', '[::1]:53', or without a port when there is a default; ConfigError otherwise."""
    entry = text.strip()
    if default_port is not None and as_address(entry) is not None:
        return Target(entry.strip("[]"), default_port)
    host, colon, port = entry.rpartition(":")
    if not colon and default_port is not None:
        host, port = entry, str(default_port)
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ConfigError(f"{text!r} is not HOST:PORT")
    return Target(host.strip("[]").lower(), int(port))


def _ascii_host(host: str) -> str:
    """Lower case, without a trailing dot, IDN in its ASCII spelling where that exists."""
    bare = host.lower().rstrip(".")
    try:
        return bare if bare.isascii() else bare.encode("idna").decode("ascii")
    except UnicodeError:
        return bare


class ConnectTo:
    """The operator's table of `--connect-to` kind: 'host:port' -> 'address:port'. Pure."""

    def __init__(self, table: Mapping[str, str] | None = None) -> None:
        self._table: dict[tuple[str, int], Target] = {}
        for asked, target in (table or {}).items():
            at = parse_endpoint(asked)
            self._table[(_ascii_host(at.host), at.port)] = parse_endpoint(target)

    def target(self, host: str, port: int) -> Target | None:
        """Where to connect for `host`:`port`, or None if the table says nothing."""
        return self._table.get((_ascii_host(host.strip("[]")), port)) if self._table else None


class Names:
    """Looks names up for one process. Not bound to a loop until used; safe for many lookups at once.

    `servers`: name servers as 'address' or 'address:port'; none: the system's resolver.
    """

    def __init__(
        self,
        servers: Sequence[str] = (),
        *,
        clock: Callable[[], float] = time.monotonic,
        timeout_s: float = LOOKUP_TIMEOUT_S,
    ) -> None:
        self._servers = tuple(parse_endpoint(server, default_port=53) for server in servers)
        self._clock = clock
        self._timeout_s = timeout_s
        self._cache: dict[str, tuple[float, Answer]] = {}
        self._asking: dict[str, asyncio.Task[Answer]] = {}

    async def ask(self, host: str) -> Answer:
        """The addresses of `host`, from the cache if fresh. Never raises for what the network says."""
        name = _ascii_host(host)
        kept = self._cache.get(name)
        if kept is not None and kept[0] > self._clock():
            return kept[1]
        task = self._asking.get(name)
        if task is None:
            task = self._asking[name] = asyncio.create_task(self._look_up(name))
            task.add_done_callback(lambda _: self._asking.pop(name, None))
        return await asyncio.shield(task)  # one caller's time-out must not end the lookup of the others

    def known(self, host: str) -> tuple[str, ...]:
        """The addresses that a name was last found to have, without asking anybody; () for none."""
        kept = self._cache.get(_ascii_host(host))
        return kept[1].addresses if kept is not None else ()

    async def _look_up(self, name: str) -> Answer:
        answer = await self._ask_anew(name)
        if answer.ttl_s > 0:
            if len(self._cache) >= MAX_CACHED:
                self._cache.clear()
            self._cache[name] = (self._clock() + answer.ttl_s, answer)
        return answer

    async def _ask_anew(self, name: str) -> Answer:
        if name == "localhost" or name.endswith(".localhost"):  # RFC 6761: never asked outside
            return Answer("addresses", ("127.0.0.1", "::1"), MAX_TTL_S)
        if self._servers:
            from scraper.fetching import name_servers  # dnspython: 57 modules that most processes never need

            servers = name_servers.configured(self._servers, self._timeout_s)
            return await name_servers.ask_servers(name, servers, self._timeout_s)
        answer = await _ask_system(name, self._timeout_s)
        if answer.kind in ("addresses", "timeout"):
            return answer
        from scraper.fetching import name_servers

        resolver = name_servers.system_servers()
        return answer if resolver is None else await name_servers.ask_servers(name, resolver, self._timeout_s)


async def _ask_system(name: str, timeout_s: float) -> Answer:
    """getaddrinfo in a daemon thread of its own: a hung one delays neither other lookups nor the end of the process."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Answer] = loop.create_future()

    def finish(answer: Answer) -> None:
        if not done.done():
            done.set_result(answer)

    def work() -> None:
        answer = _getaddrinfo(name)
        try:
            loop.call_soon_threadsafe(finish, answer)
        except RuntimeError:  # the loop ended while the resolver hung; nobody waits any more
            return

    threading.Thread(target=work, name=f"lookup {name}", daemon=True).start()
    try:
        return await asyncio.wait_for(done, timeout_s)
    except TimeoutError:
        return Answer("timeout")


def _getaddrinfo(name: str) -> Answer:
    try:
        rows: list[tuple[Any, ...]] = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        return Answer("nodata" if error.errno == getattr(socket, "EAI_NODATA", None) else "servfail")
    except (OSError, UnicodeError):
        return Answer("servfail")
    return Answer("addresses", tuple(dict.fromkeys(str(row[4][0]) for row in rows)), SYSTEM_TTL_S)


async def ask_name(names: Names, host: str) -> tuple[str, tuple[str, ...]]:
    """(kind, addresses) of `host`: the shape that link examination asks for."""
    answer = await names.ask(host)
    return answer.kind, answer.addresses
