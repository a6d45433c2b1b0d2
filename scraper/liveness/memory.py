"""What liveness keeps between looks: a snapshot of each good page, and what was learnt of each host. Opaque JSON.

A snapshot answers "is this still the page it was?": title, language, and the smallest hashes of the text's pairs of words, so
that two snapshots of one page are alike without keeping the text.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from scraper.extract.barrier_face import Face, normal
from scraper.records import HostNotes

__all__ = ["HostMemory", "Snapshot", "likeness", "sketch", "snapshot_of"]

_KEPT = 32  # hashes of a sketch
_PIECES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|[^\W_]+")
_ASCII_PIECES = bytes(n if n > 127 or chr(n).isalnum() else 32 for n in range(256))
MAX_TEXT = 6_000
MAX_FAN = 40


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A good look, small. `distinct`: a nonsense sibling gave another answer then. `gambling`: such words counted."""

    title: str = ""
    lang: str = ""
    kind: str = ""  # media type
    chars: int = 0
    pairs: tuple[int, ...] = ()  # a sketch
    distinct: bool = False
    gambling: int = 0
    sha256: str = ""

    def to_json(self) -> str:
        """The snapshot as opaque text."""
        kept = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Snapshot | None:
        """The snapshot in a text, or None where there is none that can be read."""
        try:
            found = json.loads(text) if text else None
            if not isinstance(found, dict):
                return None
            known = {key: value for key, value in found.items() if key in cls.__slots__}
            known["pairs"] = tuple(int(n) for n in known.get("pairs", ()))
            return cls(**known)
        except (ValueError, TypeError):
            return None


def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of all pairs of neighbouring words (or CJK letters), ascending; () for hardly any text."""
    said = text[:MAX_TEXT]
    if said.isascii():  # a sixth of what the pattern costs
        pieces = said.lower().encode().translate(_ASCII_PIECES).split()
    else:
        pieces = [piece.encode("utf-8", "replace") for piece in _PIECES.findall(normal(said))]
    if len(pieces) < 4:
        return ()
    crc = zlib.crc32  # of 'one other', which is that of ' other' continued from that of 'one'
    pairs = set(map(crc, map(b" ".__add__, pieces[1:]), map(crc, pieces)))
    return tuple(sorted(pairs)[:_KEPT])


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Estimated share of common pairs, 0 to 1: of the smallest hashes of both, how many are in each; 0 where one is empty."""
    if not one or not other:
        return 0.0
    both = sorted({*one, *other})[:_KEPT]
    first, second = set(one), set(other)
    return sum(value in first and value in second for value in both) / len(both)


def snapshot_of(
    face: Face, kind: str, pairs: tuple[int, ...], *, distinct: bool, gambling: int, sha256: str
) -> Snapshot:
    """The snapshot of a page that was judged alive; `pairs` is its sketch."""
    return Snapshot(face.title[:160], face.lang[:12], kind, len(face.main), pairs, distinct, gambling, sha256)


@dataclass(frozen=True, slots=True)
class HostMemory:
    """What is known of a host: pause of its provider, and where its deep links end."""

    paused_until: datetime | None = None
    paused_why: str = ""
    fan: Mapping[str, tuple[str, ...]] | None = None  # short end address -> hashes of the deep links that ended there
    refusals: Mapping[str, str] | None = None  # directory -> when a nonsense sibling there last got a 404 (ISO)

    @classmethod
    def of(cls, notes: HostNotes) -> HostMemory:
        """Read the notes; what cannot be read is forgotten."""
        return cls._read(notes.liveness_json)

    @classmethod
    @lru_cache(maxsize=64)
    def _read(cls, text: str) -> HostMemory:
        try:
            found: dict[str, Any] = json.loads(text) if text else {}
            until = datetime.fromisoformat(found["paused_until"]) if found.get("paused_until") else None
            fan = {str(end): tuple(map(str, links)) for end, links in dict(found.get("fan") or {}).items()}
            refusals = {str(where): str(at) for where, at in dict(found.get("refusals") or {}).items()}
            return cls(until, str(found.get("paused_why", "")), fan, refusals)
        except (ValueError, TypeError, AttributeError, KeyError):
            return cls()

    def into(self, notes: HostNotes) -> HostNotes:
        """The notes with this memory."""
        kept = {
            "paused_until": self.paused_until.isoformat() if self.paused_until else None,
            "paused_why": self.paused_why or None,
            "refusals": dict(self.refusals or {}) or None,
            "fan": {end: list(links) for end, links in (self.fan or {}).items()} or None,
        }
        text = json.dumps({key: value for key, value in kept.items() if value}, separators=(",", ":"))
        return replace(notes, liveness_json=text)

    def paused(self, now: datetime, longest: timedelta) -> bool:
        """Whether the provider is to be left alone. A pause from a clock that was ahead of ours does not bind."""
        return self.paused_until is not None and now < self.paused_until <= now + longest

    def refuses(self, where: str, now: datetime, ttl: timedelta) -> bool:
        """Whether nonsense in this directory got a 404 a short while ago. Never evidence of death, only against it."""
        try:
            at = datetime.fromisoformat((self.refusals or {})[where])
        except (KeyError, ValueError):
            return False
        return at <= now < at + ttl

    def with_refusal(self, where: str, now: datetime) -> HostMemory:
        """A nonsense sibling in this directory got a 404."""
        refusals = {**(self.refusals or {}), where: now.isoformat()}
        while len(refusals) > MAX_FAN:
            refusals.pop(next(iter(refusals)))
        return replace(self, refusals=refusals)

    def with_end(self, end: str, link: str) -> HostMemory:
        """One more deep link that ended at a short address."""
        fan = dict(self.fan or {})
        mark = hashlib.sha256(link.encode("utf-8", "replace")).hexdigest()[:8]
        if mark not in fan.get(end, ()):
            fan[end] = (*fan.get(end, ()), mark)[-12:]
        while len(fan) > MAX_FAN:
            fan.pop(next(iter(fan)))
        return replace(self, fan=fan)
