"""WARC files (ISO 28500): the captures of pages in them, a few at a time. Runs in a worker process.

A file may hold years of crawling, so it is never read as a whole: each call begins at a byte offset and gives the next
one. Records may stand bare or each in a gzip member of its own, as crawlers write them.
"""

from __future__ import annotations

import re
import time
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from scraper.errors import InputError
from scraper.fetching.decoding import codings_of, decode_body
from scraper.fetching.failures import FetchError
from scraper.urls import is_http

__all__ = ["Batch", "Capture", "read_captures"]

MAX_HEAD = 64 << 10
# One call gives at most so many captures or bytes, and stops after so many seconds of CPU: a worker may use eleven.
CAPTURES, BYTES, CPU_S = 20, 4 << 20, 3.0
_CHUNK = 1 << 16
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})\b")
_PAGES = ("text/html", "application/xhtml+xml")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Capture:
    """One good answer of a page, as it was on the wire but decoded. `at`: aware UTC."""

    url: str
    at: datetime
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """Captures in the order of the file, where to read on (None: the end), and how many records were passed over and why."""

    captures: tuple[Capture, ...]
    next_offset: int | None
    passed: tuple[tuple[str, int], ...] = ()


def read_captures(path: str, offset: int, max_bytes: int) -> Batch:
    """Read on from `offset`; bodies over `max_bytes` are passed over. Raises InputError where no record can be read there."""
    found: list[Capture] = []
    passed: Counter[str] = Counter()
    began = time.process_time()
    with Path(path).open("rb") as file:
        file.seek(offset)
        while len(found) < CAPTURES and sum(len(one.body) for one in found) < BYTES:
            start = file.tell()
            try:
                record = _next_record(file, max_bytes)
            except InputError:
                if not found and not passed:
                    raise
                return Batch(tuple(found), start, tuple(passed.items()))  # the next call begins there, and says why
            if record is None:
                return Batch(tuple(found), None, tuple(passed.items()))
            capture = _capture(*record, max_bytes)
            if isinstance(capture, Capture):
                found.append(capture)
            else:
                passed[capture] += 1
            if time.process_time() - began > CPU_S:
                break
        return Batch(tuple(found), file.tell(), tuple(passed.items()))


# -- records -----------------------------------------------------------------------------------------------------------


def _next_record(file: BinaryIO, max_bytes: int) -> tuple[dict[str, str], bytes | None] | None:
    """(fields, content) of the next record, the file at its end; content None where it is too large; None at the end."""
    start = file.tell()
    head = file.read(4).lstrip(b"\r\n")
    while head == b"" and (more := file.read(4)):
        head = more.lstrip(b"\r\n")
    if not head:
        return None
    file.seek(-len(head), 1)
    if head.startswith(b"\x1f\x8b"):
        return _from_member(_member(file, max_bytes + MAX_HEAD), start, max_bytes)
    return _bare(file, start, max_bytes)


def _member(file: BinaryIO, limit: int) -> bytes:
    """One gzip member, at most `limit` bytes of it; the file at what follows."""
    stream = zlib.decompressobj(31)
    out: list[bytes] = []
    room = limit
    try:
        while not stream.eof:
            chunk = stream.unconsumed_tail or file.read(_CHUNK)
            if not chunk:
                raise InputError("the file ends inside a compressed record")
            piece = stream.decompress(chunk, _CHUNK)
            out += [piece[:room]] if room else []
            room -= min(len(piece), room)
    except zlib.error as error:
        raise InputError(f"a record cannot be decompressed: {error}") from error
    file.seek(-len(stream.unused_data), 1)
    return b"".join(out)


def _from_member(raw: bytes, start: int, max_bytes: int) -> tuple[dict[str, str], bytes | None]:
    head, ended, rest = raw.partition(b"\r\n\r\n")
    fields = _fields(head, start)
    length = _length(fields, start)
    if not ended or length > max_bytes:
        return fields, None
    if rest[length:].strip(b"\r\n"):
        raise InputError("it is compressed as a whole, not record by record: gunzip it first")
    if len(rest) < length:
        raise InputError(f"the record at byte {start} ends early")
    return fields, rest[:length]


