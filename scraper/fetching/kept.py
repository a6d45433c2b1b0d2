"""A plain GET over a connection that is open already: of aiohttp only its connector, parser and reader have a part in it.

Making aiohttp's request and response costs more than the exchange, and a round of link checks asks the same hosts for thousands
of small things. Every connection was opened, judged and verified by the connector in the ordinary way; where none is
kept, or the one that was kept has died, the ordinary way is gone.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import yarl
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.connector import Connection
from aiohttp.helpers import TimeoutHandle

from scraper.fetching.connector import GuardedConnector
from scraper.fetching.kit import Limits

__all__ = ["KeptAnswer", "over_kept"]

_DIED = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)


class KeptAnswer:
    """The part of aiohttp's response that the handler reads."""

    __slots__ = ("_connection", "content", "headers", "method", "peer", "raw_headers", "status")

    def __init__(self, connection: Connection, message: Any, body: aiohttp.StreamReader) -> None:
        peer = connection.transport.get_extra_info("peername") if connection.transport is not None else None
        self.peer: str | None = peer[0] if peer else None
        self.method = "GET"
        self.status: int = message.code
        self.headers = message.headers
        self.raw_headers: tuple[tuple[bytes, bytes], ...] = message.raw_headers
        self.content = body
        self._connection = connection

    @property
    def content_length(self) -> int | None:
        """As declared."""
        said = self.headers.get("Content-Length")
        return int(said) if said is not None and said.isdecimal() else None

    def close(self) -> None:
        """Give the answer up, and its connection."""
        self._connection.close()


@asynccontextmanager
async def over_kept(
    connector: GuardedConnector,
    limits: Limits,
    url: yarl.URL,
    headers: Sequence[tuple[str, str]],
    *,
    context: ssl.SSLContext,
    timeout_s: float,
) -> AsyncIterator[KeptAnswer | None]:
    """The answer to a GET of `url`, its body still to be read; None where it has to be asked in the ordinary way.

    Raises what aiohttp would: its errors, and TimeoutError after `timeout_s` seconds, while the body is read too.
    """
    head = _written(url, headers)
    key = ConnectionKey(url.raw_host or "", url.port, url.scheme == "https", context, None, None, None, None)
    connection = await connector.kept(key) if head else None
    if connection is None:
        yield None
        return
    clock = TimeoutHandle(asyncio.get_running_loop(), timeout_s)
    ringing = clock.start()
    try:
        try:
            answer = await _headed(connection, limits, head, clock)
        except _DIED:
            answer = None
            connection.close()
        yield answer
        connection.release()
    finally:
        connection.close()  # unless it was released
        if ringing is not None:
            ringing.cancel()
        clock.close()


async def _headed(connection: Connection, limits: Limits, head: bytes, clock: TimeoutHandle) -> KeptAnswer:
    """Send the request, wait for the head of the answer."""
    protocol, transport, timer = connection.protocol, connection.transport, clock.timer()
    assert protocol is not None
    if transport is None:
        raise aiohttp.ServerDisconnectedError
    protocol.set_response_params(
        timer=timer,
        read_until_eof=True,
        auto_decompress=False,
        max_field_size=limits.header_field_bytes,
        max_headers=limits.header_count,
    )
    transport.write(head)
    with timer:
        while True:
            message, body = await protocol.read()
            if not 100 <= message.code <= 199 or message.code == 101:
                return KeptAnswer(connection, message, body)


def _written(url: yarl.URL, headers: Sequence[tuple[str, str]]) -> bytes:
    """The request as it goes over the wire; b'' for headers that would break it (aiohttp refuses those by name)."""
    lines = [f"GET {url.raw_path_qs} HTTP/1.1\r\nHost: {url.host_port_subcomponent}\r\n"]
    lines += [f"{name}: {value}\r\n" for name, value in headers]
    text = "".join([*lines, "\r\n"])
    broken = "\0" in text or text.count("\n") != len(headers) + 3 or text.count("\r") != len(headers) + 3
    return b"" if broken else text.encode("utf-8")
