"""Apprise, kept apart: this module runs in a process of its own, and is the only one that imports it.

Its first use loads 170 services (2 s and 60 MB at best), its sockets block, and a service that hangs can only be
stopped by ending the process.

Services dial by themselves, through whatever library each of them uses. Their connections are judged all the same: the
interpreter tells of every address just before it is dialled (PEP 578), whoever dials, and what raises there is not dialled.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import unquote

__all__ = ["Judge", "explain", "load", "notify"]

# (address literal, port) -> None where it may be dialled, else why not. It is handed to a process: no closure.
Judge = Callable[[str, int], str | None]

_LINES = 12
_DIALS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LITERAL = re.compile(r"\[([0-9a-f:.]+)(?:%[^\]]*)?\]|(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?![\w.])", re.IGNORECASE)
_LOCALHOST = re.compile(r"(?<![\w.-])localhost(?![\w.-])", re.IGNORECASE)


def load() -> None:
    """Make this process ready: services loaded, so that the time limit of the first message is its own; dials judged."""
    import apprise  # start-up cost: only this process pays it

    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]  # proxies come from the configuration only, and to a proxy every address looks public
    apprise.Apprise().add("json://127.0.0.1")
    sys.addaudithook(_watch)


# -- the guard -------------------------------------------------------------------------------------------------


@dataclass
class _Guard:
    """The judge of the message that is being sent, what the operator named himself, and what was refused."""

    judge: Judge | None = None
    own: frozenset[str] = frozenset()
    refused: list[str] = field(default_factory=list)


_guard = _Guard()


def _own_words(target: str) -> frozenset[str]:
    """The addresses that stand in a channel's URL as such: the operator's own word, like `connect_to`.

    What a name resolves to is not: that is decided by others.
    """
    text = unquote(target)
    found = {_plain(six or four) for six, four in _LITERAL.findall(text)}
    return frozenset(found | ({"127.0.0.1", "::1"} if _LOCALHOST.search(text) else set()))


def _plain(host: str) -> str:
    try:
        return str(ip_address(host.partition("%")[0]))
    except ValueError:
        return host


def _watch(event: str, args: tuple[Any, ...]) -> None:
    """The interpreter's hook: called before each dial, in whatever thread. Raises OSError for what may not be dialled."""
    if event not in _DIALS or _guard.judge is None or not isinstance(args[1], tuple):
        return  # a socket file is no network
    host, port = str(args[1][0]), int(args[1][1])
    if _plain(host) in _guard.own:
        return
    why = _guard.judge(host, port)
    if why is not None:
        _guard.refused.append(why)
        raise PermissionError(errno.EACCES, f"blocked by policy: {why}")


# -- sending ---------------------------------------------------------------------------------------------------


def _service(target: str) -> Any:
    import apprise  # as above

    asset = apprise.AppriseAsset(secure_logging=True, http_redirects=False, app_id="pagewatch", app_desc="pagewatch")
    service = apprise.Apprise(asset=asset)
    return service if service.add(target) else None


def explain(target: str) -> str:
    """What is wrong with an Apprise URL; '' when a service takes it. Sends nothing."""
    with _Listening() as heard:
        service = _service(target)
    return "" if service is not None else heard.text() or "no service of Apprise takes this address"


def notify(target: str, subject: str, body: str, judge: Judge | None = None) -> str:
    """Send one message; '' when every part of it was taken, else why not (unmasked: the caller masks)."""
    import apprise  # as above

    _guard.judge, _guard.own, _guard.refused = judge, _own_words(target), []
    with _Listening() as heard:
        service = _service(target)
        if service is None:
            return heard.text() or "no service of Apprise takes this address"
        done = service.notify(body=body, title=subject, body_format=apprise.NotifyFormat.TEXT)
    if _guard.refused and not done:
        return f"blocked by policy: {_guard.refused[0]}"
    return "" if done else heard.text() or "the service refused the message"


class _Listening(logging.Handler):
    """Collects what Apprise says in its log: the only place where it gives reasons."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self._log = logging.getLogger("apprise")

    def __enter__(self) -> Self:
        self._log.addHandler(self)
        self._log.propagate = False
        return self

    def __exit__(self, *_: object) -> None:
        self._log.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first lines."""
        if len(self.lines) < _LINES:
            self.lines.append(" ".join(record.getMessage().split())[:300])

    def text(self) -> str:
        """All that was said, on one line."""
        return "; ".join(self.lines)
