"""What a page says about itself outside its text: title, author, language, canonical address, feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from scraper.extract.dom import text_of

__all__ = ["Head", "read_head", "titles"]

_FEED_TYPES = frozenset(
    (
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "application/x.atom+xml",
        "text/xml+rss",
    )
)
_SEPARATOR = re.compile(r"\s+[|\-–—·•»«/:_]\s+|[|_｜»]|\s[-–—]\s?")
_TITLE_LIMIT = 500
_AUTHOR_LIMIT = 100
_NO_AUTHOR = re.compile(
    r"^(?:https?:|@?\d+$)|责任编辑|責任編輯|[{}<>]|^(?:admin|name|email|author|unknown|none|null)$", re.IGNORECASE
)
_AUTHORS: Any = etree.XPath('//@rel[.="author"]/..|//@itemprop[.="author"]/..')
_RELATED: Any = etree.XPath("//@rel/..")
_NO_TITLE = re.compile(r"^(?:untitled|home|index|document|title|none|null|undefined|无标题|首页)$", re.IGNORECASE)
_HAN = re.compile("[\u4e00-\u9fff]")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
)


@dataclass(frozen=True, slots=True)
class Head:
    """The page about itself. Every part is None or empty where the page says nothing."""

    title: str | None = None
    author: str | None = None
    lang: str | None = None
    canonical_url: str | None = None
    feeds: tuple[str, ...] = ()


def read_head(tree: Any, url: str) -> Head:
    """Read it from a parsed page; `url` makes addresses absolute."""
    metas = _metas(tree)
    base = _base(tree, url)
    return Head(
        title=_title(tree, metas),
        author=_author(tree, metas),
        lang=_lang(tree, metas),
        canonical_url=_canonical(tree, metas, base),
        feeds=_feeds(tree, base),
    )


def _metas(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = _fold(element.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _fold(text: str | None) -> str:
    return " ".join(text.split()) if text else ""


def _base(tree: Any, url: str) -> str:
    base = tree.find(".//base[@href]")
    return _join(url, base.get("href")) or url if base is not None else url


def _join(base: str, href: str | None) -> str | None:
    try:
        joined = urljoin(base, (href or "").strip())
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None


def _title(tree: Any, metas: dict[str, str]) -> str | None:
    """The longest sensible headline: og:title may be cut at a quote, <title> carries the site's name, h1 may be a logo."""
    element = tree.find(".//head/title")
    if element is None:
        element = tree.find(".//title")
    full = _fold(text_of(element)) if element is not None else ""
    headings = [h for h in (_fold(text_of(e)) for e in tree.iter("h1")) if 1 < len(h) <= 300]
    stated = metas.get("og:title") or metas.get("twitter:title") or ""
    for heading in headings:
        if len(heading) >= 4 and heading in full or (stated and heading.startswith(stated)):
            return max((heading, stated if stated in full or heading in stated else ""), key=len)[:_TITLE_LIMIT]
    bare = _without_site(full, metas.get("og:site_name", ""))
    options = [t for t in (stated, bare) if t and not _NO_TITLE.match(t)]
    if options:
        return max(options, key=len)[:_TITLE_LIMIT]
    return (headings[0] if headings else stated or full)[:_TITLE_LIMIT] or None


def titles(tree: Any) -> tuple[str, ...]:
    """All names the page goes by: <title>, og:title, and its h1 headings."""
    metas = _metas(tree)
    element = tree.find(".//head/title")
    names = [_fold(text_of(element)) if element is not None else "", metas.get("og:title", "")]
    names += [_fold(text_of(e)) for e in tree.iter("h1")]
    return tuple(n for n in names if n)


def _without_site(title: str, site: str) -> str:
    """The title without the site's name at its end or start, where the page says what that name is."""
    if not site or site == title:
        return title
    for left, right in ((title.removesuffix(site), True), (title.removeprefix(site), False)):
        if left != title:
            cut = left.rstrip(" |-–—·•»_｜:") if right else left.lstrip(" |-–—·•«»_｜:")
            if cut and cut != left.strip() or (cut and left != left.strip()):
                return cut
    return title


def _author(tree: Any, metas: dict[str, str]) -> str | None:
    for name in (
        "author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "byl",
        "parsely-author",
        "sailthru.author",
        "twitter:data1",
    ):
        if name == "twitter:data1" and metas.get("twitter:label1", "").lower() not in (
            "written by",
            "author",
            "von",
            "作者",
        ):
            continue
        found = _person(metas.get(name))
        if found:
            return found
    for element in _AUTHORS(tree)[:3]:
        name = element.find('.//*[@itemprop="name"]')
        found = _person(_fold(text_of(name if name is not None else element)))
        if found:
            return found
    return None


def _person(text: str | None) -> str | None:
    name = _fold(text)
    return name if name and len(name) <= _AUTHOR_LIMIT and not _NO_AUTHOR.search(name) else None


def _lang(tree: Any, metas: dict[str, str]) -> str | None:
    root = tree.getroottree().getroot()
    stated = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")
    stated = (
        stated
        or metas.get("content-language")
        or metas.get("og:locale")
        or metas.get("dc.language")
        or metas.get("inlanguage")
    )
    lang = (stated or "").split(",")[0].strip().replace("_", "-")
    return lang if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", lang) else _by_script(tree)


def _by_script(tree: Any) -> str | None:
    """A language that its script gives away: kana, hangul, Han, Thai, Greek, Hebrew; None for alphabets of many."""
    text = _beginning(tree, 6000)
    if text.isascii():
        return None
    han = len(_HAN.findall(text))
    for lang, script in _SCRIPTS:
        if len(script.findall(text)) > max(40, 0.1 * han):
            return lang
    return "zh" if han > 40 else None


def _beginning(tree: Any, size: int) -> str:
    """The first characters of all text; the rest, scripts of hundreds of kilobytes, is not copied for it."""
    parts: list[str] = []
    for part in tree.itertext():
        parts.append(part)
        size -= len(part)
        if size <= 0:
            parts[-1] = part[: size or None]
            break
    return "".join(parts)


def _canonical(tree: Any, metas: dict[str, str], base: str) -> str | None:
    for element in tree.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            return _join(base, element.get("href"))
    return _join(base, metas.get("og:url")) if metas.get("og:url") else None


def _feeds(tree: Any, base: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for element in _RELATED(tree):
        rel = element.get("rel").lower().split()
        if element.tag not in ("link", "a"):
            continue
        kind = (element.get("type") or "").lower().split(";")[0].strip()
        if "alternate" in rel and kind in _FEED_TYPES or "feed" in rel:
            address = _join(base, element.get("href"))
            if address:
                found[address] = None
    return tuple(found)
