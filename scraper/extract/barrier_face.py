"""The face of a page: the few things by which a person tells an article from a wall, an error or an empty shell.

Made with lexbor in about a millisecond, for pages and link targets alike. No judgement here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.depth import deep_from

__all__ = [
    "ARTICLE_PARAGRAPHS",
    "FRAMING_ROLES",
    "FRAMING_TAGS",
    "MAX_HTML",
    "PARAGRAPH",
    "Face",
    "holds_article",
    "normal",
    "read_face",
    "text_face",
]

MAX_HTML = 600_000  # of a longer page the beginning is looked at
MAX_MACHINE = 60_000
PARAGRAPH = 80  # characters
ARTICLE_PARAGRAPHS = 3  # so many of them are an article
# What frames a page and is none of its main text.
FRAMING_TAGS = frozenset(("nav", "footer", "header", "aside", "select", "option", "button", "dialog", "iframe"))
FRAMING_ROLES = frozenset(("navigation", "banner", "contentinfo"))
_CHROME = ",".join(["script", "style", "template", "svg", "noscript", *sorted(FRAMING_TAGS)])
_ERROR_BOX = re.compile(
    r"(?:^|[-_ ])(?:error|err|alert|alert_error|messagetext|not-?found|page-?404|error-?404|no-?content|deleted|removed|"
    r"empty|gone|oops|fail(?:ed|ure)?|warning|notice|info-?box|tips?|msg|message)(?:$|[-_ ]|\d)|404",
    re.IGNORECASE,
)
_NAME = re.compile(r"<([a-zA-Z]+)")
_REFRESH = re.compile(r"^\s*(\d*\.?\d*)\s*[;,]?\s*(?:url\s*=\s*)?['\"]?\s*([^'\"\s]+)?", re.IGNORECASE)
_JS_GO = re.compile(
    r"(?:(?:window|document|top|self|parent)\.)?location(?:\.href)?\s*=\s*[\"']([^\"']{1,500})[\"']"
    r"|location\.(?:replace|assign)\(\s*[\"']([^\"']{1,500})[\"']",
)
_JS_ALERT = re.compile(r"\balert\(\s*([\"'])(.{1,300}?)\1\s*\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Face:
    """What stands on a page. Texts are squeezed; `main` leaves out menus, headers, footers and scripts."""

    title: str = ""
    heading: str = ""
    main: str = ""
    prose: str = ""  # `main` without the texts of links: teasers beside an error change with every request
    visible: str = ""  # all text outside scripts, chrome included
    noscript: str = ""
    lang: str = ""
    machine: str = ""  # script sources and inline scripts, frames, form actions, ids and classes
    generator: str = ""
    canonical: str = ""
    alert: str = ""  # what an inline script would say in a box
    refresh: str | None = None  # where a meta refresh or a script on an otherwise empty page leads
    refresh_s: float = 0.0
    frame: str = ""  # where the only frame of a page without text leads
    error_box: str = ""  # text of an element named like an error
    buttons: str = ""  # what its buttons say
    passwords: int = 0
    inputs: int = 0
    scripts: int = 0
    script_chars: int = 0
    links: int = 0
    images: int = 0
    media: int = 0
    paragraphs: int = 0  # of 80 characters or more
    code: int = 0  # code samples
    noindex: bool = False
    site_name: str = ""
    ids: tuple[str, ...] = ()
    items: int = 0  # of lists in the middle of the page, that are not just links

    @property
    def headline(self) -> str:
        """Title and heading, lower-case."""
        return normal(f"{self.title}\n{self.heading}")


def normal(text: str) -> str:
    """Case and width folded, spaces squeezed: for matching phrases."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("’", "'").split())


def text_face(text: str) -> Face:
    """The face of plain text or JSON: all of it is main text."""
    squeezed = _squeeze(text[:MAX_HTML])
    return Face(main=squeezed, prose=squeezed, visible=squeezed)


