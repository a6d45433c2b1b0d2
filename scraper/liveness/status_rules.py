"""What a failure or a status says, before any page is read: the table of docs/links.md §3 as code.

4xx and 5xx first have to pass as what they claim to be: a challenge, a login or a block may wear any status.
"""

from __future__ import annotations

from collections.abc import Generator

from scraper.extract import barrier_words as words
from scraper.extract.barrier import is_shell
from scraper.liveness.conversation import Answer, Question
from scraper.liveness.evidence import Finding, alive, blocked, suspect, unknown, unsupported
from scraper.liveness.page_rules import walled
from scraper.liveness.scene import Scene
from scraper.liveness.siblings import is_root
from scraper.records import Failure, FailureKind
from scraper.urls import host_key

__all__ = ["judge_failure", "judge_status"]

_BLOCKS = {
    401: "login",
    402: "payment",
    403: "forbidden",
    405: "method",
    406: "not_acceptable",
    407: "our_proxy",
    412: "refused",
    418: "challenge",
    423: "locked",
    428: "refused",
    429: "rate",
    440: "login",
    449: "refused",
    450: "legal",
    451: "legal",
    498: "login",
    499: "login",
    501: "method",
    999: "challenge",
}
_DNS_WEIGHTS = {"nxdomain": "S", "nodata": "W", "servfail": "W", "timeout": "W"}


def judge_failure(scene: Scene, failure: Failure) -> Generator[Question, Answer, Finding]:
    """The finding where no HTTP answer came."""
    kind = failure.kind
    line = f"{kind.value}: {failure.detail}"
    if kind is FailureKind.POLICY:
        return unsupported("refused_address", line, rule="guard")
    if kind is FailureKind.ROBOTS:
        return blocked("robots", line, rule="robots")
    if kind in (FailureKind.CANCELLED, FailureKind.UNPARSEABLE):
        return unknown("ours", line, rule="ours")
    if kind is FailureKind.TOO_LARGE:
        return alive("", f"more than can be read here came: {failure.detail}", rule="large")
    if kind.value.startswith("dns_"):
        return _judge_name(scene, line)
    if kind in (FailureKind.TRUNCATED, FailureKind.BAD_ENCODING):
        return suspect("broken_body", line, rule="body")
    if kind in (FailureKind.REDIRECT_LOOP, FailureKind.BAD_REDIRECT):
        return suspect("redirect_fault", line, "" if kind is FailureKind.BAD_REDIRECT else "W", rule="redirect")
    return (yield from _unreachable(scene, failure, line))


def _judge_name(scene: Scene, line: str) -> Finding:
    reached = scene.reached
    kind = reached.name.kind if reached.name else "servfail"
    if kind == "addresses":
        return unknown("resolver", f"{line}; asked again, the name has addresses", rule="dns:ours", dns=kind)
    host = host_key(reached.end)
    if "." not in host.strip("."):
        return unsupported("refused_address", f"{host!r} is no public name", rule="guard", dns=kind)
    if kind == "nxdomain" and reached.hops:
        return suspect("nxdomain", f"sent to {host}, which does not exist (NXDOMAIN)", "M", rule="dns:hop", dns=kind)
    reason = "nxdomain" if kind == "nxdomain" else "unreachable"
    return suspect(reason, f"{host}: {kind.upper()}; {line}", _DNS_WEIGHTS[kind], rule=f"dns:{kind}", dns=kind)


def _unreachable(scene: Scene, failure: Failure, line: str) -> Generator[Question, Answer, Finding]:
    """Refused, reset, timed out, TLS: weak, and only if the host as a whole is silent."""
    reset = failure.kind in (FailureKind.RESET, FailureKind.TIMEOUT, FailureKind.BAD_HTTP)
    if reset and not is_root(scene.url):
        home = yield from scene.home()
        if home is not None and home.reached.fetch.failure is None:
            status = home.reached.fetch.status
            return suspect("no_answer", f"{line}; the host answers elsewhere ({status})", rule="transport:selective")
    return suspect("unreachable", f"{line} (twice)", "W", rule="transport")


def judge_status(scene: Scene) -> Generator[Question, Answer, Finding]:
    """The finding on an answer that is not of the 2xx class."""
    fetch = scene.reached.fetch
    status = fetch.status or 0
    if status == 407:
        return unknown("our_proxy", "407: our own proxy wants a password", rule="status:407")
    if status == 511:
        return unknown("our_network", "511: the network that we are in wants a login", rule="status:511")
    wall = walled(scene)
    if wall is not None:
        return wall
    if status in _BLOCKS:
        return blocked(_BLOCKS[status], f"{status}: {_said(scene)}", rule=f"status:{status}")
    if status in (404, 410):
        return (yield from _missing(scene, status))
    if status == 400:
        return (yield from _bad_request(scene))
    if status >= 500 or status in (408, 425):
        return (yield from _server_error(scene, status))
    return suspect("odd_status", f"{status}: {_said(scene)}", rule=f"status:{status}")


def _missing(scene: Scene, status: int) -> Generator[Question, Answer, Finding]:
    """404 and 410, unless the content is there all the same or a shell would bring it."""
    face = scene.face
    line = f"{status}{_where(scene)}: {_said(scene)}"
    if is_shell(face):
        home = yield from scene.home()
        if home is not None and home.reached.ok and home.same and is_shell(home.reached.face):
            return unknown("app_shell", f"{line}, but it is the shell that the home page is too", rule="shell:404")
    if len(face.main) >= 400 and not words.says_not_found(scene.head):
        if scene.unchanged:
            return alive("", f"{line}, yet the page is what it was", rule="404:with-content")
        sibling = yield from scene.sibling()
        other = (
            sibling is not None
            and sibling.reached.fetch.failure is None
            and not sibling.like.same
            and not sibling.like.near
        )
        if other and (scene.about(headline=True) or 0.0) >= 0.5:
            return alive("", f"{line}, yet the page is about {scene.face.title[:60]!r}", rule="404:with-content")
        if other:
            return suspect(
                "status_contradicted", f"{line}, with {len(face.main)} letters of text", rule="404:with-text"
            )
    return suspect("gone", line, "S" if status == 410 else "M", rule=f"status:{status}")


def _bad_request(scene: Scene) -> Generator[Question, Answer, Finding]:
    sibling = yield from scene.sibling()
    line = f"400: {_said(scene)}"
    if sibling is not None and sibling.refused:
        return suspect("gone", f"{line}; nonsense gets a 404", "M", rule="status:400")
    return suspect("bad_request", line, rule="status:400")


def _server_error(scene: Scene, status: int) -> Generator[Question, Answer, Finding]:
    line = f"{status}{_where(scene)}: {_said(scene)}"
    if status == 503 and not is_root(scene.url):
        home = yield from scene.home()
        if home is not None and home.reached.ok:
            return suspect("server_error", f"{line}; the home page answers", rule="status:503")
    return suspect("unreachable", line, "W", rule=f"status:{status}")


def _where(scene: Scene) -> str:
    return f" at {scene.reached.end}" if scene.reached.hops else ""


def _said(scene: Scene) -> str:
    """What the page says of itself; a title that only repeats the status says nothing."""
    face = scene.face
    for verb, said in (("is titled", face.title), ("is headed", face.heading), ("says", face.main)):
        if any(letter.isalpha() for letter in said):
            return f"the page {verb} {said[:80]!r}"
    return "the page says nothing"
