"""Pages on how pagewatch itself is: the alerts on their way, and its health."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from scraper.errors import UsageError
from scraper.web.room import PAGE, cut, done, form_of, number_of, read, room_of, show, text_of
from storage import History, reads_pages

__all__ = ["Figures", "alerts", "retried", "state"]

Row = dict[str, Any]
# Counting a million versions takes seconds; figures may be this old.
FIGURES_HOLD = timedelta(minutes=10)
_RETRIED = 10_000


class Figures:
    """The counts of `stats`, made at most once in a while however often they are asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._row: Row | None = None
        self._at: datetime | None = None

    def of(self, history: History, now: datetime) -> Row:
        """The figures, with `counted_at`."""
        with self._lock:
            if self._row is None or self._at is None or not timedelta() <= now - self._at < FIGURES_HOLD:
                self._row, self._at = {**history.stats(now), "counted_at": now.isoformat()}, now
            return self._row


def alerts(request: Request) -> Response:
    """Deliveries: one event on its way to one channel."""
    which = text_of(request, "state") or ""
    room = room_of(request)
    with room.readers.lend() as history:
        rows = history.ask(
            lambda conn: reads_pages.undelivered(conn, which=which, before=number_of(request, "before"), limit=PAGE + 1)
        )
        sums = history.ask(reads_pages.waiting)
    rows, more = cut(rows)
    channels = [(one.name, one.target.partition(":")[0]) for one in room.config.alerts.channels]
    return show(request, "alerts.html", alerts=rows, more=more, which=which, sums=sums, channels=channels)


async def retried(request: Request) -> Response:
    """Send again what failed: one delivery, or all."""
    room = room_of(request)
    wanted = (await form_of(request)).get("delivery", "")
    if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 16):
        raise UsageError(f"there is no alert {wanted!r}")
    failed = await read(
        request,
        lambda history: history.ask(
            lambda conn: reads_pages.undelivered(conn, which="failed", before=None, limit=_RETRIED)
        ),
    )
    ids = [row["id"] for row in failed if not wanted or row["id"] == int(wanted)]
    if ids:
        await room.hands.write(lambda store: store.retry(ids, room.now()))
        room.hands.wake()
    return done("/alerts", "retried" if ids else "nothing-failed")


def state(request: Request) -> Response:
    """What `doctor` and `stats` say, and what guards this installation."""
    room = room_of(request)
    now = room.now()
    with room.readers.lend() as history:
        findings = history.findings(now, whole=False)
        figures = room.figures.of(history, now)
    crawl = room.config.crawl
    opened = crawl.allow_private_networks
    networks = "all private networks" if opened is True else "none" if not opened else ", ".join(map(str, opened))
    return show(
        request, "state.html", findings=findings, figures=figures, crawl=crawl, networks=networks, opened=bool(opened),
        channels=len(room.config.alerts.channels), address=room.address, listening=_listening(request), web=room.config.web,
        service=room.hands.at_work,
    )  # fmt: skip


def _listening(request: Request) -> str:
    host, port = request.scope.get("server") or ("?", 0)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
