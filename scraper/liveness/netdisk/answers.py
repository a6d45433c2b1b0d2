"""From a provider's answer to a finding: exact codes by the table, everything else unknown."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from scraper.liveness.conversation import Answer, Ask, Question
from scraper.liveness.evidence import Finding, alive, blocked, suspect, unknown
from scraper.liveness.netdisk.tables import TABLE_VERSION, Meaning, meaning_of
from scraper.records import Fetch

__all__ = ["Share", "ask_api", "from_code", "from_meaning", "json_of", "part_of", "refusal", "text_of"]

_REFUSED = {403: "forbidden", 405: "rate", 412: "rate", 418: "challenge", 429: "rate", 999: "challenge"}
JSON_HEADERS = (("Accept", "application/json, text/plain, */*"), ("Accept-Language", "zh-CN,zh;q=0.9"))


@dataclass(frozen=True, slots=True)
class Share:
    """One share link taken apart. `codes`: extraction codes known for it, the surest first."""

    provider: str
    url: str
    host: str
    id: str
    codes: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The code to send, or ''."""
        return self.codes[0] if self.codes else ""


def text_of(fetch: Fetch) -> str:
    """The body as UTF-8 text."""
    return fetch.body.decode("utf-8", "replace")


def json_of(fetch: Fetch) -> Any:
    """The JSON value of a body (also inside a callback), or None."""
    text = text_of(fetch).strip()
    wrapped = re.match(r"^[\w.$]+\((.*)\)\s*;?$", text, re.DOTALL)
    try:
        return json.loads(wrapped.group(1) if wrapped else text)
    except (ValueError, RecursionError):
        return None


def part_of(value: Any, key: str) -> dict[str, Any]:
    """The object under a key of a JSON object; empty where there is none."""
    held = value.get(key) if isinstance(value, dict) else None
    return held if isinstance(held, dict) else {}


def refusal(share: Share, fetch: Fetch) -> Finding | None:
    """Blocked or unknown, where the API did not speak at all; None where it did."""
    if fetch.failure is not None:
        return unknown("api_silent", f"{share.provider}: {fetch.failure.kind.value} ({fetch.url})", rule="api:silent")
    status = fetch.status or 0
    if status in _REFUSED and json_of(fetch) is None:
        return blocked(
            _REFUSED[status], f"{share.provider}: status {status} of its API", rule="api:refused", pause=True
        )
    if status == 429:
        return blocked("rate", f"{share.provider}: status 429 of its API", rule="api:refused", pause=True)
    return None


def from_code(share: Share, code: object, fetch: Fetch, said: str = "") -> Finding:
    """The finding on a code, by the table."""
    meaning = meaning_of(share.provider, code)
    if meaning is None:
        if fetch.status in _REFUSED:
            line = f"{share.provider}: status {fetch.status}, code {str(code)[:60]!r}"
            return blocked(_REFUSED[fetch.status], line, rule="api:refused", pause=True)
        digest = hashlib.sha256(fetch.body).hexdigest()[:16]
        line = (
            f"{share.provider}: code {str(code)[:60]!r} is not mapped ({said[:80]})"
            if said
            else (f"{share.provider}: code {str(code)[:60]!r} is not mapped")
        )
        return unknown("unmapped", line, rule="api:unmapped", code=str(code)[:60], body=digest, table=TABLE_VERSION)
    return from_meaning(meaning, said)


def from_meaning(meaning: Meaning, said: str = "") -> Finding:
    """The finding that a table row stands for."""
    quoted = f" {said[:80]!r}" if said else ""
    line = f"{meaning.provider}: {meaning.code}{quoted}: {meaning.words}"
    detail = {"rule": "api:code", "code": meaning.code, "table": TABLE_VERSION, "confidence": meaning.confidence}
    if meaning.state == "dead":
        return suspect(meaning.reason, line, "S", **detail)
    if meaning.state == "alive":
        return alive(meaning.reason, line, **detail)
    if meaning.state == "blocked":
        return blocked(meaning.reason, line, pause=meaning.reason == "rate", **detail)
    if meaning.state == "suspect":
        return suspect(meaning.reason, line, **detail)
    return unknown(meaning.reason, line, **detail)


def ask_api(share: Share, asks: Sequence[Ask]) -> Generator[Question, Answer, tuple[Fetch, Any, Finding | None]]:
    """Ask one address after another until one gives JSON (or refuses): (answer, its JSON, finding if there is no JSON)."""
    last: Finding | None = None
    fetch: Fetch | None = None
    for ask in asks:
        fetch = cast(Fetch, (yield ask))
        last = refusal(share, fetch)
        if last is not None and last.state == "blocked":
            return fetch, None, last
        value = json_of(fetch) if last is None else None
        if isinstance(value, (dict, list, int)):
            return fetch, value, None
    assert fetch is not None, "an adapter asks at least once"
    if last is None:
        line = f"{share.provider}: status {fetch.status} without JSON from {fetch.url.partition('?')[0]}"
        last = unknown("api_changed", line, rule="api:no-json")
    return fetch, None, last
