"""What a face beside the service (the web pages) may use of it: its one writer, its engine, and a way to wake it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from scraper.fetching.visitor import Visits
from scraper.service.looking import guess_kind, probe_with
from scraper.service.requests import Probe
from storage import Store

if TYPE_CHECKING:
    from scraper.service.forever import Service

__all__ = ["Beside", "ServiceHands"]

T = TypeVar("T")


class Beside(Protocol):
    """What runs beside the service on its loop. It is started before the first visit and stopped before the store."""

    async def start(self) -> None:
        """Raises PagewatchError where it cannot."""

    async def stop(self) -> None:
        """Let what is under way end, within a few seconds."""


class ServiceHands:
    """The service, as a face sees it."""

    at_work = True

    def __init__(self, service: Service) -> None:
        self._service = service

    @property
    def trouble(self) -> str | None:
        """Why nothing can be stored at present; None where all is well."""
        recorder = self._service.recorder
        error = recorder.disk_full or recorder.error
        return str(error) if error is not None else None

    async def write(self, call: Callable[[Store], T]) -> T:
        """One call on the service's store, in its thread. Raises StorageError."""
        return await self._service.desk.do(call, self._service.desk.store)

    def wake(self) -> None:
        """There may be something new to do, and what was read ahead may be paused now."""
        self._service.work.reread()

    async def probe(self, url: str) -> Probe | None:
        """What a URL is, asked over the service's engine (guard, robots and politeness as ever). Raises UsageError."""
        guess = guess_kind(url)
        if self._service.crawler is None or not self._service.crawler.engine.running:
            return None
        return await probe_with(guess, Visits(self._service.crawler), self._service.workers)
