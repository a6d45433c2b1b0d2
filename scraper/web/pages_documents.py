"""Pages on documents: the list, one with its versions, one version (text, bytes), two compared, why it was told."""

from __future__ import annotations

import codecs
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from scraper.compare.links import compare_links
from scraper.records import FoundLink
from scraper.web.asking import check_now
from scraper.web.difference import CONTEXT, difference
from scraper.web.room import PAGE, cut, done, id_of, number_of, read, room_of, show, text_of
from storage import History, reads_pages

__all__ = ["asked", "diff", "document", "documents", "raw", "text", "version", "why"]

Row = dict[str, Any]
_LINKS_SHOWN = 300
_DATES = ("published", "updated", "updated_by")
# Stored bytes are never a page of ours: no type but text, no origin, nothing may run or load.
_SANDBOX = {"Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'"}


def documents(request: Request) -> Response:
    """Documents, the last found first."""
    source, words = number_of(request, "source"), text_of(request, "q")
    with room_of(request).readers.lend() as history:
        rows = history.ask(
            lambda conn: reads_pages.documents_page(
                conn, source=source, text=words, before=number_of(request, "before"), limit=PAGE + 1
            )
        )
        of = history.source(source) if source is not None else None
    rows, more = cut(rows)
    return show(request, "documents.html", documents=rows, more=more, source=of, query=words or "")


def _document(request: Request, history: History) -> Row:
    """The document of this address. Raises UsageError."""
    return history.document(id_of(request, "document"))


def document(request: Request) -> Response:
    """One document: its timeline, what it states of itself, what that came to."""
    with room_of(request).readers.lend() as history:
        row = _document(request, history)
        before = number_of(request, "before")
        versions = history.ask(lambda conn: reads_pages.versions_page(conn, row["id"], before=before, limit=PAGE + 1))
        known = history.why(row["id"])
    versions, more = cut(versions)
    verdicts: dict[int, list[Row]] = {}
    for event in known["events"]:
        if event["to_version"] is not None:
            verdicts.setdefault(event["to_version"], []).append(event)
    return show(
        request, "document.html", document=row, versions=versions, more=more, verdicts=verdicts, events=known["events"],
        checks=known["checks"][:8],
    )  # fmt: skip


def why(request: Request) -> Response:
    """Why somebody was, or was not, told."""
    with room_of(request).readers.lend() as history:
        row = _document(request, history)
        known = history.why(row["id"])
    runs = [
        {**rows[0], "times": len(rows), "from": rows[-1]["at"]}
        for rows in (
            list(run) for _, run in groupby(known["checks"], key=lambda c: (c["decision"], c["reason"], c["status"]))
        )
    ]
    return show(request, "why.html", document=row, events=known["events"], checks=runs)


def version(request: Request) -> Response:
    """One version: what was read from it."""
    number = id_of(request, "number")
    with room_of(request).readers.lend() as history:
        row = _document(request, history)
        one = history.version(row["id"], number=number)
        statements = history.statements(row["id"], one["number"])
        links = history.version_links(row["id"], one["number"])
    return show(
        request, "version.html", document=row, version=one, statements=statements, links=links[:_LINKS_SHOWN],
        links_more=max(0, len(links) - _LINKS_SHOWN),
    )  # fmt: skip


def text(request: Request) -> Response:
    """The text of a version, nothing else."""
    with room_of(request).readers.lend() as history:
        row = _document(request, history)
        body = history.text(row["id"], id_of(request, "number"))
    return PlainTextResponse(body, headers=_SANDBOX)


def raw(request: Request) -> Response:
    """The bytes of a version as they were fetched, as text in their own encoding, whatever they are."""
    number = id_of(request, "number")
    with room_of(request).readers.lend() as history:
        row = _document(request, history)
        one = history.version(row["id"], number=number)
        body = history.raw(row["id"], one["number"])
    name = f"pagewatch-{row['id']}-v{number}.bin"
    how = f'attachment; filename="{name}"' if "download" in request.query_params else "inline"
    kind = f"text/plain; charset={_charset(one['encoding'])}"
    return Response(body, headers={**_SANDBOX, "Content-Type": kind, "Content-Disposition": how})


def _charset(name: str | None) -> str:
    try:
        return codecs.lookup(name or "utf-8").name
    except LookupError:
        return "utf-8"


def diff(request: Request) -> Response:
    """Any two versions compared: text, title, stated dates, links."""
    with room_of(request).readers.lend() as history:
        row = _document(request, history)
        old, new = _two(request, history, row)
        if old is None:
            return show(request, "only.html", document=row, version=new)
        links = compare_links(_links(history, old), _links(history, new))
        numbers = history.ask(lambda conn: reads_pages.versions_page(conn, row["id"], before=None, limit=500))
    whole = request.query_params.get("context") == "all"
    found = difference(old["text"], new["text"], context=None if whole else CONTEXT)
    dates = [(name, old[name], new[name]) for name in _DATES if old[name] != new[name]]
    side = request.query_params.get("view") == "side"
    return show(
        request, "diff.html", document=row, old=old, new=new, found=found, links=links, dates=dates, numbers=numbers,
        side=side, whole=whole,
    )  # fmt: skip


def _two(request: Request, history: History, row: Row) -> tuple[Row | None, Row]:
    """The versions that are compared: those asked for, else the newest and the one before it."""
    start, end = number_of(request, "from", low=1), number_of(request, "to", low=1)
    new = history.version(row["id"], number=end if end is not None else None)
    if start is not None:
        return history.version(row["id"], number=start), new
    before = history.ask(lambda conn: reads_pages.versions_page(conn, row["id"], before=new["number"], limit=1))
    return (history.version(row["id"], number=before[0]["number"]) if before else None), new


def _links(history: History, one: Row) -> list[FoundLink]:
    return [FoundLink(**row) for row in history.version_links(one["document_id"], one["number"])]


async def asked(request: Request) -> Response:
    """Check now: this document's page or feed becomes due."""
    room = room_of(request)
    row = await read(request, lambda history: _document(request, history))
    return done(f"/documents/{row['id']}", await check_now(room, row["resource_id"]))
