"""One look at one link, as a conversation: what is asked depends on what was answered.

Order: what cannot be checked at all; providers that know their shares; the address itself with its redirects; the status;
the page. Before a look that would complete a death, a second look with another set of headers must agree.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Generator
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote, urlsplit

from scraper.extract.barrier_face import normal
from scraper.extract.barrier_words import says_gambling
from scraper.extract.shares import clean_share
from scraper.liveness.chain import Reached, body_mark, reach
from scraper.liveness.conversation import Answer, Examination, Examined, Question, Wait
from scraper.liveness.evidence import Finding, alive, look_of, unknown, unsupported
from scraper.liveness.memory import HostMemory, Snapshot, snapshot_of
from scraper.liveness.netdisk import look_at_share, provider_of
from scraper.liveness.page_rules import judge_page
from scraper.liveness.policy import LinkPolicy
from scraper.liveness.scene import Scene
from scraper.liveness.status_rules import judge_failure, judge_status
from scraper.liveness.verdict import Ledger, completes
from scraper.records import FailureKind, HostNotes, LinkLook, LinkTarget
from scraper.urls import host_key, is_http

__all__ = ["examine"]

_PLAIN = (str, int, float, bool)
_FRAGMENT_ROUTE = re.compile(r"^(?:[/!]|:~:)")
_THUNDER = re.compile(r"^thunder://([A-Za-z0-9+/=_-]+)/?$", re.IGNORECASE)


def examine(target: LinkTarget, notes: HostNotes, policy: LinkPolicy, now: datetime) -> Examination:
    """Look once at a link. Yields questions (see `conversation`), returns the look and what was learnt of the host."""
    url, refusal = _checkable(target.url)
    if refusal is not None:
        return Examined(look_of(target, refusal, now), None)
    memory = HostMemory.of(notes)
    if provider_of(url) is not None and memory.paused(now, policy.provider_pause):
        finding = unknown("provider_paused", f"not asked: {memory.paused_why}", rule="paused")
        return Examined(look_of(target, finding, now), None)
    look, after = yield from _look(target, url, memory, policy, now)
    ledger = Ledger.of(target.verdict_json)
    if look.evidence_class and target.state != "dead" and completes(ledger, look.evidence_class, now, policy):
        yield Wait(policy.retry_pause_s)
        again, after = yield from _look(target, url, after, policy, now, browserlike=True)
        look = _agreed(look, again)
    return Examined(look, after.into(notes) if after != memory else None)


def _agreed(look: LinkLook, again: LinkLook) -> LinkLook:
    """The look to go by: the second one, unless both have the same to say."""
    if again.evidence_class:
        return replace(look, detail={**look.detail, "last_look": again.evidence})
    return replace(again, evidence=f"{again.evidence} (a first try gave: {look.evidence})"[:300])


def _checkable(written: str) -> tuple[str, Finding | None]:
    """(the URL to ask for, why nothing can be asked)."""
    url = clean_share(written.strip())
    inner = _unwrapped(url)
    if inner is not None:
        return inner, None
    scheme = url.partition(":")[0].lower() if ":" in url else ""
    if not is_http(url):
        shown = scheme or "no"
        return url, unsupported("scheme", f"{shown}: scheme: not checkable over HTTP ({url[:80]})", rule="scheme")
    try:
        host = (urlsplit(url).hostname or "").lower()
        urlsplit(url).port  # noqa: B018  (raises on a port that is none)
    except ValueError as error:
        return url, unsupported("bad_url", f"no usable address: {error}", rule="url")
    if not host:
        return url, unsupported("bad_url", "an address without a host", rule="url")
    if host.endswith((".onion", ".i2p")):
        return url, unsupported("network", f"{host}: on another network", rule="url")
    return url, None


def _unwrapped(url: str) -> str | None:
    """The address inside a thunder: link (base64 of 'AA' + address + 'ZZ'), where it is one of the web."""
    match = _THUNDER.match(url)
    if not match:
        return None
    try:
        text = base64.b64decode(match.group(1) + "==", altchars=b"-_" if "_" in match.group(1) else None)
    except (binascii.Error, ValueError):
        return None
    inner = unquote(text.decode("utf-8", "replace"))
    if inner.startswith("AA") and inner.endswith("ZZ") and is_http(inner[2:-2]):
        return inner[2:-2]
    return None


def _look(
    target: LinkTarget, url: str, memory: HostMemory, policy: LinkPolicy, now: datetime, *, browserlike: bool = False
) -> Generator[Question, Answer, tuple[LinkLook, HostMemory]]:
    finding = yield from look_at_share(url, target.codes, policy)
    if finding is not None:
        if finding.detail.get("pause"):
            memory = replace(memory, paused_until=now + policy.provider_pause, paused_why=finding.line[:160])
        return look_of(target, finding, now), memory
    snapshot = Snapshot.from_json(Ledger.of(target.verdict_json).snapshot)
    known = (snapshot.sha256, snapshot.title) if snapshot is not None and snapshot.distinct else ("", "")
    reached = yield from reach(url, policy, browserlike=browserlike, known=known)
    reached = yield from _by_https(reached, policy)
    scene = Scene(target, url, reached, policy, memory, now, snapshot, salt=now.date().isoformat())
    finding = yield from _judged(scene)
    return _written(scene, finding, now), scene.memory


def _by_https(reached: Reached, policy: LinkPolicy) -> Generator[Question, Answer, Reached]:
    """Browsers go to https first: where only port 80 is silent, the link is not."""
    failure = reached.fetch.failure
    silent = failure is not None and failure.kind in (
        FailureKind.CONNECT_REFUSED,
        FailureKind.CONNECT_TIMEOUT,
        FailureKind.RESET,
    )
    if not silent or reached.hops or not reached.asked.lower().startswith("http://"):
        return reached
    if ":" in host_key(reached.asked):
        return reached
    again = yield from reach("https://" + reached.asked.partition("://")[2], policy, patient=False)
    return again if again.ok and again.tls is None else reached


def _judged(scene: Scene) -> Generator[Question, Answer, Finding]:
    """The finding, with what holds besides: a bad certificate, a missing fragment, a new address."""
    reached = scene.reached
    if reached.fetch.failure is not None:
        return (yield from judge_failure(scene, reached.fetch.failure))
    if not reached.ok:
        return (yield from judge_status(scene))
    if reached.known:
        named = f"200: {reached.face.title[:80]!r}" if reached.face.title else "200"
        return _annotated(scene, alive("", f"{named}, byte for byte as it was", rule="same"))
    finding = yield from judge_page(scene)
    return _annotated(scene, finding) if finding.state == "alive" else finding


def _annotated(scene: Scene, finding: Finding) -> Finding:
    reached = scene.reached
    reason = finding.reason
    if reached.tls is not None:
        return replace(finding, reason="tls_invalid", line=f"{finding.line}; certificate: {reached.tls}")
    fragment = urlsplit(scene.url).fragment
    if not reason and fragment and _fragment_missing(scene, fragment):
        return replace(finding, reason="fragment_missing", line=f"{finding.line}; no #{fragment[:60]} on it")
    if not reason and reached.hops and all(hop.status in (301, 308) for hop in reached.hops):
        return replace(finding, reason="moved")
    return finding


def _fragment_missing(scene: Scene, fragment: str) -> bool:
    """Whether a page without scripts has no place of that name. Text fragments and routes are never looked for."""
    if _FRAGMENT_ROUTE.match(fragment) or not scene.reached.is_html or fragment.lower() in ("", "top"):
        return False
    name = re.escape(unquote(fragment))
    body = scene.reached.fetch.body.decode("utf-8", "replace")
    pattern = rf"\b(?:id|name)\s*=\s*[\"']?(?:user-content-)?(?:{name}|{re.escape(fragment)})(?:[\"'\s>]|$)"
    return re.search(pattern, body) is None


def _snapshot(scene: Scene) -> str:
    """What the page is like, for the next look to compare with."""
    reached, face, before = scene.reached, scene.face, scene.snapshot
    if reached.known and before is not None:
        return Ledger.of(scene.target.verdict_json).snapshot
    kept = before is not None and before.distinct and scene.unchanged
    gambling = says_gambling(normal(f"{face.title} {face.main[:600]}"))
    made = snapshot_of(
        face,
        reached.kind,
        scene.pairs,
        distinct=scene.distinct or kept,
        gambling=gambling,
        sha256=body_mark(reached.fetch),
    )
    return made.to_json()


def _written(scene: Scene, finding: Finding, now: datetime) -> LinkLook:
    """The evidence row, with chain, probes and (after a good look) the snapshot."""
    reached, face = scene.reached, scene.reached.face
    drift = None if reached.known else scene.drift
    extra = {
        "tls": reached.tls,
        "dns": reached.name.kind if reached.name else None,
        "failure": reached.fetch.failure.kind.value if reached.fetch.failure else None,
        "probes": scene.probed or None,
        "type": reached.kind or None,
        "length": len(reached.fetch.body) or None,
        "drift": round(drift, 2) if drift is not None else None,
    }
    detail = {**{key: value for key, value in extra.items() if value is not None}, **finding.detail}
    odd = [key for key, value in detail.items() if not isinstance(value, _PLAIN)]
    if odd:  # what JSON does not know is kept as text
        detail.update({key: json.loads(json.dumps(detail[key], default=str)) for key in odd})
    snapshot = ""
    if finding.state == "alive":
        snapshot = _snapshot(scene)
    finding = replace(finding, detail=detail, snapshot=snapshot)
    return look_of(scene.target, finding, now, fetch=reached.fetch, hops=reached.hops, title=face.title)
