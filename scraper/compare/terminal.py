"""Foreign text on a terminal. Apart from the renderers, because every listing needs it and nothing else of them."""

from __future__ import annotations

import re

__all__ = ["CONTROL", "printable"]

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    """Text that cannot steer a terminal: control characters become their Unicode pictures."""
    return CONTROL.sub(lambda m: chr(0x2400 + ord(m[0])) if ord(m[0]) < 0x20 else "\ufffd", text)