def read_face(html: str) -> Face:
    """Look at decoded HTML; any input gives a face."""
    html = html[:MAX_HTML]
    tree = _shallow(html)
    holds = _Tags(html)
    head = _head_facts(tree, holds)
    machine, ids = _machine(tree)
    scripts = tree.css("script") if holds("script") else []
    inline = "\n".join(node.text(deep=True)[:20_000] for node in scripts if not node.attributes.get("src"))
    alert = _JS_ALERT.search(inline) if inline and len(inline) < 4_000 else None
    counts = _counts(tree, holds)
    noscript = _noscript(tree) if holds("noscript") else ""
    frame = _frame(tree) if holds("frame", "iframe") else ""
    visible = _visible(tree)
    heading, error_box = _heading(tree), _error_box(tree)
    buttons = _buttons(tree) if holds("button", "input") or 'role="button"' in html else ""
    main, prose = _main(tree, visible)
    items = _items(tree) if holds("li") else 0
    refresh, delay = _refresh(tree, head["refresh"], inline, len(main))
    return Face(
        title=head["title"],
        heading=heading,
        main=main,
        prose=prose,
        visible=visible,
        noscript=noscript,
        lang=head["lang"],
        machine=machine,
        generator=head["generator"],
        canonical=head["canonical"],
        alert=alert.group(2) if alert else "",
        refresh=refresh,
        refresh_s=delay,
        frame=frame if len(visible) < 20 else "",
        error_box=error_box,
        buttons=buttons,
        noindex="noindex" in head["robots"].lower(),
        site_name=head["site_name"],
        script_chars=len(inline),
        ids=ids,
        items=items,
        **counts,
    )


def _shallow(html: str) -> LexborHTMLParser:
    """The tree of a page, or of its beginning where it goes on too long or too deep."""
    begun = html[:MAX_HTML]
    return LexborHTMLParser(begun[: deep_from(begun)])


def holds_article(html: str) -> bool:
    """Whether paragraphs stand on a page as on an article's: a cheap look that spares most pages the dear one."""
    found = 0
    for node in _shallow(html).css("p"):
        if len(node.text(deep=True)) >= PARAGRAPH and not _unseen(node):
            found += 1
            if found >= ARTICLE_PARAGRAPHS:
                return True
    return False


