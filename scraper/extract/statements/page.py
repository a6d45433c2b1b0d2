"""What one page offers to all readers of statements: its tree, text, language, headline and hints."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scraper.extract.statements.ambiguous import habit, page_order
from scraper.extract.statements.claims import Claim
from scraper.extract.statements.found import PageHints
from scraper.extract.statements.numerals import clean, fold
from scraper.extract.statements.scope import Scopes
from scraper.extract.statements.stream import Stream, read_stream
from scraper.extract.steps import Step

__all__ = ["NO_COMMENTS", "Page", "language_of", "open_page"]

_LANG = re.compile(r"[a-z]{2,3}", re.IGNORECASE)
_TLD_LANGS = {"cn": "zh", "tw": "zh", "hk": "zh", "jp": "ja", "kr": "ko", "ir": "fa", "th": "th", "il": "he"}
_TLD_REGIONS = {
    "uk": "gb",
    "au": "au",
    "nz": "nz",
    "ie": "ie",
    "in": "in",
    "za": "za",
    "gov": "us",
    "mil": "us",
    "edu": "us",
}


NO_COMMENTS = 1 << 40
_COMMENTS = re.compile(
    fold(
        r"(?:\(?\d+\)?\s?)?(?:thoughts? on .{1,80}|(?:reader |user )?comments?|responses?|replies|leave a (?:comment|reply)|(?:leser)?kommentare?|commentaires?|comentarios?|comentários|commenti|"
        r"reacties|kommentarer|komentarze|komentáře|komentari|комментари\w*|коментар\w*|yorumlar|σχόλια|评论\w{0,3}|留言|回复|コメント\w{0,2}|댓글|التعليقات|نظرات|תגובות|bình luận|ความคิดเห็น|komentar)"
        r"(?:\s?[(:]?\d*\)?)?\s?:?"
    )
)


@dataclass(slots=True)
class Page:
    """One page as the readers see it. `claims` grows as they read."""

    tree: Any
    html: str
    url: str
    stream: Stream
    scopes: Scopes
    hints: PageHints
    metas: dict[str, str]
    title: str = ""  # as it is written, cleaned
    headline: str = ""  # the same, folded
    headline_span: tuple[int, int] = (0, 0)
    comments_at: int = NO_COMMENTS  # where a heading such as "3 comments" begins; what follows is the readers'
    fetched_at: datetime | None = None
    claims: list[Claim] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    unresolved: bool = False  # relative words state an update, and no fetch time was given to resolve them


def open_page(
    tree: Any,
    html: str,
    url: str,
    *,
    lang: str | None,
    fetched_at: datetime | None,
    steps: list[Step] | None = None,
) -> Page:
    """Reads the tree's text and finds language, region and headline. `steps`: the tree's, where they are known."""
    metas = _metas(tree)
    stream = read_stream(tree, steps)
    heading, span = _headline(stream, metas, tree)
    title = clean(_title(metas, tree)).strip()
    hints = _hints(tree, metas, url, lang, stream)
    return Page(
        tree=tree,
        html=html,
        url=url,
        stream=stream,
        scopes=Scopes(heading),
        hints=hints,
        metas=metas,
        title=title,
        headline=fold(title),
        headline_span=span,
        comments_at=_comments(stream, span[1]),
        fetched_at=fetched_at,
    )


def _comments(stream: Stream, headline_end: int) -> int:
    """Where a heading over readers' comments begins, after the headline; NO_COMMENTS where there is none."""
    for at in stream.subheads[:400]:
        text = stream.folded[at : stream.line(at)[1]].strip()
        counted = any(ch.isdigit() for ch in text)  # without a number it may be a link beside the headline
        if at > headline_end + (0 if counted else 300) and _COMMENTS.fullmatch(text):
            return at
    return NO_COMMENTS


