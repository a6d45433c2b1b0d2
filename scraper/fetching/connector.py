"""The connector: where a host becomes an address, and where every address is judged before a byte is sent.

Two layers. Addresses are filtered as they come from a name, so that one bad record does not poison a name and a name
with bad records only is refused by policy, not as a lookup failure. Then the socket factory judges the literal
address of every single connection attempt again, whatever way it came.
"""

from __future__ import annotations

import functools
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp.abc import ResolveResult
from aiohttp.client_proto import ResponseHandler
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.connector import Connection
from aiohttp.helpers import set_exception
from aiohttp.tracing import Trace

from scraper.fetching.failures import FetchError, fail
from scraper.fetching.guard import as_address
from scraper.fetching.kit import Kit
from scraper.fetching.names import Answer, Target, parse_endpoint
from scraper.records import FailureKind

if TYPE_CHECKING:
    from aiohappyeyeballs import AddrInfoType

__all__ = ["GuardedConnector", "OneTry", "TrackedRequest"]

# Marks addresses that the operator's configuration names (connect_to, proxy) in the `canonname` place of an addr-info
# tuple, which aiohttp leaves empty. They are connected to whatever their class.
_BY_OPERATOR = "by operator"
KEEP_ALIVE_S = 5.0  # long enough for robots.txt and its page one second later, short enough to bound idle sockets

_LOOKUP_FAILURES = {
    "nxdomain": (FailureKind.DNS_NXDOMAIN, "the name {0} does not exist"),
    "nodata": (FailureKind.DNS_NODATA, "the name {0} has no address"),
    "servfail": (FailureKind.DNS_ERROR, "the name {0} cannot be looked up: the name servers fail"),
    "timeout": (FailureKind.DNS_ERROR, "the name {0} cannot be looked up: the name servers do not answer"),
}


class TrackedRequest(aiohttp.ClientRequest):
    """aiohttp's request, which remembers whether it went over a connection that was used before."""

    reused = False


class _HeadFirst(ResponseHandler):
    """aiohttp's protocol, fed with the head of an answer before what follows it in the same packet.

    Servers send bodies with a 304, and rubbish behind short answers. aiohttp would throw the good answer away with
    the bad bytes when both come at once.
    """

    head_done = False

    def set_response_params(self, **options: Any) -> None:
        """Called by aiohttp before each request on the connection."""
        self.head_done = False
        super().set_response_params(**options)

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        if not self.head_done:
            end = data.find(b"\r\n\r\n") + 4
            self.head_done = end > 3
            if 3 < end < len(data):
                super().data_received(data[:end])
                data = data[end:]
        super().data_received(data)
        self._end_broken_body()

    def _end_broken_body(self) -> None:
        """A chunk that is none breaks the connection, but aiohttp leaves the body's reader waiting for its time-out."""
        broken, body = self.exception(), self._payload
        if broken is not None and body is not None and not body.is_eof() and body.exception() is None:
            set_exception(body, aiohttp.ClientPayloadError(f"{type(broken).__name__}: {broken}"), broken)


