"""Bodies: compressed against their relatives, addressed by their hash, checked when read.

A body is a zstd frame whose raw dictionary is one or two other bodies (its *bases*): the version before it; for a text
also the page it was read from; for a first version pages of the same and of other sites. A chain of bases is at most
`MAX_DEPTH` long, so reading any version stays fast. Where the newest version is no good base (pages that alternate
between variants), a few older ones are tried and the smallest result wins.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections import OrderedDict
from collections.abc import Sequence

from scraper.errors import Corrupt

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["TRIED", "Bases", "Blobs"]

# A chain of bases is at most this long; each link costs about 30 µs to read for a page of 120 kB. Of 1,544 captures of
# 27 pages: 40 took 6 % more room, 100 took 1 % less.
MAX_DEPTH = 60
# A chain that is full goes on from its link at this depth: half-way is nearer kin than the root (2 %).
RESTART_DEPTH = 20
# A difference larger than this makes it worth trying older versions as base: 80 % of real differences are smaller.
TRY_OTHERS_ABOVE = 600
TRIED = 8  # so many of them
# Level 9 against a base: 14 % smaller than level 3 for 0.1 ms more. Above a megabyte its cost per byte shows.
LEVEL, LEVEL_LARGE, LARGE = 9, 3, 1 << 20
# Strangers (pages of other hosts) are compared at this level, a fifth of the cost; only the one chosen is packed in earnest.
LEVEL_TRIAL = 3
CACHE_BYTES = 12 << 20

_Parameter = zstd.CompressionParameter
_MAGIC = b"\x28\xb5\x2f\xfd"


# One or two bodies that another is stored against, the nearer relative last: what lies nearer costs fewer bits.
Bases = tuple[int, ...]


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
        try:
            body = self._decode(blob_id, {}, 0)
        except zstd.ZstdError as error:
            raise Corrupt(f"stored body {blob_id} cannot be unpacked ({error}); restore a backup") from error
        (digest,) = self._conn.execute("SELECT sha256 FROM blobs WHERE id = ?", (blob_id,)).fetchone()
        if hashlib.sha256(body).digest() != digest:
            raise Corrupt(f"stored body {blob_id} does not hash to its recorded sha256; restore a backup")
        self._keep(blob_id, body)
        return body

    def _decode(self, blob_id: int, seen: dict[int, bytes], depth: int) -> bytes:
        """A body by way of its bases; `seen` holds those of this reading, for two chains share most of theirs."""
        body = self._cache.get(blob_id) or seen.get(blob_id)
        if body is not None:
            return body
        row = self._conn.execute("SELECT base_id, base2_id, body FROM blobs WHERE id = ?", (blob_id,)).fetchone()
        if row is None or depth > 4 * MAX_DEPTH:
            raise Corrupt(f"stored body {blob_id} is missing, and others are stored against it; restore a backup")
        bases = [self._decode(base, seen, depth + 1) for base in (row[1], row[0]) if base is not None]
        body = zstd.decompress(_MAGIC + row[2], _as_dictionary(b"".join(bases)))
        seen[blob_id] = body
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

    def put(self, body: bytes, near: Sequence[int] = (), choices: Sequence[Bases] = ()) -> int:
        """Store a body and give its id; a body that equals one of `near` is that one.

        `choices` are the bases to try, best first, until one leaves little to store.
        """
        digest = hashlib.sha256(body).digest()
        for blob_id in near:
            if self._conn.execute("SELECT sha256 FROM blobs WHERE id = ?", (blob_id,)).fetchone()[0] == digest:
                return blob_id
        packed, bases = self._pack(body, choices, LEVEL if near or len(choices) == 1 else LEVEL_TRIAL)
        rowid = self._conn.execute(
            "INSERT INTO blobs (base_id, base2_id, depth, size, sha256, body) VALUES (?, ?, ?, ?, ?, ?)",
            (*_two(bases), self._depth(bases), len(body), digest, packed),
        ).lastrowid
        assert rowid is not None
        self._keep(rowid, body)
        return rowid

    def _pack(self, body: bytes, choices: Sequence[Bases], level: int) -> tuple[bytes, Bases]:
        packed, bases = self._choose(body, choices, level)
        return (packed, bases) if level == LEVEL else (self._against(body, bases), bases)

    def _choose(self, body: bytes, choices: Sequence[Bases], level: int) -> tuple[bytes, Bases]:
        """The body packed against the best of the choices, or alone where none of them is of use."""
        best: tuple[bytes, Bases] | None = None
        for choice in choices:
            bases = tuple(dict.fromkeys(self._shallow(blob_id) for blob_id in choice))
            packed = self._against(body, bases, level)
            if best is None or len(packed) < len(best[0]):
                best = packed, bases
            if len(best[0]) <= TRY_OTHERS_ABOVE:
                return best
        if best is not None and len(best[0]) * 8 < len(body):
            return best
        alone = self._against(body, (), level)
        # A base is a tie for all time: it must save something.
        return best if best is not None and len(best[0]) * 10 < len(alone) * 9 else (alone, ())

    def _against(self, body: bytes, bases: Bases, level: int = LEVEL) -> bytes:
        return _compress(body, b"".join(self.get(blob_id) for blob_id in bases), level)

    def _shallow(self, blob_id: int) -> int:
        """The blob itself, or where its chain is full its ancestor half-way down."""
        depth, base = self._conn.execute("SELECT depth, base_id FROM blobs WHERE id = ?", (blob_id,)).fetchone()
        if depth < MAX_DEPTH:
            return blob_id
        while depth > RESTART_DEPTH and base is not None:
            blob_id = base
            depth, base = self._conn.execute("SELECT depth, base_id FROM blobs WHERE id = ?", (blob_id,)).fetchone()
        return blob_id

    def _depth(self, bases: Bases) -> int:
        depths = [self._conn.execute("SELECT depth FROM blobs WHERE id = ?", (i,)).fetchone()[0] for i in bases]
        return 1 + max(depths) if depths else 0

    def rebase(self, blob_id: int, bases: Bases) -> None:
        """Store a body again, against other bases (older than itself) or alone (pruning)."""
        body = self.get(blob_id)
        bases = tuple(dict.fromkeys(self._shallow(i) for i in bases))
        packed = self._against(body, bases)
        self._conn.execute(
            "UPDATE blobs SET base_id = ?, base2_id = ?, depth = ?, body = ? WHERE id = ?",
            (*_two(bases), self._depth(bases), packed, blob_id),
        )


def _two(bases: Bases) -> tuple[int | None, int | None]:
    """As columns: the nearer relative first."""
    padded: tuple[int | None, ...] = (*reversed(bases), None, None)
    return padded[0], padded[1]


def _as_dictionary(base: bytes) -> tuple[zstd.ZstdDict, int] | None:
    """A body as a prefix. zstd takes no dictionary under eight bytes; such a base is as good as none."""
    return zstd.ZstdDict(base, is_raw=True).as_prefix if len(base) >= 8 else None


def _compress(body: bytes, base: bytes, level: int) -> bytes:
    reach = len(body) + len(base)
    options: dict[int, int] = {
        _Parameter.compression_level: level if len(body) <= LARGE else LEVEL_LARGE,
        # The window must span base and body, or matches at the far end of the base are lost (facts §6).
        _Parameter.window_log: max(10, min(27, reach.bit_length())),
        _Parameter.checksum_flag: 0,
        _Parameter.dict_id_flag: 0,
    }
    return zstd.compress(body, options=options, zstd_dict=_as_dictionary(base))[len(_MAGIC) :]
