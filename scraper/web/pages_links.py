"""Pages on the link ledger: dead ones first, each with its evidence, and the button for "this is wrong"."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from scraper.errors import UsageError
from scraper.web.room import PAGE, cut, done, form_of, id_of, number_of, read, room_of, show, text_of
from storage import reads_pages

__all__ = ["link", "links", "marked"]


def links(request: Request) -> Response:
    """The ledger, one state at a time; of one document or source all states."""
    state, words = text_of(request, "state"), text_of(request, "q")
    source, document = number_of(request, "source"), number_of(request, "document")
    page = number_of(request, "page") or 0
    if state is None and source is None and document is None and not words:
        state = "dead"
    wanted = None if state in (None, "any") else state
    with room_of(request).readers.lend() as history:
        rows = history.ask(
            lambda conn: reads_pages.links_page(
                conn, state=wanted, source=source, document=document, text=words, limit=PAGE + 1, offset=page * PAGE
            )
        )
        of = history.document(document) if document is not None else None
        by = history.source(source) if source is not None else None
    rows, more = cut(rows)
    return show(
        request, "links.html", links=rows, more=more, page=page, states=reads_pages.LINK_STATES, state=state or "any",
        query=words or "", document=of, source=by,
    )  # fmt: skip


def link(request: Request) -> Response:
    """One link: the verdict, why, every look at it, and where it stands."""
    number = id_of(request, "link")
    with room_of(request).readers.lend() as history:
        row = history.ask(lambda conn: reads_pages.link(conn, number))
    return show(request, "link.html", link=row, states=reads_pages.LINK_STATES)


async def marked(request: Request) -> Response:
    """A person's verdict, which sticks; or (`auto`) back to pagewatch's own."""
    room, number = room_of(request), id_of(request, "link")
    form = await form_of(request)
    state, why = form.get("state", ""), form.get("why", "").strip()
    if state != "auto" and state not in reads_pages.LINK_STATES:
        raise UsageError(f"there is no state {state!r} of a link")
    if state != "auto" and not why:
        raise UsageError("say why: the reason is kept with the verdict")
    row = await read(request, lambda history: history.ask(lambda conn: reads_pages.link(conn, number)))
    verdict = None if state == "auto" else state
    await room.hands.write(lambda store: store.overrule(row["url"], verdict, why, room.now()))
    return done(f"/links/{number}", "marked" if verdict else "unmarked")
