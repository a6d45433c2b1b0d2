"""The door: signing in and out, and what machines ask (`/health`, `/readyz`)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from scraper.errors import PagewatchError
from scraper.times import moment
from scraper.web.gate import COOKIE, client_of
from scraper.web.room import room_of, show
from scraper.web.sessions import LIFETIME_S, TooMany

__all__ = ["health", "login", "logout", "ready"]

# A path of ours: one slash, then nothing that a browser could take for a host or a line end.
_OURS = re.compile(r"/(?![/\\])[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")
# A service that did not beat for this long does not work (it beats every 20 s).
SILENT = timedelta(seconds=180)


def health(request: Request) -> Response:
    """Alive: this process answers and the database can be read."""
    return _state(request, {"status": "ok"})


def ready(request: Request) -> Response:
    """Fit for work: as `health`, and where a service should run here, it does."""
    return _state(request, {"status": "ok", "service": room_of(request).hands.at_work}, beat=True)


def _state(request: Request, said: dict[str, Any], *, beat: bool = False) -> Response:
    room = room_of(request)
    try:
        with room.readers.lend() as history:
            seen = history.ask(lambda conn: conn.execute("SELECT heartbeat_at FROM daemon").fetchone())
    except PagewatchError:
        return JSONResponse({"status": "failing", "why": "the database cannot be read"}, 503)
    if beat and room.hands.trouble:
        return JSONResponse({"status": "failing", "why": "nothing can be stored; the overview says why"}, 503)
    if beat and room.hands.at_work:
        at = moment(seen[0]) if seen else None
        if at is None or room.now() - at > SILENT:
            return JSONResponse({"status": "failing", "why": "the service does not beat"}, 503)
    return JSONResponse(said)


async def login(request: Request) -> Response:
    """Ask for the password, or look at the one that was sent."""
    room = room_of(request)
    sent = await request.form() if request.method == "POST" else None
    wanted = _target(str((sent or request.query_params).get("next") or "/"))
    if room.sessions is None:
        return RedirectResponse("/", 303)
    if sent is None:
        return show(request, "login.html", next=wanted, problem="")
    try:
        token = room.sessions.sign_in(str(sent.get("password") or ""), client_of(request))
    except TooMany as error:
        answer = show(request, "login.html", status=429, next=wanted, problem=f"{error}.")
        answer.headers["Retry-After"] = str(int(error.wait_s) + 1)
        return answer
    if token is None:
        return show(request, "login.html", status=403, next=wanted, problem="That is not the password.")
    answer = RedirectResponse(wanted, 303)
    answer.set_cookie(
        COOKIE, token, max_age=LIFETIME_S, path="/", httponly=True, samesite="strict",
        secure=(room.config.web.base_url or "").startswith("https:"),
    )  # fmt: skip
    return answer


def logout(request: Request) -> Response:
    """Forget the session."""
    room = room_of(request)
    if room.sessions is not None:
        room.sessions.sign_out(request.cookies.get(COOKIE))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return answer


def _target(wanted: str) -> str:
    """Where to go after signing in: a path of these pages, whatever was asked for."""
    return wanted if _OURS.fullmatch(wanted) and not wanted.startswith(("/login", "/logout")) else "/"
