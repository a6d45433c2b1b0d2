"""Bodies: compressed against their relatives, addressed by their hash, checked when read.

A body is a zstd frame whose raw dictionary is one or two other bodies (its *bases*): the version before it or what that
one is stored against; for a text also the page it was read from; for a first version pages of the same and of other
sites. A chain of bases is at most about `MAX_DEPTH` long, so reading any version stays fast. Where the newest version is
no good base (pages that alternate between variants), a few older ones are tried and the smallest result wins.

Writing is quick, not thorough; `repack.py` packs once more when there is time.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections import Counter, OrderedDict
from collections.abc import Sequence
from functools import cache
from typing import Protocol

from scraper.errors import Corrupt

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["ELDER", "FAST", "THOROUGH", "Bases", "Blobs", "Elder", "compress", "head", "two", "unpack"]

# A chain of bases is at most this long; each link costs about 30 µs to read for a page of 120 kB. Of 1,544 captures of
# 27 pages: 40 took 6 % more room, 100 took 1 % less.
MAX_DEPTH = 60
# A chain that is full goes on from its link at this depth: half-way is nearer kin than the root (2 %).
RESTART_DEPTH = 20
# A difference larger than this makes it worth trying older versions as base: 80 % of real differences are smaller.
TRY_OTHERS_ABOVE = 600
TRIED = 4  # so many of them; `repack.py` looks among more
# What is written against a base: level 1 with a hash table that has room for all of the base and matches of seven bytes
# or more, 0.07 ms for a page of 120 kB beside what taking the base in costs anyway. Its own table is too small and misses
# most of a base; level 2 costs a quarter more and leaves an eighth more, level 3 leaves 3 % less for twice as much, level 9
# another 14 % for seven times that: that one is for `repack.py`.
# What is written alone has level 3: 0.6 ms, and a tenth more until it is packed again. Above a megabyte the cost per byte
# shows.
FAST, ALONE, THOROUGH, LARGE = 1, 3, 9, 1 << 20
CACHE_BYTES = 12 << 20
# A body, its base's copy in a dictionary and zstd's own buffer are taken and given back for every link of a chain. glibc
# keeps what is given back, up to twice the largest block ever freed; from the system each page of it comes anew, which is
# half of the cost of reading. (Where `mallopt` fixed that bound, as the service does, nothing changes.)
KEPT = 8 << 20

_Parameter = zstd.CompressionParameter


def head(size: int) -> bytes:
    """How a zstd frame of a body of this size begins: the magic number, one segment, no checksum, no dictionary's name.
    Rows are kept without it: it is a tenth of an ordinary difference.
    """
    if size < 256:
        return b"\x28\xb5\x2f\xfd\x20" + size.to_bytes(1)
    if size < 65_792:
        return b"\x28\xb5\x2f\xfd\x60" + (size - 256).to_bytes(2, "little")
    return b"\x28\xb5\x2f\xfd\xa0" + size.to_bytes(4, "little")


_Link = tuple[int | None, int | None, int, bytes]  # base_id, base2_id, size, as packed
# One or two bodies that another is stored against, the nearer relative last: what lies nearer costs fewer bits.
Bases = tuple[int, ...]


class Elder(Protocol):
    """A stored body's row, as far as the next version is stored by it; `ELDER` are its columns."""

    @property
    def id(self) -> int: ...
    @property
    def base_id(self) -> int | None: ...
    @property
    def packed(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> bytes: ...


ELDER = "b.id, b.base_id, b.depth, length(b.body), b.size, b.sha256"


class Blobs:
    """The `blobs` table seen as bodies. `put` needs an open write transaction; call `forget` after a rollback."""

    def __init__(self, conn: sqlite3.Connection, cache_bytes: int = CACHE_BYTES) -> None:
        self._conn = conn
        self._room = cache_bytes
        self._held = 0
        self._cache: OrderedDict[int, bytes] = OrderedDict()
        self._ties: dict[int, tuple[int, int | None]] = {}

    # -- reading ----------------------------------------------------------------------------------------------

    def get(self, blob_id: int) -> bytes:
        """A stored body. Raises Corrupt when it does not decode or does not hash to what was recorded."""
        held = self._cache.get(blob_id)
        if held is not None:
            self._cache.move_to_end(blob_id)
            return held
        try:
            body, base_id, base = self._decode(blob_id)
        except zstd.ZstdError as error:
            raise Corrupt(f"stored body {blob_id} cannot be unpacked ({error}); restore a backup") from error
        (digest,) = self._conn.execute("SELECT sha256 FROM blobs WHERE id = ?", (blob_id,)).fetchone()
        if hashlib.sha256(body).digest() != digest:
            raise Corrupt(f"stored body {blob_id} does not hash to its recorded sha256; restore a backup")
        if base_id is not None:  # the next version is likely to be stored against it too
            self._keep(base_id, base)
        self._keep(blob_id, body)
        return body

    def _decode(self, blob_id: int) -> tuple[bytes, int | None, bytes]:
        """A body by way of its bases, and the nearer of these. Each is let go when nothing more leans on it: memory that
        was used a moment ago is much quicker than fresh memory for each link of a chain.
        """
        rows, uses = self._chain(blob_id)
        _keep_memory()
        made: dict[int, bytes] = {}
        for row_id in sorted(rows):  # a base is older than what leans on it
            base_id, base2_id, size, packed = rows[row_id]
            bases = [self._cache[i] if i in self._cache else made[i] for i in (base2_id, base_id) if i is not None]
            made[row_id] = unpack(packed, _joined(bases), size)
            for i in (base2_id, base_id):
                uses[i] -= 1
                if i is not None and not uses[i] and row_id != blob_id:
                    made.pop(i, None)
        base_id = rows[blob_id][0]
        if base_id is None or base_id not in made:
            return made[blob_id], None, b""
        return made[blob_id], base_id, made[base_id]

    def _chain(self, blob_id: int) -> tuple[dict[int, _Link], Counter[int | None]]:
        """The rows that a body is made from as far as they are not at hand, and how many of them lean on each."""
        rows: dict[int, _Link] = {}
        uses: Counter[int | None] = Counter()
        wanted = [blob_id]
        while wanted:
            row_id = wanted.pop()
            if row_id in rows or row_id in self._cache:
                continue
            row = self._conn.execute(
                "SELECT base_id, base2_id, size, body FROM blobs WHERE id = ?", (row_id,)
            ).fetchone()
            if row is None or any(i is not None and i >= row_id for i in row[:2]):
                raise Corrupt(f"stored body {row_id} is missing, and others are stored against it; restore a backup")
            rows[row_id] = row
            uses.update(row[:2])
            wanted += [i for i in row[:2] if i is not None]
        return rows, uses

    def relearn(self) -> None:
        """Forget what leans on what: rows were rewritten. The bodies are the same."""
        self._ties.clear()

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
        self._ties.clear()
        self._held = 0

    # -- writing ----------------------------------------------------------------------------------------------

    def put(self, body: bytes, near: Sequence[int] = (), choices: Sequence[Bases] = (), digest: bytes = b"") -> int:
        """Store a body and give its id; a body that equals one of `near` is that one.

        `choices` are the bases to try, best first, until one leaves little to store. `digest` is its SHA-256 where the
        caller has it: for a page, hashing costs more than compressing against the version before.
        """
        for blob_id in near:
            if self._cache.get(blob_id) == body:  # a hundredth of what hashing it costs
                return blob_id
        digest = digest or hashlib.sha256(body).digest()
        same = self._same(near, digest) if near else None
        if same is not None:
            return same
        return self._insert(body, digest, *self._choose(body, choices, FAST if choices else ALONE))

    def put_next(self, body: bytes, elders: Sequence[Elder], digest: bytes = b"") -> int:
        """Store the next version of what `elders` are the latest versions of, newest first; see `put`."""
        digest = digest or hashlib.sha256(body).digest()
        for elder in elders:
            if elder.sha256 == digest:
                return elder.id
        return self._insert(body, digest, *self._follow(body, elders))

    def _insert(self, body: bytes, digest: bytes, packed: bytes, bases: Bases) -> int:
        base, base2 = two(bases)
        depth = self.depth(bases)
        rowid = self._conn.execute(
            "INSERT INTO blobs (base_id, base2_id, depth, size, sha256, body) VALUES (?, ?, ?, ?, ?, ?)",
            (base, base2, depth, len(body), digest, packed),
        ).lastrowid
        assert rowid is not None
        self._learn(rowid, depth, base)
        self._keep(rowid, body)
        return rowid

    def _same(self, near: Sequence[int], digest: bytes) -> int | None:
        marks = ", ".join("?" * len(near))
        row = self._conn.execute(
            f"SELECT id FROM blobs WHERE id IN ({marks}) AND sha256 = ?", (*near, digest)
        ).fetchone()
        return None if row is None else int(row[0])

    def _follow(self, body: bytes, elders: Sequence[Elder]) -> tuple[bytes, Bases]:
        """The body packed against the version before it, or against what that one leans on where that is as good.

        Much of what differs between two fetches (tokens, counters, ads) is new each time and none of it is worth
        leaning on: against an older version the next one is as small. Chains are a quarter as long by that. Where it
        is as small as its siblings on that base were, nothing else is tried. A third more and 32 bytes count as "as good":
        of 1,544 captures that left as much in all as a twentieth and 8 did, with a sixth less to read.
        """
        newest = elders[0]
        base = newest.base_id if newest.packed * 8 < newest.size else None
        beside: tuple[bytes, Bases] | None = None
        if base is not None:
            beside = self._against(body, (base,), FAST), (base,)
            usual = min(elder.packed for elder in elders if elder.base_id == base)
            if len(beside[0]) <= min(usual + usual // 8 + 16, TRY_OTHERS_ABOVE):
                return beside
        packed, bases = self._choose(body, [(elder.id,) for elder in elders[:TRIED]], FAST)
        if (
            beside is not None
            and len(packed) <= TRY_OTHERS_ABOVE
            and len(beside[0]) <= len(packed) + len(packed) // 3 + 32
        ):
            return beside
        return packed, bases

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

    def _against(self, body: bytes, bases: Bases, level: int = THOROUGH) -> bytes:
        return compress(body, _joined([self.get(blob_id) for blob_id in bases]), level)

    def _tie(self, blob_id: int) -> tuple[int, int | None]:
        """(depth, nearer base) of a stored body."""
        known = self._ties.get(blob_id)
        if known is None:
            known = self._conn.execute("SELECT depth, base_id FROM blobs WHERE id = ?", (blob_id,)).fetchone()
            self._learn(blob_id, *known)
        return known

    def _learn(self, blob_id: int, depth: int, base_id: int | None) -> None:
        if len(self._ties) >= 4096:
            self._ties.clear()
        self._ties[blob_id] = depth, base_id

    def _shallow(self, blob_id: int) -> int:
        """The blob itself, or where its chain is full its ancestor half-way down."""
        depth, base = self._tie(blob_id)
        if depth < MAX_DEPTH:
            return blob_id
        while depth > RESTART_DEPTH and base is not None:
            blob_id = base
            depth, base = self._tie(blob_id)
        return blob_id

    def depth(self, bases: Bases) -> int:
        """Of a body that is stored against these."""
        return 1 + max(self._tie(blob_id)[0] for blob_id in bases) if bases else 0

    def rebase(self, blob_id: int, bases: Bases) -> None:
        """Store a body again, against other bases (older than itself) or alone (pruning)."""
        body = self.get(blob_id)
        bases = tuple(dict.fromkeys(self._shallow(i) for i in bases))
        packed = self._against(body, bases)
        self._conn.execute(
            "UPDATE blobs SET base_id = ?, base2_id = ?, depth = ?, body = ? WHERE id = ?",
            (*two(bases), self.depth(bases), packed, blob_id),
        )
        self._ties.pop(blob_id, None)


@cache
def _keep_memory() -> None:
    bytes(KEPT)  # taken and given back: nothing of it is ever touched


def two(bases: Bases) -> tuple[int | None, int | None]:
    """As columns: the nearer relative first."""
    padded: tuple[int | None, ...] = (*reversed(bases), None, None)
    return padded[0], padded[1]


def _joined(bases: Sequence[bytes]) -> bytes:
    return bases[0] if len(bases) == 1 else b"".join(bases)


def _as_dictionary(base: bytes) -> tuple[zstd.ZstdDict, int] | None:
    """A body as a prefix. zstd takes no dictionary under eight bytes; such a base is as good as none."""
    return zstd.ZstdDict(base, is_raw=True).as_prefix if len(base) >= 8 else None


def compress(body: bytes, base: bytes, level: int) -> bytes:
    """A body as it is stored."""
    reach = len(body) + len(base)
    options: dict[int, int] = {
        _Parameter.compression_level: level if len(body) <= LARGE else min(level, ALONE),
        # The window must span base and body, or matches at the far end of the base are lost (facts §6).
        _Parameter.window_log: max(10, min(27, reach.bit_length())),
        _Parameter.checksum_flag: 0,
        _Parameter.dict_id_flag: 0,
    }
    if level == FAST:
        options |= {
            _Parameter.hash_log: max(12, min(22, reach.bit_length() - 2)),
            _Parameter.min_match: 7,
        }
    packed = zstd.compress(body, options=options, zstd_dict=_as_dictionary(base))
    begun = head(len(body))
    assert packed.startswith(begun), "a zstd that begins its frames in another way"
    return packed[len(begun) :]


def unpack(packed: bytes, base: bytes, size: int) -> bytes:
    """A stored body. Raises ZstdError."""
    return zstd.decompress(head(size) + packed, _as_dictionary(base))
