"""The gate: every request passes it before any page sees it, every answer leaves with the same headers.

What it asks, in this order: is the host name one of ours (a foreign name that resolves to us is DNS rebinding), is the
method known, does a POST come from our own pages and is it small, is somebody signed in. What is not listed as open is
closed, so that a new page is protected before anybody thinks of it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scraper.web.address import is_literal
from scraper.web.sessions import Sessions, TooMany

__all__ = ["COOKIE", "Gate", "GateRules", "caller", "client_of"]

COOKIE = "pagewatch"
# What needs no session: is it alive, how to get in, and how that page looks.
OPEN = ("/health", "/readyz", "/login")
OPEN_FOLDER = "/static/"
# Feed readers cannot fill in forms; here, and only here, HTTP Basic works too. It is a GET that changes nothing.
BASIC = ("/changes.atom",)
LARGEST_FORM = 64 << 10

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # `no-referrer` would make browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class GateRules:
    """Who may ask. `host` is what we listen on, `base_url` how we are reached from outside."""

    host: str
    base_url: str | None = None
    sessions: Sessions | None = None

    def knows_host(self, host: str) -> bool:
        """A name that is ours. Addresses are always: rebinding needs a name."""
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".") if _plain(host) else ""
        return bool(name) and (
            is_literal(name)
            or name in {"localhost", self.host.lower(), (urlsplit(self.base_url or "").hostname or "").lower()}
        )

    def knows_origin(self, origin: str, host: str) -> bool:
        """Whether a page of that origin is one of ours."""
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            return False
        return parts.netloc.lower() == host.lower() or (
            self.base_url is not None and _origin(origin) == _origin(self.base_url)
        )


def _origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of a URL, as browsers compare them."""
    parts = urlsplit(url)
    try:
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        port = None
    return parts.scheme, (parts.hostname or "").lower(), port


def _plain(host: str) -> bool:
    return not set(host) & set("/\\@?# \t")


def client_of(request: Request) -> str:
    """The address of the other side. Forwarded-For headers are not believed: anybody can write them."""
    return request.client.host if request.client else "?"


def caller(sessions: Sessions, request: Request) -> bool:
    """Whether a request comes from somebody who is signed in (or, for feeds, knows the password). Raises TooMany."""
    if sessions.knows(request.cookies.get(COOKIE)):
        return True
    if request.url.path not in BASIC:
        return False
    kind, _, sent = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return False
    try:
        guess = base64.b64decode(sent, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return False
    return sessions.right(guess, client_of(request))


class Gate:
    """Around the whole application, outside of everything else. `refuse(request, status, text)` words a refusal."""

    def __init__(self, app: ASGIApp, rules: GateRules, refuse: Callable[[Request, int, str], Response]) -> None:
        self.app, self.rules, self.refuse = app, rules, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                _harden(MutableHeaders(scope=message), scope["path"])
            await send(message)

        request = Request(scope, receive)
        answer = self._refusal(request)
        await (answer or self.app)(scope, receive, hardened)

    def _refusal(self, request: Request) -> Response | None:
        """Why a request goes no further; None for one that may pass."""
        host = request.headers.get("host", "")
        if not self.rules.knows_host(host):
            return PlainTextResponse(
                "pagewatch is not known by this name. If it should be, set [web] base_url in pagewatch.toml.\n", 421
            )
        if request.method not in ("GET", "HEAD", "POST"):
            return self.refuse(request, 405, f"{request.method} is not used here.")
        return (self._foreign_post(request, host) if request.method == "POST" else None) or self._stranger(request)

    def _foreign_post(self, request: Request, host: str) -> Response | None:
        headers = request.headers
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is None and origin is None:
            return self.refuse(request, 403, "A form of these pages says where it comes from (Origin); this did not.")
        if (site is not None and site != "same-origin") or (origin and not self.rules.knows_origin(origin, host)):
            return self.refuse(request, 403, "This form was not sent from these pages, so nothing was done.")
        return self._unfit_body(request, headers)

    def _unfit_body(self, request: Request, headers: Headers) -> Response | None:
        length = headers.get("content-length", "")
        if not length.isascii() or not length.isdigit():
            return self.refuse(request, 411, "How long the form is was not said.")
        if int(length) > LARGEST_FORM:
            return self.refuse(request, 413, "The form is too long.")
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
            return self.refuse(request, 415, "Only plain forms are read here.")
        return None

    def _stranger(self, request: Request) -> Response | None:
        sessions, path = self.rules.sessions, request.url.path
        if sessions is None or path in OPEN or path.startswith(OPEN_FOLDER):
            return None
        try:
            if caller(sessions, request):
                return None
        except TooMany as error:
            return PlainTextResponse(f"{error}\n", 429, headers={"Retry-After": str(int(error.wait_s) + 1)})
        if path in BASIC:
            return PlainTextResponse(
                "a password is needed (any user name)\n", 401,
                headers={"WWW-Authenticate": 'Basic realm="pagewatch", charset="UTF-8"'},
            )  # fmt: skip
        if request.method == "POST" or "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse("sign in at /login first\n", 401)
        wanted = path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(wanted, safe='/')}", 302)


def _harden(headers: MutableHeaders, path: str) -> None:
    headers.setdefault("Content-Security-Policy", CSP)
    for name, value in HEADERS.items():
        headers[name] = value
    if not path.startswith(OPEN_FOLDER):
        headers.setdefault("Cache-Control", "no-store")
