"""What stands before a page instead of the page: challenge, login, consent, maintenance, error, parking, nothing at all.

A barrier must never become a version, and an article *about* barriers must never be taken for one. So structure comes
first (a provider's own header, script or element; a redirect to a login address), and words count only in the title and
heading of a page on which little else stands. Every judgement has a score and its reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from scraper.extract import barrier_words as words
from scraper.extract.barrier_face import ARTICLE_PARAGRAPHS, Face, holds_article, normal, read_face, text_face
from scraper.extract.barrier_marks import captcha_widget, header_marks, parking_marks, structure_marks, wall_of_url
from scraper.extract.barrier_program import program_errors
from scraper.records import Fetch, ResourceKind
from scraper.urls import host_key

__all__ = ["WALL_CHARS", "Barrier", "find_barrier", "find_walls", "is_shell", "only_error", "same_address"]

# A wall has little text. Longer pages are articles, whatever their scripts and words say.
WALL_CHARS = 1_500
# An error page without structure of its own: title, heading, a sentence or two.
ERROR_CHARS = 700
LEAST = 0.6
# Control characters that no text has; more than this share of them is an image, an archive, an encrypted stream.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
BINARY_SHARE = 0.04
# Letters beside its heading that make a page written, however short.
LEAST_WRITTEN = 8
# What the headline of an error may say besides the error ("the page you asked for"), in letters.
MAX_BESIDES = 20
_BARE_NAME = re.compile(r"(?:[\w-]{1,63}\.){1,4}[a-z]{2,18}")
_SENTENCES = re.compile(r"[.!?。！？؟।…|·•\n]+")


@dataclass(frozen=True, slots=True)
class Barrier:
    """`kind`: challenge | login | consent | maintenance | error | parking | empty | not_a_feed. `score` 0 to 1.

    `missing`: what it says is that there is nothing at this address, as a 404 would.
    """

    kind: str
    score: float
    reasons: tuple[str, ...]
    missing: bool = False


def find_barrier(
    fetch: Fetch,
    html: str | None,
    *,
    expected: ResourceKind,
    known_chars: int | None = None,
    known_title: str | None = None,
    article: bool | None = None,
) -> Barrier | None:
    """The barrier that a followed resource shows instead of itself, or None. `html` is the decoded body.

    `known_chars` and `known_title` are of the newest version: a page that still has its title is itself. `article`: whether
    more stands on the page than on any wall (`holds_article`, or `Opened.is_no_wall`), where that was seen already.
    """
    if fetch.failure is not None or fetch.status in (304, None):
        return None
    text = html or ""
    markup = _is_markup(fetch, text)
    plainly = markup and _answers_plainly(fetch) and not _is_binary(fetch, text)
    if plainly and (holds_article(text) if article is None else article):
        return None if expected is ResourceKind.PAGE else _no_feed(expected, text)
    face = read_face(text) if markup else text_face(text)
    found = list(find_walls(fetch, face)) + list(_errors(fetch, face, text, known_chars, known_title))
    best = max(found, key=lambda barrier: barrier.score, default=None)
    if best is not None and best.score >= LEAST and not _still_itself(fetch, face, best, known_chars, known_title):
        return best
    return None if expected is ResourceKind.PAGE else _no_feed(expected, text)


def _no_feed(expected: ResourceKind, text: str) -> Barrier | None:
    return Barrier("not_a_feed", 0.9, (f"a web page where a {expected.value} was",)) if _is_html(text) else None


def _answers_plainly(fetch: Fetch) -> bool:
    """Nothing but the page itself could tell of a barrier: a good answer, from the address asked, no header of a wall."""
    return fetch.status == 200 and not fetch.hops and not any(header_marks(fetch))


def _still_itself(fetch: Fetch, face: Face, best: Barrier, chars: int | None, title: str | None) -> bool:
    """A good answer that carries the known title and at least half of the known text is the page, with extras."""
    if best.score >= 0.95 or (fetch.status or 0) >= 400 or not title or not chars:
        return False
    same = normal(title) in normal(face.title) or normal(face.title) == normal(title)
    return same and bool(normal(title)) and len(face.main) >= chars / 2


def _is_markup(fetch: Fetch, text: str) -> bool:
    kind = (fetch.header("content-type") or "").lower()
    return "html" in kind or "<" in text[:2_000]


def _is_html(text: str) -> bool:
    head = text[:3_000].lower()
    return "<html" in head or "<!doctype html" in head or "<body" in head


# -- walls: the page exists, we may not see it -----------------------------------------------------------------------


def find_walls(fetch: Fetch, face: Face) -> Iterator[Barrier]:
    """Challenge, login, consent and region walls; for followed pages and link targets alike."""
    yield from _challenges(fetch, face)
    yield from _redirected(fetch, face)
    yield from _logins(fetch, face)
    yield from _consents(face)
    yield from _other_visitors(face)
    yield from _regions(fetch, face)


def _challenges(fetch: Fetch, face: Face) -> Iterator[Barrier]:
    little = len(face.main) < WALL_CHARS
    for reason in header_marks(fetch):
        yield Barrier("challenge", 1.0, (reason,))
    if little and not _article_like(face):
        for reason in structure_marks(fetch, face):
            yield Barrier("challenge", 0.9, (reason,))
    status = fetch.status or 0
    if status in (999, 418, 428) or (status == 202 and little and face.scripts and not face.main):
        yield Barrier("challenge", 0.9, (f"status {status} of a refusal",))
    if len(face.main) >= ERROR_CHARS or _article_like(face):
        return
    asked = words.says_human_check(face.headline) or (
        len(face.main) < 250 and words.says_human_check(normal(face.main))
    )
    widget = captcha_widget(face)
    if asked and (widget or status in (403, 429, 503)):
        why = widget or f"status {status}"
        yield Barrier("challenge", 0.85, (f"asks for a check of the visitor: {_short(face)}", why))
    elif asked and status == 200 and len(face.main) < 250 and _needs_visitor(face):
        yield Barrier("challenge", 0.75, (f"asks for a check of the visitor: {_short(face)}",))


def _needs_visitor(face: Face) -> bool:
    """Something to fill in, or nothing but a script that decides."""
    return bool(face.inputs or face.scripts or face.refresh) and face.links <= 8


def _article_like(face: Face) -> bool:
    return face.paragraphs >= ARTICLE_PARAGRAPHS


def _redirected(fetch: Fetch, face: Face) -> Iterator[Barrier]:
    """The chain ended at a wall's address, which was not the address asked for."""
    if not fetch.hops or same_address(fetch.url, fetch.final_url):
        return
    wall = wall_of_url(fetch.final_url)
    if wall is None or wall_of_url(fetch.url) == wall:
        return
    kind = "challenge" if wall == "region" else wall
    sure = 0.9 if len(face.main) < WALL_CHARS else 0.65
    yield Barrier(kind, sure, (f"redirected to {wall}: {fetch.final_url[:160]}",))


