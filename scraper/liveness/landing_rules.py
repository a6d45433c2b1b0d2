"""Where redirects end: a new place of the same thing, or the polite way of saying that it is gone.

A redirect to the home page, to an error address or to one page for everything counts only if nonsense is sent there too.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from urllib.parse import unquote, urlsplit

from scraper.extract import barrier_words as words
from scraper.extract.barrier import same_address
from scraper.liveness.before_all import before_all
from scraper.liveness.conversation import Answer, Question
from scraper.liveness.evidence import Finding, alive, suspect
from scraper.liveness.scene import Scene, Sibling
from scraper.liveness.siblings import is_root

__all__ = ["landed"]

_ERROR_SEGMENT = re.compile(
    r"^(?:(?:error|err|page)?[-_]?(?:404|410)(?:[-_]?(?:error|page|not-?found))?|not[-_]?found|page[-_]?not[-_]?found|errors?|"
    r"fehler(?:seite)?|erreur|pagenotfound|file[-_]?not[-_]?found|removed|deleted|gone|expired|unavailable|no[-_]?longer[-_]?available|missing)"
    r"(?:\.\w{2,5})?$",
    re.IGNORECASE,
)
_PASSING_PATH = re.compile(
    r"/(?:maintenance|wartung\w*|mantenimiento|manutencao|manutenzione|konserwacja|udrzba|bakim|onderhoud|bao-tri|down(?:time)?|outage|offline|"
    r"temporarily\w*|weihu|coming-?soon|busy|overload(?:ed)?|50[0-4]|server-?error)(?:[-_/.]\w*)*$",
    re.IGNORECASE,
)
_PLAIN_404 = re.compile(r"404|410|not-?_?found|removed|deleted|gone|missing", re.IGNORECASE)


def landed(scene: Scene) -> Generator[Question, Answer, Finding | None]:
    """The finding on a link that was sent elsewhere, or None where that says nothing about its death."""
    reached = scene.reached
    if not reached.hops or same_address(scene.url, reached.end) and _query_kept(scene):
        return None
    if is_root(scene.url) and not _error_address(scene):
        return None
    shorter = is_root(reached.end) or _is_prefix(reached.end, scene.url)
    error = _error_address(scene)
    if not error and scene.unchanged:
        return None
    named = 0.0 if error or words.says_not_found(scene.head) else scene.about(headline=True) or 0.0
    if named >= 0.5 and not shorter:
        return _moved(scene)
    sibling = yield from scene.sibling()
    if named >= 0.5:
        known = sibling is None or not (sibling.reached.ok and sibling.together)
        return _moved(scene) if known or named >= 0.75 else _home(scene, sibling, shorter=True)
    if sibling is not None and sibling.query and not words.says_not_found(scene.brief):
        deeper = yield from scene.stranger()
        sibling = deeper if deeper is not None and not deeper.together else sibling
    if error:
        return _at_error(scene, sibling, error)
    return _home(scene, sibling, shorter=shorter)


def _moved(scene: Scene) -> Finding:
    return alive("moved", f"moved to {scene.reached.end}: {scene.face.title[:80]!r}", rule="moved:named")


def _home(scene: Scene, sibling: Sibling | None, *, shorter: bool) -> Finding | None:
    """Sent to a place that is not about the link: does nonsense end there too?"""
    end = scene.reached.end
    if sibling is None or not (sibling.reached.ok and sibling.together):
        return _alone(scene, sibling, shorter=shorter)
    if _is_passing(scene):
        line = f"sent to {end}, as is nonsense: {scene.face.title[:60]!r}"
        return suspect("maintenance", line, rule="landing:later")
    if not is_root(end):
        unsure = before_all(scene)
        if unsure is not None and unsure.state == "blocked":
            return unsure
    line = f"sent to {end}, and so is a nonsense address"
    reason = "redirect_home" if shorter else "soft404"
    return suspect(reason, line, "M", rule="landing:sibling", similarity=round(sibling.like.text, 2))


def _alone(scene: Scene, sibling: Sibling | None, *, shorter: bool) -> Finding | None:
    """The link is sent away, nonsense is not (or could not be asked)."""
    reached = scene.reached
    if not shorter:
        return None
    scene.memory = scene.memory.with_end(_bare(reached.end), scene.target.canonical)
    fan = len((scene.memory.fan or {}).get(_bare(reached.end), ()))
    knows = sibling is not None and sibling.refused
    if fan >= scene.policy.fan_in and not knows:
        return suspect(
            "redirect_home", f"sent to {reached.end}, as {fan} deep links of this host are", "M", rule="landing:fan-in"
        )
    why = "nonsense gets a 404" if knows else "no sibling to compare with"
    return suspect("redirect_home", f"sent to {reached.end} ({why}); moved or gone", rule="landing:alone")


def _at_error(scene: Scene, sibling: Sibling | None, error: str) -> Finding | None:
    """The address that was reached is called an error."""
    reached = scene.reached
    line = f"sent to {reached.end} ({reached.fetch.status}): {scene.face.title[:60]!r}"
    says = words.says_not_found(scene.brief)
    together = sibling is not None and sibling.together
    if _is_passing(scene) and not says:
        return suspect("server_error", line, rule="landing:error-for-now")
    if _PLAIN_404.search(error) and (says or together or not reached.is_html):
        return suspect("soft404", line, "M", rule="landing:error-address", marker=error)
    if says and together:
        return suspect("soft404", line, "M", rule="landing:error-address", marker=error)
    return suspect("soft404", line, rule="landing:error-unclear", marker=error)


def _error_address(scene: Scene) -> str:
    """The segment of the end address that names an error and was not in the link itself."""
    asked = unquote(scene.url).lower()
    segments = unquote(urlsplit(scene.reached.end).path).split("/")
    named = [s for s in segments if s and _ERROR_SEGMENT.match(s) and s.lower() not in asked]
    return next((s for s in named if _PLAIN_404.search(s)), named[0] if named else "")


def _is_passing(scene: Scene) -> bool:
    if _PASSING_PATH.search(urlsplit(scene.reached.end).path):
        return True
    return words.says_maintenance(scene.head) or words.says_broken(scene.head)


def _query_kept(scene: Scene) -> bool:
    """Same path: a query that was dropped ('?p=81' to '/') is a change of place, one that was added is none."""
    asked, end = urlsplit(scene.url), urlsplit(scene.reached.end)
    return not asked.query or bool(end.query) or len(asked.path.strip("/")) > 0


def _is_prefix(end: str, asked: str) -> bool:
    one, other = urlsplit(end), urlsplit(asked)
    first, second = ([part for part in parts.path.split("/") if part] for parts in (one, other))
    return len(first) < len(second) and second[: len(first)] == first and not one.query


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname or ''}{parts.path.rstrip('/')}"
