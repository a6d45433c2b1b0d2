"""Sending one message to one channel. Never raises for foreign trouble: the result says what went wrong, masked."""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import hmac
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scraper.alerting import Message, kind_words
from scraper.channels import sender
from scraper.channels.targets import check_channel, jsonl_path, kind_of, mask, webhook_url
from scraper.errors import UsageError
from scraper.records import Channel, Delivery

# aiohttp and pebble are imported where they are first used: most commands check a channel's address (the
# configuration does) and send nothing; the two cost 0.2 s.
if TYPE_CHECKING:
    import aiohttp
    from pebble import ProcessPool

__all__ = ["SendResult", "close", "explain_channel", "send"]

LIMIT_S = 20.0
# Loading Apprise's services is no part of sending; a loaded machine took 8 s.
LOAD_S = 60.0
PROCESSES = 2
ANSWER_BYTES = 2000


@dataclass(frozen=True, slots=True)
class SendResult:
    """Whether the channel took the message; `error` is one masked line."""

    ok: bool
    error: str | None = None


async def send(
    channel: Channel,
    message: Message,
    *,
    limit_s: float = LIMIT_S,
    connector: aiohttp.BaseConnector | None = None,
    judge: sender.Judge | None = None,
) -> SendResult:
    """Send `message` within `limit_s`.

    `connector` judges the addresses of webhooks (it is not closed here), `judge` those that Apprise's services dial.
    """
    try:
        check_channel(channel.target)
        match kind_of(channel.target):
            case "stdout":
                error = await asyncio.to_thread(_to_stdout, message)
            case "jsonl":
                error = await asyncio.to_thread(_to_file, channel.target, message)
            case "webhook":
                error = await _to_webhook(channel.target, message, limit_s, connector)
            case _:
                error = await _by_apprise(channel.target, message, limit_s, judge)
    except UsageError as refused:
        error = str(refused)
    if not error:
        return SendResult(True)
    return SendResult(False, " ".join(mask(error, channel.target).split())[:500])


# -- rows and lines --------------------------------------------------------------------------------------------


def row_of(delivery: Delivery) -> dict[str, Any]:
    """One event as JSON for programs; `key` is the same at every repeat."""
    return {
        "key": delivery.key,
        "event_id": delivery.event_id,
        "at": delivery.at.isoformat(),
        "kind": delivery.kind.value,
        "url": delivery.url,
        "title": delivery.title,
        "source": delivery.source,
        "summary": delivery.summary or kind_words(delivery.kind),
        "from_version": delivery.from_version,
        "to_version": delivery.to_version,
        "detail": dict(delivery.detail),
    }


def _rows(message: Message) -> list[dict[str, Any]]:
    if message.deliveries:
        return [row_of(delivery) for delivery in message.deliveries]
    return [{"key": message.key, "kind": "message", "summary": message.subject, "text": message.body_text}]


def _json(value: object) -> str:
    # A lone surrogate from a broken page cannot be encoded: it is replaced, not fatal.
    return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace").decode("utf-8")


def _to_stdout(message: Message) -> str:
    text = f"{message.subject}\n\n{message.body_text}\n"
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        return f"standard output cannot be written: {error}"
    return ""


def _to_file(target: str, message: Message) -> str:
    """Append a line per event and sync it to disk: what was reported as sent is there after a power cut."""
    path = jsonl_path(target)
    lines = "".join(_json(row) + "\n" for row in _rows(message)).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            if file.tell() and not _ends_a_line(path):
                lines = b"\n" + lines  # an earlier write was cut off
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return f"{path} cannot be written: {error.strerror or error}"
    return ""


def _ends_a_line(path: os.PathLike[str]) -> bool:
    with open(path, "rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


# -- webhook ---------------------------------------------------------------------------------------------------


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """'sha256=' + hex HMAC of 'timestamp.body': what a receiver compares with X-Pagewatch-Signature."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


async def _to_webhook(target: str, message: Message, limit_s: float, connector: aiohttp.BaseConnector | None) -> str:
    import aiohttp  # start-up cost, see above

    url, secret = webhook_url(target)
    payload = {"key": message.key, "subject": message.subject, "text": message.body_text, "events": _rows(message)}
    body, timestamp = _json(payload).encode(), str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "pagewatch-webhook",
        "Idempotency-Key": message.key,
        "X-Pagewatch-Timestamp": timestamp,
    }
    if secret:
        headers["X-Pagewatch-Signature"] = signature(secret, timestamp, body)
    try:
        async with (
            aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=limit_s),
                connector=connector,
                connector_owner=connector is None,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            ) as session,
            # A redirect would carry the message to an address that the operator did not name.
            session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            if 200 <= answer.status < 300:
                return ""
            said = (await answer.content.read(ANSWER_BYTES)).decode("utf-8", "replace")
            return f"status {answer.status} {answer.reason or ''}: {said[:200]}"
    except TimeoutError:
        return f"no answer within {limit_s:g} s"
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


# -- Apprise ---------------------------------------------------------------------------------------------------

_lock = threading.Lock()
_pool: ProcessPool | None = None


def _running_pool() -> ProcessPool:
    """The sender processes, started when first needed; spawned, so that they hold none of our files."""
    import multiprocessing  # start-up cost, see above

    from pebble import ProcessPool

    global _pool
    with _lock:
        if _pool is None or not _pool.active:
            spawn = multiprocessing.get_context("spawn")
            _pool = ProcessPool(max_workers=PROCESSES, initializer=sender.load, context=spawn)
            atexit.register(close)
        return _pool


def close() -> None:
    """End the sender processes; they start again when needed."""
    global _pool
    with _lock:
        pool, _pool = _pool, None
    if pool is not None:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


async def _in_process(call: Callable[..., str], *args: Any, limit_s: float) -> str:
    from pebble import ProcessExpired  # start-up cost, see above

    future: Future[str] = _running_pool().schedule(call, args=args, timeout=limit_s)
    try:
        return await asyncio.wait_for(asyncio.wrap_future(future), limit_s + LOAD_S)
    except TimeoutError:
        return f"not taken within {limit_s:g} s"
    except ProcessExpired as error:
        return f"the sender process ended: {error}"
    except Exception as error:  # noqa: BLE001 - a service of Apprise may raise anything; the boundary is here
        return f"{type(error).__name__}: {error}"


async def _by_apprise(target: str, message: Message, limit_s: float, judge: sender.Judge | None) -> str:
    return await _in_process(sender.notify, target, message.subject, message.body_text, judge, limit_s=limit_s)


async def explain_channel(target: str, *, limit_s: float = LIMIT_S) -> str | None:
    """What is wrong with a channel address, asking Apprise where it is one of its own; None when it is usable."""
    try:
        check_channel(target)
    except UsageError as error:
        return mask(str(error), target)
    if kind_of(target) != "apprise":
        return None
    return mask(await _in_process(sender.explain, target, limit_s=limit_s), target) or None
