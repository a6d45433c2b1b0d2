"""User names and passwords in URLs: for fetching, never for showing."""

from __future__ import annotations

import re

__all__ = ["without_userinfo"]


_USERINFO = re.compile(r"(?i)\b(https?://)[^\s/?#@\\\"'<>]*@")


def without_userinfo(text: str) -> str:
    """`text` with the user and password taken out of every URL in it: they are for fetching, never for showing."""
    return _USERINFO.sub(r"\1", text) if "@" in text else text
