"""The application: every route, and how errors look. Which pages are open is the gate's to say, not a route's."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from scraper.config import Config
from scraper.errors import Locked, StorageError, UsageError
from scraper.web import pages_documents as documents
from scraper.web import pages_door as door
from scraper.web import pages_links as links
from scraper.web import pages_past as past
from scraper.web import pages_sources as sources
from scraper.web import pages_upkeep as upkeep
from scraper.web.address import Address
from scraper.web.gate import Gate, GateRules
from scraper.web.hands import Hands
from scraper.web.readers import Readers
from scraper.web.room import Room, show
from scraper.web.sessions import Sessions
from scraper.web.words import environment

__all__ = ["ROUTES", "application"]

log = logging.getLogger(__name__)

_STATIC = Path(__file__).resolve().parent / "static"
_TYPES = {"style.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
_FILES = {name: (_STATIC / name).read_bytes() for name in _TYPES}
_MARK = hashlib.sha256(b"".join(_FILES.values())).hexdigest()[:12]


def static(request: Request) -> Response:
    """The style sheet and the icon: the only things a page loads."""
    name = request.path_params["name"]
    if name not in _FILES:
        raise HTTPException(404, "there is no such file")
    return Response(_FILES[name], headers={"Content-Type": _TYPES[name], "Cache-Control": "max-age=86400"})


_DOCUMENT = "/documents/{document:int}"
_SOURCE, _LINK = "/sources/{source:int}", "/links/{link:int}"
_VERSION = _DOCUMENT + "/versions/{number:int}"

ROUTES = (
    Route("/", past.overview),
    Route("/trouble", past.trouble),
    Route("/changes", past.changes),
    Route("/changes.atom", past.changes_atom),
    Route("/events/{event:int}", past.event),
    Route("/search", past.search),
    Route("/documents", documents.documents),
    Route(_DOCUMENT, documents.document),
    Route(_DOCUMENT + "/diff", documents.diff),
    Route(_DOCUMENT + "/why", documents.why),
    Route(_DOCUMENT + "/check", documents.asked, methods=["POST"]),
    Route(_VERSION, documents.version),
    Route(_VERSION + "/text", documents.text),
    Route(_VERSION + "/raw", documents.raw),
    Route("/sources", sources.sources, methods=["GET", "POST"]),
    Route(_SOURCE, sources.source),
    Route(_SOURCE + "/check", sources.asked, methods=["POST"]),
    Route(_SOURCE + "/pause", sources.paused, methods=["POST"]),
    Route(_SOURCE + "/resume", sources.resumed, methods=["POST"]),
    Route("/links", links.links),
    Route(_LINK, links.link),
    Route(_LINK + "/mark", links.marked, methods=["POST"]),
    Route("/alerts", upkeep.alerts),
    Route("/alerts/retry", upkeep.retried, methods=["POST"]),
    Route("/state", upkeep.state),
    Route("/login", door.login, methods=["GET", "POST"]),
    Route("/logout", door.logout, methods=["POST"]),
    Route("/health", door.health),
    Route("/readyz", door.ready),
    Route("/static/{name}", static),
)


def application(
    readers: Readers,
    hands: Hands,
    config: Config,
    address: Address,
    now: Callable[[], datetime],
    clock: Callable[[], float] = time.monotonic,
) -> ASGIApp:
    """The pages behind their gate. `now` tells times on pages, `clock` (monotonic seconds) how long sessions live."""
    web = config.web
    sessions = Sessions(web.password, clock) if web.password else None
    env = environment(now)
    env.globals.update(mark=_MARK, has_password=sessions is not None)
    app = Starlette(
        routes=list(ROUTES),
        exception_handlers={
            HTTPException: _http_error,
            UsageError: _usage_error,
            StorageError: _storage_error,
            Exception: _our_fault,
        },
    )
    app.router.redirect_slashes = False
    app.state.room = Room(readers, hands, config, address, env, now, sessions, upkeep.Figures())
    return Gate(app, GateRules(address.host, web.base_url, sessions), _refusal)


# -- errors --------------------------------------------------------------------------------------------------------


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    text = "There is no such page." if error.status_code == 404 and error.detail == "Not Found" else error.detail
    answer = show(request, "error.html", status=error.status_code, code=error.status_code, text=text)
    answer.headers.update(error.headers or {})
    return answer


def _usage_error(request: Request, error: Exception) -> Response:
    status = 404 if request.method in ("GET", "HEAD") else 400
    return show(request, "error.html", status=status, code=status, text=str(error))


def _storage_error(request: Request, error: Exception) -> Response:
    """A database that another process writes is no failure: who it is stands in the error."""
    status = 409 if isinstance(error, Locked) else 503
    path = "".join(
        ch if ch.isprintable() else "\ufffd" for ch in request.url.path
    )  # no line of the log is a stranger's
    log.warning("%s %s: %s", request.method, path, error)
    return show(request, "error.html", status=status, code=status, text=str(error))


def _our_fault(request: Request, error: Exception) -> Response:
    # The server logs it in full.
    return PlainTextResponse(f"internal error: {type(error).__name__}; the log of pagewatch says where\n", 500)


def _refusal(request: Request, status: int, text: str) -> Response:
    return PlainTextResponse(f"{text}\n", status)
