"""Bodies: compressed against their relatives, addressed by their hash, checked when read.

A body is a zstd frame whose raw dictionary is another body (its *base*): the version before it, or a page of the same
site. A chain of bases is at most `MAX_DEPTH` long, so reading any version stays fast. Where the newest version is no
good base (pages that alternate between variants), a few older ones are tried and the smallest result wins.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.errors import Corrupt

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["Blobs"]

# Reading decodes at most this many links plus one; each costs about 50 µs for a page of 120 kB.
MAX_DEPTH = 40
# A chain that is full starts again from the base at this depth: near the root, and still a relative.
RESTART_DEPTH = 2
# A difference larger than this makes it worth trying older versions as base: 80 % of real differences are smaller.
TRY_OTHERS_ABOVE = 600
TRIED = 8
# Level 9 against a base: 14 % smaller than level 3 for 0.1 ms more. Above a megabyte its cost per byte shows.
LEVEL, LEVEL_LARGE, LARGE = 9, 3, 1 << 20
CACHE_BYTES = 12 << 20

_Parameter = zstd.CompressionParameter


@dataclass(frozen=True, slots=True)
class _Candidate:
    blob_id: int
    depth: int


class Blobs:
    """The `blobs` table seen as bodies. `put` needs an open write transaction; call `forget` after a rollback."""

    def __init__(self, conn: sqlite3.Connection, cache_bytes: int = CACHE_BYTES) -> None:
        self._conn = conn
        self._room = cache_bytes
        self._held = 0
        self._cache: OrderedDict[int, bytes] = OrderedDict()

    # -- reading ----------------------------------------------------------------------------------------------

    def get(self, blob_id: int) -> bytes:
        """A stored body. Raises Corrupt when it does not decode or does not hash to what was recorded."""
        held = self._cache.get(blob_id)
        if held is not None:
            self._cache.move_to_end(blob_id)
            return held
        chain: list[tuple[int, bytes, bytes]] = []
        body: bytes | None = None
        at: int | None = blob_id
        while at is not None and body is None:
            row = self._conn.execute("SELECT base_id, sha256, body FROM blobs WHERE id = ?", (at,)).fetchone()
            if row is None or len(chain) > 1000:
                raise Corrupt(f"stored body {blob_id}: its base {at} is missing; restore a backup")
            chain.append((at, row[1], row[2]))
            at = row[0]
            body = self._cache.get(at) if at is not None else None
        return self._unfold(blob_id, chain, body)

    def _unfold(self, blob_id: int, chain: list[tuple[int, bytes, bytes]], body: bytes | None) -> bytes:
        try:
            for _, _, packed in reversed(chain):
                body = zstd.decompress(packed, _as_dictionary(body))
        except zstd.ZstdError as error:
            raise Corrupt(f"stored body {blob_id} cannot be unpacked ({error}); restore a backup") from error
        assert body is not None
        if hashlib.sha256(body).digest() != chain[0][1]:
            raise Corrupt(f"stored body {blob_id} does not hash to its recorded sha256; restore a backup")
        self._keep(blob_id, body)
        return body

    def _keep(self, blob_id: int, body: bytes) -> None:
        if len(body) > self._room // 4:
            return
        self._held += len(body) - len(self._cache.pop(blob_id, b""))
        self._cache[blob_id] = body
        while self._held > self._room:
            self._held -= len(self._cache.popitem(last=False)[1])

    def forget(self) -> None:
        """Drop the cache: after a rollback an id may come to mean another body."""
        self._cache.clear()
        self._held = 0

    # -- writing ----------------------------------------------------------------------------------------------

    def put(self, body: bytes, near: Sequence[int] = ()) -> int:
        """Store a body and give its id; an equal body is stored once. `near`: ids of likely relatives, best first."""
        digest = hashlib.sha256(body).digest()
        known = self._conn.execute(
            "SELECT id FROM blobs WHERE substr(sha256, 1, 6) = ? AND sha256 = ?", (digest[:6], digest)
        ).fetchone()
        if known is not None:
            return int(known[0])
        packed, base = self._pack(body, near)
        cursor = self._conn.execute(
            "INSERT INTO blobs (base_id, depth, size, sha256, body) VALUES (?, ?, ?, ?, ?)",
            (base.blob_id if base else None, base.depth + 1 if base else 0, len(body), digest, packed),
        )
        assert cursor.lastrowid is not None
        self._keep(cursor.lastrowid, body)
        return cursor.lastrowid

    def _pack(self, body: bytes, near: Sequence[int]) -> tuple[bytes, _Candidate | None]:
        best: tuple[bytes, _Candidate] | None = None
        for blob_id in near[:TRIED]:
            candidate = self._candidate(blob_id)
            packed = _compress(body, self.get(candidate.blob_id))
            if best is None or len(packed) < len(best[0]):
                best = packed, candidate
            if len(best[0]) <= TRY_OTHERS_ABOVE:
                return best
        if best is not None and len(best[0]) * 8 < len(body):
            return best
        alone = _compress(body, None)
        # A base is a tie for all time: it must save something.
        return best if best is not None and len(best[0]) * 10 < len(alone) * 9 else (alone, None)

    def _candidate(self, blob_id: int) -> _Candidate:
        """The blob itself, or where its chain is full its ancestor near the root."""
        depth, base = self._conn.execute("SELECT depth, base_id FROM blobs WHERE id = ?", (blob_id,)).fetchone()
        if depth < MAX_DEPTH:
            return _Candidate(blob_id, depth)
        while depth > RESTART_DEPTH and base is not None:
            blob_id = base
            depth, base = self._conn.execute("SELECT depth, base_id FROM blobs WHERE id = ?", (blob_id,)).fetchone()
        return _Candidate(blob_id, depth)

    def rebase(self, blob_id: int, base_id: int | None) -> None:
        """Store a body again, against another base or alone (pruning). The base must not depend on the body."""
        body = self.get(blob_id)
        base = self._candidate(base_id) if base_id is not None else None
        packed = _compress(body, self.get(base.blob_id) if base else None)
        self._conn.execute(
            "UPDATE blobs SET base_id = ?, depth = ?, body = ? WHERE id = ?",
            (base.blob_id if base else None, base.depth + 1 if base else 0, packed, blob_id),
        )


def _as_dictionary(base: bytes | None) -> tuple[zstd.ZstdDict, int] | None:
    """A body as a prefix. zstd takes no dictionary under eight bytes; such a base is as good as none."""
    return zstd.ZstdDict(base, is_raw=True).as_prefix if base is not None and len(base) >= 8 else None


def _compress(body: bytes, base: bytes | None) -> bytes:
    reach = len(body) + len(base or b"")
    options: dict[int, int] = {
        _Parameter.compression_level: LEVEL if len(body) <= LARGE else LEVEL_LARGE,
        # The window must span base and body, or matches at the far end of the base are lost (facts §6).
        _Parameter.window_log: max(10, min(27, reach.bit_length())),
        _Parameter.checksum_flag: 0,
        _Parameter.dict_id_flag: 0,
    }
    return zstd.compress(body, options=options, zstd_dict=_as_dictionary(base))
