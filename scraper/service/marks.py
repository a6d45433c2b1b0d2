"""What a body is known by from visit to visit: a hash under a key of the database's own, twenty times as fast as SHA-256.

An unchanged page is hashed at every visit and compared with nothing but its own last hash, so it needs no hash that others
can compute. Poly1305 under a random key gives that: who does not know the key finds no two bodies with the same mark,
however he chooses them (at most 8 (n / 16 + 1) / 2**106 for n bytes; Bernstein, "The Poly1305-AES message-authentication
code", 2005), and marks are shown to nobody. Versions are kept under their SHA-256 as ever.
"""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.poly1305 import Poly1305

from storage import Store

__all__ = ["BodyMarks"]

_META = "body marks' key"
_KEY_BYTES = 32


class BodyMarks:
    """Makes marks under one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of(cls, store: Store, *, dry_run: bool = False) -> BodyMarks:
        """With the database's key, which is made at the first call; `dry_run`: with one that nothing is kept under."""
        known = store.get_meta(_META)
        key = bytes.fromhex(known) if known else secrets.token_bytes(_KEY_BYTES)
        if not known and not dry_run:
            store.set_meta(_META, key.hex())
        return cls(key)

    def mark(self, body: bytes) -> str:
        """33 characters: 'p' and hex digits, so that no SHA-256 is taken for one."""
        return "p" + Poly1305.generate_tag(self._key, body).hex()
