"""Where the web pages listen, and by which names they may be asked for."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from scraper.config import Web
from scraper.errors import PagewatchError, UsageError

__all__ = ["Address", "Listening", "address_from", "bind", "is_literal"]

_LOCAL_NAMES = ("localhost",)


@dataclass(frozen=True, slots=True)
class Address:
    """A host (name or literal, without brackets) and a port; 0 lets the system choose one."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """How a browser on this machine reaches it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)
        return f"http://[{host}]:{self.port}/" if ":" in host else f"http://{host}:{self.port}/"

    @property
    def is_local(self) -> bool:
        """Only this machine can reach it."""
        if self.host.lower() in _LOCAL_NAMES:
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Listening:
    """A socket that is bound; `address` has the real port. Nobody is answered before a server listens on it."""

    address: Address
    sock: socket.socket


def is_literal(host: str) -> bool:
    """Whether a host (without brackets) is an address rather than a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def address_from(text: str | None, web: Web) -> Address:
    """HOST:PORT, :PORT, PORT or HOST; what is left out comes from `[web]`. Raises UsageError.

    An address that other machines can reach is refused without a password.
    """
    host, port = web.host, web.port
    if text:
        found = re.fullmatch(
            r"(?:(\[[0-9A-Fa-f:.%]+\]|[^:\[\]\s]*):)?(\d{1,5})|(\[[0-9A-Fa-f:.%]+\]|[^:\[\]\s]+)", text.strip()
        )
        if found is None or (found[2] is not None and int(found[2]) > 65535):
            raise UsageError(f"cannot listen on {text!r}; write it like 127.0.0.1:{web.port} or [::1]:{web.port}")
        host = (found[1] or found[3] or host).strip("[]") or host
        port = int(found[2]) if found[2] is not None else port
    address = Address(host, port)
    if not address.is_local and not web.password:
        raise UsageError(
            f"{host}:{port} can be reached from other machines, and no password is set: "
            "set [web] password in pagewatch.toml, or listen on 127.0.0.1"
        )
    if web.base_url is not None:
        _check_base(web.base_url)
    return address


def _check_base(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise UsageError(f"[web] base_url: {url!r} is not like https://watch.example.org (a name of its own, no path)")


def bind(address: Address) -> Listening:
    """Take the address. Raises PagewatchError where the address cannot be had."""
    try:
        family = socket.getaddrinfo(
            address.host or None, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        kind, _, _, _, where = family[0]
        sock = socket.socket(kind, socket.SOCK_STREAM)
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind(where)
        except BaseException:
            sock.close()
            raise
    except OSError as error:
        raise PagewatchError(
            f"cannot listen on {address.host}:{address.port}: {error.strerror or error}; choose another port or address"
        ) from error
    return Listening(Address(address.host, sock.getsockname()[1]), sock)