def _logins(fetch: Fetch, face: Face) -> Iterator[Barrier]:
    if fetch.status == 401 or fetch.status == 407:
        yield Barrier("login", 0.95, (f"status {fetch.status}",))
    little = len(face.main) < ERROR_CHARS and not _article_like(face)
    if not little:
        return
    if face.passwords and (
        words.says_login(face.headline) or words.says_login(normal(face.main)) or len(face.main) < 250
    ):
        yield Barrier("login", 0.85, (f"a password form and little else: {_short(face)}",))
    elif (
        words.says_login(face.headline)
        and len(face.main) < 350
        and (face.inputs or words.says_restricted(normal(face.main)))
    ):
        yield Barrier("login", 0.7, (f"asks to log in: {_short(face)}",))


def _denied(face: Face) -> bool:
    said = normal(f"{face.headline} {face.error_box}")
    return words.says_restricted(said) or words.says_human_check(said)


def _consents(face: Face) -> Iterator[Barrier]:
    if len(face.main) >= ERROR_CHARS or face.links > 25 or _article_like(face):
        return
    said = normal(f"{face.title} {face.heading}")
    if words.says_age(said) or (len(face.main) < 250 and words.says_age(normal(face.main)) and face.links <= 8):
        yield Barrier("consent", 0.75, (f"asks for the visitor's age: {_short(face)}",))
    machine = face.machine.lower()
    marked = any(
        mark in machine for mark in ("consent", "cmp", "gdpr", "privacy-center", "didomi", "onetrust", "usercentrics")
    )
    asks = marked or words.says_accept(normal(face.buttons))
    if words.says_consent(said) and asks and face.links <= 12:
        yield Barrier("consent", 0.7, (f"asks for consent first: {_short(face)}",))
    if "collectconsent" in machine and face.buttons and words.says_consent(normal(face.main)):
        yield Barrier("consent", 0.8, (f"a form that collects consent: {_short(face)}",))


