"""Who is signed in, and how often somebody guessed wrong. Kept in memory: a restart signs everybody out."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable

__all__ = ["Sessions", "TooMany"]

LIFETIME_S = 30 * 86400
_MOST = 1000  # sessions and guessers that are remembered; the oldest go first
# So many wrong guesses are free; each one more doubles the wait, up to the longest.
FREE, FIRST_S, LONGEST_S = 4, 1.0, 300.0


class TooMany(Exception):
    """Too many wrong passwords from one address; nothing is looked at for `wait_s` seconds."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"too many wrong passwords; wait {wait_s:.0f} s")
        self.wait_s = wait_s


class Sessions:
    """Sessions of one password. `clock` gives monotonic seconds. Only hashes of tokens are kept."""

    def __init__(self, password: str, clock: Callable[[], float]) -> None:
        self._password = hashlib.sha256(password.encode()).digest()
        self._clock = clock
        self._until: OrderedDict[bytes, float] = OrderedDict()
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def sign_in(self, guess: str, who: str) -> str | None:
        """A token for a right password, None for a wrong one. Raises TooMany while `who` has to wait."""
        return self._new() if self.right(guess, who) else None

    def right(self, guess: str, who: str) -> bool:
        """Whether the password is right; a wrong one counts against `who`. Raises TooMany."""
        count, free_at = self._wrong.get(who, (0, 0.0))
        if free_at > self._clock():
            raise TooMany(free_at - self._clock())
        # Hashes of one length are compared, so that neither content nor length can be timed.
        if hmac.compare_digest(hashlib.sha256(guess.encode("utf-8", "replace")).digest(), self._password):
            self._wrong.pop(who, None)
            return True
        wait = min(LONGEST_S, FIRST_S * 2 ** min(count - FREE, 20)) if count >= FREE else 0.0
        self._wrong[who] = (count + 1, self._clock() + wait)
        self._wrong.move_to_end(who)
        _shrink(self._wrong)
        return False

    def knows(self, token: str | None) -> bool:
        """Whether a token is one that was given out and is still good."""
        if not token:
            return False
        until = self._until.get(_digest(token))
        return until is not None and until > self._clock()

    def sign_out(self, token: str | None) -> None:
        """Forget a token."""
        self._until.pop(_digest(token or ""), None)

    def _new(self) -> str:
        token = secrets.token_urlsafe(32)
        self._until[_digest(token)] = self._clock() + LIFETIME_S
        _shrink(self._until)
        return token


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _shrink(kept: OrderedDict[bytes, float] | OrderedDict[str, tuple[int, float]]) -> None:
    while len(kept) > _MOST:
        kept.popitem(last=False)
