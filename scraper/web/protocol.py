"""uvicorn's HTTP protocol with a limit on how long a request may take to arrive.

uvicorn bounds how long a connection may idle between requests, but not how long the bytes of one may dribble in: a few
hundred half-sent requests would keep everybody else out.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["Impatient"]


class Impatient(H11Protocol):
    """Closes a connection whose request is not complete `REQUEST_S` seconds after it began."""

    REQUEST_S = 15.0
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection that says nothing at all is as bad as a slow one."""
        super().connection_made(transport)
        self._arm()

    def data_received(self, data: bytes) -> None:
        """The clock runs while a request is incomplete, and stands while it is answered."""
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete or self.cycle.more_body:
            self._arm()
        else:
            self._disarm()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing to wait for any more."""
        self._disarm()
        super().connection_lost(exc)

    def _arm(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(self.REQUEST_S, self._too_late)

    def _disarm(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
        self._late = None
        if not self.transport.is_closing():
            self.transport.close()