def _other_visitors(face: Face) -> Iterator[Barrier]:
    """Walls that want a visitor without a blocker, with another browser, later, or through a network's own door."""
    if len(face.main) >= ERROR_CHARS or _article_like(face) or face.links > 12:
        return
    if words.says_other_visitor(face.headline):
        yield Barrier("challenge", 0.7, (f"wants another visitor: {_short(face)}",))
    if (words.is_refusal(normal(face.heading)) or words.is_refusal(normal(face.title))) and len(face.main) < 600:
        yield Barrier("challenge", 0.7, (f"says no and nothing else: {_short(face)}",))


def _regions(fetch: Fetch, face: Face) -> Iterator[Barrier]:
    if fetch.status == 451:
        yield Barrier("challenge", 0.95, ("status 451: withheld for legal reasons",))
    if len(face.main) >= ERROR_CHARS or _article_like(face):
        return
    said = normal(f"{face.title} {face.heading} {face.main[:500]}")
    if words.says_region(said) and (
        words.says_not_found(said)
        or words.says_human_check(said)
        or words.says_restricted(said)
        or words.says_withheld(said)
    ):
        yield Barrier("challenge", 0.65, (f"withheld from this region: {_short(face)}",))


# -- no page at all ----------------------------------------------------------------------------------------------------


def _errors(fetch: Fetch, face: Face, text: str, known_chars: int | None, known_title: str | None) -> Iterator[Barrier]:
    status = fetch.status or 0
    if status >= 400:
        kind = "maintenance" if status == 503 and words.says_maintenance(_said(face)) else "error"
        yield Barrier(kind, 0.8 if status not in (401, 407, 451) else 0.6, (f"status {status}: {_short(face)}",))
        return
    if not text.strip():
        yield Barrier("empty", 0.9, ("an empty body",))
        return
    if _is_binary(fetch, text):
        yield Barrier("error", 0.95, ("binary bytes where text was declared",))
        return
    if is_shell(face):
        yield Barrier("empty", 0.7, ("a shell that scripts would fill, without text",))
    elif not face.visible and not face.images and not face.media and "<" in text[:2_000]:
        yield Barrier("empty", 0.8, ("markup without text",))
    for what, score, missing in program_errors(face, text):
        yield Barrier("error", score, (f"{what}: {_short(face)}",), missing=missing)
    yield from _parking(fetch, face)
    yield from _error_pages(face, known_chars, known_title)


def _is_binary(fetch: Fetch, text: str) -> bool:
    """Bytes that are no text in any encoding, under a label that says text (archives and images have labels of their own)."""
    kind = (fetch.header("content-type") or "text/html").partition(";")[0].strip().lower()
    if not (kind.startswith("text/") or kind.endswith(("xml", "json"))):
        return False
    head = text[:4_000]
    return len(_CONTROL.findall(head)) > BINARY_SHARE * len(head)


def is_shell(face: Face) -> bool:
    """A page that only its scripts would fill: hardly any text, and scripts."""
    if not face.scripts or face.passwords:
        return False
    bare = face.main if len(face.main) > len(face.noscript) else face.main.replace(face.noscript, "")
    if face.heading and len(bare) - len(face.heading) >= LEAST_WRITTEN:
        return False  # a heading and words of its own: short, but the server wrote it
    return len(bare) < 60 and len(face.visible) < 160 and not face.images and not face.alert and not face.refresh


def _parking(fetch: Fetch, face: Face) -> Iterator[Barrier]:
    if len(face.main) >= WALL_CHARS or _article_like(face):
        return
    marks = list(parking_marks(fetch.url, fetch.final_url, face))
    sale = words.says_for_sale(_said(face))
    if marks and (sale or len(face.main) < 300):
        yield Barrier("parking", 0.9, (marks[0], _short(face)))
        return
    offered = words.says_for_sale(face.headline) or (sale and len(face.main) < 200)
    if offered and face.links <= 10 and (len(face.main) < 250 or _names_itself(fetch.final_url, face)):
        yield Barrier("parking", 0.65, (f"offers its own name for sale: {_short(face)}",))


def _names_itself(url: str, face: Face) -> bool:
    """Whether the page speaks of its own domain name, as offers of a name do; or has one for a title."""
    host = host_key(url).partition(":")[0].removeprefix("www.")
    said = normal(f"{face.title} {face.main}")
    return (bool(host) and host in said) or _BARE_NAME.fullmatch(normal(face.title)) is not None


