"""Apprise, kept apart: this module runs in a process of its own, and is the only one that imports it.

Its first use loads 170 services (2 s and 60 MB at best), its sockets block, and a service that hangs can only be
stopped by ending the process.
"""

from __future__ import annotations

import logging
from typing import Any, Self

__all__ = ["explain", "load", "notify"]

_LINES = 12


def load() -> None:
    """Load the services, so that the time limit of the first message is its own."""
    import apprise  # start-up cost: only this process pays it

    apprise.Apprise().add("json://127.0.0.1")


def _service(target: str) -> Any:
    import apprise  # as above

    asset = apprise.AppriseAsset(secure_logging=True, http_redirects=False, app_id="pagewatch", app_desc="pagewatch")
    service = apprise.Apprise(asset=asset)
    return service if service.add(target) else None


def explain(target: str) -> str:
    """What is wrong with an Apprise URL; '' when a service takes it. Sends nothing."""
    with _Listening() as heard:
        service = _service(target)
    return "" if service is not None else heard.text() or "no service of Apprise takes this address"


def notify(target: str, subject: str, body: str) -> str:
    """Send one message; '' when every part of it was taken, else why not (unmasked: the caller masks)."""
    import apprise  # as above

    with _Listening() as heard:
        service = _service(target)
        if service is None:
            return heard.text() or "no service of Apprise takes this address"
        done = service.notify(body=body, title=subject, body_format=apprise.NotifyFormat.TEXT)
    return "" if done else heard.text() or "the service refused the message"


class _Listening(logging.Handler):
    """Collects what Apprise says in its log: the only place where it gives reasons."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self._log = logging.getLogger("apprise")

    def __enter__(self) -> Self:
        self._log.addHandler(self)
        self._log.propagate = False
        return self

    def __exit__(self, *_: object) -> None:
        self._log.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first lines."""
        if len(self.lines) < _LINES:
            self.lines.append(" ".join(record.getMessage().split())[:300])

    def text(self) -> str:
        """All that was said, on one line."""
        return "; ".join(self.lines)
