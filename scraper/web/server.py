"""uvicorn on a loop that is not its own: no signal handlers, started and stopped by whoever owns the loop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Generator
from datetime import datetime
from pathlib import Path

import uvicorn

from scraper.config import Config
from scraper.errors import PagewatchError
from scraper.web.address import Address, Listening
from scraper.web.app import application
from scraper.web.hands import Hands, OwnHands
from scraper.web.protocol import Impatient
from scraper.web.readers import Readers
from storage import open_history

__all__ = ["Pages", "serve_alone"]

log = logging.getLogger(__name__)

# What is being answered when we stop gets this long.
GRACE_S = 3
# More connections than this at once are turned away with 503.
CONNECTIONS = 100


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Signals belong to the owner of the loop."""
        yield


class Pages:
    """The web pages, beside a service or alone. `hands` is how they write."""

    def __init__(
        self, db: Path, config: Config, listening: Listening, hands: Hands, now: Callable[[], datetime]
    ) -> None:
        self.address = listening.address
        self._sock = listening.sock
        self._readers = Readers(db)
        self._app = application(self._readers, hands, config, listening.address, now)
        self._server: _Server | None = None
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Answer. Raises PagewatchError where that cannot be."""
        self._server = _Server(
            uvicorn.Config(
                self._app,
                loop="none",
                http=Impatient,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level=logging.WARNING,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                limit_concurrency=CONNECTIONS,
                timeout_graceful_shutdown=GRACE_S,
                h11_max_incomplete_event_size=64 << 10,
            )
        )
        self._running = asyncio.create_task(self._server.serve(sockets=[self._sock]))
        while not self._server.started and not self._running.done():
            await asyncio.sleep(0.005)
        if self._running.done():
            self._sock.close()
            raise PagewatchError(f"the web pages could not start on {self.address.url}")
        log.info("web pages on %s", self.address.url)

    async def stop(self) -> None:
        """Take no new requests, end what is being answered, close the readers."""
        if self._server is not None and self._running is not None:
            self._server.should_exit = True
            await self._running
        self._readers.close()


def serve_alone(
    db: Path, config: Config, listening: Listening, now: Callable[[], datetime], ready: Callable[[Address], None]
) -> int:
    """The pages without a service, until SIGTERM or SIGINT. `ready` is called once they answer."""
    open_history(db).close()  # is there a database, and is it ours? Say so before anything listens

    async def main() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        pages = Pages(db, config, listening, OwnHands(db), now)
        await pages.start()
        ready(pages.address)
        await stop.wait()
        await pages.stop()

    asyncio.run(main())
    return 0
