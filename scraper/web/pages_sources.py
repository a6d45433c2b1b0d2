"""Pages on what is followed: the list with the form to add, one source with its checks, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from scraper.errors import UsageError
from scraper.records import ReadOptions, ResourceKind, Rhythm, Source
from scraper.urls import canonical, check_url, is_http, kind_by_shape
from scraper.web.asking import check_now
from scraper.web.room import PAGE, Room, cut, done, form_of, id_of, number_of, read, room_of, show, text_of
from scraper.wishes import describe_options, describe_rhythm, rhythm_from
from storage import History, Store, reads_pages

__all__ = ["asked", "paused", "resumed", "source", "sources"]

STATES = ("trouble", "ok", "new", "failing", "blocked", "gone", "paused")
_CHECKS = 25


async def sources(request: Request) -> Response:
    """What is followed, filtered; and, as a POST, one more of it."""
    if request.method == "POST":
        return await _add(request)
    return await read(request, lambda history: _list(request, history, {}, ""))


def _list(request: Request, history: History, form: Mapping[str, str], problem: str) -> Response:
    page = number_of(request, "page") or 0
    tag, state, words = text_of(request, "tag"), text_of(request, "state"), text_of(request, "q")
    rows = history.ask(
        lambda conn: reads_pages.sources_page(
            conn, tag=tag, state=state, text=words, limit=PAGE + 1, offset=page * PAGE
        )
    )
    rows, more = cut(rows)
    return show(
        request, "sources.html", status=400 if problem else 200, sources=rows, more=more, page=page,
        tags=history.ask(reads_pages.tags), states=STATES, tag=tag or "", state=state or "", query=words or "",
        kinds=[str(kind) for kind in ResourceKind], form=form, problem=problem,
    )  # fmt: skip


def source(request: Request) -> Response:
    """One source: how it is followed, how it is, why the next check is when it is, and its checks."""
    number = id_of(request, "source")
    before = number_of(request, "before")
    with room_of(request).readers.lend() as history:
        row = history.source(number)
        checks, more = cut(
            history.ask(lambda c: reads_pages.checks_of(c, row["resource_id"], before=before, limit=_CHECKS + 1)),
            _CHECKS,
        )
        events = history.changes(source=number, limit=10)
        documents = history.ask(
            lambda conn: reads_pages.documents_page(conn, source=number, text=None, before=None, limit=10)
        )
    return show(
        request, "source.html", source=row, checks=checks, more=more, events=events, documents=documents,
        rhythm=describe_rhythm(Rhythm(row["every_s"], row["cron"], row["tz"])),
        options=describe_options(_stored(row["options"])),
    )  # fmt: skip


def _stored(options: Mapping[str, Any]) -> ReadOptions:
    """Options as they are stored, unchecked: what an older version let in must still be seen."""
    known = {field.name for field in fields(ReadOptions)}
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in options.items() if name in known
    }
    return replace(ReadOptions(), **given)


# -- actions -------------------------------------------------------------------------------------------------------


async def paused(request: Request) -> Response:
    """Stop checking it for now."""
    return await _set(request, lambda store, number, room: store.set_paused(number, True, room.now()), "paused")


async def resumed(request: Request) -> Response:
    """Check it again."""
    return await _set(request, lambda store, number, room: store.set_paused(number, False, room.now()), "resumed")


async def _set(request: Request, call: Callable[[Store, int, Room], Any], said: str) -> Response:
    room, number = room_of(request), id_of(request, "source")
    await room.hands.write(lambda store: call(store, number, room))
    room.hands.wake()
    return done(f"/sources/{number}", said)


async def asked(request: Request) -> Response:
    """Check now: the page, feed or sitemap of this source becomes due."""
    room, number = room_of(request), id_of(request, "source")
    row = await read(request, lambda history: history.source(number))
    return done(f"/sources/{number}", await check_now(room, row["resource_id"]))


@dataclass(frozen=True, slots=True)
class _Wish:
    """A source as the form asks for it."""

    url: str
    kind: ResourceKind | None
    tags: tuple[str, ...]
    note: str
    rhythm: Rhythm
    options: ReadOptions


async def _add(request: Request) -> Response:
    room = room_of(request)
    form = await form_of(request)
    try:
        wish = _wish(form)
        kind, title = await _what(room, wish)
        made, new = await room.hands.write(lambda store: _follow(store, wish, kind, title, room))
    except UsageError as error:
        problem = str(error)
        return await read(request, lambda history: _list(request, history, form, problem))
    room.hands.wake()
    return done(f"/sources/{made.id}", "added" if new else "known")


def _wish(form: Mapping[str, str]) -> _Wish:
    """What the form asks for. Raises UsageError for what cannot be meant."""
    url = check_url(form.get("url", "").strip())
    if not is_http(url):
        raise UsageError(f"cannot follow {url!r}: only http and https")
    kind = form.get("kind", "")
    if kind and kind not in {str(known) for known in ResourceKind}:
        raise UsageError(f"there is no kind of source {kind!r}")
    every, cron, zone = (form.get(name, "").strip() or None for name in ("every", "cron", "tz"))
    tags = form.get("tags", "").replace("，", ",").split(",")
    return _Wish(
        url=url,
        kind=ResourceKind(kind) if kind else None,
        tags=tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip())),
        note=form.get("note", "").strip(),
        rhythm=rhythm_from(every, cron, zone) or Rhythm(),
        options=ReadOptions(),
    )


async def _what(room: Room, wish: _Wish) -> tuple[ResourceKind, str | None]:
    """What a URL is: as the form says, as its server shows, or as it looks."""
    if wish.kind is not None:
        return wish.kind, None
    probe = await room.hands.probe(wish.url)
    return (probe.kind, probe.title) if probe is not None else (kind_by_shape(wish.url), None)


def _follow(store: Store, wish: _Wish, kind: ResourceKind, title: str | None, room: Room) -> tuple[Source, bool]:
    return store.add_source(
        kind=kind, url=wish.url, canonical=canonical(wish.url), title=title, tags=wish.tags, note=wish.note,
        rhythm=wish.rhythm, options=wish.options, now=room.now(),
    )  # fmt: skip
