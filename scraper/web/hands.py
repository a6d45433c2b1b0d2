"""How pages change something: through the service's own writer, or as one more writer that takes its turn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from starlette.concurrency import run_in_threadpool

from scraper.urls import canonical
from storage import Store, open_store

if TYPE_CHECKING:  # importing the service costs a second and a half, and `serve` does without it
    from scraper.service import Probe

__all__ = ["Hands", "OwnHands"]

T = TypeVar("T")


class Hands(Protocol):
    """What a page needs in order to change something; satisfied by the running service and by `OwnHands`."""

    @property
    def at_work(self) -> bool:
        """Whether what is due is looked at by this very process, at once."""

    @property
    def trouble(self) -> str | None:
        """Why nothing can be stored at present, in a line; None where all is well."""

    async def write(self, call: Callable[[Store], T]) -> T:
        """The result of one call on the store. Raises StorageError; Locked where no turn comes."""

    def wake(self) -> None:
        """There may be something new to do."""

    async def probe(self, url: str) -> Probe | None:
        """What a URL is; None where it cannot be asked. Raises UsageError for what is no URL to follow."""


class OwnHands:
    """For `serve`: the database is opened for one action, beside a running service too, as `add` and `pause` do it."""

    at_work = False
    trouble = None

    def __init__(self, path: Path) -> None:
        self.path = path

    async def write(self, call: Callable[[Store], T]) -> T:
        """The result of one call on a store that is opened for it. Raises Locked while the database is made, migrated or reorganised."""
        return await run_in_threadpool(self._write, call)

    def _write(self, call: Callable[[Store], T]) -> T:
        with open_store(self.path, holder="pagewatch serve", canonical=canonical, guest=True) as store:
            return call(store)

    def wake(self) -> None:
        """Nobody in this process: a running service sees what was written at its next heartbeat, else the next `check` does."""

    async def probe(self, url: str) -> Probe | None:
        """Unknown: these pages fetch nothing."""
        return None