def _bare(file: BinaryIO, start: int, max_bytes: int) -> tuple[dict[str, str], bytes | None]:
    head = file.read(5)
    if head != b"WARC/":
        raise InputError(f"there is no WARC record at byte {start}")
    while not head.endswith((b"\r\n\r\n", b"\n\n")):
        line = file.readline(MAX_HEAD)
        if not line or len(head) > MAX_HEAD:
            raise InputError(f"the record at byte {start} has no end of its head")
        head += line
    fields = _fields(head, start)
    length = _length(fields, start)
    if length > max_bytes:
        file.seek(length, 1)
        return fields, None
    content = file.read(length)
    if len(content) < length:
        raise InputError(f"the record at byte {start} ends early")
    return fields, content


def _fields(head: bytes, start: int) -> dict[str, str]:
    if not head.startswith(b"WARC/"):
        raise InputError(f"there is no WARC record at byte {start}")
    pairs = (line.partition(":") for line in head.decode("utf-8", "replace").splitlines()[1:])
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip()}


def _length(fields: dict[str, str], start: int) -> int:
    said = fields.get("content-length", "")
    if not re.fullmatch(r"\d{1,15}", said):
        raise InputError(f"the record at byte {start} does not say how long it is")
    return int(said)


# -- answers -----------------------------------------------------------------------------------------------------------


def _capture(fields: dict[str, str], content: bytes | None, max_bytes: int) -> Capture | str:
    """The capture in a record, or why there is none."""
    if fields.get("warc-type") != "response" or not fields.get("content-type", "").startswith("application/http"):
        return "records that are no answers"
    url, at = fields.get("warc-target-uri", "").strip("<>"), _date(fields.get("warc-date", ""))
    if not is_http(url) or at is None:
        return "answers without a usable address or date"
    if content is None:
        return "answers that are too large"
    head, _, body = content.partition(b"\r\n\r\n")
    status = _STATUS.match(head)
    if status is None or status[1] != b"200":
        return "answers other than 200"
    headers = _http_headers(head)
    if not _values(headers, "content-type") or not _values(headers, "content-type")[0].lower().startswith(_PAGES):
        return "answers that are no pages"
    try:
        body, _ = decode_body(_joined(headers, body), _codings(headers, body), max_bytes)
    except FetchError as error:
        return f"answers that cannot be decoded ({error.failure.detail[:60]})"
    kept = tuple(
        pair for pair in headers if pair[0].lower() not in ("content-encoding", "transfer-encoding", "content-length")
    )
    return Capture(url, at, kept, body) if body.strip() else "empty answers"


def _date(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return at.astimezone(UTC).replace(microsecond=0) if 1990 <= at.year < 9999 else None


def _http_headers(head: bytes) -> Headers:
    pairs = (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:])
    return tuple((name.strip(), value.strip()) for name, _, value in pairs if name.strip())


def _values(headers: Headers, name: str) -> list[str]:
    return [value for key, value in headers if key.lower() == name]


def _joined(headers: Headers, body: bytes) -> bytes:
    """The body without its chunk marks. Some crawlers took them off and left the header: then it is as it is."""
    if "chunked" not in " ".join(_values(headers, "transfer-encoding")).lower():
        return body
    out: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at, at + 100)
        size = body[at:end].partition(b";")[0].strip() if end >= 0 else b""
        if not re.fullmatch(rb"[0-9a-fA-F]{1,8}", size):
            return body
        length = int(size, 16)
        if not length:
            return b"".join(out)
        out.append(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2


def _codings(headers: Headers, body: bytes) -> tuple[str, ...]:
    """The codings to undo: none where a crawler undid them already and left the header."""
    codings = codings_of(_values(headers, "content-encoding"))
    return () if _joined(headers, body).lstrip()[:1] == b"<" else codings
