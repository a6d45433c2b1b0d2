"""What a page that was reached says about the link: walls first, then every way of being gone, else it is alive.

Each rule is a generator: it may ask for a nonsense sibling, and gives a finding or None ("not mine"). Words alone never
count towards death; they need a sibling that gets the same, a provider's structure, or what the page was before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from dataclasses import replace

from scraper.extract import barrier_words as words
from scraper.extract.barrier import find_walls, is_shell, only_error
from scraper.extract.barrier_face import normal
from scraper.extract.barrier_marks import parking_marks, wall_of_url
from scraper.liveness.before_all import before_all
from scraper.liveness.conversation import Answer, Question
from scraper.liveness.ended_words import besides_gone, says_gone, says_taken
from scraper.liveness.evidence import Finding, alive, blocked, suspect, unknown
from scraper.liveness.landing_rules import landed
from scraper.liveness.passing_words import says_wall
from scraper.liveness.scene import Scene, Sibling
from scraper.liveness.siblings import is_deep, is_root
from scraper.liveness.type_rules import judge_file, type_changed

__all__ = ["judge_page", "walled"]

Rule = Generator[Question, Answer, Finding | None]
WALL_LEAST = 0.6
# A page this long with a telling headline is an article; a sibling need not be asked.
LONG = 2_500
SHORT = 400
# Letters of links within the text, or of the text: more than a notice.
TEASERS, PARAGRAPHS, ITEMS = 20, 200, 2
# A headline that says little besides 'it is gone', and a notice without anything else, in letters.
HEADLINE, NOTICE, AFTER_END = 24, 160, 40
# Letters of scripts that say much in few; the error sentences of a site are shorter.
DENSE = 70
# So much text beside a login form is a page of its own.
BESIDE_FORM = 100
_SENTENCE = re.compile(r"[.!?。！？।؟\n]+")
_ASKS_AGAIN = re.compile(r"document\.cookie\s*=.*(?:location|reload\()", re.DOTALL | re.IGNORECASE)


def judge_page(scene: Scene) -> Generator[Question, Answer, Finding]:
    """The finding on a 2xx answer."""
    wall = walled(scene)
    if wall is not None and not (yield from _form_beside(scene, wall)):
        return wall
    if not scene.reached.is_html:
        return (yield from judge_file(scene))
    if scene.unchanged and scene.snapshot is not None and scene.snapshot.distinct:
        return _alive(scene)
    for rule in _RULES:
        finding = yield from rule(scene)
        if finding is not None:
            return finding
    return _alive(scene)


def walled(scene: Scene) -> Finding | None:
    """Blocked, where the answer is a wall and the link did not ask for it."""
    reached = scene.reached
    view = replace(reached.fetch, url=reached.asked, hops=reached.hops)
    best = max(find_walls(view, scene.face), key=lambda barrier: barrier.score, default=None)
    if best is None or best.score < WALL_LEAST:
        return None
    if best.kind == "login" and wall_of_url(scene.url) == "login" and (reached.fetch.status or 0) < 400:
        return None
    return blocked(
        best.kind, f"{reached.fetch.status}, {best.kind}: {'; '.join(best.reasons)}", rule=f"wall:{best.kind}"
    )


def _form_beside(scene: Scene, wall: Finding) -> Generator[Question, Answer, bool]:
    """Whether the login form stands beside the page and not before it: the headline is about something else, and a
    nonsense address gets a 404 where a wall would stand before all addresses."""
    face = scene.face
    if (
        wall.reason != "login"
        or scene.reached.hops
        or words.says_login(scene.head)
        or words.says_restricted(scene.head)
    ):
        return False
    if len(face.prose) < BESIDE_FORM or words.says_restricted(normal(face.main)) or words.says_not_found(scene.brief):
        return False
    sibling = yield from scene.sibling()
    return sibling is not None and sibling.refused


def _alive(scene: Scene) -> Finding:
    face = scene.face
    where = f" at {scene.reached.end}" if scene.reached.hops else ""
    return alive("", f"{scene.reached.fetch.status}{where}: {face.title[:100] or face.main[:100]!r}")


# -- names that were sold, sites that were switched off -----------------------------------------------------------------


def _parked(scene: Scene) -> Rule:
    face = scene.face
    if face.paragraphs >= 3 or len(face.main) >= 1_500:
        return None
    marks = list(parking_marks(scene.url, scene.reached.end, face))
    sale = words.says_for_sale(scene.brief)
    if not sale and not (marks and len(face.main) < 300):
        return None
    sibling = yield from scene.sibling()
    said = f"{scene.reached.fetch.status}, offers a domain name: {face.title[:80]!r}"
    if sibling is not None and sibling.refused and not marks:
        return None
    if marks and not (sibling is not None and sibling.refused):
        return suspect("parked", f"{said}; {marks[0]}", "M", rule="parked:provider", marker=marks[0])
    if sibling is not None and (sibling.near or sibling.together and scene.reached.hops):
        return suspect("parked", f"{said}; every address gives it ({sibling.line()})", "M", rule="parked:sibling")
    return suspect("parked", said, rule="parked:words")


def _switched_off(scene: Scene) -> Rule:
    """'Account suspended', 'this site has closed': only where every address says so."""
    face = scene.face
    if face.paragraphs >= 3 or len(face.main) >= 1_500:
        return None
    path = "suspendedpage" in scene.reached.end.lower() or "/suspended" in scene.reached.end.lower()
    suspended = path or words.says_suspended(scene.brief)
    closed = words.says_closed(scene.brief)
    if not (suspended or closed):
        return None
    sibling = yield from scene.sibling()
    if sibling is None or not (sibling.near or (sibling.together and bool(scene.reached.hops))):
        return None
    if words.says_maintenance(scene.brief) and not suspended:
        return suspect("maintenance", f"says it is closed for a while: {scene.short}", rule="closed:for-now")
    reason = "suspended" if suspended else "closed"
    return suspect(reason, f"{scene.short}; every address gives it ({sibling.line()})", "M", rule=f"{reason}:sibling")


def _usurped(scene: Scene) -> Rule:
    """The name has another tenant: all of the page has changed, and what it says now is what such tenants say."""
    face, before = scene.face, scene.snapshot
    if not words.says_gambling(scene.head):
        return None
    if words.says_gambling(normal(f"{face.title} {face.heading} {face.main[:4_000]}")) < 3:
        return None
    drift = scene.drift
    if before is not None and drift is not None:
        if drift < 0.8 or before.title == face.title[:160] or before.gambling >= 2:
            return None
        line = f"was {before.title[:60]!r}, now {scene.short} ({drift:.0%} of the text is new)"
        return suspect("usurped", line, "M", rule="usurped:snapshot", drift=round(drift, 2))
    about = scene.about()
    asked_for = words.says_gambling(normal(f"{re.sub(r'[-_.]', ' ', scene.url)} {' '.join(scene.target.anchors)}"))
    if asked_for or (about if about is not None else _says_its_name(scene)) > 0.2:
        return None
    sibling = yield from scene.sibling()
    line = f"{scene.short} has nothing of {_wanted(scene)}"
    if sibling is not None and (sibling.near or sibling.together and bool(scene.reached.hops)):
        return suspect("usurped", f"{line}; every address gives it ({sibling.line()})", "M", rule="usurped:sibling")
    return suspect("usurped", line, rule="usurped:words")


def _says_its_name(scene: Scene) -> float:
    """1.0 where the page speaks of the name of its host, as pages of a house do; 0.0 where it does not."""
    host = scene.reached.end.partition("://")[2].partition("/")[0].lower()
    labels = [part for part in re.split(r"[-.:\d]+", host)[:-1] if len(part) >= 4]
    said = normal(f"{scene.face.title} {scene.face.main}").replace(" ", "")
    return float(not labels or any(label in said for label in labels))


def _wanted(scene: Scene) -> str:
    return repr((scene.target.anchors[0] if scene.target.anchors else scene.url)[:60])


# -- pages that say nothing, or say that they are not there -----------------------------------------------------------


def _passing(scene: Scene) -> Rule:
    """Maintenance and server errors served as 200: they pass, so they are no evidence of death."""
    face, head = scene.face, scene.head
    if len(face.main) >= 700 or face.paragraphs >= 2:
        return None
    brief = scene.brief
    if words.says_maintenance(head) or (len(face.main) < 300 and words.says_maintenance(brief)):
        if words.says_not_found(head) and not words.says_maintenance(head):
            return None
        about = scene.about(headline=True)
        if about is not None and about >= 0.5:
            return None
        sibling = yield from scene.sibling()
        if sibling is not None and sibling.refused and not (words.says_maintenance(head) and _only_notice(scene)):
            return None  # a site that is down does not know which of its addresses exist
        return suspect(
            "maintenance", f"{scene.reached.fetch.status}, says it is down for now: {scene.short}", rule="maintenance"
        )
    if words.says_broken(head) and len(face.main) < 400 and not words.says_not_found(head):
        return suspect(
            "server_error", f"{scene.reached.fetch.status}, an error of the server: {scene.short}", rule="broken"
        )
    return None


def _only_notice(scene: Scene) -> bool:
    """Hardly anything stands there but the notice."""
    return len(scene.face.main) < 200


def _empty(scene: Scene) -> Rule:
    face, fetch = scene.face, scene.reached.fetch
    if fetch.status in (204, 205, 304):
        return alive("", f"{fetch.status}: answered without a body, as that status says")
    if not fetch.body.strip():
        return suspect("empty", f"{fetch.status} with an empty body", rule="empty")
    if not face.visible and not face.media and not face.images and _ASKS_AGAIN.search(face.machine):
        return blocked("challenge", f"{fetch.status}, a script that sets a cookie and asks again", rule="wall:cookie")
    if is_shell(face) and not (face.refresh or face.alert):
        if (scene.about(headline=True) or 0.0) >= 0.5:
            return None
        sibling = yield from scene.sibling()
        why = "every address gives it" if sibling is not None and sibling.near else "it has no text of its own"
        return unknown(
            "app_shell", f"{fetch.status}, a shell that only scripts fill ({why}): {face.title[:60]!r}", rule="shell"
        )
    if not face.visible and not face.images and not face.media and not face.alert:
        return suspect("empty", f"{fetch.status}, markup without text", rule="empty")
    return None


def _soft404(scene: Scene) -> Rule:
    """A page that says it is not there, or that every address gives."""
    if is_root(scene.url) or not _doubtful(scene):
        return None
    sibling = yield from scene.sibling()
    if sibling is None or sibling.asked_in_vain:
        return _error_without_sibling(scene)
    says = says_gone(scene.brief)
    if sibling.same or ((sibling.near or sibling.framed) and says):
        if says and not _is_later(scene):
            both = [one for one in _SENTENCE.split(scene.brief) if says_gone(one) and says_wall(one, login=False)]
            if both and all(map(_only_private, both)):
                return suspect("soft404", f"{scene.short}: gone, or not for all", rule="soft404:or-private")
            if both:
                return blocked(
                    "wall",
                    f"{scene.reached.fetch.status}, not for us, as any address: {scene.short}",
                    rule="wall:words",
                )
            if words.says_restricted(scene.brief) and (words.says_login(scene.brief) or scene.face.passwords):
                return suspect("soft404", f"{scene.short}: gone, or not for us", rule="soft404:or-private")
            line = f"{scene.reached.fetch.status}, {scene.short}; a nonsense address gives the same ({sibling.line()})"
            return suspect("soft404", line, "M", rule="soft404:words+sibling", similarity=round(sibling.like.text, 2))
        return (yield from _same_without_words(scene, sibling))
    if sibling.framed and sibling.like.links and not scene.face.media:
        return (yield from _framed_without_words(scene, sibling))
    if scene.reached.apology is not None and says_gone(scene.reached.apology.headline) and sibling.together:
        return suspect("soft404", f"{scene.short} after an apology; so does nonsense", "M", rule="soft404:apology")
    return _error_without_sibling(scene)


def _only_private(sentence: str) -> bool:
    """'Private or deleted': said by sites that will not tell which."""
    return words.says_restricted(sentence) and not (
        words.says_region(sentence) or words.says_human_check(sentence) or words.says_age(sentence)
    )


def _doubtful(scene: Scene) -> bool:
    """Whether a sibling is worth asking; what costs least is looked at first."""
    face, drift = scene.face, scene.drift
    if scene.snapshot is None or not scene.snapshot.distinct or len(face.main) < SHORT or face.noindex:
        return True
    if (drift is not None and drift > 0.6) or scene.reached.apology is not None or says_gone(scene.brief):
        return True
    about = scene.about()
    return about is not None and about < 0.34 and len(face.main) < LONG


def _is_later(scene: Scene) -> bool:
    return words.says_maintenance(scene.head) or words.says_broken(scene.head)


def _error_without_sibling(scene: Scene) -> Finding | None:
    """The error sentence is all there is, but the server does know 404: a forum's or a shop's own way of saying it."""
    face = scene.face
    if not (says_gone(scene.brief) or says_taken(scene.brief)):
        return None
    unsure = words.says_login(scene.brief) or words.says_restricted(scene.brief) or words.says_maintenance(scene.brief)
    if not only_error(face):
        return None if unsure else _notice_instead(scene)
    if sum(letter >= "\u0e00" for letter in face.main) > DENSE and not (face.error_box or face.alert):
        return None  # people talking about it
    line = f"{scene.reached.fetch.status}, nothing but {scene.short}"
    box = normal(f"{face.error_box} {face.alert}")
    wanted = (scene.about() or 0.0) >= 0.5
    if wanted and not box.strip() and (scene.about(headline=True) or 0.0) >= 0.75:
        return None  # a page about things that were deleted, and the link says so
    if box.strip() and words.says_not_found(box) and not unsure and not wanted:
        return suspect(
            "soft404", f"{line}, in the site's error element", "M", rule="soft404:element", marker=face.error_box[:80]
        )
    return suspect("soft404", line, rule="soft404:words")


def _notice_instead(scene: Scene) -> Finding | None:
    """A headline that says it is gone, where the page was something else before, or says nothing of what is linked."""
    face, before, drift = scene.face, scene.snapshot, scene.drift
    heading = normal(face.heading)
    if besides_gone(heading) > HEADLINE or face.paragraphs > 1 or face.media:
        return None
    rest = normal(face.prose).replace(heading, " ", 1)
    if not says_taken(heading) and not (says_gone(heading) and _letters(rest) < AFTER_END):
        return None  # a course that is over still has its page
    line = f"{scene.reached.fetch.status}, {scene.short} where nonsense gets another answer"
    changed = before is not None and before.distinct and before.title != face.title[:160]
    if before is not None and changed and (drift or 0.0) > 0.6 and (scene.about(headline=True) or 0.0) < 0.5:
        return suspect("soft404", f"{line}; was {before.title[:60]!r}", "M", rule="soft404:was")
    short = len(face.prose) < NOTICE and besides_gone(heading) <= HEADLINE // 2
    if short and scene.about() == 0.0 and says_gone(rest):
        return suspect("soft404", f"{line}, and nothing of {_wanted(scene)}", rule="soft404:notice")
    return None


def _same_without_words(scene: Scene, sibling: Sibling) -> Rule:
    """Nonsense gets the same page, and the page does not say why. What was it before, what is the home page?"""
    line = f"{scene.reached.fetch.status}, {scene.short}; a nonsense address gives the same ({sibling.line()})"
    unsure = before_all(scene)
    if unsure is not None and unsure.state == "blocked":
        return unsure
    named = (scene.about(headline=True) or 0.0) > 0.5 and not sibling.echoes
    if named or _is_later(scene):
        return None
    if unsure is not None:
        return unsure
    drift = scene.drift
    if drift is not None and drift > 0.5 and scene.snapshot is not None and scene.snapshot.distinct:
        was = f"was {scene.snapshot.title[:60]!r}"
        return suspect(
            "soft404", f"{line}; {was}", "M", rule="soft404:snapshot", similarity=round(sibling.like.text, 2)
        )
    stranger = yield from scene.stranger()
    if stranger is None or not stranger.same:
        return None  # the part of the address that was changed means nothing to the server
    home = yield from scene.home()
    if home is not None and home.reached.ok and not home.near:
        return suspect("soft404", f"{line}, and so does any other", "M", rule="soft404:everywhere")
    if home is not None and home.near and is_deep(scene.url) and (scene.about() or 0.0) <= 0.5 and _has_content(scene):
        return suspect("soft404", f"{line}, the home page included", "M", rule="soft404:home")
    if words.says_default_site(scene.head):
        return suspect("soft404", f"{line}: a server without a site", "M", rule="soft404:default-site")
    return suspect("soft404", f"{line}, and so does any other", rule="soft404:unclear")


def _has_content(scene: Scene) -> bool:
    """Ways to other things in the middle of the page, or paragraphs: what stands before all pages for a while has neither.

    Its menu may stay, around the notice, so menus do not count.
    """
    face = scene.face
    beside = _letters(face.main) - _letters(face.prose)
    return not face.passwords and (beside >= TEASERS or _letters(face.main) >= PARAGRAPHS or face.items >= ITEMS)


def _letters(text: str) -> int:
    """The length of a text in Latin letters: one of CJK says as much as two."""
    return len(text) + sum(letter >= "\u2e80" for letter in text)


def _framed_without_words(scene: Scene, sibling: Sibling) -> Rule:
    """The same text under the same title with other teasers beside it: whatever it says, any address gets it."""
    if (scene.about() or 0.0) >= 0.34 or _is_later(scene):
        return None
    unsure = before_all(scene)
    if unsure is not None:
        return unsure
    stranger = yield from scene.stranger()
    home = yield from scene.home()
    if stranger is None or not stranger.framed or home is None or not home.reached.ok or home.near or home.framed:
        return None
    line = f"{scene.reached.fetch.status}, {scene.short}; nonsense gets the same text, the home page another"
    return suspect("soft404", line, "M", rule="soft404:framed", similarity=round(sibling.like.prose, 2))


_RULES: tuple[Callable[[Scene], Rule], ...] = (
    _parked,
    _switched_off,
    landed,
    type_changed,
    _usurped,
    _passing,
    _empty,
    _soft404,
)
