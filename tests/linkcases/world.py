"""The labelled cases without sockets: an asker that answers from a case, and rounds played by the real examination.

What the link world of the corpora does over real connections, this does in memory, so that the default tests can afford it.
Not played here: what belongs to fetching (address guard, certificates in detail, decoding of transfer encodings).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from scraper.liveness.conversation import Ask, NameAnswer
from scraper.liveness.policy import LinkPolicy
from scraper.liveness.round import judge_round
from scraper.records import Failure, FailureKind, Fetch, HostNotes, LinkTarget
from scraper.service.links import look_at
from scraper.urls import canonical
from tests.linkcases.shape import Case

__all__ = ["START", "CaseAsker", "Said", "play"]

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_AGENT = "pagewatch/0.1 (+https://example.org)"
_MISSING = {
    "status": 404,
    "headers": {"Content-Type": "text/html"},
    "body": "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>",
}
_FAULTS = {
    "refused": FailureKind.CONNECT_REFUSED,
    "connect_timeout": FailureKind.CONNECT_TIMEOUT,
    "reset": FailureKind.RESET,
    "read_timeout": FailureKind.TIMEOUT,
}
_PRIVATE = ("127.", "10.", "192.168.", "169.254.", "localhost", "0.", "[::1]", "::1")
_DNS = {"nxdomain": FailureKind.DNS_NXDOMAIN, "nodata": FailureKind.DNS_NODATA, "servfail": FailureKind.DNS_ERROR}


@dataclass(frozen=True)
class Said:
    """What was said of a case at one of its looks."""

    k: int
    state: str
    reason: str
    evidence: str


def _key(url: str) -> tuple[str, str, str, str]:
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return parts.scheme.lower(), host.lower() + port, unquote(parts.path or "/"), unquote(parts.query)


@dataclass
class CaseAsker:
    """Answers as the case says, in one of its rounds."""

    case: Case
    round: Mapping[str, Any]
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    asked: list[str] = field(default_factory=list)

    async def pause(self, seconds: float) -> None:
        """No time passes."""

    async def ask_name(self, host: str) -> NameAnswer:
        """What the case says of the name; names that it does not know are absent."""
        said = self._name(host)
        if said.startswith("A:"):
            return NameAnswer("addresses", (said[2:],))
        return NameAnswer(said) if said else NameAnswer("addresses" if self._known(host) else "nxdomain")

    async def ask(self, ask: Ask) -> Fetch:
        """The answer of the case to one request."""
        self.asked.append(ask.url)
        host = (urlsplit(ask.url).hostname or "").lower()
        said = self._name(host)
        if host.startswith(_PRIVATE) or (said.startswith("A:") and said[2:].startswith(_PRIVATE)):
            return self._failed(ask, FailureKind.POLICY, "an address of a private network")
        if said in _DNS or not self._known(host):
            return self._failed(ask, _DNS.get(said, FailureKind.DNS_NXDOMAIN), f"{host}: {said or 'nxdomain'}")
        return self._rendered(ask, self._answer(ask))

    def _name(self, host: str) -> str:
        names: Mapping[str, str] = self.round.get("dns") or {}
        return names.get(host, names.get("*", ""))

    def _known(self, host: str) -> bool:
        urls = [self.case["url_hint"], *(self.round.get("routes") or {})]
        return any(
            (urlsplit(url).hostname or "").lower() == host or _key(url)[1].partition(":")[0] == host for url in urls
        )

    def _answer(self, ask: Ask) -> Mapping[str, Any]:
        key, target = _key(ask.url), _key(self.case["url_hint"])
        if key == target:
            return self._pick("target", self.round.get("target") or [], ask)
        routes: Mapping[str, Any] = self.round.get("routes") or {}
        for url in sorted(routes, key=len, reverse=True):
            prefix = url.endswith("*")
            at = _key(url.removesuffix("*"))
            if key[:2] == at[:2] and (key[2].startswith(at[2]) if prefix else at[2] in (key[2], key[2] + "/")):
                return self._pick(url, routes[url], ask)
        if key[1] == target[1] and self.round.get("probe"):
            return self._pick("probe", [self.round["probe"]], ask)
        return _MISSING

    def _pick(self, name: str, answers: Sequence[Mapping[str, Any]], ask: Ask) -> Mapping[str, Any]:
        headers = {key.lower(): value for key, value in self._headers(ask)}
        fitting = [one for one in answers if one.get("method", ask.method) == ask.method and _fits(one, headers)]
        if not fitting:
            return _MISSING
        conditional = [one for one in fitting if one.get("when")]
        if conditional:
            return conditional[0]
        at = self.counts[name, ask.method]
        self.counts[name, ask.method] += 1
        return fitting[min(at, len(fitting) - 1)]

    def _headers(self, ask: Ask) -> list[tuple[str, str]]:
        """What fetching sends (scraper.fetching.visitor)."""
        headers = [
            ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            ("User-Agent", _AGENT),
        ]
        if ask.browserlike:
            headers += [("Accept-Language", "en;q=0.8,*;q=0.5"), ("User-Agent", f"Mozilla/5.0 (compatible; {_AGENT})")]
        return headers + list(ask.headers)

    def _rendered(self, ask: Ask, answer: Mapping[str, Any]) -> Fetch:
        name = answer.get("fault") or ""
        if name in _FAULTS:
            return self._failed(ask, _FAULTS[name], name)
        if name.startswith("tls_") and ask.verify_tls:
            return self._failed(ask, FailureKind.TLS, name.replace("_", " "))
        headers = []
        for key, value in (answer.get("headers") or {}).items():
            headers += [(key, str(one)) for one in (value if isinstance(value, list) else [value])]
        body = (answer.get("body") or "").encode(answer.get("encoding") or "utf-8", "xmlcharrefreplace")
        notes = ("truncated",) if name == "truncated" else ()
        body = body[: ask.max_bytes]
        return Fetch(ask.url, ask.url, START, answer.get("status") or 200, tuple(headers), body, notes=notes)

    def _failed(self, ask: Ask, kind: FailureKind, detail: str) -> Fetch:
        return Fetch(ask.url, ask.url, START, failure=Failure(kind, detail))


def _fits(answer: Mapping[str, Any], headers: Mapping[str, str]) -> bool:
    when = answer.get("when") or {}
    for name, value in (when.get("header") or {}).items():
        if value.lower() not in headers.get(name.lower(), "").lower():
            return False
    if when.get("cookie") and when["cookie"] not in headers.get("cookie", ""):
        return False
    names = when.get("ua_contains")
    return not names or any(name.lower() in headers["user-agent"].lower() for name in names)


def play(case: Case, policy: LinkPolicy | None = None) -> list[Said]:
    """What is said of the case after each of its looks."""
    policy = policy or LinkPolicy()
    context = case.get("context") or {}
    anchor = context.get("anchor_text") or case.get("anchor")
    url = case["url_hint"]
    target = LinkTarget(
        1, url, canonical(url), anchors=(anchor,) if anchor else ("No. 1",), codes=tuple(case.get("codes", ()))
    )
    notes: dict[str, HostNotes] = {}
    said = []
    for k, day in enumerate(case["serve"]["days"]):
        rounds = case["serve"]["rounds"] or [{}]
        asker = CaseAsker(case, rounds[min(k, len(rounds) - 1)])
        now = START + timedelta(days=day)
        looks, _ = asyncio.run(look_at([target], notes, policy, now, asker))
        verdict = judge_round(looks, {1: target}, policy, now, everything=True).verdicts[0]
        said.append(Said(k, verdict.state, verdict.reason, verdict.evidence))
        target = replace(
            target, state=verdict.state, reason=verdict.reason, since=verdict.since, last_checked_at=now,
            next_check_at=verdict.next_check_at, verdict_json=verdict.verdict_json,
        )  # fmt: skip
    return said
