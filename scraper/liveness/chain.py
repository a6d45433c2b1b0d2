"""Reaching the end of a link: redirects, cookies, refreshes, one more try after a fault, a look past a bad certificate.

Pure: requests are yielded, answers sent in. A redirect to itself is followed as long as it sets cookies (a site that
sends its visitors round until a cookie sticks is no loop).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import cast
from urllib.parse import urljoin, urlsplit

from scraper.extract.barrier_face import Face, read_face, text_face
from scraper.extract.dom import decode
from scraper.liveness.conversation import Answer, Ask, AskName, NameAnswer, Question, Wait
from scraper.liveness.policy import LinkPolicy
from scraper.records import Failure, FailureKind, Fetch, Hop
from scraper.urls import host_key, is_http

__all__ = ["Jar", "Reached", "Way", "ask_once", "ask_steadily", "body_mark", "media_type", "reach", "retry_after_s"]

Way = Generator[Question, Answer, "Reached"]
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Faults that may pass within seconds; what is refused by policy or absent by name is not asked twice.
_PASSING = frozenset(
    {
        FailureKind.CONNECT_REFUSED,
        FailureKind.CONNECT_TIMEOUT,
        FailureKind.TIMEOUT,
        FailureKind.RESET,
        FailureKind.BAD_HTTP,
        FailureKind.TRUNCATED,
        FailureKind.BAD_ENCODING,
    }
)
# Refusals that another set of headers may lift: robots and missing Accept headers get these from some servers.
_REPEATED = frozenset({400, 403, 404, 405, 406, 409, 410, 412, 416, 418, 421, 431, 500, 501, 999})
_MAX_REFRESHES = 3
_HTML = re.compile(r"html|xml", re.IGNORECASE)


@dataclass(slots=True)
class Jar:
    """Cookies of one chain, per host and domain."""

    _kept: dict[str, dict[str, str]] = field(default_factory=dict)

    def take(self, fetch: Fetch) -> None:
        """Keep the cookies that an answer sets."""
        host = host_key(fetch.final_url).partition(":")[0]
        for name, value in fetch.headers:
            if name.lower() == "set-cookie":
                self._take_one(host, value)

    def _take_one(self, host: str, line: str) -> None:
        first, *attributes = line.split(";")
        key, equals, value = first.partition("=")
        if not equals or not key.strip():
            return
        domain = host
        for attribute in attributes:
            label, _, text = attribute.partition("=")
            wanted = text.strip().lstrip(".").lower()
            if label.strip().lower() == "domain" and (host == wanted or host.endswith("." + wanted)):
                domain = wanted
        self._kept.setdefault(domain, {})[key.strip()] = value.strip()

    def header(self, url: str) -> tuple[tuple[str, str], ...]:
        """The Cookie header for a URL, or nothing."""
        host = host_key(url).partition(":")[0]
        pairs = [
            f"{key}={value}"
            for domain, cookies in self._kept.items()
            if host == domain or host.endswith("." + domain)
            for key, value in cookies.items()
        ]
        return (("Cookie", "; ".join(pairs)),) if pairs else ()


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a link ended. `apology` is the face of a page that sent us on by a refresh; `name` what DNS said."""

    asked: str
    fetch: Fetch
    face: Face
    hops: tuple[Hop, ...] = ()
    tls: str | None = None
    apology: Face | None = None
    name: NameAnswer | None = None
    repeated: bool = False
    known: bool = False  # byte for byte the page of the last good look; its face was not read again

    @property
    def end(self) -> str:
        """The last address."""
        return self.fetch.final_url

    @property
    def ok(self) -> bool:
        """An answer of the 2xx class (or 304, which says 'unchanged')."""
        status = self.fetch.status
        return self.fetch.failure is None and status is not None and (200 <= status < 300 or status in (300, 304))

    @property
    def kind(self) -> str:
        """The media type, lower-case; '' where none is stated."""
        return media_type(self.fetch)

    @property
    def is_html(self) -> bool:
        """Whether a person would see a page (stated or evident)."""
        return bool(_HTML.search(self.kind)) or (not self.kind and b"<" in self.fetch.body[:500])


def media_type(fetch: Fetch) -> str:
    """'text/html' of a Content-Type header."""
    return (fetch.header("content-type") or "").partition(";")[0].strip().lower()


def body_mark(fetch: Fetch) -> str:
    """Hash of the first 64 KB of a body."""
    return hashlib.sha256(fetch.body[:65_536]).hexdigest()[:16]


def retry_after_s(fetch: Fetch) -> float | None:
    """Seconds of a Retry-After header; a date is not a pause within a look, so it gives None."""
    value = (fetch.header("retry-after") or "").strip()
    return float(value) if value.isdigit() and len(value) < 9 else None


def ask_once(ask: Ask) -> Generator[Question, Answer, Fetch]:
    """One request, no second try."""
    return cast(Fetch, (yield ask))


def ask_steadily(ask: Ask, policy: LinkPolicy) -> Generator[Question, Answer, Fetch]:
    """One request; after a fault that may pass, or a Retry-After that is short enough, one more with a browser's headers."""
    fetch = cast(Fetch, (yield ask))
    if fetch.failure is not None and fetch.failure.kind in _PASSING:
        yield Wait(policy.retry_pause_s)
        return cast(Fetch, (yield replace(ask, browserlike=True)))
    pause = retry_after_s(fetch)
    if fetch.status in (429, 503) and pause is not None and pause <= policy.longest_wait_s:
        yield Wait(pause)
        return cast(Fetch, (yield replace(ask, browserlike=True)))
    return fetch


