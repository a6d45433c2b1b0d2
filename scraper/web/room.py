"""What every page stands on: the readers, the hands, the configuration, the clock, and how a page is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from scraper.config import Config
from scraper.errors import UsageError
from scraper.web.address import Address
from scraper.web.gate import COOKIE
from scraper.web.hands import Hands
from scraper.web.readers import Readers
from scraper.web.sessions import Sessions
from storage import History

if TYPE_CHECKING:
    from scraper.web.pages_upkeep import Figures

__all__ = ["PAGE", "Room", "cut", "done", "form_of", "id_of", "number_of", "read", "room_of", "show", "text_of"]

T = TypeVar("T")

# Rows on one page of a list.
PAGE = 50
# What an action says when it is done; the page after it names one of these, so that nobody can make it say more.
DONE = {
    "asked": "It will be checked in a moment.",
    "asked-later": "It is due now; a running service, or the next pagewatch check, looks at it.",
    "asked-held": "It is due, but its server asked to be left alone for a while; it is checked after that.",
    "fresh": "Not asked: what was read last still holds, says its server (cache lifetime, ttl or skipped hours). "
    "pagewatch check --force asks all the same.",
    "paused": "Paused: it is not checked until it is resumed.",
    "resumed": "Resumed: it is checked again.",
    "added": "Followed from now on. Its first check makes the baseline; you are told of what changes after that.",
    "known": "This was followed already; nothing was changed.",
    "marked": "Your verdict is kept until you take it back.",
    "unmarked": "pagewatch judges this link by itself again.",
    "retried": "To be sent again.",
    "nothing-failed": "Nothing had failed, so nothing is sent again.",
}


@dataclass(frozen=True, slots=True)
class Room:
    """One running set of pages."""

    readers: Readers
    hands: Hands
    config: Config
    address: Address
    env: Environment
    now: Callable[[], datetime]
    sessions: Sessions | None
    figures: Figures


def room_of(request: Request) -> Room:
    """The room of a request's application."""
    room = request.app.state.room
    assert isinstance(room, Room)
    return room


def show(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page. `here` is the part of the navigation that is marked, `said` what the action before it came to."""
    room = room_of(request)
    html = room.env.get_template(template).render(
        here=template.partition(".")[0],
        path=request.url.path,
        at_work=room.hands.at_work,
        alarm=room.hands.trouble if template != "login.html" else None,
        signed_in=room.sessions is not None and room.sessions.knows(request.cookies.get(COOKIE)),
        said=DONE.get(request.query_params.get("done", "")),
        again=lambda **changed: _again(request, changed),
        **values,
    )
    return HTMLResponse(html, status)


def _again(request: Request, changed: dict[str, Any]) -> str:
    """The address of this page with some of its parameters changed (None: left out)."""
    left_out = {"done", "before", "page", *changed}
    kept = [(key, value) for key, value in request.query_params.multi_items() if key not in left_out]
    kept += [(key, str(value)) for key, value in changed.items() if value is not None]
    return f"{request.url.path}?{urlencode(kept)}" if kept else request.url.path


def done(path: str, what: str) -> Response:
    """After an action: to a page of ours, which then says what was done."""
    assert what in DONE
    assert path.startswith("/") and not path.startswith("//")
    return RedirectResponse(f"{path}?done={what}", 303)


def number_of(request: Request, name: str, *, low: int = 0) -> int | None:
    """A whole number among the parameters; None where there is none. Anything else is answered with 400."""
    text = request.query_params.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16) or int(text) < low:
        raise HTTPException(400, f"{name}: {text!r} is not a number")
    return int(text)


def id_of(request: Request, name: str) -> int:
    """A number in the path. Raises UsageError for one that no row can have."""
    number = int(request.path_params[name])
    if number >= 1 << 53:
        raise UsageError(f"there is no {name} {number}")
    return number


async def read(request: Request, call: Callable[[History], T]) -> T:
    """What a function makes of the history, from a page that is a coroutine."""

    def lent() -> T:
        with room_of(request).readers.lend() as history:
            return call(history)

    return await run_in_threadpool(lent)


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form that was sent; of a field that came twice the last."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def text_of(request: Request, name: str, longest: int = 200) -> str | None:
    """A text among the parameters, trimmed; None where there is none."""
    return request.query_params.get(name, "").strip()[:longest] or None


def cut(rows: list[Any], limit: int = PAGE) -> tuple[list[Any], bool]:
    """Rows of one page, asked for with one more than fit, and whether there are more."""
    return rows[:limit], len(rows) > limit