class GuardedConnector(aiohttp.TCPConnector):
    """A TCP connector that resolves by `Names`, maps by `ConnectTo` and judges by `AddressPolicy`.

    `trusted`: endpoints that the operator's configuration names, connected to whatever their class.
    """

    def __init__(self, kit: Kit, *, trusted: frozenset[Target] = frozenset()) -> None:
        super().__init__(
            limit=0,  # the gate limits
            ssl=kit.verified,
            use_dns_cache=False,  # Names keeps TTLs
            keepalive_timeout=KEEP_ALIVE_S,
            happy_eyeballs_delay=0.25,
            socket_factory=self._open_socket,
        )
        self._kit = kit
        self._factory: Any = functools.partial(_HeadFirst, loop=self._loop)
        self._operator_endpoints = trusted | frozenset({_endpoint_of_proxy(kit.proxy)} if kit.proxy else ())

    async def connect(
        self, req: aiohttp.ClientRequest, traces: list[Trace], timeout: aiohttp.ClientTimeout
    ) -> Connection:
        """As aiohttp's, noting whether the connection is a used one."""
        connection = await super().connect(req, traces, timeout)
        protocol: Any = connection.protocol
        if isinstance(req, TrackedRequest):
            req.reused = getattr(protocol, "pagewatch_used", False)
        protocol.pagewatch_used = True
        return connection

    async def kept(self, key: ConnectionKey) -> Connection | None:
        """A connection that is open already, or None."""
        return await self._get(key, [])

    async def _wrap_create_connection(self, *args: Any, **kwargs: Any) -> Any:
        """aiohttp's way to one connection. A TLS handshake gets its own limit, so that it is not told as a connect."""
        if kwargs.get("ssl"):
            kwargs["ssl_handshake_timeout"] = self._kit.limits.connect_s * 0.8
        return await super()._wrap_create_connection(*args, **kwargs)

    async def _resolve_host(self, host: str, port: int, traces: Sequence[Trace] | None = None) -> list[ResolveResult]:
        """Called by aiohttp for every new connection, names and literals alike."""
        target = self._kit.connect_to.target(host, port)
        if target is not None:
            return [_result(host, address, target.port, trusted=True) for address in await self._literals(target.host)]
        addresses = await self._literals(host)
        if Target(host.lower(), port) in self._operator_endpoints:
            return [_result(host, address, port, trusted=True) for address in addresses]
        return [_result(host, address, port) for address in self._admitted(host, addresses, port)]

    async def _literals(self, host: str) -> tuple[str, ...]:
        literal = as_address(host)
        if literal is not None:
            return (str(literal),)
        answer = await self._kit.names.ask(host)
        if answer.kind != "addresses":
            raise _lookup_failure(host, answer)
        return answer.addresses

    def _admitted(self, host: str, addresses: tuple[str, ...], port: int) -> list[str]:
        verdicts = {address: self._kit.policy.judge(address, port) for address in addresses}
        admitted = [address for address, verdict in verdicts.items() if verdict is None]
        if not admitted:
            reason = next(verdict for verdict in verdicts.values() if verdict is not None)
            raise fail(FailureKind.POLICY, f"{host}: {reason}")
        return admitted

    def _convert_hosts_to_addr_infos(self, hosts: list[ResolveResult]) -> list[AddrInfoType]:
        plain = super()._convert_hosts_to_addr_infos(hosts)
        if not any(host["flags"] for host in hosts):
            return plain
        return [(family, kind, proto, _BY_OPERATOR, address) for family, kind, proto, _, address in plain]

    def _open_socket(self, info: AddrInfoType) -> socket.socket:
        """aiohttp's socket factory: the last look at the literal address, per connection attempt."""
        family, kind, proto, name, address = info
        if name != _BY_OPERATOR:
            verdict = self._kit.policy.judge(str(address[0]), int(address[1]))
            if verdict is not None:
                raise fail(FailureKind.POLICY, verdict)
        return socket.socket(family, kind, proto)


class _NotTwice(aiohttp.ClientError):
    """A fresh connection failed; aiohttp would repeat the request by itself if this were one of its own errors."""


async def OneTry(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """aiohttp client middleware: a visit is one request, repeated only where a kept connection had died meanwhile."""
    try:
        return await send(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
        if isinstance(request, TrackedRequest) and request.reused:
            raise
        raise _NotTwice(str(error)) from error


def _result(host: str, address: str, port: int, *, trusted: bool = False) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=int(trusted))


def _lookup_failure(host: str, answer: Answer) -> FetchError:
    kind, text = _LOOKUP_FAILURES[answer.kind]
    return fail(kind, text.format(host))


def _endpoint_of_proxy(proxy: str) -> Target:
    return parse_endpoint(proxy.split("://", 1)[-1].rsplit("@", 1)[-1].rstrip("/"), default_port=80)