def _error_pages(face: Face, known_chars: int | None, known_title: str | None) -> Iterator[Barrier]:
    """Errors served as 200: the title or heading says so, and nothing else stands there."""
    if len(face.main) >= ERROR_CHARS or _article_like(face):
        return
    if known_title and _alike(known_title, face.title):
        return
    shrunk = known_chars is not None and len(face.main) < known_chars / 3
    bonus = 0.15 if shrunk else 0.0
    head, said = face.headline, _said(face)
    if words.says_maintenance(head) and len(face.main) < ERROR_CHARS:
        yield Barrier("maintenance", 0.6 + bonus, (f"says it is down: {_short(face)}",))
    if words.says_suspended(head) and len(face.main) < ERROR_CHARS:
        yield Barrier("error", 0.6 + bonus, (f"says it is suspended: {_short(face)}",))
    if words.says_default_site(head):
        yield Barrier("error", 0.7 + bonus, (f"the start page of a server without a site: {_short(face)}",))
    if _is_broken(face):
        yield Barrier("error", 0.65 + bonus, (f"an error of the server: {_short(face)}",))
    elif shrunk and _speaks_of_a_wall(face):
        missing = words.says_not_found(said) and not words.says_later(said)
        yield Barrier("error", 0.65, (f"a few words of a wall instead of the page: {_short(face)}",), missing=missing)
    elif words.says_not_found(head) and only_error(face):
        both = words.says_not_found(normal(face.title)) and words.says_not_found(normal(face.heading or face.main))
        sure = 0.5 + (0.1 if both else 0) + (0.1 if face.error_box or face.noindex else 0) + bonus
        yield Barrier("error", sure, (f"an error page served as good: {_short(face)}",), missing=True)
    elif shrunk and face.error_box and words.says_not_found(normal(face.error_box)) and len(said) < 400:
        yield Barrier("error", 0.65, (f"an error instead of the article: {_short(face)}",), missing=True)


def _is_broken(face: Face) -> bool:
    """Whether the headline, or the only box on the page, is the error of a server or a program."""
    head = face.headline or normal(face.main[:60])
    if len(face.main) < 400 and (words.says_broken(head) or words.says_program_error(head)):
        return True
    box = normal(face.error_box)
    alone = bool(box) and len(face.main) <= len(face.error_box) + 60 and len(box) < 400
    return alone and (words.says_broken(box) or words.says_program_error(box))


def _speaks_of_a_wall(face: Face) -> bool:
    """Of a page that lost its title and most of its text: whether what is left are words of walls and errors."""
    if len(face.main) >= 300 or face.code:
        return False
    # Where a heading stands, it says what the page is about; sentences alone are all that is said.
    head, said = face.headline, "" if face.heading else normal(face.main)
    both = words.says_not_found(normal(face.title)) and words.says_not_found(normal(face.heading or face.main))
    heard = (
        words.says_human_check,
        words.says_broken,
        words.says_program_error,
        words.says_suspended,
        words.says_default_site,
    )
    return both or any(says(head) or says(said) for says in heard) or (len(said) < 120 and words.says_not_found(said))


def only_error(face: Face) -> bool:
    """Whether an error sentence, with the usual regrets and hints, is all that the page says."""
    if face.code or face.paragraphs > 1 or len(face.main) >= ERROR_CHARS or face.media:
        return False
    if words.besides_error(normal(face.heading)) > MAX_BESIDES:
        return False
    main = normal(face.main)
    rest = main.replace(normal(face.heading), " ", 1) if face.heading else main
    sentences = [part.strip() for part in _SENTENCES.split(rest) if len(part.strip()) > 3]
    idle = [part for part in sentences if not (words.says_not_found(part) or words.says_sorry(part))]
    if not (words.says_not_found(main) or words.says_not_found(normal(face.alert))):
        return False
    return sum(map(len, idle)) <= (40 if words.says_not_found(rest) else 25)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, normal(one), normal(other)).ratio() > 0.75


def _said(face: Face) -> str:
    return normal(f"{face.title} {face.heading} {face.main[:1_000]} {face.alert}")


def _short(face: Face) -> str:
    """The page in a few words, for reasons."""
    text = face.title if len(face.title) > 3 else face.heading or face.main or face.visible or face.alert
    return repr(text[:80])


def same_address(one: str, other: str) -> bool:
    """Equal up to scheme, 'www.', a trailing slash, query and fragment."""

    def bare(url: str) -> str:
        rest = url.partition("://")[2].partition("#")[0].partition("?")[0].rstrip("/").lower()
        return rest.removeprefix("www.")

    return bare(one) == bare(other)
