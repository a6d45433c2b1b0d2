"""Pages on what happened: the overview, the changes (also as an Atom feed), the search."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scraper.channels import atom_feed
from scraper.errors import UsageError
from scraper.records import EventKind
from scraper.times import parse_time
from scraper.web.room import PAGE, cut, id_of, number_of, room_of, show, text_of
from storage import History, reads_pages

__all__ = ["changes", "changes_atom", "event", "overview", "search", "trouble"]

_FEED_ENTRIES = 100
_FOUND = 50


def overview(request: Request) -> Response:
    """What happened lately, what is in trouble, what is next, what died, who still waits to be told."""
    room = room_of(request)
    now = room.now()
    with room.readers.lend() as history:

        def look(conn: Any) -> dict[str, Any]:
            trouble, troubled = reads_pages.troubled(conn, 6)
            due, soon = reads_pages.due_soon(conn, now, 6)
            dead, links = reads_pages.dead_links(conn, 6)
            return {
                "today": reads_pages.happened(conn, now - timedelta(days=1)),
                "week": reads_pages.happened(conn, now - timedelta(days=7)),
                "trouble": trouble,
                "troubled": troubled,
                "due": due,
                "soon": soon,
                "dead": dead,
                "links": links,
                "alerts": reads_pages.waiting(conn),
                "followed": conn.execute("SELECT count(*) FROM sources WHERE removed_at IS NULL").fetchone()[0],
            }

        seen = history.ask(look)
        events = history.changes(limit=12)
    return show(request, "overview.html", events=events, now=now, **seen)


def trouble(request: Request) -> Response:
    """Everything that cannot be read, and why."""
    state, page = text_of(request, "state"), number_of(request, "page") or 0
    with room_of(request).readers.lend() as history:
        counts, rows = history.ask(lambda conn: reads_pages.troubled(conn, PAGE + 1, state=state, offset=page * PAGE))
    rows, more = cut(rows)
    return show(request, "trouble.html", rows=rows, more=more, page=page, counts=counts, state=state or "")


def changes(request: Request) -> Response:
    """Events, newest first, filtered and paged."""
    with room_of(request).readers.lend() as history:
        rows, more = cut(_changes(request, history, PAGE + 1))
        known = history.ask(reads_pages.tags)
    return show(
        request, "changes.html", events=rows, more=more, tags=known, kinds=[str(kind) for kind in EventKind],
        chosen=_wanted(request), since=text_of(request, "since") or "", tag=text_of(request, "tag") or "",
        source=text_of(request, "source") or "", feed=_feed_address(request),
    )  # fmt: skip


def event(request: Request) -> Response:
    """One event and who was told of it: where alerts lead to."""
    number = id_of(request, "event")
    with room_of(request).readers.lend() as history:
        row = history.ask(lambda conn: reads_pages.event(conn, number))
    return show(request, "event.html", event=row)


def changes_atom(request: Request) -> Response:
    """The same events as an Atom feed, for feed readers."""
    room = room_of(request)
    base = (room.config.web.base_url or str(request.base_url)).rstrip("/")
    with room.readers.lend() as history:
        rows = _changes(request, history, _FEED_ENTRIES)
        instance = history.get_meta("instance") or "local"
    query = f"?{request.url.query}" if request.url.query else ""
    body = atom_feed(rows, instance=instance, self_url=f"{base}/changes.atom{query}", pages_url=base)
    return Response(body, media_type="application/atom+xml")


def _changes(request: Request, history: History, limit: int) -> list[dict[str, Any]]:
    since = text_of(request, "since")
    try:
        start = parse_time(since, room_of(request).now(), option="since") if since else None
    except UsageError as error:
        raise HTTPException(400, str(error)) from error
    return history.changes(
        since=start,
        kinds=[str(kind) for kind in _wanted(request)],
        source=text_of(request, "source"),
        tag=text_of(request, "tag"),
        limit=limit,
        before=number_of(request, "before"),
    )


def _wanted(request: Request) -> list[str]:
    known = {str(kind) for kind in EventKind}
    wanted = [kind for kind in request.query_params.getlist("kind") if kind]
    for kind in wanted:
        if kind not in known:
            raise HTTPException(400, f"there is no kind of event {kind!r}")
    return wanted


def _feed_address(request: Request) -> str:
    kept = [(k, v) for k, v in request.query_params.multi_items() if k in ("kind", "source", "tag") and v]
    return "/changes.atom" + (f"?{urlencode(kept)}" if kept else "")


def search(request: Request) -> Response:
    """Every version of everything."""
    query = text_of(request, "q") or ""
    rows: list[dict[str, Any]] = []
    problem = ""
    if query:
        with room_of(request).readers.lend() as history:
            try:
                rows = history.search(query, limit=_FOUND)
            except UsageError as error:
                problem = str(error)
    return show(request, "search.html", query=query, rows=rows, problem=problem, most=_FOUND)
