"""Room on the disk: fetching rests before it is all gone, so that alerts can still be noted and people can still act."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

__all__ = ["Room"]

log = logging.getLogger(__name__)


class Room:
    """Whether there is room for more; says so once when that changes."""

    def __init__(self, database: Path, keep_free: int) -> None:
        self._folder, self._keep_free = database.parent, keep_free
        self.short = False

    def look(self) -> bool:
        """Whether fetching has to rest."""
        free = shutil.disk_usage(self._folder).free
        # Some more than the limit ends the rest: at the limit itself it would come and go.
        short = free < self._keep_free * (1.1 if self.short else 1)
        if short and not self.short:
            log.error(
                "only %d MiB free for %s: fetching rests until there are %d MiB ([storage] keep_free)",
                free >> 20, self._folder, self._keep_free >> 20,
            )  # fmt: skip
        elif self.short and not short:
            log.info("%d MiB free again: fetching goes on", free >> 20)
        self.short = short
        return short