def _metas(tree: Any) -> dict[str, str]:
    """Folded name (also property, itemprop, http-equiv) -> first content, of all <meta> elements."""
    out: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = element.get("content") or element.get("value")
        if not content or len(content) > 2000:
            continue
        for attribute in ("name", "property", "itemprop", "http-equiv"):
            name = element.get(attribute)
            if name and (attribute != "itemprop" or _in_head(element)):
                prefix = f"{attribute}:" if attribute in ("itemprop", "http-equiv") else ""
                out.setdefault(prefix + name.strip().lower(), content.strip())
    return out


def _in_head(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in ("head", "noscript")


def _title(metas: dict[str, str], tree: Any) -> str:
    known = metas.get("og:title") or metas.get("twitter:title")
    if known:
        return known
    title = tree.find(".//title")
    return (title.text or "") if title is not None else ""


def _headline(stream: Stream, metas: dict[str, str], tree: Any) -> tuple[Any | None, tuple[int, int]]:
    """The heading that is the page's own: the <h1> that shares most with its title, else the first."""
    title = fold(clean(_title(metas, tree))).strip()
    best: tuple[float, int, Any] | None = None
    for at, element in stream.headings[:12]:
        _, end = stream.line(at)
        text = stream.folded[at:end].strip()
        if len(text) < 2:
            continue
        likeness = 2.0 if text in title else 1.5 if title and title[:30] in text else _shared(text, title)
        if best is None or likeness > best[0] + 0.2:
            best = (likeness, at, element)
    if best is None:
        own = re.split(r"\s[-|–—·]\s|[_|]|-(?=[\u3400-\u9fff])", title)[0].strip()[:60]
        at = stream.folded.find(own if len(own) >= 6 else title[:40]) if len(title) > 8 else -1
        return (stream.element_at(at), stream.line(at)) if at >= 0 else (None, (0, 0))
    return best[2], (best[1], stream.line(best[1])[1])


def _shared(text: str, title: str) -> float:
    words = set(text.split())
    return len(words & set(title.split())) / (len(words) or 1)


def _hints(tree: Any, metas: dict[str, str], url: str, lang: str | None, stream: Stream) -> PageHints:
    stated = (
        lang or tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang") or ""
    )
    locale = metas.get("og:locale") or metas.get("language") or metas.get("http-equiv:content-language") or ""
    host = (_host(url) or "").rsplit(".", 1)
    tld = host[-1] if len(host) > 1 else ""
    language = _language(stated) or _language(locale) or _TLD_LANGS.get(tld)
    script = language_of(stream.folded)
    if script and (language in (None, "en") or script in ("fa", "th", "he", "ko", "ja")):
        language = script
    hints = PageHints(lang=language, region=_region(stated) or _region(locale) or _TLD_REGIONS.get(tld), tld=tld)
    order = page_order(stream.folded, hints)
    return replace(hints, order=order or habit(hints), soft=not order and bool(habit(hints)))


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _language(text: str) -> str | None:
    m = _LANG.match(text.strip())
    code = m[0].lower() if m else None
    return {"nb": "no", "nn": "no", "iw": "he", "in": "id", "tl": "fil", "cn": "zh", "jp": "ja", "kr": "ko"}.get(
        code or "", code
    )


def _region(text: str) -> str | None:
    m = re.match(r"[a-z]{2,3}[-_](?:[a-z]{4}[-_])?([a-z]{2})(?![a-z])", text.strip(), re.IGNORECASE)
    return m[1].lower() if m else None


_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("th", re.compile("[\u0e01-\u0e2e]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("fa", re.compile("[پچژگ]")),
    ("ar", re.compile("[\u0621-\u064a]")),
    ("hi", re.compile("[\u0904-\u0939]")),
    ("bn", re.compile("[\u0985-\u09b9]")),
    ("el", re.compile("[α-ω]")),
    ("ru", re.compile("[а-я]")),
)


def language_of(folded: str) -> str | None:
    """The language that the script of a sample shows, where most of it is in that script."""
    sample = folded[:600] + folded[len(folded) // 2 : len(folded) // 2 + 600]
    if sample.isascii():
        return None
    for lang, pattern in _SCRIPTS:
        if len(pattern.findall(sample)) > (12 if lang == "fa" else len(sample) // 8):
            return lang
    return None
