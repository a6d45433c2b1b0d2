"""What every address of a host gives may stand before its pages: a wall, a pause, an application that scripts build."""

from __future__ import annotations

import re

from scraper.extract import barrier_words as words
from scraper.liveness.evidence import Finding, blocked, suspect, unknown
from scraper.liveness.passing_words import says_passing, says_wall
from scraper.liveness.scene import Scene

__all__ = ["before_all"]

# A notice is shorter than this, in letters.
NOTICE = 400
# An application that scripts build, whatever its first text says.
_APPLICATION = re.compile(
    r"#(?:root|app|__next|__nuxt|app-root|application|react-root|___gatsby|svelte|q-app|ember\d*)#|<app-root",
    re.IGNORECASE,
)
# Links of a small print; a page with more of them only mentions cookies.
SMALL_PRINT = 4


def before_all(scene: Scene) -> Finding | None:
    """The finding where a page that nonsense gets too may only stand before the page that is meant; else None."""
    face, status = scene.face, scene.reached.fetch.status
    if scene.brief != scene.head and says_wall(scene.brief, login=bool(face.passwords)) or words.says_login(scene.head):
        return blocked("wall", f"{status}, stands before every address: {scene.short}", rule="wall:words")
    if words.says_consent(scene.head) or len(face.main) < NOTICE and _asks_consent(scene):
        return blocked("consent", f"{status}, asks at every address for consent: {scene.short}", rule="wall:consent")
    if len(face.main) < NOTICE and says_passing(scene.brief):
        return suspect("maintenance", f"{status}, says at every address that it will pass: {scene.short}", rule="later")
    if face.scripts and _APPLICATION.search(face.machine):
        return unknown(
            "app_shell", f"{status}, an application that scripts build: {face.title[:60]!r}", rule="shell:root"
        )
    return None


def _asks_consent(scene: Scene) -> bool:
    """Cookies are all that the page speaks of."""
    return scene.face.links <= SMALL_PRINT and words.says_consent(scene.brief)