def reach(
    url: str, policy: LinkPolicy, *, browserlike: bool = False, patient: bool = True, known: tuple[str, str] = ("", "")
) -> Way:
    """Follow a link to its end. `patient`: second tries within the look (not for nonsense siblings).

    `known`: body mark and title of the page as it was when it was found alive; the very same bytes are not read again.
    """
    jar, hops = Jar(), ()  # type: tuple[Jar, tuple[Hop, ...]]
    current, verify, tls = url.partition("#")[0], True, None  # type: tuple[str, bool, str | None]
    seen: set[tuple[str, str]] = set()
    apology: Face | None = None
    refreshes, repeated = 0, False
    while True:
        ask = Ask(current, headers=(*jar.header(current),), verify_tls=verify, browserlike=browserlike)
        fetch = yield from (ask_steadily(ask, policy) if patient else ask_once(ask))
        if fetch.failure is not None and fetch.failure.kind is FailureKind.TLS and verify:
            tls, verify = fetch.failure.detail, False
            continue
        if fetch.status in _REPEATED and patient and not repeated:
            repeated = True
            again = yield from ask_once(replace(ask, browserlike=True))
            if again.failure is None:
                fetch = again
        jar.take(fetch)
        if known[0] and fetch.status == 200 and body_mark(fetch) == known[0]:
            return Reached(url, fetch, Face(title=known[1]), hops, tls, apology, known=True)
        face = _face_of(fetch)
        target, client = _next(fetch, face, refreshes)
        if target is None:
            return Reached(url, fetch, face, hops, tls, apology, (yield from _name_of(fetch, hops)), repeated)
        state = (target, str(jar.header(target)))
        if state in seen or len(hops) >= policy.max_hops:
            return Reached(url, _looping(fetch, len(hops)), face, hops, tls, apology, None, repeated)
        seen.add(state)
        hops = (*hops, Hop(current, fetch.status or 0, target))
        if client:
            refreshes, apology = refreshes + 1, face
        current = target.partition("#")[0]
        if not is_http(current):
            return Reached(url, _left_http(fetch, target), face, hops, tls, apology, None, repeated)


def _name_of(fetch: Fetch, hops: tuple[Hop, ...]) -> Generator[Question, Answer, NameAnswer | None]:
    """After a failed lookup: what the name service itself says. An absent name is asked for twice."""
    if fetch.failure is None or not fetch.failure.kind.value.startswith("dns_"):
        return None
    host = host_key(hops[-1].target if hops else fetch.url).partition(":")[0]
    if not host:
        return None
    first = cast(NameAnswer, (yield AskName(host)))
    if first.kind != "nxdomain":
        return first
    return cast(NameAnswer, (yield AskName(host)))


def _next(fetch: Fetch, face: Face, refreshes: int) -> tuple[str | None, bool]:
    """(where this answer sends us, whether the page did and not the server)."""
    if fetch.failure is not None or fetch.status is None:
        return None, False
    location = (fetch.header("location") or "").strip()
    if fetch.status in _REDIRECTS and location:
        return _joined(fetch.final_url, location), False
    if not 200 <= fetch.status < 300 or refreshes >= _MAX_REFRESHES:
        return None, False
    if face.frame and not face.refresh:
        return _framed(fetch, face.frame)
    if not face.refresh or face.refresh_s > 15:
        return None, False
    target = _joined(fetch.final_url, face.refresh)
    if target is None or target.partition("#")[0] == fetch.final_url.partition("#")[0] or len(face.main) > 600:
        return None, False
    return (target, True) if is_http(target) else (None, False)


def _framed(fetch: Fetch, source: str) -> tuple[str | None, bool]:
    """A page that is only a frame around another host's: what the reader sees is there."""
    target = _joined(fetch.final_url, source)
    if target is None or not is_http(target) or host_key(target) == host_key(fetch.final_url):
        return None, False
    return target, True


def _joined(base: str, location: str) -> str | None:
    try:
        joined = urljoin(base, re.sub(r"[\t\r\n]", "", location))
        urlsplit(joined).port  # noqa: B018  (raises on a port that is none)
    except ValueError:
        return None
    return joined.replace(" ", "%20")


def _face_of(fetch: Fetch) -> Face:
    kind = media_type(fetch)
    if fetch.failure is not None or not fetch.body:
        return Face()
    if kind and not _HTML.search(kind) and not kind.startswith("text/") and "json" not in kind:
        return Face()
    text = decode(fetch.body, fetch.header("content-type")).text
    if _HTML.search(kind) or (not kind and "<" in text[:500]):
        return read_face(text)
    return text_face(text)


def _looping(fetch: Fetch, hops: int) -> Fetch:
    failure = Failure(FailureKind.REDIRECT_LOOP, f"redirects without end ({hops} followed)")
    return replace(fetch, status=None, failure=failure)


def _left_http(fetch: Fetch, target: str) -> Fetch:
    scheme = target.partition(":")[0]
    return replace(fetch, status=None, failure=Failure(FailureKind.BAD_REDIRECT, f"leads to a {scheme}: address"))