def _unseen(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in ("noscript", "template", "script", "style"):
            return True
        parent = parent.parent
    return False


class _Tags:
    """Which tags stand in the source at all: asking the text first is cheaper than searching the tree for what no page has."""

    __slots__ = ("_names",)

    def __init__(self, html: str) -> None:
        self._names = {name.lower() for name in set(_NAME.findall(html))}

    def __call__(self, *tags: str) -> bool:
        return any(name.startswith(tags) for name in self._names)


def _noscript(tree: LexborHTMLParser) -> str:
    text = _squeeze(" ".join(node.text(deep=True, separator=" ") for node in tree.css("noscript")))
    return _squeeze(re.sub(r"<[^>]*>", " ", text))


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    node = tree.css_first(selector)
    return _squeeze(node.attributes.get(name) or "") if node else ""


def _head_facts(tree: LexborHTMLParser, holds: _Tags) -> dict[str, str]:
    title = tree.css_first("head title") or tree.css_first("title")
    refresh = ""
    metas = holds("meta")
    for node in tree.css("meta[http-equiv]") if metas else ():
        if (node.attributes.get("http-equiv") or "").strip().lower() == "refresh":
            refresh = node.attributes.get("content") or ""
    return {
        "title": _squeeze(title.text(deep=True)) if title else "",
        "lang": _attribute(tree, "html", "lang")[:35],
        "refresh": refresh,
        "generator": _attribute(tree, 'meta[name="generator"]', "content")[:80] if metas else "",
        "robots": _attribute(tree, 'meta[name="robots"]', "content") if metas else "",
        "canonical": _attribute(tree, 'link[rel="canonical"]', "href") if holds("link") else "",
        "site_name": _attribute(tree, 'meta[property="og:site_name"]', "content") if metas else "",
    }


def _counts(tree: LexborHTMLParser, holds: _Tags) -> dict[str, int]:
    def count(selector: str, *tags: str) -> int:
        return len(tree.css(selector)) if holds(*tags) else 0

    return {
        "passwords": count('input[type="password" i]', "input"),
        "inputs": count('input:not([type="hidden" i]),textarea', "input", "textarea"),
        "scripts": count("script", "script"),
        "links": count("a[href]", "a"),
        "images": count("img", "img", "image"),  # parsers take 'image' for 'img'
        "media": count("video,audio,embed,object,canvas", "video", "audio", "embed", "object", "canvas"),
        "code": count("pre,code,samp,kbd", "pre", "code", "samp", "kbd"),
        "paragraphs": sum(1 for node in tree.css("p") if len(node.text(deep=True)) >= PARAGRAPH),
    }


def _machine(tree: LexborHTMLParser) -> tuple[str, tuple[str, ...]]:
    """Everything that a program reads and a person does not: walls are told by it, not by words."""
    parts: list[str] = []
    ids: list[str] = []
    for node in tree.css("script,iframe,form,meta[name]"):
        values = node.attributes
        parts += [values.get(name) or "" for name in ("src", "action", "id", "name", "data-sitekey")]
        if node.tag == "script" and not values.get("src"):
            parts.append(node.text(deep=True)[:8_000])
    for node in tree.css("[id],[class]"):
        held = node.attributes
        ids += [value for value in (held.get("id"), held.get("class")) if value]
        if len(ids) > 2_000:
            break
    marks = " ".join(f"#{name}#" for name in ids)
    return (" ".join(part for part in parts if part) + " " + marks)[:MAX_MACHINE], tuple(ids[:200])


def _visible(tree: LexborHTMLParser) -> str:
    body = tree.body
    if body is None:
        return ""
    for node in body.css("script,style,template,noscript"):
        node.decompose()
    return _squeeze(body.text(deep=True, separator=" "))


def _heading(tree: LexborHTMLParser) -> str:
    for selector in ("h1", "h2", "h3"):
        for node in tree.css(selector):
            text = _squeeze(node.text(deep=True, separator=" "))
            if text and not _in_chrome(node):
                return text[:300]
    return ""


def _in_chrome(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in ("nav", "footer", "aside"):
            return True
        parent = parent.parent
    return False


def _frame(tree: LexborHTMLParser) -> str:
    """The address of the first frame, or of an iframe that stands alone."""
    frames = tree.css("frameset frame[src]") or tree.css("body > iframe[src]")
    if not frames or (frames[0].tag == "iframe" and len(frames) > 1):
        return ""
    return (frames[0].attributes.get("src") or "").strip()


def _error_box(tree: LexborHTMLParser) -> str:
    for node in tree.css("[id],[class]"):
        held = node.attributes
        if _is_error(f"{held.get('id') or ''} {held.get('class') or ''}") and node.tag not in ("html", "body"):
            text = _squeeze(node.text(deep=True, separator=" "))
            if text:
                return text[:600]
    return ""


@lru_cache(maxsize=4096)
def _is_error(names: str) -> bool:
    """Whether an id and classes name an error; most of a page's are those of other elements, too."""
    return _ERROR_BOX.search(names) is not None


def _buttons(tree: LexborHTMLParser) -> str:
    """The first buttons' words: a wall asks by them what it wants."""
    nodes = tree.css('button,[role="button"],input[type="submit" i],input[type="button" i]')[:12]
    said = (node.text(deep=True, separator=" ") or node.attributes.get("value") or "" for node in nodes)
    return _squeeze(" | ".join(said))[:500]


def _main(tree: LexborHTMLParser, visible: str) -> tuple[str, str]:
    """(text without chrome, the same without links); destroys the tree's chrome and links, so it comes last.

    `visible` is the text of the body as it is: most small pages have no chrome, or no links, and need no second reading.
    """
    body = tree.body
    if body is None:
        return "", ""
    main = _without(body, visible, _CHROME, ",".join(f'[role="{role}"]' for role in sorted(FRAMING_ROLES)))
    return main, _without(body, main, "a[href]")


def _items(tree: LexborHTMLParser) -> int:
    """List items with words of their own; after `_main`, which takes chrome and links away."""
    return sum(1 for node in tree.css("li") if len(node.text(deep=True).strip()) >= 4)


def _without(body: LexborNode, text: str, *selectors: str) -> str:
    """The body's text once these are gone from it; `text` where there were none."""
    gone = 0
    for selector in selectors:
        for node in body.css(selector):
            node.decompose()
            gone += 1
    return _squeeze(body.text(deep=True, separator=" ")) if gone else text


def _refresh(tree: LexborHTMLParser, content: str, inline: str, chars: int) -> tuple[str | None, float]:
    """A meta refresh, or a script that leaves a page on which nothing stands."""
    match = _REFRESH.match(content) if content else None
    if match and match.group(2):
        try:
            return match.group(2), float(match.group(1) or 0)
        except ValueError:
            return match.group(2), 0.0
    if chars < 200 and len(inline) < 4_000:
        go = _JS_GO.search(inline)
        if go:
            return go.group(1) or go.group(2), 0.0
    return None, 0.0
