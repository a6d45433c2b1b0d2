"""What an examination of a link says to the network, and what it comes to: values only.

`examine` is a generator: it yields one question at a time and is sent its answer. An `Ask` is ONE request (redirects
are not followed; a 3xx comes back with its Location), transport trouble comes back as `Fetch.failure`.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from scraper.records import Fetch, HostNotes, LinkLook

__all__ = ["Answer", "Ask", "AskName", "Examination", "Examined", "NameAnswer", "Question", "Wait"]

# What a browser-sized error page or article needs; enough to judge, little to carry.
MAX_BYTES = 524_288


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `browserlike`: the full header set of a browser is wanted instead of our own."""

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    verify_tls: bool = True
    max_bytes: int = MAX_BYTES
    browserlike: bool = False


@dataclass(frozen=True, slots=True)
class AskName:
    """What does the name service say of this host? Asked to tell an absent name from resolver trouble."""

    host: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Pause before the next question, `seconds` long."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NameAnswer:
    """`kind`: 'addresses' | 'nxdomain' | 'nodata' | 'servfail' | 'timeout'."""

    kind: str
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """One look, and the notes of its host where something was learnt of it."""

    look: LinkLook
    notes: HostNotes | None = None


Question = Ask | AskName | Wait
Answer = Fetch | NameAnswer | None
Examination = Generator[Question, Answer, Examined]
