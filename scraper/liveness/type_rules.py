"""Files: a link to a PDF, an archive, an image. What comes may be the file, a page about it, or a page instead of it."""

from __future__ import annotations

import re
from collections.abc import Generator
from urllib.parse import unquote, urlsplit

from scraper.extract import barrier_words as words
from scraper.extract.barrier_face import normal
from scraper.liveness.before_all import before_all
from scraper.liveness.conversation import Answer, Question
from scraper.liveness.evidence import Finding, alive, blocked, suspect
from scraper.liveness.scene import Scene
from scraper.liveness.siblings import is_root

__all__ = ["judge_file", "type_changed"]

_FILES = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|epub|mobi|azw3|djvu|zip|rar|7z|gz|tgz|bz2|xz|tar|iso|dmg|exe|msi|apk|deb|rpm|jar|bin|img|"
    r"jpe?g|png|gif|webp|bmp|tiff?|svg|mp3|m4a|flac|ogg|wav|mp4|mkv|avi|mov|webm|csv|ttf|otf|woff2?|srt|torrent)$",
    re.IGNORECASE,
)
_GUARD = re.compile(r"hot-?link|no-?(?:steal|leech|direct)|forbidden|denied|bandwidth|watermark", re.IGNORECASE)
# A file this small may be a placeholder that stands for every file.
PLACEHOLDER_BYTES = 60_000


def type_changed(scene: Scene) -> Generator[Question, Answer, Finding | None]:
    """A page has come where a file was expected (by the address, or by what came before)."""
    before = scene.snapshot.kind if scene.snapshot else ""
    was_file = bool(before) and not re.search(r"html|xml|^text/|json", before)
    if not was_file and not _FILES.search(urlsplit(scene.url).path):
        return None
    name = unquote(urlsplit(scene.url).path).rpartition("/")[2]
    stem = normal(re.sub(r"\.\w{2,5}$", "", name))
    said = normal(f"{scene.face.title} {scene.face.heading} {scene.face.main[:2_000]}")
    sibling = yield from scene.sibling()
    what = f"a page where {'a file was' if was_file else f'{name[:50]!r} is expected'}: {scene.face.title[:60]!r}"
    if sibling is not None and (sibling.near or (sibling.together and bool(scene.reached.hops) and sibling.reached.ok)):
        if words.says_maintenance(scene.head) or words.says_broken(scene.head):
            return suspect("maintenance", what, rule="type:later")
        unsure = before_all(scene)
        if unsure is not None:
            return unsure
        return suspect("type_change", f"{what}; nonsense gets the same ({sibling.line()})", "M", rule="type:sibling")
    if len(stem) > 3 and stem in said and not words.says_not_found(scene.head):
        return alive("", f"a page about the file: {scene.face.title[:80]!r}", rule="type:page-about")
    if words.says_not_found(scene.brief):
        return None
    return (
        alive("type_changed", what, rule="type:unclear")
        if not was_file
        else suspect("type_change", what, rule="type:unclear")
    )


def judge_file(scene: Scene) -> Generator[Question, Answer, Finding]:
    """A 2xx answer that is no page: the file itself, unless nonsense gets the very same."""
    reached = scene.reached
    fetch = reached.fetch
    length = fetch.header("content-length") or str(len(fetch.body))
    line = f"{fetch.status}, {reached.kind or 'no type stated'}, {length} bytes"
    if fetch.status in (204, 205, 304):
        return alive("", f"{fetch.status}: answered without a body, as that status says")
    if not fetch.body.strip() and length in ("0", ""):
        return suspect("empty", f"{line}: an empty body", rule="empty")
    from_elsewhere = yield from _placeholder(scene, line)
    if from_elsewhere is not None:
        return from_elsewhere
    return alive("", line)


def _placeholder(scene: Scene, line: str) -> Generator[Question, Answer, Finding | None]:
    reached = scene.reached
    name = urlsplit(reached.end).path.rpartition("/")[2]
    if reached.hops and _GUARD.search(name):
        return blocked("hotlink", f"{line}; sent to {reached.end}: pictures for its own pages only", rule="hotlink")
    if reached.hops and re.match(
        r"^(?:removed|deleted|not[-_]?found|404|missing|unavailable|no[-_]?image)\b", name, re.IGNORECASE
    ):
        return suspect("soft404", f"{line}; sent to {reached.end}", "M", rule="placeholder:address", marker=name)
    if is_root(scene.url) or len(reached.fetch.body) > PLACEHOLDER_BYTES or scene.unchanged_bytes:
        return None
    sibling = yield from scene.sibling()
    if sibling is None or not sibling.reached.ok or sibling.query:
        return None
    if sibling.like.same_bytes and _bytes_known(scene):
        return suspect("soft404", f"{line}; nonsense gets the very same bytes", "M", rule="placeholder:sibling")
    textual = reached.kind.startswith("text/") or "json" in reached.kind
    if textual and sibling.like.same and words.says_not_found(normal(reached.face.main[:600])):
        return suspect("soft404", f"{line}: {reached.face.main[:80]!r}; nonsense gets it too", "M", rule="soft404:text")
    return None


def _bytes_known(scene: Scene) -> bool:
    """Bytes that mean something: a real body, not just neutral filling that was cut off."""
    return len(scene.reached.fetch.body.strip(b"\0 \r\n")) >= 16
