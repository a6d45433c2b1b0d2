"""From the exceptions of aiohttp, ssl and sockets to a `Failure`: by class and error number, never by text."""

from __future__ import annotations

import asyncio
import errno
import ssl

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError

from scraper.records import Failure, FailureKind

__all__ = ["classify"]

_NO_ROUTE = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EACCES, errno.EPERM}
_RESET = {errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED}


def classify(error: BaseException, timeout_s: float, *, begun: bool) -> Failure | None:
    """What a failed exchange was, or None if the error is not the network's (a bug of ours).

    `begun`: the head of the answer was read, so that a lost connection means a body cut short.
    """
    ours = error.__cause__ if type(error).__name__ == "_NotTwice" else error
    for judge in (_time, _tls, _connecting, _protocol):
        failure = judge(ours or error, timeout_s, begun)
        if failure is not None:
            return failure
    if isinstance(error, (aiohttp.ClientError, OSError)):
        return Failure(FailureKind.BAD_HTTP, _line(f"{type(error).__name__}: {error}"))
    return None


def _line(text: str) -> str:
    return " ".join(text.split())[:300]


def _time(error: BaseException, timeout_s: float, begun: bool) -> Failure | None:
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return Failure(FailureKind.CONNECT_TIMEOUT, "the host does not accept the connection in time")
    if isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        part = "the body was not complete" if begun else "no answer"
        return Failure(FailureKind.TIMEOUT, f"{part} after {timeout_s:g} s")
    return None


def _tls(error: BaseException, timeout_s: float, begun: bool) -> Failure | None:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        inner: BaseException = error.certificate_error
    elif isinstance(error, aiohttp.ClientConnectorSSLError):
        inner = error.os_error
    elif isinstance(error, ssl.SSLError):
        inner = error
    else:
        return None
    if isinstance(inner, ssl.SSLCertVerificationError):
        return Failure(FailureKind.TLS, _line(f"certificate: {inner.verify_message or inner.reason}"))
    reason = getattr(inner, "reason", None) or type(inner).__name__
    return Failure(FailureKind.TLS, _line(f"TLS handshake: {reason}"))


def _connecting(error: BaseException, timeout_s: float, begun: bool) -> Failure | None:
    if not isinstance(error, aiohttp.ClientConnectorError):
        return None
    if isinstance(error.os_error, ConnectionAbortedError) and error.os_error.errno is None:
        return Failure(FailureKind.TLS, "TLS handshake: no answer in time")  # asyncio's own limit, see the connector
    number = error.os_error.errno
    if number == errno.ECONNREFUSED:
        return Failure(FailureKind.CONNECT_REFUSED, "the host refuses the connection")
    if number == errno.ETIMEDOUT:
        return Failure(FailureKind.CONNECT_TIMEOUT, "the host does not accept the connection in time")
    if number in _NO_ROUTE:
        return Failure(FailureKind.CONNECT_REFUSED, f"no way to the host: {errno.errorcode.get(number, number)}")
    if number in _RESET:
        return Failure(FailureKind.RESET, "the connection was reset while it was being made")
    return Failure(FailureKind.CONNECT_REFUSED, _line(f"no connection: {error.os_error}"))


def _protocol(error: BaseException, timeout_s: float, begun: bool) -> Failure | None:
    if isinstance(error, aiohttp.ClientPayloadError):
        return Failure(FailureKind.TRUNCATED, _line(f"the body ends early: {_cause(error)}"))
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return Failure(FailureKind.RESET, "the host closed the connection without an answer")
    if isinstance(error, OSError) and error.errno in _RESET:
        if begun:
            return Failure(FailureKind.TRUNCATED, "the connection was reset inside the body")
        return Failure(FailureKind.RESET, "the host reset the connection instead of answering")
    if isinstance(error, (aiohttp.ClientResponseError, HttpProcessingError)):
        return Failure(FailureKind.BAD_HTTP, _line(f"no valid HTTP answer: {error.message}"))
    return None


def _cause(error: aiohttp.ClientPayloadError) -> str:
    inner = error.__cause__
    return str(error) if inner is None else f"{type(inner).__name__}: {inner}"
